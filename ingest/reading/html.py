"""HTML pages: headings h1 to h6, paragraphs, lists, tables row by row, footnotes that the page links to.

Scripts, styles, navigation and the page's frame are left out. Elements that the page itself hides are left out and
flagged; a style sheet outside the file cannot be asked, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from ingest.errors import SamlotsError
from ingest.outline import split_heading
from ingest.reading.blocks import BULLET, CELL, Block, assemble, headings_without_style, shorten, tidy
from ingest.reading.docx_numbering import figure
from ingest.reading.encoding import decode
from ingest.reading.html_hidden import Hiding
from ingest.reading.html_notes import take_notes
from ingest.reading.model import Finding, Reading

MOST = 32_000_000
"""Bytes. A page of text is far below one million."""
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
NEVER = frozenset("script style noscript template head nav button input select textarea datalist".split())
FRAME_ROLES = frozenset("navigation banner contentinfo search dialog alertdialog menu menubar".split())
NOT_READ = {
    "img": "pictures", "picture": "pictures", "svg": "pictures", "iframe": "embedded pages", "object": "embedded objects",
    "embed": "embedded objects", "video": "films", "audio": "sound", "canvas": "drawings", "math": "formulas",
}  # fmt: skip
INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rb s samp small span strike strong sub sup time tt u var".split()
)
FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
CONTENTS = 0.8
"""The share of a list's entries that must be links within the page for it to be a contents list."""


@dataclass
class Reader:
    """Walks the page once. Inline text is gathered until a block begins or ends."""

    hiding: Hiding
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    framed: int = 0
    """Words of navigation, headers and footers."""
    contents: int = 0
    _found: list[Block] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _prefix: str = ""
    _bold: bool = True

    def blocks(self, parent: html.HtmlElement) -> list[Block]:
        """The blocks of an element, apart from those around it."""
        outer = self._found, self._text, self._prefix, self._bold
        self._found, self._text, self._prefix, self._bold = [], [], "", True
        self._children(parent, bold=False)
        self._flush()
        found = self._found
        self._found, self._text, self._prefix, self._bold = outer
        return found

    def _children(self, parent: html.HtmlElement, *, bold: bool) -> None:
        self._say(parent.text, bold)
        for child in parent:
            self._element(child, bold)
            self._say(child.tail, bold)

    def _say(self, text: str | None, bold: bool) -> None:
        if text:
            self._text.append(re.sub(r"\s+", " ", text))
            self._bold = self._bold and (bold or not text.strip())

    def _element(self, element: html.HtmlElement, bold: bool) -> None:
        name = str(element.tag)
        if name == "br":
            self._text.append("\n")
        elif name in NOT_READ:
            self.left_out[NOT_READ[name]] = self.left_out.get(NOT_READ[name], 0) + 1
        elif self._is_frame(element):
            self.framed += len(element.text_content().split()) if name not in ("script", "style", "head") else 0
        elif self.hiding.hides(element):
            if words := tidy(element.text_content()):
                self.hidden.append(words)
        elif level := heading_level(element):
            self._flush()
            self._heading(element, level)
        elif name == "table":
            self._flush()
            self._table(element)
        elif name in ("ul", "ol", "menu"):
            self._flush()
            self._list(element)
        elif name in INLINE:
            if name in ("s", "strike", "del") and element.text_content().strip():
                self.struck.append(tidy(element.text_content()))
            self._children(element, bold=bold or name in ("b", "strong"))
        else:
            self._flush()
            self._children(element, bold=bold)
            self._flush()

    def _is_frame(self, element: html.HtmlElement) -> bool:
        name = str(element.tag)
        if name in NEVER or element.get("role") in FRAME_ROLES:
            return True
        inside = any(True for _ in element.iterancestors("main", "article", "section"))
        return name in ("header", "footer") and not inside and element.find(".//h1") is None

    def _flush(self) -> None:
        text = "\n".join(tidy(line) for line in "".join(self._text).split("\n")).strip()
        if text:
            bold = self._bold and not self._prefix and "\n" not in text
            self._found.append(Block("item" if self._prefix else "text", self._prefix + text, bold=bold))
            self._prefix = ""
        self._text, self._bold = [], True

    def _heading(self, element: html.HtmlElement, level: int) -> None:
        printed = tidy(" ".join(block.text for block in self.blocks(element)))
        if printed:
            number, text = split_heading(printed)
            self._found.append(Block("heading", text, level, number, printed))

    def _list(self, element: html.HtmlElement) -> None:
        items = [child for child in element if child.tag == "li"]
        if len(items) > 1 and sum(is_link_within(item) for item in items) >= CONTENTS * len(items):
            self.contents += sum(1 for _ in element.iter("li"))
            return
        start = element.get("start", "")
        number = int(start) if start.isdecimal() and len(start) < 7 else 1
        for child in element:
            if child.tag == "li":
                own = child.get("value", "")
                number = int(own) if own.isdecimal() and len(own) < 7 else number
                shown = figure(number, FORMATS.get(element.get("type", ""), "decimal")) or str(number)
                self._prefix = f"{shown}. " if element.tag == "ol" else BULLET
                number += 1
                if self.hiding.hides(child):
                    self.hidden += [words] if (words := tidy(child.text_content())) else []
                else:
                    self._children(child, bold=False)
                self._flush()
                self._prefix = ""
            else:
                self._element(child, False)
            self._say(child.tail, False)
        self._flush()

    def _table(self, table: html.HtmlElement) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        layout = all(len(row) <= 1 for row in cells) or any(True for _ in table.iter(*HEADINGS))
        for caption in table.iter("caption"):
            self._found += self.blocks(caption)
        for row, own in zip(rows, cells, strict=True):
            if self.hiding.hides(row):
                self.hidden += [words] if (words := tidy(row.text_content())) else []
            elif layout:  # a frame around text, not a table
                self._found += [block for cell in own for block in self.blocks(cell)]
            else:
                texts = [self._cell(cell) for cell in own]
                if text := CELL.join(text for text in texts if text):
                    self._found.append(Block("row", text))

    def _cell(self, cell: html.HtmlElement) -> str:
        if self.hiding.hides(cell):
            self.hidden += [words] if (words := tidy(cell.text_content())) else []
            return ""
        return tidy(" ".join(block.printed or block.text for block in self.blocks(cell)))


