"""Blocks: what DOCX, HTML and plain text have in common, and how blocks become pages and sections.

Such sources have no pages of their own: everything stands on page 1, and what shows pages to people leaves it out.
A footnote's mark stands in a block as `[^n]`, which no print uses, so that no figure can be taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.outline import split_heading
from ingest.reading.model import Finding, FoundBy, Page, ReadBy, Reading, ReadNote, ReadSection
from ingest.reading.numbered import LONGEST, numbered_headings

MARK = re.compile(r"\[\^([^\]\s]{1,8})\]")
CELL = "   "
"""Between the cells of a table's row: three spaces, by which the outline keeps each row on a line of its own."""
BULLET = "• "


@dataclass(frozen=True)
class Block:
    """A paragraph, a list item, a table's row, a heading or the document's title. `number` and `found_by` belong to headings alone;
    `text` of a heading excludes its number, `printed` has it as printed. `bold`: set in bold throughout."""

    kind: Literal["text", "item", "row", "heading", "title"]
    text: str
    level: int = 0
    number: str | None = None
    printed: str = ""
    found_by: FoundBy = "style"
    bold: bool = False


def assemble(
    blocks: Sequence[Block], notes: Sequence[ReadNote], findings: Sequence[Finding], read_by: ReadBy
) -> Reading:
    """The reading of one sheet without pages. Text before the first heading is a section of level 0,
    under the document's title where it prints one."""
    sections: list[ReadSection] = []
    first = next((i for i, block in enumerate(blocks) if block.kind == "heading"), len(blocks))
    starts = [i for i in range(first, len(blocks)) if blocks[i].kind == "heading"]
    home: dict[str, int] = {}
    if first:
        title = next((block for block in blocks[:first] if block.kind == "title"), None)
        rest = [block for block in blocks[:first] if block is not title]
        name = MARK.sub("", title.text) if title else ""
        sections.append(ReadSection(None, name, 0, 1, None, "style", MARK.sub("", joined(rest))))
        home.update({mark: 0 for block in blocks[:first] for mark in MARK.findall(block.text)})
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=False):
        head, body = blocks[start], blocks[start + 1 : end]
        for block in (head, *body):
            home.update({mark: len(sections) for mark in MARK.findall(block.printed or block.text)})
        sections.append(
            ReadSection(
                head.number, MARK.sub("", head.text), head.level, 1, None, head.found_by, MARK.sub("", joined(body))
            )
        )
    placed = tuple(ReadNote(note.mark, note.text, note.page, home.get(note.mark)) for note in notes)
    text = joined(blocks)
    page = Page(1, None, text, 1.0, read_by)
    found = list(findings)
    if not starts and page.text:
        found.append(
            Finding(
                "no_headings", "note", None, "No headings were found, so the text is one section.",
                "List the headings under [outline] in document.toml.",
            )
        )  # fmt: skip
    return Reading((page,), tuple(sections), placed, tuple(found))


def headings_without_style(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, and where none is a heading: those that are by their typed numbers, else bold lines of their own."""
    found = list(blocks)
    if any(block.kind == "heading" for block in blocks):
        return found
    numbers = set(numbered_headings([block.text if block.kind == "text" else "" for block in blocks]))
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        number, heading = split_heading(block.text)
        if place in numbers:
            found[place] = Block("heading", heading, depth(number), number, block.text, "numbering")
        elif not numbers and block.bold and following and not following.bold and _short(block.text):
            found[place] = Block("heading", heading, 1, number, block.text, "type")
    return found


def depth(number: str | None) -> int:
    """The level that a number shows: 2.3.1 is on the third."""
    return number.count(".") + 1 if number and number[0].isdecimal() else 1


def _short(text: str) -> bool:
    return len(text) <= LONGEST and not text.endswith((".", ",", ";", ":"))


def joined(blocks: Sequence[Block]) -> str:
    """The blocks as text: an empty line between paragraphs, none within a list or a table."""
    text = ""
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before is not None:
            text += "\n" if before.kind == block.kind and block.kind in ("item", "row") else "\n\n"
        text += block.printed or block.text
    return text


def tidy(text: str) -> str:
    """The text on one line, single spaces."""
    return " ".join(text.split())


def shorten(text: str, most: int = 120) -> str:
    """The beginning of the text, for a finding."""
    flat = tidy(text)
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
