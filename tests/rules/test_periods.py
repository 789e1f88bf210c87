"""Calendar arithmetic, by properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.periods import Period, add, day_off

DAYS = st.dates(date(1600, 1, 1), date(9000, 1, 1))


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-03-10", "P2M", "2026-05-10"),
        ("2026-03-10", "P3W", "2026-03-31"),
        ("2026-12-31", "P2M", "2027-02-28"),
        ("2026-10-31", "P6M", "2027-04-30"),
        ("2026-03-10", "P10D", "2026-03-20"),
        ("2025-12-31", "P1Y6M", "2027-06-30"),
    ],
)
def test_known_dates(start: str, period: str, end: str) -> None:
    assert add(date.fromisoformat(start), Period.parse(period)) == date.fromisoformat(end)


def test_counted_backwards() -> None:
    assert add(date(2023, 12, 31), Period.parse("P9M"), -1) == date(2023, 3, 31)
    assert add(date(2026, 3, 31), Period.parse("P1M"), -1) == date(2026, 2, 28)


@given(DAYS, st.integers(0, 600))
def test_months_never_overshoot(start: date, months: int) -> None:
    end = add(start, Period(months, 0))
    assert end is not None
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(DAYS, st.integers(0, 5000))
def test_days_are_days(start: date, days: int) -> None:
    assert add(start, Period(0, days)) == start + timedelta(days=days)


@given(DAYS, DAYS, st.integers(0, 60), st.integers(0, 60))
def test_a_later_start_is_never_due_earlier(one: date, two: date, months: int, days: int) -> None:
    first, last = sorted((one, two))
    a, b = add(first, Period(months, days)), add(last, Period(months, days))
    assert a is not None
    assert b is not None
    assert a <= b


def test_the_ends_of_the_calendar() -> None:
    assert add(date(9999, 12, 1), Period.parse("P1M")) is None
    assert add(date(9999, 12, 31), Period.parse("P1D")) is None
    assert add(date(1, 1, 1), Period.parse("P1D"), -1) is None
    assert add(date(9999, 1, 1), Period.parse("P1M")) == date(9999, 2, 1)


@pytest.mark.parametrize("text", ["", "P", "2M", "P2", "PT5M", "P-1M", "P1.5M", "two months", "P1W2", "P99999Y"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration such as P3W"):
        Period.parse(text)


def test_the_same_period_in_other_units() -> None:
    assert Period.parse("P12M") == Period.parse("P1Y")
    assert Period.parse("P14D") == Period.parse("P2W")
    assert Period.parse("P30D") != Period.parse("P1M")


@pytest.mark.parametrize(
    ("day", "sv", "en"),
    [
        (date(2026, 5, 10), "en söndag", "a Sunday"),
        (date(2026, 5, 9), "en lördag", "a Saturday"),
        (date(2026, 5, 14), "kristi himmelsfärdsdag", "Ascension Day"),
        (date(2026, 4, 3), "långfredagen", "Good Friday"),
        (date(2026, 6, 6), "nationaldagen", "National Day"),
        (date(2026, 5, 11), None, None),
        (date(9999, 12, 30), None, None),
    ],
)
def test_days_off_are_named(day: date, sv: str | None, en: str | None) -> None:
    found = day_off(day)
    assert (found.lower() if found else found) == (sv.lower() if sv else sv)
    assert day_off(day, "en") == en
