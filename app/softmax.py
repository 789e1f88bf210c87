"""A softmax regression taught elsewhere and shipped as a file: how likely each class is, by a vector of features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.errors import CorpusError
from ingest.files import replacing

Array = NDArray[np.float32]

NONE = ""
"""The class of what belongs to no other."""


@dataclass(frozen=True, eq=False)
class Softmax:
    """`weights` has the shape (features, classes), `bias` (classes,)."""

    classes: tuple[str, ...]
    weights: Array
    bias: Array

    def chances(self, features: Array) -> dict[str, float]:
        """How likely each class is, together 1. `features` has the shape (features,)."""
        logits = features @ self.weights + self.bias
        grown = np.exp(logits - logits.max())
        return dict(zip(self.classes, map(float, grown / grown.sum()), strict=True))


@dataclass(frozen=True, eq=False)
class Taught:
    """A regression with the embedding model that it was taught with, and what else its file holds."""

    embedder: str
    softmax: Softmax
    more: Mapping[str, NDArray[np.generic]]


def read_taught(path: Path, *more: str) -> Taught | None:
    """What `write_taught` wrote; None where there is no such file. Raises CorpusError, also where one of `more` lacks."""
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            weights, bias = np.asarray(data["weights"], np.float32), np.asarray(data["bias"], np.float32)
            softmax = Softmax(tuple(map(str, data["classes"])), weights, bias)
            return Taught(str(data["embedder"]), softmax, {name: data[name] for name in more})
    except Exception as error:  # zipfile.BadZipFile, zlib.error, KeyError and ValueError share no useful base class
        raise CorpusError(
            f"The taught model cannot be read: {error}",
            where=str(path),
            remedy="Take it from the repository again, or make it with: .venv/bin/python -m evals.teach.",
        ) from None


def write_taught(path: Path, taught: Taught) -> None:
    """Whole or not at all; the weights in half precision, which changes no chance that matters."""
    with replacing(path) as file:
        np.savez_compressed(
            file, embedder=np.array(taught.embedder), classes=np.array(taught.softmax.classes),
            weights=taught.softmax.weights.astype(np.float16), bias=taught.softmax.bias, **taught.more,  # type: ignore[arg-type]
        )  # fmt: skip
