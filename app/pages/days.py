"""The days that a conversation names: shown beside its facts, and taken away like them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.answering.catalogue import MONTHS
from app.answering.compose import Desk
from app.pages.words import word
from app.understanding.dates import BORN, find_dates
from app.understanding.dialogue import merge


def days(desk: Desk, texts: Sequence[str], as_of: date, language: str) -> dict[str, str]:
    """Each day that the last question is answered with, by the name under which it is taken away (an ISO date, or a
    year of birth): "född 3 maj 2010"."""
    said = merge(desk.reader.vocabulary, [desk.reader.read(text, as_of) for text in texts])
    named = {m.day.isoformat(): spoken(m.day, language) for m in said.events if m.event != "birth"}
    if said.born is None:
        return named
    return {str(said.born): word("born", language, when=spoken(said.born, language)), **named}


def without(text: str, gone: frozenset[str], as_of: date) -> str:
    """The text without the days that were taken away, by which it is then understood as though it had never named
    them: neither what is counted from a day nor an age that follows from it."""
    for start, end, name in sorted(_named(text, as_of), reverse=True):
        if name in gone:
            text = text[:start] + text[end:]
    return text


def spoken(day: date | int, language: str) -> str:
    """ "3 maj 2010"; a year alone as it is."""
    return str(day) if isinstance(day, int) else f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def _named(text: str, as_of: date) -> Iterator[tuple[int, int, str]]:
    for mention in find_dates(text, as_of):
        yield mention.start, mention.end, mention.day.isoformat()
    for year in BORN.finditer(text):
        yield year.start("y"), year.end("y"), year["y"]
