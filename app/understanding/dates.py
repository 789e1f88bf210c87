"""Dates in questions, in Swedish and English forms, also relative to the as-of date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.periods import Period, add
from app.understanding.words import Pattern, find, normalise


def _numbered(forms: Sequence[str], start: int) -> dict[str, int]:
    """The number of each word, where those of one number stand together."""
    return {word: number for number, words in enumerate(forms, start) for word in words.split()}


MONTHS = _numbered(
    ("januari january jan", "februari february feb", "mars march mar", "april apr", "maj may", "juni june jun",
     "juli july jul", "augusti august aug", "september sept sep", "oktober october okt oct", "november nov",
     "december dec"), 1,
)  # fmt: skip
WEEKDAYS = _numbered(
    ("måndag mandag monday", "tisdag tuesday", "onsdag wednesday", "torsdag thursday", "fredag friday",
     "lördag lordag saturday", "söndag sondag sunday"), 0,
)  # fmt: skip
NUMBERS = {
    "en": 1, "ett": 1, "one": 1, "a": 1, "an": 1, "två": 2, "tva": 2, "two": 2, "tre": 3, "three": 3, "fyra": 4,
    "four": 4, "fem": 5, "five": 5, "sex": 6, "six": 6, "sju": 7, "seven": 7, "åtta": 8, "atta": 8, "eight": 8, "nio": 9,
    "nine": 9, "tio": 10, "ten": 10, "elva": 11, "eleven": 11, "tolv": 12, "twelve": 12, "fjorton": 14, "fourteen": 14,
    "femton": 15, "fifteen": 15,
}  # fmt: skip
UNITS = {
    **dict.fromkeys("dag dagar dgr dygn day days".split(), "D"), **dict.fromkeys("vecka veckor v week weeks".split(), "W"),
    **dict.fromkeys("månad månader manad manader mån month months".split(), "M"), **dict.fromkeys("år ar year years".split(), "Y"),
}  # fmt: skip
WORDS = {
    "idag": 0, "i dag": 0, "today": 0, "igår": -1, "i går": -1, "igar": -1, "i gar": -1, "yesterday": -1,
    "i förrgår": -2, "förrgår": -2, "i forrgar": -2, "forrgar": -2, "the day before yesterday": -2,
    "day before yesterday": -2, "imorgon": 1, "i morgon": 1, "imorrn": 1, "tomorrow": 1, "i övermorgon": 2,
    "övermorgon": 2, "i overmorgon": 2, "overmorgon": 2, "the day after tomorrow": 2, "day after tomorrow": 2,
}  # fmt: skip
THIS = {"i år": 0, "i ar": 0, "detta år": 0, "this year": 0, "förra året": -1, "förra aret": -1, "i fjol": -1, "last year": -1, "nästa år": 1, "next year": 1}  # fmt: skip
_TENS = {"tjugo": 20, "twenty": 20, "trettio": 30, "thirty": 30}
_UNITS = _numbered(
    ("första forsta first", "andra second", "tredje third", "fjärde fjarde fourth", "femte fifth",
     "sjätte sjatte sixth", "sjunde seventh", "åttonde attonde eighth", "nionde ninth"), 1,
)  # fmt: skip
_WHOLE = _numbered(
    ("tionde tenth", "elfte eleventh", "tolfte twelfth", "trettonde thirteenth", "fjortonde fourteenth",
     "femtonde fifteenth", "sextonde sixteenth", "sjuttonde seventeenth", "artonde eighteenth",
     "nittonde nineteenth", "tjugonde twentieth"), 10,
) | {"trettionde": 30, "thirtieth": 30}  # fmt: skip
ORDINALS = {
    **_UNITS,
    **_WHOLE,
    **{f"{word}{unit}": tens + n for word, tens in _TENS.items() for unit, n in _UNITS.items()},
}
"""The numbers of days in words, written together."""
_ONES = {word: n for word, n in NUMBERS.items() if n < 10 and word not in ("a", "an")}
NUMBERS |= _TENS
NUMBERS |= {
    f"{ten}{by}{one}": tens + n for ten, tens in _TENS.items() for by in ("", "-", " ") for one, n in _ONES.items()
}
_THIS = "|".join(THIS)
_ORDINAL = rf"(?:(?:{'|'.join(_TENS)})[ -]?)?(?:{'|'.join(_UNITS)})|{'|'.join(_WHOLE)}"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_YEAR = r"(?P<y>[1-9]\d{3})"
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("ymd", rf"(?<![\d-]){_YEAR}[-./](?P<m>\d{{1,2}})[-./](?P<d>\d{{1,2}})(?!\d)"),
        ("ymd", rf"(?<!\d){_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
        ("ymd", rf"(?<!\d)(?P<d>\d{{1,2}})(?::?[ae]|\.|st|nd|rd|th)?(?: of)?[ .-](?P<mn>{_MONTH})\.?,?(?:[ -]{_YEAR}| ?[-'’](?P<yy>\d{{2}})(?!\d)|,? (?P<this>{_THIS}))?(?!\w)"),
        ("ymd", rf"(?<!\w)(?P<o>{_ORDINAL})(?: of)? (?P<mn>{_MONTH})\.?(?:,? {_YEAR}|,? (?P<this>{_THIS}))?(?!\w)"),
        ("ymd", rf"(?<!\w)(?P<mn>{_MONTH})(?: the)? (?P<o>{_ORDINAL})(?:,? {_YEAR}|,? (?P<this>{_THIS}))?(?!\w)"),
        ("ymd", rf"(?<!\w)(?P<mn>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? {_YEAR}|,? (?P<this>{_THIS}))?(?!\w)"),
        ("ymd", rf"(?<![\d/])(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?:[ /-]+(?:{_YEAR}|(?P<yy>\d{{2}}))| (?P<this>{_THIS}))?(?![\d/])"),
        ("ymd", r"(?<![\d.:])(?P<d>\d{1,2})\.(?P<m>0?[1-9]|1[0-2])\.(?P<y>(?:19|20)\d{2})(?!\d)"),
        ("ago", rf"(?<![\w.,-])(?<!half )(?:för\s+|for\s+)?(?P<n>\d{{1,4}}|{_NUMBER})\s+(?P<u>{_UNIT})\s+(?:sedan|sen|ago)\b"),
        ("ahead", rf"\b(?:om|in)\s+(?P<n>\d{{1,3}}|{_NUMBER})\s+(?P<u>{_UNIT})\b(?!\s+(?:sedan|sen|ago|efter|after))"),
        ("last", rf"\b(?:i|last|förra|forra|sist[ai]?)\s+(?P<w>{_DAY})(?:s|en|ens)?\b"),
        ("next", rf"\b(?:på|pa|next|nästa|nasta|this)\s+(?P<w>{_DAY})(?:en)?\b"),
        ("word", r"(?<!\w)(?P<t>" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")(?!\w)"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """A date mentioned: its offsets in the question."""

    day: date
    start: int
    end: int
    exact: bool
    """Whether the year was given (or the words are relative to the as-of date)."""
    event: str = ""
    """What happened on that day, when the words near it say so (an event of the vocabulary)."""
    also: frozenset[str] = frozenset()
    """The other events that its clause speaks of."""


def find_dates(question: str, as_of: date) -> list[Mention]:
    """Every date in the question, in order. A date without a year is the one nearest the as-of date. Impossible
    dates (31 February) are no dates."""
    found: list[Mention] = []
    taken: set[int] = set()
    for kind, pattern in FORMS:
        for match in pattern.finditer(question):
            span = set(range(*match.span()))
            if span & taken:
                continue
            try:
                day, exact = _resolve(kind, match, as_of)
            except OverflowError:  # "i morgon" on the last day of the calendar
                continue
            if day is not None:
                taken |= span
                found.append(Mention(day, match.start(), match.end(), exact))
    return sorted(found, key=lambda mention: mention.start)


def _resolve(kind: str, match: re.Match[str], as_of: date) -> tuple[date | None, bool]:
    parts = match.groupdict()
    if kind == "ymd":
        month = MONTHS[parts["mn"].lower()] if parts.get("mn") else int(parts["m"])
        day = ORDINALS[re.sub("[ -]", "", parts["o"].lower())] if parts.get("o") else int(parts["d"])
        year = parts.get("y") or (f"20{parts['yy']}" if parts.get("yy") else None)
        if year:
            return _date(int(year), month, day), True
        if parts.get("this"):
            return _date(as_of.year + THIS[parts["this"].lower()], month, day), True
        near = [c for y in (as_of.year - 1, as_of.year, as_of.year + 1) if (c := _date(y, month, day))]
        return (min(near, key=lambda c: (abs((c - as_of).days), c)) if near else None), False
    if kind in ("ago", "ahead"):
        count = int(parts["n"]) if parts["n"].isdigit() else NUMBERS[parts["n"].lower()]
        period = Period.parse(f"P{count}{UNITS[parts['u'].lower()]}")
        return add(as_of, period, -1 if kind == "ago" else 1), True
    if kind == "last":
        back = (as_of.weekday() - WEEKDAYS[parts["w"].lower()]) % 7 or 7
        return as_of - timedelta(days=back), True
    if kind == "next":
        ahead = (WEEKDAYS[parts["w"].lower()] - as_of.weekday()) % 7 or 7
        return as_of + timedelta(days=ahead), True
    return as_of + timedelta(days=WORDS[parts["t"].lower()]), True


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def with_events(question: str, mentions: Iterable[Mention], patterns: Sequence[Pattern]) -> list[Mention]:
    """The mentions with the event whose words stand nearest in the same sentence: before the date, else after it."""
    found = []
    for mention in mentions:
        start = max((m.end() for m in re.finditer(r"[.?!\n;]\s|\s(?:och|and)\s", question[: mention.start])), default=0)
        stop = re.search(r"[.?!\n;](?:\s|$)|\s(?:och|and|när|when|hur|how)\s", question[mention.end :])
        before = find(patterns, normalise(question[start : mention.start]).text)
        after = find(patterns, normalise(question[mention.end : mention.end + (stop.start() if stop else 60)]).text)
        nearest = max(before, key=lambda m: m.end, default=None) or min(after, key=lambda m: m.start, default=None)
        name = nearest.name if nearest else ""
        also = frozenset(match.name for match in (before or after)) - {name}
        found.append(replace(mention, event=name, also=also))
    return found


UNRELATED = ("birth", "meeting")
"""Events that start no period."""
EXACT = ("last_review",)
"""Events that a day is only taken for where the question names them: more often it tells when the care began."""


BORN = re.compile(
    r"(?<!\w)(?:född|födda|fodd|fodda|born)(?: (?:år|ar|in|the year))? (?P<y>(?:19|20)\d{2})(?![\d-])", re.IGNORECASE
)


def born(question: str, mentions: Iterable[Mention]) -> date | int | None:
    """When the one whom the question is about was born: the day, or the year alone. None where it is not said, and
    where a day comes without its year."""
    days = [mention.day for mention in mentions if mention.event == "birth" and mention.exact]
    if days:
        return days[0]
    year = BORN.search(question)
    return int(year["y"]) if year else None


def age_on(day: date, born: date | int) -> int | None:
    """The age in whole years; None before birth, and where the year alone leaves two."""
    if isinstance(born, int):
        return None
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return years if years >= 0 else None


def choose(mentions: Sequence[Mention], subjects: Iterable[str], event_of: Mapping[str, str]) -> date | None:
    """The day that the question's period runs from: that of the subject's own event, else one whose event is not
    said. A day on which something else happened is not taken for it when the subject's event is known."""
    wanted = next((event_of[subject] for subject in subjects if subject in event_of), None)
    usable = [mention for mention in mentions if mention.event not in UNRELATED]
    for mention in usable:
        if wanted and mention.event == wanted:
            return mention.day
    if wanted and len(usable) == 1 and wanted in usable[0].also:
        return usable[0].day  # "requested for a placed child on 12 November"
    rest = [mention for mention in usable if not wanted or (not mention.event and wanted not in EXACT)]
    return rest[0].day if rest else None
