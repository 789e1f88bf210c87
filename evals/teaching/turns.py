"""Teaches how a message relates to what was asked before it (`app/understanding/turns.py`), on the pairs of evals/turns."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from app.answering.compose import Desk
from app.softmax import Taught, write_taught
from app.understanding.turns import FILE
from evals.sets import read_lines
from evals.teaching.common import text_model, vectors
from ingest.manifest import Model

FOLDER = Path(__file__).parents[1] / "turns"


class Pair(Model):
    """A message after an earlier question, and how it relates to it."""

    before: str
    turn: str
    kind: Literal["same", "on", "new"]


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """The pairs of one file, a line each. Raises SamlotsError that names the line and the field."""
    return read_lines(path, Pair)


def teach(desk: Desk, corpus: Path) -> None:
    """Writes the model beside the corpus."""
    pairs = [pair for path in sorted(FOLDER.glob("*.jsonl")) for pair in read_pairs(path)]
    turns = [pair.turn for pair in pairs]
    model = text_model(
        desk.search.embedder.model, turns, vectors(desk, turns), [(pair.kind,) for pair in pairs], [1.0] * len(pairs)
    )
    write_taught(corpus / FILE, Taught(model.embedder, model.wording, model.softmax, {}))
    print(f"{corpus / FILE} written: {len(turns)} turns")
