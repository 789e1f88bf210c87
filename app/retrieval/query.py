"""A question as concepts: what it speaks of, each with the words that may stand for it in the documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.retrieval.compounds import Splitter
from app.retrieval.terms import Phrase, Terms, longest, stem, words

FOLD = str.maketrans("åäöéü", "aaoeu")
FUZZY = 6
"""Letters from which a word of the question may be a misspelt word of the documents."""


@dataclass(frozen=True)
class Concept:
    """What the question says, and the phrases that would say the same; `outside`: what no agreement tells."""

    said: str
    phrases: tuple[Phrase, ...]
    outside: bool = False


@dataclass(frozen=True)
class QueryReader:
    """Everything that reading a question for retrieval needs."""

    terms: Terms
    vocabulary: frozenset[str]
    splitter: Splitter

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem(word, "sv") for word in self.vocabulary)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {word.translate(FOLD): word for word in sorted(self.vocabulary)}

    @cached_property
    def _long(self) -> tuple[str, ...]:
        return tuple(sorted(word for word in self.vocabulary if len(word) >= FUZZY))

    def read(self, question: str, language: str) -> tuple[Concept, ...]:
        """The concepts in their order, each once."""
        said = words(question)
        swedish = [stem(word, "sv") for word in said]
        english = [stem(word, "en") for word in said] if language == "en" else []
        empty = self.terms.empty.get(language, frozenset())
        found: dict[str, Concept] = {}
        at = 0
        outside = self.terms.outside.get(language, frozenset())
        while at < len(said):
            own = longest(self.terms.swedish, swedish, at)
            other = longest(self.terms.english, english, at) if english else 0
            beyond = longest(outside, english or swedish, at)
            size = max(own, other, beyond, 1)
            if not (own or other or beyond) and (said[at] in empty or (len(said[at]) < 2 and not said[at].isdigit())):
                at += 1
                continue
            text = " ".join(said[at : at + size])
            phrases: dict[Phrase, None] = {}
            if not english or (beyond < size and other < size):
                phrases[tuple(self._known(word, language) for word in said[at : at + size])] = None
            if own == size:
                phrases.update(dict.fromkeys(self.terms.swedish[tuple(swedish[at : at + size])]))
            if other == size:
                phrases.update(dict.fromkeys(self.terms.english[tuple(english[at : at + size])]))
            if size == 1 and not english and stem(said[at], "sv") not in self._stems:
                parts = self.splitter.split(said[at])
                if parts:
                    phrases[parts] = None
            found.setdefault(text, Concept(text, tuple(phrases), beyond == size))
            at += size
        return tuple(found.values())

    def _known(self, word: str, language: str) -> str:
        """The word as the documents spell it, where it is near enough to one of theirs."""
        if word in self.vocabulary or stem(word, "sv") in self._stems or len(word) < FUZZY or not word.isalpha():
            return word
        if word in self._folded:
            return self._folded[word]
        if language == "en":
            return word
        near = process.extractOne(word, self._long, scorer=OSA.distance, score_cutoff=1 if len(word) < 10 else 2)
        return near[0] if near and near[0][:2].translate(FOLD) == word[:2].translate(FOLD) else word
