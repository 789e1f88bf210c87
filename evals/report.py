"""A question set run and summed up: the figures that a release is judged by, and each miss in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from app.answering.answer import Answer
from evals.scoring import Score, interval, score
from evals.sets import Item

Ask = Callable[[Sequence[str], date, str | None], Answer]


def run(items: Sequence[Item], ask: Ask, today: date) -> list[Score]:
    """Every item asked and scored, in order."""
    return [score(item, ask(item.turns, item.as_of or today, None)) for item in items]


def share(name: str, values: Sequence[bool | None]) -> str:
    """One line: how many of those that apply, with the 95 % interval."""
    counted = [value for value in values if value is not None]
    if not counted:
        return f"{name:34} –"
    low, high = interval(sum(counted), len(counted))
    return f"{name:34} {sum(counted):4}/{len(counted):<4} {sum(counted) / len(counted):7.1%}  [{low:.1%}, {high:.1%}]"


def summary(scores: Sequence[Score]) -> str:
    """The figures, for all and for each language and kind."""
    refused = [s for s in scores if s.item.expect.status == ("not_covered",)]
    answered_refusal = [s for s in scores if "not_covered" not in s.item.expect.status]
    lines = [
        share("all expectations", [s.right for s in scores]),
        share("status", [s.status for s in scores]),
        share("rulings", [s.ruling for s in scores]),
        f"{'wrong rulings':34} {sum(s.wrong_ruling for s in scores)}",
        share("due dates", [s.due for s in scores]),
        share("first citation", [s.first_section for s in scores]),
        share("cited", [s.cited for s in scores]),
        share("words", [s.words for s in scores]),
        share("warnings", [s.warnings for s in scores]),
        share("refused that must be", [s.status for s in refused]),
        share("answered that must be", [s.status or not _refused(s) for s in answered_refusal]),
        share("follow-ups, status", [s.status for s in scores if len(s.item.turns) > 1]),
    ]
    for language in ("sv", "en"):
        lines.append(share(f"status, {language}", [s.status for s in scores if s.item.language == language]))
    for kind in sorted({s.item.kind for s in scores if s.item.kind}):
        lines.append(share(f"all expectations, {kind}", [s.right for s in scores if s.item.kind == kind]))
    return "\n".join(lines)


def _refused(item: Score) -> bool:
    return any(miss.startswith("status not_covered") for miss in item.misses)


def misses(scores: Sequence[Score]) -> str:
    """Each item that missed: its turns and what was wrong."""
    return "\n".join(f"{s.item.id}: {' || '.join(s.item.turns)}\n    {'; '.join(s.misses)}" for s in scores if s.misses)
