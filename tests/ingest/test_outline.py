"""The outline: every heading once and in order, text whole, nothing counted twice, furniture nowhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ingest.document import Document
from ingest.errors import CorpusError
from ingest.library import Library
from ingest.lines import squeeze
from ingest.outline import compose, split_heading
from tests.conftest import DOCUMENTS

KNOWN_DIFFERENCES = {
    "6.1": ("Definition av boendeformer", "Definition av boendeformer:"),
    "7.1": ("Framtagande av lokala överenskommelser", "Framtagande av den lokala överenskommelsen"),
    "10": ("Avvikelser och hantering av tvister", "Avvikelsehantering och hantering av tvister"),
}


def test_dalarna_agrees_with_its_own_table_of_contents(library: Library) -> None:
    document = library["dalarna-barn-unga-2022"]
    contents = next(s for s in document.sections if s.heading == "Innehåll")
    printed = re.findall(r"^(\d+(?:\.\d+)*)\.?\s+(.+?)\s+(\d+)$", document.text(contents), re.M)
    found = [(s.number, s.heading, s.toc_page) for s in document.sections if s.number]
    assert [number for number, _, _ in printed] == [number for number, _, _ in found]
    for (number, heading, page), (_, body, toc_page) in zip(printed, found, strict=True):
        assert (heading, body) == KNOWN_DIFFERENCES.get(number, (heading, heading))
        assert toc_page == int(page)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_character_of_the_clean_text_is_its_source_character(name: str, library: Library) -> None:
    document = library[name]
    assert len(document.clean) == len(document.origin)
    for char, at in zip(document.clean, document.origin, strict=True):
        assert char == document.source[at] or (char.isspace() and document.source[at].isspace())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_source_character_is_lost_or_doubled(name: str, library: Library) -> None:
    """Every character of the source but furniture and marks stands in the clean text exactly once; only white
    space, hyphens and soft hyphens may be missing."""
    document = library[name]
    used = sorted(at for char, at in zip(document.clean, document.origin, strict=True) if not char.isspace())
    assert len(used) == len(set(used))
    missing = set(range(len(document.source))) - set(used)
    lost = {i for i in missing if document.stream[i] not in (1, 2)}
    assert squeeze("".join(document.source[i] for i in sorted(lost))) == ""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_sections_follow_one_another_and_cover_the_text(name: str, library: Library) -> None:
    document = library[name]
    end = 0
    for section in document.sections:
        assert document.clean[end : section.start].strip() == ""
        assert section.start <= section.end
        end = section.end
    assert document.clean[end:].strip() == ""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_heading_stands_once_and_in_order(name: str, library: Library) -> None:
    document = library[name]
    wanted = [entry.text for entry in document.manifest.outline.entries()]
    boxes = {box.heading for box in document.manifest.reading.boxes if box.heading}
    found = [s.path[-1] for s in document.sections[1:] if s.heading not in boxes or s.path[-1] in wanted]
    assert found == wanted
    for section in document.sections[1:]:
        assert squeeze(document.text(section)).startswith(squeeze(section.path[-1]))


def test_furniture_is_nowhere_in_the_text(library: Library) -> None:
    for document in library:
        assert not re.search(r"\d+ \(32\)|\d+\(38\)|Justerandes signatur|SAMMANTRÄDESPROTOKOLL", document.clean)


def test_hyphens(library: Library) -> None:
    clean = {document.id: document.clean for document in library}
    vgr = clean["vgr-barn-unga-2021"]
    assert "en motsvarande skyldighet" in vgr
    assert "lokala ledningsgrupper i varje kommun" in vgr
    assert "barn- och ungdomspsykiatri" in vgr
    assert "hälso-, vård- och omsorgsinsatser" in vgr
    assert "hälso- och sjukvårds- och socialtjänstinsatser" in vgr
    assert not re.search(r"[a-zåäö]{3}-[a-zåäö]+(?<!och)\b(?<!region)", vgr.replace("hälso-och", ""))
    dalarna = clean["dalarna-barn-unga-2022"]
    assert "barn- och ungdomsmedicinska" in dalarna
    assert "samarbetsöverenskommelser" in dalarna
    assert "2016-11-01 t.o.m. 2019-10-31" in dalarna
    assert "läkar- och/eller hälsoundersökningar" in dalarna
    assert "HVB-hemmet" in clean["smedjebacken-namnd-2025-09-11"]
    assert "Mini Maria-verksamhet" in clean["smedjebacken-namnd-2025-09-11"]


def test_boxes_do_not_interrupt_the_sentence_they_stood_in(library: Library) -> None:
    clean = library["dalarna-hvb-2025"].clean
    assert "fokus ligga på individernas behov och inte på respektive organisation" in clean


def test_labels_are_the_printed_number_or_the_heading(library: Library) -> None:
    dalarna = library["dalarna-barn-unga-2022"]
    assert {s.heading: s.label for s in dalarna.sections}["Familjecentraler"] == "3.2.1"
    hvb = next(s for s in library["dalarna-hvb-2025"].sections if s.heading == "Kostnadsansvar")
    assert (hvb.number, hvb.label) == (None, "Kostnadsansvar")
    assert hvb.path == ("Del 3: Ansvarsfördelning i samverkan vid HVB placeringar", "Kostnadsansvar")
    budget = next(s for s in library["smedjebacken-namnd-2025-09-11"].sections if s.heading == "Budget")
    assert budget.label == "§ 81"
    jump = next(s for s in library["vgr-barn-unga-2021"].sections if s.number == "3.4.4")
    assert jump.path[1] == "3.5 I samband med placering"


def test_pages_only_where_marks_stand_on_both_sides(library: Library) -> None:
    dalarna = library["dalarna-barn-unga-2022"]
    pages = {s.number: s.page for s in dalarna.sections if s.number}
    assert pages["1.1"] == 5
    assert pages["1.2"] is None  # after the last mark, 6 (32), no further page is printed
    assert pages["6.6"] is None
    assert all(s.page is None for d in library if d.id != dalarna.id for s in d.sections)


def test_history_is_marked(library: Library) -> None:
    document = library["smedjebacken-nyanlanda-2025"]
    roles = {s.path: s.role for s in document.sections}
    assert roles[("UTVÄRDERING", "ALLMÄNT")] == "history"
    assert roles[("HANDLINGSPLAN", "ALLMÄNT")] == "text"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("6.6 Kostnadsansvar", ("6.6", "Kostnadsansvar")),
        ("10. Avvikelser", ("10", "Avvikelser")),
        ("§ 81 Dnr 2025/00223 Länsgemensam", ("§ 81", "Länsgemensam")),
        ("1) Hälsoundersökning", (None, "1) Hälsoundersökning")),
        ("Del 3: Ansvar", (None, "Del 3: Ansvar")),
        ("1.6 Giltighetstid 2021-01-01–2023-12-31.", ("1.6", "Giltighetstid 2021-01-01–2023-12-31.")),
    ],
)
def test_split_heading(printed: str, expected: tuple[str | None, str]) -> None:
    assert split_heading(printed) == expected


def _with_headings(document: Document, headings: tuple[tuple[int, str], ...]) -> None:
    manifest = document.manifest.model_copy(
        update={"outline": document.manifest.outline.model_copy(update={"headings": headings})}
    )
    compose(document.source, manifest)


def test_a_heading_that_is_not_there_is_an_error_that_names_it(library: Library) -> None:
    document = library["vastmanland-barnkonsekvens"]
    with pytest.raises(CorpusError, match=r"'2\. Samvärkan' was not found after '1\. Frågeställning'"):
        _with_headings(document, ((1, "1. Frågeställning"), (1, "2. Samvärkan")))


def test_headings_out_of_order_are_an_error(library: Library) -> None:
    with pytest.raises(CorpusError, match="was not found after"):
        _with_headings(library["vastmanland-barnkonsekvens"], ((1, "2. Samverkan"), (1, "1. Frågeställning")))


def test_documents_are_frozen(library: Library) -> None:
    assert replace(library["dalarna-hvb-2025"]).clean is library["dalarna-hvb-2025"].clean
