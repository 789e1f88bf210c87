"""Which sections answer questions like this one: a softmax over the sections, and "none of them", on the
question's embedding and words, taught on questions whose sections are known (`python -m evals.teach`).

It knows what people call things that the agreements call otherwise. A section whose beginning has changed since, or was not
there, is unknown to it and stands neither higher nor lower for that.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.softmax import TextModel, read_text_model

Array = NDArray[np.float32]

FILE = "sections.npz"
LEAST = 1e-3
"""Below this, one chance is like another."""
MIDDLE = 0.9
"""Where a new document's sections stand, as a share of the likeliest's."""


def values(chances: Mapping[str, float], sections: Sequence[str], known: Sequence[bool]) -> Array:
    """For each section the logarithm of its chance, 0 for the least that is told from nothing; shape (sections,).
    Sections of documents of which nothing was taught (`known` false) stand in the middle between the least and the likeliest:
    what is new must be able to win by its words."""
    found = np.array([math.log(max(chances.get(name, 0.0), LEAST) / LEAST) for name in sections], dtype=np.float32)
    if len(found):
        found[~np.array(known)] = MIDDLE * float(found.max())
    return found


def chance(value: float) -> float:
    """The chance of a section with that value, where its document was taught; LEAST for all that are not above it."""
    return LEAST * math.exp(value)


def read_model(corpus: Path) -> TextModel | None:
    """The model shipped with the corpus: a class for each section that was taught, named by the id of its first chunk, and
    NONE. None where there is none. Raises CorpusError."""
    return read_text_model(corpus / FILE)
