"""Samlots' retrieval against the recipe of the tutorials, BM25 alone and dense alone, in one run on the same questions.

What is measured is the section: each system's ranking is turned into sections, and cut at five. The questions are those of the
test part, which nothing was tuned or taught on. A question lists every section that answers it; they are alternatives, so that what is called recall@5 is
whether one of them is among the five (ir-measures' Success@5). R@5, the share of all of them, and nDCG@5, which looks
at their order, are shown beside it. Sections that say the same in two documents count as one, for all systems alike.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from app.answering.compose import Desk, answer
from app.answering.passages import seek
from app.retrieval.terms import stem, words
from evals.scoring import interval
from evals.sets import Item, read_set
from evals.significance import bootstrap, paired_randomisation
from ingest.embedding import VectorStore
from ingest.errors import SamlotsError
from ingest.settings import ROOT, Settings

SETS = ROOT / "evals" / "sets"
TODAY = date(2026, 11, 22)
SIZE, OVERLAP = 1000, 200
TOP = 10
"""Sections asked of each system; five are measured."""
OURS = "Samlots"
Place = tuple[str, int]
System = Callable[[Item], Sequence[Place]]


@dataclass(frozen=True)
class Question:
    item: Item
    right: frozenset[Place]


def questions(desk: Desk, paths: Iterable[Path]) -> list[Question]:
    """The single-turn items that say which sections answer."""
    found = []
    for path in paths:
        for item in read_set(path):
            if item.expect.sections and item.expect.documents and len(item.turns) == 1:
                right = right_sections(desk, item)
                if not right:
                    raise SamlotsError(f"No section of the corpus answers {item.id}", where=str(path))
                found.append(Question(item, right))
    return found


def right_sections(desk: Desk, item: Item) -> frozenset[Place]:
    """Every section that the item names, by its label, its heading or one above it; history, templates and lists only
    where a heading of theirs is named."""
    named = set(item.expect.sections or ())
    return frozenset(
        one(desk, (document.id, section.index))
        for document in desk.book.library
        if document.id in (item.expect.documents or ())
        for section in document.sections
        if named & {section.label, section.heading, *section.path}
        and (section.role == "text" or section.path[0] in named)
        and (document.id, section.index) in set(desk.search.places)
    )


def one(desk: Desk, place: Place) -> Place:
    """The section that stands for all that say the same."""
    return desk.search.repeats.get(place, place)


def systems(desk: Desk, settings: Settings, progress: Callable[[str], None]) -> dict[str, System]:
    """Each by name. The tutorial's recipe is left out, and said so, where its splitter is not installed."""
    found: dict[str, System] = {OURS: lambda item: ours(desk, item)}
    recipe = tutorial(desk, settings, progress)
    if recipe:
        found[f"tutorial: splitter {SIZE}/{OVERLAP}, Chroma"] = recipe
    found["BM25 alone"] = bm25_alone(desk)
    found["dense alone"] = lambda item: dense_alone(desk, item)
    return found


def ours(desk: Desk, item: Item) -> list[Place]:
    said = desk.reader.read(item.turns[0], item.as_of or TODAY)
    found = seek(desk.search, desk.book, said, item.as_of or TODAY)
    return [(hit.document.id, hit.section.index) for hit in found.hits[:TOP]]


def dense_alone(desk: Desk, item: Item) -> list[Place]:
    """The nearest chunks of Samlots' own index, by cosine."""
    vector = desk.search.embedder.query(item.turns[0])
    chunks = (desk.search.chunks[i] for i, _ in desk.search.dense(vector, list(desk.book.library.documents), 50))
    return unique(one(desk, (chunk.document, chunk.section)) for chunk in chunks)


def bm25_alone(desk: Desk) -> System:
    """BM25 over the same chunks: words and Swedish stems, no terms, no compounds."""
    import bm25s

    def tokens(text: str) -> list[str]:
        return [*words(text), *(f"{stem(word, 'sv')}\u0001" for word in words(text))]

    chunks = desk.search.chunks
    bm25 = bm25s.BM25(method="lucene")
    bm25.index([tokens(chunk.passage) for chunk in chunks], show_progress=False)

    def search(item: Item) -> list[Place]:
        known = [token for token in tokens(item.turns[0]) if token in bm25.vocab_dict]
        if not known:
            return []
        order = np.argsort(-bm25.get_scores(known), kind="stable")[:50]
        return unique(one(desk, (chunks[i].document, chunks[i].section)) for i in order)

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

    def search(item: Item) -> list[Place]:
        found = collection.query(query_embeddings=desk.search.embedder.query(item.turns[0])[np.newaxis, :], n_results=5)
        return unique(place for i in found["ids"][0] for place in holds[int(i)])

    return search


