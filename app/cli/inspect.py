"""`samlots inspect`: how a file, or a document of the corpus, is read; the index is not touched."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import is_file
from app.cli.progress import busy
from ingest.document import Document, Note, Section
from ingest.errors import SamlotsError
from ingest.reading.model import Finding
from ingest.settings import Settings, read_settings


@dataclass(frozen=True)
class ShownPage:
    """`number` is None for a source that has no pages."""

    number: int | None
    label: str | None
    text: str
    quality: float
    read_by: str


@dataclass(frozen=True)
class ShownSection:
    number: str | None
    heading: str
    level: int
    page: int | None
    label: str | None
    found_by: str
    text: str


@dataclass(frozen=True)
class ShownNote:
    """`section` is the place of its section in the list of sections, from 0."""

    mark: str
    text: str
    page: int | None
    section: int | None


@dataclass(frozen=True)
class Shown:
    """What is printed, as JSON or for people."""

    pages: tuple[ShownPage, ...]
    sections: tuple[ShownSection, ...]
    notes: tuple[ShownNote, ...]
    findings: tuple[Finding, ...]


def inspect(
    what: Annotated[
        str, typer.Argument(metavar="FILE|DOCUMENT-ID", help="A file, or a document of the corpus by its id.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Show how a file is read: its pages, its outline, its footnotes and what the gates found."""
    settings = read_settings()
    with busy(f"Reading {what}"):
        shown = of_file(Path(what)) if is_file(Path(what)) else of_document(what, settings)
    if as_json:
        typer.echo(json.dumps(asdict(shown), ensure_ascii=False, indent=1))
    else:
        _print(what, shown)


def of_file(path: Path) -> Shown:
    """A file as read. Raises SamlotsError when it cannot be read."""
    from ingest.reading.any import kind, paged, read  # what reads files is loaded only to read one

    reading = read(path)
    pages = paged(kind(path), reading)
    return Shown(
        tuple(ShownPage(p.number if pages else None, p.label, p.text, p.quality, p.read_by) for p in reading.pages),
        tuple(
            ShownSection(s.number, s.heading, s.level, s.page if pages else None, s.label, s.found_by, s.text)
            for s in reading.sections
        ),
        tuple(ShownNote(n.mark, n.text, n.page if pages else None, n.section) for n in reading.notes),
        reading.findings,
    )


def of_document(id: str, settings: Settings) -> Shown:
    """A document of the corpus by its own outline. Raises SamlotsError when there is none, or it does not stand."""
    from ingest.library import folders
    from ingest.outline import read_document

    known = {folder.name: folder for folder in folders(settings.corpus)}
    if id not in known:
        raise SamlotsError(
            f"{id!r} is neither a file nor a document of the corpus", remedy=f"Known are {', '.join(sorted(known))}."
        )
    document = read_document(known[id])
    sections = [section for section in document.sections if section.end > section.start]
    return Shown(
        tuple(_pages(document)),
        tuple(_section(document, section) for section in sections),
        tuple(
            ShownNote(str(note.number), _note(document, note), document.page_at(note.start), place)
            for place, section in enumerate(sections)
            for note in section.notes
        ),
        tuple(_findings(document)),
    )


def _pages(document: Document) -> list[ShownPage]:
    """Page by page where the source marks its pages, whole otherwise."""
    from ingest.reading.model import Sheet
    from ingest.reading.quality import quality

    starts = [(0, None), *document.pages]
    ends = [*(start for start, _ in document.pages), len(document.source)]
    return [
        ShownPage(number, None, text.strip(), quality(Sheet(1, 0.0, 0.0, ()), text), "text")
        for (start, number), end in zip(starts, ends, strict=True)
        if (text := document.source[start:end]).strip()
    ]


def _section(document: Document, section: Section) -> ShownSection:
    end = min((note.start for note in section.notes), default=section.end)
    text = document.clean[section.start : end].rstrip()
    body = text.partition("\n")[2] if section.path else text
    return ShownSection(section.number, section.heading, section.level, section.page, None, "outline", body)


def _note(document: Document, note: Note) -> str:
    return re.sub(rf"^{note.number}\s*", "", document.clean[note.start : note.end])


def _findings(document: Document) -> list[Finding]:
    from ingest.gates import personal_data
    from ingest.reading.hidden import approve, instructions

    approved = {approval.text for approval in document.manifest.approved}
    found = [
        Finding(
            item.code, "refused", None, item.text,
            f"This looks like personal data, on line {item.line}. Have it taken out, or approve it in document.toml.",
        )
        for item in personal_data(document.source)
    ]  # fmt: skip
    return list(approve([*found, *instructions(document.source, None)], approved))


def _print(what: str, shown: Shown) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(title=f"{what}: pages {len(shown.pages)}", title_justify="left")
    for name in ("page", "printed", "read by", "quality", "words"):
        table.add_column(name, justify="right")
    for page in shown.pages:
        words = str(len(page.text.split()))
        table.add_row(_page(page.number), page.label or "–", page.read_by, f"{page.quality:.2f}", words)
    console.print(table)
    console.print(Text(f"\nOutline: {len(shown.sections)} sections", style="bold"))
    for section in shown.sections:
        name = " ".join(part for part in (section.number, section.heading) if part) or "(before the first heading)"
        place = f"  p. {section.page}" if section.page else ""
        console.print(Text(f"{'  ' * section.level}{name}{place}  [{section.found_by}]"), soft_wrap=True)
    if shown.notes:
        console.print(Text(f"\nFootnotes: {len(shown.notes)}", style="bold"))
        for note in shown.notes:
            place = f"  p. {note.page}" if note.page else ""
            console.print(Text(f"  {note.mark}{place}  {note.text}"), soft_wrap=True)
    console.print(Text(f"\nFindings: {len(shown.findings)}", style="bold"))
    for finding in shown.findings:
        place = f"p. {finding.page}: " if finding.page else ""
        style = {"refused": "red", "quarantined": "yellow", "note": ""}[finding.severity]
        console.print(Text(f"  {finding.severity} {finding.code}: {place}{finding.text}", style=style), soft_wrap=True)
        console.print(Text(f"    {finding.remedy}", style="dim"), soft_wrap=True)


def _page(number: int | None) -> str:
    return "–" if number is None else str(number)
