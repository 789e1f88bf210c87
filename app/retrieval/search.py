"""Dense and lexical, weighed together, over sections; documents filtered by county and weighed by rank and validity."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.retrieval.compounds import Splitter
from app.retrieval.lexical import Lexical
from app.retrieval.query import Concept, QueryReader
from app.retrieval.ranking import EXPIRED, ROLE, combine, concept_scores, importance, weighed
from app.retrieval.repeats import Place, repeats
from app.retrieval.terms import read_terms, words
from ingest import index
from ingest.chunks import Chunk, cut
from ingest.document import Document, Section
from ingest.embedding import Embedder, make_embedder
from ingest.errors import IndexMissing
from ingest.library import Library
from ingest.pipeline import up_to_date
from ingest.sentences import sentences
from ingest.settings import Settings

if TYPE_CHECKING:
    from langchain_chroma import Chroma

POOL = 200
"""How many chunks the dense side proposes; those behind the first ten are the background that a find stands out from."""
NEAREST = 10
Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Hit:
    """A section found: its score and the chunks that found it, best first. `coverage` is the weighted share of the
    question's concepts that it speaks of, `dense` its cosine in deviations from the background."""

    document: Document
    section: Section
    score: float
    chunks: tuple[Chunk, ...]
    cosine: float
    dense: float
    coverage: float


@dataclass(frozen=True)
class Found:
    """The sections best first. `known` is the weighted share of the question's concepts that stand anywhere."""

    hits: tuple[Hit, ...]
    concepts: tuple[Concept, ...]
    weights: tuple[float, ...]
    known: float
    cosine: float
    embed_ms: float


NOTHING = Found((), (), (), 0.0, 0.0, 0.0)


