"""Misspellings are mended; right words are left alone."""

from __future__ import annotations

import re

import pytest

from app.understanding import spelling, words
from app.understanding.question import Reader

from .conftest import CORPUS, own_questions


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("läkarundersöning", "läkarundersökning"), ("kostnadsfördeling", "kostnadsfördelning"), ("kommmun", "kommun"),
        ("uppsägnigstid", "uppsägningstid"), ("familjhem", "familjehem"), ("investigaton", "investigation"),
    ],
)  # fmt: skip
def test_mended(reader: Reader, typed: str, meant: str) -> None:
    assert spelling.mend(typed, reader.known, reader.stems) == meant


@pytest.mark.parametrize(
    "word", ["avslag", "kontrakt", "ekonom", "planerna", "record", "överläggning", "median", "läsare", "10.2", "§"]
)
def test_right_words_are_kept(reader: Reader, word: str) -> None:
    assert spelling.mend(word, reader.known, reader.stems) == word


def test_no_word_of_the_corpus_or_of_the_questions_is_changed(reader: Reader) -> None:
    texts = [path.read_text(encoding="utf-8") for path in CORPUS.glob("*/source.txt")] + [q for _, q in own_questions()]
    text = words.normalise(" ".join(re.sub(r"-\n", "", t) for t in texts)).text
    single = " ".join(sorted(set(re.findall(r"[^\W\d_]+", text)) & reader.known))
    assert spelling.mend(single, reader.known, reader.stems) == single
