"""From source to document: furniture, notes and boxes aside, headings found, sections composed."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.cleaning import Composer
from ingest.document import FIRST_ASIDE, FURNITURE, MARK, Document, Note, Section
from ingest.errors import CorpusError
from ingest.footnotes import Block, Mark, find_blocks, find_marks
from ingest.lines import Line, matching, runs, split, squeeze
from ingest.manifest import Box, Heading, Kind, Manifest, Role, read_manifest

NUMBER = re.compile(r"(§ \d+|\d+(?:\.\d+)*)\.?\s+(?=\D|\d{4}-)")
CONTENTS_LINE = re.compile(r"(\d+(?:\.\d+)*)\.?\s+(.+?)\s+(\d+)")
DIARY = re.compile(r"^Dnr \S+\s+")


@dataclass(frozen=True)
class Found:
    """A heading where it was found, with the lines of text under it (its asides elsewhere)."""

    entry: Heading
    heading: tuple[Line, ...]
    body: tuple[Line, ...]


@dataclass(frozen=True)
class Aside:
    """Notes or a box: taken out of the flow and put behind the section they stand in."""

    stream: int
    lines: tuple[Line, ...]
    box: Box | None = None
    block: Block | None = None


def read_source(folder: Path, manifest: Manifest) -> str:
    """The text of the source: as received, or as read from it. Raises CorpusError when a file is missing, unreadable,
    or not the file described."""
    source, reading = manifest.source, manifest.source.reading
    data = _described(
        folder / source.file,
        source.sha256,
        "source",
        "put the received file back, or add the new one as a new document",
    )
    if reading:
        remedy = "put it back, or read the source again with `samlots add --replace`"
        data = _described(folder / reading.file, reading.sha256, "text as read", remedy)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"The source is not UTF-8 at byte {error.start}", where=str(folder / source.text_file)
        ) from None


def _described(path: Path, sha256: str, what: str, remedy: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"The {what} cannot be read: {error.strerror}", where=str(path), remedy="Put the file back."
        ) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise CorpusError(
            f"The {what} is not the file that document.toml describes (its SHA-256 differs)",
            where=str(path),
            remedy=f"A {what} is never edited: {remedy}.",
        )
    return data


def read_document(folder: Path) -> Document:
    """The document in `folder`. Raises CorpusError for anything that does not stand as its manifest says."""
    manifest = read_manifest(folder / "document.toml")
    source = read_source(folder, manifest)
    try:
        return compose(source, manifest)
    except (re.error, IndexError, ValueError, StopIteration) as error:
        raise CorpusError(
            f"The source cannot be read as document.toml describes it: {error}",
            where=str(folder / "document.toml"),
            remedy="Check the patterns and hints under [reading] and [outline].",
        ) from None


def compose(source: str, manifest: Manifest) -> Document:
    """The document that `manifest` describes in `source`; pure, so that tests may vary both."""
    reading = manifest.reading
    lines = split(source)
    stream = array("H", bytes(2 * len(source)))

    furniture = {line.number for line in matching(lines, reading.furniture)}
    pages: list[tuple[int, int]] = []
    for run in runs(lines, reading.header):
        furniture |= {line.number for line in run}
        for line in run:
            mark = re.fullmatch(reading.page_mark, line.stripped) if reading.page_mark else None
            if mark:
                pages.append((run[0].start, int(mark.group(1))))
    if manifest.source.reading and manifest.source.reading.pages:
        pages = _sheets(source)
    _label(stream, (line for line in lines if line.number in furniture), FURNITURE)
    kept = [line for line in lines if line.number not in furniture]

    asides: list[Aside] = []
    for box in reading.boxes:
        asides.append(Aside(FIRST_ASIDE + len(asides), _box_lines(kept, box, manifest), box=box))
    boxed = {line.number for aside in asides for line in aside.lines}
    flow = [line for line in kept if line.number not in boxed]

    blocks = find_blocks(flow, reading, manifest.id)
    for block in blocks:
        asides.append(Aside(FIRST_ASIDE + len(asides), block.lines, block=block))
    noted = {line.number for block in blocks for line in block.lines}
    flow = [line for line in flow if line.number not in noted]
    for aside in asides:
        _label(stream, aside.lines, aside.stream)
    marks = find_marks(source, flow, blocks, reading, manifest.id)
    dropped = frozenset(i for mark in marks for i in range(mark.start, mark.end))
    for at in dropped:
        stream[at] = MARK

    found = _find_headings(flow, manifest, dropped)
    composer = Composer(source, dropped, reading)
    sections = _compose_sections(composer, found, asides, blocks, marks, manifest)
    document = Document(
        manifest, source, "".join(composer.text), composer.origin, stream, tuple(sections), tuple(pages)
    )
    return _with_pages(document)


def _sheets(source: str) -> list[tuple[int, int]]:
    """The offset and number of each page of a text as read; the end counts as the mark of one more, because all of
    the last page stands before it."""
    starts = [0, *(match.end() for match in re.finditer("\f", source)), len(source) + 1]
    return list(zip(starts, range(1, len(starts) + 1), strict=True))


def _label(stream: array[int], lines: Iterable[Line], value: int) -> None:
    for line in lines:
        for at in range(line.start, line.end):
            stream[at] = value


def _box_lines(lines: list[Line], box: Box, manifest: Manifest) -> tuple[Line, ...]:
    start = next((i for i, line in enumerate(lines) if squeeze(line.text) == squeeze(box.from_)), None)
    end = start is not None and next(
        (i for i in range(start, len(lines)) if squeeze(lines[i].text) == squeeze(box.to)), None
    )
    if start is None or end is None or end is False:
        raise CorpusError(
            f"The box from {box.from_!r} to {box.to!r} was not found",
            where=manifest.id,
            remedy="Write its first and last line as printed.",
        )
    return tuple(lines[start : end + 1])


def _find_headings(flow: list[Line], manifest: Manifest, dropped: frozenset[int]) -> list[Found]:
    """Every heading of the outline once and in order, each on lines of its own. Raises CorpusError for the
    first one that is not there."""

    def printed(line: Line) -> str:
        return squeeze("".join(c for i, c in enumerate(line.text, line.start) if i not in dropped))

    solid = [(i, printed(line)) for i, line in enumerate(flow) if not line.blank]
    places: list[tuple[int, int]] = []
    at = 0
    for entry in manifest.outline.entries():
        wanted = squeeze(entry.text)
        place = None
        while at < len(solid) and place is None:
            joined = ""
            for stop in range(at, min(at + 6, len(solid))):
                joined += solid[stop][1]
                if joined == wanted:
                    place = (solid[at][0], solid[stop][0] + 1)
                    at = stop
                    break
                if not wanted.startswith(joined):
                    break
            at += 1
        if place is None:
            raise CorpusError(
                f"The heading {entry.text!r} was not found after {_last(places, manifest)!r}",
                where=manifest.id,
                remedy="Write the headings in outline.headings as printed and in order.",
            )
        places.append(place)
    ends = [start for start, _ in places[1:]] + [len(flow)]
    front = Found(Heading(level=0, text=manifest.title), (), tuple(flow[: places[0][0]] if places else flow))
    return [front] + [
        Found(entry, tuple(flow[start:stop]), tuple(flow[stop:end]))
        for entry, (start, stop), end in zip(manifest.outline.entries(), places, ends, strict=True)
    ]


def _last(places: list[tuple[int, int]], manifest: Manifest) -> str:
    return manifest.outline.entries()[len(places) - 1].text if places else "the beginning"


def _compose_sections(
    composer: Composer,
    found: list[Found],
    asides: list[Aside],
    blocks: list[Block],
    marks: list[Mark],
    manifest: Manifest,
) -> list[Section]:
    sections: list[Section] = []
    stack: list[tuple[int, str, str | None]] = []
    ordered_marks = sorted(marks, key=lambda mark: mark.start)
    note_lines = _notes_by_mark(blocks, marks)
    placed: set[int] = set()
    role_kind: list[tuple[int, Heading]] = []
    for index, piece in enumerate(found):
        entry = piece.entry
        number, heading = split_heading(entry.text)
        while stack and stack[-1][0] >= entry.level:
            stack.pop()
        while role_kind and role_kind[-1][1].level >= entry.level:
            role_kind.pop()
        stack.append((entry.level, entry.text, number))
        role_kind.append((index, entry))
        role = next((h.role for _, h in reversed(role_kind) if h.role), None) or "text"
        kind = next((h.kind for _, h in reversed(role_kind) if h.kind), None) or manifest.kind
        label = next((n for _, _, n in reversed(stack) if n), None) or heading
        path = tuple(_tidy(text) for level, text, _ in stack if level)
        own = [*piece.heading, *piece.body]
        first = own[0].number if own else 0
        next_lines = found[index + 1].heading if index + 1 < len(found) else ()
        last = next_lines[0].number if next_lines else 10**9
        start = len(composer)
        if piece.heading:
            composer.heading(list(piece.heading))
            composer.gap("\n")
        composer.flow(list(piece.body))
        here = [a for a in asides if first <= a.lines[0].number < last and a.box and a.stream not in placed]
        for aside in here:
            placed.add(aside.stream)
            if not (aside.box and aside.box.heading):
                composer.gap("\n\n")
                composer.flow(list(aside.lines))
        notes = []
        for mark in ordered_marks:
            if not _stands_in(mark, own):
                continue
            composer.gap("\n\n")
            note_start = len(composer)
            composer.flow(note_lines[(mark.series, mark.number)])
            notes.append((mark, note_start, len(composer)))
        end = len(composer)
        composer.gap("\n\n")
        sections.append(
            Section(
                len(sections), number, heading, label, entry.level, path, role, kind, start, end, None, None,
                tuple(Note(m.number, s, e, _anchor(composer.origin, start, m)) for m, s, e in notes),
            )
        )  # fmt: skip
        for aside in here:
            if aside.box and aside.box.heading:
                sections.append(_box_section(composer, aside, sections, label, path, role, kind, entry.level))
    return sections


def _box_section(
    composer: Composer,
    aside: Aside,
    sections: list[Section],
    label: str,
    path: tuple[str, ...],
    role: Role,
    kind: Kind,
    level: int,
) -> Section:
    assert aside.box is not None
    start = len(composer)
    size = 1
    while squeeze("".join(line.text for line in aside.lines[:size])) != squeeze(aside.box.heading):
        size += 1
        if size > len(aside.lines):
            raise CorpusError(f"The box does not begin with its heading {aside.box.heading!r}", where="reading.boxes")
    composer.heading(list(aside.lines[:size]))
    composer.gap("\n")
    composer.flow(list(aside.lines[size:]))
    end = len(composer)
    composer.gap("\n\n")
    heading = aside.box.heading
    numbered = bool(re.match(r"§|\d", label))
    return Section(
        len(sections), None, heading, label if numbered else heading, level + 1, (*path, heading),
        role, kind, start, end, None, None, (),
    )  # fmt: skip


def split_heading(text: str) -> tuple[str | None, str]:
    """The printed number, without a closing dot, and the heading without it."""
    match = NUMBER.match(text)
    if not match:
        return None, _tidy(text)
    return match.group(1), _tidy(DIARY.sub("", text[match.end() :]))


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _stands_in(mark: Mark, lines: list[Line]) -> bool:
    return bool(lines) and any(line.start <= mark.start < line.end for line in lines)


def _anchor(origin: array[int], start: int, mark: Mark) -> int:
    at = start
    while at < len(origin) and origin[at] < mark.start:
        at += 1
    return at  # white space before a mark of its own ("år. 1") is left before the anchor


def _notes_by_mark(blocks: list[Block], marks: list[Mark]) -> dict[tuple[int, int], list[Line]]:
    found: dict[tuple[int, int], list[Line]] = {}
    series = 0
    for position, block in enumerate(blocks):
        if position and block.starts[0][0] == 1:
            series += 1
        begins = [line.number for _, line in block.starts] + [block.lines[-1].number + 1]
        for (number, _), start, end in zip(block.starts, begins[:-1], begins[1:], strict=True):
            found[(series, number)] = [line for line in block.lines if start <= line.number < end]
    return found


def _with_pages(document: Document) -> Document:
    contents = document.manifest.outline.contents
    printed: dict[str, int] = {}
    for section in document.sections:
        if contents and section.heading == contents:
            for line in document.text(section).splitlines():
                match = CONTENTS_LINE.fullmatch(line.strip())
                if match:
                    printed.setdefault(match.group(1), int(match.group(3)))
    sections = tuple(
        replace(
            section,
            page=document.page_at(section.start) if section.end > section.start else None,
            toc_page=printed.get(section.number or "") if section.role != "contents" else None,
        )
        for section in document.sections
    )
    return replace(document, sections=sections)
