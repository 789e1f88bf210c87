"""A page's content stream, carried out as far as text and painted areas go (ISO 32000-1, 8 and 9).

Each string that is shown becomes a `Run`, broken where a gap stands between two letters: what a gap means (kerning, a
space, another column) is for the layout to say, from where the runs stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, StreamObject
from pypdf.generic._font import Font

from ingest.reading.model import Box, Picture, Run

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
NOWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
BLACK: Colour = (0.0, 0.0, 0.0)
# A letter's box above and below its line, as shares of the type's height. Fonts differ and say wrong things about it.
ASCENT, DESCENT = 0.8, 0.2
# A gap wider than this share of the type's height ends a run: kerning is narrower, a space is wider.
GAP = 0.1
DRAWS_NOTHING = 3
# Points below which a painted area is neither a table's line nor hides a word.
LEAST_AREA = 4.0
MAX_DEPTH = 12
MAX_FONTS = 64
# FontDescriptor /Flags bit 19, ForceBold.
FORCE_BOLD = 1 << 18
BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi", "cmbx", "sfbx")


def multiply(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def box_of(points: list[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def overlap(first: Box, second: Box) -> Box:
    """Where both are; with no or negative extent where they do not meet."""
    return max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])


@dataclass(frozen=True)
class Type:
    """A font as far as reading needs it: its letters, their widths in thousandths of the type's height."""

    font: Font
    bold: bool

    def glyphs(self, data: bytes) -> list[tuple[str, float, bool]]:
        """Text, width and whether it is the single-byte code 32, to which alone the word spacing applies."""
        font = self.font
        if isinstance(font.encoding, str):
            codes = data.decode(font.encoding, "replace")
            letters = codes
        else:
            codes = data.decode("latin-1")
            letters = "".join(font.encoding.get(byte, chr(byte)) for byte in data)
            if len(letters) != len(codes):  # a glyph that stands for several letters
                return [self._glyph(code, font.encoding.get(ord(code), code)) for code in codes]
        return [self._glyph(code, letter) for code, letter in zip(codes, letters, strict=True)]

    def _glyph(self, code: str, letter: str) -> tuple[str, float, bool]:
        font = self.font
        text = font.character_map.get(letter, letter)
        width = font.space_width if code == font.space_char else font.get_text_width(code)
        return str(text), float(width), code == " " and not isinstance(font.encoding, str)


