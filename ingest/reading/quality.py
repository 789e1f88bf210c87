"""How faithfully a page was read, from 0 to 1: by its words, its å, ä and ö, and what the OCR program says of itself."""

from __future__ import annotations

import re

from ingest.reading import compose
from ingest.reading.lexicon import known
from ingest.reading.model import Sheet

GATE = 0.7
"""A page below it is quarantined. Clean Swedish pages reach 0.9 and more, those with every tenth letter wrong 0.65, those
without their å, ä and ö nothing."""
MARKED = 0.012
"""The least share of å, ä and ö among the letters of a Swedish page, which is 5 % on average."""
FEW = 12
"""Words: a page with fewer (a table of figures, a title) says too little about itself to be judged by them."""

WORD = re.compile(r"[^\W\d_]{2,}")
# A web address goes on over the line's end, in pieces with a hyphen or a stroke.
ADDRESS = re.compile(r"(?:https?://|www\.)\S*(?:\s+(?=\S*[-/_])[a-zåäö\d/]\S*)*|\S*(?:/\S*/|@|[?&=_%])\S*")
BROKEN = re.compile(r"(?<=[^\W\d_])-\s+(?!och\b|eller\b|samt\b|respektive\b)(?=[a-zåäö])")
ENGLISH = frozenset(
    """the of and to in is that for it as was with be by on not he his are this at from or have an they which one you
    were her all she there would their we him been has when who will more if out so said what its about into than them
    can only other new some could time these two may then do first any my now such like our over me even most made
    after also did many before must through years where much your way well should each those between shall child
    children health care social services agreement municipality region page""".split()
)
SWEDISH = frozenset(
    """och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när år ska
    under också efter eller nu sin där vid mot ska skall bör ut ar for pa fran aven nar""".split()
)


def quality(sheet: Sheet, text: str) -> float:
    """The page's quality: the share of its words that are words, less where å, ä and ö are missing from Swedish, and
    times the OCR program's own confidence. A page of few words, and one in English, is judged by its letters alone."""
    return round(_words(text) * compose.confidence(sheet, text), 3)


def _words(text: str) -> float:
    words = WORD.findall(BROKEN.sub("", ADDRESS.sub(" ", text)))
    # A name that the list does not have is no sign of a bad page.
    words = [word for word in words if word.islower() or known(word) or known(word.lower())]
    if len(words) < FEW:
        return _signs(text)
    lower = [word.lower() for word in words]
    swedish, english = (sum(word in small for word in lower) / len(lower) for small in (SWEDISH, ENGLISH))
    if english > 2 * swedish and english > 0.03:
        return _signs(text)
    letters = sum(map(len, words))
    marked = sum(char in "åäö" for word in lower for char in word) / letters
    expected = min(marked / MARKED, 1.0) if letters >= 300 and swedish > 0.05 else 1.0
    return sum(map(known, words)) / len(words) * expected * _signs(text)


def _signs(text: str) -> float:
    """The share of characters that print: letters of private use and marks of lost ones do not."""
    shown = [char for char in text if not char.isspace()]
    lost = sum(not char.isprintable() or char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in shown)
    return 1.0 - lost / len(shown) if shown else 1.0
