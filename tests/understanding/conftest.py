"""The real vocabulary and the rules' questions, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.facts import Vocabulary, read_vocabulary
from app.understanding.dialogue import merge
from app.understanding.question import Reader, Understanding
from app.understanding.words import read_lexicon

CORPUS = Path(__file__).parents[2] / "corpus"
AS_OF = date(2026, 11, 22)
Ask = Callable[..., Understanding]


def own_questions() -> list[tuple[str, str]]:
    """Each rule's subject with each of its own questions."""
    return [
        (rule["subject"], question)
        for path in sorted(CORPUS.glob("*/rules.toml"))
        for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
        for question in (*rule["questions"]["sv"], *rule["questions"]["en"])
    ]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return read_vocabulary(CORPUS)


@pytest.fixture(scope="session")
def reader(vocabulary: Vocabulary) -> Reader:
    texts = [path.read_text(encoding="utf-8") for path in CORPUS.glob("*/source.txt")]
    texts += [question for _, question in own_questions()]
    return Reader.make(vocabulary, read_lexicon(CORPUS), texts)


@pytest.fixture(scope="session")
def ask(reader: Reader, vocabulary: Vocabulary) -> Ask:
    def asked(*turns: str) -> Understanding:
        return merge(vocabulary, [reader.read(turn, AS_OF) for turn in turns])

    return asked
