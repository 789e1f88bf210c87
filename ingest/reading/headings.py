"""Which lines are headings, and by what they were found: the document's list of contents, the file's bookmarks,
their type, their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.reading.contents import Contents, key
from ingest.reading.extract import Bookmark
from ingest.reading.flow import HYPHENS, ITEM, Measure, apart, had_to_break, join, runs_on, same_type
from ingest.reading.layout import Line
from ingest.reading.model import FoundBy
from ingest.reading.numbering import chain, depth, split_number
from ingest.reading.words import BULLETS

MAX_LINES, MAX_LETTERS = 8, 250
LARGER = 1.08
# With so many headings that stand out by size or weight, a line of capitals or a numbered line in the running type is
# none: a document marks its headings of one kind in one way.
ENOUGH = 3
# A line of running type with a number may be a heading only when it is as short as headings are.
MAX_PLAIN = 130
TWO_SENTENCES = re.compile(r"[a-zåäö]{3}[.!?] [A-ZÅÄÖ]")
ANNEX = re.compile(r"(?:Bilaga|Kapitel|Kap\.|Avsnitt|Avdelning|Appendix)\s+(?:\d+|[A-Z])\b(?![.,]\d)")


@dataclass(frozen=True)
class Heading:
    """The flow's lines `start` to `end` (exclusive) as a heading. `level` counts from 1, the title has 0."""

    start: int
    end: int
    number: str | None
    title: str
    level: int
    found_by: FoundBy


@dataclass(frozen=True)
class _Group:
    """Lines of one type that stand together."""

    start: int
    end: int
    text: str
    line: Line


def headings(
    flow: Sequence[Line], listed: Contents, bookmarks: Sequence[Bookmark], measured: Measure, labels: dict[int, str]
) -> list[Heading]:
    """The headings in order. `labels` are the printed page numbers by physical page."""
    groups = _groups(flow, listed, measured)
    announced = {**_by_bookmarks(flow, bookmarks, measured, listed), **_by_contents(flow, listed, measured, labels)}
    found: dict[int, tuple[_Group, FoundBy]] = {}
    for start, (end, by) in announced.items():
        found[start] = (_Group(start, end, _whole(flow[start:end], measured), flow[start]), by)
    taken = {i for group, _ in found.values() for i in range(group.start, group.end)}
    typed = [group for group in groups if _is_typed(group, flow, measured)]
    marked = [group for group in typed if _is_marked(group.line, measured)]
    for group in marked if len(marked) >= ENOUGH else typed:
        own = set(range(group.start, group.end))
        kind: FoundBy = "numbering" if split_number(group.text)[0] else "type"
        if own <= taken:
            continue
        for start in own & found.keys():
            kind = found.pop(start)[1]  # what was announced is a part of the heading
        found[group.start] = (group, kind)
    if listed.heading is not None and listed.heading not in found:
        line = flow[listed.heading]
        found[listed.heading] = (_Group(listed.heading, listed.heading + 1, line.text, line), "type")
    taken = {i for group, _ in found.values() for i in range(group.start, group.end)}
    for group in _numbered(flow, listed, measured, taken, {start: found[start][0].text for start in found}):
        found[group.start] = (group, "numbering")
    return _levelled([found[start] for start in sorted(found)], flow)


def _groups(flow: Sequence[Line], listed: Contents, measured: Measure) -> list[_Group]:
    """Lines that stand out by their type, those of one heading together."""
    groups: list[_Group] = []
    at = 0
    while at < len(flow):
        end = at + 1
        if at not in listed.places and stands_out(flow[at], measured):
            while end < len(flow) and end not in listed.places and _continues(flow[at:end], flow[end], measured):
                end += 1
            groups.append(_Group(at, end, _whole(flow[at:end], measured), flow[at]))
        at = end
    return groups


