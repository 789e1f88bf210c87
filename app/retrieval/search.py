"""Dense and lexical, weighed together, over sections; documents filtered by county and weighed by rank and validity."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.retrieval.compounds import Splitter
from app.retrieval.lexical import Lexical
from app.retrieval.query import Concept, QueryReader
from app.retrieval.ranking import EXPIRED, FRONT, MEANT, ROLE, combine, concept_scores, importance, shares, weighed
from app.retrieval.repeats import Place, repeats
from app.retrieval.taught import values
from app.retrieval.terms import read_terms, words
from app.softmax import NONE, TextModel
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
    from chromadb import Collection

POOL = 200
"""How many chunks the dense side proposes; those behind the first ten are the background that a find stands out from."""
NEAREST = 10
MOST = 20
"""Sections that are handed on."""
GLOSSES = 6
"""Words added to a question that is embedded."""
REMEMBERED = 200
"""Questions whose vectors are kept in memory."""
LONGEST = 4000
"""Letters of a question that are looked for; the model's memory grows with the square of what it is given."""
Vector = NDArray[np.float32]


ANSWERS = ("text", "history")
"""Roles that can answer; contents lists, link lists and question templates only follow after them."""


@dataclass(frozen=True)
class Hit:
    """A section found: its score, its chunks in their order, its best chunk's cosine, and what the score is made of."""

    document: Document
    section: Section
    score: float
    chunks: tuple[Chunk, ...]
    cosine: float
    features: Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """The sections best first. `weights` say how telling each concept is, together 1, of `rarity` in all; `known` is
    the weighted share of those that stand anywhere."""

    hits: tuple[Hit, ...]
    concepts: tuple[Concept, ...]
    weights: tuple[float, ...]
    rarity: float
    known: float
    cosine: float
    places: frozenset[str] = frozenset()
    """Names in the question that chose the documents."""
    unanswered: float = 0.0
    """The chance that no section answers, by what was taught."""
    taught: float = 0.0
    """The chance of the likeliest section; 0 where nothing was taught."""


NOTHING = Found((), (), (), 0.0, 0.0, 0.0)


