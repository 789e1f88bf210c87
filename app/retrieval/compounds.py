"""Swedish compounds split by known words: "hälsoundersökning" holds "hälso" and "undersökning"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.retrieval.terms import stem

LEAST = 4
"""Letters in the shortest part; shorter ones are found by chance."""
LONGEST = 80
"""Letters in a word that is split; nobody writes a longer one, and splitting costs a word's length squared."""


@dataclass(frozen=True)
class Splitter:
    """`known` are the words that the first part may be, the last one in any form; a linking s between them is dropped."""

    known: frozenset[str]
    stems: frozenset[str]
    _done: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    @staticmethod
    def make(words: Iterable[str]) -> Splitter:
        known = frozenset(word for word in words if len(word) >= LEAST and word.isalpha())
        return Splitter(known, frozenset(stem(word, "sv") for word in known))

    def split(self, word: str) -> tuple[str, ...]:
        """The two parts with the longest second one, which carries the meaning; nothing for a word of one part."""
        if len(word) > LONGEST:
            return ()
        if word not in self._done:
            self._done[word] = self._split(word)
        return self._done[word]

    def _split(self, word: str) -> tuple[str, ...]:
        for cut in range(LEAST, len(word) - LEAST + 1):
            head, tail = word[:cut], word[cut:]
            if tail in self.known or stem(tail, "sv") in self.stems:
                for first in (head, head[:-1] if head.endswith("s") else head, f"{head}a", f"{head}e"):
                    if first in self.known:
                        return (first, tail)
        return ()
