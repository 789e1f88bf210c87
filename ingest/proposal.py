"""What a new document seems to be: title, kind, county, parties, validity and diary number, each with its evidence.

Everything here is a proposal for a person to confirm. What the text does not say is left out.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from ingest.errors import CorpusError
from ingest.manifest import Kind
from ingest.reading.model import Reading, ReadSection

T = TypeVar("T")

KINDS: tuple[tuple[Kind, str], ...] = (
    ("minutes", r"protokoll|minnesanteckning"), ("agreement", r"överenskommelse|avtal(?!s?samverkan)"), ("assessment", r"konsekvens\w*|bedömning|prövning"),
    ("report", r"rapport|utvärdering|redovisning"), ("plan", r"plan\b|planen\b|handlingsplan|strategi"),
    ("decision", r"beslut|tjänsteskrivelse|delegation"), ("description", r"riktlinje|rutin|beskrivning|vägledning|handbok|instruktion"),
)  # fmt: skip
TITLE = re.compile("|".join(pattern for _, pattern in KINDS), re.IGNORECASE)
LONGEST_TITLE = 160
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
DAY = (
    r"(?:\d{4}-\d{2}-\d{2}|20\d{6}|(?:den )?\d{1,2}(?::?e|:a)? (?:"
    + "|".join(MONTHS)
    + r") \d{4}|\d{1,2}/\d{1,2}[- ]\d{4})"
)
VALID = re.compile(
    r"giltig|gäller|avtalstid|avtalsperiod|överenskommelsetid|löper|träder i kraft|tillämpas|under perioden|avser tiden",
    re.IGNORECASE,
)
ABOUT_VALIDITY = re.compile(r"giltig|avtalstid|avtalsperiod|ikraftträdande", re.IGNORECASE)
ITSELF = re.compile(
    r"(?:Denna|Detta|Den här|Det här)?\s*(?:\w*överenskommelsen?|\w*avtalet|planen|riktlinjen)\b", re.IGNORECASE
)
SPAN = re.compile(
    rf"({DAY})\s*(?:,?\s*(?:och\s+)?(?:till och med|t\.?\s?o\.?\s?m\.?|till|–|—|-)\s*)({DAY})", re.IGNORECASE
)
YEARS = re.compile(r"\b(20\d{2})\s*[–—-]\s*(20\d{2})\b(?![-\d])")
FROM = re.compile(rf"(?:från och med|fr\.?\s?o\.?\s?m\.?|från|i kraft|gäller)\s+(?:den\s+)?({DAY})", re.IGNORECASE)
DIARY = re.compile(
    r"\b(?:dnr|diarie(?:nummer|nr)|ärende(?:nummer|nr)|diarienr)\b[.:]*\s*"
    r"((?:[A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{0,9}[ -]?)?\d{2,6}[/:-]\d{1,6}(?:[/:.-]\d{1,6})*)",
    re.IGNORECASE,
)
PARTIES = re.compile(r"\b(?:avtals)?part(?:er|erna)?\b|ingående parter|huvudmän", re.IGNORECASE)
ALL_OF = re.compile(r"(?:samtliga|alla|länets)\s+(?:\d+\s+)?kommuner(?:\s+i\s+[A-ZÅÄÖ][\w ]*?\s?län)?")
BETWEEN = re.compile(r"\bmellan\s+([^.:;]{5,300})")
SMALL_WORDS = frozenset("och i av för om med mellan till på den det en ett de som samt enligt vid samtliga".split())


@dataclass(frozen=True)
class Proposed(Generic[T]):
    """A value, the words that it rests on, and their page from 1, None for a source without pages."""

    value: T
    evidence: str
    page: int | None


@dataclass(frozen=True)
class Span:
    """The first and the last day."""

    first: date
    last: date


@dataclass(frozen=True)
class Proposal:
    title: Proposed[str]
    kind: Proposed[Kind] | None
    county: Proposed[str] | None
    parties: Proposed[tuple[str, ...]] | None
    validity: Proposed[Span] | None
    begins: Proposed[date] | None
    """A first day where no last day is said, so that no validity can be proposed."""
    diary_number: Proposed[str] | None


@dataclass(frozen=True)
class Place:
    """A municipality with the county and region that it lies in."""

    municipality: str
    forms: tuple[str, ...]
    """What the municipality is called as a body: "Falu kommun"."""
    county: str
    county_name: str
    region_name: str


def read_places(path: Path) -> tuple[Place, ...]:
    """The rows of `municipalities.csv`. Raises CorpusError when it cannot be read."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(
                Place(row["municipality"], _bodies(row), row["county"], row["county_name"], row["region_name"])
                for row in csv.DictReader(file)
            )
    except (OSError, KeyError, UnicodeDecodeError, csv.Error):
        raise CorpusError(
            "The list of municipalities cannot be read", where=str(path), remedy="Put the file back."
        ) from None


