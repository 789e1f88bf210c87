"""Headings known by their typed numbers alone, told from numbered lists and from contents lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 120
NUMBER = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,5})(?P<dot>\.?)\s+(?P<text>[A-ZÅÄÖÉ”\"].*)")
PARAGRAPH = re.compile(r"§\s?\d+[a-z]?\s+[A-ZÅÄÖ].*")
ANNEX = re.compile(r"(?:Bilaga|Kapitel|Avsnitt)\s\d+[.:]?(?:\s.*)?")
CONTENTS = re.compile(r"(?:\.{2,}|…|\s{2,}|\t)\s*\d{1,4}$")
PAGE = re.compile(r"[\s.…]+\d{1,3}$")


def numbered_headings(lines: Sequence[str]) -> list[int]:
    """The places of the lines that are numbered headings, in order.

    A number of one figure ("2. Bakgrund") is a heading when it goes on from the chapter before and no neighbour is
    of its kind, for then it is a list; a longer one ("2.3") when it belongs to the chapter that is open or opens the
    next. A heading that stands twice is a contents list's first and is taken where it stands last; so is one that
    stands with a page number first.
    """
    whole = {line.strip() for line in lines}
    lines = ["" if PAGE.search(line) and PAGE.sub("", line.strip()) in whole else line for line in lines]
    candidates = {i: match for i, line in enumerate(lines) if (match := _candidate(line)) is not None}
    solid = [i for i, line in enumerate(lines) if line.strip()]
    last = {lines[i].strip(): i for i in candidates}
    chosen: list[int] = []
    chapter = 0
    for position, place in enumerate(solid):
        numbers = candidates.get(place)
        if numbers is None or last[lines[place].strip()] != place:
            continue
        if not numbers:  # § 74, Bilaga 1: the word says what it is
            chosen.append(place)
            continue
        if len(numbers) == 1:
            beside = [candidates.get(solid[i]) for i in (position - 1, position + 1) if 0 <= i < len(solid)]
            listed = any(other in ((numbers[0] - 1,), (numbers[0] + 1,)) for other in beside)
            if listed or not chapter < numbers[0] <= chapter + 2:
                continue
        elif not max(chapter, 1) <= numbers[0] <= chapter + 1:
            continue
        chapter = numbers[0]
        chosen.append(place)
    return chosen


def _candidate(line: str) -> tuple[int, ...] | None:
    """The figures of a line that may be a numbered heading; none for § and annexes; None for other lines."""
    text = line.strip()
    if not text or "\n" in text or len(text) > LONGEST or CONTENTS.search(text):
        return None
    if (PARAGRAPH.fullmatch(text) or ANNEX.fullmatch(text)) and not text.endswith((".", ",", ";")):
        return ()
    match = NUMBER.fullmatch(text)
    if not match:
        return None
    numbers = tuple(int(part) for part in match["number"].split("."))
    sentence = match["text"].endswith((",", ";", ":")) or (match["text"].endswith(".") and len(numbers) == 1)
    return None if sentence else numbers
