"""Dates, periods and ages in questions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.understanding.dates import MONTHS, find_dates
from app.understanding.times import age_group, find_ages, has_period

from .conftest import AS_OF, Ask

SWEDISH = "januari februari mars april maj juni juli augusti september oktober november december".split()
ENGLISH = "January February March April May June July August September October November December".split()


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_every_full_form_is_read(day: date) -> None:
    sv, en = SWEDISH[day.month - 1], ENGLISH[day.month - 1]
    for form in (
        day.isoformat(), f"{day:%Y%m%d}", f"den {day.day} {sv} {day.year}", f"{day.day}/{day.month} {day.year}",
        f"{en} {day.day}, {day.year}", f"{day.day} {en} {day.year}", f"{day.day}.{day.month}.{day.year}",
    ):  # fmt: skip
        assert [m.day for m in find_dates(f"Placerad {form} i Falun", AS_OF)] == [day], form


@given(st.dates(date(2020, 3, 1), date(2030, 11, 30)), st.integers(1, 12), st.integers(1, 28))
def test_a_date_without_a_year_is_the_nearest(as_of: date, month: int, day: int) -> None:
    (mention,) = find_dates(f"den {day} {SWEDISH[month - 1]}", as_of)
    assert (mention.day.month, mention.day.day) == (month, day)
    assert abs(mention.day - as_of) <= timedelta(days=183)
    assert not mention.exact


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("i förrgår", "2026-11-20"), ("i tisdags", "2026-11-17"), ("last Friday", "2026-11-20"), ("i söndags", "2026-11-15"),
        ("three weeks ago", "2026-11-01"), ("för en månad sen", "2026-10-22"), ("yesterday", "2026-11-21"), ("10 mars -26", "2026-03-10"),
        ("den tredje november", "2026-11-03"), ("the twenty-first of May 2026", "2026-05-21"), ("November third", "2026-11-03"),
        ("den tjugo första maj 2026", "2026-05-21"), ("trettionde juni", "2026-06-30"),
        ("elva dagar sedan", "2026-11-11"), ("nio dagar sen", "2026-11-13"), ("tjugofem dagar sedan", "2026-10-28"),
        ("twenty-one days ago", "2026-11-01"), ("the day after tomorrow", "2026-11-24"), ("i overmorgon", "2026-11-24"),
        ("day before yesterday", "2026-11-20"), ("(två veckor sedan)", "2026-11-08"),
    ],
)  # fmt: skip
def test_relative_dates(text: str, day: str) -> None:
    assert [m.day.isoformat() for m in find_dates(text, AS_OF)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "31 februari",
        "2026-02-30",
        "3.4.1",
        "32 §",
        "RD20/04734",
        "inom 3 veckor",
        "punkt 10.2",
        "50/50",
        "andra gången i maj",
        "trettioandra maj",
        "för några veckor sedan",
        "flera månader sedan",
        "1,5 år sedan",
        "half a year ago",
    ],
)
def test_no_dates(text: str) -> None:
    assert find_dates(text, AS_OF) == []


@given(st.text(max_size=120))
def test_any_text_is_survived(text: str) -> None:
    find_dates(text, AS_OF)
    find_ages(text.lower())


def test_the_date_of_the_event(ask: Ask) -> None:
    said = ask(
        "Anmälan kom in 3 mars 2026 och utredningen inleddes 10 mars 2026 i Borås. När ska utredningen vara klar?"
    )
    assert said.event_date == date(2026, 3, 10)
    assert ask("Barnet är fött 2015-03-10. Hur snabbt ska SIP-möte hållas?").event_date is None


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("en 15 åring", [15]), ("en tjej på 19", [19]), ("a 16 year old", [16]), ("hen har fyllt 18", [18]), ("barnet är 7 år gammalt", [7]),
        ("inom 2 veckor", []), ("vart tredje år", []), ("från 18 år", []), ("efter 12 år", []), ("kille 17 år", [17]), ("för 14 år sedan", []),
    ],
)  # fmt: skip
def test_ages(text: str, ages: list[int]) -> None:
    assert find_ages(text) == ages


@pytest.mark.parametrize(("age", "group"), [(0, "child"), (17, "child"), (18, "youth"), (20, "youth"), (21, "adult")])
def test_age_groups(age: int, group: str) -> None:
    assert age_group(age) == group


def test_a_period_is_a_time_allowed() -> None:
    assert has_period("ska göras inom tre veckor")
    assert not has_period("hon har bott där i tre veckor")
    assert not has_period("för två veckor sedan")


def test_month_names_cover_the_year() -> None:
    assert set(MONTHS.values()) == set(range(1, 13))
