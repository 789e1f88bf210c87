"""The answer as plain text with its sources, to paste into a record or a mail."""

from __future__ import annotations

import re

from app.answering.answer import Answer, Citation
from app.pages.words import word
from ingest.library import Library


def plain(answer: Answer, library: Library) -> str:
    """Question, answer with its warnings, and every source with its quote."""
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", answer.text)
    parts = [answer.question, word("copy_line", answer.language, day=answer.as_of), text]
    if answer.citations:
        parts.append(word("copy_sources", answer.language))
        parts += [_source(citation, library, answer.language) for citation in answer.citations]
    return "\n\n".join(parts)


def _source(citation: Citation, library: Library, language: str) -> str:
    heading = "" if citation.heading == citation.section else f" {citation.heading}"
    place = f"[{citation.n}] {library[citation.document].manifest.title}, {citation.section}{heading}"
    if citation.page is not None:
        place += f", {word('page', language, page=citation.page)}"
    elif citation.toc_page is not None:
        place += f", {word('toc_page', language, page=citation.toc_page)}"
    return f"{place}:\n”{' '.join(citation.quote.split())}”"
