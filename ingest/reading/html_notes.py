"""Footnotes of an HTML page: links raised in the text to a place further on that holds the note."""

from __future__ import annotations

import re

from lxml import html

from ingest.reading.blocks import tidy
from ingest.reading.model import ReadNote


def take_notes(main: html.HtmlElement) -> list[ReadNote]:
    """Takes the footnotes out of the page and puts `[^n]` where their marks stood."""
    notes: list[ReadNote] = []
    places = {element.get("id") or element.get("name"): element for element in main.xpath(".//*[@id or @name]")}
    for link in list(main.iter("a")):
        mark = link.text_content().strip().strip("[]()")
        target = places.get((link.get("href") or "").removeprefix("#"))
        if not mark.isdecimal() or target is None or not _is_mark(link) or target in (link, *link.iterancestors()):
            continue
        known = mark in {note.mark for note in notes}
        if not known:
            block = next(
                (e for e in (target, *target.iterancestors()) if e.tag in ("li", "p", "div", "aside", "td")), None
            )
            if block is None or block is main or block in link.iterancestors():
                continue
            words = "".join(str(text) for text in block.xpath(".//text()[not(ancestor::a[starts-with(@href, '#')])]"))
            notes.append(ReadNote(mark, re.sub(rf"^\[?{mark}[\].:)]?\s+", "", tidy(words)), 1, None))
            block.drop_tree()
        whole = next(
            (e for e in link.iterancestors("sup") if e.text_content().strip() == link.text_content().strip()), link
        )
        for child in list(whole):
            whole.remove(child)
        whole.text = "" if known else f"[^{mark}]"
    return notes


def _is_mark(link: html.HtmlElement) -> bool:
    raised = any(True for _ in link.iterancestors("sup")) or link.find(".//sup") is not None
    named = "doc-noteref" in (link.get("role") or "") or "note" in (link.get("class") or "").lower()
    return raised or named or bool(re.fullmatch(r"\s*\[\d+\]\s*", link.text_content()))
