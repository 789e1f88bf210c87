"""From lines to text: Swedish hyphenation, paragraphs, footnotes' marks, and what is no heading."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.reading import compose, pdf
from ingest.reading.flow import Measure, join
from ingest.reading.furniture import value
from ingest.reading.model import Run, Sheet
from ingest.reading.numbering import chain, split_number

MEASURED = Measure(10.0, False, 1.2, frozenset({"icke-verbal"}), frozenset())


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("inom kom-", "munen ska", "inom kommunen ska"),
        ("inom kom\u00ad", "munen ska", "inom kommunen ska"),
        ("barn- och ungdoms-", "psykiatrin", "barn- och ungdomspsykiatrin"),
        ("barn-", "och ungdomspsykiatrin", "barn- och ungdomspsykiatrin"),
        ("en HVB-", "placering", "en HVB-placering"),
        ("vid LVU- eller LVM-", "placering", "vid LVU- eller LVM-placering"),
        ("per e-", "post", "per e-post"),
        ("åren 2022-", "2025", "åren 2022-2025"),
        ("Mini-", "Maria", "Mini-Maria"),
        ("enligt SoL-", "beslut", "enligt SoL-beslut"),
        ("som icke-", "verbal", "som icke-verbal"),
        ("KOMPETENSUT-", "VECKLING", "KOMPETENSUTVECKLING"),
        ("(socialtjänst-", "lagen)", "(socialtjänstlagen)"),
    ],
)
def test_words_that_a_line_broke_are_whole(before: str, after: str, joined: str) -> None:
    assert join(before, after, MEASURED) == joined


@pytest.mark.parametrize(
    ("printed", "number", "heading"),
    [
        ("1. Inledning", "1", "Inledning"),
        ("3.2.1 Samverkan 0-6 år", "3.2.1", "Samverkan 0-6 år"),
        ("§ 76 Information", "§ 76", "Information"),
        ("§76 Dnr 2025/00214 Information", "§ 76", "Information"),
        ("3 § Styrelsen", "3 §", "Styrelsen"),
        ("A.2 Mallar", "A.2", "Mallar"),
        ("2025 års avtal", None, "2025 års avtal"),
        ("12 procent av kostnaden", None, "12 procent av kostnaden"),
        ("1) Hälsoundersökning", None, "1) Hälsoundersökning"),
        ("Del 1: Om avtalet", None, "Del 1: Om avtalet"),
    ],
)
def test_a_headings_number_stands_apart(printed: str, number: str | None, heading: str) -> None:
    assert split_number(printed) == (number, heading)


def test_a_list_does_not_break_the_chain_of_headings() -> None:
    lines = [
        ("1", 2.0),
        ("2", 2.0),
        ("3", 2.0),
        ("1", 0.5),
        ("2", 0.5),
        ("3", 0.5),
        ("4", 0.5),
        ("3.1", 2.0),
        ("4", 2.0),
    ]
    assert chain(lines) == {0, 1, 2, 7, 8}


def test_roman_page_numbers_have_values() -> None:
    assert [value(numeral) for numeral in ("iv", "ix", "xiv", "12")] == [4, 9, 14, 12]


def sheet_of(lines: list[tuple[str, float, float]], number: int = 1) -> Sheet:
    """A sheet of lines: their text, their distance from the top, their type's size."""
    runs = tuple(
        Run(text, (60.0, top - 0.8 * size, 60.0 + len(text) * size * 0.5, top + 0.2 * size), size, order=order)
        for order, (text, top, size) in enumerate(lines)
    )
    return Sheet(number, 595.0, 842.0, runs)


def test_area_units_are_no_footnotes() -> None:
    body = [("En lokal om 40 m", 100.0, 10.0), ("Hyran är låg", 114.0, 10.0), ("2 Enligt avtal.", 780.0, 7.0)]
    sheet = sheet_of(body)
    raised = [
        Run("2", (140.0, 90.0, 143.0, 96.0), 6.0, order=9),
        Run("2", (120.0, 104.0, 123.0, 110.0), 6.0, order=10),
    ]
    reading = compose.read([Sheet(1, 595.0, 842.0, (*sheet.runs, *raised))])
    assert "40 m2" in reading.sections[0].text
    assert "låg2" not in reading.sections[0].text
    assert [(note.mark, note.text, note.section) for note in reading.notes] == [("2", "Enligt avtal.", 0)]


def test_recognised_pages_say_so_with_their_confidence() -> None:
    run = Run("Avtal", (60.0, 90.0, 100.0, 102.0), 12.0, confidence=0.9)
    reading = compose.read([Sheet(1, 595.0, 842.0, (run,))])
    assert [(page.read_by, page.quality, page.text) for page in reading.pages] == [("ocr", 0.9, "Avtal")]


def test_an_empty_file_has_pages_and_no_sections() -> None:
    reading = compose.read([Sheet(1, 595.0, 842.0, ())])
    assert (len(reading.pages), reading.sections, reading.notes) == (1, (), ())


def test_memory_does_not_grow_with_what_the_pages_draw(tmp_path: Path) -> None:
    def peak(pages: int) -> int:
        path = tmp_path / f"{pages}.pdf"
        canvas = Canvas(str(path), pagesize=(595, 842))
        for page in range(pages):
            canvas.setFont("Helvetica", 10)
            for line in range(50):
                canvas.drawString(60, 780 - 14 * line, f"Sida {page} rad {line}: kommunen och regionen ska samverka.")
            canvas.showPage()
        canvas.save()
        tracemalloc.start()
        for _ in pdf.sheets(path):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    # What stays is where each page lies in the file; the fifty lines that a page draws take five times as much.
    assert (peak(120) - peak(12)) / 108 < 8_000
