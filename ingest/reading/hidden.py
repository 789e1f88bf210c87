"""Text that a reader of the page does not see, and text that speaks to a language model instead of to a reader.

Two witnesses say what is hidden: the sheet (how and where each run was drawn, and what was painted before and after)
and the ink, the trace that the page's text leaves on the drawn page (`raster.inks`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.reading.model import Box, Finding, Picture, Run, Sheet
from ingest.reading.raster import Raster

Kind = Literal["invisible", "tiny", "off_page", "covered", "colour", "no_ink", "shadow"]

SMALLEST = 2.0
"""Points. A footnote's mark is drawn at 5 or more."""
NEAR = 0.1
"""Two colours no further apart than this in red, green and blue are one to the eye."""
WORD_SPACE = 0.17
"""Of the type's height: less white than this is no space between words."""
TRACE = 24
"""Of 255: text whose pixels differ less from their ground is not seen."""
TRACED = 0.25
"""Of a run's width: text that shows less of itself is cut away."""
LAYER = 0.7
"""The share of the page that its pictures cover where the page is a scan."""
UNDRAWN = (3, 7)  # render modes that draw nothing: invisible, and clipping only (ISO 32000-1, table 106)

WHY: dict[Kind, str] = {
    "invisible": "is drawn in a mode that shows nothing",
    "tiny": "is smaller than 2 points",
    "off_page": "stands outside the page",
    "covered": "stands behind a picture or a filled area",
    "colour": "has the colour of its ground",
    "no_ink": "leaves no trace on the drawn page",
    "shadow": "repeats the visible text in its place",
}


@dataclass(frozen=True)
class Hidden:
    """Runs that follow each other, hidden in the same way."""

    kind: Kind
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return joined(self.runs)


def hidden(sheet: Sheet, ink: Raster | None) -> tuple[Hidden, ...]:
    """The hidden text of a page in the order of drawing. Without `ink` the sheet is the only witness: what it cannot
    know, such as the colours of a photograph, is then not found. A `shadow` repeats the visible text in its place (as
    browsers print a shadow) and says nothing of its own."""
    kinds = [_kind(run, sheet, ink) if any(map(str.isalnum, run.text)) else None for run in sheet.runs]
    shown = [run for run, kind in zip(sheet.runs, kinds, strict=True) if kind is None]
    found: list[tuple[Kind, list[Run]]] = []
    last: Kind | None = None
    for run, kind in zip(sheet.runs, kinds, strict=True):
        if not any(map(str.isalnum, run.text)):
            if last is not None and run.text.strip():
                found[-1][1].append(run)
            continue
        if kind is not None and _is_shadow(run, shown):
            kind = "shadow"
        if kind is not None and kind == last:
            found[-1][1].append(run)
        elif kind is not None:
            found.append((kind, [run]))
        last = kind
    return tuple(Hidden(kind, tuple(runs)) for kind, runs in found)


def is_layer(sheet: Sheet, parts: Sequence[Hidden]) -> bool:
    """Whether the hidden text is the text layer of a scan: pictures cover the page, and nearly all of its text is
    drawn invisibly or behind them. Such a layer is no attack by itself; the page's own OCR tells whether it is true."""
    layer = sum(len(run.text) for part in parts if part.kind in ("invisible", "covered") for run in part.runs)
    everything = sum(len(run.text) for run in sheet.runs)
    covered = sum(_area(_within(p.box, sheet)) for p in sheet.pictures if p.fill is None)
    return layer >= 0.5 * max(everything, 1) and covered >= LAYER * sheet.width * sheet.height


def findings(parts: Iterable[Hidden], page: int) -> Iterator[Finding]:
    """A finding for each hidden stretch; its text is the hidden words alone, by which a person approves them."""
    for part in parts:
        if part.kind == "shadow":
            continue
        yield Finding(
            f"hidden_{part.kind}",
            "refused",
            page,
            part.text,
            f"This text {WHY[part.kind]}. Have the owner take it out, or approve these words in document.toml.",
        )


def approve(found: Iterable[Finding], approved: Collection[str]) -> Iterator[Finding]:
    """The findings without the refusals whose very words a person has approved."""
    known = {" ".join(text.split()) for text in approved}
    return (f for f in found if f.severity != "refused" or " ".join(f.text.split()) not in known)


