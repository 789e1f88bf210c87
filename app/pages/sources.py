"""Sources as they open: the section's own text with the quotes marked in it, and sections to read on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from app.answering.answer import Answer, Citation
from app.pages.markup import anchor, legible, tag
from app.pages.states import state
from app.pages.words import word
from ingest.document import Document, Section
from ingest.library import Library

WHOLE = 1600
"""Characters up to which a section is shown whole at once; of a longer one, the part around the quotes first."""
AROUND = 420
"""Characters shown before and after the quotes of a long section."""


@dataclass(frozen=True)
class Span:
    """A quote in the clean text of a document: citation `n` is clean[start:end]."""

    n: int
    start: int
    end: int


def sources(answer: Answer, library: Library, turn: int) -> str:
    """One entry for each section cited, in the order of the numbers."""
    groups: dict[tuple[str, int], list[Citation]] = {}
    for citation in answer.citations:
        section = library[citation.document].section_at(citation.start)
        groups.setdefault((citation.document, section.index), []).append(citation)
    entries = [
        _entry(library[name], library[name].sections[index], cited, answer, turn)
        for (name, index), cited in groups.items()
    ]
    return _listed("sources", entries, answer.language)


def read_on(answer: Answer, library: Library) -> str:
    """The sections to read on in, each with its text."""
    entries = []
    for pointer in answer.read_on:
        document = library[pointer.document]
        section = next(
            (s for s in document.sections if (s.label, s.heading) == (pointer.section, pointer.heading)), None
        )
        if section is not None:
            entries.append(_entry(document, section, (), answer, 0))
    return _listed("read_on", entries, answer.language)


def _listed(heading: str, entries: Sequence[str], language: str) -> str:
    if not entries:
        return ""
    return f'<section class="sl-sources"><h3>{word(heading, language)}</h3>{"".join(entries)}</section>'


def _entry(document: Document, section: Section, cited: Sequence[Citation], answer: Answer, turn: int) -> str:
    language, manifest = answer.language, document.manifest
    numbers = " ".join(f"[{c.n}]" for c in cited)
    kind, words = state(manifest, answer.as_of, language)
    name = f'<span class="sl-name"><span class="sl-n">{numbers}</span> {escape(manifest.short.in_(language))} – <span lang="sv">{escape(title(section))}</span></span>'
    spans = [Span(c.n, c.start, c.end) for c in cited]
    return (
        f'<details class="sl-source"><summary>{name}{tag(kind, words)}</summary><div class="sl-open">'
        f"{_place(document, section, cited, language)}{_text(document, section, spans, language, turn)}</div></details>"
    )


def title(section: Section) -> str:
    """The section as it is called: its nearest number and its heading, or the heading alone; without the
    colon that some headings end in."""
    heading = section.heading.rstrip(" :")
    return heading if section.heading == section.label else f"{section.label} {heading}"


def _place(document: Document, section: Section, cited: Sequence[Citation], language: str) -> str:
    parts = [f'<span lang="sv">{escape(document.manifest.title)}</span>']
    parts += [f'<span lang="sv">{escape(heading)}</span>' for heading in section.path[:-1]]
    page = next((c.page for c in cited if c.page is not None), None)
    toc_page = next((c.toc_page for c in cited if c.toc_page is not None), section.toc_page)
    if page is not None:
        parts.append(word("page", language, page=page))
    elif toc_page is not None:
        parts.append(word("toc_page", language, page=toc_page))
    return f'<p class="sl-place">{" › ".join(parts)}</p>'


def _text(document: Document, section: Section, spans: Sequence[Span], language: str, turn: int) -> str:
    start = section.start
    first, _, rest = document.text(section).partition("\n")
    if rest and first.strip().endswith(section.heading):
        start += len(first) + 1
    if section.end - start <= WHOLE or not spans:
        return (
            f'<div class="sl-text" lang="sv">{marked(document.clean, start, section.end, spans, language, turn)}</div>'
        )
    a, b = _window(document.clean, start, section.end, spans)
    part = marked(document.clean, a, b, spans, language, turn)
    whole = marked(document.clean, start, section.end, spans, language, None)
    return (
        f'<div class="sl-text" lang="sv">{"[…] " if a > start else ""}{part}{" […]" if b < section.end else ""}</div>'
        f'<details class="sl-whole"><summary>{word("whole_section", language)}</summary>'
        f'<div class="sl-text" lang="sv">{whole}</div></details>'
    )


def _window(clean: str, start: int, end: int, spans: Sequence[Span]) -> tuple[int, int]:
    """From a paragraph's or a sentence's beginning before the quotes to an end of one after them."""
    low = max(start, min(s.start for s in spans) - AROUND)
    high = min(end, max(s.end for s in spans) + AROUND)
    if low > start:
        breaks = [at for at in (clean.find("\n", low), clean.find(". ", low)) if 0 <= at < min(s.start for s in spans)]
        low = min(breaks) + 1 if breaks else min(s.start for s in spans)
    if high < end:
        breaks = [
            at for at in (clean.rfind("\n", 0, high), clean.rfind(". ", 0, high)) if at >= max(s.end for s in spans) - 1
        ]
        high = max(breaks) + 1 if breaks else max(s.end for s in spans)
    return low, high


def marked(clean: str, start: int, end: int, spans: Iterable[Span], language: str, turn: int | None) -> str:
    """clean[start:end] escaped, with each quote marked. Quotes that overlap are marked one after the other, so that
    every character stands once. With a turn, each quote gets the anchor that its [1] leads to."""
    clean = legible(clean)
    pieces, at = [], start
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        a, b = max(at, span.start), min(end, span.end)
        anchored = f' id="{anchor(turn, span.n)}"' if turn is not None else ""
        if a >= b:
            pieces.append(f"<span{anchored}></span>" if anchored else "")
            continue
        number = f'<span class="sl-n" aria-hidden="true">[{span.n}] </span>'
        pieces += [
            escape(clean[at:a], quote=False),
            f"<mark{anchored}>{number}{escape(clean[a:b], quote=False)}</mark>",
        ]
        at = b
    pieces.append(escape(clean[at:end], quote=False))
    return "".join(pieces).strip()
