"""How likely each subject is meant, by the whole of a question: its concepts, words and embedding, weighed by a model that was
taught on questions that people wrote for each subject (`python -m evals.teach`).

The words decide what they can (`subjects.propose`); this model knows phrasings that no pattern does, and doubts patterns
that matched by chance. It is a softmax (`app/softmax.py`) over the subjects and "none of them", and on top of it a logistic
regression over a few things known of a pair of question and subject, which gives the chance that just this subject is
meant. It proposes only: facts and rules decide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.facts import Facts, Vocabulary
from app.softmax import MEANING, NONE, WORDING, Softmax, TextModel, read_taught
from app.understanding.subjects import OTHER, TIMED, Candidate, blocked, lacking, outside, touched
from app.understanding.words import Lexicon
from app.wording import Wording
from ingest.errors import CorpusError

Array = NDArray[np.float32]

FILE = "subjects.npz"
SIGNALS = (
    "chance", "none", "other", "silent_other", "silent", "worded", "other_worded", "lacking", "blocked",
    "asked", "asked_beside", "asked_else",
)  # fmt: skip
SURE = 0.65
"""The chance from which a subject is taken to be meant."""
RATHER_SURE, QUITE_SURE = 0.7, 0.75
"""The same where words of the subject stand only beside the question, or the question is far from all documents, and
where none stands anywhere: anything may be a little like something."""
FAR = 0.85
"""The chance that no section answers from which a question is far from all documents."""
HARDLY = 0.01
"""The chance below which the words are held to have matched by accident."""
UNLIKELY, AGREED = 0.1, 0.4
"""The chance below which no other subject stands in the way of what the words ask plainly, and that from which a likeliest
subject that the words propose as well is taken."""
UNASKED = 0.92
"""What SURE is for what no words propose and no words ask for: a payer, a time or an age is hardly meant."""
NOTHING = 0.9
"""The chance that nothing is asked which a rule decides, from which words and a likely subject do not do."""
BLOCKED, OUTSIDE = 0.65, 0.7
"""What SURE is for what no words propose, where a word of another matter stands against it, and where a thing is spoken of
that the agreements do not decide."""
ONE_OF_TWO, BOTH = 0.25, 0.7
"""The least chance of each of two subjects, and of both together, from which it is taken to be one of them."""
SPEAKING = 2.0
"""How the concepts are scaled to weigh about the same in the softmax as the embedding and the wording."""
FIRST = 4
"""How many of the likeliest subjects are looked at, beside those that the words propose."""
LEAST = 1e-6


@dataclass(frozen=True, eq=False)
class SubjectModel:
    """`softmax` has a class for each subject that was taught and NONE, on `features`; `signals` weighs `SIGNALS`, with
    the bias last. `embedder` names the model of the vectors."""

    embedder: str
    concepts: tuple[str, ...]
    wording: Wording
    softmax: Softmax
    signals: Array

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.concepts)}

    @cached_property
    def knows(self) -> frozenset[str]:
        """The subjects that it was taught; of others only the words are asked."""
        return frozenset(self.softmax.classes) - {NONE}

    def features(self, text: str, vector: Array, concepts: Iterable[str]) -> Array:
        """Shape (dimension + concepts + wording,)."""
        spoken = np.zeros(len(self.concepts), dtype=np.float32)
        spoken[[self._place[name] for name in concepts if name in self._place]] = 1.0
        speaking = SPEAKING * spoken / math.sqrt(max(1.0, float(spoken.sum())))
        return np.concatenate([MEANING * vector, speaking, WORDING * self.wording.features(text)])

    def chances(self, text: str, vector: Array, concepts: Iterable[str]) -> dict[str, float]:
        """How likely each subject, or NONE, is by the softmax; together 1. `vector` is the text's embedding."""
        return self.softmax.chances(self.features(text, vector, concepts))

    def sure(self, signals: Array) -> float:
        """The chance that a subject with these signals is meant."""
        return 1 / (1 + math.exp(-float(signals @ self.signals[:-1] + self.signals[-1])))


