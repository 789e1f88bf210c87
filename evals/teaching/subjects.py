"""Teaches which subject a question is about (`app/understanding/likeness.py`).

The softmax is fitted on all lessons. The chance that a subject is meant is then fitted on predictions for questions that the
softmax had not seen, so that it tells how far the softmax can be trusted with new questions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from app.answering.compose import Desk
from app.desk import may_decide
from app.facts import Facts
from app.periods import Period
from app.softmax import NONE, UNTAUGHT, Taught, write_taught
from app.understanding import likeness
from app.understanding.dialogue import read_on
from app.understanding.likeness import SubjectModel
from app.understanding.subjects import propose
from evals.asked import FOLDER, read_asked
from evals.followups import read_followups
from evals.sets import RULED, Expectation, Item, read_set
from evals.systems import SETS, TODAY
from evals.teaching.common import FOLDS, Array, softmax, vectors, wording
from evals.teaching.sections import TAUGHT

TUNING = ("tuning", *TAUGHT)
"""The sets that may be taught from. The test set never is."""
NONE_SHARE = 0.8
"""What a question that no rule answers weighs beside one that a rule does: they are many against each subject, and what
sounds like them is still looked at by the words."""
WHERE = frozenset({"county", "county_of_stay", "municipality", "agreement"})
"""Facts that say where, not what: which of them were named depends on who wrote the questions."""
ASIDES = {
    "sv": ("vid en LVU-placering", "i Dalarna", "i Göteborg", "vid en placering i familjehem", "på HVB", "enligt SoL"),
    "en": ("for an LVU placement", "in Dalarna", "in Gothenburg", "in a foster home", "at an HVB", "under SoL"),
}
"""What people add of the case to a plain question, which changes nothing of what it asks."""
FOLLOWED = "followups"
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


def followed(desk: Desk, before: str, turn: str, subject: str) -> Lesson | None:
    """Two messages as they are read when the second is read on from the first; None where it never is."""
    said = [desk.reader.read(text, TODAY) for text in (before, turn)]
    step = read_on(desk.book.vocabulary, None, *said)
    if not step.leans or step.beside:
        return None
    text, concepts = step.together
    return Lesson(text, subject, concepts, step.facts, (), FOLLOWED)


def lessons(desk: Desk) -> list[Lesson]:
    """Everything there is to learn from, each question once."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for asked in read_asked(path):
            near = asked.subject if asked.near else ""
            one = lesson(desk, asked.question, NONE if near else asked.subject, path.stem, near)
            if not (near and _another(one)):
                found.append(one)
    for rule in desk.book.rules.values():
        found += [lesson(desk, q, rule.subject, "rules") for q in (*rule.questions.sv, *rule.questions.en)]
        plain = [(q, "sv") for q in rule.questions.sv[:2]] + [(q, "en") for q in rule.questions.en[:2]]
        for question, language in plain:
            for aside in ASIDES[language]:
                one = lesson(desk, f"{question.rstrip('?')} {aside}?", rule.subject, "rules")
                if may_decide(desk.book, one.facts, rule.subject):
                    found.append(one)
    for name in TUNING:
        for item in read_set(SETS / f"{name}.jsonl"):
            subject = _subject(desk, item)
            if subject is None or len(item.turns) > 2:
                continue
            if len(item.turns) == 1:
                read: Lesson | None = lesson(desk, item.turns[0], subject, name)
            else:
                read = followed(desk, item.turns[0], item.turns[1], subject)
            if read and not (subject == NONE and _refused_by_facts(desk, read)):
                found.append(read)
    on = (followed(desk, one.before, one.turn, one.subject or NONE) for one in read_followups())
    found += [one for one in on if one]
    return list({one.question: one for one in found}.values())


def _another(near: Lesson) -> bool:
    """Whether a near question asks, by its words, for another subject: its writer knew only that it was not about this one."""
    return bool(near.worded) and near.worded[0] != near.not_this


def _refused_by_facts(desk: Desk, one: Lesson) -> bool:
    """Whether the words propose a subject that no rule decides in this case ("… i Uppsala?"): the question is about it all
    the same."""
    worded = one.worded or tuple(c.subject for c in propose(desk.book.vocabulary, desk.reader.lexicon, one.concepts))
    return bool(worded) and not any(may_decide(desk.book, one.facts, subject) for subject in worded)


