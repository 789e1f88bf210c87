"""PDFs made for the tests of the gates: what is drawn is said by each test, on a page of ordinary Swedish text."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]

WIDTH, HEIGHT = A4
BODY = (
    "Regionen och kommunerna ansvarar gemensamt för att barn och unga får den hjälp de behöver.",
    "Kostnaderna för vården fördelas mellan huvudmännen enligt vad som sägs i avsnittet nedan.",
    "En samordnad individuell plan ska upprättas när barnet behöver insatser från båda.",
    "Överenskommelsen gäller från den första januari och följs upp av parterna varje år.",
)


def pdf(path: Path, *pages: Draw, body: bool = True) -> Path:
    """A PDF with a page for each function, which draws after the ordinary text."""
    canvas = Canvas(str(path), pagesize=A4)
    for draw in pages:
        if body:
            text(canvas, *BODY)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def text(canvas: Canvas, *lines: str, x: float = 72, y: float = 760, size: float = 11) -> None:
    """Black lines from `y` points above the page's lower edge downwards."""
    canvas.setFillGray(0)
    canvas.setFont("Helvetica", size)
    for number, line in enumerate(lines):
        canvas.drawString(x, y - number * size * 1.4, line)


def words(canvas: Canvas, line: str, x: float = 72, y: float = 400, size: float = 11, mode: int = 0) -> None:
    """One line in the colour that is set."""
    canvas.saveState()  # a render mode lasts until it is changed
    drawn = canvas.beginText(x, y)
    drawn.setFont("Helvetica", size)
    drawn.setTextRenderMode(mode)
    drawn.textOut(line)
    canvas.drawText(drawn)
    canvas.restoreState()


def image(grey: int, size: int = 8) -> ImageReader:
    """A plain picture of one grey."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("L", (size, size), grey).save(file, "PNG")
    return ImageReader(file)
