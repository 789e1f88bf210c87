"""Plain text: numbered headings, or the headings of Markdown; pages where the text has form feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SamlotsError
from ingest.outline import split_heading
from ingest.reading.blocks import depth
from ingest.reading.encoding import decode
from ingest.reading.model import Finding, FoundBy, Page, Reading, ReadSection
from ingest.reading.numbered import numbered_headings

MOST = 32_000_000
"""Bytes. A thousand pages of text are some three million."""
ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*")
FENCE = re.compile(r" {0,3}(```|~~~)")


@dataclass(frozen=True)
class Head:
    """A heading on line `line`: its level, and its words as printed, number included."""

    line: int
    level: int
    printed: str
    found_by: FoundBy


def load(path: Path) -> str:
    """The letters of the file, line ends as "\\n". Raises SamlotsError when it is too large or no text."""
    data = path.read_bytes()
    decoded = decode(data) if len(data) <= MOST else None
    if decoded is None:
        reason = "is larger than 32 MB" if len(data) > MOST else "is not written in letters that can be read"
        raise SamlotsError(f"The text {reason}", where=path.name, remedy="Save it again as UTF-8 text.")
    return decoded[0].replace("\r\n", "\n").replace("\r", "\n")


def read(path: Path) -> Reading:
    """The text as read. Raises SamlotsError when it is too large or no text."""
    text = load(path)
    lines = text.split("\n")
    heads = headings(lines)
    for head in heads:
        if head.found_by == "style":
            lines[head.line] = head.printed  # Markdown's signs are not the heading's own
    sheets = "\n".join(lines).split("\f")
    pages = tuple(Page(number, None, sheet, 1.0, "text") for number, sheet in enumerate(sheets, 1))
    sections, page, at = [], 1, 0
    front = "\n".join(lines[: heads[0].line] if heads else lines).strip()
    if front:
        sections.append(ReadSection(None, "", 0, 1, None, "style", front))
    for head, end in zip(heads, [*(h.line for h in heads[1:]), len(lines)], strict=False):
        page += sum(line.count("\f") for line in lines[at : head.line])
        at = head.line
        starts = lines[at].lstrip(" \t").startswith("\f")  # the page breaks before the heading, on its line
        number, heading = split_heading(head.printed)
        body = "\n".join(lines[at + 1 : end]).strip()
        sections.append(ReadSection(number, heading, head.level, page + starts, None, head.found_by, body))
    findings = []
    if not heads and front:
        findings.append(
            Finding(
                "no_headings", "note", None, "No headings were found, so the text is one section.",
                "List the headings under [outline] in document.toml.",
            )
        )  # fmt: skip
    return Reading(pages, tuple(sections), (), tuple(findings))


def headings(lines: list[str]) -> list[Head]:
    """Markdown's headings where there are any, else the numbered ones that stand on a line of their own."""
    marked, fenced = [], False
    for number, line in enumerate(lines):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced and (match := ATX.fullmatch(line)):
            marked.append(Head(number, len(match[1]), match[2], "style"))
    if marked:
        return marked
    alone = [
        line if not number or not lines[number - 1].strip() or line.startswith("\f") else ""
        for number, line in enumerate(lines)
    ]
    return [
        Head(number, depth(split_heading(alone[number].strip())[0]), " ".join(alone[number].split()), "numbering")
        for number in numbered_headings(alone)
    ]
