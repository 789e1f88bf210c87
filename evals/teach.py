"""`python -m evals.teach`: teaches the model of the subjects (`app/understanding/likeness.py`) on the questions of
evals/asked, the rules' own questions and the sets that are there to tune on, and writes it beside the corpus.

The softmax is fitted on all of them. The chance that a subject is meant is then fitted on predictions for questions that the
softmax had not seen (five folds), so that it tells how far the softmax can be trusted with new questions.
`--hold ROUND` leaves out a round of evals/asked, writes nothing and prints how well its questions are told apart.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from app.answering.compose import Desk
from app.desk import may_decide, open_desk
from app.facts import Facts
from app.periods import Period
from app.understanding import likeness
from app.understanding.likeness import NONE, SubjectModel
from evals.asked import FOLDER, read_asked
from evals.retrieval import SETS, TODAY
from evals.sets import Expectation, Item, read_set
from ingest.files import replacing
from ingest.settings import read_settings

Array = NDArray[np.float32]
TUNING = ("tuning", "staff-c", "staff-d", "staff-e", "passages", "else-a", "else-b")
"""The sets that may be taught from. The test set never is."""
STRENGTH = 20.0
"""The inverse of the ridge of the softmax, chosen on a held-out round of evals/asked."""
FOLDS = 5
RULED = frozenset({"decided", "needs_facts", "conflict"})
LEAST = 2
"""Questions that must speak of a concept for it to be a feature."""


@dataclass(frozen=True)
class Lesson:
    """A question with what the words make of it, and its subject (NONE: no rule answers it). `not_this` is the subject
    that a near question must not be taken for."""

    question: str
    subject: str
    concepts: frozenset[str]
    facts: Facts
    worded: tuple[str, ...]
    source: str
    not_this: str = ""


def lesson(desk: Desk, question: str, subject: str, source: str, not_this: str = "") -> Lesson:
    said = desk.reader.read(question, TODAY)
    worded = tuple(candidate.subject for candidate in said.candidates)
    return Lesson(said.question, subject, said.concepts, said.facts, worded, source, not_this)


def lessons(desk: Desk) -> list[Lesson]:
    """Everything there is to learn from, each question once."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for asked in read_asked(path):
            near = asked.subject if asked.near else ""
            found.append(lesson(desk, asked.question, NONE if near else asked.subject, path.stem, near))
    for rule in desk.book.rules.values():
        found += [lesson(desk, q, rule.subject, "rules") for q in (*rule.questions.sv, *rule.questions.en)]
    for name in TUNING:
        for item in read_set(SETS / f"{name}.jsonl"):
            subject = _subject(desk, item)
            if subject is not None and len(item.turns) == 1:
                found.append(lesson(desk, item.turns[0], subject, name))
    return list({one.question: one for one in found}.values())


def _subject(desk: Desk, item: Item) -> str | None:
    """The one subject that the item's expectation can mean; None where that is open."""
    expect = item.expect
    if not RULED & set(expect.status):
        return NONE
    if not set(expect.status) <= RULED:
        return None
    fitting = {rule.subject for rule in desk.book.rules.values() if _fits(desk, rule.id, expect)}
    if len(fitting) > 1:
        worded = {c.subject for c in desk.reader.read(item.turns[0], TODAY).candidates}
        fitting &= worded
    return fitting.pop() if len(fitting) == 1 else None


def _fits(desk: Desk, id: str, expect: Expectation) -> bool:
    """Whether the rule's outcome and place are among those that are expected."""
    rule = desk.book.rules[id]
    if expect.subjects is not None:
        return rule.subject in expect.subjects
    if expect.payer is None and expect.duration is None:
        return False
    period = Period.parse(rule.then.duration) if rule.then.duration else None
    section = rule.quote.section
    return (
        (expect.documents is None or rule.document in expect.documents)
        and (expect.sections is None or bool({section.label, section.heading} & set(expect.sections)))
        and (expect.payer is None or rule.then.payer in expect.payer)
        and (expect.duration is None or period in {Period.parse(d) for d in expect.duration})
    )


def vectors(desk: Desk, taught: Sequence[Lesson]) -> Array:
    """Shape (lessons, dimension); kept beside the index, for teaching again."""
    path = Path(read_settings().data) / f"taught-{desk.search.embedder.model}.npz"
    known: dict[str, Array] = {}
    if path.exists():
        with np.load(path, allow_pickle=False) as data:
            known = dict(zip(map(str, data["texts"]), data["vectors"], strict=True))
    new = [one.question for one in taught if one.question not in known]
    for number, text in enumerate(new, 1):
        known[text] = desk.search.embedder.query(text)
        if number % 500 == 0:
            print(f"{number} of {len(new)} questions embedded")
    if new:
        np.savez(path, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[one.question] for one in taught]).astype(np.float32)


def softmax(empty: SubjectModel, features: Array, answers: Sequence[str]) -> SubjectModel:
    fitted = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3).fit(features, np.array(answers))
    return SubjectModel(
        empty.embedder, tuple(map(str, fitted.classes_)), empty.concepts,
        fitted.coef_.T.astype(np.float16).astype(np.float32), fitted.intercept_.astype(np.float32), empty.signals,
    )  # fmt: skip


