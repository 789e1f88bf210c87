"""Footnotes: small type at a column's foot that begins with a mark, and that mark raised in the text above it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.reading.furniture import Place
from ingest.reading.layout import Line, Mark

SMALL = 0.95
# Type so small at a page's foot, with so many letters at least, is a note's and no line that was measured amiss.
SMALLER, LETTERS = 0.88, 12
START = re.compile(r"(\d{1,3}|\*{1,3}|[†‡])[.)]?\s+(?=\S)")
UNIT = re.compile(r"(?:^|[\s\d])[kcdm]?m$")


@dataclass(frozen=True)
class Note:
    """A note's lines, the mark left out of the first; `anchor` is the place of the line that refers to it."""

    mark: str
    page: int
    lines: tuple[Line, ...]
    anchor: Place | None


def find(pages: Sequence[Sequence[tuple[Place, Line]]], size: float) -> tuple[list[Note], dict[Place, Line | None]]:
    """The notes in order, and what becomes of lines: None for a note's own, the line without its marks for one that
    refers to notes. `pages` are the lines in reading order without furniture, `size` is the body's type."""
    notes: list[Note] = []
    changed: dict[Place, Line | None] = {}
    for page in pages:
        feet = [group for group in _small(page, size) if _at_foot(group, page)]
        own = {place for group in feet for place, _ in group}
        opening = {line.marks[0].text for group in feet for _, line in group if _raised(line)}
        marks = [
            (place, sign)
            for place, line in page
            if place not in own
            for mark in line.marks
            for sign in _signs(mark.text, opening)
        ]
        known = {sign for _, sign in marks}
        found: list[Note] = []
        for group in feet:
            opened: list[tuple[Place, Line]] = []
            raised = any(_raised(line) for _, line in group)
            for place, line in group:
                start = _start(line, set() if raised else known)
                if start:
                    opened.append((place, line))
                    anchor = next((at for at, sign in marks if sign == start[0]), None)
                    found.append(Note(start[0], line.page, (_cut(line, 0, start[1]),), anchor))
                elif opened:
                    found[-1] = replace(found[-1], lines=(*found[-1].lines, line))
                elif notes and notes[-1].page == line.page - 1 and line.text[0].islower():
                    notes[-1] = replace(notes[-1], lines=(*notes[-1].lines, line))
                else:
                    continue
                changed[place] = None
        told = {note.mark for note in found}
        for place, line in page:
            if place not in changed:
                refers = [
                    mark
                    for mark in line.marks
                    if told.issuperset(_signs(mark.text, opening)) and not UNIT.search(line.text[: mark.start])
                ]
                if refers:
                    changed[place] = _unmarked(line, refers)
        notes += found
    return notes, changed


def unreferred(
    pages: Sequence[Sequence[tuple[Place, Line]]], size: float, changed: Mapping[Place, Line | None]
) -> list[Line]:
    """The first line of each stretch of small type at a page's foot of which `find` made no note: no mark that was
    read refers to it. `changed` is what `find` gave."""
    found: list[Line] = []
    for page in pages:
        for group in _small(page, SMALLER / SMALL * size):
            letters = sum(map(str.isalpha, "".join(line.text for _, line in group)))
            lower = min(line.box[1] for _, line in group) > max(line.box[3] for _, line in page) / 2
            if letters >= LETTERS and lower and _at_foot(group, page) and not any(at in changed for at, _ in group):
                found.append(group[0][1])
    return found


def _signs(text: str, opening: set[str]) -> list[str]:
    """The notes that a mark calls: "3,4" calls two, and so does "1819" where no note 1819 opens but 18 and 19 do."""
    if text in opening or not text[0].isdigit():
        return [text]
    if "," in text:
        return [part.strip() for part in text.split(",")]
    for at in range(1, len(text)):
        rest = _signs(text[at:], opening)
        if text[:at] in opening and opening.issuperset(rest):
            return [text[:at], *rest]
    return [text]


def _small(page: Sequence[tuple[Place, Line]], size: float) -> list[list[tuple[Place, Line]]]:
    groups: list[list[tuple[Place, Line]]] = [[]]
    for place, line in page:
        if line.size <= SMALL * size:
            groups[-1].append((place, line))
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _at_foot(group: list[tuple[Place, Line]], page: Sequence[tuple[Place, Line]]) -> bool:
    """Whether no larger type stands below it in the same column."""
    own = {place for place, _ in group}
    left, right = min(line.box[0] for _, line in group), max(line.box[2] for _, line in group)
    below = max(line.box[3] for _, line in group)
    return not any(
        line.box[3] > below and line.box[0] < right and line.box[2] > left
        for place, line in page
        if place not in own and line.size > max(other.size for _, other in group)
    )


def _start(line: Line, known: set[str]) -> tuple[str, int] | None:
    """The mark that the line begins with, and where the note's text begins: one of `known` where it is not raised."""
    if _raised(line):
        return line.marks[0].text, line.marks[0].end
    match = START.match(line.text)
    return (match[1], match.end()) if match and match[1] in known else None


def _raised(line: Line) -> bool:
    """Whether the line begins with a raised mark."""
    return bool(line.marks) and line.marks[0].start == 0


def _cut(line: Line, start: int, end: int) -> Line:
    return replace(line, text=(line.text[:start] + line.text[end:]).strip(), marks=())


def _unmarked(line: Line, marks: list[Mark]) -> Line:
    text = line.text
    for mark in reversed(marks):
        before, after = text[: mark.start], text[mark.end :]
        if before.endswith(" ") and (not after or after[0] in " .,;:)"):
            before = before.rstrip()
        text = before + after
    cells = tuple(text.split("   ")) if line.cells else ()
    return replace(line, text=text.strip(), cells=cells, marks=tuple(m for m in line.marks if m not in marks))