def considered(chances: Mapping[str, float], worded: Iterable[str]) -> list[str]:
    """The subjects worth weighing: those that the words propose, and the likeliest."""
    likeliest = sorted((name for name in chances if name != NONE), key=lambda name: (-chances[name], name))[:FIRST]
    return list(dict.fromkeys([*(name for name in worded if name in chances), *likeliest]))


def signals(
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    chances: Mapping[str, float],
    worded: Sequence[str],
    concepts: frozenset[str],
    subject: str,
    speaks: Callable[[str], bool],
) -> Array:
    """What speaks for and against one subject, in the order of SIGNALS: the logarithms of its own chance, that of none,
    and those of the likeliest other that a rule decides and of the likeliest that none does (`speaks`: whether one may,
    by what is known of the case); whether none decides this one; whether the words propose it, or another; how many of
    its groups of words are lacking; whether a word stands against it; whether the words ask for what it gives (a payer or a
    time), for the other of these, for something else (who does it, how)."""
    others: dict[bool, float] = {True: 0.0, False: 0.0}
    for name in considered(chances, ()):
        if name != subject:
            said = speaks(name)
            others[said] = max(others[said], chances[name])
    known = vocabulary.subjects[subject]
    topics = lexicon.asked(concepts)
    return np.array(
        [
            math.log(chances[subject] + LEAST),
            math.log(chances.get(NONE, 0.0) + LEAST),
            math.log(others[True] + LEAST),
            math.log(others[False] + LEAST),
            not speaks(subject),
            subject in worded,
            bool(worded) and subject not in worded,
            lacking(known, concepts),
            blocked(known, lexicon, concepts),
            known.topic in topics,
            bool(topics - {known.topic, OTHER}),
            OTHER in topics,
        ],
        dtype=np.float32,
    )


