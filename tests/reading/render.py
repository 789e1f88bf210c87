"""Renders a document's sections to PDF: columns, running headers, page numbers, footnotes at the foot, bold headings.

A small typesetter of its own, so that what stands on which page is known, and so that lines may be drawn in the ways
that other programs draw them: as one string, word by word, letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, Section

FONTS = Path("/usr/share/fonts/truetype/dejavu")
REGULAR, BOLD = "DejaVuSerif", "DejaVuSans-Bold"
A4 = (595.28, 841.89)
VOWELS = "aeiouyåäö"
BULLETS = {0xF0B7: "•", 0xF0D8: "►"}
"""Signs of symbol fonts, which a text font does not have."""
MARGIN, GUTTER = 62.0, 20.0
NOTE_SIZE, NOTE_STEP, NOTE_GAP = 7.5, 9.5, 12.0

Word = tuple[str, tuple[str, ...]]
"""A word and the marks behind it."""


@dataclass(frozen=True)
class Style:
    """How a document is set. Lengths in points; `sizes` are the headings' by level, the last for all below."""

    columns: int = 1
    size: float = 10.5
    sizes: tuple[float, ...] = (16.0, 13.0, 11.5, 10.5)
    bold: bool = True
    header: str = ""
    footer: str = ""
    hyphenate: bool = False
    drawn: Literal["lines", "words", "letters"] = "lines"
    page: tuple[float, float] = A4


@dataclass(frozen=True)
class Item:
    """A paragraph or a heading: its words, each with the marks that stand behind it and the notes that they call."""

    words: tuple[Word, ...]
    heading: int | None = None  # the heading's level
    section: int = 0
    listed: bool = False  # a line of the list of contents


@dataclass
class Rendered:
    """What stands where: for each section its page, for each note its page."""

    pages: dict[int, int] = field(default_factory=dict)
    notes: list[tuple[str, int]] = field(default_factory=list)
    count: int = 0


