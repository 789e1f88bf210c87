"""What a new document seems to be: measured on the corpus's own documents, whose manifests people wrote."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.document import Document
from ingest.library import Library
from ingest.manifest import read_manifest
from ingest.proposal import Proposal, parse_day, propose, propose_id, read_places
from ingest.reading.model import Page, Reading, ReadSection
from ingest.written import render
from tests.conftest import CORPUS, DOCUMENTS

PLACES = read_places(CORPUS / "municipalities.csv")


def of(*sections: tuple[str, str]) -> Proposal:
    made = tuple(ReadSection(None, heading, 1, 1, None, "type", text) for heading, text in sections)
    return propose(Reading((Page(1, None, "", 1.0, "text"),), made, (), ()), PLACES, paged=True, named="", stem="fil")


def again(document: Document) -> Proposal:
    sections = tuple(
        ReadSection(
            s.number, s.heading if s.path else "", s.level, 1, None, "type", document.text(s).partition("\n")[2]
        )
        for s in document.sections
    )
    reading = Reading((Page(1, None, document.source, 1.0, "text"),), sections, (), ())
    return propose(reading, PLACES, paged=False, named="", stem="fil")


def test_county_and_validity_are_those_that_people_wrote(library: Library) -> None:
    proposals = [(document, again(document)) for document in library]
    counties = [p.county.value if p.county else None for _, p in proposals]
    wanted = [document.manifest.county for document, _ in proposals]
    assert sum(a == b for a, b in zip(counties, wanted, strict=True)) >= 7
    assert all(a in (b, None) for a, b in zip(counties, wanted, strict=True))
    for document, proposal in proposals:
        own, found = document.manifest.validity, proposal.validity
        assert (found and (found.value.first, found.value.last)) == (own and (own.from_, own.to)), document.id


def test_everything_has_its_evidence() -> None:
    proposal = of(
        ("Överenskommelse om tolk", "mellan Region Gävleborg och Gävle kommun. Diarienummer: RS 2026/112"),
        ("Tidigare avtal", "Avtalet gällde 2020-01-01 till 2022-12-31."),
        (
            "Giltighetstid",
            "Överenskommelsen gäller fr.o.m. den 1 mars 2026 t.o.m. den 28 februari 2029. Den kan sägas upp.",
        ),
    )
    assert (proposal.title.value, proposal.title.page) == ("Överenskommelse om tolk", 1)
    assert proposal.kind is not None
    assert (proposal.kind.value, proposal.kind.evidence) == ("agreement", "“Överenskommelse” in the title")
    assert proposal.county is not None
    assert proposal.county.value == "gavleborg"
    assert proposal.parties is not None
    assert proposal.parties.value == ("Region Gävleborg", "Gävle kommun")
    assert proposal.diary_number is not None
    assert (proposal.diary_number.value, proposal.diary_number.evidence) == ("RS 2026/112", "Diarienummer: RS 2026/112")
    assert proposal.validity is not None
    assert (proposal.validity.value.first, proposal.validity.value.last) == (date(2026, 3, 1), date(2029, 2, 28))
    assert proposal.validity.evidence.startswith("Överenskommelsen gäller fr.o.m.")
    assert propose_id(proposal) == "gavleborg-overenskommelse-tolk-2026"


def test_what_the_text_does_not_say_is_not_proposed() -> None:
    proposal = of(("Inledning", "Barnet är i centrum för allt som vi gör tillsammans."))
    assert (proposal.county, proposal.parties, proposal.validity, proposal.begins, proposal.diary_number) == (None,) * 5


def test_a_beginning_without_an_end_is_no_validity() -> None:
    proposal = of(("Rutin för tolk", "Rutinen gäller från och med 2026-04-01 och tills vidare."))
    assert proposal.validity is None
    assert proposal.begins is not None
    assert proposal.begins.value == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)), ("den 31 januari 2026", date(2026, 1, 31)), ("1:a mars 2026", date(2026, 3, 1)),
        ("31/1 2026", date(2026, 1, 31)), ("20260131", date(2026, 1, 31)), ("2026-02-30", None), ("31 feb 2026", None),
    ],
)  # fmt: skip
def test_days_as_printed(text: str, day: date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_manifest_written_out_reads_the_same(name: str, tmp_path: object) -> None:
    manifest = read_manifest(CORPUS / name / "document.toml")
    folder = tmp_path / name  # type: ignore[operator]
    folder.mkdir()
    headings = ("",) * len(manifest.outline.headings)
    (folder / "document.toml").write_text(
        render(manifest, {"": "Ett", "title": "Två\nTre"}, headings), encoding="utf-8"
    )
    assert read_manifest(folder / "document.toml") == manifest
