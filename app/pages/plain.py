"""The answer as plain text with its sources, to paste into a record or a mail."""

from __future__ import annotations

import re

from app.answering.answer import Answer, Citation
from app.pages.blocks import wording
from app.pages.markup import legible
from app.pages.words import word
from ingest.library import Library

QUOTED = re.compile(r"^> (.*?) *$", re.MULTILINE)
"""A line of a quote as the answer marks it."""


def plain(answer: Answer, library: Library) -> str:
    """Question, answer with its warnings, and every source with its quote."""
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", wording(answer, answer.text))
    text = QUOTED.sub(r"  \1", text)
    parts = [answer.question, word("copy_line", answer.language, day=answer.as_of), text]
    if answer.citations:
        parts.append(word("copy_sources", answer.language))
        parts += [_source(citation, library, answer.language) for citation in answer.citations]
    return legible("\n\n".join(parts))


def _source(citation: Citation, library: Library, language: str) -> str:
    heading = "" if citation.heading == citation.section else f" {citation.heading}"
    place = f"[{citation.n}] {library[citation.document].manifest.title}, {citation.section}{heading}"
    if citation.page is not None:
        place += f", {word('page', language, page=citation.page)}"
    elif citation.toc_page is not None:
        place += f", {word('toc_page', language, page=citation.toc_page)}"
    return f"{place}:\n”{' '.join(citation.quote.split())}”"
