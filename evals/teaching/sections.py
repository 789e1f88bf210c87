"""Teaches which section answers a question (`app/retrieval/taught.py`), on the sets whose items say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.answering.compose import Desk
from app.retrieval.taught import FILE
from app.softmax import NONE, Taught, TextModel, write_taught
from app.understanding.dialogue import merge
from evals.asked import FOLDER, read_asked
from evals.retrieval import right_sections
from evals.sets import Item, read_set
from evals.systems import SETS, TODAY
from evals.teaching.common import FOLDS, Array, text_model, vectors

TAUGHT = (
    "passages",
    *(f"staff-{letter}" for letter in "cdefghijklmnopqrstuvwx"),
    *(f"else-{letter}" for letter in "abcdefghij"),
)
RULED = 5
"""Questions of each subject and round that are taught with the sections of its rules, so that a question that a rule
should have answered is not taken for one that nothing answers. They weigh half."""
NOTHING = frozenset({"not_covered"})


@dataclass(frozen=True)
class Lesson:
    """A question with the sections that answer it, by their first chunks; with none of them, no section does."""

    question: str
    sections: tuple[str, ...]
    item: Item | None = None


def lessons(desk: Desk) -> list[Lesson]:
    found = []
    for name in TAUGHT:
        for item in read_set(SETS / f"{name}.jsonl"):
            lesson = _lesson(desk, item)
            if lesson is not None:
                found.append(lesson)
    ruled = {
        subject: tuple(
            dict.fromkeys(
                desk.search.chunks_of((rule.document, quote.section.index))[0].id
                for rule in rules for quote in (rule.quote, *rule.also)
            )
        )
        for subject, rules in desk.book.by_subject.items()
    }  # fmt: skip
    for path in sorted(FOLDER.glob("*.toml")):
        count: dict[str, int] = {}
        for asked in read_asked(path):
            if not asked.near and count.setdefault(asked.subject, 0) < RULED:
                count[asked.subject] += 1
                found.append(Lesson(asked.question, ruled[asked.subject]))
    return found


def _lesson(desk: Desk, item: Item) -> Lesson | None:
    """What is searched by at the item's last turn; None for one that leaves open whether a section answers, or which."""
    said = merge(desk.book.vocabulary, [desk.reader.read(turn, TODAY) for turn in item.turns])
    question = said.sought or said.question
    if set(item.expect.status) == NOTHING:
        return Lesson(question, (), item)
    if "passage" not in item.expect.status or NOTHING & set(item.expect.status):
        return None
    if not item.expect.sections or not item.expect.documents:
        return None
    right = sorted(right_sections(desk, item))
    chunks = [desk.search.chunks_of(place)[0].id for place in right if place in desk.search.places]
    return Lesson(question, tuple(chunks), item) if chunks else None


def fitted(embedder: str, taught: Sequence[Lesson], embedded: Array) -> TextModel:
    return text_model(
        embedder,
        [lesson.question for lesson in taught],
        embedded,
        [lesson.sections or (NONE,) for lesson in taught],
        [1.0 if lesson.item else 0.5 for lesson in taught],
    )


def unseen(desk: Desk, taught: Sequence[Lesson]) -> dict[str, Mapping[str, float]]:
    """For each question the chances by a model that was not taught it."""
    embedded = vectors(desk, [lesson.question for lesson in taught])
    fold = np.random.default_rng(1).integers(0, FOLDS, len(taught))
    found: dict[str, Mapping[str, float]] = {}
    for number in range(FOLDS):
        inside = np.flatnonzero(fold != number).tolist()
        model = fitted("", [taught[i] for i in inside], embedded[inside])
        for i in np.flatnonzero(fold == number).tolist():
            found[taught[i].question] = model.chances(taught[i].question, embedded[i])
    return found


def teach(desk: Desk, corpus: Path) -> None:
    """Writes the model beside the corpus."""
    taught = lessons(desk)
    model = fitted(desk.search.embedder.model, taught, vectors(desk, [lesson.question for lesson in taught]))
    write_taught(corpus / FILE, Taught(model.embedder, model.wording, model.softmax, {}))
    print(f"{corpus / FILE} written: {len(taught)} questions, {len(model.softmax.classes) - 1} sections")
