"""Gutters: the white strips that part columns and cells, and the drawn lines that run in them."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.reading.model import Box, Sheet
from ingest.reading.words import LABEL, Row, Span, Word

# White after a label ("1.1", a bullet) up to this width belongs to the item.
LABEL_GAP = 5.0
# The least length of a drawn line that may part cells, and the most that it is thick.
RULE, THIN = 8.0, 2.0
Rule = tuple[float, float, float]
"""An edge as drawn. Level: its height on the page, its left and right end. Upright: its place from the left, its upper
and lower end."""


@dataclass(frozen=True)
class Rules:
    """The drawn lines, and the edges of filled boxes, that may part a table's rows and columns."""

    level: list[Rule]
    upright: list[Rule]


def rules_of(sheet: Sheet) -> Rules:
    level: list[Rule] = []
    upright: list[Rule] = []
    for picture in sheet.pictures:
        left, top, right, bottom = picture.box
        if picture.fill is None or bottom - top > 0.9 * sheet.height:
            continue
        if right - left >= RULE:
            level += [(top, left, right)] + [(bottom, left, right)] * (bottom - top > THIN)
        if bottom - top >= RULE:
            upright += [(left, top, bottom)] + [(right, top, bottom)] * (right - left > THIN)
    return Rules(level, upright)


def covered_by(row: Row) -> list[Span]:
    """What the row covers; a label and what it labels are one."""
    spans: list[Span] = []
    for index, word in enumerate(row):
        start, end, _ = word.box[0], word.box[2], word.text
        before = row[index - 1] if index else None
        if before and LABEL.fullmatch(before.text) and (word.text[0].isalpha() or word.text[0] in '”"(§'):
            gap = before.box[0] - row[index - 2].box[2]
            alone = index == 1 or (gap > start - before.box[2] and not before.text.isdigit())
            if alone and start - before.box[2] < LABEL_GAP * word.size:
                start = before.box[2]
        spans.append((start, end))
    return spans


def without(free: list[Span], taken: list[Span]) -> list[Span]:
    for start, end in taken:
        left: list[Span] = []
        for low, high in free:
            if end <= low or start >= high:
                left.append((low, high))
            else:
                left += [(low, start)] * (start > low) + [(end, high)] * (end < high)
        free = left
    return free


def is_ruled(gutter: Span, box: Box, rules: Rules) -> bool:
    """Whether a drawn line runs down the gutter beside the box."""
    middle = (box[1] + box[3]) / 2
    return gutter[1] - gutter[0] > THIN and any(
        gutter[0] < place < gutter[1] and top < middle < bottom for place, top, bottom in rules.upright
    )


def column_of(word: Word, gutters: list[Span]) -> int:
    return sum(1 for start, _ in gutters if word.box[0] > start)


def by_column(band: list[Row], gutters: list[Span]) -> list[Row]:
    columns: list[Row] = [[] for _ in range(len(gutters) + 1)]
    for row in band:
        for word in row:
            columns[column_of(word, gutters)].append(word)
    return columns
