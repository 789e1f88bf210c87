"""What programs do to text when they draw it: each way gives the same words, where they stand and how they look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import CorpusError
from ingest.reading import layout, pdf
from ingest.reading.model import Sheet

FONTS = Path("/usr/share/fonts/truetype/dejavu")


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Sheet]:
    """Draws operators of a content stream, or with the canvas, on one page of 400 by 300 points; returns its sheet."""

    def draw(operators: str = "", paint: Callable[[Canvas], None] = lambda canvas: None) -> Sheet:
        path = tmp_path / "drawn.pdf"
        canvas = Canvas(str(path), pagesize=(400, 300))
        canvas.setFont("Helvetica", 10)
        canvas._code.append(operators)
        paint(canvas)
        canvas.save()
        (sheet,) = pdf.sheets(path)
        return sheet

    return draw


def texts(sheet: Sheet) -> list[str]:
    return [line.text for line in layout.lines(sheet)]


@pytest.mark.parametrize(
    "operators",
    [
        "BT /F1 10 Tf 50 200 Td (Kommunens ansvar) Tj ET",
        "BT /F1 1 Tf 10 0 0 10 50 200 Tm [(K)40(om)-20(munens)] TJ [(\\040ansv)30(ar)] TJ ET",
        "BT /F1 10 Tf 50 200 Td [(Kommunens)-280(ansvar)] TJ ET",
        "BT /F1 10 Tf 50 200 Td (Kommunens) Tj 59 0 Td (ansvar) Tj ET",
        "q 2 0 0 2 50 200 cm BT /F1 5 Tf (Kommunens ansvar) Tj ET Q",
        "BT /F1 10 Tf 14 TL 50 214 Td (Kommunens ansvar) ' ET",
        "BT /F1 10 Tf 50 200 Td 3 Tc (Kommunens) Tj 8 Tc ( ) Tj 3 Tc (ansvar) Tj ET",
        "BT /F1 10 Tf 50 200 Td (Kommunens ansvar) Tj 0.3 0 Td (Kommunens ansvar) Tj ET",
    ],
)
def test_words_are_whole_however_they_are_shown(drawn: Callable[..., Sheet], operators: str) -> None:
    sheet = drawn(operators)
    assert texts(sheet) == ["Kommunens ansvar"]
    assert sheet.runs[0].size == pytest.approx(10)
    assert (sheet.runs[0].box[0], sheet.runs[0].box[3]) == pytest.approx((50, 102), abs=0.5)


def test_letters_come_composed_and_ligatures_apart(drawn: Callable[..., Sheet]) -> None:
    pdfmetrics.registerFont(TTFont("DejaVuSans", str(FONTS / "DejaVuSans.ttf")))

    def paint(canvas: Canvas) -> None:
        canvas.setFont("DejaVuSans", 10)
        canvas.drawString(50, 200, "ba\u030aa\u0308r o\u0308ppen ﬁnns")
        canvas.drawString(50, 150, "Overenskommelse")
        canvas.drawString(51.8, 151.5, "¨")

    assert texts(drawn(paint=paint)) == ["båär öppen finns", "Överenskommelse"]


@pytest.mark.parametrize(("angle", "left", "base"), [(0, 50, 100), (90, 200, 50), (180, 350, 200), (270, 100, 350)])
def test_pages_are_turned_upright(tmp_path: Path, angle: int, left: float, base: float) -> None:
    path = tmp_path / "turned.pdf"
    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas.translate(50, 200)
    canvas.rotate(angle)
    canvas.drawString(0, 0, "Upprätt")
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.pages[0].rotate(angle)
    writer.write(path)
    (sheet,) = pdf.sheets(path)
    assert (sheet.width, sheet.height) == ((300, 400) if angle in (90, 270) else (400, 300))
    (run,) = sheet.runs
    assert run.box[2] - run.box[0] > 3 * (run.box[3] - run.box[1])
    assert (run.box[0], run.box[3] - 0.2 * run.size) == pytest.approx((left, base))
    assert texts(sheet) == ["Upprätt"]


def test_colour_weight_mode_and_order(drawn: Callable[..., Sheet]) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(50, 120, "fet")

    sheet = drawn(
        "1 1 1 rg BT /F1 10 Tf 50 200 Td (vit) Tj ET 0 g BT /F1 10 Tf 3 Tr 50 180 Td (osynlig) Tj ET "
        "0 0 0 1 k BT 0 Tr /F1 1 Tf 1.5 0 0 1.5 50 160 Tm (liten) Tj ET 0.5 g 40 100 100 50 re f",
        paint,
    )
    white, unseen, small, bold = sheet.runs
    assert (white.fill, white.mode, white.bold) == ((1, 1, 1), 0, False)
    assert unseen.mode == 3
    assert small.size == pytest.approx(1.5)
    assert small.fill == (0, 0, 0)
    assert bold.bold
    (area,) = [picture for picture in sheet.pictures if picture.fill == (0.5, 0.5, 0.5)]
    assert area.box == pytest.approx((40, 150, 140, 200))
    assert white.order < small.order < area.order < bold.order


def test_what_a_clip_cuts_off_or_is_transparent_draws_nothing(drawn: Callable[..., Sheet]) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFillAlpha(0)
        canvas.drawString(50, 100, "genomskinlig")

    sheet = drawn("q 0 0 20 20 re W n BT /F1 10 Tf 50 200 Td (bortklippt) Tj ET Q", paint)
    assert [(run.text, run.mode) for run in sheet.runs] == [("bortklippt", 3), ("genomskinlig", 3)]


def test_forms_are_read_where_they_are_placed(drawn: Callable[..., Sheet]) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.beginForm("mall", 0, 0, 200, 50)
        canvas.drawString(10, 10, "Ur en mall")
        canvas.endForm()
        canvas.translate(40, 190)
        canvas.doForm("mall")

    sheet = drawn(paint=paint)
    assert texts(sheet) == ["Ur en mall"]
    assert (sheet.runs[0].box[0], sheet.runs[0].box[3]) == pytest.approx((50, 102.4), abs=1)


def test_a_layer_that_is_switched_off_draws_nothing(tmp_path: Path) -> None:
    path = tmp_path / "layers.pdf"
    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas._code.append("/OC /dold BDC")
    canvas.drawString(50, 200, "dold")
    canvas._code.append("EMC")
    canvas.drawString(50, 100, "synlig")
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(path))
    layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG")}))
    resources = writer.pages[0]["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/dold"): layer})
    shown = DictionaryObject({NameObject("/OFF"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): shown}
    )
    writer.write(path)
    (sheet,) = pdf.sheets(path)
    assert {run.text: run.mode for run in sheet.runs} == {"dold": 3, "synlig": 0}


def test_page_labels_and_bookmarks_are_the_files_own(tmp_path: Path) -> None:
    path = tmp_path / "labels.pdf"
    canvas = Canvas(str(path), pagesize=(400, 300))
    for number, style in enumerate(["ROMAN_LOWER", "ROMAN_LOWER", "ARABIC"]):
        canvas.addPageLabel(number, style, 1 if number != 1 else 2)
        canvas.bookmarkPage(str(number))
        canvas.addOutlineEntry(f"Del {number}", str(number), level=min(number, 1))
        canvas.drawString(50, 200, "text")
        canvas.showPage()
    canvas.save()
    assert [sheet.label for sheet in pdf.sheets(path)] == ["i", "ii", "1"]
    assert [(mark.title, mark.level, mark.page) for mark in pdf.bookmarks(path)] == [
        ("Del 0", 1, 1),
        ("Del 1", 2, 2),
        ("Del 2", 2, 3),
    ]


def test_a_locked_file_is_named_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("hemligt", algorithm="RC4-128")
    writer.write(path)
    with pytest.raises(CorpusError, match=r"encrypted and cannot be read without its password \(locked.pdf\)"):
        list(pdf.sheets(path))
