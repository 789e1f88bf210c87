"""What a question is about: the subjects whose words it speaks, the most exact of them.

A subject names groups of concepts (`about` in facts.toml); a question that has a concept of every group may be about
it. Of two such subjects the one that explains more of the question wins, so that "the health examination of asylum
seekers" is not taken for the health examination at a placement. Nothing is proposed on likeness alone: a wrong ruling is
worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.facts import Vocabulary


@dataclass(frozen=True)
class Candidate:
    """A subject with the concepts of the question that speak for it."""

    subject: str
    concepts: frozenset[str]
    groups: int


def propose(vocabulary: Vocabulary, concepts: frozenset[str]) -> tuple[Candidate, ...]:
    """The subjects that the concepts fit, without those that another explains better; in the order of their ids."""
    fitting = []
    for name, subject in vocabulary.subjects.items():
        if not subject.about or concepts & set(subject.unless):
            continue
        used = [concepts & set(group) for group in subject.about]
        if all(used):
            fitting.append(Candidate(name, frozenset().union(*used), len(subject.about)))
    return tuple(
        sorted(
            (c for c in fitting if not any(_better(other, c) for other in fitting)), key=lambda c: (-c.groups, c.subject)
        )
    )


def _better(other: Candidate, candidate: Candidate) -> bool:
    return other is not candidate and candidate.concepts < other.concepts and other.groups >= candidate.groups