def _bodies(row: dict[str, str]) -> tuple[str, ...]:
    name = row["municipality"]
    said = [form for form in row["demonym_forms"].split("|") if form.lower().endswith(("kommun", "stad"))]
    return tuple(dict.fromkeys((*said, f"{name} kommun", f"{name}s kommun")))


def propose(reading: Reading, places: Sequence[Place], *, paged: bool, named: str, stem: str) -> Proposal:
    """The proposal for a reading. `named` is what the file calls itself, as a web page does; `stem` its file name."""
    text = _Text(reading, paged)
    title = _title(text, named, stem)
    validity = _validity(text)
    return Proposal(
        title, _kind(text, title), _county(text, places), _parties(text, places), validity,
        None if validity else _begins(text), _diary(text),
    )  # fmt: skip


class _Text:
    """The sections' paragraphs in order, each with its page."""

    def __init__(self, reading: Reading, paged: bool) -> None:
        self.reading, self.paged = reading, paged
        self.paragraphs = [
            (" ".join(part.split()), section)
            for section in reading.sections
            for part in (
                [" ".join(filter(None, (section.number, section.heading))), *re.split(r"\n\s*\n", section.text)]
            )
            if part.strip()
        ]

    def page(self, words: str, section: ReadSection) -> int | None:
        """The page that the words stand on: the section's, or the first after it whose text has them."""
        if not self.paged:
            return None
        bare = re.sub(r"[\s\u00ad-]", "", words)[:40]
        for page in self.reading.pages:
            if page.number >= section.page and bare in re.sub(r"[\s\u00ad-]", "", page.text):
                return page.number
        return section.page

    def found(self, value: T, words: str, section: ReadSection) -> Proposed[T]:
        return Proposed(value, words if len(words) <= 240 else words[:239] + "…", self.page(words, section))

    def sentences(self) -> Iterator[tuple[str, ReadSection]]:
        for paragraph, section in self.paragraphs:
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])", paragraph):
                yield sentence, section


def _title(text: _Text, named: str, stem: str) -> Proposed[str]:
    """What the document calls itself: its title where one is printed, else a line near the top that names its kind."""
    top = text.reading.sections[0] if text.reading.sections else None
    if top is not None and top.level == 0 and top.heading:
        return text.found(top.heading, top.heading, top)
    lines = [
        (" ".join(line.split()), section)
        for section in text.reading.sections[:3]
        for line in [section.heading if not section.number else "", *section.text.split("\n")[:25]]
        if line.strip()
    ]
    named_lines = [(line, s) for line, s in lines if TITLE.search(line) and _like_title(line)]
    short = [(line, s) for line, s in lines if _like_title(line)]
    if named and (not named_lines or named in (line for line, _ in lines)):
        return Proposed(named, named, None)
    for line, section in named_lines or short:
        return text.found(line, line, section)
    return Proposed(
        named or stem, f"the file's own name, {named or stem}: the text begins with no line like a title", None
    )


def _like_title(line: str) -> bool:
    return 8 <= len(line) <= LONGEST_TITLE and line[0].isupper() and not line.endswith((".", ",", ";", ":"))


def _kind(text: _Text, title: Proposed[str]) -> Proposed[Kind] | None:
    """The kind that the title names first, else the one whose words the text uses most."""
    named = [
        (match.start(), kind, match.group())
        for kind, pattern in KINDS
        if (match := re.search(pattern, title.value, re.IGNORECASE))
    ]
    if named:
        _, kind, word = min(named)
        return Proposed(kind, f"“{word}” in the title", title.page)
    used = Counter(
        {
            kind: sum(len(re.findall(pattern, words, re.IGNORECASE)) for words, _ in text.paragraphs)
            for kind, pattern in KINDS
        }
    )
    kind, times = used.most_common(1)[0]
    return (
        Proposed(kind, f"the title names none; words for this kind stand {times} times in the text", None)
        if times
        else None
    )


def _county(text: _Text, places: Sequence[Place]) -> Proposed[str] | None:
    """The county that most places named in the text lie in; a region or a county counts for three municipalities."""
    weights: dict[str, tuple[str, int]] = {}
    for place in places:
        stem = place.county_name.removesuffix(" län")
        for name, weight in ((place.region_name, 3), (place.county_name, 3), (stem, 2), (stem.removesuffix("s"), 2)):
            weights[name] = (place.county, weight)
        for name in place.forms:
            weights.setdefault(name, (place.county, 1))
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(weights, key=len, reverse=True))) + r")(?!\w)")
    score: Counter[str] = Counter()
    shown: dict[str, tuple[str, str, ReadSection]] = {}
    for words, section in text.paragraphs:
        for match in pattern.finditer(words):
            county, weight = weights[match.group()]
            score[county] += weight
            shown.setdefault(county, (match.group(), words, section))
    if not score:
        return None
    county, points = score.most_common(1)[0]
    name, words, section = shown[county]
    rest = f", before {score.most_common(2)[1][0]}" if len(score) > 1 else ""
    evidence = f"“{name}”, the county most named ({points} of {sum(score.values())} points{rest})"
    return Proposed(county, evidence, text.page(words, section))


