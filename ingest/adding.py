"""A file made into the folder of a document: read, gated, described for a person to confirm."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest import gates
from ingest.document import Document
from ingest.drafting import Request, add_validity, draft
from ingest.errors import SamlotsError
from ingest.lines import squeeze
from ingest.manifest import ReadText, Source, read_manifest
from ingest.outline import compose, read_document
from ingest.proposal import propose, propose_id, read_places
from ingest.reading.any import VERSION, FileKind, kind, paged, read
from ingest.reading.blocks import tidy
from ingest.reading.model import Finding, Reading, ReadSection
from ingest.reading.transcript import Transcript, of_reading, of_text
from ingest.versions import KEPT, NEXT, writing
from ingest.written import one_line, render

SUFFIX: dict[FileKind, str] = {"pdf": "pdf", "docx": "docx", "html": "html", "text": "txt"}
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RULES = """# What {title} decides: [[rule]] for each sentence that decides a payer, a sum, a period or a date, [[dismissed]] for
# each that speaks of one and decides nothing. `samlots candidates {id} --open` lists the sentences without either.
#
# [[dismissed]]
# section = "1.1"
# quote = "The whole sentence, as printed."
# reason = "background"
"""
CASES = """# Cases read from the printed text alone: facts, and what must be decided. `samlots rules test` runs them.
#
# [[case]]
# name = "What the case shows"
# subject = "cost_split_settled"
# facts = {{ county = "{county}" }}
# as_of = {today}
# expect = {{ kind = "decided", duration = "P2M" }}
# section = "1.1"
# why = "1.1: the words that say so."
"""


@dataclass(frozen=True)
class Built:
    """A document that stands complete in `folder`, aside. `doubts` are sentences about what a person should look at."""

    folder: Path
    document: Document
    findings: tuple[Finding, ...]
    doubts: tuple[str, ...]


class Refused(SamlotsError):
    """The file holds what a person must look at first."""


def build(request: Request, place: Path, old: Path | None = None) -> Built:
    """Reads the file and writes its folder below `place`. `old` is the folder of the version that it replaces, whose
    rules, cases and words about the document are kept. Raises Refused with every finding, or SamlotsError."""
    former = read_manifest(old / "document.toml") if old else None
    known = (*request.approved, *(approval.text for approval in (former.approved if former else ())))
    path = request.path
    what = kind(path)
    reading = read(path, known)
    _stop(reading, path.name)
    has_pages = paged(what, reading)
    data = path.read_bytes()
    transcript = _transcript(what, reading, data, has_pages=has_pages)
    _stop_personal(transcript.text, known, path.name)
    places = read_places(request.corpus / "municipalities.csv")
    proposal = propose(reading, places, paged=has_pages, named=_own_name(what, path), stem=one_line(path.stem))
    id = request.id or (former.id if former else propose_id(proposal))
    if not ID.fullmatch(id) or id in (NEXT, KEPT):
        raise SamlotsError(f"{id!r} cannot be a document's id", remedy="Use small letters a to z, figures and hyphens.")
    source = _source(what, data, transcript)
    manifest, comments = draft(id, source, transcript, proposal, request, former)
    manifest = add_validity(compose(transcript.text, manifest), manifest, proposal, former, comments)
    folder = place / id
    with writing(folder):
        folder.mkdir()
        (folder / source.file).write_bytes(data)
        if source.reading:
            (folder / source.reading.file).write_text(transcript.text, encoding="utf-8", newline="")
        marks = tuple(_found_by(reading.sections[line.section], paged=has_pages) for line in transcript.headings)
        (folder / "document.toml").write_text(render(manifest, comments, marks), encoding="utf-8")
        for name, text in (
            ("rules.toml", RULES.format(title=one_line(manifest.title), id=id)),
            ("cases.toml", CASES.format(county=one_line(manifest.county), today=request.today)),
        ):
            if old and (old / name).exists():
                shutil.copyfile(old / name, folder / name)
            else:
                (folder / name).write_text(text, encoding="utf-8")
    document = read_document(folder)
    gates.check(document)
    doubts = tuple(_doubts(document, reading, transcript, paged=has_pages))
    return Built(folder, document, reading.findings, doubts)


def _source(what: FileKind, data: bytes, transcript: Transcript) -> Source:
    """The source as `document.toml` describes it; a plain text is its own reading."""
    text = transcript.text.encode()
    reading = ReadText(
        file="reading.txt", sha256=hashlib.sha256(text).hexdigest(), reader=f"{what} {VERSION}", pages=transcript.pages
    )
    own = hashlib.sha256(data).hexdigest()
    return Source(file=f"source.{SUFFIX[what]}", sha256=own, reading=None if text == data else reading)


def _own_name(what: FileKind, path: Path) -> str:
    if what != "html":
        return ""
    from ingest.reading.html import title

    return title(path)


def _transcript(what: FileKind, reading: Reading, data: bytes, *, has_pages: bool) -> Transcript:
    if what == "text" and not has_pages and reading.pages[0].text.encode() == data:
        return of_text(reading.pages[0].text, reading.sections)
    return of_reading(reading, paged=has_pages)


def _stop(reading: Reading, name: str) -> None:
    """Raises Refused for what keeps the file out."""
    refused = [f for f in reading.findings if f.severity == "refused"]
    lines = "\n".join(f"  {_place(f)}{f.code}: {f.text}\n    {f.remedy}" for f in refused)
    if refused:
        raise Refused(
            f"{name} is not added, because of what was found in it:\n{lines}\n"
            "Give --approve with the very words of each that you have looked at and found harmless."
        )
    lost = [f for f in reading.findings if f.severity == "quarantined"]
    if any(f.page is None for f in lost) or not any(section.text for section in reading.sections):
        words = " ".join(f"{f.text} {f.remedy}" for f in lost) or "It holds no text."
        raise Refused(f"{name} is not added: nothing in it can be read faithfully. {words}")


def _place(finding: Finding) -> str:
    return f"page {finding.page}, " if finding.page else ""


def _stop_personal(text: str, known: Collection[str], name: str) -> None:
    """Raises Refused for every place that looks like personal data and that nobody has approved."""
    lines = [
        f"  line {f.line}, {f.code.replace('_', ' ')}: {f.text[:-4] + '****' if f.code == 'identity_number' else f.text}"
        for f in gates.personal_data(text)
        if f.text not in known
    ]
    if lines:
        raise Refused(
            f"{name} is not added: it holds what looks like personal data.\n" + "\n".join(lines) + "\n"
            "Have the places taken out of the file, or give --approve with the words of each that may be shown."
        )


def _found_by(section: ReadSection, *, paged: bool) -> str:
    return f"page {section.page}, {section.found_by}" if paged else section.found_by


def _doubts(document: Document, reading: Reading, transcript: Transcript, *, paged: bool) -> Iterator[str]:
    for finding in reading.findings:
        yield f"{_place(finding)}{finding.text} {finding.remedy}"
    for lost in transcript.lost:
        yield f"The heading {lost.heading!r} does not stand on a line of its own and is not in the outline."
    for note in transcript.loose:
        yield f"The mark of footnote {note.mark} was not found; the note is read as text: {tidy(note.text)[:80]}"
    sections = [section for section in document.sections if section.path]
    for line, section in zip(transcript.headings, sections, strict=False):
        read_as = reading.sections[line.section]
        end = min((note.start for note in section.notes), default=section.end)
        text = document.clean[section.start : end]
        own = squeeze(text.partition("\n")[2])
        if own != squeeze(read_as.text):
            yield f"The text under {line.text!r} is not what was read there: compare `samlots inspect` of both."
        if paged and section.page != read_as.page:
            yield f"{line.text!r} is read on page {read_as.page} and composed on page {section.page}: check the page."