class Search:
    """Opens the index when first asked, and again when a new one is published. Raises IndexMissing with the remedy."""

    def __init__(self, settings: Settings, library: Library, embedder: Embedder | None = None) -> None:
        self._settings, self._library = settings, library
        self._embedder = embedder
        self._open: tuple[int, Chroma] | None = None
        self.chunks: tuple[Chunk, ...] = tuple(chunk for document in library for chunk in cut(document))
        places = [(chunk.document, chunk.section) for chunk in self.chunks]
        self.places: tuple[Place, ...] = tuple(dict.fromkeys(places))
        """The sections in the order of the chunks; those of a section stand together."""
        self._starts = np.array([i for i, place in enumerate(places) if i == 0 or place != places[i - 1]], dtype=np.intp)

    @cached_property
    def embedder(self) -> Embedder:
        return self._embedder or make_embedder(self._settings)

    @cached_property
    def splitter(self) -> Splitter:
        return Splitter.make(word for chunk in self.chunks for word in words(chunk.passage))

    @cached_property
    def lexical(self) -> Lexical:
        return Lexical([chunk.passage for chunk in self.chunks], self.splitter)

    @cached_property
    def windows(self) -> Lexical:
        """Each sentence together with the one after it, within a chunk."""
        return Lexical([text for _, text in self._windows], self.splitter)

    @cached_property
    def _windows(self) -> list[tuple[int, str]]:
        found = []
        for number, place in enumerate(self.places):
            for chunk in self.chunks_of(place):
                spans = sentences(chunk.text)
                for (start, _), (_, end) in zip(spans, spans[1:] or spans, strict=False):
                    found.append((number, chunk.text[start:end]))
        return found

    @cached_property
    def _window_starts(self) -> NDArray[np.intp]:
        numbers = [number for number, _ in self._windows]
        return np.array([i for i, n in enumerate(numbers) if i == 0 or n != numbers[i - 1]], dtype=np.intp)

    def chunks_of(self, place: Place) -> tuple[Chunk, ...]:
        start = int(self._starts[self._order[place]])
        end = next((i for i in range(start, len(self.chunks)) if self._key(i) != place), len(self.chunks))
        return self.chunks[start:end]

    def _key(self, i: int) -> Place:
        return (self.chunks[i].document, self.chunks[i].section)

    @cached_property
    def _order(self) -> dict[Place, int]:
        return {place: i for i, place in enumerate(self.places)}

    @cached_property
    def headings(self) -> Lexical:
        """The innermost heading of each section."""
        return Lexical([self.section(place).heading for place in self.places], self.splitter)

    @cached_property
    def reader(self) -> QueryReader:
        return QueryReader(read_terms(self._settings.corpus), self.lexical.vocabulary, self.splitter)

    @cached_property
    def repeats(self) -> dict[Place, Place]:
        return repeats(self._library)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {chunk.id: i for i, chunk in enumerate(self.chunks)}

    @cached_property
    def _heading_length(self) -> Vector:
        """How many words each heading has."""
        return np.array([max(1, len(words(self.section(place).heading))) for place in self.places], dtype=np.float32)

    @cached_property
    def _length(self) -> Vector:
        lengths = [sum(len(chunk.text) for chunk in self.chunks_of(place)) for place in self.places]
        return np.log(np.array(lengths, dtype=np.float32) / 1000)

    @cached_property
    def _rank(self) -> Vector:
        return np.array([-self._library[place[0]].manifest.rank for place in self.places], dtype=np.float32)

    def section(self, place: Place) -> Section:
        return self._library[place[0]].sections[place[1]]

    def _store(self) -> Chroma:
        manifest = index.current(self._settings)
        if self._open is None or self._open[0] != manifest.number:
            index.check_model(manifest, self.embedder)
            if not up_to_date(manifest, self.chunks, self.embedder.model):
                raise IndexMissing("The index is older than the corpus", remedy=index.REMEDY)
            self._open = (manifest.number, index.open_store(self._settings, manifest))
        return self._open[1]

    def dense(self, vector: Vector, allowed: Sequence[str], count: int = POOL) -> list[tuple[int, float]]:
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

    def find(self, question: str, county: str | None, as_of: date, language: str = "sv") -> Found:
        """The sections that best fit the question; with a county, only documents of that county."""
        allowed = [d.id for d in self._library if county is None or d.manifest.county == county]
        if not allowed:
            return NOTHING
        started = time.perf_counter()
        vector = self.embedder.query(question)
        embed_ms = (time.perf_counter() - started) * 1000
        everywhere = self.dense(vector, list(self._library.documents))
        here = everywhere if len(allowed) == len(self._library.documents) else self.dense(vector, allowed)
        concepts = self.reader.read(question, language)
        return self._ranked(concepts, here, [cosine for _, cosine in everywhere], allowed, as_of, embed_ms)

    def features(
        self, concepts: Sequence[Concept], here: Sequence[tuple[int, float]], background: Sequence[float]
    ) -> tuple[dict[str, Vector], Vector]:
        """What is known of each section, by name, and the weight of each concept."""
        behind = np.array(background[NEAREST:] or background, dtype=np.float32)
        middle, spread = float(behind.mean()), max(float(behind.std()), 1e-3)
        deviations = np.full(len(self.chunks), (float(behind.min()) - middle) / spread, dtype=np.float32)
        for i, cosine in here:
            deviations[i] = (cosine - middle) / spread
        scores = concept_scores(self.lexical, concepts)
        weights = importance(self.lexical, scores)
        lexical = weighed(weights, scores, len(self.chunks))
        best: Vector = np.maximum.reduceat(deviations, self._starts)
        total: Vector = np.add.reduceat(np.maximum(deviations, 0.0), self._starts)
        covers = [(np.maximum.reduceat(s, self._starts) > 0).astype(np.float32) for s in scores]
        in_heading = [
            (self.headings.any_of(c.phrases) > 0).astype(np.float32)
            if c.phrases
            else np.zeros(len(self.places), dtype=np.float32)
            for c in concepts
        ]
        in_window = concept_scores(self.windows, concepts)
        return {
            "dense": best,
            "window": np.maximum.reduceat(weighed(weights, in_window, self.windows.count), self._window_starts),
            "together": np.maximum.reduceat(
                weighed(weights, [(s > 0).astype(np.float32) for s in in_window], self.windows.count), self._window_starts
            ),
            "length": self._length,
            "rank": self._rank,
            "second": np.minimum(total - np.maximum(best, 0.0), 3.0),
            "lexical": np.maximum.reduceat(lexical, self._starts),
            "coverage": weighed(weights, covers, len(self.places)),
            "heading": weighed(weights, in_heading, len(self.places)),
            "named": np.minimum(
                np.asarray(sum(in_heading, np.zeros(len(self.places), dtype=np.float32))) / self._heading_length, 1.0
            ),
        }, weights

    def _ranked(
        self,
        concepts: tuple[Concept, ...],
        here: Sequence[tuple[int, float]],
        background: Sequence[float],
        allowed: Sequence[str],
        as_of: date,
        embed_ms: float,
    ) -> Found:
        features, weights = self.features(concepts, here, background)
        scores = combine(features) + self.prior(allowed, as_of)
        cosines = dict(here)
        hits = []
        for i in np.argsort(-scores, kind="stable"):
            if not np.isfinite(scores[i]):
                break
            name, number = self.places[i]
            if self.repeats.get((name, number)) in self.places and self.repeats[name, number][0] in allowed:
                continue
            document = self._library[name]
            start = int(self._starts[i])
            end = int(self._starts[i + 1]) if i + 1 < len(self._starts) else len(self.chunks)
            hits.append(
                Hit(
                    document, document.sections[number], float(scores[i]), tuple(self.chunks[start:end]),
                    max((cosines.get(c, 0.0) for c in range(start, end)), default=0.0),
                    float(features["dense"][i]), float(features["coverage"][i]),
                )
            )  # fmt: skip
            if len(hits) == 20:
                break
        known = sum(
            w for c, w in zip(concepts, weights, strict=True) if c.phrases and self.lexical.any_of(c.phrases).max() > 0
        )
        return Found(tuple(hits), concepts, tuple(map(float, weights)), float(known), max(background), embed_ms)

    def prior(self, allowed: Sequence[str], as_of: date) -> Vector:
        """What a section's document and role add to its score, whatever is asked; minus infinity where not allowed."""
        added = np.zeros(len(self.places), dtype=np.float32)
        for i, place in enumerate(self.places):
            if place[0] not in allowed:
                added[i] = -np.inf
                continue
            manifest = self._library[place[0]].manifest
            expired = manifest.validity is not None and as_of > manifest.validity.to
            added[i] = ROLE[self.section(place).role] + (EXPIRED if expired else 0.0)
        return added