def stands_out(line: Line, measured: Measure) -> bool:
    """Whether the line's type is larger or bolder than that of the running text, or all in capitals."""
    return line.size >= 0.95 * measured.size and (_is_marked(line, measured) or is_capitals(line.text))


def _is_marked(line: Line, measured: Measure) -> bool:
    """Whether its size or weight alone make it stand out."""
    return line.size >= LARGER * measured.size or (line.bold and not measured.bold)


def is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 3 and all(char.isupper() for char in letters)


def _continues(lines: Sequence[Line], line: Line, measured: Measure) -> bool:
    before = lines[-1]
    # A heading over all columns may end in a short line, which then stands in the first column's zone.
    beside = before.zone == line.zone or abs(before.box[0] - line.box[0]) < 2.0
    if not same_type(before, line) or not beside or before.page != line.page or line.table:
        return False
    if is_capitals(before.text) != is_capitals(line.text) and not had_to_break(before, line):
        return False
    if split_number(line.text)[0] or ITEM.match(line.text) or len(lines) >= MAX_LINES:
        return False
    step = line.box[3] - before.box[3]
    if step <= 0:
        return False
    if before.text[-1] in HYPHENS and step < 1.8 * line.size:
        return True
    return step < (1.7 if had_to_break(before, line) else 1.3) * line.size


def _whole(lines: Sequence[Line], measured: Measure) -> str:
    text = lines[0].text
    for line in lines[1:]:
        text = join(text, line.text, measured)
    return " ".join(text.replace("\u00ad", "").split())


def _is_typed(group: _Group, flow: Sequence[Line], measured: Measure) -> bool:
    """Whether lines that stand out are a heading and not a word of a sentence, a table's cell or a bold paragraph."""
    text, line = group.text, group.line
    number, title = split_number(text)
    if (
        (line.table and not number)
        or line.cells
        or len(text) > MAX_LETTERS
        or sum(char.isalpha() for char in title) < 2
    ):
        return False
    if text[0] in BULLETS or re.search(r"https?://|www\.|@|(?:[.…_]\s?){4}", text):
        return False
    large = line.size >= LARGER * measured.size
    if not number and (text[-1] in ";," or (text[-1] == "." and not large) or title[0].islower()):
        return False
    before = flow[group.start - 1] if group.start else None
    after = flow[group.end] if group.end < len(flow) else None
    last = flow[group.end - 1]
    if before and not large and _within(before, line, measured):
        return False
    if after and not large and not apart(last, after, measured) and had_to_break(last, after) and runs_on(last, after):
        return False
    if line.bold or large:
        return True
    return before is None or apart(before, line, measured) or not had_to_break(before, line)


def _within(before: Line, line: Line, measured: Measure) -> bool:
    """Whether the line stands within a paragraph: no white above it, and the line before it goes on."""
    if apart(before, line, measured):
        return False
    return runs_on(before, line) or (had_to_break(before, line) and before.text[-1] not in ".:!?")


def _match(flow: Sequence[Line], at: int, wanted: str, listed: Contents) -> int | None:
    """The end of the lines from `at` on that are `wanted` and nothing else."""
    joined = ""
    for end in range(at, min(at + MAX_LINES, len(flow))):
        if end in listed.places:
            return None
        joined += key(flow[end].text)
        if joined == wanted:
            return end + 1
        if not wanted.startswith(joined):
            return None
    return None


def _starts(flow: Sequence[Line], listed: Contents) -> dict[str, list[int]]:
    """Where lines begin, by the first letters of their keys."""
    starts: dict[str, list[int]] = {}
    for index, line in enumerate(flow):
        if index not in listed.places:
            starts.setdefault(key(line.text)[:4], []).append(index)
    return starts


