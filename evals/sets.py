"""Question sets: one question a line, with what a right answer must and must not say."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, ValidationError, field_validator

from app.periods import Period
from ingest.errors import SamlotsError
from ingest.manifest import Model, explain

M = TypeVar("M", bound=Model)

RULED = frozenset({"decided", "needs_facts", "conflict"})
"""The statuses of an answer that rules give."""


class Expectation(Model):
    """Each field that is given must hold. Lists name accepted alternatives, `says` alternatives that must each be
    met by one; patterns are regular expressions, without regard to case, on the text and the quotes."""

    status: tuple[str, ...]
    payer: tuple[str, ...] | None = None
    duration: tuple[str, ...] | None = None
    force: tuple[str, ...] | None = None
    urgency: tuple[str, ...] | None = None
    age: tuple[int, ...] | None = None
    due: date | None = None
    documents: tuple[str, ...] | None = None
    sections: tuple[str, ...] | None = None
    says: tuple[tuple[str, ...], ...] = ()
    never_says: tuple[str, ...] = ()
    warnings: tuple[str, ...] | None = None
    subjects: tuple[str, ...] | None = None

    @field_validator("says", mode="before")
    @classmethod
    def _alternatives(cls, value: object) -> object:
        return [[v] if isinstance(v, str) else v for v in value] if isinstance(value, list) else value

    @field_validator("duration")
    @classmethod
    def _durations(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for text in value or ():
            Period.parse(text)
        return value

    @field_validator("says", "never_says")
    @classmethod
    def _patterns(cls, value: tuple[object, ...]) -> tuple[object, ...]:
        for item in value:
            for pattern in item if isinstance(item, tuple) else (item,):
                try:
                    re.compile(str(pattern))
                except re.error as error:
                    raise ValueError(f"{pattern!r} is not a regular expression: {error}") from None
        return value


class Item(Model):
    id: str
    turns: tuple[str, ...] = Field(min_length=1)
    language: Literal["sv", "en"] | None = None
    as_of: date | None = None
    expect: Expectation
    kind: str = ""
    voice: str = ""


def read_set(path: Path) -> tuple[Item, ...]:
    """The items in order. Raises SamlotsError that names the line and the field."""
    return read_lines(path, Item)


def read_lines(path: Path, model: type[M]) -> tuple[M, ...]:
    """One of `model` a line; empty lines count for nothing. Raises SamlotsError that names the line and the field."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SamlotsError(f"The file cannot be read: {error}", where=str(path)) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(model.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            raise SamlotsError(f"Not JSON: {error}", where=f"{path}, line {number}") from None
        except ValidationError as error:
            raise SamlotsError(explain(error), where=f"{path}, line {number}", remedy="Mend the field.") from None
    return tuple(found)
