"""The measure of quality, on the corpus's own pages, whole and damaged."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ingest.reading.model import Run, Sheet
from ingest.reading.quality import GATE, quality
from tests.conftest import CORPUS

EMPTY = Sheet(1, 595, 842, ())
PAGE = 1800  # characters


def pages(path: Path) -> list[str]:
    text = path.read_text()
    return [text[at : at + PAGE] for at in range(0, len(text), PAGE)]


SOURCES = sorted(CORPUS.glob("*/source.txt"))
ONE = pages(CORPUS / "dalarna-hvb-2025" / "source.txt")[5]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.parent.name)
def test_no_clean_page_is_below_the_gate(path: Path) -> None:
    assert min(quality(EMPTY, page) for page in pages(path)) >= 0.9


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.parent.name)
def test_every_page_without_its_marked_letters_is_below_the_gate(path: Path) -> None:
    folded = [
        page.translate(str.maketrans("åäöÅÄÖ", "aaoAAO")) for page in pages(path) if sum(map(page.count, "åäö")) > 30
    ]
    assert max(quality(EMPTY, page) for page in folded) < GATE


def test_the_scan_read_as_english_is_below_the_gate() -> None:
    assert max(quality(EMPTY, page) for page in pages(CORPUS / "dalarna-hvb-2025" / "witness-ocr.txt")[1:-1]) < GATE


def test_the_more_letters_are_wrong_the_lower() -> None:
    def damaged(share: float) -> float:
        rng = random.Random(1)
        letters = "abcdefghijklmnopqrstuvwxyzåäö"
        return quality(EMPTY, "".join(rng.choice(letters) if c.isalpha() and rng.random() < share else c for c in ONE))

    found = [damaged(share) for share in (0.0, 0.05, 0.1, 0.2)]
    assert found == sorted(found, reverse=True)
    assert found[1] > GATE > found[2]


@pytest.mark.parametrize(
    "text",
    [
        "".join(chr(ord(char) + 1) if char.isalpha() else char for char in ONE),
        "".join(chr(0xE000 + ord(char)) if char.isalpha() else char for char in ONE),
        ONE.encode().decode("latin-1"),
        "\ufffd" * 100,
    ],
    ids=["shifted", "private use", "wrong encoding", "lost"],
)
def test_letters_without_meaning_are_below_the_gate(text: str) -> None:
    assert quality(EMPTY, text) < GATE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        ONE.upper(),
        "2019 2020 2021 kr 1 234 567 12 % 3,4 5,6\n" * 30,
        "Falun 12 345\nBorlänge 23 456\nÄlvdalen 45 67 kr\nSvea Vintergata 3\n" * 8,
        "The county and the municipalities shall agree on the placement of children. " * 10,
        "https://www.exempel.se/globalassets/avtal_2025/foreskrifter-och-allmanna-rad.pdf\n" * 20,
    ],
    ids=["blank", "number", "capitals", "figures", "names", "English", "addresses"],
)
def test_pages_that_are_no_running_swedish_are_not_below_the_gate(text: str) -> None:
    assert quality(EMPTY, text) >= 0.9


def test_the_confidence_of_the_ocr_counts() -> None:
    runs = tuple(Run(word, (0, 0, 9, 9), 9, confidence=0.5) for word in ONE.split())
    assert quality(Sheet(1, 595, 842, runs), ONE) == pytest.approx(quality(EMPTY, ONE) / 2, abs=0.01)
