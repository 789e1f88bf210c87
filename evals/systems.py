"""The systems that are compared: Samlots' own retrieval, the recipe of the tutorials, BM25 alone and dense alone. Each
answers the same questions on this machine with the same embedder."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from app.answering.compose import Desk
from app.answering.passages import seek
from app.retrieval.terms import stem, words
from ingest.chunks import Chunk
from ingest.embedding import VectorStore
from ingest.settings import ROOT, Settings

SETS = ROOT / "evals" / "sets"
TODAY = date(2026, 11, 22)
SIZE, OVERLAP = 1000, 200
TOP = 10
"""Sections asked of each system; five are measured."""
SHOWN = 4
"""Texts that each system would show, or hand to a language model."""
OURS = "Samlots"
Place = tuple[str, int]


@dataclass(frozen=True)
class Retrieved:
    """The sections in the system's order, the texts that it would show, and how well the best one fits by its own measure
    (comparable within a system only)."""

    places: tuple[Place, ...]
    texts: tuple[str, ...]
    best: float


System = Callable[[str, date], Retrieved]


def systems(desk: Desk, settings: Settings, progress: Callable[[str], None]) -> dict[str, System]:
    """Each by name. The tutorial's recipe is left out, and said so, where its splitter is not installed."""
    found: dict[str, System] = {OURS: lambda question, day: ours(desk, question, day)}
    recipe = tutorial(desk, settings, progress)
    if recipe:
        found[f"tutorial: splitter {SIZE}/{OVERLAP}, Chroma"] = recipe
    found["BM25 alone"] = bm25_alone(desk)
    found["dense alone"] = lambda question, day: dense_alone(desk, question)
    return found


def one(desk: Desk, place: Place) -> Place:
    """The section that stands for all that say the same."""
    return desk.search.repeats.get(place, place)


def ours(desk: Desk, question: str, day: date) -> Retrieved:
    """Whole sections."""
    found = seek(desk.search, desk.book, desk.reader.read(question, day), day)
    hits = found.hits[:TOP]
    texts = tuple(hit.document.clean[hit.section.start : hit.section.end] for hit in hits[:SHOWN])
    return Retrieved(tuple((hit.document.id, hit.section.index) for hit in hits), texts, hits[0].score if hits else 0.0)


def dense_alone(desk: Desk, question: str) -> Retrieved:
    """The nearest chunks of Samlots' own index, by cosine."""
    nearest = desk.search.dense(desk.search.embedder.query(question), list(desk.book.library.documents), 50)
    return _chunks(desk, [desk.search.chunks[i] for i, _ in nearest], nearest[0][1])


def bm25_alone(desk: Desk) -> System:
    """BM25 over the same chunks: words and Swedish stems, no terms, no compounds."""
    import bm25s

    def tokens(text: str) -> list[str]:
        return [*words(text), *(f"{stem(word, 'sv')}\u0001" for word in words(text))]

    chunks = desk.search.chunks
    bm25 = bm25s.BM25(method="lucene")
    bm25.index([tokens(chunk.passage) for chunk in chunks], show_progress=False)

    def search(question: str, day: date) -> Retrieved:
        known = [token for token in tokens(question) if token in bm25.vocab_dict]
        if not known:
            return Retrieved((), (), 0.0)
        scores = bm25.get_scores(known)
        order = np.argsort(-scores, kind="stable")[:50]
        return _chunks(desk, [chunks[i] for i in order], float(scores[order[0]]))

    return search


def tutorial(desk: Desk, settings: Settings, progress: Callable[[str], None]) -> System | None:
    """RecursiveCharacterTextSplitter, Chroma and the same embedder. A chunk stands for the sections that it holds a
    good part of, the largest first. Its vectors are kept under SAMLOTS_DATA for the next run."""
    try:
        splitters: Any = importlib.import_module("langchain_text_splitters")
    except ModuleNotFoundError:
        progress("langchain-text-splitters is not installed: the tutorial's recipe is left out")
        return None
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    splitter = splitters.RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
    texts: list[str] = []
    holds: list[tuple[Place, ...]] = []
    for document in desk.book.library:
        at = 0
        for text in splitter.split_text(document.clean):
            start = document.clean.find(text, at)
            at = start + 1
            parts = sorted(
                (-(min(start + len(text), s.end) - max(start, s.start)), s.index, s.end - s.start)
                for s in document.sections
                if s.start < start + len(text) and start < s.end
            )
            texts.append(text)
            holds.append(
                tuple(one(desk, (document.id, i)) for held, i, length in parts if -held >= min(100, length // 2))
            )
    store = VectorStore(desk.search.embedder, Path("/nonexistent"), settings.data / "bench" / "tutorial.npz")
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        progress(f"embedding the tutorial's chunks: {done} of {len(texts)}")

    vectors = store.embed(texts, step)
    client = chromadb.EphemeralClient(settings=ChromaSettings(anonymized_telemetry=False))
    collection = client.create_collection("tutorial", configuration={"hnsw": {"space": "cosine"}})
    collection.add(ids=[str(i) for i in range(len(texts))], embeddings=vectors)

    def search(question: str, day: date) -> Retrieved:
        vector = desk.search.embedder.query(question)
        found = collection.query(query_embeddings=vector[np.newaxis, :], n_results=5)
        nearest = [int(i) for i in found["ids"][0]]
        return Retrieved(
            unique(place for i in nearest for place in holds[i]),
            tuple(texts[i] for i in nearest[:SHOWN]),
            1.0 - (found["distances"] or [[1.0]])[0][0],
        )

    return search


def unique(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(places))[:TOP]


def _chunks(desk: Desk, nearest: Sequence[Chunk], best: float) -> Retrieved:
    """What a ranking of chunks retrieves."""
    places = unique(one(desk, (chunk.document, chunk.section)) for chunk in nearest)
    return Retrieved(places, tuple(chunk.text for chunk in nearest[:SHOWN]), best)
