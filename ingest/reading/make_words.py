"""Makes the word data that reading ships: `python -m ingest.reading.make_words`.

`words.xz` comes from the Swedish dictionary of hunspell (its files are read as text and its affixes expanded) and the
names of `municipalities.csv`; `phrases.xz` from the agreements in the corpus that the OCR repair is not measured on.
"""

from __future__ import annotations

import csv
import lzma
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path

from ingest.errors import SamlotsError
from ingest.reading import phrases
from ingest.reading.hunspell import add, expand, join_derivations
from ingest.reading.lexicon import DATA, GRAPH, NAME, WORD, pack
from ingest.reading.tokens import Token, words

HUNSPELL = Path("/usr/share/hunspell/sv_SE")
CORPUS = Path(__file__).parents[2] / "corpus"
COUNTED = ("dalarna-barn-unga-2022", "vastmanland-barnkonsekvens", "vgr-barn-unga-2021")
"""The documents whose words are counted. The others stand in the same file as the HVB agreement, on which the repair is
measured, or are that agreement."""


def place_names(table: Path) -> list[tuple[str, ...]]:
    """The municipalities', counties' and regions' names, each once, word by word."""
    with table.open(encoding="utf-8", newline="") as file:
        # The other forms in the table have names without their marks, as people type them.
        names = {
            row[column] for row in csv.DictReader(file) for column in ("municipality", "county_name", "region_name")
        }
    return [tuple(re.findall(r"[^\W\d_]+", name)) for name in sorted(names)]


def make_graph(forms: dict[str, int]) -> bytes:
    """The minimal automaton of the forms, as `lexicon.pack` writes it. It is built from the sorted forms, each node
    being frozen and shared as soon as no further form can pass through it (Daciuk et al. 2000)."""
    letters = "".join(sorted({letter for form in forms for letter in form}))
    code = {letter: at for at, letter in enumerate(letters)}
    shared: dict[tuple[tuple[int, ...], int], int] = {}
    nodes: list[tuple[tuple[int, ...], int]] = []
    path: list[tuple[list[int], int]] = [([], 0)]

    def freeze(edges: list[int], end: int) -> int:
        key = (tuple(edges), end)
        if key not in shared:
            shared[key] = len(nodes)
            nodes.append(key)
        return shared[key]

    def close(word: str, depth: int) -> None:
        for at in range(len(word), depth, -1):
            child = freeze(*path.pop())
            path[-1][0].extend((code[word[at - 1]], child))

    before = ""
    for form in sorted(forms):
        common = next((at for at, (a, b) in enumerate(zip(before, form, strict=False)) if a != b), len(before))
        close(before, common)
        path.extend(([], 0) for _ in form[common:])
        path[-1] = (path[-1][0], forms[form])
        before = form
    close(before, 0)
    root = freeze(*path.pop())
    # The root is frozen last and read first: number the nodes from the end.
    order = range(root, -1, -1)
    starts, labels, targets = array("I", [0]), bytearray(), array("I")
    for node in order:
        edges = nodes[node][0]
        labels.extend(edges[::2])
        targets.extend(root - child for child in edges[1::2])
        starts.append(len(labels))
    return pack(letters, starts, bytes(labels), targets, bytes(nodes[node][1] for node in order))


def count_pairs(tokens: Iterable[Token]) -> Counter[tuple[str, str]]:
    """How often each word stands after which, in lower case. After a sentence's end or a figure the mark for it
    (`tokens.START`, `tokens.FIGURE`) is what the word stands after."""
    pairs: Counter[tuple[str, str]] = Counter()
    before = ""
    for token in tokens:
        word = token.text.lower()
        pairs[token.after or before, word] += 1
        before = word
    return pairs


def own_words(tokens: Iterable[Token]) -> Iterator[tuple[str, int]]:
    """The words that agreements use at least twice, as words, or as names where they never begin with a small
    letter."""
    used = Counter(token.text for token in tokens if token.text.isalpha() and not token.open)
    for word, number in Counter(word.lower() for word in used.elements()).items():
        if number > 1:
            yield word, WORD if word in used else NAME


def make_forms(hunspell: Path, names: Iterable[Sequence[str]], counted: Iterable[Token]) -> dict[str, int]:
    """Every form with what it may be: the dictionary's, the names', and the words that the agreements use."""
    try:
        dic, aff = (hunspell.with_suffix(end).read_text("utf-8") for end in (".dic", ".aff"))
    except OSError as error:
        raise SamlotsError(
            f"The Swedish dictionary cannot be read: {error.strerror}",
            where=str(hunspell),
            remedy="Install Debian's hunspell-sv.",
        ) from None
    forms = expand(dic, aff)
    join_derivations(forms)
    for word, kind in own_words(counted):
        add(forms, word, kind)
    for word in {word for name in names for word in name if word[0].isupper()}:
        add(forms, word, NAME)
        add(forms, word if word.endswith("s") else word + "s", NAME)
    return forms


def make_pairs(names: Iterable[Sequence[str]], texts: Iterable[Sequence[Token]]) -> Counter[tuple[str, str]]:
    """How often each word stands after which in the texts, and once inside a place's name (Malung-Sälen)."""
    pairs: Counter[tuple[str, str]] = Counter()
    for tokens in texts:
        pairs.update(count_pairs(tokens))
    for name in names:
        pairs.update(pairwise(word.lower() for word in name))
    return pairs


def counted_texts(corpus: Path) -> list[list[Token]]:
    """The words of the documents in `COUNTED`."""
    return [list(words((corpus / name / "source.txt").read_text("utf-8"))) for name in COUNTED]


def main() -> None:
    """Writes both files beside the reader that uses them."""
    names, texts = place_names(CORPUS / "municipalities.csv"), counted_texts(CORPUS)
    forms = make_forms(HUNSPELL, names, chain.from_iterable(texts))
    pairs = make_pairs(names, texts)
    DATA.mkdir(exist_ok=True)
    for path, data in ((GRAPH, make_graph(forms)), (phrases.COUNTS, phrases.pack(pairs))):
        path.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
        print(f"{path.name}: {path.stat().st_size} bytes")
    print(f"{len(forms)} forms, {pairs.total()} pairs")


if __name__ == "__main__":
    try:
        main()
    except SamlotsError as error:
        sys.exit(str(error))
