"""`make bench`: times and memory of an installation, as ratios within this one run where a ratio means more."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.answering.compose import answer
from app.desk import open_desk
from app.facts import Value
from app.rules.decide import decide
from app.rules.proof import prove
from evals import retrieval
from ingest.pipeline import ingest
from ingest.settings import ROOT, Settings, read_settings

QUESTION = "Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna?"
PASSAGE = "Vad är ett Barnahus och vilka samverkar där?"
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
    print(f"\n{retrieval.run(open_desk(settings), settings)}")


def first_index(settings: Settings) -> Sequence[tuple[str, str]]:
    """From a finished install: the index of the shipped corpus, made anew in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        ingest(Settings(corpus=settings.corpus, data=Path(folder)))
        return [("index ready, first time", f"{time.perf_counter() - started:.1f} s")]


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
    day = date(2026, 11, 22)
    questions = [q for rule in desk.book.rules.values() for q in (rule.questions.sv[0], rule.questions.en[0])]
    answer(desk, [PASSAGE], day)
    alone = []
    for question in questions[:100]:
        started = time.perf_counter()
        desk.search.embedder.query(question)
        alone.append((time.perf_counter() - started) * 1000)
    timings = [answer(desk, [question], day).timing_ms for question in questions]
    rest = sorted(t["total"] - t["embed"] for t in timings)
    embed = statistics.median(alone)
    p50, p95 = statistics.median(rest), rest[int(0.95 * len(rest))]
    return [
        ("embedding one question, p50", f"{embed:.1f} ms"),
        (f"everything else, p50 of {len(rest)} answers", f"{p50:.1f} ms = {p50 / embed:.2f} × embedding"),
        ("everything else, p95", f"{p95:.1f} ms = {p95 / embed:.2f} × embedding"),
        ("answers that needed no embedding", f"{sum(t['embed'] == 0 for t in timings)} of {len(timings)}"),
    ]


def rules(settings: Settings) -> Sequence[tuple[str, str]]:
    """Deciding every subject once, and proving the whole book."""
    book = open_desk(settings).book
    day = date(2026, 11, 22)
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
