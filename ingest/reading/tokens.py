"""The words of a running text where they stand, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

START, FIGURE = ".", "0"
"""What stands before a word when it is no word."""

# An address is not Swedish: its letters are left alone.
_ADDRESS = re.compile(r"\S*(?:://|www\.|\w@\w+\.|\.(?:se|com|eu|nu|org)/|\.(?:aspx|html?|pdf)\b)\S*|\S+(?:/\S+){3,}")
# A damaged letter may look like a figure or one of these signs; a word holds no other figure or sign.
_WORD = re.compile(r"[&@|]?\w(?:(?<![^\W\d_A-ZÅÄÖ](?=[A-ZÅÄÖ]{2}))[&@|]?\w)*|\|")
_FOOTNOTE_MARK = re.compile(r"(?<=[^\W\d_]{2})\d{1,2}$")
_FIGURE = re.compile(r"\d[^\w.!?:;\n]*\n?[^\w.!?:;\n]*$")
_NO_WORD = re.compile(r"[\d_]+$|.*\d\d")
_STOP = re.compile(r"[.!?:;]|\n\s*\n")
_BREAK = re.compile(r"-\r?\n[ \t]*(?=[^\W\d_A-ZÅÄÖ])(?!(?:och|eller|samt|respektive|men|som)\b)")


@dataclass(frozen=True)
class Token:
    """A word as it stands. `start` and `end` are offsets in the text; `text` is the word without a line break that
    cuts it, `cut` the break with its hyphen and how many characters of the word stand before it. `after` is `START`
    at the beginning of a sentence or paragraph, `FIGURE` after a figure, else empty; `open` says that a hyphen
    or a capital follows at once (hälso-, HälsoSAMS); `line` counts from 1."""

    start: int
    end: int
    text: str
    line: int
    after: str
    open: bool
    cut: tuple[int, str] | None = None


def words(text: str) -> Iterator[Token]:
    """The words of the text in their order, hyphenated ones part by part. Figures, addresses and marks are passed
    over, but a `|` that begins a sentence is taken for a word: it may be a capital I."""
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    end, line, seen_to, held = 0, 1, 0, -1
    for match in _WORD.finditer(text):
        start, stop = match.span()
        if start < held:
            continue
        while addresses and addresses[0][1] <= start:
            addresses.pop(0)
        if addresses and addresses[0][0] <= start:
            continue
        word, cut = match.group(), None
        mark = _FOOTNOTE_MARK.search(word)
        if mark:
            word, stop = word[: mark.start()], start + mark.start()
        elif joint := _BREAK.match(text, stop):
            rest = _WORD.match(text, joint.end())
            if rest:
                cut, word, stop = (len(word), joint.group()), word + rest.group(), rest.end()
        held = stop
        if _NO_WORD.match(word):
            continue
        after = _before(text[end:start], end)
        if word == "|" and (after != START or _is_ruled(text, start)):
            continue
        line += text.count("\n", seen_to, start)
        seen_to = start
        yield Token(start, stop, word, line, after, _goes_on(text, stop), cut)
        end = stop


def _goes_on(text: str, stop: int) -> bool:
    return text[stop : stop + 1] == "-" or text[stop : stop + 1].isupper()


def _before(gap: str, end: int) -> str:
    if _FIGURE.search(gap):
        return FIGURE
    return START if end == 0 or _STOP.search(gap) else ""


def _is_ruled(text: str, at: int) -> bool:
    """Whether the line at `at` is a table's, with more than one upright stroke."""
    end = text.find("\n", at)
    return text.count("|", text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)) > 1
