"""Chunks: exact slices of the clean text, never across a section, made of whole sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.document import Document, Section
from ingest.sentences import sentences

TARGET = 700
"""Characters. The default model reads 512 tokens, about 1,800 characters of Swedish; small units find better."""


@dataclass(frozen=True)
class Chunk:
    """`start` and `end` are offsets in the document's clean text; `passage` is what the embedder reads."""

    id: str
    document: str
    section: int
    start: int
    end: int
    text: str
    passage: str


def cut(document: Document) -> list[Chunk]:
    """The document's chunks in order. Contents lists carry nothing to answer from and are left out."""
    return [
        chunk
        for section in document.sections
        if section.role != "contents" and section.end > section.start
        for chunk in _section_chunks(document, section)
    ]


def fingerprint(chunks: Iterable[Chunk]) -> str:
    """A short hash of the chunks' texts and places: an index is up to date when it was made of just these."""
    return hashlib.sha256("".join(chunk.id for chunk in chunks).encode()).hexdigest()[:16]


def _section_chunks(document: Document, section: Section) -> Iterator[Chunk]:
    text = document.text(section)
    body = text.find("\n") + 1 if section.path else 0
    spans = [(a, b) for a, b in sentences(text) if a >= body]
    start: int | None = None
    end = 0
    for a, b in spans:
        if start is not None and b - start > TARGET:
            yield _chunk(document, section, start, end)
            start = None
        if start is None:
            start = a
        end = b
    if start is not None:
        yield _chunk(document, section, start, end)


def _chunk(document: Document, section: Section, start: int, end: int) -> Chunk:
    start, end = section.start + start, section.start + end
    text = document.clean[start:end]
    passage = " > ".join((document.manifest.short.sv, *section.path)) + "\n" + " ".join(text.split())
    key = "\0".join((document.id, str(section.index), str(start), passage))
    return Chunk(hashlib.sha256(key.encode()).hexdigest()[:32], document.id, section.index, start, end, text, passage)
