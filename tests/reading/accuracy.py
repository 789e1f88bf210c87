"""How many words of the corpus's pages the OCR reads right: each document rendered to PDF, each page drawn at 300 dpi
and read by tesseract, its words set against those that were drawn."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from ingest.document import Document
from ingest.library import read_library
from ingest.reading import extract, raster, scan
from ingest.reading.layout import lines
from ingest.reading.model import Sheet
from ingest.settings import ROOT
from tests.reading.render import Style, render

PLAIN = Style()


@dataclass(frozen=True)
class PageRead:
    """A page: the words that were drawn, and how many of them, or beside them, were read wrong."""

    document: str
    number: int
    words: int
    wrong: int


def pages(document: Document, numbers: Collection[int] | None = None, style: Style = PLAIN) -> list[PageRead]:
    """The document's pages of these numbers by OCR, or all; two at a time, since tesseract runs as a program."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        path = Path(folder) / "page.pdf"
        render(document, path, style)
        chosen = [sheet for sheet in extract.sheets(path) if numbers is None or sheet.number in numbers]
        # pdfium is not for several threads, so the pages are drawn here.
        drawn = (raster.page(path, sheet.number) for sheet in chosen)
        read = [pool.submit(scan.read_page, picture) for picture in drawn]
        return [_compared(document.id, sheet, done.result()) for sheet, done in zip(chosen, read, strict=True)]


def _compared(name: str, drawn: Sheet, read: Sheet) -> PageRead:
    return PageRead(name, drawn.number, len(words(drawn)), Levenshtein.distance(words(drawn), words(read)))


def words(sheet: Sheet) -> list[str]:
    """The page's words in reading order, with the signs that touch them; a bullet is no word, § is one."""
    found = (word for line in lines(sheet) for word in line.text.split())
    return [word for word in found if "§" in word or any(map(str.isalnum, word))]


def accuracy(read: Sequence[PageRead]) -> float:
    """The share of words read right, from 0 to 1."""
    return 1 - sum(page.wrong for page in read) / max(sum(page.words for page in read), 1)


def whole_corpus() -> list[PageRead]:
    """All pages of all documents; two to four seconds each."""
    return [page for document in read_library(ROOT / "corpus") for page in pages(document)]


def main() -> None:
    """Prints the word accuracy of every document's pages, rendered and read by OCR; for `make bench`."""
    found = whole_corpus()
    for name in dict.fromkeys(page.document for page in found):
        own = [page for page in found if page.document == name]
        print(f"{name:40} {len(own):4} pages  {accuracy(own):7.2%} of the words right by OCR")
    print(f"{'all':40} {len(found):4} pages  {accuracy(found):7.2%}")


if __name__ == "__main__":
    main()
