"""What a reader without å, ä and ö makes of them, and how often it did so in a given text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

Pair = tuple[str, str]
"""What was seen and the letter that was meant; either may be empty or two characters long."""

MARKED = "åäö"
SHARE_OF_MARKED = 0.045
"""The share of å, ä and ö among the letters of running Swedish."""

LEAST_LOSS, MOST_LOSS = 0.0001, 0.99
"""The share of marked letters that is taken to be lost even in a clean text, and in the worst."""

# How the loss of each letter shows, as shares. The bare letter above all; then a letter with another mark, a round
# letter or figure, two shapes where there was one, or nothing. Rare ones get a little so that they can be considered.
_LOST: dict[str, dict[str, float]] = {
    "å": {"a": 0.95, "é": 0.01, "d": 0.01, "&": 0.002, "4": 0.002, "aé": 0.002, "éa": 0.002},
    "ä": {"a": 0.92, "é": 0.03, "d": 0.02, "&": 0.01, "i": 0.003, "4": 0.002, "@": 0.001},
    "ö": {"o": 0.60, "é": 0.23, "d": 0.09, "6": 0.04, "": 0.01, "0": 0.005, "g": 0.003, "b": 0.001, "a": 0.001},
}
_TWO_FOR_ONE = {
    "å": ("aa", "da", "ad", "&a", "ia"),
    "ä": ("aé", "éa", "da", "ad", "&a", "ia", "ié", "aa"),
    "ö": ("oé", "éo", "dé", "éd", "do", "od", "oo", "aé", "ao", "o6", "6o", "o0"),
}
_TWO_FOR_ONE_SHARE = 0.004
_LOOKALIKES = ("il1|j", "o0q", "s5", "gq9", "ce", "hn", "uv", "B8")
_LOOKALIKE_SHARE = 0.0004
_SPLITS = (("rn", "m"), ("m", "rn"), ("ii", "u"), ("ll", "u"), ("il", "h"))
_PRIOR_WEIGHT = 30.0

BARE = frozenset("AOÉÈÒÓ")
"""What may stand for Å, Ä or Ö in an abbreviation."""
KIN = frozenset("aoeéèëóòôáàâ&@0469d")
"""What may stand for å, ä or ö in a name, of which nothing but the marks may change."""


class Misreadings:
    """The cost of each misreading, in nats: -ln of the share in which the meant letter was seen so."""

    def __init__(self, shares: Mapping[Pair, float]) -> None:
        self.costs: dict[Pair, float] = {pair: -log(share) for pair, share in shares.items() if share > 0}
        self.by_seen: dict[str, list[tuple[str, float]]] = {}
        for (seen, meant), cost in self.costs.items():
            self.by_seen.setdefault(seen, []).append((meant, cost))

    def cost(self, pieces: tuple[Pair, ...]) -> float:
        """The cost of a whole word, letter by letter."""
        return sum(self.costs.get((seen.lower(), meant), 0.0) for seen, meant in pieces)


def expected(words: Iterable[str]) -> Misreadings:
    """The misreadings to expect before anything is repaired. How much is lost is judged from how many å, ä and ö are
    left in the words."""
    letters = [letter for word in words for letter in word.lower() if letter.isalpha()]
    left = sum(letter in MARKED for letter in letters) / max(1.0, len(letters) * SHARE_OF_MARKED)
    return Misreadings(_shares(min(MOST_LOSS, max(LEAST_LOSS, 1 - left))))


def observed(seen: Counter[Pair]) -> Misreadings:
    """The misreadings as a first repair found them, `seen` being its pairs for each å, ä and ö of the result, less
    one of each: an occurrence is no evidence for itself."""
    prior = _shares(_loss(seen))
    shares = dict(prior)
    for letter in MARKED:
        total = sum(number for (_, meant), number in seen.items() if meant == letter)
        for pair in prior:
            if pair[1] == letter:
                shares[pair] = (max(0, seen[pair] - 1) + _PRIOR_WEIGHT * prior[pair]) / (total + _PRIOR_WEIGHT)
    return Misreadings(shares)


def _loss(seen: Counter[Pair]) -> float:
    total = sum(seen.values()) + 1
    return min(MOST_LOSS, max(LEAST_LOSS, sum(n for (was, meant), n in seen.items() if was != meant) / total))


def _shares(loss: float) -> dict[Pair, float]:
    """The share of each pair when `loss` of the marked letters are lost."""
    shares: dict[Pair, float] = {}
    for letter in MARKED:
        ways = _LOST[letter] | dict.fromkeys(_TWO_FOR_ONE[letter], _TWO_FOR_ONE_SHARE)
        whole = sum(ways.values())
        shares |= {(seen, letter): loss * share / whole for seen, share in ways.items()}
        shares[letter, letter] = 1 - loss
    # A reader that loses marks is a poor reader of other letters too.
    for group in _LOOKALIKES:
        shares |= {(a, b): loss * _LOOKALIKE_SHARE for a in group.lower() for b in group.lower() if a != b}
    shares |= dict.fromkeys(_SPLITS, loss * _LOOKALIKE_SHARE)
    return shares