def read(path: Path) -> Reading:
    """The page as read. Raises SamlotsError when it is too large, is no text, or holds no page."""
    root = _root(path)
    reader = Reader(Hiding.read(root))
    main = _main(root)
    notes = take_notes(main)
    blocks = headings_without_style(reader.blocks(main))
    if main.tag != "body":
        body = root.find("body")
        everything = len((root if body is None else body).text_content().split())
        reader.framed += max(0, everything - len(main.text_content().split()))
    return assemble(blocks, notes, list(_findings(reader)), "html")


def title(path: Path) -> str:
    """What the page calls itself in its head; empty where it says nothing. Raises SamlotsError as `read` does."""
    found = _root(path).find(".//title")
    return "" if found is None else tidy(found.text_content())


def _root(path: Path) -> html.HtmlElement:
    data = path.read_bytes()
    decoded = decode(data, markup=True) if len(data) <= MOST else None
    if decoded is None:
        reason = "is larger than 32 MB" if len(data) > MOST else "is not written in letters that can be read"
        raise SamlotsError(
            f"The page {reason}", where=path.name, remedy="Save it again from the browser as “Web page, HTML only”."
        )
    # As UTF-8 bytes, because the parser refuses a text that declares its own encoding.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(decoded[0].encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise SamlotsError(
            f"The page cannot be read: {shorten(str(error))}", where=path.name, remedy="Save it again from the browser."
        ) from None


def _main(root: html.HtmlElement) -> html.HtmlElement:
    """The element that holds the page's own text."""
    marked = [*root.iter("main"), *root.xpath("//*[@role='main']")]
    articles = list(root.iter("article"))
    body = root.find("body")
    return marked[0] if marked else articles[0] if len(articles) == 1 else root if body is None else body


def heading_level(element: html.HtmlElement) -> int | None:
    """The level of a heading from 1, also of an element that only calls itself one."""
    if element.get("role") == "heading":
        level = element.get("aria-level", "2")
        return int(level) if level in "123456789" else 2
    return HEADINGS.get(str(element.tag))


def is_link_within(item: html.HtmlElement) -> bool:
    """Whether a list's entry is nothing but links to places on the page (and a list of such)."""
    own = [link for link in item.iter("a") if (link.get("href") or "").startswith("#")]
    linked = sum(len("".join(link.text_content().split())) for link in own)
    return bool(own) and linked >= 0.9 * len("".join(item.text_content().split()))


def _findings(reader: Reader) -> Iterator[Finding]:
    for words in reader.hidden:
        yield Finding(
            "hidden_text", "refused", None, words,
            "The page holds this text but hides it; it was left out. Have it taken out, or approve these words in document.toml.",
        )  # fmt: skip
    notes = []
    if reader.struck:
        words = shorten("; ".join(reader.struck))
        notes.append(("struck_text", f"Struck-out text was read as text: {words}", "Check whether it still applies."))
    if reader.hiding.outside:
        sheets = f"{reader.hiding.outside} style sheets outside the file were not read: what they hide would be read as text."
        notes.append(("style_sheet", sheets, "Compare the text with the page as the browser shows it."))
    if reader.framed:
        words = f"Navigation, headers and footers of the page were left out ({reader.framed} words)."
        notes.append(("page_frame", words, "Nothing needs to be done unless the text itself is missing."))
    if reader.contents:
        notes.append(
            ("contents", f"The contents list ({reader.contents} lines) was left out.", "Nothing needs to be done.")
        )
    for what, count in reader.left_out.items():
        notes.append(
            ("not_read", f"Not read: {what} ({count}).", "Look whether they say anything that the text does not.")
        )
    for code, text, remedy in notes:
        yield Finding(code, "note", None, text, remedy)