def register() -> None:
    for name in (REGULAR, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


def own_text(document: Document, section: Section) -> tuple[str, list[tuple[int, str, str]]]:
    """The section's text without its heading and notes; and where in it each note's mark stands, with its text."""
    start = section.start
    if section.level:
        start = (
            document.clean.index("\n", section.start, section.end + 1) + 1
            if "\n" in document.text(section)
            else section.end
        )
    end = min([note.start for note in section.notes], default=section.end)
    text = document.clean[start:end].translate(BULLETS)
    notes = [
        (note.anchor - start, str(note.number), document.clean[note.start : note.end].strip().translate(BULLETS))
        for note in section.notes
    ]
    return text, notes


def items(document: Document) -> tuple[list[Item], dict[str, str]]:
    """The document as paragraphs and headings in order, and its notes by their marks. Where a document numbers its
    notes anew, they are numbered on, since a mark calls one note."""
    made: list[Item] = []
    notes: dict[str, str] = {}
    for section in document.sections:
        if section.level:
            printed = f"{section.number} {section.heading}" if section.number else section.heading
            made.append(Item(tuple((word, ()) for word in printed.split()), section.level, section.index))
        text, called = own_text(document, section)
        marks: list[tuple[int, str]] = []
        for place, _, note in called:
            marks.append((place, str(len(notes) + 1)))
            notes[marks[-1][1]] = re.sub(rf"^\s*{called[len(marks) - 1][1]}\s*", "", note)
        starts = [match.start() for match in re.finditer(r"\S+", text)]
        behind: dict[int, list[str]] = {}
        for place, mark in marks:  # a mark stands behind the last word that begins before it
            behind.setdefault(max((start for start in starts if start < place), default=0), []).append(mark)
        at = 0
        for paragraph in re.split(r"(\n+)", text):
            words = [(match[0], tuple(behind.get(at + match.start(), ()))) for match in re.finditer(r"\S+", paragraph)]
            if words:
                listed = section.role == "contents" and words[-1][0].isdigit()
                made.append(Item(tuple(words), None, section.index, listed))
            at += len(paragraph)
    return made, notes


def width(word: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(word, font, size))


def broken(word: str, room: float, font: str, size: float, hyphenate: bool) -> tuple[str, str] | None:
    """The word in two where its first part goes into the room: behind its own hyphen, between syllables with a
    hyphen, or, where even an empty line has no room for it, anywhere."""
    for at in range(len(word) - 1, 1, -1):
        if word[at - 1] == "-" and width(word[:at], font, size) <= room:
            return word[:at], word[at:]
    if hyphenate and word.isalpha() and word.islower():
        for at in range(len(word) - 2, 2, -1):
            syllable = word[at] not in VOWELS and word[at + 1] in VOWELS and word[at - 1] in VOWELS
            if syllable and width(word[:at] + "-", font, size) <= room:
                return word[:at] + "-", word[at:]
    return None


def filled(words: Sequence[Word], room: float, font: str, size: float, hyphenate: bool) -> Iterator[list[Word]]:
    line: list[Word] = []
    used = 0.0
    space = width(" ", font, size)
    waiting = list(words)
    while waiting:
        word, marks = waiting.pop(0)
        needs = width(word, font, size) + sum(width(mark, font, size * 0.6) for mark in marks)
        if used + needs <= room:
            line.append((word, marks))
            used += needs + space
            continue
        parts = broken(word, room - used, font, size, hyphenate)
        if parts:
            line.append((parts[0], ()))
            waiting.insert(0, (parts[1], marks))
        elif not line:
            fits = next((n for n in range(len(word), 0, -1) if width(word[:n] + "-", font, size) <= room), 1)
            tail = "-" if "://" not in word and fits < len(word) else ""
            line.append((word[:fits] + tail, () if fits < len(word) else marks))
            if fits < len(word):
                waiting.insert(0, (word[fits:], marks))
        else:
            waiting.insert(0, (word, marks))
        yield line
        line, used = [], 0.0
    if line:
        yield line


def render(document: Document, path: Path, style: Style) -> Rendered:
    """Writes the PDF; returns where its headings and notes stand."""
    register()
    paragraphs, notes = items(document)
    sheet = _Sheet(Canvas(str(path), pagesize=style.page, invariant=1), style)
    rendered = Rendered()
    for item in paragraphs:
        font, size, before, keep = REGULAR, style.size, 0.6 * style.size, 0.0
        if item.heading is not None:
            font = BOLD if style.bold else REGULAR
            size = style.sizes[min(item.heading, len(style.sizes)) - 1]
            before, keep = 1.2 * style.size, 4 * style.size
        set_lines = list(filled(item.words, sheet.room, font, size, style.hyphenate and not item.heading))
        for index, words in enumerate(set_lines):
            called = [
                (mark, list(filled(_words(notes[mark]), sheet.room - 14, REGULAR, NOTE_SIZE, False)))
                for _, marks in words
                for mark in marks
            ]
            kept = keep + (len(set_lines) - 1 - index) * size * 1.25 if keep else 0.0
            page = sheet.put(
                Drawn(words, font, size, item.listed and index == len(set_lines) - 1),
                0.0 if index else before,
                kept,
                called,
            )
            if index == 0:
                rendered.pages.setdefault(item.section, page)
            rendered.notes += [(mark, page) for mark, _ in called]
    sheet.close()
    sheet.canvas.save()
    rendered.count = sheet.number - 1
    return rendered


def _words(text: str) -> list[Word]:
    return [(word, ()) for word in text.split()]


@dataclass(frozen=True)
class Drawn:
    """A line as it is drawn; `listed` sets its last word at the right edge, as lists of contents do."""

    words: list[Word]
    font: str
    size: float
    listed: bool = False


@dataclass
class _Column:
    lines: list[tuple[float, Drawn]] = field(default_factory=list)
    notes: list[tuple[str, list[list[Word]]]] = field(default_factory=list)
    used: float = 0.0

    @property
    def noted(self) -> float:
        return sum(len(lines) * NOTE_STEP for _, lines in self.notes) + (NOTE_GAP if self.notes else 0.0)


class _Sheet:
    """The page being filled."""

    def __init__(self, canvas: Canvas, style: Style) -> None:
        self.canvas, self.style, self.number = canvas, style, 1
        self.room = (style.page[0] - 2 * MARGIN - GUTTER * (style.columns - 1)) / style.columns
        self.columns = [_Column()]

    def put(self, line: Drawn, before: float, keep: float, called: list[tuple[str, list[list[Word]]]]) -> int:
        """Places the line, with the notes that it calls, where it goes in; returns the page."""
        step = line.size * 1.25
        below = sum(len(lines) * NOTE_STEP for _, lines in called) + (NOTE_GAP if called else 0.0)
        column = self.columns[-1]
        if column.lines and column.used + before + step + keep + column.noted + below > self.style.page[1] - 2 * MARGIN:
            if len(self.columns) == self.style.columns:
                self.close()
            else:
                self.columns.append(_Column())
            column = self.columns[-1]
        column.used += (before if column.lines else 0.0) + step
        column.lines.append((column.used, line))
        column.notes += called
        return self.number

    def close(self) -> None:
        canvas, style = self.canvas, self.style
        top = style.page[1] - MARGIN
        canvas.setFont(REGULAR, 8)
        if style.header:
            canvas.drawString(MARGIN, top + 22, style.header)
        if style.footer:
            canvas.drawRightString(style.page[0] - MARGIN, 34, style.footer.format(page=self.number))
        for place, column in enumerate(self.columns):
            left = MARGIN + place * (self.room + GUTTER)
            for down, line in column.lines:
                self._draw(left, top - down, line)
            height = MARGIN + column.noted - NOTE_GAP
            if column.notes:
                canvas.setLineWidth(0.5)
                canvas.line(left, height + 4, left + 0.4 * self.room, height + 4)
            for mark, lines in column.notes:
                for index, words in enumerate(lines):
                    height -= NOTE_STEP
                    if index == 0:
                        canvas.setFont(REGULAR, NOTE_SIZE * 0.65)
                        canvas.drawString(left, height + 2.5, mark)
                    self._draw(left + 14, height, Drawn(words, REGULAR, NOTE_SIZE))
        canvas.showPage()
        self.columns = [_Column()]
        self.number += 1

    def _draw(self, left: float, height: float, line: Drawn) -> None:
        canvas, x = self.canvas, left
        space = width(" ", line.font, line.size)
        plain = not any(marks for _, marks in line.words) and not line.listed
        if plain and self.style.drawn == "lines":
            canvas.setFont(line.font, line.size)
            canvas.drawString(x, height, " ".join(word for word, _ in line.words))
            return
        for index, (word, marks) in enumerate(line.words):
            if line.listed and index and index == len(line.words) - 1:
                x = left + self.room - width(word, line.font, line.size)
            canvas.setFont(line.font, line.size)
            for piece in word if self.style.drawn == "letters" else [word]:
                canvas.drawString(x, height, piece)
                x += width(piece, line.font, line.size)
            for mark in marks:
                canvas.setFont(line.font, line.size * 0.6)
                canvas.drawString(x, height + 0.35 * line.size, mark)
                x += width(mark, line.font, line.size * 0.6)
            x += space
