"""How likely a word is after the one before it: counted in agreements."""

from __future__ import annotations

import lzma
from collections import Counter, defaultdict
from functools import lru_cache
from math import exp, log

from ingest.errors import SamlotsError
from ingest.reading.lexicon import DATA

COUNTS = DATA / "phrases.xz"
_SINGLE_DISCOUNT, _PAIR_DISCOUNT = 0.8, 0.7


class Phrases:
    """Counts of words and of pairs of neighbours, in lower case."""

    def __init__(self, pairs: Counter[tuple[str, str]]) -> None:
        self.pairs = pairs
        self.words: Counter[str] = Counter()
        self.before: Counter[str] = Counter()
        self.after: Counter[str] = Counter()
        for (first, second), number in pairs.items():
            self.words[second] += number
            self.before[first] += number
            self.after[first] += 1
        self.total = sum(self.words.values())

    def likelihood(self, before: str, word: str, unseen: float) -> float:
        """The natural logarithm of the share of `word` among what follows `before`: pairs, where they are few words
        alone, where those are few `unseen`, the logarithm of its share by its form. Absolute discounting."""
        number = self.words[word]
        kept = number - _SINGLE_DISCOUNT if number else 0.0
        share = (kept + _SINGLE_DISCOUNT * len(self.words) * exp(unseen)) / self.total
        times = self.before[before]
        if times:
            number = self.pairs[before, word]
            kept = number - _PAIR_DISCOUNT if number else 0.0
            share = (kept + _PAIR_DISCOUNT * self.after[before] * share) / times
        return log(share)


def pack(pairs: Counter[tuple[str, str]]) -> bytes:
    """The counts as text: a word, then what followed it and how often, tab by tab; sorted."""
    rows: dict[str, list[str]] = defaultdict(list)
    for (first, second), number in sorted(pairs.items()):
        rows[first].append(f"{second}\t{number}")
    return "\n".join(first + "\t" + "\t".join(rest) for first, rest in rows.items()).encode()


@lru_cache(maxsize=1)
def shipped() -> Phrases:
    """The shipped counts, read once. Raises `SamlotsError` where the file is missing or damaged."""
    try:
        pairs: Counter[tuple[str, str]] = Counter()
        for row in lzma.decompress(COUNTS.read_bytes()).decode().splitlines():
            first, *rest = row.split("\t")
            pairs.update({(first, second): int(number) for second, number in zip(rest[::2], rest[1::2], strict=True)})
        return Phrases(pairs)
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise SamlotsError(
            "The word counts cannot be read",
            where=str(COUNTS),
            remedy="Make them again with `python -m ingest.reading.make_words`.",
        ) from error
