"""Is this a Swedish word? The shipped word graph, and compounds by their parts.

The graph is a minimal automaton over lower-case words, made by `python -m ingest.reading.make_words`. The node in which
a word ends says what it may be: alone, a name, or a part of a compound.
"""

from __future__ import annotations

import lzma
import sys
from array import array
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.errors import SamlotsError

DATA = Path(__file__).parent / "data"
GRAPH = DATA / "words.xz"

WORD, NAME, FIRST, MIDDLE, LAST = 1, 2, 4, 8, 16
"""What a form may be: a word alone, a name alone (written with a capital), and a compound's first, middle, last part."""

SHORTEST_PART, MOST_PARTS = 3, 4
"""Letters in a part of a compound, and its parts. Shorter parts (ö, å, is) would make a word of almost any string."""

ROOT = 0


@dataclass(frozen=True)
class Graph:
    """The automaton. The edges of a node are those from `starts[node]` to `starts[node + 1]`: their `labels` are places
    in `letters`, their `targets` nodes. `ends[node]` is what a word that ends there may be, 0 where none ends. Node
    `ROOT` begins every word."""

    letters: str
    starts: array[int]
    labels: bytes
    targets: array[int]
    ends: bytes

    def step(self, node: int, letter: str) -> int:
        """The next node, or -1."""
        code = self.letters.find(letter)
        if code < 0:
            return -1
        at = self.labels.find(code, self.starts[node], self.starts[node + 1])
        return self.targets[at] if at >= 0 else -1


@lru_cache(maxsize=1)
def graph() -> Graph:
    """The shipped graph, read once. Raises `SamlotsError` where its file is missing or damaged."""
    try:
        return unpack(lzma.decompress(GRAPH.read_bytes()))
    except (OSError, lzma.LZMAError, ValueError, IndexError) as error:
        raise SamlotsError(
            "The Swedish word list cannot be read",
            where=str(GRAPH),
            remedy="Make it again with `python -m ingest.reading.make_words`.",
        ) from error


def pack(letters: str, starts: array[int], labels: bytes, targets: array[int], ends: bytes) -> bytes:
    """The graph as bytes: three counts and the letters on one line, then the arrays, little-endian."""
    head = f"{len(ends)} {len(labels)} {letters}\n".encode()
    starts, targets = array("I", starts), array("I", targets)
    if sys.byteorder == "big":
        starts.byteswap()
        targets.byteswap()
    return head + starts.tobytes() + labels + targets.tobytes() + ends


def unpack(data: bytes) -> Graph:
    """The graph from its bytes. Raises `ValueError` where they are not what `pack` writes."""
    head, _, body = data.partition(b"\n")
    nodes, edges, letters = head.decode().split(" ")
    cuts = [4 * (int(nodes) + 1), int(edges), 4 * int(edges), int(nodes)]
    if len(body) != sum(cuts):
        raise ValueError("wrong length")
    pieces = []
    for cut in cuts:
        pieces.append(body[:cut])
        body = body[cut:]
    starts, targets = array("I", pieces[0]), array("I", pieces[2])
    if sys.byteorder == "big":
        starts.byteswap()
        targets.byteswap()
    return Graph(letters, starts, pieces[1], targets, pieces[3])


def kinds(word: str) -> int:
    """What the lower-case form may be by itself, as the sum of `WORD` … `LAST`; 0 when the list does not have it."""
    shipped, node = graph(), ROOT
    for letter in word:
        node = shipped.step(node, letter)
        if node < 0:
            return 0
    return shipped.ends[node]


def is_compound(word: str) -> bool:
    """Whether the lower-case form is made of two to four listed parts, with the joints that each part may have
    (ansvar + s + fördelningen)."""
    return _parts_follow(word, 0, 1)


def _parts_follow(word: str, start: int, part: int) -> bool:
    shipped, node = graph(), ROOT
    joint = FIRST if part == 1 else MIDDLE
    for at in range(start, len(word)):
        node = shipped.step(node, word[at])
        if node < 0:
            return False
        if at + 1 - start < SHORTEST_PART:
            continue
        if at + 1 == len(word):
            return part > 1 and bool(shipped.ends[node] & LAST)
        if part < MOST_PARTS and shipped.ends[node] & joint and _parts_follow(word, at + 1, part + 1):
            return True
    return False


@lru_cache(maxsize=65536)
def known(word: str) -> bool:
    """Whether `word` is a Swedish word, compound or listed name, as written: a name needs its capital, a word may
    have one. A hyphenated word is known when every part is (hälso-, SIP-mötet). False for anything with a figure."""
    first, *rest = word.split("-")
    if rest:
        return all(known(part) or _is_joint(part) for part in (first, *rest) if part) and any((first, *rest))
    if not word.isalpha():
        return False
    low = word.lower()
    found = kinds(low)
    if found & WORD or (found & NAME and word[0].isupper()):
        return True
    return is_compound(low)


def _is_joint(part: str) -> bool:
    return bool(kinds(part.lower()) & (FIRST | MIDDLE))
