"""The vector index: published as a whole by one writer, opened by name, checked vector by vector.

Embedded Chroma loses vectors silently when several processes write one path, and a reader is damaged by a writer
in another process while `count()` stays right. So an index is never written again: `index-<n>` is built beside the
one in use, checked, closed and flushed, and then the small file CURRENT is replaced.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.chunks import Chunk, fingerprint
from ingest.embedding import Embedder, Vectors
from ingest.errors import IndexBusy, IndexMissing, SamlotsError, StorageError
from ingest.files import flush, reason, replacing
from ingest.settings import Settings

if TYPE_CHECKING:
    from chromadb import Collection
    from langchain_chroma import Chroma

FORMAT = 1
NAME = re.compile(r"index-[0-9]+")
REMEDY = "Run `samlots ingest`."


@dataclass(frozen=True)
class IndexManifest:
    """What an index was made of: the model, and the fingerprint of the chunks."""

    format: int
    model: str
    dimension: int
    fingerprint: str
    chunks: int
    number: int
    created: float


def root(settings: Settings) -> Path:
    return settings.data / "index"


@contextlib.contextmanager
def storage(path: Path) -> Iterator[None]:
    """Turns the file system's refusals into one clear sentence."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"Samlots cannot write its data: {reason(error)}",
            where=str(path),
            remedy="Free some space, or point SAMLOTS_DATA to a folder that can be written.",
        ) from None


