"""Patterns and normalised text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.understanding.words import compile_pattern, find, longest, normalise
from ingest.errors import CorpusError


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("betal*", "vem betalar", True), ("betal*", "obetald", False), ("*placering", "en akutplacering", True),
        ("följs .. upp", "följs avtalet i länet upp", True), ("betala* _ hvb*", "betalar för en hvb plats", True),
        ("betala* _ hvb*", "betalar resor till hvb", False), ("^ när", "när ska vi", True), ("^ när", "vem och när", False),
        ("notan $", "vem tar notan ", True), ("notan $", "notan för hvb", False), ("hur * delas", "hur kostnaden delas", True),
        ("hälsokoll*", "halsokollen", True), ("hälsokoll*", "hälsokollen", True), ("år", "ar", True), ("har", "här", False),
    ],
)  # fmt: skip
def test_patterns(pattern: str, text: str, matches: bool) -> None:
    assert bool(find([compile_pattern("x", pattern)], text)) is matches


@pytest.mark.parametrize("source", ["", "*", "..", "_ $", "^"])
def test_empty_patterns_are_refused(source: str) -> None:
    with pytest.raises(CorpusError):
        compile_pattern("x", source)


def test_a_longer_phrase_swallows_a_word_inside_it() -> None:
    patterns = [compile_pattern("acute.true", "akut"), compile_pattern("acute.false", "inte akut")]
    assert [m.name for m in longest(find(patterns, "det är inte akut"))] == ["acute.false"]


@given(st.text(max_size=200))
def test_normalised_text_keeps_its_places(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.original)
    assert "  " not in normal.text
    for char, at in zip(normal.text, normal.original, strict=True):
        assert char == " " or char == text[at].lower() or char == text[at]
