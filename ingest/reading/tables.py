"""Tables: which columns belong together row by row, and where their rows begin and end."""

from __future__ import annotations

from ingest.reading.gutters import THIN, Rules, by_column, column_of, is_ruled, without
from ingest.reading.words import APART, FIGURE, Row, Span, base_of, edges_of, middle_of, pitch_of, rows_of, size_of

# A column of running text is at least this wide and this share of its line ends is where no more would go in.
PROSE_WIDTH, PROSE_WORDS, PROSE_FILLED, PROSE_LINES = 8.0, 2.0, 0.55, 4
# Cells stand on one line, to within so many points, in nearly all of a table's rows.
LEVEL, ALIGNED = 1.2, 0.8
# So many lines of a last cell may stand below the last row of cells.
WRAPPED = 3


def table_end(band: list[Row], gutters: list[Span], boundaries: list[float]) -> int:
    """How many of the band's rows are the table's: what stands in one column only below its last drawn line, or apart
    from its last row with several cells, comes after it."""
    pitch = min(pitch_of(band), 1.5 * size_of(band))
    last = max(i for i, row in enumerate(band) if len({column_of(word, gutters) for word in row}) > 1)
    end = last + 1
    while end < len(band):
        gap = base_of(band[end]) - base_of(band[end - 1]) > APART * pitch
        closed = boundaries and middle_of(band[last]) < boundaries[-1] < band[end][0].box[1] + THIN
        if gap or end - last > WRAPPED or closed:
            break
        end += 1
    return end


def boundaries_of(band: list[Row], gutters: list[Span], rules: Rules) -> list[float]:
    """Heights inside the band at which a drawn line, or the edges of boxes side by side, cross a gutter."""
    top, bottom = min(word.box[1] for word in band[0]), base_of(band[-1]) + size_of(band[-1:])
    found: list[float] = []
    inside = sorted(rule for rule in rules.level if top < rule[0] < bottom)
    for height, _, _ in inside:
        if found and height - found[-1] < 3.0:
            continue
        level = [(start - 2, end + 2) for other, start, end in inside if abs(other - height) < 3.0]
        if any(not without([gutter], level) for gutter in gutters):
            found.append(height)
    return found


def has_lines(band: list[Row], gutters: list[Span], between: list[float], rules: Rules) -> bool:
    """Whether drawn lines make the band a table: two across the gutters, or one with others down all of them."""
    boxes = [word.box for row in band for word in row]
    return len(between) >= 2 or (
        len(between) == 1 and all(any(is_ruled(gutter, box, rules) for box in boxes) for gutter in gutters)
    )


def is_table(band: list[Row], gutters: list[Span]) -> bool:
    """Whether the columns belong together row by row: short cells side by side, or blocks that begin at the same
    heights in all columns."""
    columns = [rows_of(column) for column in by_column(band, gutters)]
    if not all(columns):
        return False
    prose = [is_prose(column) for column in columns]
    if not prose[0] and _is_level(columns[0], columns[1:]):
        return True  # what the rows are about stands in short lines at their left
    figures = any(all(FIGURE.fullmatch(word.text) for row in column for word in row) for column in columns)
    if figures or not any(prose):
        fewest = min(columns, key=len)
        return _is_level(fewest, [column for column in columns if column is not fewest])
    starts = [_starts(column) for column in columns]
    few = min(starts, key=len)
    common = [height for height in few[1:] if all(any(abs(height - other) < 2.0 for other in own) for own in starts)]
    return (
        len(common) >= 2
        and len(common) >= 0.7 * (len(few) - 1)
        and len(common) >= 0.5 * max(len(column) - 1 for column in starts)
    )


def _is_level(column: list[Row], others: list[list[Row]]) -> bool:
    """Whether nearly every line of the column has lines of all the others beside it, on the same height."""
    heights = [[base_of(row) for row in other] for other in others]
    level = [row for row in column if all(any(abs(base_of(row) - other) < LEVEL for other in own) for own in heights)]
    return len(level) >= ALIGNED * len(column)


def is_prose(column: list[Row]) -> bool:
    """Whether the lines end where the next word would no longer go in."""
    left, right = edges_of(column)
    words = sum(len(word.text.split()) for row in column for word in row)
    if len(column) < 2 or right - left < PROSE_WIDTH * size_of(column) or words < PROSE_WORDS * len(column):
        return False
    filled = 0
    for row, following in zip(column, column[1:], strict=False):
        first = following[0]
        word = first.text.split()[0]
        width = (first.box[2] - first.box[0]) * len(word) / len(first.text)
        filled += row[-1].box[2] + width + 0.2 * first.size > right
    least = PROSE_FILLED if len(column) >= PROSE_LINES else 1.0
    return filled >= least * (len(column) - 1)


def _starts(column: list[Row]) -> list[float]:
    """The heights at which blocks begin."""
    pitch = pitch_of(column)
    found = [base_of(column[0])]
    for above, below in zip(column, column[1:], strict=False):
        if base_of(below) - base_of(above) > APART * pitch:
            found.append(base_of(below))
    return found


def table_rows(band: list[Row], gutters: list[Span], boundaries: list[float]) -> list[Row]:
    """The table's rows, each with its cells' lines after each other. Drawn lines part rows, or else the white between
    them; where there is neither, a row begins where the first cell has text."""
    pitch = min(pitch_of(band), 1.5 * size_of(band))
    apart = [base_of(row) - base_of(above) > APART * pitch for above, row in zip(band, band[1:], strict=False)]
    opened = sum(1 for row in band if column_of(row[0], gutters) == 0)
    spaced = sum(apart) >= 0.5 * (opened - 1) and sum(apart) > 1
    groups: list[list[Row]] = [[band[0]]]
    for above, row, gap in zip(band, band[1:], apart, strict=False):
        if boundaries:
            begins = any(middle_of(above) < edge < middle_of(row) for edge in boundaries)
        else:
            begins = gap or (not spaced and column_of(row[0], gutters) == 0)
        if begins:
            groups.append([])
        groups[-1].append(row)
    return [
        [
            word
            for column in range(len(gutters) + 1)
            for row in group
            for word in row
            if column_of(word, gutters) == column
        ]
        for group in groups
    ]
