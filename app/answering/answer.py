"""The answer as data: the contract that commands print as JSON (DESIGN.md, "The contract")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Status = Literal["decided", "conflict", "needs_facts", "passage", "not_covered"]


@dataclass(frozen=True)
class Deadline:
    duration: str | None
    urgency: str | None
    age: int | None
    relation: str | None
    event: str | None
    due: date | None
    inclusive: bool | None = None
    by_year: bool | None = None
    date_from: date | None = None
    date_to: date | None = None
    times: tuple[int, int] | None = None
    printed: str | None = None
    day_off: str | None = None
    occurrences: tuple[date, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """One ruling of the answer. `when` holds the conditions under which it is given; `text` is what a person reads."""

    rule: str
    topic: str
    subject: str
    when: Mapping[str, Any]
    payer: str | None
    amount: float | None
    share: float | None
    per: str | None
    force: str
    actor: str | None
    deadline: Deadline | None
    citation: int
    text: str
    label: str = ""
    conditions: str | None = None
    further: tuple[int, ...] = ()


@dataclass(frozen=True)
class Citation:
    n: int
    document: str
    title: str
    section: str
    heading: str
    path: tuple[str, ...]
    page: int | None
    toc_page: int | None
    quote: str
    in_force: bool | None
    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Warning:
    code: str
    text: str


@dataclass(frozen=True)
class Pointer:
    """A section to read on in, without any claim."""

    document: str
    title: str
    section: str
    heading: str


@dataclass(frozen=True)
class Answer:
    question: str
    language: str
    as_of: date
    status: Status
    text: str
    rulings: tuple[Ruling, ...] = ()
    related: tuple[Ruling, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[Warning, ...] = ()
    missing: tuple[str, ...] = ()
    trace: tuple[Mapping[str, Any], ...] = ()
    timing_ms: Mapping[str, float] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    read_on: tuple[Pointer, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's object, with keys in its order. Dates are ISO 8601."""
        return {
            "id": self.id,
            "question": self.question,
            "language": self.language,
            "as_of": self.as_of.isoformat(),
            "status": self.status,
            "text": self.text,
            "rulings": [_ruling(r) for r in self.rulings],
            "related": [_ruling(r) for r in self.related],
            "citations": [_plain(c) for c in self.citations],
            "warnings": [_plain(w) for w in self.warnings],
            "missing": list(self.missing),
            "trace": [dict(t) for t in self.trace],
            "timing_ms": dict(self.timing_ms),
            "provenance": dict(self.provenance),
            "read_on": [_plain(p) for p in self.read_on],
            "facts": dict(self.facts),
        }


def _ruling(ruling: Ruling) -> dict[str, Any]:
    return _plain(ruling) | {"deadline": _plain(ruling.deadline) if ruling.deadline else None}


def _plain(item: Any) -> dict[str, Any]:
    return {name: _value(getattr(item, name)) for name in item.__dataclass_fields__}


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _value(v) for k, v in value.items()}
    return value
