"""A small agreement on paper: three pages with running headers, page numbers and a footnote, made with reportlab."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

TITLE = "Överenskommelse om tandvård för placerade barn"
PAGES = (
    (
        ("title", TITLE), ("text", "mellan Region Dalarna och Falu kommun, Dnr HSN 2026/0999"), ("heading", "1. Inledning"),
        ("text", "Överenskommelsen beskriver hur barn som är placerade utanför det egna hemmet får tandvård"),
        ("text", "och hur parterna samarbetar när barnet flyttar mellan olika hem i länet."), ("heading", "1.1 Giltighet"),
        ("text", "Överenskommelsen gäller från och med 2026-01-01 till och med 2028-12-31."),
    ),
    (
        ("heading", "2. Tandvård"), ("heading", "2.1 Undersökning"),
        ("text", "Folktandvården kallar varje placerat barn till en undersökning när socialtjänsten har"),
        ("text", "anmält placeringen.¤1 Tandläkaren skriver ett utlåtande till socialtjänsten om hur barnets"),
        ("text", "tänder mår och vilken behandling som barnet behöver."), ("heading", "2.2 Tandreglering"),
        ("text", "Tandreglering planeras tillsammans med vårdnadshavaren och familjehemmet. Behandlingen"),
        ("text", "fortsätter även om barnet flyttar, och kliniken på den nya orten tar över ansvaret från den"),
        ("note", "1 Anmälan görs på en blankett."),
    ),
    (
        ("text", "tidigare kliniken utan att barnet behöver ställa sig i kö på nytt."), ("heading", "3. Tvister"),
        ("text", "Tvister löses i första hand av klinikchefen och enhetschefen i kommunen."),
    ),
)  # fmt: skip


def paper(path: Path, words: dict[str, str] | None = None) -> Path:
    """Draws the agreement, with some words for others."""
    canvas = Canvas(str(path), pagesize=A4)
    for number, page in enumerate(PAGES, 1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(70, 810, "Tandvård för placerade barn")
        canvas.drawString(500, 810, f"{number} ({len(PAGES)})")
        y = 760.0
        for kind, text in page:
            for old, new in (words or {}).items():
                text = text.replace(old, new)
            y = _draw(canvas, kind, text, y)
        canvas.showPage()
    canvas.save()
    return path


def _draw(canvas: Canvas, kind: str, text: str, y: float) -> float:
    if kind == "note":
        canvas.setFont("Helvetica", 8)
        canvas.drawString(70, 80, text)
        return y
    if kind != "text":
        size = 20 if kind == "title" else 13
        canvas.setFont("Helvetica-Bold", size)
        canvas.drawString(70, y - 10, text)
        return y - size - 20
    before, _, after = text.partition("¤")
    canvas.setFont("Helvetica", 10.5)
    canvas.drawString(70, y, before)
    width = canvas.stringWidth(before, "Helvetica", 10.5)
    if after:
        canvas.setFont("Helvetica", 6.5)
        canvas.drawString(70 + width, y + 4, after[0])
        canvas.setFont("Helvetica", 10.5)
        canvas.drawString(74 + width, y, after[1:])
    return y - 14
