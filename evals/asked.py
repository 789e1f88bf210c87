"""How people ask for each subject (`evals/asked/*.toml`): what the model of the subjects is taught on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from evals.sets import RULED, Expectation, Item
from ingest.errors import SamlotsError
from ingest.manifest import Model, explain, read_toml

FOLDER = Path(__file__).parent / "asked"


class Questions(Model):
    """`sv` and `en` ask for the subject; `near` sounds close and asks for something else."""

    sv: tuple[str, ...]
    en: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """One question as it was written for `subject`; `near`: it must not be answered by it."""

    id: str
    question: str
    subject: str
    language: Literal["sv", "en"] | None
    near: bool


def read_asked(path: Path) -> tuple[Asked, ...]:
    """The questions of one file in their order. Raises SamlotsError that names the field."""
    return tuple(_asked(path))


def _asked(path: Path) -> Iterator[Asked]:
    for subject, written in read_toml(path).items():
        try:
            questions = Questions.model_validate(written)
        except ValidationError as error:
            raise SamlotsError(explain(error), where=f"{path}, [{subject}]", remedy="Mend the field.") from None
        for number, text in enumerate(questions.sv, 1):
            yield Asked(f"{subject}/{path.stem}-sv-{number}", text, subject, "sv", False)
        for number, text in enumerate(questions.en, 1):
            yield Asked(f"{subject}/{path.stem}-en-{number}", text, subject, "en", False)
        for number, text in enumerate(questions.near, 1):
            yield Asked(f"{subject}/{path.stem}-near-{number}", text, subject, None, True)


def items(path: Path) -> tuple[Item, ...]:
    """The file as a question set."""
    return tuple(
        Item(
            id=a.id, turns=(a.question,), language=a.language, kind="near" if a.near else "asked",
            expect=Expectation(status=("passage", "not_covered")) if a.near
            else Expectation(status=tuple(sorted(RULED)), subjects=(a.subject,)),
        )
        for a in read_asked(path)
    )  # fmt: skip
