"""The same facts give the same bytes, whatever the order of files, rules or dictionary keys."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.facts import Value, read_vocabulary
from app.rules.book import RuleBook, read_rules
from app.rules.decide import decide
from ingest.library import read_library
from ingest.manifest import read_toml
from ingest.settings import ROOT
from tests.conftest import CORPUS

DAYS = (date(2022, 5, 1), date(2025, 8, 1), date(2026, 11, 22))
GIVEN: tuple[dict[str, Value], ...] = (
    {},
    {"county": "dalarna"},
    {"acute": True},
    {"county": "dalarna", "placement": "hvb", "legal_basis": "lvu", "age_group": "child"},
    {"county": "vastra_gotaland", "placement": "family_home", "acute": False},
)


def shuffled(items: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    keys = list(items)
    rng.shuffle(keys)
    return {key: items[key] for key in keys}


def lines(book: RuleBook, rng: random.Random | None = None) -> Iterator[str]:
    """Every decision under every one of GIVEN with all that it says, as text; the facts in any order."""
    for facts in GIVEN:
        for day in DAYS:
            for subject in sorted(book.by_subject):
                made = decide(book, subject, shuffled(facts, rng) if rng else facts, day)
                branches = [
                    (
                        list(branch.facts.items()),
                        [rule.id for rule in branch.rules],
                        [(id, [rule.id for rule in rules]) for id, rules in branch.witnesses.items()],
                        [rule.id for rule in branch.withdrawn],
                    )
                    for branch in made.branches
                ]
                trace = [(reason.rule, reason.code, reason.fact) for reason in made.trace]
                yield json.dumps([subject, made.kind, branches, made.missing, trace])


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rules_and_keys_is_nothing(seed: int) -> None:
    rng, book = random.Random(seed), own()
    rules = {id: replace(r, overrides=tuple(rng.sample(r.overrides, len(r.overrides)))) for id, r in book.rules.items()}
    rules = shuffled(rules, rng)
    vocabulary = replace(
        book.vocabulary, facts=shuffled(book.vocabulary.facts, rng), subjects=shuffled(book.vocabulary.subjects, rng)
    )
    library = replace(book.library, documents=shuffled(book.library.documents, rng))
    other = replace(book, rules=rules, vocabulary=vocabulary, library=library)
    assert list(other.rules) != list(book.rules), "nothing was shuffled"
    assert list(lines(other, rng)) == list(lines(book))


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6))
def test_the_order_in_the_files_is_nothing(corpus_copy: Path, seed: int) -> None:
    """Each rules.toml written anew with its rules, their keys and the keys within those in another order."""
    rng, book = random.Random(seed), own()
    for path in sorted(CORPUS.glob("*/rules.toml")):
        data: dict[str, Any] = read_toml(path)
        for entries in data.values():
            rng.shuffle(entries)
        text = "\n".join(f"{key} = {_toml(value, rng)}" for key, value in shuffled(data, rng).items())
        (corpus_copy / path.parent.name / "rules.toml").write_text(text, encoding="utf-8")
    library = replace(book.library, documents=shuffled(book.library.documents, rng))
    other = read_rules(corpus_copy, library, read_vocabulary(corpus_copy))
    assert other.fingerprint != book.fingerprint, "nothing was written anew"
    assert list(other.rules) == list(book.rules)
    assert list(lines(other)) == list(lines(book))


def _toml(value: Any, rng: random.Random) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item, rng)}" for key, item in shuffled(value, rng).items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item, rng) for item in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_seed_of_hashing_is_nothing(seed: str) -> None:
    """A set of words has another order in each process."""
    code = "from tests.rules.test_order import digest, own; print(digest())"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert result.stdout.strip() == digest()


def digest() -> str:
    return hashlib.sha256("\n".join(lines(own())).encode()).hexdigest()


@cache
def own() -> RuleBook:
    """Not a fixture: a failing example is printed with its arguments, and a book is megabytes."""
    return read_rules(CORPUS, read_library(CORPUS), read_vocabulary(CORPUS))
