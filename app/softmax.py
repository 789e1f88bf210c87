"""A softmax taught elsewhere and shipped as a file: how likely each class is, by a vector of features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.wording import Wording
from ingest.errors import CorpusError
from ingest.files import replacing

Array = NDArray[np.float32]

NONE = ""
"""The class of what belongs to no other."""
STEPS = 127
"""Steps on either side of nought in which a weight is kept."""


@dataclass(frozen=True, eq=False)
class Layer:
    """A linear map. `weights` has the shape (inputs, outputs), in steps of `step` (inputs,); `bias` (outputs,)."""

    weights: NDArray[np.int8]
    step: Array
    bias: Array

    def __call__(self, values: Array) -> Array:
        """Shape (outputs,), of `values` (inputs,)."""
        held = np.flatnonzero(values)
        found: Array = (values[held] * self.step[held]) @ self.weights[held].astype(np.float32) + self.bias
        return found


def packed(weights: Array, bias: Array) -> Layer:
    """The map with a byte for each weight, which changes no chance that matters."""
    step = np.abs(weights).max(axis=1, initial=1e-12) / STEPS
    return Layer(np.rint(weights / step[:, None]).astype(np.int8), step.astype(np.float32), bias.astype(np.float32))


@dataclass(frozen=True, eq=False)
class Softmax:
    """Two models that err in different places, taught apart and joined as a logarithmic opinion pool, the geometric mean of their
    chances (Genest and Zidek 1986): a linear one (`straight`) and one with a layer of rectified units between (`hidden`,
    `onward`)."""

    classes: tuple[str, ...]
    straight: Layer
    hidden: Layer
    onward: Layer

    def __post_init__(self) -> None:
        sizes = {self.straight.bias.size, self.onward.bias.size, len(self.classes)}
        if len(sizes) > 1 or self.hidden.bias.size != len(self.onward.weights):
            raise ValueError("the layers of the taught model do not fit together")

    def chances(self, features: Array) -> dict[str, float]:
        """How likely each class is, together 1. `features` has the shape (features,)."""
        logits = (self.straight(features) + self.onward(np.maximum(self.hidden(features), 0.0))) / 2
        grown = np.exp(logits - logits.max())
        return dict(zip(self.classes, map(float, grown / grown.sum()), strict=True))


LAYERS, PARTS = ("straight", "hidden", "onward"), ("weights", "step", "bias")
_NO = packed(np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
UNTAUGHT = Softmax((), _NO, _NO, _NO)
"""Without classes, for a model whose features are made before it is fitted."""
MEANING, WORDING = 4.0, 2.0
"""How the embedding and the wording of a text are scaled to weigh about the same in a model, which holds the weights of
each alike."""


@dataclass(frozen=True, eq=False)
class TextModel:
    """A softmax on the embedding and the wording of a text; `embedder` names the model of the vectors."""

    embedder: str
    wording: Wording
    softmax: Softmax

    def features(self, text: str, vector: Array) -> Array:
        """Shape (dimension + wording,). `vector` is the text's embedding."""
        return np.concatenate([MEANING * vector, WORDING * self.wording.features(text)])

    def chances(self, text: str, vector: Array) -> dict[str, float]:
        """How likely each class is; together 1."""
        return self.softmax.chances(self.features(text, vector))


def read_text_model(path: Path) -> TextModel | None:
    """The model in the file; None where there is none. Raises CorpusError."""
    taught = read_taught(path)
    return None if taught is None else TextModel(taught.embedder, taught.wording, taught.softmax)


@dataclass(frozen=True, eq=False)
class Taught:
    """A softmax with the embedding model and the wording that it was taught with, and what else its file holds."""

    embedder: str
    wording: Wording
    softmax: Softmax
    more: Mapping[str, NDArray[np.generic]]


def read_taught(path: Path, *more: str) -> Taught | None:
    """What `write_taught` wrote; None where there is no such file. Raises CorpusError, also where one of `more` lacks."""
    if not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            return Taught(
                str(data["embedder"]),
                Wording(_texts(data["words"]), _texts(data["pieces"]), np.asarray(data["rarity"], np.float32)),
                Softmax(_texts(data["classes"]), *(_layer(data, name) for name in LAYERS)),
                {name: data[name] for name in more},
            )
    except Exception as error:  # zipfile.BadZipFile, zlib.error, KeyError and ValueError share no useful base class
        raise CorpusError(
            f"The taught model cannot be read: {error}",
            where=str(path),
            remedy="Take it from the repository again, or make it with: .venv/bin/python -m evals.teach.",
        ) from None


def write_taught(path: Path, taught: Taught) -> None:
    """Whole or not at all."""
    softmax, wording = taught.softmax, taught.wording
    layers = {f"{name}_{part}": getattr(getattr(softmax, name), part) for name in LAYERS for part in PARTS}
    with replacing(path) as file:
        np.savez_compressed(
            file, embedder=np.array(taught.embedder), classes=np.array(softmax.classes), words=np.array(wording.words),
            pieces=np.array(wording.pieces), rarity=wording.rarity, **layers, **taught.more,  # type: ignore[arg-type]
        )  # fmt: skip


def _layer(data: Mapping[str, NDArray[np.generic]], name: str) -> Layer:
    parts: list[Any] = [data[f"{name}_{part}"] for part in PARTS]
    layer = Layer(*parts)
    inputs, outputs = layer.weights.shape
    if layer.weights.dtype != np.int8 or layer.step.shape != (inputs,) or layer.bias.shape != (outputs,):
        raise ValueError(f"the layer {name} does not fit together")
    return layer


def _texts(array: NDArray[np.generic]) -> tuple[str, ...]:
    return tuple(map(str, array))
