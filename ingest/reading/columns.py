"""The parts of a page in reading order: columns one after the other, tables row by row.

A zone of the page is read band by band from above. A band is a stretch of rows that share a gutter, a white strip
that no word crosses: it is read column by column, or row by row where it is a table. All else is read as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.reading.gutters import Rules, by_column, column_of, covered_by, is_ruled, without
from ingest.reading.tables import PROSE_WIDTH, boundaries_of, has_lines, is_prose, is_table, table_end, table_rows
from ingest.reading.words import FAR, FIGURE, Row, Span, base_of, edges_of, pitch_of, rows_of, size_of

# The least white between columns: narrow where many rows share it, wide where few do, or it would be chance.
GUTTER_MANY, GUTTER_FEW, GUTTER_ONE = 0.75, 1.3, 3.0
MANY_ROWS, FEW_ROWS = 5, 2
# The share of a column's lines that begin at its edge; the others are indented or centred.
LINED_UP = 0.6
MAX_DEPTH = 6


@dataclass(frozen=True)
class Zone:
    """Rows that are read one after the other, the edges of their column, and a table's gutters."""

    rows: list[Row]
    left: float
    right: float
    gutters: list[Span]


def zones_of(rows: list[Row], rules: Rules, depth: int) -> Iterator[Zone]:
    """The zone's parts in reading order."""
    left, right = edges_of(rows)
    plain: list[Row] = []
    at = 0
    while at < len(rows):
        start, end, gutters = _band(rows, at, left, right, rules, depth) if depth < MAX_DEPTH else (at, at, [])
        if gutters:  # short lines above a table would hide the gutters that they run across
            first = next(
                i for i in range(start, end) if len({column_of(word, gutters) for word in rows[i]}) > 1 or i == end - 1
            )
            below = _band(rows, first, left, right, rules, depth)
            if len(below[2]) > len(gutters):
                start, end, gutters = below
        plain += rows[at:start] if gutters else [rows[at]]
        if not gutters:
            at += 1
            continue
        if plain:
            yield Zone(plain, left, right, [])
            plain = []
        band = rows[start:end]
        between = boundaries_of(band, gutters, rules)
        if lists := _between_lists(band, gutters):
            for column in by_column(band, lists):
                yield from zones_of(rows_of(column), rules, depth + 1)
        elif has_lines(band, gutters, between, rules) or is_table(band, gutters):
            end -= len(band) - table_end(band, gutters, between)
            band = rows[start:end]
            yield Zone(table_rows(band, gutters, between), left, right, gutters)
        else:
            end, gutters = _whole_column(rows, start, end, gutters)
            for piece in _pieces(rows[start:end], gutters):
                if len(piece) == 1:
                    yield Zone(piece, left, right, [])
                    continue
                for column in by_column(piece, gutters):
                    yield from zones_of(rows_of(column), rules, depth + 1)
        at = end
    if plain:
        yield Zone(plain, left, right, [])


def _band(rows: list[Row], at: int, left: float, right: float, rules: Rules, depth: int) -> tuple[int, int, list[Span]]:
    """The longest stretch of rows from `at` on that share a gutter: its first row, the row after its last, and its
    gutters, none where there is no such stretch."""
    free: list[Span] = [(left, right)]
    least = GUTTER_MANY * size_of(rows[at : at + 3])
    best: tuple[int, list[Span]] | None = None
    low, high = right, left
    sides: list[tuple[float, float]] = []
    for end in range(at, len(rows)):
        row = rows[end]
        free = [
            span
            for span in without(free, covered_by(row))
            if span[1] - span[0] >= least or is_ruled(span, row[0].box, rules)
        ]
        low, high = min(low, row[0].box[0]), max(high, max(word.box[2] for word in row))
        sides.append((row[0].box[0], max(word.box[2] for word in row)))
        inner = [span for span in free if low < span[0] and span[1] < high]
        wide = [
            span
            for span in inner
            if is_ruled(span, row[0].box, rules)
            or span[1] - span[0] >= _needed(span, sides, depth) * least / GUTTER_MANY
        ]
        if not free or (best and not inner):
            break
        if best and len(inner) < len(best[1]):
            ruled = any(is_ruled(span, rows[end - 1][0].box, rules) for span in best[1])
            if ruled or (end - at > FEW_ROWS and is_table(rows[at:end], best[1])):
                break  # below the table
        held = best[1] if best else []
        wide = [
            span
            for span in wide
            if any(span[0] < old[1] and old[0] < span[1] for old in held)
            or is_ruled(span, row[0].box, rules)
            or _lined_up(span, rows[at : end + 1], depth)
        ]
        if wide:
            best = end + 1, wide
    if best is None:
        return at, at, []
    return _trimmed(rows, at, *best)


