"""A conversation: what was asked, under which settings, and the answers, which follow from the two."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.answering.answer import Answer, Warning
from app.answering.catalogue import listed, say
from app.answering.compose import Desk, answer
from app.facts import Facts
from app.pages import days
from app.understanding.privacy import mask
from ingest.errors import SamlotsError

LONGEST = 40
"""Turns that a conversation keeps; the oldest are let go."""


@dataclass(frozen=True)
class Asked:
    """One question, masked. `hidden` names the kinds of personal data that it held; `without` the facts and days
    that the user has taken away from it and from all before it."""

    question: str
    hidden: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Frame:
    """What the whole conversation is answered under. `language` is None to answer in each question's own; `county`
    is empty for all; `corpus` is the stamp of the files, so that a changed rule changes the answers."""

    language: str | None
    county: str
    as_of: date
    corpus: object


class Unanswered(SamlotsError):
    """Answering failed in a way that nobody foresaw."""


@dataclass
class Conversation:
    """The turns of one visitor. Nothing of it is written anywhere."""

    turns: list[Asked] = field(default_factory=list)
    _known: dict[tuple[Frame, tuple[Asked, ...]], Answer] = field(default_factory=dict)

    def add(self, question: str) -> None:
        """The question is masked before it is kept."""
        masked = mask(question)
        self.turns = [*self.turns, Asked(masked.text, masked.kinds)][-LONGEST:]

    def drop(self, *facts: str) -> None:
        """Takes facts, or days by their name (`days.days`), away from the last question; it is answered without them."""
        last = self.turns[-1]
        self.turns[-1] = replace(last, without=last.without | set(facts))

    def restore(self) -> None:
        self.turns[-1] = replace(self.turns[-1], without=frozenset())

    def clear(self) -> None:
        self.turns, self._known = [], {}

    def answers(self, desk: Desk, frame: Frame) -> list[Answer]:
        """An answer for each turn, all under the same frame. Raises SamlotsError."""
        found = {}
        for n in range(1, len(self.turns) + 1):
            key = (frame, tuple(self.turns[:n]))
            found[key] = self._known.get(key) or ask(desk, self.turns[:n], frame)
        self._known = found
        return list(found.values())


def ask(desk: Desk, turns: Sequence[Asked], frame: Frame) -> Answer:
    """The answer to the last of the turns. Raises SamlotsError; never an error that holds the question."""
    without = taken(turns)
    given: Facts = {"county": frame.county} if frame.county else {}
    try:
        texts = asked(turns, frame.as_of)
        found = answer(desk, texts, frame.as_of, frame.language, given=given, without=without)
    except SamlotsError:
        raise
    except Exception as error:
        # An unforeseen error's message may hold words of the question, and Streamlit would print it: what is
        # logged is where it happened, and nothing else.
        place = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)[-4:]))
        logging.getLogger(__name__).error("Answering failed: %s at %s", type(error).__name__, place)
        raise Unanswered(type(error).__name__) from None
    return _with_masking(replace(found, question=turns[-1].question), turns[-1].hidden)


def taken(turns: Sequence[Asked]) -> list[frozenset[str]]:
    """What each turn is read without: what was taken away from it and from those that came after."""
    gone: frozenset[str] = frozenset()
    without: list[frozenset[str]] = []
    for turn in reversed(turns):
        gone |= turn.without
        without.insert(0, gone)
    return without


def asked(turns: Sequence[Asked], as_of: date) -> list[str]:
    """The questions as they are answered: without the days that were taken away."""
    return [days.without(turn.question, gone, as_of) for turn, gone in zip(turns, taken(turns), strict=True)]


def _with_masking(found: Answer, hidden: tuple[str, ...]) -> Answer:
    """The answer with the warning that it would carry, had it seen what was masked."""
    if not hidden or any(w.code == "personal_data" for w in found.warnings):
        return found
    kinds = listed([say(kind, found.language) for kind in hidden], found.language)
    warning = Warning("personal_data", say("personal_data", found.language, kinds=kinds))
    return replace(found, text=f"{found.text}\n\n{warning.text}", warnings=(*found.warnings, warning))
