"""Which sections answer questions like this one: a softmax regression over the sections, and "none of them", on the
question's embedding, taught on questions whose sections are known (`python -m evals.teach`).

It knows what people call things that the agreements call otherwise. A section whose beginning has changed since, or was not
there, is unknown to it and stands neither higher nor lower for that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.softmax import Softmax, read_taught

Array = NDArray[np.float32]

FILE = "sections.npz"
SCALE = 4.0
"""What the unit vectors are multiplied by, so that the ridge of the regression leaves them room."""
LEAST = 1e-3
"""Below this, one chance is like another."""


@dataclass(frozen=True, eq=False)
class SectionModel:
    """`softmax` has a class for each section that was taught, named by the id of its first chunk, and NONE; `embedder`
    names the model of the vectors."""

    embedder: str
    softmax: Softmax

    def chances(self, vector: Array) -> dict[str, float]:
        return self.softmax.chances(SCALE * vector)


def values(chances: Mapping[str, float], sections: Sequence[str]) -> Array:
    """For each section the logarithm of its chance, 0 for the least that is told from nothing; shape (sections,)."""
    return np.array([math.log(max(chances.get(name, 0.0), LEAST) / LEAST) for name in sections], dtype=np.float32)


def read_model(corpus: Path) -> SectionModel | None:
    """The model shipped with the corpus; None where there is none. Raises CorpusError."""
    taught = read_taught(corpus / FILE)
    return None if taught is None else SectionModel(taught.embedder, taught.softmax)
