"""The words that a damaged word may have been, each with its letters set against those that were seen."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from math import log

from ingest.reading.lexicon import FIRST, LAST, MIDDLE, MOST_PARTS, NAME, ROOT, SHORTEST_PART, WORD, graph, kinds
from ingest.reading.misreadings import BARE, KIN, MARKED, Misreadings, Pair
from ingest.reading.tokens import Token

MOST_COST = 13.0
"""The cost of misreading, in nats, over which a spelling is not considered."""
MOST_SPELLINGS = 12

# Shares of forms that no text counted holds, as natural logarithms: one of some 400,000 words; each further part of a
# compound; a part that the list does not give as one; and a string that is no listed word, which costs so much for each
# of its first letters, less for the rest (a long one is likely a compound), much for a figure or a foreign letter.
_LISTED = -log(400_000)
_FURTHER_PART = -4.0
_COUNTED_PART = -2.5
_IRREGULAR = -6.0
_LONE_PART = -8.0
_NO_WORD = {"lower": -8.5, "capital": -4.0, "capitals": -1.0}
_LETTER, _LETTERS, _REST = -2.9, 6, -0.6
_NO_LETTER = -9.0

_NO_UNITS = "jnopqruxyzåäö"


@dataclass(frozen=True)
class Spelling:
    """A word in lower case, its `pieces` (what was seen, what was meant), its `parts`, of which a compound has several,
    the `form` it is listed as (`lexicon.WORD`, `NAME`, `FIRST` or `LAST` for a compound; 0 is not listed) and the
    natural logarithm of its share among unseen words."""

    word: str
    pieces: tuple[Pair, ...]
    parts: tuple[str, ...]
    form: int
    unseen: float

    @property
    def misread(self) -> tuple[Pair, ...]:
        """The pieces that were not seen as they were meant; a capital is no difference."""
        return tuple((seen, meant) for seen, meant in self.pieces if seen.lower() != meant)


def as_seen(token: Token) -> Spelling:
    """The token left as it is. What is no listed word is likelier to be one after all when it is written as a name or
    an abbreviation, and the shorter it is."""
    text = token.text
    style = "capitals" if text.isupper() else "capital" if text[0].isupper() and not token.after else "lower"
    share = _NO_WORD[style]
    for at, letter in enumerate(text.lower()):
        swedish = "a" <= letter <= "z" or letter in MARKED
        share += (_LETTER if at < _LETTERS else _REST) if swedish else _NO_LETTER
    return Spelling(text.lower(), tuple((letter, letter.lower()) for letter in text), (text.lower(),), 0, share)


def spellings(token: Token, misreadings: Misreadings, counted: Container[str]) -> list[Spelling]:
    """The token as seen and the listed words that it may have been, likeliest first by their form alone. `counted`
    has the words that agreements use."""
    if len(token.text) == 1 and token.text != "|":
        return [as_seen(token)]
    best: dict[str, tuple[float, Spelling]] = {}
    allowed = _allowed(token)
    for spelling in _Search(token, misreadings, counted).run():
        rank = spelling.unseen - misreadings.cost(spelling.pieces)
        if allowed(spelling) and (spelling.word not in best or rank > best[spelling.word][0]):
            best[spelling.word] = rank, spelling
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].word))[:MOST_SPELLINGS]
    seen = as_seen(token)
    return [spelling for _, spelling in ranked] + ([] if seen.word in best else [seen])


def _allowed(token: Token) -> Callable[[Spelling], bool]:
    """Which spellings the token admits. In an abbreviation only bare letters are misread. A name, which is what a
    capital inside a sentence is, and what is a word as it stands have lost marks at most, but a capital I may be a
    small l. So has a short word with a figure (1st); one of a figure and a letter that is a unit or a label (4t, 5a)
    is what it seems."""
    text = token.text
    if text.isupper() and len(text) > 1:
        return lambda spelling: all(seen in BARE and meant in MARKED for seen, meant in spelling.misread)
    if (text[0].isupper() and not token.after) or kinds(text.lower()) & (WORD | NAME):
        return lambda spelling: all(_same_but_marks(*pair) or pair == ("I", "l") for pair in spelling.misread)
    if len(text) < 4 and any(letter.isdigit() for letter in text):
        figure = len(text) == 2 and text[1] not in _NO_UNITS
        return lambda spelling: not figure and all(_same_but_marks(*pair) for pair in spelling.misread)
    return lambda spelling: True


def _same_but_marks(seen: str, meant: str) -> bool:
    return seen.lower() == meant or (meant in MARKED and KIN.issuperset(seen.lower()))


class _Search:
    """A walk through the word graph along what was seen. `counted` has the words that agreements use: a compound of
    them is likelier, and they may be joined where the list does not say so."""

    def __init__(self, token: Token, misreadings: Misreadings, counted: Container[str]) -> None:
        self.text, self.open, self.counted = token.text, token.open, counted
        self.steps = [self._steps_at(at, misreadings) for at in range(len(self.text) + 1)]
        self.found: list[Spelling] = []

    def _steps_at(self, at: int, misreadings: Misreadings) -> list[tuple[str, str, float]]:
        steps: list[tuple[str, str, float]] = []
        letter = self.text[at : at + 1].lower()
        if letter.isalpha():
            steps.append((letter, letter, misreadings.costs.get((letter, letter), 0.0)))
        for length in (0, 1, 2):
            seen = self.text[at : at + length]
            if len(seen) == length:
                for meant, cost in misreadings.by_seen.get(seen.lower(), ()):
                    if meant != letter or length != 1:
                        steps.append((seen, meant, cost))
        return steps

    def run(self) -> list[Spelling]:
        self._walk(0, ROOT, 0.0, _LISTED, (), ("",))
        return self.found

    def _walk(
        self, at: int, node: int, cost: float, unseen: float, pieces: tuple[Pair, ...], parts: tuple[str, ...]
    ) -> None:
        """From `at` in the text and `node` in the graph, having met `pieces` that make `parts`."""
        if at == len(self.text):
            self._end(node, unseen, pieces, parts)
            return
        if len(parts[-1]) >= SHORTEST_PART and len(parts) < MOST_PARTS:
            joined = self._join(node, parts[-1], FIRST if len(parts) == 1 else MIDDLE)
            if joined is not None:
                self._walk(at, ROOT, cost, unseen + joined, pieces, (*parts, ""))
        for seen, meant, loss in self.steps[at]:
            # At most one letter dropped in a row, or there would be no end to them.
            if cost + loss > MOST_COST or (not seen and pieces and not pieces[-1][0]):
                continue
            target = node
            for letter in meant:
                target = graph().step(target, letter)
                if target < 0:
                    break
            else:
                piece = (self.text[at : at + len(seen)], meant)
                self._walk(
                    at + len(seen), target, cost + loss, unseen, (*pieces, piece), (*parts[:-1], parts[-1] + meant)
                )

    def _join(self, node: int, part: str, place: int) -> float | None:
        """What it adds to `unseen` that `part` stands in this place of a compound; None where it cannot."""
        kind = graph().ends[node]
        counted = part in self.counted or part.removesuffix("s") in self.counted
        if kind & place:
            return _COUNTED_PART if counted else _FURTHER_PART
        return _IRREGULAR if kind & WORD and counted and len(part) > SHORTEST_PART else None

    def _end(self, node: int, unseen: float, pieces: tuple[Pair, ...], parts: tuple[str, ...]) -> None:
        kind, form = graph().ends[node], 0
        if len(parts) > 1:
            joined = self._join(node, parts[-1], LAST) if len(parts[-1]) >= SHORTEST_PART else None
            if joined is None:
                return
            form, unseen = LAST, unseen + joined - _FURTHER_PART
        elif kind & WORD:
            form = WORD
        elif kind & NAME and self.text[0].isupper() and all(_same_but_marks(*piece) for piece in pieces):
            form = NAME
        elif kind & (FIRST | MIDDLE):
            form, unseen = FIRST, unseen if self.open else unseen + _LONE_PART
        else:
            return
        self.found.append(Spelling("".join(parts), pieces, parts, form, unseen))