@contextlib.contextmanager
def writer_lock(settings: Settings) -> Iterator[None]:
    """Held by the one writer; released by the system when the process dies. Raises IndexBusy."""
    path = root(settings) / "lock"
    with storage(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise IndexBusy(
            "Another process is writing the index", where=str(path), remedy="Wait until it is done, then try again."
        ) from None
    try:
        yield
    finally:
        handle.close()


def current(settings: Settings) -> IndexManifest:
    """The manifest of the index in use. Raises IndexMissing for none, half of one, or something else."""
    pointer = root(settings) / "CURRENT"
    try:
        name = pointer.read_text(encoding="utf-8").strip()
        folder = root(settings) / name
        if "/" in name or not name.startswith("index-"):
            raise IndexMissing("CURRENT does not name an index of Samlots", where=str(pointer), remedy=REMEDY)
        data = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest = IndexManifest(**data)
    except FileNotFoundError as error:
        what = "There is no index yet" if not pointer.exists() else "The index is only half there"
        raise IndexMissing(what, where=str(error.filename or pointer), remedy=REMEDY) from None
    except (json.JSONDecodeError, TypeError, UnicodeDecodeError):
        raise IndexMissing(
            "The index was not made by Samlots or is damaged", where=str(pointer), remedy=REMEDY
        ) from None
    except OSError as error:
        raise IndexMissing(f"The index cannot be read: {error.strerror}", where=str(pointer), remedy=REMEDY) from None
    if manifest.format != FORMAT:
        raise IndexMissing(f"The index has format {manifest.format}, not {FORMAT}", where=str(pointer), remedy=REMEDY)
    return manifest


def check_model(manifest: IndexManifest, embedder: Embedder) -> None:
    """Raises IndexMissing when the index was made with another model: its vectors mean nothing to this one."""
    if (manifest.model, manifest.dimension) != (embedder.model, embedder.dimension):
        raise IndexMissing(
            f"The index was made with {manifest.model} ({manifest.dimension} numbers), "
            f"but the embedder is {embedder.model} ({embedder.dimension})",
            remedy=REMEDY,
        )


def open_store(settings: Settings, manifest: IndexManifest) -> Chroma:
    """The vectors of the index in use, for reading and checking. Raises IndexMissing."""
    folder = root(settings) / f"index-{manifest.number}"
    with _readable(folder):
        return _store(settings, folder, manifest.number, create=False)


def open_collection(settings: Settings, manifest: IndexManifest) -> Collection:
    """The same for nothing but queries by vector: without LangChain's part, whose import alone takes half a second of
    a first question. Raises IndexMissing."""
    folder = root(settings) / f"index-{manifest.number}"
    with _readable(folder):
        collection: Collection = _client(settings, folder).get_collection(
            _name(manifest.number), embedding_function=None
        )
        return collection


@contextlib.contextmanager
def _readable(folder: Path) -> Iterator[None]:
    try:
        yield
    except SamlotsError:
        raise
    except Exception as error:  # Chroma raises its own, SQLite's and Rust's errors; all mean the same here
        raise IndexMissing(
            f"The index cannot be opened: {str(error).splitlines()[0][:160]}", where=str(folder), remedy=REMEDY
        ) from None


def _name(number: int) -> str:
    return f"samlots-{number}"


def _client(settings: Settings, folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    if not settings.chroma_url:
        return chromadb.PersistentClient(path=str(folder / "chroma"), settings=quiet)
    from urllib.parse import urlsplit

    url = urlsplit(settings.chroma_url)
    try:
        return chromadb.HttpClient(
            host=url.hostname or "", port=url.port or 8000, ssl=url.scheme == "https", settings=quiet
        )
    except Exception as error:
        raise IndexMissing(
            f"The Chroma server does not answer: {str(error).splitlines()[0][:120]}",
            where=settings.chroma_url,
            remedy="Start it, or clear SAMLOTS_CHROMA_URL to use the built-in one.",
        ) from None


def _store(settings: Settings, folder: Path, number: int, *, create: bool) -> Chroma:
    from langchain_chroma import Chroma

    return Chroma(
        client=_client(settings, folder),
        collection_name=_name(number),
        collection_configuration={"hnsw": {"space": "cosine"}} if create else None,
        create_collection_if_not_exists=create,
    )


def publish(
    settings: Settings,
    embedder: Embedder,
    chunks: Sequence[Chunk],
    vectors: Vectors,
    step: Callable[[str], None] = lambda name: None,
) -> IndexManifest:
    """Builds a new index and makes it the current one. `step` is called with the name of each step before it is
    taken; dying at any of them leaves the old index in use. Call with the writer's lock held.

    Raises StorageError when the disk refuses, SamlotsError when the new index fails its own check.
    """
    base = root(settings)
    step("number")
    number = 1 + max((int(p.name[6:]) for p in base.glob("index-*") if NAME.fullmatch(p.name)), default=0)
    folder = base / f"index-{number}"
    manifest = IndexManifest(
        FORMAT, embedder.model, embedder.dimension, fingerprint(chunks), len(chunks), number, time.time()
    )
    with storage(folder):
        step("folder")
        folder.mkdir(parents=True)
        try:
            step("vectors")
            _fill(_store(settings, folder, number, create=True), chunks, vectors)
            step("check")
            check(_store(settings, folder, number, create=False), chunks, vectors)
            _close(folder)
            step("manifest")
            _write(folder / "manifest.json", json.dumps(asdict(manifest), indent=1))
            step("flush")
            for path in (*sorted(folder.rglob("*")), folder):
                flush(path)
        except (OSError, SamlotsError):
            shutil.rmtree(folder, ignore_errors=True)
            raise
        except Exception as error:  # Chroma passes on what SQLite says, in errors of its own
            shutil.rmtree(folder, ignore_errors=True)
            if re.search(r"disk|full|readonly|read-only|unable to open|I/O", str(error)):
                raise OSError(errno.EIO, "the disk is full or cannot be written") from None
            raise
        step("switch")
        _write(base / "CURRENT", folder.name + "\n")
        step("clean")
        _remove_old(base, number)
    return manifest


def _fill(store: Chroma, chunks: Sequence[Chunk], vectors: Vectors) -> None:
    for at in range(0, len(chunks), 500):
        part = chunks[at : at + 500]
        store._collection.add(
            ids=[chunk.id for chunk in part],
            embeddings=vectors[at : at + 500],
            documents=[chunk.text for chunk in part],
            metadatas=[
                {"document": chunk.document, "section": chunk.section, "start": chunk.start, "end": chunk.end}
                for chunk in part
            ],
        )


def check(store: Chroma, chunks: Sequence[Chunk], vectors: Vectors) -> None:
    """Looks every vector up by itself: each must find its own chunk at no distance. Raises SamlotsError.

    A count proves nothing: Chroma counts rows that it can no longer find.
    """
    lost = []
    for at in range(0, len(chunks), 100):
        answer = store._collection.query(
            query_embeddings=np.asarray(vectors[at : at + 100]),
            n_results=min(4, len(chunks)),
            include=["distances"],
        )
        distances = answer["distances"] or []
        for chunk, ids, near in zip(chunks[at : at + 100], answer["ids"], distances, strict=True):
            if not any(i == chunk.id and d < 1e-3 for i, d in zip(ids, near, strict=True)):
                lost.append(chunk.id)
    if lost:
        raise SamlotsError(f"{len(lost)} of {len(chunks)} vectors cannot be found in the index", remedy=REMEDY)


def _close(folder: Path) -> None:
    """Lets go of the files, so that what is flushed is what readers will open."""
    from chromadb.api.shared_system_client import SharedSystemClient

    identifier = str(folder / "chroma")
    system = SharedSystemClient._identifier_to_system.pop(identifier, None)
    if system is not None:
        system.stop()


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text.encode())


def _remove_old(base: Path, number: int) -> None:
    """Keeps the new index and the one before it, which a reader may still have open."""
    numbers = sorted(int(p.name[6:]) for p in base.glob("index-*") if NAME.fullmatch(p.name))
    for old in [n for n in numbers if n < number][:-1]:
        shutil.rmtree(base / f"index-{old}", ignore_errors=True)
