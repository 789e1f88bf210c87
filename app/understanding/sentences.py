"""A message cut into what it tells and what it asks."""

from __future__ import annotations

import re

END = re.compile(r"(?<=[?!])\s+|(?<=[^\d.][.])\s+(?=[^\W\da-zåäö])|\s*[\n\r]+\s*|(?<=[?!])(?=[A-ZÅÄÖ])")
ABBREVIATED = re.compile(
    r"(?:\b(?:t\.?ex|bl\.?a|m\.?m|dvs|ca|kl|nr|osv|resp|ev|tel|mvh|s|kap|st|dr|e\.g|i\.e|sec)\.)$", re.IGNORECASE
)
AND_ASKS = re.compile(
    r",?\s+(?:och|samt|and|men|but|respektive|eller|or|plus)\s+(?=(?:(?:i så fall|också|sen|sedan|dessutom|also|then)\s+)?"
    r"(?:vem|vilka|vilken|när|hur|inom vilken|inom hur|till vilken|från vilken|upp till vilken|who|when|how|what|within|by when|until|from what|up to what)\b)",
    re.IGNORECASE,
)
LONGEST = 40
"""Sentences beyond this many are left to the first ones: a person asks a few things at a time."""


def cut(text: str) -> list[str]:
    """The sentences, and within each the requests joined by "and", in their order."""
    sentences: list[str] = []
    for piece in END.split(text):
        if sentences and ABBREVIATED.search(sentences[-1]):
            sentences[-1] += " " + piece
        elif piece and piece.strip():
            sentences.append(piece.strip())
    parts: list[str] = []
    for sentence in sentences[:LONGEST]:
        parts += [part for part in AND_ASKS.split(sentence) if part.strip()]
    return parts
