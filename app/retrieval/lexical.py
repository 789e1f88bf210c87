"""The lexical side: BM25 over texts, each word as typed, as its Swedish stem, and as the parts of a compound. å, ä and
ö are kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.retrieval.compounds import Splitter
from app.retrieval.terms import stem, words

Scores = NDArray[np.float32]
STEM, PART = "\u0001", "\u0002"
TYPED = 0.3
"""What the word just as typed adds to its stem."""
FEW = 4
COMPOUND = 0.5
"""What a part of a compound counts beside the word itself."""


class Lexical:
    """BM25 (Robertson and Zaragoza 2009, as Lucene computes it) of every text for a word or a phrase."""

    def __init__(self, texts: Sequence[str], splitter: Splitter) -> None:
        import bm25s

        tokens = [self._tokens(text, splitter) for text in texts]
        bm25 = bm25s.BM25(method="lucene")
        bm25.index(tokens, show_progress=False)
        self.count = len(texts)
        self._ids: dict[str, int] = bm25.vocab_dict
        self._data, self._indices, self._starts = (bm25.scores[key] for key in ("data", "indices", "indptr"))
        self._words: dict[str, Scores] = {}
        self.vocabulary = frozenset(token for text in tokens for token in text if token[-1] not in (STEM, PART))

    @staticmethod
    def _tokens(text: str, splitter: Splitter) -> list[str]:
        found = words(text)
        parts = [part for word in found for part in splitter.split(word)]
        return [*found, *(stem(w, "sv") + STEM for w in found), *(stem(p, "sv") + PART for p in parts)]

    def _token(self, token: str) -> Scores:
        scores = np.zeros(self.count, dtype=np.float32)
        number = self._ids.get(token)
        if number is not None:
            a, b = self._starts[number], self._starts[number + 1]
            scores[self._indices[a:b]] = self._data[a:b]
        return scores

    def word(self, word: str) -> Scores:
        """Shape (texts,); zero where the word stands in no form."""
        if word not in self._words:
            if len(self._words) > 4096:
                self._words.clear()
            whole = self._token(stem(word, "sv") + STEM) + TYPED * self._token(word)
            self._words[word] = np.maximum(whole, COMPOUND * self._token(stem(word, "sv") + PART))
        return self._words[word]

    def phrase(self, phrase: Sequence[str]) -> Scores:
        """The mean of its words, where all of them stand in the text."""
        if len(phrase) == 1:
            return self.word(phrase[0])
        each = np.stack([self.word(word) for word in phrase])
        return np.asarray(np.where((each > 0).all(axis=0), each.mean(axis=0), 0.0), dtype=np.float32)

    def any_of(self, phrases: Iterable[Sequence[str]]) -> Scores:
        """The best of several phrases that mean the same."""
        return np.asarray(np.max(np.stack([self.phrase(phrase) for phrase in phrases]), axis=0), dtype=np.float32)

    def rarity(self, scores: Scores) -> float:
        """The inverse document frequency of what scored so. What stands nowhere, or almost, weighs like what stands in
        a few texts: it may be a word that matters or one that says nothing."""
        return math.log(1 + self.count / max(FEW, float((scores > 0).sum())))