def unique(places: Iterable[Place]) -> list[Place]:
    return list(dict.fromkeys(places))[:TOP]


def measure(asked: Sequence[Question], rankings: Mapping[str, Sequence[Place]]) -> dict[str, dict[str, float]]:
    """By measure and question, with ir-measures."""
    import ir_measures
    from ir_measures import R, Success, nDCG

    qrels = {q.item.id: {f"{d}#{i}": 1 for d, i in q.right} for q in asked}
    run = {
        q.item.id: {f"{d}#{i}": float(TOP - n) for n, (d, i) in enumerate(rankings[q.item.id])} or {"": 0.0}
        for q in asked
    }
    names = {"recall@5": Success @ 5, "R@5": R @ 5, "nDCG@5": nDCG @ 5, "first": Success @ 1}
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    back = {str(measure): name for name, measure in names.items()}
    for metric in ir_measures.iter_calc(list(names.values()), qrels, run):
        found[back[str(metric.measure)]][metric.query_id] = float(metric.value)
    return found


def table(asked: Sequence[Question], results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """Markdown: a line for each system and group of questions, with 95 % intervals and p against Samlots' nDCG@5."""
    lines = [
        "| questions | system | first is right | recall@5 | R@5 | nDCG@5 | p |",
        "|---|---|---|---|---|---|---|",
    ]
    groups: dict[str, list[str]] = {"all": [q.item.id for q in asked]}
    for q in asked:
        groups.setdefault(q.item.language or "other", []).append(q.item.id)
    for group, ids in groups.items():
        for name, by in results.items():
            cells = []
            for metric in ("first", "recall@5"):
                hits = int(sum(by[metric][i] for i in ids))
                low, high = interval(hits, len(ids))
                cells.append(f"{hits / len(ids):.3f} [{low:.3f}, {high:.3f}]")
            cells.append(f"{np.mean([by['R@5'][i] for i in ids]):.3f}")
            ndcg = [by["nDCG@5"][i] for i in ids]
            low, high = bootstrap(ndcg)
            cells.append(f"{np.mean(ndcg):.3f} [{low:.3f}, {high:.3f}]")
            own = [results[OURS]["nDCG@5"][i] for i in ids]
            cells.append("" if name == OURS else f"{paired_randomisation(own, ndcg):.4f}")
            lines.append(f"| {group} ({len(ids)}) | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def refusals(desk: Desk, items: Sequence[Item]) -> str:
    """Markdown: whole answers to the questions that must be answered and those that must be refused, by language."""
    lines = ["| questions | refusal recall | refusal precision |", "|---|---|---|"]
    given = {item.id: answer(desk, item.turns, item.as_of or TODAY) for item in items}
    for language in ("sv", "en"):
        own = [item for item in items if item.language == language]
        to_refuse = [item for item in own if item.expect.status == ("not_covered",)]
        to_answer = [item for item in own if "not_covered" not in item.expect.status]
        refused = sum(given[item.id].status == "not_covered" for item in to_refuse)
        wrongly = sum(given[item.id].status == "not_covered" for item in to_answer)
        cells = [_share(refused, len(to_refuse)), _share(refused, refused + wrongly)]
        lines.append(f"| {language} ({len(to_answer)} + {len(to_refuse)}) | {' | '.join(cells)} |")
    return "\n".join(lines)


def _share(hits: int, total: int) -> str:
    low, high = interval(hits, total)
    return f"{hits / total if total else 0.0:.3f} [{low:.3f}, {high:.3f}]"


def run(desk: Desk, settings: Settings) -> str:
    """Both tables. Progress goes to standard error."""

    def progress(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    asked = questions(desk, (SETS / "test.jsonl",))
    results = {}
    for name, system in systems(desk, settings, progress).items():
        progress(f"{name}: {len(asked)} questions")
        results[name] = measure(asked, {q.item.id: system(q.item) for q in asked})
    progress("answering the whole test part")
    return f"{table(asked, results)}\n\n{refusals(desk, read_set(SETS / 'test.jsonl'))}"
