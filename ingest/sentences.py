"""Sentences of clean text as spans; list items and table rows are units of their own."""

from __future__ import annotations

import re

# Swedish abbreviations that end in a full stop and seldom end a sentence.
ABBREVIATIONS = frozenset(
    "t.ex tex ex bl.a b.la bl d.v.s dvs m.m m.fl fr.o.m t.o.m s.k kap enl ev resp p st nr f.n u.å o.d osv e.d jfr ca "
    "inkl exkl milj kr tel forts red bitr s prop sid dnr proc".split()
)
BOUNDARY = re.compile(r"(?<=[.!?])[”\")]*(\s+)(?=[”\"(]?[A-ZÅÄÖ0-9\uf0b7►•])|(\n+)")


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans [start, end) of the sentences of `text`, in order, without the white space between them."""
    spans, start = [], 0
    for match in BOUNDARY.finditer(text):
        gap_start, gap_end = match.span(1) if match.group(1) else match.span(2)
        if "\n" not in text[gap_start:gap_end] and _abbreviated(text[start:gap_start]):
            continue
        spans.append((start, gap_start))
        start = gap_end
    spans.append((start, len(text)))
    return [_trim(text, a, b) for a, b in spans if text[a:b].strip()]


def _abbreviated(before: str) -> bool:
    word = re.search(r"(\S+)\.$", before)
    if not word:
        return False
    stem = word.group(1).lower().lstrip('(”"')
    return stem in ABBREVIATIONS or bool(re.fullmatch(r"\d{1,2}|[a-zåäö]", stem))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
