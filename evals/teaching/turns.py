"""Teaches how a message relates to what was asked before it (`app/understanding/turns.py`), on the pairs of evals/turns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from app.answering.compose import Desk
from app.softmax import Taught, write_taught
from app.understanding.turns import FILE
from evals.teaching.common import text_model, vectors
from ingest.errors import SamlotsError
from ingest.manifest import Model, explain

FOLDER = Path(__file__).parents[1] / "turns"


class Pair(Model):
    """A message after an earlier question, and how it relates to it."""

    before: str
    turn: str
    kind: Literal["same", "on", "new"]


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """The pairs of one file, a line each. Raises SamlotsError that names the line and the field."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(Pair.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            raise SamlotsError(f"Not JSON: {error}", where=f"{path}, line {number}") from None
        except ValidationError as error:
            raise SamlotsError(explain(error), where=f"{path}, line {number}", remedy="Mend the field.") from None
    return tuple(found)


def teach(desk: Desk, corpus: Path) -> None:
    """Writes the model beside the corpus."""
    pairs = [pair for path in sorted(FOLDER.glob("*.jsonl")) for pair in read_pairs(path)]
    turns = [pair.turn for pair in pairs]
    model = text_model(
        desk.search.embedder.model, turns, vectors(desk, turns), [(pair.kind,) for pair in pairs], [1.0] * len(pairs)
    )
    write_taught(corpus / FILE, Taught(model.embedder, model.wording, model.softmax, {}))
    print(f"{corpus / FILE} written: {len(pairs)} turns")
