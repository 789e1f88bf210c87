"""Citations: numbered, each slice verified against its source at the moment of answering."""

from __future__ import annotations

from datetime import date

from app.answering.answer import Citation
from ingest.document import Document
from ingest.errors import QuoteError
from ingest.library import Library
from ingest.quotes import Quote


class Citations:
    """Numbers the quotes of one answer; the same slice gets the same number."""

    def __init__(self, library: Library, as_of: date) -> None:
        self._library, self._as_of = library, as_of
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.items: list[Citation] = []

    def add(self, quote: Quote) -> int:
        """The number of the citation that holds the quote: one that is already shown whole, else its own."""
        for (document, start, end), number in self._numbers.items():
            if document == quote.document and start <= quote.start and quote.end <= end:
                return number
        return self.add_slice(self._library[quote.document], quote.start, quote.end)

    def add_slice(self, document: Document, start: int, end: int) -> int:
        """The number of the citation of clean[start:end]. Raises QuoteError when it no longer stands in its source."""
        key = (document.id, start, end)
        if key not in self._numbers:
            if not document.verify(start, end):
                raise QuoteError("A quote does not stand in its source and is not shown", where=document.id)
            section = document.section_at(start)
            self._numbers[key] = len(self.items) + 1
            self.items.append(
                Citation(
                    len(self.items) + 1, document.id, document.manifest.title, section.label, section.heading,
                    section.path, document.page_at(start), section.toc_page or _toc(document, section.label),
                    document.clean[start:end], in_force(document, self._as_of), section.kind, start, end,
                )
            )  # fmt: skip
        return self._numbers[key]


def in_force(document: Document, as_of: date) -> bool | None:
    """Whether the document is within its validity on the day, by its own dates; None where it states none."""
    validity = document.manifest.validity
    return None if validity is None else validity.standing(as_of) == "in_force"


def _toc(document: Document, label: str) -> int | None:
    return next((s.toc_page for s in document.sections if s.number == label), None)
