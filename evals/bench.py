"""`make bench`: times and memory of an installation, as ratios within this one run where a ratio means more."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.answering.compose import Desk, answer
from app.desk import open_desk
from app.facts import Value
from app.rules.decide import decide
from app.rules.proof import prove
from evals import answers, retrieval
from evals.sets import read_set
from evals.systems import OURS, SETS, TODAY, systems
from ingest.chunks import cut
from ingest.embedding import make_embedder
from ingest.library import read_library
from ingest.pipeline import ingest
from ingest.settings import ROOT, Settings, read_settings

QUESTION = "Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna?"
PASSAGE = "Vad är ett Barnahus och vilka samverkar där?"
THRESHOLDS = ("staff-c", "staff-d", "staff-e")
"""The sets on which a system that only retrieves is told from where to refuse."""
CHILD = """
import resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def main() -> None:
    settings = read_settings()
    ingest(settings)
    print("| measure | value |\n|---|---|")
    for name, value in (*first_index(settings), *cold(), *warm(settings), *rules(settings)):
        print(f"| {name} | {value} |")
    print(f"\n{compared(open_desk(settings), settings)}")


def first_index(settings: Settings) -> Sequence[tuple[str, str]]:
    """From a finished install: the index of the shipped corpus, made anew in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        ingest(Settings(corpus=settings.corpus, data=Path(folder)))
        shipped = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        bare = shutil.copytree(settings.corpus, Path(folder) / "corpus", ignore=shutil.ignore_patterns("vectors.npz"))
        started = time.perf_counter()
        outcome = ingest(settings.model_copy(update={"corpus": bare, "data": Path(folder) / "data"}))
        whole = time.perf_counter() - started
    embedder = make_embedder(settings)
    texts = [piece.passage for document in read_library(settings.corpus) for piece in cut(document)]
    started = time.perf_counter()
    for at in range(0, len(texts), 16):
        embedder.passages(texts[at : at + 16])
    alone = time.perf_counter() - started
    return [
        ("index ready, first time, with the shipped vectors", f"{shipped:.1f} s"),
        (
            f"the same without them ({outcome.embedded} texts)",
            f"{whole:.1f} s = {whole / alone:.2f} × embedding the same texts alone",
        ),
    ]


def cold() -> Sequence[tuple[str, str]]:
    """A whole process for one question: the best of three, since the first may read from a cold disk."""
    lines = []
    for name, question in (("a ruling", QUESTION), ("a passage", PASSAGE)):
        command = [sys.executable, "-c", "from app.cli import main; main()", "ask", question]
        runs = [
            tuple(map(float, subprocess.run(
                [sys.executable, "-c", CHILD, *command], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True,
            ).stdout.split()))
            for _ in range(3)
        ]  # fmt: skip
        lines.append(
            (f"`samlots ask`, cold, {name}", f"{min(r[0] for r in runs):.2f} s, {max(r[1] for r in runs):.0f} MB")
        )
    return lines


def warm(settings: Settings) -> Sequence[tuple[str, str]]:
    """Every rule's own questions and as many passages in one process; times of everything but the embedding."""
    desk = open_desk(settings)
    day = TODAY
    questions = [q for rule in desk.book.rules.values() for q in (rule.questions.sv[0], rule.questions.en[0])]
    answer(desk, [PASSAGE], day)
    embed = embedding_alone(desk, questions[:100])
    timings = [answer(desk, [question], day).timing_ms for question in questions]
    rest = sorted(t["total"] - t["embed"] for t in timings)
    p50, p95 = statistics.median(rest), rest[int(0.95 * len(rest))]
    return [
        ("embedding one question, p50", f"{embed:.1f} ms"),
        (f"everything else, p50 of {len(rest)} answers", f"{p50:.1f} ms = {p50 / embed:.2f} × embedding"),
        ("everything else, p95", f"{p95:.1f} ms = {p95 / embed:.2f} × embedding"),
        ("answers that needed no embedding", f"{sum(t['embed'] == 0 for t in timings)} of {len(timings)}"),
    ]


def embedding_alone(desk: Desk, questions: Sequence[str]) -> float:
    """The median time in milliseconds of embedding one of the questions."""
    alone = []
    for question in questions:
        started = time.perf_counter()
        desk.search.embedder.query(question)
        alone.append((time.perf_counter() - started) * 1000)
    return statistics.median(alone)


def compared(desk: Desk, settings: Settings) -> str:
    """Samlots beside the tutorials' recipe, BM25 and vectors alone: the tables of the test part."""

    def progress(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    items = read_set(SETS / "test.jsonl")
    tuning = [item for name in THRESHOLDS for item in read_set(SETS / f"{name}.jsonl")]
    asked = retrieval.questions(desk, (SETS / "test.jsonl",))
    embedding = embedding_alone(desk, [item.turns[-1] for item in items[:100]])
    progress(f"{OURS}: whole answers to {len(items)} questions")
    given = {OURS: answers.given_by_samlots(desk, items)}
    runs = {}
    fresh = open_desk(settings)  # which remembers no question of those answered above
    for name, system in systems(fresh, settings, progress).items():
        progress(f"{name}: {len(asked)} questions")
        runs[name] = retrieval.ask(system, asked)
        if name != OURS:
            progress(f"{name}: what it would refuse")
            least = answers.threshold([answers.fit(system, item) for item in tuning], tuning)
            given[name] = answers.given_by(system, items, least)
    results = {
        name: retrieval.measure(asked, {q.item.id: r.places for q, r in zip(asked, run.retrieved, strict=True)})
        for name, run in runs.items()
    }
    return "\n\n".join((
        f"Times beside embedding one question ({embedding:.1f} ms):",
        answers.table(items, given, embedding),
        retrieval.table(asked, results),
        retrieval.sentences(asked, runs, retrieval.decisive(desk, asked), embedding),
    ))  # fmt: skip


def rules(settings: Settings) -> Sequence[tuple[str, str]]:
    """Deciding every subject once, and proving the whole book."""
    book = open_desk(settings).book
    day = TODAY
    full: dict[str, Value] = {
        "county": "dalarna", "municipality": "falun", "placement": "hvb", "acute": True, "legal_basis": "lvu_2", "age_group": "child",
    }  # fmt: skip
    given: dict[str, dict[str, Value]] = {
        "all facts": full, "no facts": {}, "county alone": {"county": "dalarna"}, "county and placement": {"county": "dalarna", "placement": "hvb"},
    }  # fmt: skip
    decided = {}
    for name, facts in given.items():
        runs = []
        for _ in range(51):  # the first makes the subjects' plans
            started = time.perf_counter()
            for subject in book.by_subject:
                decide(book, subject, facts, day)
            runs.append((time.perf_counter() - started) * 1000)
        decided[name] = statistics.median(runs)
    started = time.perf_counter()
    prove(book)
    proven = time.perf_counter() - started
    return [
        *(
            (f"deciding all {len(book.by_subject)} subjects ({len(book.rules)} rules), {name}", f"{ms:.2f} ms")
            for name, ms in decided.items()
        ),
        ("proof of the book", f"{proven:.2f} s"),
        ("rules and corpus", json.dumps({"rules": book.fingerprint, "corpus": book.library.fingerprint})),
    ]


if __name__ == "__main__":
    main()
