"""A manifest drafted for a new document, or for a new version of one, with a comment on all that a person confirms."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.document import Document, Section
from ingest.errors import QuoteError, SamlotsError
from ingest.lines import squeeze
from ingest.manifest import Approval, Manifest, Outline, Provenance, Source, Text, Validity
from ingest.manifest import Reading as Hints
from ingest.proposal import Proposal
from ingest.quotes import locate, resolve
from ingest.reading.transcript import Transcript


@dataclass(frozen=True)
class Request:
    """What the person asked for; empty words where the text shall tell. `approved` are words that `by` has looked at."""

    path: Path
    corpus: Path
    id: str = ""
    county: str = ""
    approved: tuple[str, ...] = ()
    by: str = ""
    today: date = date.min


def draft(
    id: str, source: Source, transcript: Transcript, proposal: Proposal, request: Request, old: Manifest | None
) -> tuple[Manifest, dict[str, str]]:
    """The manifest without its validity, and the comments to be written into it, by key. Raises SamlotsError when no
    county is known."""
    county = request.county or (old.county if old else "") or (proposal.county.value if proposal.county else "")
    if not county:
        raise SamlotsError(
            "The text names no county, region or municipality that is known",
            where=request.path.name,
            remedy="Say which county it is about with --county, as in municipalities.csv.",
        )
    name = request.path.name
    approvals = {approval.text: approval for approval in (old.approved if old else ())}
    for words in request.approved:
        why = f"approved when the document was added, {request.today}"
        approvals.setdefault(words, Approval(text=words, by=request.by, why=why))
    fresh = {
        "provenance": Provenance(received=name, received_sha256=source.sha256),
        "source": source,
        "reading": Hints(notes=transcript.notes, note_separator=bool(transcript.notes), boxes=transcript.boxes),
        "outline": _outline(transcript, old),
        "approved": tuple(approvals.values()),
        "validity": None,
    }
    added = f"by `samlots add` from {name} on {request.today}"
    if old:
        comments = {
            "": f"The source, its reading and the outline were replaced {added}; the words about the document are the earlier version's."
        }
        if proposal.title.value != old.title:
            comments["title"] = f"The new text calls itself: {proposal.title.value}"
        return old.model_copy(update=fresh), comments
    parties = proposal.parties.value if proposal.parties else ()
    diary = proposal.diary_number.value if proposal.diary_number else ""
    short = proposal.title.value
    manifest = Manifest.model_validate(
        {
            "id": id, "title": proposal.title.value, "short": Text(sv=short, en=short),
            "kind": proposal.kind.value if proposal.kind else "description", "county": county, "parties": parties,
            "diary_number": diary, **fresh,
        }
    )  # fmt: skip
    comments = {
        "": f"Proposed {added}. Look at each line marked “Confirm”, mend it, and take the mark away.",
        "title": _confirm(proposal.title.evidence, proposal.title.page),
        "short": "Confirm: how people call it for short, in Swedish and English (the English is not translated).",
        "kind": _confirm(proposal.kind.evidence, proposal.kind.page)
        if proposal.kind
        else "Confirm: nothing in the title or the beginning says what kind of document it is.",
        "county": "Confirm: given with --county."
        if request.county or not proposal.county
        else _confirm(proposal.county.evidence, proposal.county.page),
        "parties": _confirm(proposal.parties.evidence, proposal.parties.page)
        if proposal.parties
        else 'Confirm: no parties were found. parties = ["…", "…"]',
        "diary_number": _confirm(proposal.diary_number.evidence, proposal.diary_number.page)
        if proposal.diary_number
        else 'Confirm: no diary number was found. diary_number = "…"',
        "owner": 'Fill in who keeps the document, and its official address: owner = "…", address = "https://…"',
        "outline": "Confirm: every heading with its level; behind it, its page and what it was found by.",
    }
    return manifest, comments


def _confirm(evidence: str, page: int | None) -> str:
    return f"Confirm{f' (page {page})' if page else ''}: {evidence}"


def _outline(transcript: Transcript, old: Manifest | None) -> Outline:
    """The headings; those that the earlier version had keep the role and kind that people gave them."""
    known = {squeeze(str(entry[1])): entry[2:] for entry in (old.outline.headings if old else ())}
    rows = [(line.level, line.text, *known.get(squeeze(line.text), ())) for line in transcript.headings]
    return Outline.model_validate({"headings": rows})


def add_validity(
    document: Document, manifest: Manifest, proposal: Proposal, old: Manifest | None, comments: dict[str, str]
) -> Manifest:
    """The manifest with the validity that stands in the text: the earlier version's, or the proposed one; `comments`
    gains what a person should know of it."""
    said = []
    if old and old.validity:
        clauses = [(old.validity.section, old.validity.quote)]
        if old.validity.renewal:
            clauses.append((old.validity.renewal.section, old.validity.renewal.quote))
        try:
            for section, quote in clauses:
                locate(document, resolve(document, section, "validity"), quote, "validity")
            return manifest.model_copy(update={"validity": old.validity})
        except QuoteError as error:
            said.append(
                f"The earlier validity, {old.validity.from_} to {old.validity.to}, does not stand: {error.what}."
            )
    proposed = proposal.validity
    standing = _standing(document, proposed.evidence) if proposed else None
    if proposed and standing:
        section, quote = standing
        days = {"from": proposed.value.first, "to": proposed.value.last}
        manifest = manifest.model_copy(
            update={"validity": Validity.model_validate({**days, "section": section, "quote": quote})}
        )
        said.append(_confirm(quote, proposed.page))
    else:
        begins = proposal.begins
        first = f" It begins to apply on {begins.value}: {begins.evidence}" if begins else ""
        said.append(f"Confirm: no first and last day were found in one sentence.{first}")
    comments["validity"] = "\n".join(said)
    return manifest


def _standing(document: Document, evidence: str) -> tuple[str, str] | None:
    """The name of the section that the words stand in, as a manifest may say it, and the words as printed there."""
    whole = document.sections[0]  # level 0: every section is within it
    with contextlib.suppress(QuoteError):
        quote = locate(document, whole, evidence.removesuffix("…"), "validity")
        for name in _names(quote.section):
            with contextlib.suppress(QuoteError):
                if resolve(document, name, "validity") == quote.section:
                    return name, quote.text
    return None


def _names(section: Section) -> tuple[str, ...]:
    return tuple(name for name in (section.number or "", section.heading, " > ".join(section.path)) if name)
