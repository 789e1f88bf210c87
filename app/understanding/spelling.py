"""Misspellings mended before the question is understood: an unknown word becomes the nearest known one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.understanding.words import FOLD

LEAST = 6
"""Shorter words have too many near neighbours."""
SOUNDED = 5
"""From this length a word may be another one that sounds the same: "plaserat", "lekare", "gäler", "komun"."""
SOUNDS = (
    (re.compile(r"ck|q"), "k"), (re.compile(r"c(?=[eiyäö])|z"), "s"), (re.compile("c(?!h)"), "k"), (re.compile("w"), "v"),
    (re.compile("[äé]"), "e"), (re.compile("å"), "o"), (re.compile(r"([^\W\d_])\1"), r"\1"),
)  # fmt: skip
"""Letters that are written for each other, and doubled letters."""
SWAPPED = 9
"""From this length one letter may be another one; in shorter words a letter is missing, doubled or out of place."""
TWICE = 12
"""From this length two letters may be wrong."""
ENDING = 6
"""A stem with more letters than this after it does not vouch for the word."""
STEM = 9
"""Stems as long as this are also mended at the beginning of a longer word."""


def mend(text: str, known: frozenset[str], stems: tuple[str, ...]) -> str:
    """The normalised text with each unknown word of six letters or more replaced by the nearest known one, or by one
    that begins with a stem so mended. The first two letters are taken to be right. Never touches figures."""
    return re.sub(rf"[^\W\d_]{{{SOUNDED},}}", lambda match: _mend_word(match.group(), known, stems), text)


@lru_cache(maxsize=4096)
def _mend_word(word: str, known: frozenset[str], stems: tuple[str, ...]) -> str:
    begun = [stem for stem in stems if len(stem) >= max(5, len(word) - ENDING)]
    if word in known or any(word.startswith(stem) for stem in begun):
        return word
    if word.isascii() and (word in _folded(known) or any(word.startswith(stem.translate(FOLD)) for stem in begun)):
        return word
    alike = _sounding(known).get(_sound(word), "")
    if alike or len(word) < LEAST:
        return alike or word
    near = process.extract(
        word, _of_length(known, len(word)), scorer=OSA.distance, score_cutoff=2 if len(word) >= TWICE else 1, limit=5
    )
    for found, _, _ in near:
        if _likely(word, str(found)):
            return str(found)
    for stem in _long(stems):
        for cut in (len(stem) - 1, len(stem), len(stem) + 1):
            if cut < len(word) and OSA.distance(word[:cut], stem, score_cutoff=1) <= 1 and _likely(word[:cut], stem):
                return stem + word[cut:]
    return word


def _likely(typed: str, meant: str) -> bool:
    """Whether the difference is one that fingers make: not another letter in a short word, nor another beginning."""
    if typed[:2].translate(FOLD) != meant[:2].translate(FOLD):
        return False
    if len(typed) >= SWAPPED or len(typed) != len(meant):
        return len(typed) >= SWAPPED - 2 or len(typed) != len(meant)
    return sorted(typed) == sorted(meant) or typed.translate(FOLD) == meant.translate(FOLD)


def _sound(word: str) -> str:
    for pattern, letter in SOUNDS:
        word = pattern.sub(letter, word)
    return word


@lru_cache(maxsize=4)
def _sounding(known: frozenset[str]) -> dict[str, str]:
    """The known word by its sound, where only one has it."""
    found: dict[str, str] = {}
    for word in sorted(known):
        if len(word) >= SOUNDED:
            sound = _sound(word)
            found[sound] = "" if sound in found else word
    return found


@lru_cache(maxsize=4)
def _folded(known: frozenset[str]) -> frozenset[str]:
    return frozenset(word.translate(FOLD) for word in known)


@lru_cache(maxsize=4)
def _long(stems: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted((s for s in stems if len(s) >= STEM), key=len, reverse=True))


@lru_cache(maxsize=64)
def _of_length(known: frozenset[str], length: int) -> tuple[str, ...]:
    return tuple(sorted(w for w in known if abs(len(w) - length) <= 2))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Every word of three letters or more in the texts, in lower case."""
    return frozenset(w for text in texts for w in re.findall(r"[^\W\d_]{3,}", text.lower()))
