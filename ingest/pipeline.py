"""The order of it all: corpus → documents → chunks → vectors → published index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest import chunks as cutting
from ingest import index
from ingest.chunks import Chunk
from ingest.embedding import Embedder, VectorStore, make_embedder
from ingest.errors import IndexMissing
from ingest.library import Library, read_library
from ingest.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """What `ingest` did. `embedded` counts the texts that were new to this installation and the corpus."""

    manifest: index.IndexManifest
    changed: bool
    embedded: int


class Progress:
    """Told what is going on; the command shows it. This one says nothing."""

    def start(self, what: str, total: int) -> None: ...

    def advance(self, done: int) -> None: ...


def ingest(
    settings: Settings, progress: Progress | None = None, step: Callable[[str], None] = lambda name: None
) -> Outcome:
    """Brings the index up to date with the corpus; does nothing when it is. Raises SamlotsError."""
    progress = progress or Progress()
    library = read_library(settings.corpus)
    pieces = [piece for document in library for piece in cutting.cut(document)]
    embedder = make_embedder(settings)
    with index.writer_lock(settings):
        try:
            manifest = index.current(settings)
            if up_to_date(manifest, pieces, embedder.model):
                index.open_store(settings, manifest)
                return Outcome(manifest, changed=False, embedded=0)
        except IndexMissing:
            pass  # made below
        texts = [piece.passage for piece in pieces]
        vectors = vector_store(settings, embedder)
        new = len(vectors.missing(texts))
        step("embed")
        progress.start("embed", new)
        matrix = vectors.embed(texts, progress.advance)
        progress.start("publish", 0)
        manifest = index.publish(settings, embedder, pieces, matrix, step)
    return Outcome(manifest, changed=True, embedded=new)


def vector_store(settings: Settings, embedder: Embedder) -> VectorStore:
    return VectorStore(embedder, settings.corpus / "vectors.npz", settings.data / "vectors.npz")


def up_to_date(manifest: index.IndexManifest, pieces: Sequence[Chunk], model: str) -> bool:
    """Whether the index was made of these chunks with this model."""
    return (manifest.fingerprint, manifest.model) == (cutting.fingerprint(pieces), model)


def published(settings: Settings, library: Library) -> Library:
    """The library as far as the index holds it: documents that were added since answer once they are ingested, and
    stop nobody until then. The whole library where there is no index, or one that is older in other ways."""
    try:
        wanted = index.current(settings).fingerprint
    except IndexMissing:
        return library
    cut = {document.id: cutting.cut(document) for document in library}
    newest = sorted(cut, key=lambda id: (settings.corpus / id / "document.toml").stat().st_mtime_ns)
    for held in range(len(newest), 0, -1):
        inside = set(newest[:held])
        if cutting.fingerprint(piece for id, pieces in cut.items() if id in inside for piece in pieces) == wanted:
            return Library({id: library[id] for id in cut if id in inside}, library.fingerprint)
    return library


def save_corpus_vectors(settings: Settings, progress: Progress | None = None) -> int:
    """Writes the vectors of the whole corpus beside it, to be shipped with it; returns how many."""
    embedder = make_embedder(settings)
    pieces = [piece for document in read_library(settings.corpus) for piece in cutting.cut(document)]
    texts = [piece.passage for piece in pieces]
    store = vector_store(settings, embedder)
    (progress or Progress()).start("embed", len(store.missing(texts)))
    store.embed(texts, (progress or Progress()).advance)
    store.save(settings.corpus / "vectors.npz", texts)
    return len(texts)
