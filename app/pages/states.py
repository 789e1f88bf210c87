"""What a document is worth on a day: in force, expired, perhaps extended, a proposal."""

from __future__ import annotations

from datetime import date

from app.pages.words import word
from ingest.manifest import Manifest


def state(manifest: Manifest, as_of: date, language: str) -> tuple[str, str]:
    """The kind and its words, by the document's own dates alone."""
    kind = _kind(manifest, as_of)
    return kind, word(f"state_{kind}", language)


def _kind(manifest: Manifest, as_of: date) -> str:
    validity = manifest.validity
    if manifest.proposal:
        return "proposal"
    if validity is None:
        return "undated"
    if as_of < validity.from_:
        return "early"
    if as_of <= validity.to:
        return "in_force"
    if validity.renewal and as_of <= validity.renewal.until:
        return "extended"
    return "expired"


def validity(manifest: Manifest, language: str) -> str:
    """The document's dates in words; empty where it states none."""
    dates = manifest.validity
    if dates is None:
        return ""
    text = word("validity", language, from_=dates.from_, to=dates.to)
    return f"{text}, {word('renewal', language, until=dates.renewal.until)}" if dates.renewal else text
