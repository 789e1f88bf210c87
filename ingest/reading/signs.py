"""The signs that tesseract's Swedish misreads and an agreement cannot do without: § and the raised marks of footnotes.

Each is looked at once more in the page's own pixels, and changed only where the second look sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.reading import tesseract
from ingest.reading.hocr import Letter, Word, words
from ingest.reading.raster import Raster

SECTION = re.compile(r"\(?\d{0,3}[a-z]?(?:[85&$S§]{1,2}|88)[.,;:)]{0,2}")
"""What may be a section sign, or a number and one."""
DIGITS = "0123456789"
ENLARGED = 3
ROOM = 50
"""Pixels of white between the enlarged marks."""


def with_sections(read: list[Word], raster: Raster) -> list[Word]:
    """The words with their § signs: the Swedish reads 8, 5 or & for most of them, the English knows the sign. Only the
    lines in question are read again."""
    doubtful = [at for at, word in enumerate(read) if SECTION.fullmatch(word.text)]
    if not doubtful:
        return read
    bands = _bands(raster, [read[at] for at in doubtful])
    again = list(words(tesseract.run(bands, ["-l", tesseract.ENGLISH, "-c", "hocr_char_boxes=1", "hocr"])))
    changed = list(read)
    for at in doubtful:
        word = read[at]
        text = " ".join(filter(None, (_within(word, other) for other in again)))
        alike = word.text[0] == text[:1] or not text[:1].isdigit()
        if "§" in text and alike:
            changed[at] = replace(word, letters=[Letter(text, word.box, False)])
    return changed


def with_marks(read: list[Word], raster: Raster) -> list[Word]:
    """The words with the figures of their raised marks, which are read as ?, ” or the like. They are set in one line,
    enlarged, and read as figures; where there are not as many figures as marks, nothing is changed."""
    import numpy

    places = [
        (at, number)
        for at, word in enumerate(read)
        if (mark := word.mark()) is not None
        for number in range(mark.start, mark.stop)
        if word.letters[number].text not in ("*", "†", "‡")
    ]
    if not places:
        return read
    pixels = numpy.frombuffer(raster.pixels, numpy.uint8).reshape(raster.height, raster.width)
    pieces = []
    for at, number in places:
        left, top, right, bottom = (round(edge) for edge in read[at].letters[number].box)
        piece = pixels[max(top - 2, 0) : bottom + 2, max(left - 2, 0) : right + 2]
        pieces.append(numpy.kron(piece, numpy.ones((ENLARGED, ENLARGED), numpy.uint8)))
    height = max(piece.shape[0] for piece in pieces) + ROOM
    line = numpy.full((height, sum(piece.shape[1] + ROOM for piece in pieces) + ROOM), 255, numpy.uint8)
    x = ROOM
    for piece in pieces:
        line[height - ROOM // 2 - piece.shape[0] : height - ROOM // 2, x : x + piece.shape[1]] = piece
        x += piece.shape[1] + ROOM
    image = Raster(raster.number, line.shape[1], line.shape[0], raster.scale, line.tobytes())
    options = ["-l", tesseract.ENGLISH, "--psm", "7", "-c", f"tessedit_char_whitelist={DIGITS}"]
    figures = [char for char in tesseract.run(image, options).decode("utf-8", "replace") if char in DIGITS]
    if len(figures) != len(places):
        return read
    changed = list(read)
    for (at, number), figure in zip(places, figures, strict=True):
        letters = list(changed[at].letters)
        letters[number] = replace(letters[number], text=figure)
        changed[at] = replace(changed[at], letters=letters)
    return changed


def _within(word: Word, other: Word) -> str:
    """The other reading's letters that stand where the word does."""
    if abs(other.base - word.base) >= word.size / 2:
        return ""
    middles = ((letter.text, (letter.box[0] + letter.box[2]) / 2) for letter in other.letters)
    return "".join(text for text, middle in middles if word.box[0] - 2 <= middle <= word.box[2] + 2)


def _bands(raster: Raster, read: Sequence[Word]) -> Raster:
    """The page with nothing but the lines of these words."""
    blank = bytearray(b"\xff") * len(raster.pixels)
    for word in read:
        top, bottom = round(word.base - 1.1 * word.size), round(word.base + 0.5 * word.size)
        part = slice(max(top, 0) * raster.width, min(bottom, raster.height) * raster.width)
        blank[part] = raster.pixels[part]
    return replace(raster, pixels=bytes(blank))
