"""A document as read: its source, its clean text with the map between them, and its sections."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cached_property

from ingest.lines import squeeze
from ingest.manifest import Kind, Manifest, Role

BODY, FURNITURE, MARK, FIRST_ASIDE = 0, 1, 2, 3


@dataclass(frozen=True)
class Note:
    """A footnote: its text in the clean text, and the clean offset that its mark stood at."""

    number: int
    start: int
    end: int
    anchor: int


@dataclass(frozen=True)
class Section:
    """A printed section with its own text, without its subsections'. `start` and `end` are clean offsets.

    `number` is as printed without a closing dot, None where none is printed; `heading` excludes it. `label` is
    how the section is cited: the nearest printed number, or the heading where the document has none. `path` is
    the headings from the document down to this one, numbers included. `page` and `toc_page` are None unless
    the source itself says.
    """

    index: int
    number: str | None
    heading: str
    label: str
    level: int
    path: tuple[str, ...]
    role: Role
    kind: Kind
    start: int
    end: int
    page: int | None
    toc_page: int | None
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Document:
    """`origin[i]` is the source offset of clean character i; `stream[j]` tells what source character j belongs
    to: the text, furniture (never in the clean text), a footnote mark, or one of the asides (notes and boxes)."""

    manifest: Manifest
    source: str
    clean: str
    origin: array[int]
    stream: array[int]
    sections: tuple[Section, ...]
    pages: tuple[tuple[int, int], ...]  # (source offset, page number) of each printed page mark

    @property
    def id(self) -> str:
        return self.manifest.id

    def text(self, section: Section) -> str:
        return self.clean[section.start : section.end]

    def source_text(self, start: int, end: int) -> str:
        """What the source prints between the first and the last character of clean[start:end], without the
        furniture, footnote marks and asides that stand in between."""
        if start >= end:
            return ""
        first, last = self.origin[start], self.origin[end - 1]
        own = self.stream[first]
        return "".join(self.source[i] for i in range(first, last + 1) if self.stream[i] == own)

    def verify(self, start: int, end: int) -> bool:
        """Whether clean[start:end] is its source span once white space and hyphens are taken away."""
        return squeeze(self.clean[start:end]) == squeeze(self.source_text(start, end))

    def page_at(self, clean_offset: int) -> int | None:
        """The page, where the source prints a mark before the place and the next page's mark after it."""
        at = self.origin[clean_offset]
        for (start, number), (end, following) in zip(self.pages, self.pages[1:], strict=False):
            if start <= at < end:
                return number if following == number + 1 else None
        return None

    def section_at(self, clean_offset: int) -> Section:
        return next(s for s in self.sections if s.start <= clean_offset < s.end)

    def within(self, section: Section) -> tuple[Section, ...]:
        """The section and all its subsections, in order."""
        inside = [section]
        for other in self.sections[section.index + 1 :]:
            if other.level <= section.level:
                break
            inside.append(other)
        return tuple(inside)

    @cached_property
    def labels(self) -> frozenset[str]:
        return frozenset(s.label for s in self.sections)
