"""From lines to text: Swedish hyphenation, paragraphs, footnotes' marks, and what is no heading."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.reading import compose, pdf
from ingest.reading.flow import Measure, join
from ingest.reading.furniture import value
from ingest.reading.layout import lines
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


def test_a_note_that_begins_with_a_figure_of_its_law_is_one_note() -> None:
    body = [
        ("Planen", 100.0, 10.0),
        ("Tillstånd", 114.0, 10.0),
        ("Kommunen och regionen samverkar om barnet " * 3, 130.0, 10.0),
    ]
    notes = [
        ("  Skyldigheten finns reglerad i", 760.0, 7.0),
        ("10 kap. 8 § SoL.", 769.0, 7.0),
        ("  Se IVO.", 778.0, 7.0),
    ]
    signs = [("6", 90.0, 92.0), ("10", 105.0, 106.0), ("6", 60.0, 753.0), ("10", 60.0, 771.0)]
    raised = [
        Run(text, (left, top, left + 4.0, top + 4.0), 4.0, order=9 + at) for at, (text, left, top) in enumerate(signs)
    ]
    reading = compose.read([Sheet(1, 595.0, 842.0, (*sheet_of([*body, *notes]).runs, *raised))])
    assert [(note.mark, " ".join(note.text.split())) for note in reading.notes] == [
        ("6", "Skyldigheten finns reglerad i 10 kap. 8 § SoL."),
        ("10", "Se IVO."),
    ]


def test_a_last_word_with_more_figures_in_its_marks_than_letters_is_of_the_texts_size() -> None:
    body = [("Kommunen ska begära en undersökning inom två", 100.0, 10.0), ("år.", 112.0, 10.0)]
    notes = [("  Se lagen.", 760.0, 7.0), ("  Se råden.", 769.0, 7.0)]
    signs = [("5960", 75.0, 104.0), ("59", 60.0, 753.0), ("60", 60.0, 762.0)]
    raised = [
        Run(text, (left, top, left + 5.0, top + 5.0), 5.0, order=9 + at) for at, (text, left, top) in enumerate(signs)
    ]
    reading = compose.read([Sheet(1, 595.0, 842.0, (*sheet_of([*body, *notes]).runs, *raised))])
    assert reading.sections[0].text == "Kommunen ska begära en undersökning inom två år."
    assert [(note.mark, note.section) for note in reading.notes] == [("59", 0), ("60", 0)]


def columns_of(*columns: tuple[float, list[str]], gap: int = -1, down: float = 0.0) -> Sheet:
    """A page of columns: the left edge and the lines of each, 12 points apart and each column's `down` below those
    of the one before it. Before the first column's line `gap` there is white as before a paragraph."""
    runs: list[Run] = []
    for number, (left, shown) in enumerate(columns):
        top = 80.0 + down * number
        for at, text in enumerate(shown):
            top += 12.0 + 6.0 * (number == 0 and at == gap)
            box = (left, top - 8.0, left + len(text) * 5.0, top + 2.0)
            runs.append(Run(text, box, 10.0, order=len(runs)))
    return Sheet(1, 595.0, 842.0, tuple(runs))


LONG = [f"kommunen ska {word} med regionen om" for word in ("tala", "samråda", "avtala", "planera")] * 3


def test_the_last_line_of_the_first_column_stays_in_it() -> None:
    first = [*LONG, "Rådet lämnar"]
    sheet = columns_of(
        (60.0, first), (250.0, ["beslut om vård av barnen i länet", *LONG[:9]]), gap=len(first) - 1, down=6.0
    )
    text = " ".join(compose.read([sheet]).pages[0].text.split())
    assert "Rådet lämnar beslut om vård" in text


def test_a_last_column_of_one_line_is_read_after_the_whole_first() -> None:
    short = [line[:30] for line in LONG[:6]]
    first = [*short, *(f"{line} {end}" for line, end in zip(LONG, ("barn", "unga", "vård") * 4, strict=True))]
    sheet = columns_of((60.0, first), (285.0, ["och överenskommelsen."]))
    shown = compose.read([sheet]).pages[0].text.splitlines()
    assert shown == [*first, "och överenskommelsen."]


def test_a_heading_beside_the_white_above_footnotes_stands_in_its_column() -> None:
    first = [(60.0, 100.0 + 12 * at, line, 10.0) for at, line in enumerate(LONG)]
    first += [(60.0, 262.0, "3.3 Placering", 12.0)]
    first += [(60.0, 280.0 + 12 * at, line, 10.0) for at, line in enumerate(LONG)]
    second = [(300.0, 100.0 + 12 * at, line, 10.0) for at, line in enumerate(LONG)]
    second += [(300.0, 281.0 + 10 * at, f"Se lagen om {word}.", 8.0) for at, word in enumerate(["a", "b", "c"] * 4)]
    runs = [
        Run(text, (left, top - 0.8 * size, left + len(text) * 5.0, top + 0.2 * size), size, order=at)
        for at, (left, top, text, size) in enumerate([*first, *second])
    ]
    shown = [line.text for line in lines(Sheet(1, 595.0, 842.0, tuple(runs)))]
    assert shown == [text for _, _, text, _ in [*first, *second]]


def test_a_mark_is_behind_its_word_where_larger_type_stands_in_the_other_column() -> None:
    heading = Run("Läsanvisning", (60.0, 68.0, 160.0, 81.0), 13.0)
    beside = Run("enligt avtalet", (300.0, 66.0, 380.0, 74.0), 8.0, order=1)
    mark = Run("2", (380.0, 64.5, 383.0, 69.0), 4.8, order=2)
    (line,) = [line for line in lines(Sheet(1, 595.0, 842.0, (heading, beside, mark))) if "avtalet" in line.text]
    assert [sign.text for sign in line.marks] == ["2"]


def test_a_note_that_ends_alike_on_several_pages_is_no_footer() -> None:
    def page(number: int) -> Sheet:
        word = "abc"[number - 1]
        note = [(f"Läs mer i avtal {word} om spel om", 760.0, 7.0), ("pengar.", 769.0, 7.0)]
        sheet = sheet_of([(f"Stycket med ordet {word} gäller för alla barn i länet", 100.0, 10.0), *note], number)
        signs = [Run(str(number), (left, top, left + 3, top + 4), 4.0) for left, top in ((310.0, 92.0), (56.0, 753.0))]
        return Sheet(number, 595.0, 842.0, (*sheet.runs, *signs))

    notes = compose.read([page(number) for number in (1, 2, 3)]).notes
    assert [(note.mark, note.text) for note in notes] == [
        (mark, f"Läs mer i avtal {word} om spel om pengar.") for mark, word in zip("123", "abc", strict=True)
    ]


@pytest.mark.parametrize(("confidence", "told"), [(0.9, ["note_without_mark"]), (None, [])])
def test_small_type_at_a_recognised_pages_foot_without_its_mark_is_told(
    confidence: float | None, told: list[str]
) -> None:
    drawn = sheet_of(
        [("Barnet har rätt till en undersökning!'", 100.0, 10.0), ("! Se lagen om undersökning.", 780.0, 7.0)]
    )
    runs = tuple(replace(run, confidence=confidence) for run in drawn.runs)
    findings = compose.read([replace(drawn, runs=runs)]).findings
    assert [finding.code for finding in findings] == told
    assert all((finding.severity, finding.page) == ("note", 1) for finding in findings)


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
