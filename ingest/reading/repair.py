"""OCR repair of text that has lost its å, ä and ö: by dictionary, by counted words, and by the words around.

A word is taken for the spelling that is likeliest given the word before and after it and how this text's letters were
misread, which is estimated from the text itself. Nothing else is altered: lines, figures, signs and addresses stay.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, groupby

from ingest.reading import lexicon, phrases
from ingest.reading.lexicon import FIRST, LAST, NAME, WORD
from ingest.reading.misreadings import MARKED, Misreadings, Pair, expected, observed
from ingest.reading.phrases import Phrases
from ingest.reading.spellings import Spelling, as_seen, spellings
from ingest.reading.tokens import FIGURE, START, Token, words

FEW, LEAST_LISTED = 8, 0.6
"""A paragraph of at least so many words of which a smaller share is listed, however misread, is not Swedish. Damaged
Swedish reaches 0.9, English 0.35."""

CAUTION = 2.0
"""What is a word as it stands is altered only where another is so much likelier (in nats): a right word made wrong
does more harm than a wrong one left."""

# The end of a piece of text after which a sentence goes on.
_GOES_ON = re.compile(r"(?:[^\W\d_A-ZÅÄÖ]|,)(?: |\r?\n)$")


@dataclass(frozen=True)
class Change:
    """One altered word: its line from 1, the word as it was and as it is now, and why."""

    line: int
    before: str
    after: str
    evidence: str


@dataclass(frozen=True)
class Repaired:
    """The repaired text, with the lines of the damaged one, and every change in its order."""

    text: str
    changes: tuple[Change, ...]


def repair(text: str) -> Repaired:
    """Repairs a text, once by the misreadings to expect and once more by those that this showed. Marks that
    stand apart from their letters are joined to them first (NFC). Raises `SamlotsError` where the shipped word data
    cannot be read."""
    text = unicodedata.normalize("NFC", text)
    tokens = list(words(text))
    known, misreadings = phrases.shipped(), expected(token.text for token in tokens)
    options = _swedish(text, tokens, _options(tokens, misreadings, known))
    chosen = _choose(tokens, options, misreadings, known)
    chosen = _choose(tokens, options, observed(_marked(chosen)), known)
    pieces, at, changes = [], 0, []
    before = START
    for token, spelling in zip(tokens, chosen, strict=True):
        seen = text[token.start : token.end]
        goes_on = not token.after and bool(_GOES_ON.search(text, max(0, token.start - 3), token.start))
        written = write(token, spelling, goes_on)
        if written != seen:
            changes.append(Change(token.line, seen, written, evidence(token, spelling, token.after or before, known)))
        pieces += [text[at : token.start], written]
        at, before = token.end, spelling.word
    return Repaired("".join([*pieces, text[at:]]), tuple(changes))


def _options(tokens: list[Token], misreadings: Misreadings, known: Phrases) -> list[list[Spelling]]:
    met: dict[tuple[str, bool, bool], list[Spelling]] = {}
    options = []
    for token in tokens:
        alike = token.text, token.open, not token.after
        if alike not in met:
            met[alike] = spellings(token, misreadings, known.words)
        options.append(met[alike])
    return options


def _swedish(text: str, tokens: list[Token], options: list[list[Spelling]]) -> list[list[Spelling]]:
    """The options, but those of a paragraph in another language, where few words have a listed spelling, are the words
    as seen: an English “for” has lost nothing."""
    ends = [match.end() for match in re.finditer(r"\n\s*\n|\Z", text)]
    kept = []
    for _, group in groupby(range(len(tokens)), lambda at: bisect_right(ends, tokens[at].start)):
        places = list(group)
        listed = sum(any(spelling.form for spelling in options[at]) for at in places)
        foreign = len(places) >= FEW and listed < LEAST_LISTED * len(places)
        kept += [[as_seen(tokens[at])] if foreign else options[at] for at in places]
    return kept


def _choose(
    tokens: list[Token], options: list[list[Spelling]], misreadings: Misreadings, known: Phrases
) -> list[Spelling]:
    """The likeliest sequence of spellings (Viterbi)."""
    trace: list[list[tuple[float, int]]] = []
    before: list[tuple[float, str]] = [(0.0, START)]
    for token, spelled in zip(tokens, options, strict=True):
        stands = any(spelling.form and not spelling.misread for spelling in spelled)
        step = []
        for spelling in spelled:
            loss = misreadings.cost(spelling.pieces) + (CAUTION if stands and spelling.misread else 0.0)
            step.append(
                max(
                    (so_far + known.likelihood(token.after or word, spelling.word, spelling.unseen) - loss, -at)
                    for at, (so_far, word) in enumerate(before)
                )
            )
        trace.append(step)
        before = [(score, spelling.word) for (score, _), spelling in zip(step, spelled, strict=True)]
    chosen: list[Spelling] = []
    at = max(range(len(before)), key=lambda index: before[index][0])
    for step, spelled in zip(reversed(trace), reversed(options), strict=True):
        chosen.append(spelled[at])
        at = -step[at][1]
    return chosen[::-1]


def _marked(chosen: list[Spelling]) -> Counter[Pair]:
    return Counter((seen.lower(), meant) for spelling in chosen for seen, meant in spelling.pieces if meant in MARKED)


def write(token: Token, spelling: Spelling, goes_on: bool) -> str:
    """The spelling with the capitals of the token and the line break that cuts it. `goes_on` says that a sentence goes
    on with it: there a capital O is a small ö, unless it begins a name."""
    if not spelling.misread:
        letters = list(token.text)
    elif token.text.isupper() and len(token.text) > 1:
        letters = [meant.upper() for _, meant in spelling.pieces]
    else:
        letters = [meant for _, meant in spelling.pieces]
        first, meant = spelling.pieces[0]
        small = (first, meant) == ("I", "l") or (first == "O" and meant == "ö" and goes_on and spelling.form != NAME)
        if first == "|" or (first[:1].isupper() and not small):
            letters[0] = meant.upper()
    if token.cut:
        break_at, hyphen = token.cut
        lengths = accumulate(len(seen) for seen, _ in spelling.pieces)
        place = sum(length <= break_at for length in lengths)
        letters.insert(place, hyphen)
    return "".join(letters)


def evidence(token: Token, spelling: Spelling, before: str, known: Phrases) -> str:
    """Why the token is taken for the spelling: the letters misread, whether what stood is a word at all, what the
    result is listed as, and how often it was counted, alone and after the word before."""
    letters = ", ".join(f"{meant} read as {seen or 'nothing'}" for seen, meant in spelling.misread)
    stood = f"“{token.text}” is {'a word too' if lexicon.known(token.text) else 'no listed word'}"
    listed = {
        WORD: "listed",
        NAME: "a listed name",
        LAST: "made of " + " + ".join(spelling.parts),
        FIRST: "listed as a part of compounds",
    }[spelling.form]
    times = known.words[spelling.word]
    counted = f", counted {times}" if times else ""
    if together := known.pairs[before, spelling.word]:
        place = {START: "beginning a sentence", FIGURE: "after a figure"}.get(before, f"after “{before}”")
        counted += f", {together} of them {place}"
    return f"{letters}; {stood}; “{spelling.word}” is {listed}{counted}"
