"""A source as lines with their places, and the streams that the lines belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line: `start` and `end` are offsets in the source, the newline excluded."""

    number: int
    start: int
    end: int
    text: str

    @property
    def stripped(self) -> str:
        return self.text.strip()

    @property
    def blank(self) -> bool:
        return not self.stripped

    @property
    def opens_page(self) -> bool:
        """The extraction marks a page break (and a lost bullet) by a space before the line's first word."""
        return self.text[:1] == " " and not self.blank


def split(source: str) -> list[Line]:
    lines, start = [], 0
    for number, text in enumerate(source.split("\n")):
        lines.append(Line(number, start, start + len(text), text))
        start += len(text) + 1
    return lines


def squeeze(text: str) -> str:
    """The text without what a line break or a narrow column may add: whitespace, hyphens, soft hyphens."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


def matching(lines: Iterable[Line], patterns: tuple[str, ...]) -> Iterator[Line]:
    """The lines whose stripped text matches one of the patterns from end to end."""
    if patterns:
        whole = re.compile("|".join(f"(?:{p})" for p in patterns))
        yield from (line for line in lines if not line.blank and whole.fullmatch(line.stripped))


def runs(lines: list[Line], patterns: tuple[str, ...]) -> Iterator[list[Line]]:
    """The places where consecutive non-blank lines match all the patterns, one each, in order."""
    if not patterns:
        return
    compiled = [re.compile(p) for p in patterns]
    solid = [line for line in lines if not line.blank]
    at = 0
    while at + len(compiled) <= len(solid):
        window = solid[at : at + len(compiled)]
        if all(p.fullmatch(line.stripped) for p, line in zip(compiled, window, strict=True)):
            yield window
            at += len(compiled)
        else:
            at += 1
