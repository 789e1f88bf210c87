"""From sheets to a reading: pages, sections and notes. Pure: the sheets may be drawn by a PDF or by an OCR program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ingest.reading import contents, flow, notes
from ingest.reading.extract import Bookmark
from ingest.reading.furniture import Leaf, Place, furniture
from ingest.reading.headings import Heading, headings
from ingest.reading.layout import Line, lines
from ingest.reading.model import Finding, Page, ReadBy, Reading, ReadNote, ReadSection, Sheet

Quality = Callable[[Sheet, str], float]


def confidence(sheet: Sheet, text: str) -> float:
    """The mean confidence of what was recognised on the page, by letters; 1 for text that was not recognised."""
    recognised = [(run.confidence, len(run.text)) for run in sheet.runs if run.confidence is not None]
    letters = sum(length for _, length in recognised)
    return sum(value * length for value, length in recognised) / letters if letters else 1.0


def read(sheets: Iterable[Sheet], bookmarks: Sequence[Bookmark] = (), quality: Quality = confidence) -> Reading:
    """The file as read. `sheets` may be a generator: each is let go when its lines are known. Every run is read,
    also one that draws nothing: leave out of the sheets what shall not be read. `quality` gives a page's quality
    from 0 to 1 from its sheet and its text. A page is read by OCR when any of its runs has a confidence. A page's
    text is all of it, a section's is without furniture and notes. Text before the first heading is a section of
    level 0, under the document's title where it prints one. The only findings are recognised pages' notes whose marks
    were not: the gates add theirs."""
    leaves: list[Leaf] = []
    pages: list[Page] = []
    for sheet in sheets:
        leaf = Leaf(sheet.number, sheet.height, lines(sheet))
        text = "\n".join(line.text for line in leaf.lines)
        read_by: ReadBy = "ocr" if any(run.confidence is not None for run in sheet.runs) else "text"
        leaves.append(leaf)
        pages.append(Page(sheet.number, sheet.label, text, quality(sheet, text), read_by))

    aside, printed = furniture(leaves)
    pages = [replace(page, label=printed.get(index, page.label)) for index, page in enumerate(pages)]
    labels = {page.number: page.label for page in pages if page.label}
    kept: list[list[tuple[Place, Line]]] = [
        [((index, at), line) for at, line in enumerate(leaf.lines) if (index, at) not in aside]
        for index, leaf in enumerate(leaves)
    ]
    measured = flow.measure([line for page in kept for _, line in page])
    found, changed = notes.find(kept, measured.size)
    running = [
        (place, line)
        for page in kept
        for place, own in page
        if (line := changed.get(place, own)) is not None and line.text
    ]
    body = [line for _, line in running]
    listed = contents.contents(body, measured)
    heads = headings(body, listed, bookmarks, measured, labels) if body else []
    sections, owners = _sections(body, heads, measured, labels)
    places = {place: owners[at] for at, (place, _) in enumerate(running)}
    read_notes = tuple(
        ReadNote(
            note.mark,
            flow.text([line for line in note.lines if line.text], measured),
            note.page,
            places.get(note.anchor) if note.anchor else None,
        )
        for note in found
    )
    recognised = {page.number for page in pages if page.read_by == "ocr"}
    findings = tuple(
        Finding(
            "note_without_mark",
            "note",
            line.page,
            f"No mark was read that refers to the small type at the foot of page {line.page}: {line.text}",
            "Compare the page with the file: it may be a footnote.",
        )
        for line in notes.unreferred(kept, measured.size, changed)
        if line.page in recognised
    )
    return Reading(tuple(pages), tuple(sections), read_notes, findings)


def _sections(
    body: Sequence[Line], heads: Sequence[Heading], measured: flow.Measure, labels: dict[int, str]
) -> tuple[list[ReadSection], list[int]]:
    """The sections, and for each line the index of its own."""
    first = heads[0].start if heads else len(body)
    titled = bool(heads) and heads[0].level == 0
    front = body[:first]
    sections: list[ReadSection] = []
    owners = [0] * len(body)
    if front and not titled:
        page = front[0].page
        sections.append(ReadSection(None, "", 0, page, labels.get(page), "type", flow.text(front, measured)))
    for position, head in enumerate(heads):
        end = heads[position + 1].start if position + 1 < len(heads) else len(body)
        own = [*(front if titled and position == 0 else ()), *body[head.end : end]]
        owners[head.start : end] = [len(sections)] * (end - head.start)
        page = body[head.start].page
        sections.append(
            ReadSection(
                head.number,
                head.title,
                head.level,
                page,
                labels.get(page),
                head.found_by,
                flow.text(own, measured),
            )
        )
    return sections, owners
