"""The text of an answer taken apart into what it is made of, so that each part is shown as what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.answering.answer import Answer

BRANCH = re.compile(r"- \*\*(.+?):\*\* (.+)")


@dataclass(frozen=True)
class Block:
    """`kind` is paragraph, branches (label and text of each), quotes, or items (lines of a list)."""

    kind: Literal["paragraph", "branches", "quotes", "items"]
    lines: tuple[tuple[str, str], ...]


def body(answer: Answer) -> tuple[Block, ...]:
    """The blocks of the text without the sentences that are shown elsewhere: warnings, and the list of sections to
    read on."""
    noted = {warning.text for warning in answer.warnings}
    blocks: list[Block] = []
    for paragraph in wording(answer, answer.text).split("\n\n"):
        if paragraph.strip() in noted or _points_on(answer, paragraph):
            continue
        for line in filter(None, (line.strip() for line in paragraph.split("\n"))):
            kind, content = _line(line)
            if blocks and blocks[-1].kind == kind:
                blocks[-1] = Block(kind, (*blocks[-1].lines, content))
            else:
                blocks.append(Block(kind, (content,)))
    return tuple(blocks)


def wording(answer: Answer, text: str) -> str:
    """The text with the number of every quote that a ruling rests on, not of the first alone: what is listed among
    the sources then has its place in the answer."""
    for ruling in {r.text: r for r in (*answer.rulings, *answer.related) if r.further}.values():
        first = f"[{ruling.citation}]"
        numbers = " ".join([first, *(f"[{n}]" for n in ruling.further if n != ruling.citation)])
        text = text.replace(ruling.text, ruling.text.replace(first, numbers, 1))
    return text


def _line(line: str) -> tuple[Literal["paragraph", "branches", "quotes", "items"], tuple[str, str]]:
    if match := BRANCH.fullmatch(line):
        return "branches", (match[1], match[2])
    if line.startswith("- "):
        return "items", ("", line[2:])
    if line.startswith("> "):
        return "quotes", ("", line[2:])
    return "paragraph", ("", line)


def _points_on(answer: Answer, paragraph: str) -> bool:
    return bool(answer.read_on) and "\n" not in paragraph and all(
        f"{p.title}, {p.section}" in paragraph for p in answer.read_on
    )  # fmt: skip