def _parties(text: _Text, places: Sequence[Place]) -> Proposed[tuple[str, ...]] | None:
    """The parties named in the section about them, else in the first words "mellan … och …"."""
    regions = {place.region_name for place in places} | {"Västra Götalandsregionen"}
    towns = {form for place in places for form in place.forms}
    pattern = re.compile(
        r"\b(?:" + "|".join(map(re.escape, sorted(regions | towns, key=len, reverse=True))) + rf")\b|{ALL_OF.pattern}"
    )
    under = [(s.text, s) for s in text.reading.sections if PARTIES.search(s.heading) and len(s.heading) < 60]
    between = [
        (match.group(1), section)
        for words, section in text.paragraphs[:8]
        if (match := BETWEEN.search(words)) is not None
    ]
    for words, section in (*under, *between):
        names = tuple(dict.fromkeys(" ".join(match.group().split()) for match in pattern.finditer(words)))
        if len(names) > 1:
            return text.found(names, " ".join(words.split()), section)
    return None


def _validity(text: _Text) -> Proposed[Span] | None:
    """The span of days that the text says most plainly to be its own: under a heading about it, of the document by
    name. Sentences that speak of other documents' days are common."""
    found: list[tuple[int, Proposed[Span]]] = []
    for sentence, section in text.sentences():
        headed = bool(ABOUT_VALIDITY.search(section.heading))
        if not VALID.search(sentence) and not headed:
            continue
        match = SPAN.search(sentence)
        days = [parse_day(part) for part in match.groups()] if match else []
        years = YEARS.search(sentence) if not match else None
        if years:
            days = [date(int(years[1]), 1, 1), date(int(years[2]), 12, 31)]
        if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
            plain = 2 * headed + bool(ITSELF.match(sentence))
            found.append((plain, text.found(Span(days[0], days[1]), sentence, section)))
    return max(found, key=lambda item: item[0])[1] if found else None


def _begins(text: _Text) -> Proposed[date] | None:
    for sentence, section in text.sentences():
        match = FROM.search(sentence) if VALID.search(sentence) or VALID.search(section.heading) else None
        day = parse_day(match.group(1)) if match else None
        if day:
            return text.found(day, sentence, section)
    return None


def parse_day(text: str) -> date | None:
    """A day as printed in Swedish: 2026-01-31, 31 januari 2026, 31/1 2026. None for one that is none."""
    words = text.lower().removeprefix("den ")
    numbers = [int(part) for part in re.findall(r"\d+", words)]
    try:
        if re.fullmatch(r"\d{8}", words):
            return date(int(words[:4]), int(words[4:6]), int(words[6:]))
        if re.match(r"\d{4}-", words):
            return date(numbers[0], numbers[1], numbers[2])
        if "/" in words:
            return date(numbers[2], numbers[1], numbers[0])
        month = next(i for i, name in enumerate(MONTHS, 1) if name in words)
        return date(numbers[1], month, numbers[0])
    except (ValueError, IndexError, StopIteration):
        return None


def _diary(text: _Text) -> Proposed[str] | None:
    """The diary number, also where only a running header prints it."""
    for words, section in text.paragraphs:
        if match := DIARY.search(words):
            return text.found(match.group(1), match.group(), section)
    for page in text.reading.pages[:3]:
        if match := DIARY.search(" ".join(page.text.split())):
            return Proposed(match.group(1), match.group(), page.number if text.paged else None)
    return None


def propose_id(proposal: Proposal) -> str:
    """A document id: the county, what the title speaks of, and the year from which it applies."""
    plain = unicodedata.normalize("NFKD", proposal.title.value.lower()).encode("ascii", "ignore").decode()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in SMALL_WORDS and not word.isdigit()]
    county = proposal.county.value.replace("_", "-") if proposal.county else ""
    words = [word[:24] for word in words if word not in county and word not in ("for", "pa", "lan", "region")][:4]
    day = proposal.validity.value.first if proposal.validity else proposal.begins.value if proposal.begins else None
    parts = [county, *words, str(day.year) if day else ""]
    return "-".join(part for part in parts if part) or "document"
