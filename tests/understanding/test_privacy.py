"""Identity numbers in every written form, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.understanding.privacy import mask


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 9999),
    st.sampled_from(["-", "+", "", " ", " - ", "–"]),
    st.booleans(),
)
def test_identity_numbers_are_masked(day: date, last: int, sign: str, long: bool) -> None:
    written = f"{day:%Y%m%d}" if long else f"{day:%y%m%d}"
    if long and not written.startswith(("19", "20")):
        return
    text = f"Gäller {written}{sign}{last:04}, placerad i Falun"
    assert mask(text).text == "Gäller [personnummer], placerad i Falun"


@pytest.mark.parametrize("text", ["1981-07-24-9289", "19 81 07 24 92 89", "810784-9289", "810724-928X"])
def test_unusual_forms_are_masked(text: str) -> None:
    assert mask(text).kinds == ("identity_number",)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-10",
        "20260310",
        "2025-07-01 - 2033-06-30",
        "20250701-20330630",
        "3.4.1",
        "RD20/04734",
        "§ 81",
        "1 045 716 kronor",
        "10/3 2026",
    ],
)
def test_dates_and_numbers_are_kept(text: str) -> None:
    assert mask(text).text == text


def test_addresses_are_masked() -> None:
    assert mask("anna@falun.se eller 070-123 45 67").text == "[e-post] eller [telefon]"
