"""Misspellings mended before the question is understood: an unknown word becomes the nearest known one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from app.understanding.words import FOLD

LEAST = 6
"""Shorter words have too many near neighbours."""


def mend(text: str, known: frozenset[str], stems: tuple[str, ...]) -> str:
    """The normalised text with each unknown word of six letters or more replaced by a known one that differs in one
    letter (two from ten letters on), or that begins with a stem so mended. Never touches figures."""
    return re.sub(r"[^\W\d_]{%d,}" % LEAST, lambda match: _mend_word(match.group(), known, stems), text)


@lru_cache(maxsize=4096)
def _mend_word(word: str, known: frozenset[str], stems: tuple[str, ...]) -> str:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if word in known or any(word.startswith(stem) for stem in stems if len(stem) >= 5):
        return word
    if word.isascii() and any(word.startswith(stem.translate(FOLD)) for stem in stems if len(stem) >= 5):
        return word
    allowed = 2 if len(word) >= 10 else 1
    near = process.extractOne(
        word, _of_length(known, len(word)), scorer=OSA.distance, score_cutoff=allowed, processor=None
    )
    if near and near[0][0] == word[0]:
        return str(near[0])
    for stem in sorted((s for s in stems if len(s) >= 6), key=len, reverse=True):
        if len(word) <= len(stem):
            continue
        for cut in (len(stem) - 1, len(stem), len(stem) + 1):
            if cut <= len(word) and OSA.distance(word[:cut], stem, score_cutoff=1) <= 1 and word[0] == stem[0]:
                return stem + word[cut:]
    return word


@lru_cache(maxsize=64)
def _of_length(known: frozenset[str], length: int) -> tuple[str, ...]:
    return tuple(sorted(w for w in known if abs(len(w) - length) <= 2))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Every word of three letters or more in the texts, in lower case."""
    return frozenset(w for text in texts for w in re.findall(r"[^\W\d_]{3,}", text.lower()))
