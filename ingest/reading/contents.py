"""The document's own list of contents, found by its page numbers and by its titles standing again further on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reading.flow import Measure, apart
from ingest.reading.layout import Line

TITLES = {"innehåll", "innehållsförteckning", "innehålls förteckning", "contents", "table of contents"}
ENTRY = re.compile(r"(?P<title>.*?\w.*?)(?P<gap>(?:\s*[.…·_‥]){3,}\s*|\s{3,}|\s+)(?P<page>\d{1,3}|[ivxlc]{1,6})")
REACH = 3
LEAST = 3


@dataclass(frozen=True)
class Entry:
    """A line of the list, or two that make one: the title with its number as printed, the page as printed."""

    title: str
    page: str


@dataclass(frozen=True)
class Contents:
    """The entries in order and the flow's lines, by index, that the list fills; `heading` is its own heading's."""

    entries: tuple[Entry, ...]
    places: frozenset[int]
    heading: int | None


def key(text: str) -> str:
    """The letters and figures alone: how a heading is compared with where it is announced."""
    return "".join(char for char in text.casefold() if char.isalnum())


def contents(flow: Sequence[Line], measured: Measure) -> Contents:
    """The list of contents; without entries where the document prints none."""
    heading = next((i for i, line in enumerate(flow[:400]) if " ".join(line.text.lower().split(" ")) in TITLES), None)
    best = Contents((), frozenset(), heading)
    at = 0
    while at < len(flow):
        entries, places = _list(flow, at, measured)
        end = max(places, default=at) + 1
        if len(entries) >= LEAST:
            announced = heading is not None and 0 < at - heading <= REACH
            if announced or _told(entries, flow[end:]) >= 0.5 * len(entries):
                best = Contents((*best.entries, *entries), best.places | places, heading)
        at = end
    return best


def _told(entries: Sequence[Entry], after: Sequence[Line]) -> int:
    """How many of the entries stand again as lines of their own: an index at the end of a book has none."""
    keys = {key(line.text) for line in after}
    keys |= {key(first.text + second.text) for first, second in zip(after, after[1:], strict=False)}
    return sum(1 for entry in entries if key(entry.title) in keys)


def _list(flow: Sequence[Line], at: int, measured: Measure) -> tuple[list[Entry], frozenset[int]]:
    """The entries from `at` on for as long as they follow each other and their pages do not fall."""
    entries: list[Entry] = []
    places: set[int] = set()
    pending: list[int] = []
    last = 0
    for index in range(at, len(flow)):
        match = ENTRY.fullmatch(flow[index].text)
        if match and _falls(match, last):
            break
        if match and (len(match["gap"]) >= 3 or (entries and not match["gap"].strip() and _wide(flow[index]))):
            # The line before an entry is its beginning when it alone stands between two entries.
            opens = "".join(flow[i].text + " " for i in pending if not apart(flow[i], flow[index], measured))
            entries.append(Entry((opens + match["title"]).strip(" .…·_"), match["page"]))
            places.update([*pending, index] if entries[1:] else [index])
            pending = []
            last = int(match["page"]) if match["page"].isdigit() else last
        elif not entries:
            break
        else:
            pending.append(index)
            if len(pending) >= REACH:
                break
    return entries, frozenset(places)


def _falls(match: re.Match[str], last: int) -> bool:
    return match["page"].isdigit() and int(match["page"]) < last


def _wide(line: Line) -> bool:
    return line.box[2] > line.right - 2 * line.size
