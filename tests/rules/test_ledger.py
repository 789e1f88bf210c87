"""The ledger of coverage: what it finds, measured against marks made by reading alone; and that nothing is left over."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.rules.book import RuleBook
from app.rules.ledger import candidates, kinds_of
from ingest.lines import squeeze

MARKS = sorted((Path(__file__).parent.parent / "marks").glob("*.toml"))


@pytest.mark.parametrize("path", MARKS, ids=lambda path: path.stem)
def test_recall_against_an_independent_reading(path: Path, book: RuleBook) -> None:
    """At least 98 of 100 statements that a reader marked are found by the text."""
    document = book.library[path.stem]
    found = [squeeze(candidate.text) for candidate in candidates(book, document)]
    marks = tomllib.loads(path.read_text(encoding="utf-8"))["mark"]
    missed = [mark["quote"] for mark in marks if not any(_overlap(squeeze(mark["quote"]), text) for text in found)]
    assert len(marks) >= 15
    assert len(missed) <= 0.02 * len(marks), missed


def _overlap(mark: str, text: str) -> bool:
    return mark in text or text in mark


def test_no_candidate_is_without_an_outcome(book: RuleBook) -> None:
    open_ones = [
        f"{c.document} {c.section}: {c.text}" for d in book.library for c in candidates(book, d) if not c.outcome
    ]
    assert open_ones == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Kommunen finansierar boendet.", ("money",)),
        ("Tid ska erbjudas skyndsamt.", ("urgency",)),
        ("inom 4 veckor efter att den initierats", ("time",)),
        ("För barn som fyllt 12 år", ("age",)),
        ("Enligt socialtjänstlagen (2001:453) är alla skyldiga.", ()),
        ("Barnets behov står i centrum.", ()),
    ],
)
def test_kinds(text: str, kinds: tuple[str, ...]) -> None:
    assert set(kinds) <= set(kinds_of(text))
    assert bool(kinds) == bool(kinds_of(text))
