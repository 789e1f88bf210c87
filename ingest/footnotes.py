"""Footnotes: where the notes stand, and where in the text their marks are.

An extraction runs marks into the text ("fyllt 1224 år" is "fyllt 12" with footnote 24), and a number read with
its mark is a wrong answer. Notes are therefore found by their consecutive numbers at the foot of the pages, and
each mark within the text that those notes stand under, in order. What cannot be told apart is an error that
asks for a hint; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.errors import CorpusError
from ingest.lines import Line
from ingest.manifest import Reading


@dataclass(frozen=True)
class Block:
    """Notes at the foot of one page: their lines, and the index in `lines` where each note begins."""

    lines: tuple[Line, ...]
    starts: tuple[tuple[int, Line], ...]  # (number, the line where it begins)


@dataclass(frozen=True)
class Mark:
    """A footnote's mark in the text: `start` and `end` are offsets in the source, of its digits only, or of the whole
    `[^n]` by which a text as read marks its notes."""

    number: int
    series: int
    start: int
    end: int


SEPARATOR = re.compile(r" {40,}$")


def find_blocks(lines: list[Line], reading: Reading, where: str) -> list[Block]:
    """The blocks of notes among `lines` (furniture and boxes already taken out, leaving gaps in the numbers).

    Raises CorpusError when a series does not have as many notes as the manifest says.
    """
    blocks: list[Block] = []
    series, expected, at = 0, 1, 0
    while at < len(lines) and series < len(reading.notes):
        number = _note_number(lines[at], expected, reading)
        if number is None or not _may_open(lines, at, reading):
            at += 1
            continue
        first, starts = at, []
        while at < len(lines):
            line = lines[at]
            if at > first and (line.opens_page or line.number != lines[at - 1].number + 1):
                break
            if _note_number(line, expected, reading) is not None:
                starts.append((expected, line))
                expected += 1
            at += 1
        blocks.append(Block(tuple(lines[first:at]), tuple(starts)))
        if expected > reading.notes[series]:
            series, expected = series + 1, 1
    if series < len(reading.notes):
        raise CorpusError(
            f"Footnote {expected} was not found: the manifest expects {reading.notes[series]} in series {series + 1}",
            where=where,
            remedy="Check reading.notes against the document.",
        )
    return blocks


def _note_number(line: Line, expected: int, reading: Reading) -> int | None:
    text = line.text
    for alias, number in reading.note_aliases.items():
        if number == expected and text.startswith(alias):
            return expected
    return expected if re.match(rf"{expected}(?:\s+\S|(?![\d).:\s]))", text) else None


def _may_open(lines: list[Line], at: int, reading: Reading) -> bool:
    before = at - 1
    while before >= 0 and lines[before].blank and not SEPARATOR.match(lines[before].text):
        before -= 1
    if reading.note_separator:
        return before >= 0 and bool(SEPARATOR.match(lines[before].text))
    return before < at - 1


def find_marks(source: str, body: list[Line], blocks: list[Block], reading: Reading, where: str) -> list[Mark]:
    """The mark of every note, each in the text above its own block and in order.

    Raises CorpusError, with the surroundings, when a mark is missing or cannot be told from another figure.
    """
    marks: list[Mark] = []
    series, above, previous = 0, 0, 0
    for block in blocks:
        if marks and block.starts[0][0] == 1:
            series += 1
        window = [line for line in body if above <= line.number < block.lines[0].number]
        for number, _ in block.starts:
            start = _locate(source, window, number, previous, reading, where)
            written = f"[^{number}]"
            previous = start + len(written if source.startswith(written, start) else str(number))
            marks.append(Mark(number, series, start, previous))
        above = block.lines[-1].number + 1
    return marks


def _locate(source: str, window: list[Line], number: int, after: int, reading: Reading, where: str) -> int:
    hint = reading.marks.get(str(number))
    if hint:
        lead, tail = hint.split("|")
        for line in window:
            at = line.text.find(lead + tail)
            if at >= 0 and line.start + at + len(lead) >= after:
                return line.start + at + len(lead)
        raise CorpusError(f"The hint for footnote mark {number} is not in the text: {hint!r}", where=where)
    for pattern in (
        rf"(\[\^{number}\])",
        rf"(?:(?<=[^\W\d_])|(?<=[^\W\d_][)”.,:;])|(?<=\)[.,]))({number})(?!\d|:\d|\.\d)",
        rf"(?:(?<= )(?={number}(?:[.,]|\s*$|\s+\d+\.))|(?<=[.”] )(?={number}\s+[A-ZÅÄÖ]))({number})(?!\d)",
        rf"(?<=\d)({number})(?!\d)",
    ):
        found = [
            line.start + match.start(1)
            for line in window
            for match in re.finditer(pattern, line.text)
            if line.start + match.start(1) >= after
        ]
        if len(found) == 1:
            return found[0]
        if found:
            places = "; ".join(repr(source[max(0, f - 20) : f + 12]) for f in found[:4])
            raise CorpusError(
                f"Footnote mark {number} could stand in several places: {places}",
                where=where,
                remedy=f"Add reading.marks.{number} with the surroundings and a bar before the mark.",
            )
    raise CorpusError(
        f"The mark of footnote {number} was not found in the text above it",
        where=where,
        remedy=f"Add reading.marks.{number} with the surroundings and a bar before the mark.",
    )
