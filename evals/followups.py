"""Messages that read on from an earlier one, written for each subject: what most of them ask for is known only of both
together."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from evals.sets import read_lines
from ingest.manifest import Model

FOLDER = Path(__file__).parent / "followups"


class FollowUp(Model):
    """`subject` is what `turn` asks for after `before`, which was about something else; empty where no agreement decides it."""

    before: str
    turn: str
    subject: str
    language: Literal["sv", "en"]


def read_followups() -> tuple[FollowUp, ...]:
    """All of them. Raises SamlotsError that names the line and the field."""
    return tuple(one for path in sorted(FOLDER.glob("*.jsonl")) for one in read_lines(path, FollowUp))
