"""Follow-ups: what earlier turns said stays until a later turn says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.facts import Value, Vocabulary
from app.understanding.question import Understanding
from app.understanding.subjects import propose


def merge(vocabulary: Vocabulary, turns: Sequence[Understanding]) -> Understanding:
    """The last turn with what the earlier ones said. A turn that says what it is about begins a topic: it keeps the
    facts of the case (who, where, how placed) and drops what was asked before."""
    state = turns[0]
    for turn in turns[1:]:
        state = _next(vocabulary, state, turn)
    return state


def _next(vocabulary: Vocabulary, before: Understanding, turn: Understanding) -> Understanding:
    facts: dict[str, Value] = {**before.facts, **turn.facts}
    for fact in turn.several:
        facts.pop(fact, None)
    if "county" in turn.facts and "municipality" not in turn.facts:
        facts.pop("municipality", None)
    candidates = turn.candidates
    concepts = turn.concepts
    if not candidates:
        joined = _joined(vocabulary, before, turn, facts)
        candidates = propose(vocabulary, joined) or before.candidates
        concepts = joined
    return replace(
        turn, facts=facts, candidates=candidates, concepts=concepts, event_date=turn.event_date or before.event_date
    )


def _joined(vocabulary: Vocabulary, before: Understanding, turn: Understanding, facts: dict[str, Value]) -> frozenset[str]:
    """The earlier turn's concepts with this turn's; a fact that this turn changed replaces its earlier value."""
    changed = {fact for fact in turn.facts if fact in vocabulary.facts}
    kept = {c for c in before.concepts if c.split(".")[0] not in changed or "." not in c}
    return frozenset(kept | turn.concepts | set(facts))
