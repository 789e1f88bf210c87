"""Samlots' retrieval against the recipe of the tutorials, BM25 alone and dense alone, in one run on the same questions: those
of the test part, which nothing was tuned or taught on.

What is measured is the section: each system's ranking is turned into sections, and cut at five. A question lists every
section that answers it; they are alternatives, so that what is called recall@5 is whether one of them is among the five
(ir-measures' Success@5). R@5, the share of all of them, and nDCG@5, which looks at their order, are shown beside it.
Sections that say the same in two documents count as one, for all systems alike.

The deciding sentence is looked for in the four texts that a system would show: it is there when one of them holds all
the words that the writer of the question wants to be said. Questions whose words do not stand together in any section
that answers are left out of that figure.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.answering.compose import Desk
from evals.scoring import interval
from evals.sets import Item, read_set
from evals.significance import bootstrap, paired_randomisation
from evals.systems import OURS, TODAY, TOP, Place, Retrieved, System, one
from ingest.errors import SamlotsError


@dataclass(frozen=True)
class Question:
    item: Item
    right: frozenset[Place]


def questions(desk: Desk, paths: Iterable[Path]) -> list[Question]:
    """The single-turn items that say which sections answer."""
    found = []
    for path in paths:
        for item in read_set(path):
            if item.expect.sections and item.expect.documents and len(item.turns) == 1:
                right = right_sections(desk, item)
                if not right:
                    raise SamlotsError(f"No section of the corpus answers {item.id}", where=str(path))
                found.append(Question(item, right))
    return found


def right_sections(desk: Desk, item: Item) -> frozenset[Place]:
    """Every section that the item names, by its label, its heading or one above it; history, templates and lists only
    where a heading of theirs is named."""
    named = set(item.expect.sections or ())
    return frozenset(
        one(desk, (document.id, section.index))
        for document in desk.book.library
        if document.id in (item.expect.documents or ())
        for section in document.sections
        if named & {section.label, section.heading, *section.path}
        and (section.role == "text" or section.path[0] in named)
        and (document.id, section.index) in set(desk.search.places)
    )


def measure(asked: Sequence[Question], rankings: Mapping[str, Sequence[Place]]) -> dict[str, dict[str, float]]:
    """By measure and question, with ir-measures."""
    import ir_measures
    from ir_measures import R, Success, nDCG

    qrels = {q.item.id: {f"{d}#{i}": 1 for d, i in q.right} for q in asked}
    run = {
        q.item.id: {f"{d}#{i}": float(TOP - n) for n, (d, i) in enumerate(rankings[q.item.id])} or {"": 0.0}
        for q in asked
    }
    names = {"recall@5": Success @ 5, "R@5": R @ 5, "nDCG@5": nDCG @ 5, "first": Success @ 1}
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    back = {str(measure): name for name, measure in names.items()}
    for metric in ir_measures.iter_calc(list(names.values()), qrels, run):
        found[back[str(metric.measure)]][metric.query_id] = float(metric.value)
    return found


def table(asked: Sequence[Question], results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """Markdown: a line for each system and group of questions, with 95 % intervals and p against Samlots' nDCG@5."""
    lines = [
        "| questions | system | first is right | recall@5 | R@5 | nDCG@5 | p |",
        "|---|---|---|---|---|---|---|",
    ]
    groups: dict[str, list[str]] = {"all": [q.item.id for q in asked]}
    for q in asked:
        groups.setdefault(q.item.language or "other", []).append(q.item.id)
    for group, ids in groups.items():
        for name, by in results.items():
            cells = []
            for metric in ("first", "recall@5"):
                hits = int(sum(by[metric][i] for i in ids))
                low, high = interval(hits, len(ids))
                cells.append(f"{hits / len(ids):.3f} [{low:.3f}, {high:.3f}]")
            cells.append(f"{np.mean([by['R@5'][i] for i in ids]):.3f}")
            ndcg = [by["nDCG@5"][i] for i in ids]
            low, high = bootstrap(ndcg)
            cells.append(f"{np.mean(ndcg):.3f} [{low:.3f}, {high:.3f}]")
            own = [results[OURS]["nDCG@5"][i] for i in ids]
            cells.append("" if name == OURS else f"{paired_randomisation(own, ndcg):.4f}")
            lines.append(f"| {group} ({len(ids)}) | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


@dataclass(frozen=True)
class Run:
    """What one system retrieved for each question, in their order, and how long each took in milliseconds with the
    question's embedding."""

    retrieved: Sequence[Retrieved]
    took: Sequence[float]


def ask(system: System, asked: Sequence[Question]) -> Run:
    retrieved, took = [], []
    for question in asked:
        started = time.perf_counter()
        retrieved.append(system(question.item.turns[0], question.item.as_of or TODAY))
        took.append((time.perf_counter() - started) * 1000)
    return Run(retrieved, took)


def holds(item: Item, text: str) -> bool:
    """Whether the text says all that the item wants to be said."""
    flat = " ".join(text.split())
    return all(
        any(re.search(pattern, flat, re.IGNORECASE) for pattern in alternatives) for alternatives in item.expect.says
    )


def decisive(desk: Desk, asked: Sequence[Question]) -> list[int]:
    """The numbers of the questions whose words stand together in a section that answers them."""

    def text(place: Place) -> str:
        document = desk.book.library[place[0]]
        section = document.sections[place[1]]
        return document.clean[section.start : section.end]

    return [i for i, q in enumerate(asked) if q.item.expect.says and any(holds(q.item, text(p)) for p in q.right)]


def sentences(asked: Sequence[Question], runs: Mapping[str, Run], decisive: Sequence[int], embedding: float) -> str:
    """Markdown: in how many of the decisive questions the sentence is in the four texts, how long those are, and the
    times, as ratios to the median of embedding one question (`embedding`, in milliseconds)."""
    lines = [
        f"| system | deciding sentence in the top 4 ({len(decisive)}) | p | characters in the top 4 | p50 | p95 |",
        "|---|---|---|---|---|---|",
    ]
    found = {
        name: [float(any(holds(asked[i].item, text) for text in run.retrieved[i].texts)) for i in decisive]
        for name, run in runs.items()
    }
    for name, run in runs.items():
        low, high = interval(int(sum(found[name])), len(decisive))
        p = "" if name == OURS else f"{paired_randomisation(found[OURS], found[name]):.4f}"
        length = np.mean([sum(map(len, one.texts)) for one in run.retrieved])
        p50, p95 = (float(np.percentile(run.took, q)) / embedding for q in (50, 95))
        share = sum(found[name]) / max(1, len(decisive))
        lines.append(
            f"| {name} | {share:.3f} [{low:.3f}, {high:.3f}] | {p} | {length:.0f} | {p50:.2f} × | {p95:.2f} × |"
        )
    return "\n".join(lines)
