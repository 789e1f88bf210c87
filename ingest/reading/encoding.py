"""The letters of a text file: by its byte order mark, by what it says of itself, by what its bytes can be."""

from __future__ import annotations

import codecs
import re

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
WESTERN = "cp1252"
"""What Swedish files that are not Unicode nearly always are; a page that says ISO 8859-1 means it (WHATWG, Encoding)."""


def decode(data: bytes, *, markup: bool = False) -> tuple[str, str] | None:
    """The text and the encoding's name; None for bytes that are no text. `markup`: an HTML page may declare it."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return _try(data, name)
    declared = DECLARED.search(data[:2048]) if markup else None
    said = declared.group(1).decode("ascii").lower() if declared else ""
    if said in ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"):
        said = WESTERN
    # UTF-8 first: other text is hardly ever valid UTF-8 by chance, and pages that declare wrongly are common.
    for name in ("utf-8", said, WESTERN):
        found = _try(data, name) if name else None
        if found is not None:
            return found
    return None


def _try(data: bytes, name: str) -> tuple[str, str] | None:
    try:
        text = data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    strange = sum(1 for char in text[:20_000] if ord(char) < 32 and char not in "\t\n\r\f\v")
    return None if "\0" in text or strange > len(text[:20_000]) // 200 else (text, name.replace("utf-8-sig", "utf-8"))