def _by_contents(
    flow: Sequence[Line], listed: Contents, measured: Measure, labels: dict[int, str]
) -> dict[int, tuple[int, FoundBy]]:
    """Each entry's heading: on the page that the list names where it stands there, else the first one after the
    heading before it."""
    found: dict[int, tuple[int, FoundBy]] = {}
    starts = _starts(flow, listed)
    reached = 0
    for entry in listed.entries:
        wanted = key(entry.title)
        ends = [
            (at, end)
            for at in starts.get(wanted[:4], []) + starts.get(wanted[:3], [])
            if (end := _match(flow, at, wanted, listed)) is not None
        ]
        if not ends:
            continue
        named = [
            (at, end) for at, end in ends if labels.get(flow[at].page, str(flow[at].page)).lower() == entry.page.lower()
        ]
        later = [(at, end) for at, end in ends if at >= reached]
        choice = [pair for pair in named if pair in later] or later or named
        if choice:
            best = max(choice, key=lambda pair: (stands_out(flow[pair[0]], measured), -pair[0]))
            found[best[0]] = (best[1], "contents")
            reached = max(reached, best[1])
    return found


def _by_bookmarks(
    flow: Sequence[Line], bookmarks: Sequence[Bookmark], measured: Measure, listed: Contents
) -> dict[int, tuple[int, FoundBy]]:
    """Each bookmark's heading on the page that it leads to."""
    found: dict[int, tuple[int, FoundBy]] = {}
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(flow):
        pages.setdefault(line.page, []).append(index)
    for bookmark in bookmarks:
        wanted = key(bookmark.title)
        for at in pages.get(bookmark.page or 0, []) if wanted else []:
            own = split_number(flow[at].text)[0]
            end = _match(flow, at, wanted, listed) or (own and _match(flow, at, key(own) + wanted, listed)) or None
            if end is not None and at not in found and at not in listed.places:
                found[at] = (end, "bookmark")
                break
    return found


def _numbered(
    flow: Sequence[Line], listed: Contents, measured: Measure, taken: set[int], known: dict[int, str]
) -> list[_Group]:
    """Headings in the type of the running text, known by the order of their numbers alone."""
    candidates: list[tuple[_Group, float]] = []
    for at, text in known.items():
        candidates.append((_Group(at, at + 1, text, flow[at]), 8.0))
    depths = Counter(depth(number) for text in known.values() if (number := split_number(text)[0]))
    unnumbered = sum(1 for at in known if _is_marked(flow[at], measured)) >= ENOUGH
    plain: list[_Group] = []
    for at, line in enumerate(flow):
        if at in taken or at in listed.places or line.size < 0.95 * measured.size:
            continue
        group = _plain(flow, at, taken, measured)
        own = depth(split_number(group.text)[0] or "") if group else 0
        if group and depths[own] < ENOUGH and not (unnumbered and not depths):
            plain.append(group)
    ends = {group.end: group for group in plain}
    starts = {group.start: group for group in plain}
    for group in plain:
        number = split_number(group.text)[0] or ""
        weight = 1.0 + 0.7 * (depth(number) > 1) + (number.startswith("§"))
        before = flow[group.start - 1] if group.start else None
        after = flow[group.end] if group.end < len(flow) else None
        weight += 1.0 if before is None or apart(before, group.line, measured) else 0.0
        for other in (ends.get(group.start), starts.get(group.end)):
            if other and depth(split_number(other.text)[0] or "") == depth(number):
                weight -= 2.0  # items of a list follow each other with nothing between
        weight -= 2.0 if after is None else 0.0
        candidates.append((group, weight))
    candidates.sort(key=lambda pair: pair[0].start)
    numbers = [split_number(group.text)[0] for group, _ in candidates]
    chosen = chain([(number, weight) for number, (_, weight) in zip(numbers, candidates, strict=True)])
    found = [group for index, (group, _) in enumerate(candidates) if index in chosen and group.start not in known]
    return found + [group for group in _annexes(flow, taken, measured, listed) if group.start not in known]


