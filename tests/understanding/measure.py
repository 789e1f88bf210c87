"""Measures understanding and answering on a question set: `python -m tests.understanding.measure [set.jsonl]`.

Prints every line that is not as expected, then the figures: status and rulings right, wrong rulings, rules' own
questions that reach their subject first.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from app.answering.compose import Desk, answer
from app.desk import open_desk
from ingest.settings import read_settings

from .conftest import AS_OF, own_questions

SET = Path(__file__).parents[2] / "evals" / "sets" / "tuning.jsonl"
MEASURES = ("duration", "urgency", "age")


def faults(found: dict[str, Any], expect: dict[str, Any]) -> list[str]:
    """What is not as expected in an answer of the contract."""
    rulings = found["rulings"]
    subjects = list(dict.fromkeys(r["subject"] for r in rulings))
    payers = {r["payer"] for r in rulings if r["payer"]}
    deadlines = [r["deadline"] for r in rulings if r["deadline"]]
    wrong = [] if found["status"] in expect["status"] else [f"status {found['status']}"]
    wrong += [f"missing {s}" for s in expect["subjects"] if s not in subjects]
    wrong += [f"wrong {s}" for s in subjects if s not in expect["subjects"]]
    if "payer" in expect and payers - set(expect["payer"]):
        wrong.append(f"wrong payer {sorted(payers)}")
    for name in MEASURES:
        if not set(expect.get(name, ())) <= {d[name] for d in deadlines}:
            wrong.append(f"{name} not {expect[name]}")
    if "due" in expect and expect["due"] not in {d["due"] for d in deadlines}:
        wrong.append(f"due not {expect['due']}")
    if not set(expect.get("documents", ())) <= {c["document"] for c in found["citations"]}:
        wrong.append("documents")
    return wrong


def measure(desk: Desk, lines: list[dict[str, Any]]) -> None:
    """Prints the faults and the figures."""
    bad = wrong = 0
    for line in lines:
        found = answer(desk, line["turns"], date.fromisoformat(line.get("as_of", AS_OF.isoformat()))).as_json()
        said = faults(found, line["expect"])
        bad += bool(said)
        wrong += any(fault.startswith("wrong") for fault in said)
        if said:
            print(line["id"], " || ".join(line["turns"]), said)
    questions = own_questions()
    first = sum(
        [c.subject for c in desk.reader.read(question, AS_OF).candidates][:1] == [subject]
        for subject, question in questions
    )
    print(
        f"{len(lines) - bad} of {len(lines)} right, {wrong} with a wrong ruling; own questions {first} of {len(questions)}"
    )


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else SET
    measure(open_desk(read_settings()), [json.loads(line) for line in chosen.read_text(encoding="utf-8").splitlines()])