@dataclass(frozen=True)
class Judge:
    """The model with what it needs to weigh the subjects of a text: `embed` gives the text's vector, `unanswered` the chance
    that no section of any document answers it, `speaks` whether a rule may apply to a case with these facts that decides a
    subject; `turns` knows how a message relates to those before."""

    model: SubjectModel
    vocabulary: Vocabulary
    lexicon: Lexicon
    embed: Callable[[str], Array]
    speaks: Callable[[Facts, str], bool]
    unanswered: Callable[[str], float]
    turns: TextModel | None = None

    def relation(self, text: str) -> Mapping[str, float]:
        """How likely a message asks the same as what was asked before it, reads on from it, or stands by itself
        (`turns.py`); nothing where no model goes with the embedder."""
        return {} if self.turns is None else self.turns.chances(text, self.embed(text))

    def weigh(
        self, text: str, worded: Sequence[Candidate], concepts: frozenset[str], facts: Facts
    ) -> tuple[Candidate, ...]:
        """The subjects worth weighing with the chance that they are meant, the likeliest first. One that the model was
        not taught keeps what the words say of it."""
        return self._weigh(self.model.chances(text, self.embed(text), concepts), worded, concepts, facts)

    def _weigh(
        self, chances: Mapping[str, float], worded: Sequence[Candidate], concepts: frozenset[str], facts: Facts
    ) -> tuple[Candidate, ...]:
        found = [candidate for candidate in worded if candidate.subject not in self.model.knows]
        by_words = {candidate.subject: candidate for candidate in worded}
        speaks = lru_cache(maxsize=None)(partial(self.speaks, facts))
        for subject in considered(chances, by_words):
            if subject in self.vocabulary.subjects:
                values = signals(self.vocabulary, self.lexicon, chances, tuple(by_words), concepts, subject, speaks)
                known = by_words.get(subject) or Candidate(subject, frozenset(), 0)
                found.append(replace(known, sure=self.model.sure(values)))
        return tuple(sorted(found, key=lambda candidate: -candidate.sure))

    def choose(
        self,
        text: str,
        worded: Sequence[Candidate],
        concepts: frozenset[str],
        facts: Facts,
        told: frozenset[str] = frozenset(),
    ) -> tuple[Candidate, ...]:
        """Those of them that are likely enough to be answered; `told` is what the message speaks of beside its question.
        Where none is, but it is one of two, both of them: they are to be answered only where they have the same answer
        (`sure` is less than SURE then)."""

        proposed = {candidate.subject for candidate in worded}

        def enough(subject: str) -> float:
            known = self.vocabulary.subjects[subject]
            if subject not in proposed and not self._asked(subject, concepts):
                return UNASKED
            if subject not in proposed and outside(known, self.lexicon, concepts):
                return OUTSIDE
            if subject not in proposed and blocked(known, self.lexicon, concepts):
                return BLOCKED
            if touched(known, self.lexicon, concepts) and self.unanswered(text) < FAR:
                return SURE
            return RATHER_SURE if touched(known, self.lexicon, concepts | told) else QUITE_SURE

        chances = self.model.chances(text, self.embed(text), concepts)
        weighed = self._weigh(chances, worded, concepts, facts)
        # No threshold is below SURE; most questions are spared what the sections say of them, which search asks again.
        chosen = tuple(c for c in weighed if c.sure >= SURE and c.sure >= enough(c.subject))
        doubtful = chances.get(NONE, 0.0) >= NOTHING
        if not chosen and len(worded) == 1 and self._plain(worded[0], weighed, concepts):
            chosen = (replace(worded[0], sure=SURE),)
        if not chosen and not doubtful and weighed and weighed[0].subject in proposed and weighed[0].sure >= AGREED:
            chosen = tuple(replace(c, sure=SURE) for c in worded if self._asked(c.subject, concepts))
        chosen += self._other_topic(chosen, weighed, proposed, concepts | told)
        pair = tuple(c for c in weighed[:2] if ONE_OF_TWO <= c.sure < SURE)
        return chosen or (pair if sum(c.sure for c in pair) >= BOTH else ())

    def _other_topic(
        self, chosen: Sequence[Candidate], weighed: Sequence[Candidate], proposed: set[str], concepts: frozenset[str]
    ) -> tuple[Candidate, ...]:
        """What the words propose for the other half of a question that asks who pays and by when: the chances of two things
        asked together lie in each other's way."""
        found = []
        for topic in ("cost", "deadline"):
            of_topic = [c for c in weighed if self.vocabulary.subjects[c.subject].topic == topic]
            worded = [c for c in of_topic if c.subject in proposed]
            if chosen and self.lexicon.asked(concepts) >= {"cost", "deadline"} and not set(of_topic) & set(chosen):
                found += [replace(c, sure=max(c.sure, SURE)) for c in worded[:1]]
        return tuple(found)

    def _asked(self, subject: str, concepts: frozenset[str]) -> bool:
        """Whether what the subject gives is asked for in so many words."""
        asked, topic = self.lexicon.asked(concepts), self.vocabulary.subjects[subject].topic
        return topic in asked or (not asked and topic == "deadline" and TIMED in concepts)

    def _plain(self, worded: Candidate, weighed: Sequence[Candidate], concepts: frozenset[str]) -> bool:
        """Whether the words ask plainly for the one subject that they propose, and the model holds no other likelier: a
        plain question is not lost to the model's doubt whether anything is asked at all, unless it has none."""
        own = next(c.sure for c in weighed if c.subject == worded.subject)
        return (
            not worded.default
            and own >= HARDLY
            and self._asked(worded.subject, concepts)
            and (weighed[0].subject == worded.subject or weighed[0].sure < UNLIKELY)
        )


def read_model(corpus: Path) -> SubjectModel | None:
    """The model shipped with the corpus; None where there is none. Raises CorpusError."""
    taught = read_taught(corpus / FILE, "concepts", "signals")
    if taught is None:
        return None
    if taught.more["signals"].shape != (len(SIGNALS) + 1,):
        raise CorpusError(
            f"The taught model weighs {taught.more['signals'].size - 1} signals instead of {len(SIGNALS)}",
            where=str(corpus / FILE),
            remedy="It belongs to another version: make it with: .venv/bin/python -m evals.teach.",
        )
    return SubjectModel(
        taught.embedder, tuple(map(str, taught.more["concepts"])), taught.wording, taught.softmax,
        np.asarray(taught.more["signals"], np.float32),
    )  # fmt: skip
