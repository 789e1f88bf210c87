"""What a question is about: the subjects whose words it speaks, the most exact of them.

A subject names groups of concepts (`about` in facts.toml); a question that has one of every group may be about it,
unless it has one of `unless`. A term of either is a concept, several joined by "+" (all of them), each possibly with
"!" before it (not spoken of). Of two such subjects the one that explains more of the question wins, so that "the
health examination of asylum seekers" is not taken for the health examination at a placement. Nothing is proposed on
likeness alone: a wrong ruling is worse than none. Hence two more guards: a question about a cost is not about a
deadline, nor the other way round; and a question that speaks of a thing beside the agreements (an interpreter, an
appeal) is about no subject that does not name that thing.

A claim or a yes-or-no question asks without a question word ("the follow-up can wait until the placement ends, right?").
When it says a time (`timed`) and asks for nothing else, that stands for the asking in any subject about a deadline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

from app.facts import Subject, Vocabulary
from app.understanding.words import Lexicon

WHO_PAYS = "who_pays"
"""The concept of asking for the payer in so many words."""
OTHER = "other"
"""The topic of asks that no rule answers: who does it, what it is, how it is done."""
SUM = "sum"
"""The concept of a sum of money; like asking for the payer it makes "a year" part of a cost."""
TIMED = "timed"
"""The concept of a time said without asking for one."""
ASKING = frozenset({"when", "how_long", "how_often"})
"""What `TIMED` may stand for."""


@dataclass(frozen=True)
class Candidate:
    """A subject with the concepts of the question that speak for it."""

    subject: str
    concepts: frozenset[str]
    groups: int
    default: bool = False
    """Whether it is meant only because the question does not say more exactly what it asks."""
    sure: float = 1.0
    """The chance that it is meant, where it was weighed (`likeness.py`)."""


def propose(vocabulary: Vocabulary, lexicon: Lexicon, concepts: frozenset[str]) -> tuple[Candidate, ...]:
    """The subjects that the concepts fit, without those that another explains better: those whose concepts fewest other
    subjects ask for come first."""
    topics = lexicon.asked(concepts)
    aside = topics == {OTHER}
    topics -= {OTHER}
    if not topics and not aside and TIMED in concepts:
        concepts |= {CLAIMED}
    if len(topics) > 1 and not concepts & {WHO_PAYS, SUM}:
        topics = frozenset({"deadline"})  # "när ska vi veta vem som betalar?" asks when
    fitting = []
    for name, subject in vocabulary.subjects.items():
        if not subject.about or not all(_meets(group, concepts) for group in subject.about):
            continue
        if blocked(subject, lexicon, concepts):
            continue
        if aside and subject.topic == "deadline" and not _held_with(OTHER, subject.about, concepts):
            continue  # "vem skriver remissen?" asks for no time
        terms = named(subject.about)
        if topics and subject.topic not in topics and not _asks(terms, concepts, lexicon, subject.topic):
            continue
        spoken = frozenset().union(*(_used(group, concepts) for group in subject.about))
        fitting.append(Candidate(name, spoken - {DEFAULT}, len(subject.about), DEFAULT in spoken))
    kept = [c for c in fitting if not any(_better(other, c) for other in fitting)]
    if len(kept) < 2:
        return tuple(kept)
    asked_by = Counter(name for subject in vocabulary.subjects.values() for name in named(subject.about))
    exact = {c.subject: sum(-log(asked_by[name] / len(vocabulary.subjects)) for name in c.concepts) for c in kept}
    return tuple(sorted(kept, key=lambda c: (c.default, -round(exact[c.subject], 3), c.subject)))


def lacking(subject: Subject, concepts: frozenset[str]) -> int:
    """How many of the subject's groups the concepts have nothing of."""
    return sum(not _meets(group, concepts) for group in subject.about)


def touched(subject: Subject, lexicon: Lexicon, concepts: frozenset[str]) -> bool:
    """Whether any of the subject's groups has a concept of the question that is more than an asking ("how long")."""
    return any(_used(group, concepts) - {DEFAULT, *lexicon.asks} for group in subject.about if _meets(group, concepts))


def outside(subject: Subject, lexicon: Lexicon, concepts: frozenset[str]) -> bool:
    """Whether a thing beside the agreements is spoken of that the subject does not name."""
    return bool((concepts & lexicon.beside) - named(subject.about))


def blocked(subject: Subject, lexicon: Lexicon, concepts: frozenset[str]) -> bool:
    """Whether a concept stands against the subject: one of its own, or a thing beside the agreements."""
    return any(_holds(term, concepts) for term in subject.unless) or outside(subject, lexicon, concepts)


@lru_cache(maxsize=1024)
def named(about: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """Every concept that a subject's `about` asks for."""
    return frozenset(name for group in about for term in group for name in term.split("+") if name[0] != "!")


def _asks(terms: Iterable[str], concepts: frozenset[str], lexicon: Lexicon, topic: str) -> bool:
    """Whether a subject of `topic` itself names what is asked, though that is another topic's ask."""
    return any(term in concepts and lexicon.topics.get(term, topic) != topic for term in terms)


@lru_cache(maxsize=4096)
def _parts(term: str) -> tuple[frozenset[str], frozenset[str]]:
    """The concepts that a term needs, and those that it forbids."""
    names = term.split("+")
    return frozenset(n for n in names if n[0] != "!"), frozenset(n[1:] for n in names if n[0] == "!")


def _holds(term: str, concepts: frozenset[str]) -> bool:
    needs, bans = _parts(term)
    return needs <= concepts and not bans & concepts


DEFAULT = "(default)"
CLAIMED = "(claimed)"


def _held_with(name: str, about: tuple[tuple[str, ...], ...], concepts: frozenset[str]) -> bool:
    """Whether a term that names `name` is satisfied: the subject itself answers such a question."""
    return any(name in _parts(term)[0] and _holds(term, concepts) for group in about for term in group)


def _meets(group: tuple[str, ...], concepts: frozenset[str]) -> bool:
    return any(_holds(term, concepts) for term in group) or (CLAIMED in concepts and not ASKING.isdisjoint(group))


def _used(group: Iterable[str], concepts: frozenset[str]) -> frozenset[str]:
    """The concepts that satisfy the group; with DEFAULT when only terms that need something unsaid do."""
    held = [term for term in group if _holds(term, concepts)]
    found = frozenset().union(*(_parts(term)[0] for term in held))
    return found | {DEFAULT} if all(_parts(term)[1] for term in held) else found


def _better(other: Candidate, candidate: Candidate) -> bool:
    return other is not candidate and candidate.concepts < other.concepts and other.groups >= candidate.groups