def pairs(
    desk: Desk, model: SubjectModel, taught: Sequence[Lesson], embedded: Array
) -> tuple[list[Array], list[bool], list[tuple[int, str]]]:
    """The signals of each question with each subject worth weighing, whether it is the one, and which pair it is."""
    rows: list[Array] = []
    right: list[bool] = []
    which: list[tuple[int, str]] = []
    for number, (one, vector) in enumerate(zip(taught, embedded, strict=True)):
        chances = model.chances(vector, one.concepts)
        speaks = partial(may_decide, desk.book, one.facts)
        for subject in likeness.considered(chances, one.worded):
            rows.append(
                likeness.signals(
                    desk.book.vocabulary, desk.reader.lexicon, chances, one.worded, one.concepts, subject, speaks
                )
            )
            right.append(subject == one.subject)
            which.append((number, subject))
    return rows, right, which


def teach(desk: Desk, taught: list[Lesson], embedded: Array) -> SubjectModel:
    """The model, fitted. Near questions that folds without them take for yet another subject teach nothing: their
    writers knew only that they were not about the subject at hand."""
    spoken = Counter(name for one in taught for name in one.concepts)
    concepts = tuple(sorted(name for name, times in spoken.items() if times >= LEAST))
    empty = SubjectModel(
        desk.search.embedder.model, (), concepts, np.zeros((0, 0), np.float32), np.zeros(0, np.float32),
        np.zeros(len(likeness.SIGNALS) + 1, np.float32),
    )  # fmt: skip
    features = np.stack([empty.features(v, one.concepts) for one, v in zip(taught, embedded, strict=True)])
    answers = np.array([one.subject for one in taught])
    rows: list[Array] = []
    right: list[bool] = []
    doubtful: set[int] = set()
    for learn, check in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(features, answers):
        model = softmax(empty, features[learn], list(answers[learn]))
        for i in check:
            chances = model.chances(embedded[i], taught[i].concepts)
            best = max(chances, key=lambda name: chances[name])
            if taught[i].not_this and best not in (NONE, taught[i].not_this) and chances[best] > 0.5:
                doubtful.add(int(i))
        # What the vocabulary was tuned on says too much of how far the words can be trusted.
        judged = [i for i in check if i not in doubtful and taught[i].source not in ("a", "rules", "tuning")]
        more_rows, more_right, _ = pairs(desk, model, [taught[i] for i in judged], embedded[judged])
        rows += more_rows
        right += more_right
    kept = [i for i in range(len(taught)) if i not in doubtful]
    print(f"{len(kept)} questions taught, {len(doubtful)} near ones left out, {len(concepts)} concepts")
    model = softmax(empty, features[kept], list(answers[kept]))
    table = np.stack(rows)
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=1.0, max_iter=2000).fit((table - middle) / spread, np.array(right))
    weights = fitted.coef_[0] / spread
    signals = np.append(weights, fitted.intercept_[0] - float((weights * middle).sum())).astype(np.float32)
    print(dict(zip((*likeness.SIGNALS, "bias"), np.round(signals, 2).tolist(), strict=True)))
    return SubjectModel(model.embedder, model.subjects, concepts, model.weights, model.bias, signals)


def report(desk: Desk, model: SubjectModel, held: list[Lesson], embedded: Array) -> None:
    """How the words alone and both together do on questions that neither has seen."""
    best: dict[int, tuple[float, str]] = {}
    rows, _, which = pairs(desk, model, held, embedded)
    for row, (number, subject) in zip(rows, which, strict=True):
        best[number] = max(best.get(number, (0.0, NONE)), (model.sure(row), subject))
    asked = [i for i, one in enumerate(held) if one.subject != NONE]
    near = [i for i, one in enumerate(held) if one.not_this]

    def line(name: str, chosen: Sequence[str]) -> None:
        right = np.mean([chosen[i] == held[i].subject for i in asked])
        wrong = np.mean([chosen[i] not in (NONE, held[i].subject) for i in asked])
        taken = np.mean([chosen[i] == held[i].not_this for i in near])
        other = np.mean([chosen[i] not in (NONE, held[i].not_this) for i in near])
        print(f"{name:12} right {right:.1%}  wrong {wrong:.1%}  near taken for it {taken:.1%}, for another {other:.1%}")

    line("words alone", [one.worded[0] if one.worded else NONE for one in held])
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        line(f"from {least}", [best[i][1] if best[i][0] >= least else NONE for i in range(len(held))])


def save(model: SubjectModel, path: Path) -> None:
    with replacing(path) as file:
        np.savez_compressed(
            file, embedder=np.array(model.embedder), subjects=np.array(model.subjects),
            concepts=np.array(model.concepts), weights=model.weights.astype(np.float16), bias=model.bias,
            signals=model.signals,
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Teaches the model of the subjects.")
    parser.add_argument("--hold", metavar="ROUND", help="leave out evals/asked/ROUND.toml and report on it")
    hold = parser.parse_args().hold
    settings = read_settings()
    desk = open_desk(settings)
    taught = lessons(desk)
    embedded = vectors(desk, taught)
    inside = [i for i, one in enumerate(taught) if one.source != hold]
    model = teach(desk, [taught[i] for i in inside], embedded[inside])
    if hold:
        out = [i for i, one in enumerate(taught) if one.source == hold]
        report(desk, model, [taught[i] for i in out], embedded[out])
    else:
        save(model, settings.corpus / likeness.FILE)
        print(f"{settings.corpus / likeness.FILE} written")


if __name__ == "__main__":
    main()
