"""Which sections answer questions like this one: a softmax regression over the sections, and "none of them", on the
question's embedding and words, taught on questions whose sections are known (`python -m evals.teach`).

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
from app.wording import Wording

Array = NDArray[np.float32]

FILE = "sections.npz"
MEANING, WORDING = 4.0, 2.0
"""What the embedding and the wording are multiplied by, so that the ridge of the regression leaves them room."""
LEAST = 1e-3
"""Below this, one chance is like another."""
MIDDLE = 0.7
"""Where a new document's sections stand, as a share of the likeliest's."""


@dataclass(frozen=True, eq=False)
class SectionModel:
    """`softmax` has a class for each section that was taught, named by the id of its first chunk, and NONE; `embedder`
    names the model of the vectors."""

    embedder: str
    wording: Wording
    softmax: Softmax

    def features(self, text: str, vector: Array) -> Array:
        """Shape (dimension + wording,)."""
        return np.concatenate([MEANING * vector, WORDING * self.wording.features(text)])

    def chances(self, text: str, vector: Array) -> dict[str, float]:
        """How likely each section, or NONE, is to answer; together 1. `vector` is the text's embedding."""
        return self.softmax.chances(self.features(text, vector))


def values(chances: Mapping[str, float], sections: Sequence[str], known: Sequence[bool]) -> Array:
    """For each section the logarithm of its chance, 0 for the least that is told from nothing; shape (sections,).
    Sections of documents of which nothing was taught (`known` false) stand in the middle between the least and the likeliest:
    what is new must be able to win by its words."""
    found = np.array([math.log(max(chances.get(name, 0.0), LEAST) / LEAST) for name in sections], dtype=np.float32)
    if len(found):
        found[~np.array(known)] = MIDDLE * float(found.max())
    return found


def read_model(corpus: Path) -> SectionModel | None:
    """The model shipped with the corpus; None where there is none. Raises CorpusError."""
    taught = read_taught(corpus / FILE)
    return None if taught is None else SectionModel(taught.embedder, taught.wording, taught.softmax)
