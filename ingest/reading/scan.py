"""A page's pixels read by the OCR program, as a sheet of runs like any other, each with its confidence; and how far a
scan's own text layer can be believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from ingest.reading import hocr, tesseract
from ingest.reading.layout import lines
from ingest.reading.model import Run, Sheet
from ingest.reading.raster import Raster
from ingest.reading.signs import with_marks, with_sections

BLANK = 200
"""Of 255: a page with no pixel darker than this is empty."""
WEAK = 0.6
"""A mean confidence under which the page may lie on its side."""
BODY = 0.925
"""What tesseract calls the size of a line, from the deepest descender to the highest ascender, as a share of the
type's height."""
MARK_SIZE, MARK_RISE = 0.6, 0.35
"""Of the type's height: how a raised mark is set."""
AGREE = 0.9
"""The share of a text layer's words that its page's own OCR must find."""
SAME = 0.6
"""Two readings of one word share at least this much of their letters."""


def read_page(raster: Raster) -> Sheet:
    """The page as tesseract reads it; without runs where it is blank. Raises PageNotRead, and as `tesseract.check`."""
    if min(raster.pixels, default=255) > BLANK:
        return _sheet(raster, ())
    tesseract.check()
    runs = _recognise(raster)
    if confidence(runs) < WEAK and (turned := _upright(raster)) is not None:
        again = _recognise(turned)
        if confidence(again) > confidence(runs):
            return _sheet(turned, again)
    return _sheet(raster, runs)


def confidence(runs: Sequence[Run]) -> float:
    """The mean over all letters, from 0 to 1; 0 without runs."""
    letters = sum(len(run.text) for run in runs)
    return sum((run.confidence or 0.0) * len(run.text) for run in runs) / letters if letters else 0.0


def differences(layer: Sheet, seen: Sheet) -> tuple[float, tuple[str, ...]]:
    """How far a page's text layer and its own OCR agree: the share of words, in reading order, that are the same, and
    the layer's words that no misread letter explains, stretch by stretch ("kommunen" for "regionen", "inte" where
    nothing stands). Words that the layer lacks stand in brackets."""
    from rapidfuzz.distance import Indel, Levenshtein

    claimed, read = _words(layer), _words(seen)
    same = [
        (o.src_start, o.src_end, o.dest_start, o.dest_end) for o in Indel.opcodes(claimed, read) if o.tag == "equal"
    ]
    grave = []
    at, to = 0, 0
    for start, end, begin, stop in [*same, (len(claimed), len(claimed), len(read), len(read))]:
        here, there = claimed[at:start], read[to:begin]
        if _grave("".join(here), "".join(there), Levenshtein.normalized_similarity):
            grave.append(" ".join(here) or f"({' '.join(there)})")
        at, to = end, stop
    return Indel.normalized_similarity(claimed, read), tuple(grave)


def _grave(here: str, there: str, alike: Callable[[str, str], float]) -> bool:
    """Whether more than a misread letter tells the two apart. A single stray letter is a speck of dirt."""
    if re.findall(r"\d", here) != re.findall(r"\d", there):
        return True
    return max(len(here), len(there)) > 1 and alike(here, there) < SAME


def _words(sheet: Sheet) -> list[str]:
    """The page's words in reading order, letters and figures alone, in lower case."""
    text = " ".join(line.text for line in lines(sheet))
    return re.findall(r"[^\W_]+", re.sub(r"(?<=\w)-\s+(?=[a-zåäö])", "", text).casefold())


def _sheet(raster: Raster, runs: Sequence[Run]) -> Sheet:
    return Sheet(raster.number, raster.width / raster.scale, raster.height / raster.scale, tuple(runs))


def _recognise(raster: Raster) -> tuple[Run, ...]:
    found = tesseract.run(raster, ["-l", tesseract.SWEDISH, "-c", "hocr_char_boxes=1", "hocr"])
    read = [word for word in hocr.words(found) if word.confidence >= 0.5 or any(map(str.isalnum, word.text))]
    if not read:
        return ()
    # The size is measured on each line's own letters and varies a little where the type does not.
    usual = median(word.size for word in read)
    read = [replace(word, size=usual) if abs(word.size - usual) < 0.08 * usual else word for word in read]
    read = with_marks(with_sections(read, raster), raster)
    runs = (run for word in read for run in _runs(word, raster.scale))
    return tuple(replace(run, order=order) for order, run in enumerate(runs))


def _runs(word: hocr.Word, scale: float) -> Iterator[Run]:
    """The word as a run, its raised mark and what follows as runs of their own."""
    base, size = word.base / scale, word.size / scale / BODY
    mark = word.mark()
    if mark is None or not "".join(letter.text for letter in word.letters[mark]).isdigit():
        mark = slice(len(word.letters), len(word.letters))
    left = word.box[0] / scale
    for start, end, raised in ((0, mark.start, False), (mark.start, mark.stop, True), (mark.stop, None, False)):
        letters = word.letters[start:end]
        if text := "".join(letter.text for letter in letters):
            right = (word.box[2] if end is None or end == len(word.letters) else letters[-1].box[2]) / scale
            height, rise = (MARK_SIZE * size, MARK_RISE * size) if raised else (size, 0.0)
            box = (left, base - rise - 0.8 * height, right, base - rise + 0.2 * height)
            yield Run(text, box, height, fill=(0.0, 0.0, 0.0), confidence=word.confidence)
            left = right


def _upright(raster: Raster) -> Raster | None:
    """The page turned as tesseract's detection of orientation says; None where it says nothing or upright."""
    import numpy

    try:
        said = tesseract.run(raster, ["--psm", "0"]).decode("utf-8", "replace")
    except tesseract.PageNotRead:
        return None
    turn = re.search(r"^Rotate: (90|180|270)$", said, re.MULTILINE)
    if turn is None:
        return None
    pixels = numpy.frombuffer(raster.pixels, numpy.uint8).reshape(raster.height, raster.width)
    turned = numpy.rot90(pixels, -int(turn[1]) // 90)
    return replace(raster, width=turned.shape[1], height=turned.shape[0], pixels=turned.tobytes())
