"""How sections are ranked: a few features of each, weighed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from app.retrieval.lexical import Lexical
from app.retrieval.query import Concept

Array = NDArray[np.float32]
ROLE = {"text": 0.0, "history": -3.0, "template": -4.0, "links": -6.0, "contents": -9.0}
"""Added to the score of a section by its role: history stands below the plan it evaluates, the rest is no answer."""
FRONT = -1.5
"""Added to what stands before the first heading: a title page has the best words and seldom an answer."""
EXPIRED = -0.1
"""Added where the document's validity has passed."""
MEANT = 4.0
"""Added to the sections of the agreement that the question names."""
WEIGHTS: Mapping[str, float] = {
    "dense": 1.0, "second": 0.1, "lexical": 4.4, "coverage": 3.3, "heading": 1.9, "named": 1.2,
    "window": 1.4, "together": 1.3, "length": -0.3, "rank": 0.1,
    "taught": 0.9,
}  # fmt: skip
"""Between what was set by hand and the listwise fit of `python -m evals.calibrate`. Of `taught` the fit knows the value for
questions that were not taught."""


def importance(lexical: Lexical, scores: Sequence[Array]) -> Array:
    """How telling each concept is: its inverse document frequency (Spärck Jones 1972)."""
    return np.array([lexical.rarity(s) for s in scores], dtype=np.float32)


def shares(rarity: Array) -> Array:
    """Each as a share of all."""
    total = float(rarity.sum())
    return np.asarray(rarity / total, dtype=np.float32) if total else rarity


def concept_scores(lexical: Lexical, concepts: Sequence[Concept]) -> list[Array]:
    """For each concept the BM25 score of each text, as a share of the best text's."""
    found = []
    for concept in concepts:
        if not concept.phrases:
            found.append(np.zeros(lexical.count, dtype=np.float32))
            continue
        scores = lexical.any_of(concept.phrases)
        best = float(scores.max())
        found.append(scores / best if best else scores)
    return found


def weighed(weights: Array, scores: Sequence[Array], count: int) -> Array:
    """The weighted sum of the concepts' scores, shape (texts,)."""
    return np.asarray(weights @ np.stack(scores), dtype=np.float32) if scores else np.zeros(count, dtype=np.float32)


def combine(features: Mapping[str, Array]) -> Array:
    """The linear score of each section."""
    return np.asarray(sum(WEIGHTS[name] * values for name, values in features.items()), dtype=np.float32)
