"""A DOCX as a package: its main part and the parts that belong to it, opened within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from docx.opc.exceptions import OpcError
from docx.opc.package import OpcPackage
from docx.opc.part import Part
from lxml import etree

from ingest.errors import SamlotsError
from ingest.reading.blocks import shorten

MOST_XML = 64_000_000
MOST_IN_ALL = 512_000_000
"""Bytes once unpacked: a thousand pages of text are some 10 MB of XML; pictures may be large."""
MOST_FILES = 10_000
PARTS = ("styles", "numbering", "footnotes", "endnotes", "comments")


def open_package(path: Path) -> tuple[etree._Element, dict[str, etree._Element]]:
    """The root of the main part, and the roots of the parts it refers to, by the last word of their type."""
    data = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
        xml = sum(entry.file_size for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_FILES or xml > MOST_XML or total > MOST_IN_ALL:
            raise SamlotsError(
                f"The file would unpack to {total / 1e6:,.0f} MB in {len(entries)} parts, which no agreement needs",
                where=path.name,
                remedy="Do not open it; ask the sender for a new copy, or save its text alone as a new document.",
            )
        main = OpcPackage.open(io.BytesIO(data)).main_document_part
        parts = {}
        for relation in main.rels.values():
            kind = relation.reltype.rsplit("/", 1)[-1]
            if not relation.is_external and kind in PARTS:
                parts[kind] = _root(relation.target_part)
        return _root(main), parts
    except (
        OpcError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, RuntimeError, EOFError, OSError,
        # What the package reader raises for a part that is missing or is not what it should be.
        LookupError, ValueError, TypeError, AttributeError,
    ) as error:  # fmt: skip
        raise SamlotsError(
            f"The file is damaged or no Word document: {shorten(str(error)) or type(error).__name__}",
            where=path.name,
            remedy="Ask for a new copy, or open it in Word, repair it and save it again.",
        ) from None


def _root(part: Part) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(part.blob, parser)
