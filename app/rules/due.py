"""Due dates: what a rule's period means for an event on a given day."""

from __future__ import annotations

from datetime import date

from app.periods import Period, add
from app.rules.book import Rule

UNSPECIFIED = "unspecified"
"""The event of a period whose start the text does not name: nothing can be computed from it."""


def due_date(rule: Rule, event_date: date | None) -> date | None:
    """The last day that the rule gives for an event on `event_date`, counted back for `before`; the printed end date
    where the rule has one; None where the text gives nothing to count from."""
    then = rule.then
    counted = then.relation in ("within", "at_most", "before") and then.event not in (None, UNSPECIFIED)
    if then.duration and event_date and counted:
        return add(event_date, Period.parse(then.duration), -1 if then.relation == "before" else 1)
    return then.date_to


def next_times(rule: Rule, event_date: date | None) -> tuple[date, ...]:
    """The next three days of an interval that began on `event_date`; each counted from the start, so that the last
    day of a month stays the last. Empty for anything but an interval, or where the text says several times."""
    then = rule.then
    if not (then.duration and event_date and then.relation == "every" and then.times is None):
        return ()
    period = Period.parse(then.duration)
    steps = (add(event_date, Period(n * period.months, n * period.days)) for n in (1, 2, 3))
    return tuple(step for step in steps if step)
