"""Word files for tests: made with python-docx, and the parts that it cannot make put in as XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def save(document: Document, path: Path, *, footnotes: tuple[str, ...] = ()) -> Path:
    """Writes the document, with footnotes 1, 2, … whose marks `note` has put into it."""
    document.save(str(path))
    if footnotes:
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
            for number, text in enumerate(footnotes, 1)
        )
        part = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>"
        change(path, "word/footnotes.xml", lambda old: part)
        relation = f'<Relationship Id="rIdNotes" Type="{OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>'
        change(path, "word/_rels/document.xml.rels", lambda old: old.replace("</Relationships>", relation))
        kind = f'<Override PartName="/word/footnotes.xml" ContentType="{WORD}.footnotes+xml"/></Types>'
        change(path, "[Content_Types].xml", lambda old: old.replace("</Types>", kind))
    return path


def change(path: Path, name: str, how: Callable[[str], str]) -> None:
    """Changes one part of the file, or puts it in."""
    with zipfile.ZipFile(path) as packed:
        parts = {item: packed.read(item) for item in packed.namelist()}
    parts[name] = how(parts.get(name, b"").decode("utf-8")).encode("utf-8")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for item, data in parts.items():
            packed.writestr(item, data)
    path.write_bytes(made.getvalue())


def note(paragraph: object, number: int) -> None:
    """Puts the mark of footnote `number` at the paragraph's end."""
    xml = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="{number}"/></w:r>'
    paragraph._p.append(parse_xml(xml))  # type: ignore[attr-defined]


def put(paragraph: object, xml: str) -> None:
    """Puts a piece of WordprocessingML at the paragraph's end."""
    opened = xml.index(">") if "/>" not in xml[: xml.index(">") + 1] else xml.index("/>")
    paragraph._p.append(parse_xml(xml[:opened] + " " + nsdecls("w") + xml[opened:]))  # type: ignore[attr-defined]


def agreement(path: Path, *, days: str = "inom tre veckor") -> Path:
    """A small agreement with typed numbers, a list, a table and two footnotes."""
    made = docx.Document()
    made.add_heading("Överenskommelse om samverkan kring barn i familjehem", 0)
    made.add_paragraph("mellan Region Dalarna och Falu kommun, Dnr HSN 2026/0417")
    made.add_heading("1 Inledning", 1)
    made.add_heading("1.1 Giltighet", 2)
    made.add_paragraph("Överenskommelsen gäller från och med 2026-01-01 till och med 2028-12-31.")
    made.add_heading("1.2 Parter", 2)
    made.add_paragraph("Parter är Region Dalarna, Falu kommun och Borlänge kommun.")
    made.add_heading("2 Ansvar och kostnader", 1)
    made.add_heading("2.1 Kostnader för tolk", 2)
    last = made.add_paragraph("Regionen betalar tolken vid läkarbesök för barnet")
    note(last, 1)
    last.add_run(". Kommunen betalar tolken vid möten i familjehemmet.")
    for item in ("läkarbesök", "provtagning", "uppföljning hos tandläkare"):
        made.add_paragraph(item, style="List Bullet")
    made.add_heading("2.2 Tider", 2)
    last = made.add_paragraph(f"Ett samordningsmöte ska hållas {days} efter placeringen")
    note(last, 2)
    last.add_run(".")
    table = made.add_table(3, 2)
    for row, cells in enumerate((("Insats", "Betalas av"), ("Glasögon", "Regionen"), ("Resor", "Kommunen"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    made.add_heading("3 Tvister", 1)
    made.add_paragraph("Tvister löses i första hand av verksamhetscheferna.")
    return save(made, path, footnotes=("Gäller även vaccination.", "Räknat från dagen efter placeringen."))
