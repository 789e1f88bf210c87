"""What the options and arguments of several commands mean."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer


def today() -> date:
    """Today where the agreements apply."""
    return datetime.now(ZoneInfo("Europe/Stockholm")).date()


def parse_day(text: str | None) -> date:
    """The date that an option gives, today for none. A wrong one is bad usage (exit code 2)."""
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date such as 2026-11-22") from None


def parse_language(text: str | None) -> str | None:
    if text not in (None, "sv", "en"):
        raise typer.BadParameter(f"{text!r} is not a language: use sv or en")
    return text


def is_file(path: Path) -> bool:
    """Whether there is such a file; what is too long for a name is none."""
    try:
        return path.is_file()
    except OSError:
        return False
