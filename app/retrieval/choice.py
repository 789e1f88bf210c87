"""Which sentences of a section answer: consecutive, whole, those that say most of what is asked, with enough around
them to be understood: a list with what introduces it, the rest of a short paragraph, a short section whole."""

from __future__ import annotations

from collections.abc import Sequence

from app.retrieval.query import Concept
from app.retrieval.search import Found, Hit, Search
from app.retrieval.terms import stem, words
from ingest.document import Document
from ingest.sentences import sentences

MOST = 3
"""Sentences chosen, before those around them."""
EACH = 0.06
"""What a further sentence must add to the share of the question that is said."""
NOTE = 0.3
"""What a footnote must have beyond the text it belongs to."""
SHORT = 60
"""Characters below which a sentence is a heading or half of one; the next one is shown with it."""
ENOUGH = 1200
"""Characters up to which the paragraph or the list around the sentences is shown, and up to which a section is shown whole.
Of 217 answers with the right section, 24 % lacked words that were asked for with 600, 14 % with 1,300."""
BULLETS = "\uf0b7►•–-"


def choose(search: Search, found: Found, hit: Hit) -> list[tuple[int, int]]:
    """The spans in the document's clean text. Where nothing of the question is said in so many words, the start of
    the chunk nearest in meaning."""
    spans = [(c.start + a, c.start + b) for c in hit.chunks for a, b in sentences(c.text)]
    said = [_stems(search, hit.document.clean[a:b]) for a, b in spans]
    notes = [any(n.start <= a < n.end for n in hit.section.notes) for a, _ in spans]
    best, chosen = 0.0, (0, min(MOST, len(spans)))
    for first in range(len(spans)):
        for last in range(first + 1, min(first + MOST, len(spans)) + 1):
            together = frozenset().union(*said[first:last])
            value = sum(
                weight
                for concept, weight in zip(found.concepts, found.weights, strict=True)
                if _covered(concept, together)
            )
            value -= EACH * (last - first - 1) + (NOTE if any(notes[first:last]) else 0.0)
            if value > best + 1e-9:
                best, chosen = value, (first, last)
    text = hit.document.clean
    first, last = _listed(text, spans, *chosen)
    while last < len(spans) and last - first < MOST and (
        spans[last - 1][1] - spans[first][0] < SHORT or text[spans[last - 1][1] - 1] == ":"
    ):  # fmt: skip
        last += 1
    first, last = _paragraph(text, spans, first, last)
    return [span for span in _joined(hit.document, spans[first:last]) if hit.document.verify(*span)]


Spans = list[tuple[int, int]]


def _listed(text: str, spans: Spans, first: int, last: int) -> tuple[int, int]:
    """The same with the whole list, and the line that introduces it, where they are part of one that is not too long."""

    def item(i: int) -> bool:
        return text[spans[i][0]] in BULLETS

    start, end = first, last
    if not item(last - 1) and not (last < len(spans) and item(last) and text[spans[last - 1][1] - 1] == ":"):
        return first, last
    while end < len(spans) and item(end):
        end += 1
    while start > 0 and item(start):
        start -= 1
    return (start, end) if spans[end - 1][1] - spans[start][0] <= ENOUGH else (first, last)


def _paragraph(text: str, spans: Spans, first: int, last: int) -> tuple[int, int]:
    """The same with the sentences after and before them in their paragraph, as long as that stays short; the whole
    section where it is short itself."""
    if spans[-1][1] - spans[0][0] <= ENOUGH:
        return 0, len(spans)
    while (
        last < len(spans)
        and "\n" not in text[spans[last - 1][1] : spans[last][0]]
        and spans[last][1] - spans[first][0] <= ENOUGH
    ):
        last += 1
    while (
        first > 0
        and "\n" not in text[spans[first - 1][1] : spans[first][0]]
        and spans[last - 1][1] - spans[first - 1][0] <= ENOUGH
    ):
        first -= 1
    return first, last


def _joined(document: Document, spans: Spans) -> Spans:
    """Spans with nothing but white space between them as one, where the whole stands so in the source: a footnote
    behind the text that it belongs to is a quote of its own."""
    whole: Spans = []
    for start, end in spans:
        if whole and not document.clean[whole[-1][1] : start].strip() and document.verify(whole[-1][0], end):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _stems(search: Search, text: str) -> frozenset[str]:
    found = words(text)
    parts = [part for word in found for part in search.splitter.split(word)]
    return frozenset(stem(word, "sv") for word in (*found, *parts))


def _covered(concept: Concept, said: frozenset[str]) -> bool:
    return any(all(stem(word, "sv") in said for word in phrase) for phrase in concept.phrases)


def elsewhere(found: Found) -> Sequence[Hit]:
    """The best section of each other county's agreement, when the best of all is an agreement too: what is settled
    county by county is shown for each."""
    first = found.hits[0].document.manifest
    if first.kind != "agreement":
        return ()
    seen, others = {first.county}, []
    for hit in found.hits[1:]:
        manifest = hit.document.manifest
        if manifest.kind == "agreement" and manifest.county not in seen:
            seen.add(manifest.county)
            others.append(hit)
    return others