def _subject(desk: Desk, item: Item) -> str | None:
    """The one subject that the item's expectation can mean; None where that is open."""
    expect = item.expect
    if not RULED & set(expect.status):
        return NONE
    if not set(expect.status) <= RULED:
        return None
    fitting = {rule.subject for rule in desk.book.rules.values() if _fits(desk, rule.id, expect)}
    if len(fitting) > 1 and len(item.turns) == 1:
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


def pairs(
    desk: Desk, model: SubjectModel, taught: Sequence[Lesson], embedded: Array
) -> tuple[list[Array], list[bool], list[tuple[int, str]]]:
    """The signals of each question with each subject worth weighing, whether it is the one, and which pair it is."""
    rows: list[Array] = []
    right: list[bool] = []
    which: list[tuple[int, str]] = []
    for number, (one, vector) in enumerate(zip(taught, embedded, strict=True)):
        chances = model.chances(one.question, vector, one.concepts)
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


UNJUDGED = ("a", "rules", "tuning", FOLLOWED)
"""Questions that the vocabulary was tuned on say too much of how far the words can be trusted, and two messages too little."""


def fitted(desk: Desk, taught: list[Lesson], embedded: Array) -> SubjectModel:
    """The model, fitted. Near questions that folds without them take for yet another subject teach nothing: their
    writers knew only that they were not about the subject at hand."""
    spoken = Counter(name for one in taught for name in one.concepts)
    concepts = tuple(
        sorted(name for name, times in spoken.items() if times >= LEAST and name.split(".")[0] not in WHERE)
    )
    empty = SubjectModel(
        desk.search.embedder.model, concepts, wording([one.question for one in taught]), UNTAUGHT,
        np.zeros(len(likeness.SIGNALS) + 1, np.float32),
    )  # fmt: skip
    features = sparse.vstack(
        [
            sparse.csr_matrix(empty.features(one.question, v, one.concepts))
            for one, v in zip(taught, embedded, strict=True)
        ],
        format="csr",
    )
    answers = np.array([one.subject for one in taught])
    shares = np.where(answers == NONE, NONE_SHARE, 1.0)
    rows: list[Array] = []
    right: list[bool] = []
    doubtful: set[int] = set()
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(answers, answers))
    softmaxes = Parallel(n_jobs=-1)(
        delayed(softmax)(features[learn], answers[learn].tolist(), shares[learn].tolist()) for learn, _ in folds
    )
    for (_, check), regression in zip(folds, softmaxes, strict=True):
        model = replace(empty, softmax=regression)
        for i in check:
            chances = model.chances(taught[i].question, embedded[i], taught[i].concepts)
            best = max(chances, key=lambda name: chances[name])
            if taught[i].not_this and best not in (NONE, taught[i].not_this) and chances[best] > 0.5:
                doubtful.add(int(i))
        judged = [i for i in check if i not in doubtful and taught[i].source not in UNJUDGED]
        more_rows, more_right, _ = pairs(desk, model, [taught[i] for i in judged], embedded[judged])
        rows += more_rows
        right += more_right
    kept = [i for i in range(len(taught)) if i not in doubtful]
    print(f"{len(kept)} questions taught, {len(doubtful)} near ones left out, {len(concepts)} concepts")
    model = replace(empty, softmax=softmax(features[kept], answers[kept].tolist(), shares[kept].tolist()))
    table = np.stack(rows)
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    regression = LogisticRegression(C=1.0, max_iter=2000).fit((table - middle) / spread, np.array(right))
    weights = regression.coef_[0] / spread
    signals = np.append(weights, regression.intercept_[0] - float((weights * middle).sum())).astype(np.float32)
    print({name: round(float(value), 2) for name, value in zip((*likeness.SIGNALS, "bias"), signals, strict=True)})
    return replace(model, signals=signals)


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


def hold(desk: Desk, round: str) -> None:
    """Prints how a model that was not taught one round of evals/asked tells its questions apart."""
    taught = lessons(desk)
    embedded = vectors(desk, [one.question for one in taught])
    inside = [i for i, one in enumerate(taught) if one.source != round]
    out = [i for i, one in enumerate(taught) if one.source == round]
    model = fitted(desk, [taught[i] for i in inside], embedded[inside])
    report(desk, model, [taught[i] for i in out], embedded[out])


def teach(desk: Desk, corpus: Path) -> None:
    """Writes the model beside the corpus."""
    taught = lessons(desk)
    model = fitted(desk, taught, vectors(desk, [one.question for one in taught]))
    more = {"concepts": np.array(model.concepts), "signals": model.signals}
    write_taught(corpus / likeness.FILE, Taught(model.embedder, model.wording, model.softmax, more))
    print(f"{corpus / likeness.FILE} written")