def joined(runs: Sequence[Run]) -> str:
    """The runs' words in the order of drawing, letters that touch in one word."""
    words = []
    for before, run in zip((None, *runs), runs, strict=False):
        if before is not None:
            same_line = abs(before.box[3] - run.box[3]) < 0.5 * max(run.size, 0.1)
            touches = same_line and -0.5 < (run.box[0] - before.box[2]) / max(run.size, 0.1) < WORD_SPACE
            words.append("" if touches else " ")
        words.append(run.text)
    return " ".join("".join(words).split())


def _kind(run: Run, sheet: Sheet, ink: Raster | None) -> Kind | None:
    if run.mode in UNDRAWN:
        return "invisible"
    if run.size < SMALLEST:
        return "tiny"
    left, top, right, bottom = run.box
    x, y = (left + right) / 2, (top + bottom) / 2
    if not (0 <= x <= sheet.width and 0 <= y <= sheet.height):
        return "off_page"
    ground: Picture | None = None
    doubt: Kind | None = None
    for picture in sheet.pictures:
        if picture.order > run.order and _share(run.box, picture.box) > 0.8:
            doubt = "covered"
        if picture.order < run.order and _inside(x, y, picture.box) and (not ground or picture.order > ground.order):
            ground = picture
    colour = (1.0, 1.0, 1.0) if ground is None else ground.fill
    if run.fill is not None and colour is not None and _near(run.fill, colour):
        doubt = doubt or "colour"
    if ink is None:
        return doubt
    spaces = sum(map(str.isspace, run.text)) / len(run.text)
    if ink.traced((left - 1, top - 1, right + 1, bottom + 1), TRACE) < TRACED * (1 - spaces):
        return doubt or "no_ink"
    return None if doubt is None or _own_trace(run, sheet, ink) else doubt


def _is_shadow(run: Run, shown: Sequence[Run]) -> bool:
    text = run.text.strip()
    return any(other.text.strip() == text and _share(run.box, other.box) > 0.5 for other in shown)


def _own_trace(run: Run, sheet: Sheet, ink: Raster) -> bool:
    """Whether the trace in the run's place is its own: no other run stands there. White letters on a dark pattern
    that the sheet does not know have one; white letters on paper, hidden among black ones, have not."""
    left, top, right, bottom = run.box
    rim = (bottom - top) / 4
    core = (left, top + rim, right, bottom - rim)
    others = (other.box for other in sheet.runs if other is not run and other.text.strip())
    return ink.traced(core, TRACE) >= TRACED and not any(_area(_overlap(core, other)) > 0 for other in others)


def _near(first: tuple[float, float, float], second: tuple[float, float, float]) -> bool:
    return all(abs(a - b) <= NEAR for a, b in zip(first, second, strict=True))


def _inside(x: float, y: float, box: Box) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _overlap(first: Box, second: Box) -> Box:
    return max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _share(box: Box, cover: Box) -> float:
    """How much of `box` is under `cover`, from 0 to 1."""
    return _area(_overlap(box, cover)) / max(_area(box), 1e-9)


def _within(box: Box, sheet: Sheet) -> Box:
    return _overlap(box, (0.0, 0.0, sheet.width, sheet.height))