def _plain(flow: Sequence[Line], at: int, taken: set[int], measured: Measure) -> _Group | None:
    """A numbered line, with the one that it goes over to, that could be a heading by its wording and its place."""
    line = flow[at]
    number, title = split_number(line.text)
    if number is None or not title or title[0].islower() or line.cells:
        return None
    if at and at - 1 not in taken and _within(flow[at - 1], line, measured):
        return None
    end = at + 1
    if end < len(flow) and not apart(line, flow[end], measured) and had_to_break(line, flow[end]):
        end += not split_number(flow[end].text)[0]
    text = _whole(flow[at:end], measured)
    if end < len(flow) and runs_on(flow[end - 1], flow[end]):
        return None
    if (
        len(text) > MAX_PLAIN
        or TWO_SENTENCES.search(text)
        or text[-1] in ".;,"
        or (end - at > 1 and end < len(flow) and not _ends(flow, end, measured))
    ):
        return None
    return _Group(at, end, text, line)


def _ends(flow: Sequence[Line], end: int, measured: Measure) -> bool:
    return apart(flow[end - 1], flow[end], measured) or not had_to_break(flow[end - 1], flow[end])


def _annexes(flow: Sequence[Line], taken: set[int], measured: Measure, listed: Contents) -> list[_Group]:
    """Lines such as "Bilaga 2 Mall" that stand alone."""
    return [
        _Group(at, at + 1, line.text, line)
        for at, line in enumerate(flow)
        if ANNEX.match(line.text)
        and at not in taken
        and at not in listed.places
        and not line.table
        and len(line.text) < MAX_PLAIN
        and line.text[-1] not in ".;,"
        and (at == 0 or (apart(flow[at - 1], line, measured) and not runs_on(flow[at - 1], line)))
        and (at + 1 == len(flow) or apart(line, flow[at + 1], measured))
    ]


Style = tuple[float, bool, bool]


def _style(line: Line) -> Style:
    return round(line.size, 0), line.bold, is_capitals(line.text)


def _levelled(found: list[tuple[_Group, FoundBy]], flow: Sequence[Line]) -> list[Heading]:
    """Numbers say a heading's level; an unnumbered one has that of the numbered ones of its type, or stands below
    the numbered one before it; without numbers, larger type is a higher level."""
    parts = [(group, by, *split_number(group.text)) for group, by in found]
    depths: dict[Style, Counter[int]] = {}
    for group, _, number, _ in parts:
        if number:
            depths.setdefault(_style(group.line), Counter())[depth(number)] += 1
    usual = {style: counts.most_common(1)[0][0] for style, counts in depths.items()}
    title = _title(found, flow)
    ranked = sorted(
        {_style(group.line) for group, _, number, _ in parts if not number and group is not title}, reverse=True
    )
    made: list[Heading] = []
    above = 0
    for group, by, number, heading in parts:
        style = _style(group.line)
        if group is title:
            level = 0
        elif number:
            level = depth(number)
        elif style in usual:
            level = usual[style]
        elif any(style > other for other in usual):
            level = min(depth for other, depth in usual.items() if style > other)
        elif usual:
            level = (
                above
                + 1
                + sum(
                    1 for other in ranked if other > style and not any(other > o for o in usual) and other not in usual
                )
            )
        else:
            level = ranked.index(style) + 1
        if number:
            above = level
        made.append(Heading(group.start, group.end, number, heading, level, by))
    return made


def _title(found: list[tuple[_Group, FoundBy]], flow: Sequence[Line]) -> _Group | None:
    """The document's own title: on its first page, in type larger than every other heading's."""
    first = [group for group, _ in found if group.line.page == flow[0].page]
    if not first:
        return None
    largest = max(first, key=lambda group: group.line.size)
    others = [group.line.size for group, _ in found if group is not largest]
    alone = not others or largest.line.size > 1.05 * max(others)
    return largest if alone and split_number(largest.text)[0] is None and largest is first[0] else None


__all__ = ["Heading", "headings"]
