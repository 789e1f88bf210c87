"""DOCX: headings by style and outline level with their automatic numbers, footnotes, tables row by row.

Headers and footers are left out. What is not read (text boxes, comments, pictures, deleted text …) is a finding, and
so is text that the file holds but does not show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from ingest.errors import SamlotsError
from ingest.outline import split_heading
from ingest.reading.blocks import BULLET, CELL, Block, assemble, headings_without_style, tidy
from ingest.reading.docx_findings import Seen, findings
from ingest.reading.docx_numbering import Numbering, W, whole
from ingest.reading.docx_package import open_package
from ingest.reading.docx_styles import Styles
from ingest.reading.model import Reading, ReadNote

NOT_READ = {
    "drawing": "pictures or drawings", "pict": "pictures or drawings", "object": "embedded objects",
    "altChunk": "embedded documents", "subDoc": "linked documents", "oMath": "formulas", "sym": "signs of a symbol font",
}  # fmt: skip
SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
WRAPPERS = frozenset("hyperlink ins moveTo smartTag sdt sdtContent fldSimple customXml dir bdo ruby rubyBase".split())
TINY = 4
"""Half-points: text smaller than two points is not there to be read by people."""


def read(path: Path) -> Reading:
    """The document as read. Raises SamlotsError when it is damaged, a bomb, or not a Word document."""
    main, parts = open_package(path)
    body = main.find(W + "body")
    if body is None:
        raise SamlotsError(
            "The file holds no text that can be read as Word's",
            where=path.name,
            remedy="Open it in Word and save it as “Word document (.docx)”, not as Strict Open XML.",
        )
    styles = Styles.read(parts.get("styles"))
    reader = Reader(styles, Numbering.read(parts.get("numbering"), styles.list_numbers))
    blocks = headings_without_style(reader.blocks(body))
    notes = [
        ReadNote(reader.seen.notes[id], text, 1, None)
        for id, text in _note_texts(parts.get("footnotes"), "footnote", reader, list(reader.seen.notes))
    ]
    blocks += [
        Block("text", text)
        for _, text in _note_texts(parts.get("endnotes"), "endnote", reader, list(reader.seen.endnotes))
    ]
    return assemble(blocks, notes, list(findings(reader.seen, parts)), "docx")


@dataclass
class Reader:
    """Walks the body once and in order, because an automatic number depends on all that came before."""

    styles: Styles
    numbering: Numbering
    seen: Seen = field(default_factory=Seen)

    def blocks(self, parent: etree._Element) -> list[Block]:
        found: list[Block] = []
        for child in self._flow(parent):
            found += self._table(child) if child.tag == W + "tbl" else self._paragraph(child)
        return found

    def _flow(self, parent: etree._Element) -> Iterator[etree._Element]:
        """The paragraphs and tables below `parent`, whatever wraps them."""
        for child in parent:
            name = local(child)
            if name in ("p", "tbl"):
                yield child
            elif name == "del":
                self._delete(child)
            elif name in WRAPPERS:
                yield from self._flow(child)
            else:
                self._count(child)

    def _paragraph(self, paragraph: etree._Element) -> list[Block]:
        if self.styles.name(self.styles.of(paragraph)).startswith("toc "):
            self.seen.contents += 1
            return []
        deleted = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        lines = self.text(paragraph)
        if deleted and not lines.strip():
            return []  # a paragraph that is struck out whole takes no number
        printed = "\n".join(tidy(line) for line in lines.split("\n")).strip()
        level = self.styles.outline(paragraph)
        listed = self.styles.number(paragraph)
        label = None
        if listed:
            number, at, style = listed
            by_style = self.numbering.level_of_style(number, style) if style else None
            label = self.numbering.next(number, by_style if by_style is not None else (at or 0))
        if not printed:
            return []
        if label and not label.known:
            self.seen.uncounted.append(printed)
        figure = label.text if label else ""
        if level is not None:
            flat = tidy(printed)
            if figure:
                return [Block("heading", flat, level, figure.rstrip(".)") or None, f"{figure} {flat}")]
            typed, rest = split_heading(flat)
            return [Block("heading", rest, level, typed, flat)]
        if self.styles.titles(paragraph):
            return [Block("title", tidy(printed))]
        if label and label.bullet:
            return [Block("item", BULLET + printed)]
        if figure:
            return [Block("item", f"{figure} {printed}")]
        return [Block("text", printed, bold="\n" not in printed and self._bold(paragraph))]

    def _table(self, table: etree._Element) -> list[Block]:
        rows = [row for row in self._rows(table) if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(self._cells(row)) for row in rows]
        layout = all(len(row) <= 1 for row in cells) or any(
            self.styles.outline(p) is not None for row in cells for cell in row for p in cell.iter(W + "p")
        )
        if layout:  # a frame around text, not a table: its paragraphs stand for themselves
            return [block for row in cells for cell in row for block in self.blocks(cell)]
        found = []
        for row in cells:
            texts = [tidy(" ".join(block.printed or block.text for block in self.blocks(cell))) for cell in row]
            text = CELL.join(text for text in texts if text)
            if text:
                found.append(Block("row", text))
        return found

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        for child in table:
            if child.tag == W + "tr":
                yield child
            elif local(child) in WRAPPERS:
                yield from self._rows(child)

    def _cells(self, row: etree._Element) -> Iterator[etree._Element]:
        for child in row:
            if child.tag == W + "tc":
                yield child
            elif local(child) in WRAPPERS:
                yield from self._cells(child)

    def text(self, paragraph: etree._Element) -> str:
        """What the paragraph shows; a footnote's mark as `[^n]`."""
        before = len(self.seen.hidden)
        shown = "".join(self._text(paragraph, paragraph, inserted=False))
        hidden = tidy("".join(self.seen.hidden[before:]))
        self.seen.hidden[before:] = [hidden] if hidden else []
        return shown

    def _text(self, parent: etree._Element, paragraph: etree._Element, *, inserted: bool) -> Iterator[str]:
        for child in parent:
            name = local(child)
            if name == "r":
                text = "".join(self._run(child))
                if text and self._hidden(child, paragraph):
                    self.seen.hidden.append(text)
                    continue
                if text and any(self.styles.switched(child, paragraph, kind) for kind in ("strike", "dstrike")):
                    self.seen.struck.append(text)
                if text and inserted:
                    self.seen.inserted.append(text)
                yield text
            elif name in ("del", "moveFrom"):
                self._delete(child)
            elif name in WRAPPERS:
                yield from self._text(child, paragraph, inserted=inserted or name in ("ins", "moveTo"))
            else:
                self._count(child)

    def _run(self, run: etree._Element) -> Iterator[str]:
        for child in run:
            name = local(child)
            if name == "t":
                yield child.text or ""
            elif name in SIGNS:
                yield "" if child.get(W + "type") in ("page", "column") else SIGNS[name]
            elif name == "footnoteReference":
                id = child.get(W + "id") or ""
                self.seen.notes.setdefault(id, str(len(self.seen.notes) + 1))
                yield f"[^{self.seen.notes[id]}]"
            elif name == "endnoteReference":
                self.seen.endnotes.append(child.get(W + "id") or "")
            else:
                self._count(child)

    def _delete(self, element: etree._Element) -> None:
        words = "".join(part.text or "" for part in element.iter(W + "delText", W + "t"))
        if words.strip():
            self.seen.deleted.append(words)

    def _count(self, element: etree._Element) -> None:
        """Takes down what is not read in an element that is not followed."""
        name = local(element)
        if name == "oMathPara":
            name = "oMath"
        if name == "AlternateContent":  # the same thing drawn in two ways: a new one first, then an old one
            name, element = "drawing", next(iter(element), element)
        if name in NOT_READ:
            words = NOT_READ[name]
            boxes = list(element.iter(W + "txbxContent"))
            for box in boxes:
                self.seen.boxes.append(" ".join(part.text or "" for part in box.iter(W + "t")))
            if not boxes:
                self.seen.left_out[words] = self.seen.left_out.get(words, 0) + 1

    def _hidden(self, run: etree._Element, paragraph: etree._Element) -> bool:
        if self.styles.switched(run, paragraph, "vanish"):
            return True
        size = whole(self.styles.said(run, paragraph, "sz"))
        if size is not None and size < TINY:
            return True
        white = (self.styles.said(run, paragraph, "color") or "").upper() == "FFFFFF"
        # White text is plain to see on a shaded ground, as in a table's first row.
        return white and not self.styles.shaded(run, paragraph)

    def _bold(self, paragraph: etree._Element) -> bool:
        runs = [run for run in paragraph.iter(W + "r") if any((t.text or "").strip() for t in run.findall(W + "t"))]
        return bool(runs) and all(self.styles.switched(run, paragraph, "b") for run in runs)


def local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _note_texts(root: etree._Element | None, kind: str, reader: Reader, wanted: list[str]) -> Iterator[tuple[str, str]]:
    """The notes that the text refers to, in its order."""
    by_id = {} if root is None else {note.get(W + "id") or "": note for note in root.findall(W + kind)}
    for id in wanted:
        if id in by_id:
            text = tidy(" ".join(reader.text(p) for p in by_id[id].iter(W + "p")))
            if text:
                yield id, text
