"""Small pieces of HTML. Everything that comes from a question or a document is escaped here."""

from __future__ import annotations

import re
from html import escape

from app.pages.words import word

MARKER = re.compile(r"\[(\d{1,3})\]")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
BOLD = re.compile(r"\*\*(.+?)\*\*")


PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Characters that only the symbol font of a word processor has a picture for: it uses them as bullets."""
BULLET = re.compile("[\ue000-\uf8ff•►–-] ")


def legible(text: str) -> str:
    """The text as long as before, its bullets such that every font has them."""
    return PRIVATE.sub("•", text)


def anchor(turn: int, number: int) -> str:
    """The id of a citation's quote on the page."""
    return f"kalla-{turn}-{number}"


def inline(text: str, turn: int, numbers: set[int], language: str) -> str:
    """A line of answer text: escaped, its **bold** kept, its [1] made links to the quotes that exist."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in numbers:
            return match[0]
        name = escape(word("open_source", language, n=number), quote=True)
        return f'<a class="sl-ref" href="#{anchor(turn, number)}" aria-label="[{number}] {name}">[{number}]</a>'

    return MARKER.sub(link, whole_dates(BOLD.sub(r"<strong>\1</strong>", escape(legible(text), quote=False))))


def whole_dates(html: str) -> str:
    """The text with its ISO dates kept on one line."""
    return DAY.sub(r'<span class="sl-day">\g<0></span>', html)


def tag(kind: str, text: str) -> str:
    """A label whose kind shows as shape and colour beside its words."""
    return f'<span class="sl-tag sl-{kind}">{escape(text)}</span>'
