"""Lines one after the other: where a paragraph goes on, where a word was broken, and the text that they make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.cleaning import SUSPENDED
from ingest.reading.layout import Line
from ingest.reading.words import BULLETS

ITEM = re.compile(rf"[{re.escape(BULLETS)}](?=\s|[^\W\d_])|o\s|\(?\d{{1,2}}[.)]\s|\(?[a-zåäö][.)]\s")
SENTENCE_END = re.compile(r"[.:!?;][”\")’]*$")
HYPHENS = "-\u2010\u00ad"
COMPOUND = re.compile(r"(?<![\w-])[^\W\d_]+-[^\W\d_]+(?![\w-])")
APART = 1.3
INDENT = 0.8


@dataclass(frozen=True)
class Measure:
    """What most of a document's letters are like: their size in points and boldness, the distance between lines as
    a multiple of the size, and the words that it writes with a hyphen inside a line."""

    size: float
    bold: bool
    pitch: float
    compounds: frozenset[str]
    solid: frozenset[str]


def measure(lines: Sequence[Line]) -> Measure:
    sizes: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        sizes[(round(line.size * 2) / 2, line.bold)] += len(line.text)
    (size, bold), _ = sizes.most_common(1)[0] if sizes else ((10.0, False), 0)
    steps = [
        (line.box[3] - before.box[3]) / line.size
        for before, line in zip(lines, lines[1:], strict=False)
        if _beside(before, line) and abs(line.size - size) < 0.3 and abs(before.size - size) < 0.3
    ]
    close = [step for step in steps if 0.9 < step < 3.0]
    compounds, solid = set[str](), set[str]()
    for line in lines:
        compounds.update(word.lower() for word in COMPOUND.findall(line.text))
        solid.update(word.lower() for word in re.findall(r"[^\W\d_]{6,}", line.text))
    return Measure(size, bold, median(close) if close else 1.25, frozenset(compounds), frozenset(solid))


def _beside(before: Line, line: Line) -> bool:
    """Whether the two stand in the same column of the same page."""
    return (before.page, before.zone) == (line.page, line.zone)


def apart(before: Line, line: Line, measured: Measure) -> bool:
    """Whether more white than between lines of running text stands between them, or a column's or page's end."""
    if not _beside(before, line):
        return True
    return line.box[3] - before.box[3] > APART * measured.pitch * min(max(line.size, before.size), measured.size * 1.5)


def had_to_break(before: Line, line: Line) -> bool:
    """Whether the first word of `line` would not have gone into the line before it."""
    word = line.text.split()[0]
    width = (line.box[2] - line.box[0]) * len(word) / max(len(line.text), 1)
    return before.box[2] + width + 0.2 * line.size > before.right


def runs_on(before: Line, line: Line) -> bool:
    """Whether the words alone say that the sentence goes on."""
    if ITEM.match(line.text):
        return False
    if before.text[-1] in HYPHENS and before.text[-2:-1].isalnum():
        return True
    return line.text[0].islower() and not SENTENCE_END.search(before.text)


def same_type(before: Line, line: Line) -> bool:
    return abs(before.size - line.size) < 0.06 * line.size and before.bold == line.bold


def goes_on(before: Line, line: Line, measured: Measure) -> bool:
    """Whether `line` belongs to the paragraph of the line before it."""
    if before.table or line.table or ITEM.match(line.text):
        return False
    if not _beside(before, line):
        return runs_on(before, line)
    if apart(before, line, measured):
        return line.text[0].islower() and runs_on(before, line) and had_to_break(before, line)
    if abs(before.size - line.size) > 0.1 * line.size:
        return False
    if before.text[-1] in HYPHENS:
        return True
    indented = line.box[0] - before.box[0] > INDENT * line.size and not ITEM.match(before.text)
    return (had_to_break(before, line) and not (indented and SENTENCE_END.search(before.text))) or runs_on(before, line)


def join(before: str, after: str, measured: Measure) -> str:
    """Two pieces of one paragraph, with the word that the line's end broke made whole."""
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if before[-1:] not in ("-", "\u2010") or not before[-2:-1].isalnum():
        return f"{before} {after}"
    left = before.rsplit(None, 1)[-1][:-1].lstrip('(”"')
    right = re.match(r"\S*", after)[0].rstrip('.,;:)”"')  # type: ignore[index]
    if right.lower() in SUSPENDED or not right[:1].isalnum():
        return f"{before} {after}"
    return before + after if keeps_hyphen(left, right, measured) else before[:-1] + after


def keeps_hyphen(left: str, right: str, measured: Measure) -> bool:
    """Whether a hyphen at a line's end is the word's own: after an abbreviation, a figure or a single letter
    ("HVB-placering", "e-post"), before a name or a figure, or where the document writes the word so elsewhere."""
    last = re.split(r"[-/]", left)[-1]
    if len(last) > 5 and last.isupper() and right.isupper():
        return False  # a word in a heading of capitals
    if right[0].isupper() or right[0].isdigit() or "/" in left or last[-1:].isdigit() or len(last) == 1:
        return True
    if any(letter.isupper() for letter in last[1:]):
        return True
    tail = re.match(r"[^\W\d_]+", right)
    whole = (last + (tail[0] if tail else "")).lower()
    return f"{last}-{tail[0] if tail else ''}".lower() in measured.compounds and whole not in measured.solid


def text(lines: Iterable[Line], measured: Measure) -> str:
    """The lines as text: paragraphs parted by an empty line, items and a table's rows each on a line of their own."""
    made = ""
    before: Line | None = None
    for line in lines:
        if before is None:
            made = line.text
        elif goes_on(before, line, measured):
            made = join(made, line.text, measured)
        elif ITEM.match(line.text) or (before.table and line.table):
            made += "\n" + line.text
        else:
            made += "\n\n" + line.text
        before = line
    return made.replace("\u00ad", "")
