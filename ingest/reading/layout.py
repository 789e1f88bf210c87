"""From runs to lines in reading order, each with its type, its place and the raised signs in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from statistics import median

from ingest.reading.columns import Zone, zones_of
from ingest.reading.gutters import column_of, rules_of
from ingest.reading.model import Box, Sheet
from ingest.reading.words import LABEL, SPACING_MARKS, WORD_SPACE, Row, Word, base_of, is_sign, rows_of, words_of

CELL = "   "
"""Between the cells of a table's row: three spaces, by which the outline keeps each row on a line of its own."""
MARKS = re.compile(r"\d{1,6}(?:, ?\d{1,3})*|\*{1,3}|[†‡]")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
RAISED_DIGITS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
SUPERSCRIPT_SIZE, SUPERSCRIPT_RISE = 0.88, 0.15
# White within one line that parts it as a table's row is parted.
CELL_GAP = 2.5
TURNED = 1.7


@dataclass(frozen=True)
class Mark:
    """A raised sign in a line's text: `start` and `end` are offsets in it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Line:
    """A line as read. `size` and `bold` are those of most of its letters; `cells` the parts of a table's row, empty
    for running text; `left` and `right` the edges of the column that it stands in; `zone` tells columns, bands and
    tables of a page apart; `table` says that the zone is a table."""

    page: int
    text: str
    box: Box
    size: float
    bold: bool
    fill: tuple[float, float, float] | None
    marks: tuple[Mark, ...]
    cells: tuple[str, ...]
    left: float
    right: float
    zone: int
    table: bool


def lines(sheet: Sheet) -> tuple[Line, ...]:
    """The page's lines in reading order. Text that stands on end (a note in the margin) comes last."""
    words = words_of(sheet.runs)
    upright = [word for word in words if not _turned(word)]
    rules = rules_of(sheet)
    found: list[Line] = []
    zones = list(zones_of(rows_of(upright), rules, 0))
    for number, zone in enumerate(zones):
        found.extend(_line(row, sheet.number, zone, number) for row in zone.rows)
    for word in words:
        if _turned(word):
            found.append(_line([word], sheet.number, Zone([], word.box[0], word.box[2], []), len(zones)))
    return tuple(line for line in found if line.text)


def _turned(word: Word) -> bool:
    return len(word.text) > 2 and word.box[3] - word.box[1] > TURNED * word.size


def _line(row: Row, page: int, zone: Zone, number: int) -> Line:
    main = _main(row)
    box = (
        min(word.box[0] for word in row),
        min(word.box[1] for word in row),
        max(word.box[2] for word in row),
        base_of(row),
    )
    cells: list[Row] = [[] for _ in range(len(zone.gutters) + 1)]
    for word in row:
        cells[column_of(word, zone.gutters)].append(word)
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for cell in cells:
        text, own = _joined(cell, main)
        if text:
            at += len(CELL) if texts else 0
            marks += [Mark(mark.start + at, mark.end + at, mark.text) for mark in own]
            texts.append(text)
            at += len(text)
    bold = sum(len(word.text) for word in row if word.bold) >= 0.9 * sum(len(word.text) for word in row)
    return Line(
        page,
        CELL.join(texts),
        box,
        main.size,
        bold,
        main.fill,
        tuple(marks),
        tuple(texts) if len(texts) > 1 else (),
        zone.left,
        zone.right,
        number,
        bool(zone.gutters),
    )


def _main(row: Row) -> Word:
    """A word of the size that most of the row's letters have. Marks count only where there is nothing else: behind
    a paragraph's last word there may be more figures in them than letters in it."""
    sizes: dict[float, int] = {}
    for word in [word for word in row if not MARKS.fullmatch(word.text)] or row:
        sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
    size = max(sizes, key=lambda size: (sizes[size], size))
    return next(word for word in row if word.size == size)


def _joined(words: Row, main: Word) -> tuple[str, list[Mark]]:
    """The words as one text in Unicode's composed form, with a space where white stands between them, and the raised
    signs in it."""
    words = _accented(words)
    gaps = [after.box[0] - before.box[2] for before, after in zip(words, words[1:], strict=False)]
    space = WORD_SPACE * main.size
    if len(words) > 5 and sum(1 for word in words if len(word.text) == 1) > 0.8 * len(words):
        space = max(space, 1.6 * median(gaps))  # letters spaced for show
    text = ""
    marks: list[Mark] = []
    for index, word in enumerate(words):
        piece = unicodedata.normalize("NFC", word.text)
        below = index > 0 and word.box[1] >= words[index - 1].box[3] - 0.3 * word.size  # a cell's next line
        if below:
            text = text[:-1] if text.endswith("\u00ad") else text + " "
        elif text and gaps[index - 1] > CELL_GAP * main.size and not LABEL.fullmatch(text):
            text = text.rstrip() + CELL
        elif text and not text[-1].isspace() and (word.spaced or gaps[index - 1] > space):
            text += " "
        elif text and unicodedata.combining(piece[0]):
            text = unicodedata.normalize("NFC", text + piece[0])
            piece = piece[1:]
        raised = _raised(word, main) and MARKS.fullmatch(piece.strip())
        if raised:
            if marks and marks[-1].end == len(text) and marks[-1].text.isdigit() and piece.isdigit():
                marks[-1] = Mark(marks[-1].start, len(text) + len(piece), marks[-1].text + piece)
            else:
                marks.append(Mark(len(text), len(text) + len(piece), piece))
        for sign in RAISED_DIGITS.finditer(piece):
            marks.append(Mark(len(text) + sign.start(), len(text) + sign.end(), sign[0].translate(RAISED)))
        text += piece
    return text, marks


def _raised(word: Word, main: Word) -> bool:
    rise = (main.box[3] - 0.2 * main.size) - (word.box[3] - 0.2 * word.size)
    return word.size <= SUPERSCRIPT_SIZE * main.size and rise >= SUPERSCRIPT_RISE * main.size


def _accented(words: Row) -> Row:
    """An accent drawn as a sign of its own over a letter is put behind that letter, as a combining mark."""
    kept = [word for word in words if not _is_accent(word, words)]
    for accent in words:
        if not _is_accent(accent, words):
            continue
        middle = (accent.box[0] + accent.box[2]) / 2
        for index, word in enumerate(kept):
            if word.box[0] <= middle <= word.box[2]:
                place = int((middle - word.box[0]) / max(word.box[2] - word.box[0], 0.01) * len(word.text)) + 1
                mark = SPACING_MARKS.get(accent.text, accent.text)
                kept[index] = replace(word, text=word.text[:place] + mark + word.text[place:])
                break
    return kept


def _is_accent(word: Word, words: Row) -> bool:
    if len(word.text) != 1 or not is_sign(word.text):
        return False
    middle = (word.box[0] + word.box[2]) / 2
    return any(
        other is not word and other.text[0].isalpha() and other.box[0] <= middle <= other.box[2] for other in words
    )