class Search:
    """Opens the index when first asked, and again when a new one is published. Raises IndexMissing with the remedy."""

    def __init__(self, settings: Settings, library: Library, model: TextModel | None) -> None:
        self._settings, self._library, self._model = settings, library, model
        self._open: tuple[int, Collection] | None = None
        self._vectors: dict[bytes, Vector] = {}
        self._clock = threading.local()
        self.chunks: tuple[Chunk, ...] = tuple(chunk for document in library for chunk in cut(document))
        places = [(chunk.document, chunk.section) for chunk in self.chunks]
        self.places: tuple[Place, ...] = tuple(dict.fromkeys(places))
        """The sections in the order of the chunks; those of a section stand together."""
        self._starts = np.array(
            [i for i, place in enumerate(places) if i == 0 or place != places[i - 1]], dtype=np.intp
        )

    @cached_property
    def embedder(self) -> Embedder:
        return make_embedder(self._settings)

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

    def vector(self, text: str) -> Vector:
        """The text embedded as a question. What a conversation said before is asked for again with each turn."""
        text = text[:LONGEST]
        key = hashlib.sha256(text.encode()).digest()  # no question is kept in memory
        found = self._vectors.get(key)
        if found is None:
            if len(self._vectors) >= REMEMBERED:
                self._vectors.clear()
            embedder, started = self.embedder, time.perf_counter()
            found = self._vectors[key] = embedder.query(text)
            self._clock.ms = self.embedded_ms() + (time.perf_counter() - started) * 1000
        return found

    def embedded_ms(self) -> float:
        """How long this thread has been embedding questions in all; what one answer took is the difference."""
        return float(getattr(self._clock, "ms", 0.0))

    def _store(self) -> Collection:
        manifest = index.current(self._settings)
        if self._open is None or self._open[0] != manifest.number:
            index.check_model(manifest, self.embedder)
            if not up_to_date(manifest, self.chunks, self.embedder.model):
                raise IndexMissing("The index is older than the corpus", remedy=index.REMEDY)
            self._open = (manifest.number, index.open_collection(self._settings, manifest))
        return self._open[1]

    def dense(self, vector: Vector, allowed: Sequence[str], count: int = POOL) -> list[tuple[int, float]]:
        """The chunks nearest to the vector in the allowed documents, with their cosines."""
        from chromadb.errors import ChromaError

        store = self._store()
        where: Any = {"document": {"$in": list(allowed)}} if len(allowed) < len(self._library.documents) else None
        try:
            answer = store.query(
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

    def find(
        self,
        question: str,
        county: str | None,
        as_of: date,
        language: str = "sv",
        agreement: str | None = None,
        places: frozenset[str] = frozenset(),
    ) -> Found:
        """The sections that best fit the question; with a county, only documents of that county. `agreement` is the
        document that the question names; `places` are names that have chosen the county and need not be found."""
        allowed = [d.id for d in self._library if county is None or d.manifest.county == county]
        if not allowed:
            return NOTHING
        question = question[:LONGEST]
        concepts = tuple(c for c in self.reader.read(question, language) if c.said not in places or self.known(c))
        vector = self.vector(glossed(question, concepts, language))
        everywhere = self.dense(vector, list(self._library.documents))
        here = everywhere if len(allowed) == len(self._library.documents) else self.dense(vector, allowed)
        background = [cosine for _, cosine in everywhere]
        chances = self.chances(question)
        features, rarity = self.features(concepts, here, background, chances)
        weights = shares(rarity)
        scores = combine(features) + self.prior(allowed, as_of, agreement)
        hits = self._hits(features, scores, dict(here), allowed)
        known = sum(w for c, w in zip(concepts, weights, strict=True) if self.known(c))
        return Found(
            hits,
            concepts,
            tuple(map(float, weights)),
            float(rarity.sum()),
            float(known),
            max(background),
            places,
            chances.get(NONE, 0.0),
            max((chance for name, chance in chances.items() if name != NONE), default=0.0),
        )

    def chances(self, question: str) -> dict[str, float]:
        """How likely each section is to answer, by its first chunk, as far as it was taught; nothing where no model
        goes with the embedder."""
        if self._model is None or self._model.embedder != self.embedder.model:
            return {}
        return self._model.chances(question, self.vector(question))

    @cached_property
    def _firsts(self) -> tuple[str, ...]:
        """The id of each section's first chunk, by which the model names it."""
        return tuple(self.chunks[i].id for i in self._starts)

    @cached_property
    def _is_taught(self) -> tuple[bool, ...]:
        return tuple(place[0] in self.taught for place in self.places)

    @cached_property
    def taught(self) -> frozenset[str]:
        """The documents of which the model was taught anything."""
        classes = frozenset(self._model.softmax.classes) if self._model else frozenset()
        return frozenset(place[0] for place, first in zip(self.places, self._firsts, strict=True) if first in classes)

    def known(self, concept: Concept) -> bool:
        """Whether any document speaks of it."""
        return bool(concept.phrases) and bool(self.lexical.any_of(concept.phrases).max() > 0)

    def speaks_of(self, hit: Hit, concept: Concept) -> bool:
        """Whether the section of the hit does."""
        first = self._place[hit.chunks[0].id]
        return bool(concept.phrases) and bool(
            self.lexical.any_of(concept.phrases)[first : first + len(hit.chunks)].max() > 0
        )

    def features(
        self,
        concepts: Sequence[Concept],
        here: Sequence[tuple[int, float]],
        background: Sequence[float],
        chances: Mapping[str, float],
    ) -> tuple[dict[str, Vector], Vector]:
        """What is known of each section, by name, and the rarity of each concept."""
        behind = np.array(background[NEAREST:] or background, dtype=np.float32)
        middle, spread = float(behind.mean()), max(float(behind.std()), 1e-3)
        deviations = np.full(len(self.chunks), (float(behind.min()) - middle) / spread, dtype=np.float32)
        for i, cosine in here:
            deviations[i] = (cosine - middle) / spread
        scores = concept_scores(self.lexical, concepts)
        rarity = importance(self.lexical, scores)
        weights = shares(rarity)
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
                weighed(weights, [(s > 0).astype(np.float32) for s in in_window], self.windows.count),
                self._window_starts,
            ),
            "length": self._length,
            "rank": self._rank,
            "taught": values(chances, self._firsts, self._is_taught),
            "second": np.minimum(total - np.maximum(best, 0.0), 3.0),
            "lexical": np.maximum.reduceat(lexical, self._starts),
            "coverage": weighed(weights, covers, len(self.places)),
            "heading": weighed(weights, in_heading, len(self.places)),
            "named": np.minimum(
                np.asarray(sum(in_heading, np.zeros(len(self.places), dtype=np.float32))) / self._heading_length, 1.0
            ),
        }, rarity

    def _hits(
        self, features: Mapping[str, Vector], scores: Vector, cosines: Mapping[int, float], allowed: Sequence[str]
    ) -> tuple[Hit, ...]:
        hits: list[Hit] = []
        for i in np.argsort(-scores, kind="stable"):
            place = self.places[i]
            first = self.repeats.get(place)
            if not np.isfinite(scores[i]) or len(hits) == MOST:
                break
            if first and first[0] in allowed:
                continue
            chunks = self.chunks_of(place)
            start = int(self._starts[i])
            hits.append(
                Hit(
                    self._library[place[0]], self.section(place), float(scores[i]), chunks,
                    max(cosines.get(c, 0.0) for c in range(start, start + len(chunks))),
                    {name: float(values[i]) for name, values in features.items()},
                )
            )  # fmt: skip
        return tuple(sorted(hits, key=lambda hit: hit.section.role not in ANSWERS))  # stable: the order within stays

    def prior(self, allowed: Sequence[str], as_of: date, agreement: str | None = None) -> Vector:
        """What a section's document and role add to its score, whatever is asked; minus infinity where not allowed."""
        added = np.zeros(len(self.places), dtype=np.float32)
        for i, place in enumerate(self.places):
            if place[0] not in allowed:
                added[i] = -np.inf
                continue
            manifest = self._library[place[0]].manifest
            expired = manifest.validity is not None and as_of > manifest.validity.to
            added[i] = (
                ROLE[self.section(place).role]
                + (FRONT if self.section(place).level == 0 else 0.0)
                + (EXPIRED if expired else 0.0)
                + (MEANT if place[0] == agreement else 0.0)
            )
        return added


def glossed(question: str, concepts: Sequence[Concept], language: str) -> str:
    """The question with the documents' own words for what it says, so that both lie near them: of an English question
    each concept, of a Swedish one those that have another word."""
    if language == "en":
        more = [" ".join(c.phrases[0]) if c.phrases else c.said for c in concepts]
    else:
        more = [" ".join(c.phrases[1]) for c in concepts if len(c.phrases) > 1][:GLOSSES]
    return " ".join([question, *more])
