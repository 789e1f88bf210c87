"""Running headers, footers and page numbers: what stands at the same height on several pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reading.layout import Line

# The shares of the page's height that a header and a footer may stand in.
ZONE = 0.15
SAME_HEIGHT = 4.0
FEW_PAGES = 4
FIELD = re.compile(r"\d+|(?<!\w)[ivxlc]{1,7}(?!\w)")
STRONG = re.compile(
    r"(?<![\w/-])(?:sida|sid\.?|sidan|s\.|page)\s*(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:av|of|/|\()\s*\d{1,4}\)?)?(?![\w-])"
    r"|(?<![\w/.:-])(\d{1,4})\s*\(\s*\d{1,4}\s*\)"
    r"|(?<![\w/.:-])(\d{1,4})\s+(?:av|of)\s+\d{1,4}(?![\w-])",
    re.IGNORECASE,
)
ALONE = re.compile(r"[-–—\s]*(\d{1,4}|[ivxlc]{1,7})[-–—\s]*", re.IGNORECASE)
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

Place = tuple[int, int]
"""A line's place: the index of its page and its index on it."""


@dataclass(frozen=True)
class Leaf:
    """A page's lines in reading order, and its height in points."""

    number: int
    height: float
    lines: tuple[Line, ...]


def value(numeral: str) -> int:
    """The number that an Arabic or a lower-case Roman numeral stands for."""
    if numeral.isdigit():
        return int(numeral)
    figures = [ROMAN[letter] for letter in numeral.lower()]
    pairs = zip(figures, [*figures[1:], 0], strict=True)
    return sum(-figure if figure < following else figure for figure, following in pairs)


def furniture(leaves: Sequence[Leaf]) -> tuple[frozenset[Place], dict[int, str]]:
    """The places of all lines that are furniture, and the printed page number of each page (by its index) that has
    one, as printed."""
    places: set[Place] = set()
    labels: dict[int, str] = {}
    groups: defaultdict[tuple[bool, str], list[tuple[float, Place]]] = defaultdict(list)
    for index, leaf in enumerate(leaves):
        for at, line in enumerate(leaf.lines):
            height = _height(line, leaf)
            if height is None:
                continue
            masked = FIELD.sub("#", " ".join(line.text.lower().split()))
            groups[(height >= 0, masked)].append((height, (index, at)))
            if STRONG.fullmatch(line.text.strip()):
                places.add((index, at))
    for (_, masked), found in groups.items():
        for group in _at_one_height(found):
            pages = {place[0] for _, place in group}
            least = 2 if len(leaves) <= FEW_PAGES or ALONE.fullmatch(masked.replace("#", "1")) else 3
            if len(pages) < least or masked.startswith("§"):
                continue
            fields = [FIELD.findall(leaves[page].lines[at].text.lower()) for _, (page, at) in group]
            numbers = [leaves[page].number for _, (page, _) in group]
            running = _running(fields, numbers)
            if running is None:
                continue
            places.update(place for _, place in group)
            if running >= 0:
                for (_, (page, _)), own in zip(group, fields, strict=True):
                    labels.setdefault(page, own[running])
    places = _outermost(leaves, places)
    labels = {page: label for page, label in labels.items() if any(place[0] == page for place in places)}
    for page, at in sorted(places):
        text = leaves[page].lines[at].text
        strong = STRONG.search(text) or ALONE.fullmatch(text)
        if strong:
            labels[page] = next(part for part in strong.groups() if part)
    return frozenset(places), labels


def _outermost(leaves: Sequence[Leaf], places: set[Place]) -> set[Place]:
    """Those of the places that have no text of the page beyond them: a footnote that stands alike on several pages
    is no footer where other notes stand below it, nor is a line set right below another of the page's own text."""
    kept: set[Place] = set()
    for index, leaf in enumerate(leaves):
        body = [line for at, line in enumerate(leaf.lines) if (index, at) not in places]
        top, foot = min((line.box[3] for line in body), default=0.0), max((line.box[3] for line in body), default=0.0)
        for at, line in enumerate(leaf.lines):
            beyond = not body or line.box[3] < top + 2.0 or line.box[3] > foot - 2.0
            if (index, at) not in places or not beyond:
                continue
            if at == 0 or (index, at - 1) in kept or not _set_below(leaf.lines[at - 1], line):
                kept.add((index, at))
    return kept


def _set_below(before: Line, line: Line) -> bool:
    """Whether it stands below the other as the next line of a paragraph does, and as no footer does."""
    return (
        before.zone == line.zone
        and abs(before.size - line.size) < 0.1
        and -1.0 < line.box[0] - before.box[0] < 3 * line.size  # a note's mark stands left of its lines
        and not STRONG.search(line.text)
        and not ALONE.fullmatch(line.text)
        and 0 < line.box[3] - before.box[3] < 1.4 * line.size
    )


def _height(line: Line, leaf: Leaf) -> float | None:
    """The distance from the page's top, or as a negative number from its foot; None for a line further in."""
    if line.box[3] < ZONE * leaf.height:
        return line.box[3]
    if line.box[1] > (1 - ZONE) * leaf.height:
        return line.box[3] - leaf.height - 1e-6
    return None


def _at_one_height(found: list[tuple[float, Place]]) -> list[list[tuple[float, Place]]]:
    groups: list[list[tuple[float, Place]]] = []
    for entry in sorted(found):
        if groups and entry[0] - groups[-1][0][0] < SAME_HEIGHT:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _running(fields: list[list[str]], pages: list[int]) -> int | None:
    """Which of the lines' numbers runs with the pages, -1 where they all stay the same; None where one does neither,
    so that the lines are no furniture ("§ 12", "§ 15")."""
    running = -1
    for index in range(min(len(own) for own in fields)):
        column = [own[index] for own in fields]
        if len(set(column)) == 1:
            continue
        offsets = [value(number) - page for number, page in zip(column, pages, strict=True)]
        usual = max(set(offsets), key=offsets.count)
        if offsets.count(usual) < 0.6 * len(offsets) or offsets.count(usual) < 2:
            return None
        running = index
    return running
