"""What tesseract says of a page in its hOCR output: lines, words and letters with their places, in pixels."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.reading.model import Box

TOKEN = re.compile(
    r"<span class='ocr_(?:line|header|caption|textfloat)'[^>]* title=\"(?P<line>[^\"]*)\""
    r"|<span class='ocrx_word'[^>]* title='(?P<word>[^']*)'"
    r"|<span class='ocrx_cinfo'[^>]* title='(?P<letter>[^']*)'[^>]*>(?P<text>[^<]*)<"
)
RAISED, LEAST, MOST = 0.2, 0.33, 0.7
"""Of the line's size: how far a raised mark stands above the base at least, and how high it is. A quotation mark stands
higher and is smaller, a question mark stands on the base."""
SPECK = 0.05
"""Of the line's size: a stop narrower than this, behind a raised mark, is the mark's own edge."""


@dataclass
class Letter:
    text: str
    box: Box
    raised: bool


@dataclass
class Word:
    """A word with the base and the size of its line. `confidence` is from 0 to 1."""

    box: Box
    base: float
    size: float
    confidence: float
    letters: list[Letter] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    def mark(self) -> slice | None:
        """Where its raised letters are, if they stand behind others or alone, with at most a stop after them."""
        raised = [at for at, letter in enumerate(self.letters) if letter.raised]
        if not raised or raised[-1] - raised[0] + 1 != len(raised) or len(raised) > 3:
            return None
        after = "".join(letter.text for letter in self.letters[raised[-1] + 1 :])
        return slice(raised[0], raised[-1] + 1) if after.strip(".,;:)") == "" else None


def words(found: bytes) -> Iterator[Word]:
    """The words in tesseract's order. The base is one for a whole line, so that a skew page is straightened line by
    line. Needs `hocr_char_boxes`."""
    base = size = slope = left = bottom = 0.0
    word: Word | None = None
    for match in TOKEN.finditer(found.decode("utf-8", "replace")):
        if match["line"] is not None:
            left, _, right, bottom = _numbers(match["line"], "bbox")
            slope, offset = (*_numbers(match["line"], "baseline"), 0.0, 0.0)[:2]
            bottom += offset
            base = bottom + slope * (right - left) / 2
            size = (*_numbers(match["line"], "x_size"), 0.0)[0]
        elif match["word"] is not None:
            if word is not None and word.letters:
                yield word
            sure = (*_numbers(match["word"], "x_wconf"), 0.0)[0] / 100
            word = Word(_box(match["word"], "bbox"), base, size, sure)
        elif word is not None:
            box = _box(match["letter"], "x_bboxes")
            rise, height = bottom + slope * (box[0] - left) - box[3], box[3] - box[1]
            if word.letters and word.letters[-1].raised and match["text"] in ".," and box[2] - box[0] < SPECK * size:
                continue
            raised = rise > RAISED * size and LEAST * size < height < MOST * size and box[2] - box[0] > 0.1 * size
            word.letters.append(Letter(html.unescape(match["text"]), box, raised))
    if word is not None and word.letters:
        yield word


def _box(title: str, name: str) -> Box:
    left, top, right, bottom = _numbers(title, name)
    return left, top, right, bottom


def _numbers(title: str, name: str) -> list[float]:
    found = re.search(rf"\b{name} ([-\d. e]+)", title)
    return [float(number) for number in found[1].split()] if found else []
