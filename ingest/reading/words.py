"""Runs as words, and words as rows: what stands beside each other, from above and from the left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.reading.model import Box, Run

BULLETS = "•◦‣▪▫■□●○►▶➢✓✔–—-*·\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d"
LABEL = re.compile(
    rf"[{re.escape(BULLETS)}]|o|\(?(?:\d{{1,3}}|[a-zåäö]|[ivx]{{1,5}})[.):]|§ ?\d+[.:]?|\d+(?:\.\d+)*\.?"
)
"""What stands alone before an item or a heading, with white space after it: no column and no cell of a table."""
SPACING_MARKS = {"¨": "\u0308", "˚": "\u030a", "°": "\u030a", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302"}
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
LIGATURE = re.compile("[" + "".join(LIGATURES) + "]")
BREAKING = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\ufeff]")
FIGURE = re.compile(r"[-–\d\s.,:%]+(?:kr|tkr|mnkr)?")
WIDE_GAP = re.compile(r"[ \u00a0\t]{3,}")
# Shares of the type's height. A word's space is a quarter as a rule; kerning stays below a tenth.
WORD_SPACE = 0.17
# A gap above this share of the usual distance between lines parts two blocks.
APART, FAR = 1.3, 1.7


@dataclass(frozen=True)
class Word:
    """A run, or a part of one, without white space at its ends."""

    text: str
    box: Box
    size: float
    bold: bool
    fill: tuple[float, float, float] | None
    order: int
    spaced: bool  # white space as drawn stands before it


Row = list[Word]
Span = tuple[float, float]
"""The left and right end of a stretch of a row, in points."""


def words_of(runs: Sequence[Run]) -> list[Word]:
    words: list[Word] = []
    seen: dict[tuple[str, int, int], int] = {}
    spaced = False
    for run in runs:
        text = LIGATURE.sub(lambda match: LIGATURES[match[0]], BREAKING.sub("", run.text))
        if not text.strip():
            spaced = spaced or bool(text)
            continue
        # Some programs make bold type by drawing the same letters twice, a hair apart.
        key = (text.strip(), round(run.box[0] / 2), round(run.box[3] / 2))
        if len(key[0]) > 1 and key in seen:
            words[seen[key]] = replace(words[seen[key]], bold=True)
            continue
        seen[key] = len(words)
        for start, end in _stretches(text):
            box = _part(run.box, start / len(text), end / len(text))
            words.append(Word(text[start:end], box, run.size, run.bold, run.fill, run.order, spaced or start > 0))
            spaced = False
        spaced = text[-1].isspace()
    return words


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a run that wide white space, drawn as many spaces, divides."""
    start = 0
    for gap in [*WIDE_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        piece = text[start:end]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = gap.end() if gap else end


def _part(box: Box, start: float, end: float) -> Box:
    width = box[2] - box[0]
    return box[0] + width * start, box[1], box[0] + width * end, box[3]


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Words that stand beside each other, from above; each row from the left. A raised or small word belongs to the
    row that it overlaps most, so large words come first."""
    frames: list[tuple[float, float, Row]] = []
    for word in sorted(words, key=lambda word: (-round(word.size), word.box[3])):
        top, bottom = word.box[1], word.box[3]
        best, most = None, 0.5
        for index, (above, below, _) in enumerate(frames):
            if above < bottom and top < below:
                shared = (min(bottom, below) - max(top, above)) / max(min(bottom - top, below - above), 0.01)
                if shared >= most:
                    best, most = index, shared
        if best is None:
            best = next((index for index, (_, _, row) in enumerate(frames) if _is_raised_behind(word, row)), None)
        if best is None:
            frames.append((top, bottom, [word]))
        else:
            frames[best][2].append(word)
    frames.sort(key=lambda frame: frame[1])
    return [_fused(sorted(row, key=lambda word: (word.box[0], word.order))) for _, _, row in frames]


def _is_raised_behind(word: Word, row: Row) -> bool:
    """Whether it is a small word right behind one of the row: where larger type stands beside that one, in another
    column, the row's first word does not tell how high the row reaches."""
    return any(
        word.size < 0.9 * other.size
        and abs(word.box[0] - other.box[2]) < 0.3 * other.size
        and min(word.box[3], other.box[3]) - max(word.box[1], other.box[1]) >= 0.5 * (word.box[3] - word.box[1])
        for other in row
    )


def _fused(row: Row) -> Row:
    """The row with words whole that were drawn letter by letter."""
    fused: Row = []
    for word in row:
        before = fused[-1] if fused else None
        if before and _touches(before, word):
            box = (before.box[0], min(before.box[1], word.box[1]), word.box[2], max(before.box[3], word.box[3]))
            fused[-1] = replace(before, text=before.text + word.text, box=box)
        else:
            fused.append(word)
    return fused


def _touches(before: Word, word: Word) -> bool:
    return (
        not word.spaced
        and -0.5 * word.size < word.box[0] - before.box[2] <= WORD_SPACE * word.size
        and abs(before.size - word.size) < 0.05 * word.size
        and abs(before.box[3] - word.box[3]) < 0.05 * word.size
        and (before.bold, before.fill) == (word.bold, word.fill)
        and not any(len(part.text) == 1 and is_sign(part.text) for part in (before, word))
    )


def is_sign(text: str) -> bool:
    """Whether it may be an accent that is drawn apart from its letter."""
    return text in SPACING_MARKS or bool(unicodedata.combining(text))


def edges_of(rows: list[Row]) -> Span:
    return (
        min((word.box[0] for row in rows for word in row), default=0.0),
        max((word.box[2] for row in rows for word in row), default=0.0),
    )


def size_of(rows: Sequence[Row]) -> float:
    return median(word.size for row in rows for word in row)


def base_of(row: Row) -> float:
    return max(row, key=lambda word: (word.size, word.box[3])).box[3]


def pitch_of(rows: Sequence[Row]) -> float:
    """The usual distance between lines: the lower quartile, since gaps between blocks only make it larger."""
    steps = sorted(base_of(below) - base_of(above) for above, below in zip(rows, rows[1:], strict=False))
    size = size_of(rows) if rows else 10.0
    return max(steps[len(steps) // 4], size) if steps else size * 1.2


def middle_of(row: Row) -> float:
    return (row[0].box[1] + row[0].box[3]) / 2
