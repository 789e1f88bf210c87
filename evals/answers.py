"""Whole answers to the test part: what is right in them, what is refused, and the same of a system that only retrieves.

Such a system states no payer and no period. It answers with what it found, or refuses where its best text fits less well
than a threshold; the threshold is the one that tells best, on sets for tuning, what must be refused from what must be
answered (the mean of both shares).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.answering.compose import Desk, answer
from evals.scoring import interval, score
from evals.sets import Item
from evals.significance import paired_randomisation
from evals.systems import OURS, TODAY, System

REFUSED, ANSWERED = "not_covered", "passage"


@dataclass(frozen=True)
class Given:
    """What one system gave: the status, whether a payer or a period was stated wrongly, and the time in milliseconds."""

    status: str
    wrong: bool
    took: float


def given_by_samlots(desk: Desk, items: Sequence[Item]) -> list[Given]:
    found = []
    for item in items:
        started = time.perf_counter()
        one = answer(desk, item.turns, item.as_of or TODAY)
        took = (time.perf_counter() - started) * 1000
        found.append(Given(one.status, score(item, one).wrong_ruling, took))
    return found


def given_by(system: System, items: Sequence[Item], threshold: float) -> list[Given]:
    found = []
    for item in items:
        started = time.perf_counter()
        best = fit(system, item)
        took = (time.perf_counter() - started) * 1000
        found.append(Given(ANSWERED if best >= threshold else REFUSED, False, took))
    return found


def fit(system: System, item: Item) -> float:
    """How well the system's best text fits, of all turns read as one."""
    return system(" ".join(item.turns), item.as_of or TODAY).best


def must(items: Sequence[Item]) -> tuple[list[int], list[int]]:
    """The numbers of those that must be refused, and of those that must be answered."""
    return (
        [i for i, item in enumerate(items) if item.expect.status == (REFUSED,)],
        [i for i, item in enumerate(items) if REFUSED not in item.expect.status],
    )


def threshold(best: Sequence[float], items: Sequence[Item]) -> float:
    """The fit from which to answer that is right most often of both kinds."""
    refuse, reply = must(items)
    fits = np.asarray(best, dtype=np.float64)
    return float(max(np.unique(fits), key=lambda t: np.mean(fits[refuse] < t) + np.mean(fits[reply] >= t)))


def table(items: Sequence[Item], given: Mapping[str, Sequence[Given]], embedding: float) -> str:
    """Markdown: a line for each system and language, with 95 % intervals and p against Samlots' statuses; times as ratios to
    the median of embedding one question (`embedding`, in milliseconds)."""
    lines = [
        "| questions | system | status right | p | wrong rulings | refusal recall | refusal precision | p50 | p95 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    groups: dict[str, list[int]] = {"all": list(range(len(items)))}
    for i, item in enumerate(items):
        groups.setdefault(item.language or "other", []).append(i)
    refuse, reply = map(frozenset, must(items))
    for group, numbers in groups.items():
        right = {name: [float(g[i].status in items[i].expect.status) for i in numbers] for name, g in given.items()}
        for name, by in given.items():
            rightly = sum(by[i].status == REFUSED for i in numbers if i in refuse)
            wrongly = sum(by[i].status == REFUSED for i in numbers if i in reply)
            times = [by[i].took / embedding for i in numbers]
            cells = (
                share(int(sum(right[name])), len(numbers)),
                "" if name == OURS else f"{paired_randomisation(right[OURS], right[name]):.4f}",
                str(sum(by[i].wrong for i in numbers)) if name == OURS else "states none",
                share(rightly, sum(i in refuse for i in numbers)),
                share(rightly, rightly + wrongly),
                f"{np.percentile(times, 50):.2f} ×",
                f"{np.percentile(times, 95):.2f} ×",
            )
            lines.append(f"| {group} ({len(numbers)}) | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def share(hits: int, total: int) -> str:
    """`0.950 [0.910, 0.975]`; a dash of nothing."""
    low, high = interval(hits, total)
    return f"{hits / total:.3f} [{low:.3f}, {high:.3f}]" if total else "–"
