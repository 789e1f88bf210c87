"""The styles of a DOCX, as far as reading needs them: outline levels, list numbers, hidden and bold text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ingest.reading.docx_numbering import W, value, whole

HEADING = re.compile(r"(?:heading|rubrik) ([1-9])")
BODY_TEXT = 9
"""The outline level (`w:outlineLvl`, from 0) that stands for no heading."""


@dataclass(frozen=True)
class Styles:
    """The style elements by id, and the default paragraph style."""

    elements: dict[str, etree._Element] = field(default_factory=dict)
    default: str = ""

    @classmethod
    def read(cls, root: etree._Element | None) -> Styles:
        if root is None:
            return cls()
        elements = {item.get(W + "styleId") or "": item for item in root.findall(W + "style")}
        default = [
            id
            for id, item in elements.items()
            if item.get(W + "type") == "paragraph" and item.get(W + "default") in ("1", "true", "on")
        ]
        return cls(elements, default[0] if default else "")

    def chain(self, id: str | None) -> Iterator[etree._Element]:
        """The style and those that it is based on, nearest first; a circle in a damaged file ends."""
        met: set[str] = set()
        while id and id in self.elements and id not in met:
            met.add(id)
            yield self.elements[id]
            id = value(self.elements[id], "basedOn")

    def of(self, paragraph: etree._Element) -> str:
        return value(paragraph, "pPr/pStyle") or self.default

    def name(self, id: str) -> str:
        """The style's name as the file has it, in lower case: built-in names are English in any language of Word."""
        return (value(self.elements.get(id), "name") or id).lower()

    def outline(self, paragraph: etree._Element) -> int | None:
        """The heading level from 1, by the paragraph's own outline level, its style's, or the name of a style that
        it rests on; None for text."""
        own = whole(value(paragraph, "pPr/outlineLvl"))
        if own is not None:
            return own + 1 if 0 <= own < BODY_TEXT else None
        for style in self.chain(self.of(paragraph)):
            level = whole(value(style, "pPr/outlineLvl"))
            if level is not None:
                return level + 1 if 0 <= level < BODY_TEXT else None
            if match := HEADING.fullmatch((value(style, "name") or "").lower()):
                return int(match[1])
        return None

    def titles(self, paragraph: etree._Element) -> bool:
        """Whether the paragraph is the document's title by its style."""
        return any((value(style, "name") or "").lower() == "title" for style in self.chain(self.of(paragraph)))

    def number(self, paragraph: etree._Element) -> tuple[str, int | None, str] | None:
        """The list number id, the level if it is said, and the style that says so; None where there is no list."""
        id, level = value(paragraph, "pPr/numPr/numId"), whole(value(paragraph, "pPr/numPr/ilvl"))
        if id is not None:
            return None if id == "0" else (id, level or 0, "")
        for style in self.chain(self.of(paragraph)):
            level = whole(value(style, "pPr/numPr/ilvl")) if level is None else level
            id = value(style, "pPr/numPr/numId")
            if id is not None:
                return None if id == "0" else (id, level, style.get(W + "styleId") or "")
        return None

    @property
    def list_numbers(self) -> dict[str, str]:
        """The number ids of the list styles."""
        found = {id: value(item, "pPr/numPr/numId") for id, item in self.elements.items()}
        return {id: number for id, number in found.items() if number}

    def switched(self, run: etree._Element, paragraph: etree._Element, name: str) -> bool:
        """Whether a property such as `vanish` or `b` is on for a run: its own, its style's, or the paragraph's style's."""
        found = (switch(properties, name) for properties in self._properties(run, paragraph))
        return next((said for said in found if said is not None), False)

    def said(self, run: etree._Element, paragraph: etree._Element, name: str) -> str | None:
        """The value of a property such as `sz` or `color` of a run, from wherever it has it; None for none."""
        found = (value(properties, name) for properties in self._properties(run, paragraph))
        return next((said for said in found if said is not None), None)

    def _properties(self, run: etree._Element, paragraph: etree._Element) -> Iterator[etree._Element]:
        """The run's properties, nearest first: its own, its style's, the paragraph's style's."""
        yield from run.findall(W + "rPr")
        for id in (value(run, "rPr/rStyle"), self.of(paragraph)):
            for style in self.chain(id):
                yield from style.findall(W + "rPr")

    def shaded(self, run: etree._Element, paragraph: etree._Element) -> bool:
        """Whether the run may stand on a ground that is not white: its own, its paragraph's, its cell's or table's. A
        table's style counts where it shades anything, because which rows it shades is not computed."""
        grounds = [*self._properties(run, paragraph), *paragraph.findall(W + "pPr")]
        for style in self.chain(self.of(paragraph)):
            grounds += style.findall(W + "pPr")
        for outer in paragraph.iterancestors(W + "tc", W + "tbl"):
            grounds += [*outer.findall(W + "tcPr"), *outer.findall(W + "tblPr")]
            for style in self.chain(value(outer, "tblPr/tblStyle")):
                grounds += [parent for shade in style.iter(W + "shd") if (parent := shade.getparent()) is not None]
        return any(map(ground, grounds))


def ground(properties: etree._Element) -> bool:
    """Whether properties lay a ground that is not white."""
    shade, light = properties.find(W + "shd"), value(properties, "highlight")
    if light not in (None, "none", "white"):
        return True
    if shade is None:
        return False
    fill = (shade.get(W + "fill") or "auto").upper()
    return fill not in ("AUTO", "FFFFFF") or shade.get(W + "val") not in (None, "clear", "nil")


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """An on-off property: None where nothing is said."""
    found = None if properties is None else properties.find(W + name)
    return None if found is None else found.get(W + "val") not in ("0", "false", "off", "none")
