"""Due dates: what a rule's period means for an event on a given day."""

from __future__ import annotations

from datetime import date

from app.periods import Period, add
from app.rules.book import Rule, RuleBook
from app.rules.schema import Then

Born = date | int
"""A day of birth, or its year alone."""
UNSPECIFIED = "unspecified"
"""The event of a period whose start the text does not name: nothing can be computed from it."""
OWN_DATES = ("agreement_start", "agreement_expiry")
"""Events that the document itself dates: no day of a question is taken for them."""


def start_of(book: RuleBook, rule: Rule, event_date: date | None) -> date | None:
    """The day that the rule's period is counted from: the document's own first or last day, else the day of the
    question's event. None where the text names no start, or nothing is known of it."""
    validity = book.library[rule.document].manifest.validity
    if rule.then.event in OWN_DATES:
        return None if validity is None else validity.from_ if rule.then.event == "agreement_start" else validity.to
    return None if rule.then.event in (None, UNSPECIFIED) else event_date


def due_date(book: RuleBook, rule: Rule, event_date: date | None, born: Born | None = None) -> date | None:
    """The last day that the rule gives for an event on `event_date`, counted back for `before`, the next time of what is
    done at least so often; the printed end date where the rule has one; for an age, the day of `age_day` for who is born on `born`; None where the text gives
    nothing to count from, and beyond the calendar's years 1 to 9999."""
    then = rule.then
    if then.age is not None:
        return None if born is None else age_day(then, born)
    start = start_of(book, rule, event_date)
    if then.duration and start and then.relation in ("within", "at_most", "before"):
        return add(start, Period.parse(then.duration), -1 if then.relation == "before" else 1)
    if then.relation == "every" and then.event not in OWN_DATES:
        return next(iter(next_times(book, rule, event_date)), then.date_to)
    return then.date_to


def next_times(book: RuleBook, rule: Rule, event_date: date | None) -> tuple[date, ...]:
    """The next three days of an interval that began on its event's day; each counted from the start, so that the
    last day of a month stays the last. Empty where the text names no start, or several times in a period."""
    then = rule.then
    start = start_of(book, rule, event_date)
    if not (then.duration and start and then.relation == "every" and then.times is None):
        return ()
    period = Period.parse(then.duration)
    steps = (add(start, Period(n * period.months, n * period.days)) for n in (1, 2, 3))
    validity = book.library[rule.document].manifest.validity
    last = validity.to if validity and then.event in OWN_DATES else date.max
    return tuple(step for step in steps if step and step <= last)


def age_day(then: Then, born: Born) -> date | None:
    """The last day of what lasts until an age, or the first of what begins with one, for who is born on `born`.

    An age is reached on the birthday. Who is born on 29 February reaches it on 28 February in a common year: the act
    on reckoning time (1930:173), section 1, takes the last day of a month that lacks the day, as all months are
    counted here. None where the text does not say whether the age itself is within ("upp till 21 år"), or from which
    day one is over it ("över 15 år"), and where a year alone does not settle the day."""
    until = then.relation == "until_age"
    if then.age is None or then.inclusive is None or not (until or then.inclusive):
        return None
    reached = then.age + (until and then.inclusive)  # who has a right through the age of 17 loses it at 18
    if then.by_year:
        year = (born if isinstance(born, int) else born.year) + reached - until
        return (date(year, 12, 31) if until else date(year, 1, 1)) if 1 <= year <= date.max.year else None
    return None if isinstance(born, int) else add(born, Period(12 * reached, -1 if until else 0))
