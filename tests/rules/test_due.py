"""Due dates: days of birth, and the ends of the calendar."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.answering.compose import Desk, answer
from app.periods import Period, add
from app.rules.book import RuleBook
from app.rules.decide import decide
from app.rules.due import Born, age_day, due_date, next_times
from app.rules.schema import Then
from ingest.settings import Settings
from tests.cli.test_commands import samlots
from tests.conftest import TODAY

BIRTHS = st.dates(date(1900, 1, 1), date(9900, 1, 1))
AGES = st.integers(1, 90)


def until(age: int, *, inclusive: bool | None, by_year: bool | None = None) -> Then:
    return Then(age=age, relation="until_age", inclusive=inclusive, by_year=by_year, force="must")


def since(age: int, *, inclusive: bool | None = True, by_year: bool | None = None) -> Then:
    return Then(age=age, relation="from_age", inclusive=inclusive, by_year=by_year, force="must")


@pytest.mark.parametrize(
    ("then", "born", "day"),
    [
        (until(19, inclusive=True, by_year=True), date(2010, 5, 3), date(2029, 12, 31)),
        (until(19, inclusive=True, by_year=True), 2010, date(2029, 12, 31)),
        (until(19, inclusive=True, by_year=True), date(2010, 12, 31), date(2029, 12, 31)),
        (until(19, inclusive=False, by_year=True), 2010, date(2028, 12, 31)),
        (until(17, inclusive=True), date(2010, 5, 3), date(2028, 5, 2)),
        (until(18, inclusive=False), date(2010, 5, 3), date(2028, 5, 2)),
        (until(18, inclusive=False), date(2010, 1, 1), date(2027, 12, 31)),
        (since(12), date(2010, 5, 3), date(2022, 5, 3)),
        (since(12, by_year=True), 2010, date(2022, 1, 1)),
        (until(18, inclusive=False), date(2004, 2, 29), date(2022, 2, 27)),
        (since(18), date(2004, 2, 29), date(2022, 2, 28)),
        (since(12), date(2012, 2, 29), date(2024, 2, 29)),
        (since(18), date(2004, 2, 28), date(2022, 2, 28)),
        (since(18), date(2004, 3, 1), date(2022, 3, 1)),
    ],
)
def test_known_ages(then: Then, born: Born, day: date) -> None:
    assert age_day(then, born) == day


@pytest.mark.parametrize(
    ("then", "born"),
    [
        (until(21, inclusive=None), date(2010, 5, 3)),
        (since(15, inclusive=False), date(2010, 5, 3)),
        (since(13, inclusive=None), date(2010, 5, 3)),
        (until(18, inclusive=False), 2010),
        (until(18, inclusive=False), date(9990, 5, 3)),
        (since(18), date(9999, 12, 31)),
        (until(19, inclusive=True, by_year=True), 9981),
        (Then(duration="P2M", relation="within", force="must"), date(2010, 5, 3)),
    ],
)
def test_no_day_where_the_text_or_the_calendar_gives_none(then: Then, born: Born) -> None:
    assert age_day(then, born) is None


@given(BIRTHS, AGES)
def test_what_ends_before_an_age_ends_on_the_eve_of_what_begins_with_it(born: date, age: int) -> None:
    last, first = age_day(until(age, inclusive=False), born), age_day(since(age), born)
    assert last is not None
    assert first == last + timedelta(days=1)
    assert age_day(until(age - 1, inclusive=True), born) == last


@given(BIRTHS, AGES)
def test_an_age_is_reached_on_the_birthday(born: date, age: int) -> None:
    first = age_day(since(age), born)
    assert first is not None
    assert first.year == born.year + age
    assert first.month == born.month
    assert first.day == born.day or (born.month, born.day, first.day) == (2, 29, 28)


@given(BIRTHS, AGES)
def test_an_age_by_the_year_asks_only_for_the_year(born: date, age: int) -> None:
    last = age_day(until(age, inclusive=True, by_year=True), born)
    first = age_day(since(age, by_year=True), born)
    assert last == date(born.year + age, 12, 31) == age_day(until(age, inclusive=True, by_year=True), born.year)
    assert first == date(born.year + age, 1, 1) == age_day(since(age, by_year=True), born.year)


@given(BIRTHS, BIRTHS, AGES, st.booleans(), st.booleans())
def test_the_younger_never_loses_a_right_before_the_older(
    one: date, two: date, age: int, inclusive: bool, by_year: bool
) -> None:
    then = until(age, inclusive=inclusive, by_year=by_year)
    first, second = (age_day(then, born) for born in sorted((one, two)))
    assert first is not None
    assert second is not None
    assert first <= second


def test_every_age_of_the_book_has_a_day_where_its_text_is_exact(book: RuleBook) -> None:
    ages = [rule for rule in book.rules.values() if rule.then.age is not None]
    assert len(ages) > 25
    for rule in ages:
        then = rule.then
        exact = then.inclusive is not None and (then.relation == "until_age" or then.inclusive)
        assert (due_date(book, rule, None, date(2010, 5, 3)) is not None) == exact, rule.id
        assert due_date(book, rule, TODAY) is None, "the day of an event says nothing of an age"


@pytest.mark.parametrize(("born", "words"), [(date(2010, 5, 3), "Född 3 maj 2010 (2010-05-03)"), (2010, "Född 2010")])
def test_an_answer_gives_the_day_when_the_birth_is_known(desk: Desk, born: Born, words: str) -> None:
    question = desk.book.rules["dalarna-hvb-2025/dental-care-age"].questions.sv[0]
    (ruling,) = answer(desk, [question], TODAY, born=born).rulings
    assert ruling.deadline
    assert ruling.deadline.due == date(2029, 12, 31)
    assert ruling.deadline.day_off is None, "that a right ends on a day off moves nothing"
    assert f"{words}: till och med 31 december 2029 (2029-12-31)." in ruling.text
    (without,) = answer(desk, [question], TODAY).rulings
    assert without.deadline
    assert without.deadline.due is None
    assert "Född" not in without.text


LAST = date(9999, 12, 31)


def test_every_rule_bears_the_first_and_the_last_day_of_the_calendar(book: RuleBook) -> None:
    for rule in book.rules.values():
        for day in (date.min, LAST, date(2024, 2, 29)):
            due = due_date(book, rule, day, day)
            assert due is None or date.min <= due <= LAST
            assert list(next_times(book, rule, day)) == sorted(next_times(book, rule, day))


def test_a_last_day_beyond_the_calendar_is_no_date_and_one_on_its_edge_is(book: RuleBook) -> None:
    rule = book.rules["dalarna-hvb-2025/cost-split-acute"]
    assert rule.then.duration == "P2M"
    assert due_date(book, rule, date(9999, 10, 31)) == LAST
    assert due_date(book, rule, date(9999, 11, 1)) is None
    backwards = replace(rule, then=rule.then.model_copy(update={"relation": "before"}))
    assert due_date(book, backwards, date(1, 3, 1)) == date.min
    assert due_date(book, backwards, date(1, 2, 28)) is None
    assert add(LAST, Period(0, 0)) == LAST


def test_intervals_stop_at_the_end_of_the_calendar(book: RuleBook) -> None:
    review = next(r for r in book.by_subject["placement_review"] if r.then.duration == "P6M")
    known = replace(review, then=review.then.model_copy(update={"event": "decision"}))
    assert next_times(book, known, date(9998, 12, 31)) == (date(9999, 6, 30), LAST)
    assert next_times(book, known, LAST) == ()


def test_before_every_document_nothing_is_decided_and_in_9999_the_last_text_stands(book: RuleBook) -> None:
    for subject in book.by_subject:
        early = decide(book, subject, {"county": "vastra_gotaland"}, date(1, 1, 1))
        assert not any(rule.valid_from for _, rule in early.rulings), subject
        late = decide(book, subject, {"county": "vastra_gotaland"}, LAST)
        today = decide(book, subject, {"county": "vastra_gotaland"}, date(2036, 1, 1))
        assert late.rulings == today.rulings, subject


def test_ask_answers_on_the_last_day_of_the_calendar(settings: Settings) -> None:
    """A placement "yesterday" would be due in the year 10000."""
    question = "När ska kostnadsfördelningen vara klar om en akut HVB-placering skedde i går i Dalarna?"
    result = samlots("ask", question, "--as-of", "9999-12-31", "--json", data=settings.data)
    assert result.returncode == 0, result.stderr
    (ruling,) = json.loads(result.stdout)["rulings"]
    assert ruling["deadline"]["duration"] == "P2M"
    assert ruling["deadline"]["due"] is None
    assert "Räknat från 30 december 9999 (9999-12-30) ligger sista dagen utanför kalenderns år" in ruling["text"]


def test_ask_on_a_leap_day(settings: Settings) -> None:
    question = "När ska kostnadsfördelningen vara klar om en akut HVB-placering skedde i dag i Dalarna?"
    result = samlots("ask", question, "--as-of", "2028-02-29", "--json", data=settings.data)
    (ruling,) = json.loads(result.stdout)["rulings"]
    assert ruling["deadline"]["due"] == "2028-04-29"


def test_ask_before_every_document_has_no_ruling(settings: Settings) -> None:
    question = "Vem betalar hälsoundersökningen i Dalarna?"
    result = samlots("ask", question, "--as-of", "0001-01-01", "--json", data=settings.data)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert (found["status"], found["rulings"]) == ("not_covered", [])
