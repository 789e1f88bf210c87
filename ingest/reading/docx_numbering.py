"""The automatic numbers of a DOCX, which stand nowhere in its text: counted as Word counts them, or not given.

Source: ECMA-376-1, 17.9 (numbering definitions, level overrides, restarts, legal numbering).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
LEVELS = 9


def value(parent: etree._Element | None, path: str) -> str | None:
    """The `w:val` of the element at `path` ("pPr/numPr/numId") below `parent`."""
    found = None if parent is None else parent.find("/".join(W + part for part in path.split("/")))
    return None if found is None else found.get(W + "val")


def whole(text: str | None) -> int | None:
    """A whole number as written in the file; None for anything else, as in a damaged file."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None


@dataclass(frozen=True)
class Level:
    start: int
    format: str
    text: str
    restart: int | None
    legal: bool


@dataclass(frozen=True)
class Label:
    """`text` is the number as printed, empty for none; `bullet` for a list's bullet; `known` is False when the
    number could not be computed faithfully."""

    text: str = ""
    bullet: bool = False
    known: bool = True


@dataclass
class Numbering:
    """Counts through one document, paragraph by paragraph and in order."""

    abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    by_style: dict[str, dict[str, int]] = field(default_factory=dict)  # abstract id → style id → level
    numbers: dict[str, str] = field(default_factory=dict)  # number id → abstract id
    overridden: dict[tuple[str, int], Level] = field(default_factory=dict)
    started: dict[tuple[str, int], int] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _used: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def read(cls, root: etree._Element | None, style_numbers: dict[str, str]) -> Numbering:
        """From `numbering.xml`; `style_numbers` gives the number id that a list style points to."""
        made = cls()
        if root is None:
            return made
        links: dict[str, str] = {}
        for item in root.findall(W + "abstractNum"):
            id = item.get(W + "abstractNumId") or ""
            made.abstract[id] = dict(_levels(item))
            made.by_style[id] = {
                style: whole(level.get(W + "ilvl")) or 0
                for level in item.findall(W + "lvl")
                if (style := value(level, "pStyle"))
            }
            if link := value(item, "numStyleLink"):
                links[id] = link
        for item in root.findall(W + "num"):
            id = item.get(W + "numId") or ""
            made.numbers[id] = value(item, "abstractNumId") or ""
            for override in item.findall(W + "lvlOverride"):
                at = whole(override.get(W + "ilvl")) or 0
                for index, level in _levels(override):
                    made.overridden[(id, index)] = level
                begin = whole(value(override, "startOverride"))
                if begin is not None:
                    made.started[(id, at)] = begin
        for id, style in links.items():
            target = made.numbers.get(style_numbers.get(style, ""), "")
            if not made.abstract.get(id) and target in made.abstract:
                made.abstract[id], made.by_style[id] = made.abstract[target], made.by_style[target]
        return made

    def level_of_style(self, number: str, style: str) -> int | None:
        return self.by_style.get(self.numbers.get(number, ""), {}).get(style)

    def next(self, number: str, at: int) -> Label:
        """The label of the next paragraph of list `number` at level `at` (0 is the outermost)."""
        abstract = self.numbers.get(number)
        levels = self.abstract.get(abstract or "")
        if abstract is None or levels is None or not 0 <= at < LEVELS:
            return Label(known=False)
        level = self._level(number, at, levels)
        if level is None:
            return Label(known=False)
        counters = self._counters.setdefault(abstract, {})
        begin = self.started.get((number, at))
        if begin is not None and (number, at) not in self._used:
            counters[at] = begin
        else:
            counters[at] = counters[at] + 1 if at in counters else level.start
        self._used.add((number, at))
        for deeper in [i for i in counters if i > at]:
            below = self._level(number, deeper, levels)
            restart = below.restart if below else None
            if restart is None or (restart and at < restart):
                del counters[deeper]
        return self._label(number, level, levels, counters)

    def _level(self, number: str, at: int, levels: dict[int, Level]) -> Level | None:
        return self.overridden.get((number, at)) or levels.get(at)

    def _label(self, number: str, level: Level, levels: dict[int, Level], counters: dict[int, int]) -> Label:
        if level.format == "bullet":
            return Label(bullet=True)
        if level.format == "none" and "%" not in level.text:
            return Label(level.text.strip())
        text = level.text
        for place in re.findall(r"%([1-9])", level.text):
            index = int(place) - 1
            shown, own = counters.get(index), self._level(number, index, levels)
            shape = None if shown is None or own is None else figure(shown, "decimal" if level.legal else own.format)
            if shape is None:
                return Label(known=False)  # a level above that never occurred, or a format that is not ours to count
            text = text.replace("%" + place, shape)
        return Label(text.strip())


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for level in parent.findall(W + "lvl"):
        start, legal = whole(value(level, "start")), level.find(W + "isLgl")
        yield (
            whole(level.get(W + "ilvl")) or 0,
            Level(
                0 if start is None else start,
                value(level, "numFmt") or "decimal",
                value(level, "lvlText") or "",
                whole(value(level, "lvlRestart")),
                legal is not None and legal.get(W + "val") not in ("0", "false", "off"),
            ),
        )


def figure(number: int, format: str) -> str | None:
    """The number as a list prints it; None for a format that is not known here."""
    if format in ("decimal", "decimalZero"):
        return f"{number:02d}" if format == "decimalZero" else str(number)
    if format == "none":
        return ""
    if not 1 <= number <= 3999:
        return None
    if format in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if format == "lowerLetter" else letters.upper()
    if format in ("lowerRoman", "upperRoman"):
        roman = ""
        for size, letters in ROMAN:
            while number >= size:
                roman, number = roman + letters, number - size
        return roman if format == "lowerRoman" else roman.upper()
    return None
