"""`python -m evals.calibrate`: fits the weights of ranking and of refusal on the tuning half of passages.jsonl and
prints them beside those in use. The check half is never read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.answering.compose import Desk
from app.answering.passages import seek
from app.desk import open_desk
from app.retrieval import ranking, refusal
from evals.retrieval import SETS, TODAY, one, right_sections
from evals.sets import Item, read_set
from ingest.settings import read_settings

Array = NDArray[np.float64]
STEPS = 4000
HELD = 3.0
"""How strongly the weights of refusal are held to zero (ridge, on standardised signals)."""


def logistic(signals: Array, answered: Array) -> tuple[Array, float]:
    """Ridge logistic regression by gradient descent, both classes weighed alike: weights and bias."""
    middle, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    scaled = (signals - middle) / spread
    even = np.where(answered == 1, len(answered) / 2 / answered.sum(), len(answered) / 2 / (1 - answered).sum())
    weights, bias = np.zeros(signals.shape[1]), 0.0
    for _ in range(STEPS):
        error = (1 / (1 + np.exp(-(scaled @ weights + bias))) - answered) * even
        weights = weights - 0.01 * (scaled.T @ error + HELD * weights)
        bias -= 0.01 * float(error.sum())
    return weights / spread, bias - float((weights * middle / spread).sum())


def listwise(pools: Sequence[tuple[Array, Array]], start: Array) -> Array:
    """Weights that make the right sections likely among those found (softmax over the list: ListNet, Cao et al. 2007),
    held to where they start. Each pool: features (sections, names) and which are right."""
    weights = start.copy()
    for _ in range(600):
        slope = 0.02 * (weights - start) * len(pools)
        for features, right in pools:
            scores = features @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            wanted = chance * right
            slope += chance @ features - wanted @ features / max(float(wanted.sum()), 1e-30)
        weights = weights - 0.02 * slope / max(1.0, float(np.abs(slope).max()))
    return np.asarray(weights)


def tuning(desk: Desk) -> list[Item]:
    return [item for item in read_set(SETS / "passages.jsonl") if not item.kind.endswith("-check")]


def main() -> None:
    desk = open_desk(read_settings())
    rows, answered, pools = [], [], []
    for item in tuning(desk):
        said = desk.reader.read(item.turns[0], TODAY)
        if said.candidates or (said.facts.get("county") or "dalarna") not in {
            d.manifest.county for d in desk.book.library
        }:
            continue  # rules answer, or another county is refused by name
        found = seek(desk.search, desk.book, said, TODAY)
        if not found.hits or not found.concepts:
            continue
        rows.append(list(refusal.signals(desk.search, found, said.question, said.language).values()))
        answered.append(float(item.kind == "passage"))
        if item.kind == "passage":
            right = {one(desk, place) for place in right_sections(desk, item)}
            features = np.array([[hit.features[name] for name in ranking.WEIGHTS] for hit in found.hits])
            flags = np.array([float((hit.document.id, hit.section.index) in right) for hit in found.hits])
            if flags.any():
                pools.append((features, flags))
    start = np.array(list(ranking.WEIGHTS.values()))
    show("ranking", ranking.WEIGHTS, listwise(pools, start))
    weights, bias = logistic(np.array(rows), np.array(answered))
    show("refusal", refusal.WEIGHTS, weights, list(refusal.signals(desk.search, found, "", "sv")))
    print(f"bias {bias:.2f} (in use {refusal.BIAS})")


def show(name: str, used: Mapping[str, float], fitted: Array, names: Sequence[str] | None = None) -> None:
    print(name)
    for key, value in zip(names or list(used), fitted, strict=True):
        print(f"  {key:10} {value:6.2f} (in use {used.get(key, 0.0)})")


if __name__ == "__main__":
    main()
