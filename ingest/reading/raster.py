"""Pages as pixels, by pdfium: the whole page for the OCR program, and what of the page its text alone has drawn.

Everything here opens a file that may be hostile: it runs in the worker process (`worker.py`), never in the caller's."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw

from ingest.reading.model import Box

POINTS = 72.0
OCR_DPI = 300
OCR_PIXELS = 40_000_000  # a little over A2 at 300 dpi; a larger page is drawn coarser, so that memory is bounded
INK_PIXELS = 4_000_000


@dataclass(frozen=True)
class Raster:
    """A page in grey, one byte a pixel, row by row from the top; `width` and `height` in pixels, `scale` in pixels a
    point. For `inks` a byte is how much the page's text has changed the pixel: 0 where it has drawn nothing."""

    number: int
    width: int
    height: int
    scale: float
    pixels: bytes

    def head(self) -> dict[str, float]:
        """Everything but the pixels."""
        return {"number": self.number, "width": self.width, "height": self.height, "scale": self.scale}

    def traced(self, box: Box, least: int) -> float:
        """How much of the box's width (in points) holds a byte of at least `least`, in steps as wide as the box is
        high, from 0 to 1; 0 for a box outside the page."""
        left, top = max(math.floor(box[0] * self.scale), 0), max(math.floor(box[1] * self.scale), 0)
        right, bottom = (min(math.ceil(e * self.scale), w) for e, w in ((box[2], self.width), (box[3], self.height)))
        if right <= left or bottom <= top:
            return 0.0
        rows = [self.pixels[row * self.width + left : row * self.width + right] for row in range(top, bottom)]
        steps = range(0, right - left, max(bottom - top, 1))
        return sum(any(max(row[at : at + steps.step]) >= least for row in rows) for at in steps) / len(steps)


def page(path: Path, number: int) -> Raster:
    """The page of this number (from 1), grey, at 300 dpi. Raises pypdfium2.PdfiumError and IndexError."""
    found = pypdfium2.PdfDocument(path)[number - 1]
    scale = _scale(found, OCR_DPI / POINTS, OCR_PIXELS)
    pixels = found.render(scale=scale, grayscale=True).to_numpy()
    return Raster(number, pixels.shape[1], pixels.shape[0], scale, pixels.tobytes())


def inks(path: Path) -> Iterator[Raster]:
    """For every page what its text has drawn: the difference between the page and the page without its text, so
    that text in the colour of its ground, behind a picture, cut away, transparent or off the page leaves nothing.
    Raises pypdfium2.PdfiumError."""
    import numpy

    document = pypdfium2.PdfDocument(path)
    for index in range(len(document)):
        page = document[index]
        scale = _scale(page, 1.0, INK_PIXELS)
        bitmap = page.render(scale=scale)
        drawn = bitmap.to_numpy().astype(numpy.int16)
        bitmap.close()
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            pypdfium2.raw.FPDFPageObj_SetIsActive(item, False)
        bitmap = page.render(scale=scale)
        difference = numpy.abs(drawn - bitmap.to_numpy()).max(axis=2).astype(numpy.uint8)
        bitmap.close()
        page.close()
        yield Raster(index + 1, difference.shape[1], difference.shape[0], scale, difference.tobytes())


def _scale(page: pypdfium2.PdfPage, wanted: float, pixels: int) -> float:
    """The wanted scale, less where the page would have more pixels than that."""
    width, height = page.get_size()
    return min(wanted, math.sqrt(pixels / max(width * height, 1.0)))
