"""One text in several documents: which sections say the same, so that it is shown once."""

from __future__ import annotations

from collections.abc import Iterable

from app.retrieval.terms import words
from ingest.document import Document

SHINGLE = 4
ALIKE = 0.75
"""Share of common runs of four words (Broder 1997, resemblance) from which two texts are one."""
LEAST = 12
"""Words in the shortest text that is compared; "Beslutsunderlag" alone is a heading, not a repeat."""

Place = tuple[str, int]


def repeats(documents: Iterable[Document]) -> dict[Place, Place]:
    """Each repeated section to the one that stands for it: the one of the document of the highest rank. An agreement
    speaks for itself, whatever another one says in the same words."""
    shingles: dict[Place, frozenset[tuple[str, ...]]] = {}
    rank: dict[Place, tuple[int, str, int]] = {}
    for document in documents:
        for section in document.sections:
            said = words(document.text(section))
            if section.role == "text" and section.kind != "agreement" and len(said) >= LEAST:
                place = (document.id, section.index)
                shingles[place] = frozenset(tuple(said[i : i + SHINGLE]) for i in range(len(said) - SHINGLE + 1))
                rank[place] = (document.manifest.rank, document.id, section.index)
    first: dict[Place, Place] = {}
    sharing: dict[tuple[str, ...], list[Place]] = {}
    for place in sorted(shingles, key=lambda place: rank[place]):
        counts: dict[Place, int] = {}
        for shingle in shingles[place]:
            for other in sharing.setdefault(shingle, []):
                counts[other] = counts.get(other, 0) + 1
            sharing[shingle].append(place)
        for other, common in sorted(counts.items(), key=lambda item: -item[1]):
            alike = common / (len(shingles[place]) + len(shingles[other]) - common)
            if other[0] != place[0] and alike >= ALIKE:
                first[place] = first.get(other, other)
                break
    return first
