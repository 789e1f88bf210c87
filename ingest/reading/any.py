"""A file of any kind: recognised by its content, whatever its name says, and read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ingest.errors import SamlotsError
from ingest.reading.encoding import MARKS, decode
from ingest.reading.hidden import approve, instructions
from ingest.reading.model import Finding, Reading, Sheet
from ingest.reading.quality import GATE, quality

FileKind = Literal["pdf", "docx", "html", "text"]

VERSION = 1
"""Goes up when the same file may be read differently, so that a text as read says what read it."""

CAN = "Samlots reads PDF, DOCX (Word), HTML pages and plain text."
SIGNS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file (.doc) or a Word file with a password", "Save it from Word as .docx without a password."),
    (b"{\\rtf", "a file in rich text format (.rtf)", "Save it as .docx."),
    (b"\x89PNG", "a picture (PNG)", "Save it as a PDF: scanned pages are read there."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "Save it as a PDF: scanned pages are read there."),
    (b"II*\0", "a picture (TIFF)", "Save it as a PDF: scanned pages are read there."),
    (b"MM\0*", "a picture (TIFF)", "Save it as a PDF: scanned pages are read there."),
    (b"GIF8", "a picture (GIF)", "Save it as a PDF: scanned pages are read there."),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it first."),
    (b"7z\xbc\xaf", "a compressed file (7z)", "Unpack it first."),
    (b"Rar!", "a compressed file (RAR)", "Unpack it first."),
)  # fmt: skip
PACKED = (
    ("word/", "docx", ""),
    ("xl/", "a spreadsheet (Excel)", "Save it as a PDF."),
    ("ppt/", "a presentation (PowerPoint)", "Save it as a PDF."),
    ("content.xml", "an OpenDocument file", "Save it as .docx or PDF."),
    ("", "a zip archive", "Unpack it first."),
)
PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
PIECES = re.compile(r"</(?:p|div|h[1-6]|ul|table|section|article)>", re.IGNORECASE)
ARCHIVE = re.compile(rb"(?:^|\n)(?:MIME-Version:|Content-Type: multipart/related)", re.IGNORECASE)


def kind(path: Path) -> FileKind:
    """What the file is, by its content. Raises SamlotsError that names what it is instead, and what can be read."""
    try:
        with path.open("rb") as file:
            start = file.read(65_536)
    except OSError as error:
        raise SamlotsError(f"The file cannot be read: {error.strerror}", where=str(path)) from None
    if not start:
        raise SamlotsError("The file is empty", where=path.name, remedy="Ask for a new copy.")
    if b"%PDF-" in start[:1024]:
        return "pdf"
    for sign, what, remedy in SIGNS:
        if start.startswith(sign):
            raise _cannot(path, what, remedy)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(path)
    return _text(path, start)


def _packed(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise SamlotsError(
            "The file is damaged: it begins as a Word file or archive, but its list of parts cannot be read",
            where=path.name,
            remedy="Ask for a new copy.",
        ) from None
    for prefix, what, remedy in PACKED:
        if any(name.startswith(prefix) for name in names) or not prefix:
            if what == "docx":
                return "docx"
            raise _cannot(path, what, remedy)
    raise AssertionError  # the last prefix is empty


def _text(path: Path, start: bytes) -> FileKind:
    # The last bytes read may be half a letter; a text file's first lines tell enough.
    whole = start if any(start.startswith(mark) for mark, _ in MARKS) else start.rpartition(b"\n")[0] or start
    decoded = decode(whole[: len(whole) // 2 * 2], markup=True)
    if decoded is None:
        raise _cannot(path, "of no known kind", "Save it as PDF or .docx.")
    text = decoded[0]
    if ARCHIVE.search(start[:2048]) and b"<html" in start.lower():
        raise _cannot(path, "a web archive (.mhtml)", "Save the page as “Web page, HTML only”.")
    return "html" if PAGE.match(text) or len(PIECES.findall(text)) >= 3 else "text"


def _cannot(path: Path, what: str, remedy: str) -> SamlotsError:
    return SamlotsError(f"This is {what}, which is not read. {CAN}", where=path.name, remedy=remedy)


def read(path: Path, approved: Collection[str] = ()) -> Reading:
    """The file as read, whatever its kind, with the findings of every gate but those whose words are `approved`.
    Raises SamlotsError."""
    match kind(path):
        case "pdf":
            from ingest.reading import file

            return file.read(path, approved)
        case "docx":
            from ingest.reading import docx

            reading = docx.read(path)
        case "html":
            from ingest.reading import html

            reading = html.read(path)
        case "text":
            from ingest.reading import text

            reading = text.read(path)
    return _gated(reading, approved)


def _gated(reading: Reading, approved: Collection[str]) -> Reading:
    """With the gates that every text goes through, whatever it was cut from."""
    nothing = Sheet(1, 0.0, 0.0, ())
    pages = tuple(replace(page, quality=quality(nothing, page.text)) for page in reading.pages)
    findings = list(reading.findings)
    for note in reading.notes:  # these kinds have their footnotes apart from the text
        findings += instructions(note.text, None)
    for page in pages:
        number = page.number if len(pages) > 1 else None
        findings += instructions(page.text, number)
        if page.quality < GATE and page.text.strip():
            findings.append(
                Finding(
                    "quality", "quarantined", number, f"The text has quality {page.quality:.2f}, below {GATE}: it is damaged or not Swedish.",
                    "Ask for a better copy, or mend it with `samlots repair`.",
                )
            )  # fmt: skip
    return replace(reading, pages=pages, findings=tuple(approve(findings, approved)))


def paged(kind: FileKind, reading: Reading) -> bool:
    """Whether the file has pages at all: a PDF has, and a text that breaks them by form feeds."""
    return kind == "pdf" or len(reading.pages) > 1
