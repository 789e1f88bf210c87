"""Words of a damaged and a clean text set side by side, and a damage like that of a reader without å, ä and ö."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_EDGE = re.compile(r"^[^\w&@|]+|[^\w&@|]+$")
_FOOTNOTE_MARK = re.compile(r"(?<=[^\W\d_])[\d®°™*'’?&#]+$")
# What a lost å, ä or ö can neither be nor leave: two words with the same of these are the same place in the text.
_STABLE = re.compile(r"[^bcefhjkmnpqrstuvwxyz]")


@dataclass(frozen=True)
class Score:
    """Of `aligned` words, how many are right before and after the repair; `broken` are those right before only."""

    aligned: int
    before: int
    after: int
    broken: tuple[tuple[str, str], ...]


def words_of(text: str) -> list[str]:
    """What stands between spaces, without the signs and footnote marks at its ends: as many as `text.split()`."""
    return [_FOOTNOTE_MARK.sub("", _EDGE.sub("", word)) for word in text.split()]


def score(damaged: str, repaired: str, clean: str) -> Score:
    """The repair of `damaged` measured on those words of `clean` that are all letters, hyphens apart."""
    seen, now, truth = words_of(damaged), words_of(repaired), words_of(clean)
    assert len(seen) == len(now)
    pairs = [(at, true) for at, true in align(seen, truth) if truth[true].replace("-", "").isalpha()]
    return Score(
        len(pairs),
        sum(seen[at] == truth[true] for at, true in pairs),
        sum(now[at] == truth[true] for at, true in pairs),
        tuple((seen[at], now[at]) for at, true in pairs if seen[at] == truth[true] != now[at]),
    )


def align(seen: Sequence[str], truth: Sequence[str]) -> list[tuple[int, int]]:
    """The places of words that stand in both, by what a misreading leaves of them. A second look finds the passages
    that stand at different places, such as footnotes; what then is left stands in one of them only."""
    pairs: list[tuple[int, int]] = []
    left = [at for at, word in enumerate(seen) if word], [at for at, word in enumerate(truth) if word]
    for least in (1, 6):
        found = _matches([_key(seen[at]) for at in left[0]], [_key(truth[at]) for at in left[1]], least)
        pairs += [(left[0][a], left[1][b]) for a, b in found]
        met = {a for a, _ in found}, {b for _, b in found}
        left = (
            [at for place, at in enumerate(left[0]) if place not in met[0]],
            [at for place, at in enumerate(left[1]) if place not in met[1]],
        )
    return sorted(pairs)


def _matches(seen: list[str], truth: list[str], least: int) -> list[tuple[int, int]]:
    matcher = SequenceMatcher(None, seen, truth, autojunk=False)
    return [
        pair
        for tag, a, a_end, b, b_end in matcher.get_opcodes()
        if (tag == "equal" and a_end - a >= least) or (tag == "replace" and a_end - a == b_end - b and least == 1)
        for pair in zip(range(a, a_end), range(b, b_end), strict=True)
    ]


def _key(word: str) -> str:
    return _STABLE.sub("", word.lower()) or word.lower()


_WAYS = {
    "å": ("a", 95, "é", 1, "d", 2, "&", 2),
    "ä": ("a", 90, "é", 4, "d", 3, "&", 2, "éa", 1),
    "ö": ("o", 50, "é", 30, "d", 10, "6", 4, "", 2, "oé", 2, "dé", 2),
}


def damage(text: str, lost: float, seed: int) -> str:
    """The text with that share of its å, ä and ö misread; capitals keep their base letter."""
    chance = random.Random(seed)

    def misread(match: re.Match[str]) -> str:
        letter = match.group()
        if chance.random() >= lost:
            return letter
        if letter.isupper():
            return {"Å": "A", "Ä": "A", "Ö": "O"}[letter]
        ways = _WAYS[letter]
        return str(chance.choices(ways[::2], [int(weight) for weight in ways[1::2]])[0])

    return re.sub("[åäöÅÄÖ]", misread, text)
