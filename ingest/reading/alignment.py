"""Where the sections' text stands on the pages: each page's lines are followed through the text.

A page's lines hold more than the text (running headers, notes, footnote marks run into words); what does not go on
with the text is passed over, and a mark that is passed over shows where it stood.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ingest.reading.model import Reading, ReadSection

IGNORED = re.compile(r"[\s\u00ad\u2010-]")
REACH = 20_000
"""Characters: how far ahead a line is looked for when it does not go on where the last one ended."""
SURE = 3
"""Lines that must go on there, one after the other, before the place is believed."""


@dataclass(frozen=True)
class Body:
    """The sections as one text. `bare` is `text` without white space and hyphens, `places` the offset in `text` of
    each of its characters; `heads` are the offsets in `bare` where headings begin, `numbers` those just after
    their numbers."""

    text: str
    bare: str
    places: tuple[int, ...]
    numbers: frozenset[int]
    heads: frozenset[int]

    @classmethod
    def of(cls, sections: Sequence[ReadSection]) -> Body:
        text, after, before = "", set(), set()
        for section in sections:
            if section.number or section.heading:
                before.add(len(text))
            if section.number:
                text += section.number
                after.add(len(text))
                text += " "
            if section.heading:
                text += section.heading + "\n\n"
            if section.text:
                text += section.text.replace("\f", "\n") + "\n\n"
        places = tuple(i for i, char in enumerate(text) if not IGNORED.match(char))
        numbers = frozenset(bisect_left(places, offset) for offset in after)
        heads = frozenset(bisect_left(places, offset) for offset in before)
        return cls(text, "".join(text[i] for i in places), places, numbers, heads)

    def after(self, bare: int) -> int:
        """The offset in `text` right behind the character before `bare`."""
        return self.places[bare - 1] + 1 if bare else 0

    def word(self, bare: int) -> int:
        """The offset in `text` where the word begins that the character at `bare` is in."""
        if bare >= len(self.places):
            return len(self.text)
        at = self.places[bare]
        while at and not self.text[at - 1].isspace():
            at -= 1
        return at


@dataclass
class Alignment:
    """`starts`: where each page begins in the text, the first at 0. `marks`: the offset of each footnote's mark, by page and
    mark. `figures`: the sign that closes a heading's number in print, by its offset."""

    starts: list[int] = field(default_factory=list)
    marks: dict[tuple[int, str], int] = field(default_factory=dict)
    figures: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One line followed through the text: where it ended, the marks passed over, the signs after numbers."""

    end: int
    marks: tuple[tuple[str, int], ...]
    signs: tuple[tuple[int, str], ...]


def align(body: Body, reading: Reading) -> Alignment:
    """The places of the pages, marks and numbers in the text."""
    found = Alignment()
    at = 0
    for page in reading.pages:
        marks = sorted({note.mark for note in reading.notes if note.page == page.number}, key=len, reverse=True)
        lines = [bare for line in page.text.split("\n") if (bare := IGNORED.sub("", line))]
        start: int | None = None
        for number, line in enumerate(lines):
            step, begin = follow(body, line, at, marks), at
            if step is None:
                begin = _ahead(body, lines[number : number + SURE], at, marks)
                step = follow(body, line, begin, marks) if begin >= 0 else None
            if step is None:
                continue
            start = begin if start is None else start
            at = step.end
            for mark, place in step.marks:
                found.marks.setdefault((page.number, mark), body.after(place))
            for place, sign in step.signs:
                found.figures[body.after(place)] = sign
        found.starts.append(body.word(at if start is None else start) if found.starts else 0)
    return found


def follow(body: Body, line: str, at: int, marks: Collection[str]) -> Step | None:
    """The line through the text from `at` on; None where it does not go on there. A figure may be the text's or a
    mark's, so both are tried."""
    tries: list[tuple[int, int, tuple[tuple[str, int], ...], tuple[tuple[int, str], ...]]] = [(0, at, (), ())]
    met: set[tuple[int, int]] = set()
    while tries:
        i, place, passed, signs = tries.pop()
        if (i, place) in met:
            continue
        met.add((i, place))
        if i == len(line):
            if len(passed) + len(signs) < len(line):
                return Step(place, passed, signs)
            continue
        if place in body.numbers and line[i] in ".:)":
            tries.append((i + 1, place, passed, (*signs, (place, line[i]))))
        for mark in marks:
            for printed in (mark, f"[^{mark}]"):
                if line.startswith(printed, i):
                    tries.append((i + len(printed), place, (*passed, (mark, place)), signs))
        # A heading begins with a line, so no line runs on into one.
        if place < len(body.bare) and line[i] == body.bare[place] and not (i and place in body.heads):
            tries.append((i + 1, place + 1, passed, signs))
    return None


def _ahead(body: Body, lines: Sequence[str], at: int, marks: Collection[str]) -> int:
    """Where further on the lines go on one after the other, -1 for nowhere."""
    if len(lines) < SURE or len(lines[0]) < 8:
        return -1
    begin = at
    while (begin := body.bare.find(lines[0][:8], begin + 1, at + REACH)) >= 0:
        end: int | None = begin
        for line in lines:
            step = follow(body, line, end, marks) if end is not None else None
            end = step.end if step else None
        if end is not None:
            return begin
    return -1