class Fonts:
    """The fonts met so far, so that a page need not read again what the page before it used."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Type] = {}

    def get(self, resources: DictionaryObject, name: str) -> Type | None:
        fonts = _dictionary(resources.get("/Font"))
        if name not in fonts:
            return None
        raw = fonts.raw_get(name)
        key = (raw.idnum, raw.generation) if isinstance(raw, IndirectObject) else None
        if key is not None and key in self._known:
            return self._known[key]
        entry = _dictionary(raw)
        font = Font.from_font_resource(entry)
        known = Type(font, _is_bold(font, entry))
        if key is not None:
            if len(self._known) >= MAX_FONTS:
                self._known.pop(next(iter(self._known)))
            self._known[key] = known
        return known


def _is_bold(font: Font, entry: DictionaryObject) -> bool:
    descriptor = font.font_descriptor
    names = f"{entry.get('/BaseFont', '')} {descriptor.name}".lower()
    weight = descriptor.weight
    heavy = isinstance(weight, (int, float)) and weight >= 600
    flags = descriptor.flags
    return heavy or bool(int(flags) & FORCE_BOLD) or any(word in names for word in BOLD_NAMES)


@dataclass(frozen=True)
class State:
    """The graphics state, as far as it bears on text and painted areas."""

    matrix: Matrix
    clip: Box = NOWHERE
    fill: Colour | None = BLACK
    stroke: Colour | None = BLACK
    fill_space: str | int | None = "/DeviceGray"
    stroke_space: str | int | None = "/DeviceGray"
    opacity: float = 1.0
    blends: bool = False
    type: Type | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


def draw(
    page: PageObject, upright: Matrix, fonts: Fonts, layers_off: frozenset[int] = frozenset()
) -> tuple[tuple[Run, ...], tuple[Picture, ...]]:
    """The page's runs and painted areas, placed by `upright`, which turns the page's own space into the sheet's. What
    draws nothing where it stands (cut off by a clip, wholly transparent, on a layer in `layers_off`, which are object
    numbers) has the render mode that draws nothing."""
    painter = _Painter(fonts, layers_off)
    contents = page.get_contents()
    if contents is not None:
        painter.carry_out(contents, _dictionary(page.get("/Resources")), State(upright), 0)
    return tuple(painter.runs), tuple(painter.pictures)


@dataclass
class _Painter:
    fonts: Fonts
    layers_off: frozenset[int]
    runs: list[Run] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    order: int = 0

    def carry_out(
        self, content: StreamObject, resources: DictionaryObject, state: State, depth: int, hidden: int = 0
    ) -> None:
        """Carries out a content stream. `hidden` counts the switched-off layers that are open around it."""
        stream = content if isinstance(content, ContentStream) else ContentStream(content, None, "bytes")
        stream.forced_encoding = "bytes"
        stack: list[State] = []
        line = text = IDENTITY
        path: list[list[tuple[float, float]]] = []
        boxes: list[Box] = []
        marks: list[bool] = []
        clipping = False
        for operands, raw in stream.operations:
            operator = raw.decode("latin-1")
            match operator:
                case "q":
                    stack.append(state)
                case "Q":
                    if stack:
                        state = stack.pop()
                case "cm":
                    if (matrix := _matrix(operands)) is not None:
                        state = replace(state, matrix=multiply(matrix, state.matrix))
                case "BT":
                    line = text = IDENTITY
                case "Tm":
                    if (matrix := _matrix(operands)) is not None:
                        line = text = matrix
                case "Td" | "TD":
                    numbers = _numbers(operands)
                    if len(numbers) == 2:
                        if operator == "TD":
                            state = replace(state, leading=-numbers[1])
                        line = text = multiply((1.0, 0.0, 0.0, 1.0, numbers[0], numbers[1]), line)
                case "T*":
                    line = text = multiply((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                case "Tj":
                    text = self._show(operands[:1], state, text, hidden)
                case "TJ":
                    text = self._show(operands[0] if operands else [], state, text, hidden)
                case "'" | '"':
                    if operator == '"' and len(numbers := _numbers(operands[:2])) == 2:
                        state = replace(state, word_space=numbers[0], letter_space=numbers[1])
                    line = text = multiply((1.0, 0.0, 0.0, 1.0, 0.0, -state.leading), line)
                    text = self._show(operands[-1:], state, text, hidden)
                case "Tf":
                    numbers = _numbers(operands[1:])
                    if numbers:
                        state = replace(state, type=self.fonts.get(resources, str(operands[0])), size=numbers[0])
                case "Tc" | "Tw" | "Tz" | "TL" | "Ts" | "Tr":
                    if numbers := _numbers(operands):
                        state = _text_state(state, operator, numbers[0])
                case "g" | "rg" | "k" | "G" | "RG" | "K" | "sc" | "scn" | "SC" | "SCN" | "cs" | "CS":
                    state = _coloured(state, operator, operands, resources)
                case "gs":
                    state = self._graphics_state(state, operands, resources)
                case "re":
                    numbers = _numbers(operands)
                    if len(numbers) == 4:
                        x, y, width, height = numbers
                        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
                        path.append([at(state.matrix, *corner) for corner in corners])
                case "m":
                    if len(numbers := _numbers(operands)) == 2:
                        path.append([at(state.matrix, numbers[0], numbers[1])])
                case "l" | "c" | "v" | "y":
                    numbers = _numbers(operands)
                    if path and len(numbers) >= 2:
                        pairs = zip(numbers[0::2], numbers[1::2], strict=False)
                        path[-1].extend(at(state.matrix, x, y) for x, y in pairs)
                case "W" | "W*":
                    clipping = True
                case "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" | "n":
                    boxes = [box_of(piece) for piece in path if piece]
                    if not hidden and operator != "n":
                        self._paint(path, boxes, state, filled=operator not in "Ss")
                    if clipping and boxes:
                        whole = box_of([corner for b in boxes for corner in ((b[0], b[1]), (b[2], b[3]))])
                        state = replace(state, clip=overlap(state.clip, whole))
                    path, clipping = [], False
                case "Do":
                    if operands:
                        self._object(str(operands[0]), resources, state, depth, hidden)
                case "INLINE IMAGE":
                    if not hidden:
                        self._image(state)
                case "BDC" | "BMC":
                    off = operator == "BDC" and self._switched_off(operands, resources)
                    marks.append(off)
                    hidden += off
                case "EMC":
                    if marks:
                        hidden -= marks.pop()

    def _show(self, pieces: Any, state: State, text: Matrix, hidden: int) -> Matrix:
        """Shows the strings of a Tj or TJ from `text` on; returns where the next one would begin."""
        if state.type is None or not isinstance(pieces, list):
            return text
        scale = state.size * state.stretch
        whole = multiply((1.0, 0.0, 0.0, 1.0, 0.0, state.rise), multiply(text, state.matrix))
        x = start = end = 0.0
        letters: list[str] = []
        for piece in pieces:
            if isinstance(piece, (int, float)):
                x -= float(piece) / 1000 * scale
                continue
            data = piece if isinstance(piece, bytes) else str(piece).encode("latin-1", "replace")
            for letter, width, is_space in state.type.glyphs(data):
                if letters and abs(x - end) > GAP * abs(scale):
                    self._run(letters, start, end, whole, state, hidden)
                    letters = []
                if not letters:
                    start = x
                letters.append(letter)
                x += width / 1000 * scale
                end = x
                x += (state.letter_space + (state.word_space if is_space else 0.0)) * state.stretch
                if not is_space and abs(state.letter_space) > GAP * abs(state.size):
                    end = x  # widely spaced letters are one word
        if letters:
            self._run(letters, start, end, whole, state, hidden)
        return multiply((1.0, 0.0, 0.0, 1.0, x, 0.0), text)

    def _run(self, letters: list[str], start: float, end: float, whole: Matrix, state: State, hidden: int) -> None:
        joined = "".join(letters)
        if not joined.strip("\x00"):
            return
        low, high = -DESCENT * state.size, ASCENT * state.size
        box = box_of([at(whole, x, y) for x in (start, end) for y in (low, high)])
        size = (whole[2] ** 2 + whole[3] ** 2) ** 0.5 * abs(state.size)
        seen = overlap(box, state.clip)
        drawn = not hidden and state.opacity > 0.0 and seen[0] < seen[2] and seen[1] < seen[3]
        self.order += 1
        assert state.type is not None
        self.runs.append(
            Run(
                joined,
                box,
                size,
                bold=state.type.bold or state.mode == 2,
                mode=state.mode if drawn else DRAWS_NOTHING,
                fill=state.stroke if state.mode == 1 else state.fill,
                order=self.order,
            )
        )

    def _paint(self, path: list[list[tuple[float, float]]], boxes: list[Box], state: State, filled: bool) -> None:
        """Filled rectangles become pictures, and so do straight lines along the page's edges, drawn as they are with
        no width of their own. Other shapes, frames (one box within another) and what lets the text shine through
        hide nothing for certain."""
        if state.opacity < 1.0 or state.blends:
            return
        for piece, box in zip([piece for piece in path if piece], boxes, strict=True):
            if not all(_on_edge(point, box) for point in piece):
                continue
            if filled:
                framed = any(other != box and overlap(box, other) in (box, other) for other in boxes)
                areas = [] if framed else [box]
            else:
                areas = _sides(box) if len(piece) > 2 else [box]
            for area in areas:
                inside = overlap(area, state.clip)
                wide, high = inside[2] - inside[0], inside[3] - inside[1]
                if wide >= 0 and high >= 0 and max(wide, high) > LEAST_AREA:
                    self.order += 1
                    self.pictures.append(Picture(inside, self.order, state.fill if filled else state.stroke))

    def _image(self, state: State) -> None:
        inside = overlap(
            box_of([at(state.matrix, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]),
            state.clip,
        )
        if state.opacity == 1.0 and not state.blends and inside[0] < inside[2] and inside[1] < inside[3]:
            self.order += 1
            self.pictures.append(Picture(inside, self.order))

    def _object(self, name: str, resources: DictionaryObject, state: State, depth: int, hidden: int) -> None:
        found = _dictionary(_dictionary(resources.get("/XObject")).get(name))
        hidden += "/OC" in found and self._is_off(found.raw_get("/OC"))
        if found.get("/Subtype") == "/Image":
            if not hidden:
                self._image(state)
        elif found.get("/Subtype") == "/Form" and isinstance(found, StreamObject) and depth < MAX_DEPTH:
            matrix = multiply(_matrix(found.get("/Matrix", [])) or IDENTITY, state.matrix)
            clip = state.clip
            frame = _numbers(found.get("/BBox", []))
            if len(frame) == 4:
                corners = [at(matrix, x, y) for x in (frame[0], frame[2]) for y in (frame[1], frame[3])]
                clip = overlap(clip, box_of(corners))
            own = _dictionary(found.get("/Resources")) or resources
            self.carry_out(found, own, replace(state, matrix=matrix, clip=clip), depth + 1, hidden)

    def _graphics_state(self, state: State, operands: list[Any], resources: DictionaryObject) -> State:
        name = str(operands[0]) if operands else ""
        entry = _dictionary(_dictionary(resources.get("/ExtGState")).get(name))
        opacity, blend = entry.get("/ca"), entry.get("/BM")
        if isinstance(opacity, (int, float)):
            state = replace(state, opacity=float(opacity))
        if blend is not None:
            first = blend[0] if isinstance(blend, list) and blend else blend
            state = replace(state, blends=first not in ("/Normal", "/Compatible"))
        font = entry.get("/Font")
        if isinstance(font, list) and len(font) == 2 and (numbers := _numbers(font[1:])):
            holder = DictionaryObject()
            holder.update({"/Font": DictionaryObject({"/gs": font[0]})})
            state = replace(state, type=self.fonts.get(holder, "/gs"), size=numbers[0])
        return state

    def _switched_off(self, operands: list[Any], resources: DictionaryObject) -> bool:
        if len(operands) < 2 or operands[0] != "/OC" or not isinstance(operands[1], str):
            return False
        layers = _dictionary(resources.get("/Properties"))
        return operands[1] in layers and self._is_off(layers.raw_get(operands[1]))

    def _is_off(self, layer: Any) -> bool:
        """Whether the layer, or every layer of a group of them, is switched off."""
        if isinstance(layer, IndirectObject) and layer.idnum in self.layers_off:
            return True
        group = _dictionary(layer)
        if "/OCGs" not in group:
            return False
        found = group.raw_get("/OCGs")
        listed = found.get_object() if isinstance(found, IndirectObject) else found
        members = listed if isinstance(listed, ArrayObject) else [found]
        return bool(members) and all(
            isinstance(member, IndirectObject) and member.idnum in self.layers_off for member in members
        )


def _on_edge(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    return min(abs(x - box[0]), abs(x - box[2])) < 0.01 and min(abs(y - box[1]), abs(y - box[3])) < 0.01


def _sides(box: Box) -> list[Box]:
    left, top, right, bottom = box
    return [
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    ]


def _text_state(state: State, operator: str, number: float) -> State:
    match operator:
        case "Tc":
            return replace(state, letter_space=number)
        case "Tw":
            return replace(state, word_space=number)
        case "Tz":
            return replace(state, stretch=number / 100)
        case "TL":
            return replace(state, leading=number)
        case "Ts":
            return replace(state, rise=number)
        case _:
            return replace(state, mode=int(number))


COMPONENTS: dict[str, str | int] = {"g": 1, "rg": 3, "k": 4, "G": 1, "RG": 3, "K": 4}


def _coloured(state: State, operator: str, operands: list[Any], resources: DictionaryObject) -> State:
    """`fill_space` is the number of components of a space whose numbers say the colour, None for any other."""
    filling = operator.islower()
    if operator in ("cs", "CS"):
        space = _space(str(operands[0]) if operands else "", resources)
        colour = BLACK if space is not None else None
    else:
        space = COMPONENTS.get(operator, state.fill_space if filling else state.stroke_space)
        colour = _colour(_numbers(operands)) if space is not None else None
    if filling:
        return replace(state, fill=colour, fill_space=space)
    return replace(state, stroke=colour, stroke_space=space)


def _space(name: str, resources: DictionaryObject) -> str | int | None:
    if name in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK"):
        return name
    entry = _dictionary(resources.get("/ColorSpace")).get(name)
    found = entry.get_object() if entry is not None else None
    if isinstance(found, str):
        return found if found.startswith("/Device") and found != "/DeviceN" else None
    if isinstance(found, ArrayObject) and found and found[0] in ("/ICCBased", "/CalGray", "/CalRGB"):
        return str(found[0])
    return None


def _colour(numbers: list[float]) -> Colour | None:
    match numbers:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return tuple(max(0.0, 1.0 - min(1.0, part + black)) for part in (cyan, magenta, yellow))  # type: ignore[return-value]
        case _:
            return None


def _matrix(operands: Any) -> Matrix | None:
    numbers = _numbers(operands)
    if len(numbers) != 6:
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]


def _numbers(operands: Any) -> list[float]:
    """The numbers among the operands; a number too large for any page counts as none."""
    values = operands.get_object() if isinstance(operands, IndirectObject) else operands
    if not isinstance(values, list):
        return []
    return [float(value) for value in values if isinstance(value, (int, float)) and abs(value) < 1e9]


def _dictionary(value: Any) -> DictionaryObject:
    """The dictionary that `value` is or points at, an empty one where it is none."""
    found = value.get_object() if value is not None and hasattr(value, "get_object") else value
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
