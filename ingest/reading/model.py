"""What reading a file gives: sheets of runs as drawn, then pages, sections, notes and findings as read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the page's upper left corner."""

ReadBy = Literal["text", "ocr", "docx", "html"]
FoundBy = Literal["numbering", "contents", "bookmark", "type", "style"]
Severity = Literal["refused", "quarantined", "note"]


@dataclass(frozen=True)
class Run:
    """A piece of one line as drawn, in the order of drawing. `size` is the type's height on the page in points.
    `mode` is the PDF text render mode (3 draws nothing), `fill` the colour as red, green, blue from 0 to 1, None
    where it is not known. `confidence` is the OCR program's, from 0 to 1, None for text that was not recognised."""

    text: str
    box: Box
    size: float
    bold: bool = False
    mode: int = 0
    fill: tuple[float, float, float] | None = None
    order: int = 0
    confidence: float | None = None


@dataclass(frozen=True)
class Picture:
    """An image or a filled area as drawn: what stands before it in the order of drawing is hidden behind it."""

    box: Box
    order: int
    fill: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Sheet:
    """One page as drawn. `number` counts from 1; `label` is the page label that the file itself carries."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    pictures: tuple[Picture, ...] = ()
    label: str | None = None


@dataclass(frozen=True)
class Page:
    """A page as read. `label` is the page number as printed, None where none is. `quality` is from 0 to 1."""

    number: int
    label: str | None
    text: str
    quality: float
    read_by: ReadBy


@dataclass(frozen=True)
class ReadNote:
    """A footnote: its mark as printed, its text, its page, and the section (index) that refers to it."""

    mark: str
    text: str
    page: int
    section: int | None


@dataclass(frozen=True)
class ReadSection:
    """A section as read. `number` as printed, without a closing dot; `heading` excludes it. `page` is the physical
    page from 1 on which the heading stands, `label` that page's printed number. `text` is the section's own text,
    without its heading and without its subsections."""

    number: str | None
    heading: str
    level: int
    page: int
    label: str | None
    found_by: FoundBy
    text: str


@dataclass(frozen=True)
class Finding:
    """What a gate found. `refused` keeps the file out until a person has approved the words in document.toml,
    `quarantined` the page; a `note` only tells. `remedy` says what to do now."""

    code: str
    severity: Severity
    page: int | None
    text: str
    remedy: str


@dataclass(frozen=True)
class Reading:
    """A whole file as read."""

    pages: tuple[Page, ...]
    sections: tuple[ReadSection, ...]
    notes: tuple[ReadNote, ...]
    findings: tuple[Finding, ...]
