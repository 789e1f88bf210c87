"""`python -m evals.calibrate`: fits the weights of ranking and of refusal on the questions whose sections are known, each with
the chances by a model that was not taught it, and prints them beside those in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from app.answering.passages import seek
from app.desk import open_desk
from app.retrieval import ranking, refusal
from evals.systems import TODAY
from evals.teaching import sections
from ingest.settings import read_settings

Array = NDArray[np.float64]
HELD = 0.3
"""The inverse of how strongly the weights of refusal are held to zero (ridge, on standardised signals)."""


def logistic(signals: Array, answered: Array) -> tuple[Array, float]:
    """Ridge logistic regression, both classes weighed alike: weights and bias."""
    middle, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    fitted = LogisticRegression(C=HELD, max_iter=2000, class_weight="balanced").fit(
        (signals - middle) / spread, answered
    )
    weights = fitted.coef_[0] / spread
    return weights, float(fitted.intercept_[0]) - float((weights * middle).sum())


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


def main() -> None:
    desk = open_desk(read_settings())
    taught = [lesson for lesson in sections.lessons(desk) if lesson.item]
    unseen = sections.unseen(desk, taught)
    desk.search.chances = lambda question: dict(unseen[question])  # type: ignore[method-assign]
    rows, answered, pools = [], [], []
    for lesson in taught:
        said = desk.reader.read(lesson.question, TODAY)
        if (said.facts.get("county") or "dalarna") not in {d.manifest.county for d in desk.book.library}:
            continue  # another county is refused by name
        found = seek(desk.search, desk.book, said, TODAY)
        if not found.hits or not found.concepts:
            continue
        rows.append(list(refusal.signals(desk.search, found, said.question, said.language).values()))
        answered.append(float(bool(lesson.sections)))
        features = np.array([[hit.features[name] for name in ranking.WEIGHTS] for hit in found.hits])
        flags = np.array([float(hit.chunks[0].id in lesson.sections) for hit in found.hits])
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
