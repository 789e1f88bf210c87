"""Quotes: found in their section, verified against their source.

A quote is written by a person or cut by a program; either way it counts only as a slice of the clean text. Line
breaks, hyphens and soft hyphens may differ; letters, figures and punctuation may not.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from ingest.document import Document, Section
from ingest.errors import QuoteError

IGNORED = re.compile(r"[\s\u00ad\u2010-]")


@dataclass(frozen=True)
class Quote:
    """A verified slice of a document's clean text, and the innermost section that it stands in."""

    document: str
    section: Section
    start: int
    end: int
    text: str


def resolve(document: Document, reference: str, where: str) -> Section:
    """The section that `reference` names: its number, its heading, or a path "A > B". Raises QuoteError."""
    parts = [part.strip() for part in reference.split(">")]
    found = [s for s in document.sections if _named(s, parts[-1]) and _under(s, parts[:-1])]
    numbered = [s for s in found if s.number == parts[-1]]
    found = numbered or found
    if len(parts) == 1 and len(found) > 1:
        top = min(s.level for s in found)
        found = [s for s in found if s.level == top]
    if len(found) == 1:
        return found[0]
    labels = [s.label for s in document.sections] + [s.heading for s in document.sections]
    if found:
        raise QuoteError(
            f"{len(found)} sections of {document.id} are called {reference!r}",
            where=where,
            remedy=f"Write the path, for example {' > '.join((*found[0].path,))!r}.",
        )
    near = difflib.get_close_matches(reference, labels, n=1)
    raise QuoteError(
        f"{document.id} has no section {reference!r}",
        where=where,
        remedy=f"The nearest is {near[0]!r}." if near else "Write it as printed in the outline of its document.toml.",
    )


def _named(section: Section, name: str) -> bool:
    return name in (section.number, section.heading, section.path[-1] if section.path else section.heading)


def _under(section: Section, above: list[str]) -> bool:
    rest = list(section.path[:-1])
    return all(any(part == name or part.endswith(" " + name) for part in rest) for name in above)


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text without white space and hyphens, and the offset in `text` of each character kept."""
    kept = [i for i, char in enumerate(text) if not IGNORED.match(char)]
    return "".join(text[i] for i in kept), kept


def locate(document: Document, section: Section, quote: str, where: str) -> Quote:
    """The quote in `section` or below it, verified. Raises QuoteError with the words that differ."""
    wanted, _ = squeezed(quote)
    if not wanted:
        raise QuoteError("The quote is empty", where=where)
    for candidate in document.within(section):
        text = document.text(candidate)
        body, offsets = squeezed(text)
        at = body.find(wanted)
        if at >= 0:
            start = candidate.start + offsets[at]
            end = candidate.start + offsets[at + len(wanted) - 1] + 1
            if not document.verify(start, end):
                raise QuoteError(
                    "The quote runs over a footnote or a box in the source", where=where, remedy="Quote one of them."
                )
            return Quote(document.id, candidate, start, end, document.clean[start:end])
    elsewhere = [s.label for s in document.sections if wanted in squeezed(document.text(s))[0]]
    if elsewhere:
        raise QuoteError(
            f"The quote does not stand in {section.label!r} of {document.id}, but in {elsewhere[0]!r}",
            where=where,
            remedy="Name that section, if the source was renumbered.",
        )
    raise QuoteError(
        f"The quote does not stand in {section.label!r} of {document.id}: {_difference(document, section, quote)}",
        where=where,
        remedy="Copy the sentence from the source.",
    )


def _difference(document: Document, section: Section, quote: str) -> str:
    wanted = quote.split()
    words = " ".join(document.text(s) for s in document.within(section)).split()
    matcher = difflib.SequenceMatcher(a=words, b=wanted, autojunk=False)
    best = matcher.find_longest_match()
    first = max(0, best.a - best.b)
    near = words[first : first + len(wanted)]
    changes = [
        f"{' '.join(near[a:b])!r} in the source is {' '.join(wanted[c:d])!r} in the quote"
        for kind, a, b, c, d in difflib.SequenceMatcher(a=near, b=wanted, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    if best.size < 3 or not changes:
        return "nothing near it was found"
    return "; ".join(changes[:3]) + f". Nearest: {' '.join(near)!r}"
