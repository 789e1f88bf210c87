"""The numbers of headings: how they are printed, and which of the numbered lines follow each other as headings do."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(
    r"(?P<number>§ ?\d+ ?[a-z]?|\d+ ?[a-z]? ?§|\d{1,3}(?:\.\d{1,3})*|[A-Z](?:\.\d{1,3})+)(?P<dot>[.:]?)(?:\s+|$)(?!§)(?=\D|\d{4}-|$)"
)
DIARY = re.compile(r"^Dnr \S+\s+")
REACH = 400
SKIP = 0.6


def split_number(text: str) -> tuple[str | None, str]:
    """The printed number, without a closing dot, and the heading without it. A year, an amount ("12 procent") and an
    item's "1)" are no numbers of headings."""
    match = NUMBER.match(text)
    if not match:
        return None, text
    number, title = " ".join(match["number"].split()), text[match.end() :].strip()
    plain = number.isdigit()
    if plain and (int(number) >= 200 or (not match["dot"] and title[:1].islower())):
        return None, text
    if not title and "§" not in number:
        return None, text
    if number.startswith("§"):
        number = "§ " + number[1:].strip()
    return number, DIARY.sub("", title)


def parts(number: str) -> tuple[int, ...]:
    """The number as whole numbers: "3.4.1" is (3, 4, 1), "A.2" is (1, 2)."""
    return tuple(int(part) if part.isdigit() else ord(part[0]) - 64 for part in re.findall(r"\d+|^[A-Z]", number))


def depth(number: str) -> int:
    """How deep in the document the number says that the heading stands, from 1."""
    return max(1, len(parts(number)))


def chain(candidates: Sequence[tuple[str | None, float]]) -> frozenset[int]:
    """The candidates, by index, that follow each other as headings are numbered and weigh most together. One that is
    numbered as none can be (a second "1.", a "4." out of an earlier list) is left out."""
    best: list[tuple[float, int]] = []
    nodes = [(index, number, weight) for index, (number, weight) in enumerate(candidates) if number]
    for at, (_, number, weight) in enumerate(nodes):
        own = parts(number)
        opening = 0.0 if (own[0] <= 1 and all(part <= 1 for part in own[1:])) or "§" in number else -1.5
        total, previous = weight + opening, -1
        for before in range(max(0, at - REACH), at):
            step = _step(nodes[before][1], number)
            if step is not None and best[before][0] + weight - step > total:
                total, previous = best[before][0] + weight - step, before
        best.append((total, previous))
    chosen: set[int] = set()
    at = max(range(len(best)), key=lambda index: best[index][0], default=-1)
    while at >= 0:
        if best[at][0] <= 0:
            break
        chosen.add(nodes[at][0])
        at = best[at][1]
    return frozenset(chosen)


def _step(before: str, after: str) -> float | None:
    """What it costs to go from one number to the next: nothing where it follows, more for each one skipped, None
    where no document goes so."""
    if ("§" in before) != ("§" in after):
        return 0.3
    first, second = parts(before), parts(after)
    if "§" in before:
        return 0.0 if second > first else 0.3
    if not first or not second:
        return None
    shared = len(second) - 1
    if len(second) > len(first):
        below = second[: len(first)] == first and all(part == 1 for part in second[len(first) :])
        return 0.0 if below and len(second) == len(first) + 1 else 0.5 if below else None
    if first[:shared] != second[:shared] or second[shared] <= first[shared]:
        return None
    skipped = second[shared] - first[shared] - 1
    return SKIP * skipped if skipped <= 4 else None
