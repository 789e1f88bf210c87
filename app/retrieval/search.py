"""Dense and lexical, fused, over sections; documents filtered by county and weighed by rank and validity."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.retrieval.lexical import Lexical
from ingest import index
from ingest.chunks import Chunk, cut
from ingest.document import Document, Section
from ingest.embedding import Embedder, make_embedder
from ingest.errors import IndexMissing
from ingest.library import Library
from ingest.pipeline import up_to_date
from ingest.settings import Settings

if TYPE_CHECKING:
    from langchain_chroma import Chroma

POOL = 60
"""How many chunks each side proposes."""
SMOOTH = 20
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), smaller than their 60: the lists are short."""
ROLE_WEIGHT = {"text": 1.0, "history": 0.6, "template": 0.4, "links": 0.2, "contents": 0.0}


@dataclass(frozen=True)
class Hit:
    """A section found: its fused score, the chunks that found it best first, and the best chunk's cosine."""

    document: Document
    section: Section
    score: float
    chunks: tuple[Chunk, ...]
    cosine: float


@dataclass(frozen=True)
class Found:
    """The sections best first; `cosine` is the best of all, `coverage` the share of known content words."""

    hits: tuple[Hit, ...]
    cosine: float
    coverage: float
    embed_ms: float


class Search:
    """Opens the index when first asked, and again when a new one is published. Raises IndexMissing with the remedy."""

    def __init__(self, settings: Settings, library: Library, embedder: Embedder | None = None) -> None:
        self._settings, self._library = settings, library
        self._embedder = embedder
        self._open: tuple[int, Chroma] | None = None
        self.chunks: tuple[Chunk, ...] = tuple(chunk for document in library for chunk in cut(document))

    @cached_property
    def embedder(self) -> Embedder:
        return self._embedder or make_embedder(self._settings)

    @cached_property
    def lexical(self) -> Lexical:
        return Lexical(self.chunks)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {chunk.id: i for i, chunk in enumerate(self.chunks)}

    def _store(self) -> Chroma:
        manifest = index.current(self._settings)
        if self._open is None or self._open[0] != manifest.number:
            index.check_model(manifest, self.embedder)
            if not up_to_date(manifest, self.chunks, self.embedder.model):
                raise IndexMissing("The index is older than the corpus", remedy=index.REMEDY)
            self._open = (manifest.number, index.open_store(self._settings, manifest))
        return self._open[1]

    def dense(self, vector: NDArray[np.float32], allowed: Sequence[str], count: int = POOL) -> list[tuple[int, float]]:
        """The chunks nearest to the vector in the allowed documents, with their cosines."""
        from chromadb.errors import ChromaError

        store = self._store()
        where: Any = {"document": {"$in": list(allowed)}} if len(allowed) < len(self._library.documents) else None
        try:
            answer = store._collection.query(
                query_embeddings=vector[np.newaxis, :],
                n_results=min(count, len(self.chunks)),
                where=where,
                include=["distances"],
            )
        except ChromaError as error:
            raise IndexMissing(
                f"The index does not answer: {str(error).splitlines()[0][:120]}", remedy=index.REMEDY
            ) from None
        pairs = zip(answer["ids"][0], (answer["distances"] or [[]])[0], strict=True)
        return [(self._place[i], 1.0 - d) for i, d in pairs if i in self._place]

    def find(self, question: str, county: str | None, as_of: date, extra: str = "") -> Found:
        """The sections that best fit the question. `extra` are words added for the lexical side only (the Swedish
        words for what an English question speaks of). With a county, only documents of that county."""
        allowed = [d.id for d in self._library if county is None or d.manifest.county == county]
        if not allowed:
            return Found((), 0.0, 0.0, 0.0)
        started = time.perf_counter()
        vector = self.embedder.query(question)
        embed_ms = (time.perf_counter() - started) * 1000
        dense = self.dense(vector, allowed)
        words = self.lexical.scores(f"{question} {extra}".strip())
        mask = np.array([chunk.document in allowed for chunk in self.chunks])
        lexical = [
            int(i) for i in np.argsort(-np.where(mask, words, 0.0), kind="stable")[:POOL] if words[i] > 0 and mask[i]
        ]
        fused: dict[int, float] = {}
        for order in ([i for i, _ in dense], lexical):
            for rank, i in enumerate(order):
                fused[i] = fused.get(i, 0.0) + 1.0 / (SMOOTH + rank + 1)
        cosines = dict(dense)
        return Found(
            self._sections(fused, cosines, as_of), max(cosines.values(), default=0.0),
            self.lexical.coverage(f"{question} {extra}".strip()), embed_ms,
        )  # fmt: skip

    def _sections(self, fused: dict[int, float], cosines: dict[int, float], as_of: date) -> tuple[Hit, ...]:
        groups: dict[tuple[str, int], list[int]] = {}
        for i in sorted(fused, key=lambda i: (-fused[i], i)):
            groups.setdefault((self.chunks[i].document, self.chunks[i].section), []).append(i)
        hits = []
        for (name, number), members in groups.items():
            document = self._library[name]
            section = document.sections[number]
            score = fused[members[0]] + 0.25 * sum(fused[i] for i in members[1:3])
            score *= ROLE_WEIGHT[section.role] * (1.0 - 0.03 * document.manifest.rank)
            validity = document.manifest.validity
            if validity and as_of > validity.to:
                score *= 0.97
            hits.append(
                Hit(
                    document,
                    section,
                    score,
                    tuple(self.chunks[i] for i in members),
                    max(cosines.get(i, 0.0) for i in members),
                )
            )
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.document.id, hit.section.index)))