# --- Text that instructs a model. The patterns are matched on letters and digits alone, without case and accents, so
# --- that line breaks, spaced letters and soft hyphens hide nothing; a match begins and ends with a word.
_LEAVE = (
    r"(?:ignore|disregard|forget|override|bypass|ignorera|bortse(?:ifran|fran)|glom(?:bort)?|asidosatt|hoppaover"
    r"|struntai|foljinte|donotfollow)"
)
_ALL = r"(?:all|any|of|the|your|these|my|every|and|or|alla|av|de|den|dina|din|era|mina|samtliga|och|eller)*"
_BEFORE = r"(?:previous|prior|above|preceding|earlier|foregoing|tidigare|foregaende|ovanstaende)"
_TOLD = (
    r"(?:instructions?|prompts?|rules|guidelines|directions|commands|messages?|instruktion(?:er|erna|en)?"
    r"|direktiven|direktiv|regler(?:na)?|anvisningar(?:na)?|uppmaningar(?:na)?|meddelanden|kommandon)"
)
_MODEL = r"(?:ai|llm|assistant|assistenten?|chatbot(?:en)?|languagemodel|sprakmodell(?:en)?|modellen)"
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        _LEAVE + _ALL + _BEFORE + _ALL + _TOLD,
        _LEAVE + _ALL + r"(?:your|all|dina|alla|samtliga)" + _TOLD,
        _LEAVE + _ALL + _TOLD + r"(?:above|ovan|before|hittills)",
        r"(?:forget|ignore|disregard)(?:everything|all)(?:above|before|else|previous|that|you)(?:\w{0,12}told|said)?",
        r"(?:glom|ignorera|bortsefran)allt(?:ovan|tidigare|duhar|somstar|annat)",
        r"youarenow",
        r"duarnu(?:en|ett|inte|fri)",
        r"(?:youarean?|duaren)(?:helpful|hjalpsam)?" + _MODEL,
        r"asanai(?:languagemodel|assistant|model)",
        r"(?:pretend|actasif|latsasatt|agerasomom)(?:youare|youwere|tobe|duar|duvore)",
        r"systemprompt(?:en|er|s)?",
        r"(?:developer|dan)modeenabled",
        r"jailbreak",
        r"(?:instructions?|notice|note|message|instruktion(?:er)?|meddelande)(?:to|for|till)(?:the|an|any)?" + _MODEL,
        r"(?:reveal|print|repeat|output|avsloja|skrivut)(?:your|the|din|dina|hela)*(?:hidden|initial|dolda)?" + _TOLD,
        r"(?:donot|never|dont)(?:tell|inform|mention|reveal)(?:this)?(?:to)?(?:the)?user",
        r"(?:beratta|avsloja|namn)(?:inte|aldrig)(?:detta|det)?foranvandaren",
        r"(?:always|only)(?:answer|respond|reply)(?:with|that)",
        r"(?:svara|pasta|havda)alltidatt",
    )
)
MARKERS = re.compile(r"<\|\w+\|>|\[/?INST\]|<</?SYS>>|</?system>|#{2,}\s*(?:system|instruction)\b", re.IGNORECASE)
# Unicode's invisible tag letters, and the two overrides that turn the order of reading.
SECRET = re.compile("[\U000e0020-\U000e007e]+|[\u202d\u202e][^\u202c]{0,200}")


def instructions(text: str, page: int | None) -> Iterator[Finding]:
    """What in a page's text instructs a language model, in Swedish or English, seen or unseen by a reader."""
    for start, end in _instructing(text):
        yield Finding(
            "instruction",
            "refused",
            page,
            " ".join(text[start:end].split()),
            "This text instructs a language model. Have the owner take it out, or approve these words in document.toml.",
        )
    for match in SECRET.finditer(text):
        words = "".join(chr(ord(c) - 0xE0000) if ord(c) > 0xE0000 else c for c in match.group())
        yield Finding(
            "hidden_letters",
            "refused",
            page,
            words.strip("\u202d\u202e"),
            "This text is written in letters that are never shown. Have the owner take it out, or approve these words "
            "in document.toml.",
        )


def _instructing(text: str) -> Iterator[tuple[int, int]]:
    """The places, longest first where they overlap, in order."""
    letters, places = _letters(text)
    starts_word: Callable[[int], bool] = lambda at: places[at] == 0 or not text[places[at] - 1].isalnum()  # noqa: E731
    ends_word: Callable[[int], bool] = lambda at: places[at] + 1 == len(text) or not text[places[at] + 1].isalnum()  # noqa: E731
    spans = [match.span() for match in MARKERS.finditer(text)]
    for pattern in PATTERNS:
        for match in pattern.finditer(letters):
            if starts_word(match.start()) and ends_word(match.end() - 1):
                spans.append((places[match.start()], places[match.end() - 1] + 1))
    reached = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            yield start, end
            reached = end


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits alone, without case and accents, and the place of each in `text`."""
    letters, places = [], []
    for place, char in enumerate(text):
        for plain in unicodedata.normalize("NFKD", char).casefold():
            if plain.isalnum():
                letters.append(plain)
                places.append(place)
    return "".join(letters), places
