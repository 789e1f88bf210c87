"""Periods and dates: ISO 8601 durations in whole calendar units, and the calendar arithmetic of the agreements.

DESIGN.md, "Dates": month arithmetic clamps to the last day of the month; the day of the event is not counted;
"at least … in advance" counts backwards; a last day that is no working day is named and not moved, for the act
that moves last days (1930:173) is about time limits set by law, and these are set by agreement.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

FORM = re.compile(r"P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")


@dataclass(frozen=True)
class Period:
    """A duration: whole months (years are twelve) and whole days (weeks are seven)."""

    months: int
    days: int

    @staticmethod
    def parse(text: str) -> Period:
        """The period that an ISO 8601 duration such as P3W or P1Y6M names. Raises ValueError for anything else."""
        match = FORM.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is not a duration such as P3W, P2M, P1Y or P10D")
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        return Period(12 * years + months, 7 * weeks + days)


def add(start: date, period: Period, sign: int = 1) -> date | None:
    """`start` and the period after it (before it, for sign -1); None beyond the calendar (years 1 to 9999)."""
    months = start.year * 12 + start.month - 1 + sign * period.months
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return None
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    try:
        return date(year, month + 1, day) + timedelta(days=sign * period.days)
    except OverflowError:
        return None


@lru_cache(maxsize=64)
def _holidays(year: int, language: str) -> dict[date, str]:
    import holidays

    found = holidays.country_holidays("SE", years=year, language="en_US" if language == "en" else "sv")
    named = {
        day: [part for part in name.split("; ") if part not in ("Söndag", "Sunday")] for day, name in found.items()
    }
    return {day: parts[0] for day, parts in named.items() if parts}


def day_off(day: date, language: str = "sv") -> str | None:
    """Why `day` is no working day: a public holiday's name, Saturday or Sunday; None when it is one."""
    name = _holidays(day.year, language).get(day) if 1900 <= day.year <= 2100 else None
    if name:
        return name if language == "en" else name[:1].lower() + name[1:]
    if day.weekday() == 5:
        return "a Saturday" if language == "en" else "en lördag"
    if day.weekday() == 6:
        return "a Sunday" if language == "en" else "en söndag"
    return None
