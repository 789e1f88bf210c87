"""What Samlots covers: every document with its dates and what it is worth on the day."""

from __future__ import annotations

from datetime import date
from html import escape

from app.facts import Vocabulary
from app.pages.markup import tag
from app.pages.states import state, validity
from app.pages.words import word
from ingest.document import Document
from ingest.library import Library


def counties(library: Library, vocabulary: Vocabulary) -> dict[str, str]:
    """The counties that the corpus holds something about, by slug, the ones with agreements first."""
    agreed = sorted({d.manifest.county for d in library if d.manifest.kind == "agreement"})
    others = sorted({d.manifest.county for d in library} - set(agreed))
    return {slug: vocabulary.counties[slug] for slug in (*agreed, *others)}


def coverage(library: Library, vocabulary: Vocabulary, as_of: date, language: str) -> str:
    """The documents under their counties, weightiest first."""
    parts = [f'<div class="sl-coverage" lang="{language}"><h2>{word("coverage", language)}</h2>']
    parts.append(f'<p class="sl-quiet">{word("coverage_on", language, day=as_of)}</p>')
    for slug, name in counties(library, vocabulary).items():
        documents = sorted((d for d in library if d.manifest.county == slug), key=lambda d: (d.manifest.rank, d.id))
        rows = "".join(_row(document, as_of, language) for document in documents)
        parts.append(f'<h3 lang="sv">{escape(name)}</h3><ul>{rows}</ul>')
    return "".join(parts) + "</div>"


def _row(document: Document, as_of: date, language: str) -> str:
    manifest = document.manifest
    kind, words = state(manifest, as_of, language)
    dates = validity(manifest, language) or word(f"kind_{manifest.kind}", language)
    return (
        f'<li><span class="sl-doc">{escape(manifest.short.in_(language))}</span> {tag(kind, words)}'
        f'<span class="sl-quiet">{escape(dates[:1].upper() + dates[1:])}</span></li>'
    )
