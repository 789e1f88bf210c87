"""What a PDF draws, page by page: its text as runs, what it paints over them, its bookmarks and page labels.

Nothing is judged here. A page's content is read, turned into a `Sheet` and let go before the next page, so that
memory does not grow with the number of pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import Destination, IndirectObject

from ingest.errors import CorpusError
from ingest.reading.drawing import Fonts, Matrix, draw, multiply
from ingest.reading.model import Sheet


@dataclass(frozen=True)
class Bookmark:
    """An entry of the file's own outline. `level` counts from 1; `page` from 1, None where it leads nowhere."""

    title: str
    level: int
    page: int | None


def sheets(path: Path) -> Iterator[Sheet]:
    """The pages of the PDF in order, each as drawn. Raises CorpusError for a file that a password closes, and what
    `pypdf` raises for a damaged one: whoever reads a stranger's file calls this through the limits."""
    with _open(path) as reader:
        labels = reader.page_labels if "/PageLabels" in reader.root_object else []
        fonts, layers_off = Fonts(), _layers_off(reader)
        for index, page in enumerate(reader.pages):
            label = labels[index] if index < len(labels) else None
            yield _sheet(page, index + 1, label or None, fonts, layers_off)
            reader.resolved_objects.clear()


def bookmarks(path: Path) -> tuple[Bookmark, ...]:
    """The file's own outline in order. Raises as `sheets` does."""
    with _open(path) as reader:
        return tuple(_bookmarks(reader, reader.outline, 1))


@contextmanager
def _open(path: Path) -> Iterator[PdfReader]:
    with path.open("rb") as file:
        reader = PdfReader(file)
        if reader.is_encrypted and not _opens(reader):
            raise CorpusError(
                "The PDF is encrypted and cannot be read without its password",
                where=path.name,
                remedy="Save a copy without a password and add that.",
            )
        yield reader


def _opens(reader: PdfReader) -> bool:
    """Whether the empty password opens it: most encrypted files only forbid printing or copying."""
    try:
        return reader.decrypt("") != PasswordType.NOT_DECRYPTED
    except (DependencyError, NotImplementedError):
        return False


def _bookmarks(reader: PdfReader, entries: Sequence[object], level: int) -> Iterator[Bookmark]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _bookmarks(reader, entry, level + 1)
        elif isinstance(entry, Destination):
            page = reader.get_destination_page_number(entry)
            yield Bookmark(str(entry.title or ""), level, page + 1 if page is not None and page >= 0 else None)


def _layers_off(reader: PdfReader) -> frozenset[int]:
    """The object numbers of the layers that the file opens with switched off."""
    layers = reader.root_object.get("/OCProperties")
    shown = layers.get_object().get("/D") if layers is not None else None
    off = shown.get_object().get("/OFF") if shown is not None else None
    members = off.get_object() if off is not None else []
    return frozenset(member.idnum for member in members if isinstance(member, IndirectObject))


def _sheet(page: PageObject, number: int, label: str | None, fonts: Fonts, layers_off: frozenset[int]) -> Sheet:
    """The page turned upright, measured in points from its visible upper left corner."""
    box = page.cropbox
    left, bottom, right, top = sorted_box((float(box[0]), float(box[1]), float(box[2]), float(box[3])))
    width, height = right - left, top - bottom
    unit = float(page.get("/UserUnit", 1.0)) or 1.0
    turn = {
        0: (1.0, 0.0, 0.0, -1.0, -left, top),
        90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
        180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
        270: (0.0, -1.0, -1.0, 0.0, top, right),
    }
    angle = int(page.rotation) % 360
    upright: Matrix = turn.get(angle, turn[0])
    if unit != 1.0:
        upright = multiply(upright, (unit, 0.0, 0.0, unit, 0.0, 0.0))
    if angle in (90, 270):
        width, height = height, width
    runs, pictures = draw(page, upright, fonts, layers_off)
    return Sheet(number, width * unit, height * unit, runs, pictures, label)


def sorted_box(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])
