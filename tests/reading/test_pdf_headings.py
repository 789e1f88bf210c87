"""By what a heading was found, when nothing but one thing tells it from the text; and what is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ingest.reading import compose, pdf
from ingest.reading.model import Reading

BODY = [
    "Kommunen och regionen ska tillsammans upprätta en plan när den enskilde har behov av",
    "insatser från båda. Den som uppmärksammar behovet ansvarar för att ta initiativ till",
    "planeringen.",
]


def read(path: Path, lines: Sequence[str], bookmarks: Sequence[str] = (), bold: Sequence[str] = ()) -> Reading:
    """Sets the lines in one type, 30 to a page, an empty one for white space, and reads the file back."""
    canvas = Canvas(str(path), pagesize=(595, 842))
    for page in range(0, len(lines), 30):
        for place, line in enumerate(lines[page : page + 30]):
            canvas.setFont("Helvetica-Bold" if line in bold else "Helvetica", 11)
            canvas.drawString(70, 760 - 14 * place, line)
            if line in bookmarks:
                canvas.bookmarkPage(line)
                canvas.addOutlineEntry(line, line, level=0)
        canvas.showPage()
    canvas.save()
    return compose.read(pdf.sheets(path), pdf.bookmarks(path))


def headings(reading: Reading) -> list[tuple[str | None, str, str, int]]:
    return [(s.number, s.heading, s.found_by, s.page) for s in reading.sections if s.level]


def test_by_the_list_of_contents(tmp_path: Path) -> None:
    lines = ["Innehåll", "", "Bakgrund ............................ 1", "Parter och roller ................... 1"]
    lines += ["Uppföljning ......................... 2", "", "Bakgrund", *BODY, "Parter och roller", *BODY, ""] + [
        ""
    ] * 15
    lines += ["Uppföljning", *BODY]
    assert lines.index("Uppföljning") == 30
    reading = read(tmp_path / "a.pdf", lines)
    assert headings(reading) == [
        (None, "Innehåll", "type", 1),
        (None, "Bakgrund", "contents", 1),
        (None, "Parter och roller", "contents", 1),
        (None, "Uppföljning", "contents", 2),
    ]
    assert reading.sections[0].text.count("....") >= 3


def test_by_bookmarks(tmp_path: Path) -> None:
    lines = ["Bakgrund", *BODY, "", "Parter", *BODY]
    assert headings(read(tmp_path / "b.pdf", lines, bookmarks=("Bakgrund", "Parter"))) == [
        (None, "Bakgrund", "bookmark", 1),
        (None, "Parter", "bookmark", 1),
    ]


def test_by_numbers_and_not_the_items_of_a_list(tmp_path: Path) -> None:
    lines = ["1 Bakgrund", *BODY, "", "2 Ansvar", *BODY, "", "1. Bedömning", "2. Beslut", "3. Uppföljning", ""]
    lines += ["2.1 Kommunens ansvar", *BODY, "", "3 Avtalstid", "2025 beslutade nämnden om ny avtalstid.", *BODY]
    assert headings(read(tmp_path / "n.pdf", lines)) == [
        ("1", "Bakgrund", "numbering", 1),
        ("2", "Ansvar", "numbering", 1),
        ("2.1", "Kommunens ansvar", "numbering", 1),
        ("3", "Avtalstid", "numbering", 1),
    ]


def test_by_type_and_not_a_bold_line_within_a_sentence(tmp_path: Path) -> None:
    lines = ["Bakgrund", *BODY, "", "Parter", BODY[0], BODY[1], BODY[2]]
    found = headings(read(tmp_path / "t.pdf", lines, bold=("Bakgrund", "Parter", BODY[1])))
    assert found == [(None, "Bakgrund", "type", 1), (None, "Parter", "type", 1)]
