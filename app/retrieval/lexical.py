"""The lexical side: BM25 over the chunks, each word as typed and as its Swedish stem. å, ä and ö are kept."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.chunks import Chunk

STOP = frozenset(
    "och i att det som en ett på är av för med till den har de inte om vi ska skall kan vid så men eller från vad hur när "
    "vem vilka vilken vilket var där här sin sitt sina dess detta denna dessa deras också även samt inom under genom mot "
    "the of to and a in is it that for on with as are was be by at from who when how what which does do must should".split()
)


class Lexical:
    """BM25 scores of every chunk for a question. Words in the heading path count like words of the text."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        import bm25s
        import Stemmer

        self._stemmer = Stemmer.Stemmer("swedish")
        self._bm25 = bm25s.BM25(method="lucene")
        self._tokens = [self.tokens(chunk.passage) for chunk in chunks]
        self._bm25.index(self._tokens, show_progress=False)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(token for tokens in self._tokens for token in tokens)

    def tokens(self, text: str) -> list[str]:
        words = [w for w in re.findall(r"[^\W_]+", text.lower()) if w not in STOP and len(w) > 1]
        return [*words, *(f"{stem}\u0001" for stem in self._stemmer.stemWords(words))]

    def scores(self, question: str) -> NDArray[np.float32]:
        """Shape (chunks,); zero where no word is shared."""
        known = [token for token in self.tokens(question) if token in self.vocabulary]
        if not known:
            return np.zeros(len(self._tokens), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    @cached_property
    def _rarity(self) -> dict[str, float]:
        counts: dict[str, int] = {}
        for tokens in self._tokens:
            for token in set(tokens):
                counts[token] = counts.get(token, 0) + 1
        return {token: math.log(1 + len(self._tokens) / count) for token, count in counts.items()}

    def weight(self, tokens: Iterable[str]) -> float:
        """How telling the tokens are together: the sum of their inverse document frequencies."""
        return sum(self._rarity.get(token, 0.0) for token in tokens)

    def coverage(self, question: str) -> float:
        """The share of the question's content words whose stem stands anywhere in the corpus; 1 for none."""
        stems = [token for token in self.tokens(question) if token.endswith("\u0001")]
        return sum(s in self.vocabulary for s in stems) / len(stems) if stems else 1.0
