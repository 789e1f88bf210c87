"""The words of a text, and the letters of its words, as features for a linear model.

Words are Swedish stems, so that inflections fall together; pieces are the three and four letters that stand beside each
other, the edges of words counted, which see through compounds, misspellings and English inflections. Each is weighed by how
often it stands in the text and how rare it is (sublinear tf-idf), and either kind together has unit length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

WORD = re.compile(r"\w+")
SIZES = (3, 4)
"""Letters in a piece."""
LONGEST = 4000
"""Characters of a text that are read."""


def words_of(text: str) -> list[str]:
    return [_stem(word) for word in WORD.findall(text[:LONGEST].lower())]


def pieces_of(text: str) -> list[str]:
    return [piece for word in text[:LONGEST].lower().split() for piece in _pieces(word[:LONGEST])]


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


@lru_cache(maxsize=1)
def _stemmer():  # type: ignore[no-untyped-def]
    import Stemmer

    return Stemmer.Stemmer("swedish")


@lru_cache(maxsize=65536)
def _pieces(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    return tuple(edged[i : i + size] for size in SIZES for i in range(len(edged) - size + 1))


@dataclass(frozen=True, eq=False)
class Wording:
    """The words and pieces that a model knows, with the rarity of each: first those of `words`, then of `pieces`."""

    words: tuple[str, ...]
    pieces: tuple[str, ...]
    rarity: Array

    def __len__(self) -> int:
        return len(self.words) + len(self.pieces)

    @cached_property
    def _kinds(self) -> tuple[tuple[Callable[[str], Sequence[str]], Mapping[str, int]], ...]:
        places = {word: i for i, word in enumerate(self.words)}
        after = {piece: i for i, piece in enumerate(self.pieces, len(self.words))}
        return ((words_of, places), (pieces_of, after))

    def features(self, text: str) -> Array:
        """Shape (words + pieces,)."""
        found = np.zeros(len(self), dtype=np.float32)
        for parts_of, place in self._kinds:
            times = Counter(place[part] for part in parts_of(text) if part in place)
            if not times:
                continue
            here = np.fromiter(times, dtype=np.intp, count=len(times))
            counts = np.fromiter(times.values(), dtype=np.float32, count=len(times))
            weighed = (1.0 + np.log(counts)) * self.rarity[here]
            found[here] = weighed / np.linalg.norm(weighed)
        return found


def rarity(texts: Sequence[Sequence[str]], least: int) -> dict[str, float]:
    """The parts that stand in at least that many of the texts, in order, each with its inverse document frequency."""
    holding = Counter(chain.from_iterable(set(parts) for parts in texts))
    return {
        part: float(np.log((1 + len(texts)) / (1 + count)) + 1)
        for part, count in sorted(holding.items())
        if count >= least
    }


def learn(texts: Sequence[str], least_words: int, least_pieces: int) -> Wording:
    """What a model taught on these texts is to know."""
    words = rarity([words_of(text) for text in texts], least_words)
    pieces = rarity([pieces_of(text) for text in texts], least_pieces)
    return Wording(tuple(words), tuple(pieces), np.array([*words.values(), *pieces.values()], dtype=np.float32))
