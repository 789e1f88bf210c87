"""Clean text and its map: every character of the clean text knows the character of the source it came from.

Cleaning only leaves out or changes white space, leaves out hyphens of broken words, soft hyphens and footnote
marks, and puts notes and boxes behind the text they interrupt. It never adds, alters or mends a letter or figure.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

from ingest.lines import Line
from ingest.manifest import Reading

# After a hyphen at a line end these words show that the hyphen belongs to the word ("barn- och ungdoms-").
SUSPENDED = ("och", "eller", "samt", "respektive", "resp", "till", "som", "and", "or", "och/eller")
BULLETS = "\uf0b7\uf0d8•►"
TABLE_GAP = re.compile(r"\S {3,}\S")
ENDS_SENTENCE = re.compile(r"[.:!?;)”\"]$")


@dataclass
class Composer:
    """Grows the clean text and its map. `origin[i]` is the source offset of clean character i."""

    source: str
    dropped: frozenset[int]  # source offsets of footnote marks
    reading: Reading
    text: list[str] = field(default_factory=list)
    origin: array[int] = field(default_factory=lambda: array("I"))

    def __len__(self) -> int:
        return len(self.text)

    def put(self, char: str, at: int) -> None:
        self.text.append(char)
        self.origin.append(at)

    def gap(self, separator: str) -> None:
        """White space between two pieces, mapped to white space near the last character in the source."""
        while self.text and self.text[-1].isspace():
            self.text.pop()
            self.origin.pop()
        if not self.text:
            return
        at = self.origin[-1]
        after = next((i for i in range(at, len(self.source)) if self.source[i].isspace()), None)
        place = after if after is not None else next(i for i in range(at, -1, -1) if self.source[i].isspace())
        for char in separator:
            self.put(char, place)

    def flow(self, lines: list[Line]) -> None:
        """The lines as running text: wraps become a space, broken words are joined, paragraphs are kept."""
        previous: Line | None = None
        numbers = {line.number for line in lines}
        for line in lines:
            if line.blank:
                continue
            if previous is not None:
                whole = numbers.issuperset(range(previous.number, line.number))
                self._between(previous, line, interrupted=not whole)
            self._line(line)
            previous = line

    def heading(self, lines: list[Line]) -> None:
        """The lines as one line: a printed heading may be broken anywhere."""
        for number, line in enumerate(line for line in lines if not line.blank):
            if number and not self._joined(line):
                self.gap(" ")
            self._line(line)

    def _line(self, line: Line) -> None:
        skip = self._inner_hyphens(line)
        pending = False
        for offset, char in enumerate(line.text):
            at = line.start + offset
            if at in self.dropped or at in skip or char == "\u00ad":
                continue
            if char.isspace():
                pending = True
                continue
            if pending and self.text and not self.text[-1].isspace():
                self.put(" ", at - 1)
            pending = False
            if char in ".,;:)" and self._after_mark(at) and self.text and self.text[-1] == " ":
                self.text.pop()  # "handling 9." is "handling."
                self.origin.pop()
            self.put(char, at)

    def _after_mark(self, at: int) -> bool:
        return at - 1 in self.dropped

    def _inner_hyphens(self, line: Line) -> set[int]:
        return {
            line.start + match.start() + word.index("-")
            for word in self.reading.join
            for match in re.finditer(re.escape(word), line.text)
        }

    def _between(self, previous: Line, line: Line, *, interrupted: bool) -> None:
        """`interrupted`: furniture, notes or a box stood between the two lines."""
        if self._joined(line):
            return
        distance = line.number - previous.number
        runs_on = line.stripped[0].islower() and not ENDS_SENTENCE.search(previous.stripped)
        if interrupted and runs_on:
            self.gap(" ")
        elif (
            TABLE_GAP.search(line.text.strip())
            or TABLE_GAP.search(previous.text.strip())
            or line.stripped[0] in BULLETS
            or (re.match(r"o \S|\*\S|\d{1,2}[.)] ?\S", line.stripped) and distance > 1)
        ):
            self.gap("\n")
        elif self.reading.spacing == "double":
            short = len(previous.text) < 60 and previous.stripped.endswith((".", ":"))
            self.gap("\n\n" if distance > 2 or (short and previous.text.endswith("  ")) else " ")
        elif distance == 1:
            self.gap(" ")
        elif line.opens_page:
            self.gap("\n\n" if ENDS_SENTENCE.search(previous.stripped) else "\n")
        elif runs_on:
            self.gap(" ")
        else:
            self.gap("\n\n")

    def _joined(self, line: Line) -> bool:
        """Joins a word that the line end broke; True when the next line goes on without a space."""
        if len(self.text) < 2 or self.text[-1] != "-" or not self.text[-2].isalnum():
            return False
        head = re.search(r"(\S*)-$", "".join(self.text[-40:]))
        first = re.match(r"\S*", line.stripped)
        left, right = (head.group(1) if head else ""), (first.group(0) if first else "")
        if right.strip("(,.").lower() in SUSPENDED or not right[:1].isalnum():
            return False
        if right[0].isupper() or right[0].isdigit() or left.isupper() or left[-1:].isdigit():
            return True  # "SIP-" + "riktlinjen", "2016-" + "11-01": the hyphen is the word's own
        if "/" in left or f"{left}-{right.strip('.,;:')}" in self.reading.keep_hyphen:
            return True
        self.text.pop()
        self.origin.pop()
        return True
