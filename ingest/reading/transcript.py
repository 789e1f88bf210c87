"""The text as read, written so that the outline of the corpus can be composed of it, and what it takes to do so.

It is the sections' own text in their order. Pages are parted by form feeds. A footnote stands at the foot of its
page under a line of spaces, and its mark in the text is `[^n]`. Nothing else is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.lines import squeeze
from ingest.manifest import Box
from ingest.reading.alignment import Alignment, Body, align
from ingest.reading.blocks import MARK, tidy
from ingest.reading.model import Reading, ReadNote, ReadSection

SEPARATOR = " " * 60
LINES = 6
"""A printed heading may run over so many lines."""


@dataclass(frozen=True)
class HeadingLine:
    """A heading as printed in the text; `section` is its place among the sections read."""

    level: int
    text: str
    section: int


@dataclass(frozen=True)
class Transcript:
    """`notes`: how many footnotes each series has. `boxes`: lines before a heading that read the same and must not be
    taken for it. `pages`: how many pages the text has, 0 where the source has none. `lost`: the sections whose
    headings do not stand in the text. `loose`: footnotes whose marks were not found, written as text."""

    text: str
    headings: tuple[HeadingLine, ...]
    notes: tuple[int, ...] = ()
    boxes: tuple[Box, ...] = ()
    pages: int = 0
    lost: tuple[ReadSection, ...] = ()
    loose: tuple[ReadNote, ...] = ()


def of_text(text: str, sections: Sequence[ReadSection]) -> Transcript:
    """A plain text as it stands, with the places of its headings."""
    headings, boxes, lost = _headings(text, sections, paged=False)
    return Transcript(text, headings, boxes=boxes, lost=lost)


def of_reading(reading: Reading, *, paged: bool) -> Transcript:
    """The transcript of a reading; `paged` says whether its page numbers are real."""
    body = Body.of(reading.sections)
    found = align(body, reading)
    series = _series(reading, found)
    placed = [note for run in series for note in run]
    loose = tuple(note for note in reading.notes if note not in placed)
    inserts = list(found.figures.items())
    inserts += [(found.marks[(note.page, note.mark)], f"[^{note.mark}]") for note in placed]
    ends = [*found.starts[1:], len(body.text.rstrip())]
    for page, end in zip(reading.pages, ends, strict=True):
        foot = [note for note in placed if note.page == page.number]
        own = [note for note in loose if note.page == page.number]
        inserts += _page_end(body.text, end, foot, own, last=page is reading.pages[-1])
    text = _insert(body.text, inserts).strip("\n") + "\n"
    headings, boxes, lost = _headings(text, reading.sections, paged=paged)
    counts = tuple(len(run) for run in series)
    return Transcript(text, headings, counts, boxes, len(reading.pages) if paged else 0, lost, loose)


def _series(reading: Reading, found: Alignment) -> list[list[ReadNote]]:
    """The footnotes that can be placed: their marks found in the text of their page, and numbered on from 1."""
    series: list[list[ReadNote]] = []
    for note in reading.notes:
        if (note.page, note.mark) not in found.marks:
            continue
        if note.mark == "1":
            series.append([note])
        elif series and note.mark == str(len(series[-1]) + 1):
            series[-1].append(note)
    return series


def _page_end(
    text: str, end: int, foot: Sequence[ReadNote], loose: Sequence[ReadNote], *, last: bool
) -> Iterator[tuple[int, str]]:
    """What is written where a page ends at offset `end`: its notes, and the form feed unless it is the last."""
    if loose:
        before = text.rfind("\n\n", 0, end)
        yield (end if last or before < 0 else before), "".join(f"\n\n{n.mark} {tidy(n.text)}" for n in loose)
    feed = "" if last else "\f"
    if foot:
        # The space before the next page's first word tells where its notes end.
        notes = "\n".join(f"{note.mark} {tidy(note.text)}" for note in foot)
        yield end, f"\n\n{SEPARATOR}\n{notes}\n" + ("" if last else f"{feed}\n ")
    elif feed:
        yield end, f"{feed}\n" if text[:end].endswith("\n") or not end else feed


def _insert(text: str, inserts: Sequence[tuple[int, str]]) -> str:
    parts, at = [], 0
    for place, piece in sorted(inserts, key=lambda item: item[0]):
        parts += [text[at:place], piece]
        at = place
    return "".join((*parts, text[at:]))


def _headings(
    text: str, sections: Sequence[ReadSection], *, paged: bool
) -> tuple[tuple[HeadingLine, ...], tuple[Box, ...], tuple[ReadSection, ...]]:
    """The heading lines in order: each on its own page, where its own text follows it."""
    lines = text.split("\n")
    bare = [squeeze(MARK.sub("", line)) for line in lines]
    pages, page = [], 1
    for line in lines:
        page += line.count("\f")
        pages.append(page)
    found: list[HeadingLine] = []
    boxes: list[Box] = []
    lost: list[ReadSection] = []
    at = 0
    for index, section in enumerate(sections):
        if not section.heading or (section.level == 0 and not section.number):
            continue  # the text before the first heading, under the document's title where it prints one
        met: list[tuple[int, int]] = []
        chosen = possible = None
        for place in _places(bare, section, at):
            met.append(place)
            if paged and pages[place[0]] != section.page:
                continue
            possible = possible or place
            if _goes_on(bare, place[1], section.text):
                chosen = place
                break
        chosen = chosen or possible
        if chosen is None:
            lost.append(section)
            continue
        for start, stop in met:
            if start < chosen[0]:  # the outline would take the first line that reads like the heading
                boxes.append(Box.model_validate({"from": lines[start].strip(), "to": lines[stop - 1].strip()}))
        printed = " ".join(tidy(lines[i]) for i in range(*chosen) if lines[i].strip())
        found.append(HeadingLine(max(section.level, 1), MARK.sub("", printed), index))
        at = chosen[1]
    return tuple(found), tuple(boxes), tuple(lost)


def _places(bare: Sequence[str], section: ReadSection, at: int) -> Iterator[tuple[int, int]]:
    """Where the heading stands from line `at` on: its first line, and the line after its last."""
    number = squeeze(section.number or "")
    wanted = {number + sign + squeeze(section.heading) for sign in (("", ".", ":", ")") if number else ("",))}
    for start in range(at, len(bare)):
        if not bare[start] or not any(one.startswith(bare[start]) for one in wanted):
            continue
        joined, solid = "", 0
        for stop in range(start, len(bare)):
            joined += bare[stop]
            solid += bool(bare[stop])
            if joined in wanted:
                yield start, stop + 1
            if solid == LINES or not any(one.startswith(joined) and one != joined for one in wanted):
                break


def _goes_on(bare: Sequence[str], after: int, text: str) -> bool:
    """Whether the section's own text follows the heading."""
    return "".join(bare[after : after + 40]).startswith(squeeze(text)[:60])