def _lined_up(gutter: Span, rows: list[Row], depth: int) -> bool:
    """Whether what stands right of the gutter begins, or as figures ends, at one place: the white in justified text
    runs down several lines by chance, but the words beside it do not stand below each other."""
    beside = [[word for word in row if word.box[0] >= gutter[1] - 1] for row in rows]
    cells = [words for words in beside if words]
    width = max((words[-1].box[2] for words in cells), default=gutter[1]) - gutter[1]
    lower = sum(words[0].text[0].islower() for words in cells)
    if depth and width < PROSE_WIDTH * size_of(cells or rows) and lower > 0.5 * len(cells):
        return False  # within a column, words at its right edge that white parts from the rest
    starts = [words[0].box[0] for words in beside if words]
    ends = [words[0].box[2] for words in beside if words and FIGURE.fullmatch(words[0].text)]
    most = max(
        (sum(1 for other in places if abs(other - place) < 2.0) for places in (starts, ends) for place in places),
        default=0,
    )
    return most >= LINED_UP * len(starts)


def _needed(gutter: Span, sides: list[tuple[float, float]], depth: int) -> float:
    before = sum(1 for start, _ in sides if start < gutter[0])
    after = sum(1 for _, end in sides if end > gutter[1])
    count = min(before, after)
    beside = any(start < gutter[0] and gutter[1] < end for start, end in sides)
    if (depth and count < MANY_ROWS) or (count <= FEW_ROWS and not beside):
        return 1e9  # a page number below a short line makes no column, nor does wide white in a narrow one
    return GUTTER_MANY if count >= MANY_ROWS else GUTTER_FEW if count >= FEW_ROWS else GUTTER_ONE


def _trimmed(rows: list[Row], start: int, end: int, gutters: list[Span]) -> tuple[int, int, list[Span]]:
    """The band without rows at its ends that stand on one side only and apart from the rest: a heading above or
    below the columns, the last line of what comes before a table."""
    # Lines of columns side by side seldom stand on one height, so that those of one column tell the pitch.
    pitch = max(pitch_of(rows_of(column)) for column in by_column(rows[start:end], gutters))

    def apart(upper: int) -> bool:
        return base_of(rows[upper + 1]) - base_of(rows[upper]) > FAR * pitch

    def one_sided(row: Row) -> bool:
        return len({column_of(word, gutters) for word in row}) == 1

    while start + 1 < end and one_sided(rows[start]) and apart(start):
        start += 1
    while end - 1 > start and one_sided(rows[end - 1]) and not column_of(rows[end - 1][0], gutters) and apart(end - 2):
        end -= 1
    columns = by_column(rows[start:end], gutters)
    if not all(columns):
        return start, start, []
    return start, end, gutters


def _whole_column(rows: list[Row], start: int, end: int, gutters: list[Span]) -> tuple[int, list[Span]]:
    """The band's end and gutters with the rest of its first column, where lines that are filled to that column's own
    edge go on below the others: a last column of few lines asked for a gutter wider than its own."""
    last, (left, right) = end, gutters[0]
    while last < len(rows):
        edge = max(left, rows[last][-1].box[2])
        if right - edge < GUTTER_MANY * size_of(rows[last : last + 1]):
            break
        left, last = edge, last + 1
    first = [(left, right), *gutters[1:]]
    grown = last > end and is_prose(rows_of(by_column(rows[start:last], first)[0]))
    return (last, first) if grown else (end, gutters)


def _between_lists(band: list[Row], gutters: list[Span]) -> list[Span]:
    """The gutters between lists of contents that stand side by side, each with its page numbers in a column of their
    own; none where the band is anything else."""
    figures = [all(word.text.isdigit() for word in column) for column in by_column(band, gutters)]
    return gutters[1::2] if len(figures) > 2 and figures == [False, True] * (len(figures) // 2) else []


def _pieces(band: list[Row], gutters: list[Span]) -> Iterator[list[Row]]:
    """The band of columns cut at short headings that stand over all of it: alone in the first column, with white as
    wide in the others, and with all columns beginning anew below."""
    pitch, size = pitch_of(rows_of(by_column(band, gutters)[0])), size_of(band)
    start = 0
    for at in range(1, len(band) - 1):
        row = band[at]
        if size_of([row]) < 1.08 * size or {column_of(word, gutters) for word in row} != {0}:
            continue
        above, below = by_column(band[start:at], gutters), by_column(band[at + 1 :], gutters)
        if not all(above) or not all(below):
            continue
        if any(max(word.size for word in own) < 0.97 * size for own in below):
            continue  # the white in a column is above its footnotes
        tops = [min(word.box[3] for word in column) for column in below]
        white = [
            min(word.box[1] for word in own) - max(word.box[3] for word in other)
            for own, other in zip(below[1:], above[1:], strict=True)
        ]
        first = max(above[0], key=lambda word: word.box[3]).size < 1.08 * size  # not a heading's second line
        if first and min(white) > 0.6 * pitch + row[0].size and max(tops) - min(tops) < 1.6 * pitch:
            yield from [band[start:at]] if at > start else []
            yield [row]
            start = at + 1
    yield band[start:]
