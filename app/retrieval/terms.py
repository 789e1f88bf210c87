"""The words of the field (corpus/terms.toml): which English and colloquial words stand for which Swedish ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from ingest.errors import CorpusError
from ingest.manifest import Model, explain, read_toml

WORD = re.compile(r"[^\W_]+")
Phrase = tuple[str, ...]
NOUN_OF_VERB = ("ning", "ing", "an")
LONGEST = 6
"""Words in the longest phrase that is looked for."""


class TermsFile(Model):
    """`term`: Swedish to English, `also`: Swedish to Swedish, both as lists in one string; `outside`: what no agreement
    says; `empty`: words that say nothing of a question's subject. Each of the last two by language."""

    term: dict[str, str] = {}
    also: dict[str, str] = {}
    outside: dict[str, str] = {}
    empty: dict[str, str] = {}


@dataclass(frozen=True)
class Terms:
    """By phrase of stems: the Swedish phrases it may stand for. English ones serve English questions only."""

    swedish: Mapping[Phrase, tuple[Phrase, ...]]
    english: Mapping[Phrase, tuple[Phrase, ...]]
    outside: Mapping[str, frozenset[Phrase]]
    empty: Mapping[str, frozenset[str]]


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The Snowball stem; in Swedish also without the ending of a noun made from a verb, which Snowball keeps:
    "kartläggning" and "kartläggs", "samverkan" and "samverkar" are one. "Både" (both … and) is not "båda"."""
    if word == "både":
        return word
    short: str = _stemmer(language).stemWord(word)
    if language == "sv":
        for ending in NOUN_OF_VERB:
            if short.endswith(ending) and len(short) - len(ending) >= 4:
                return short[: -len(ending)]
    return short


@lru_cache(maxsize=2)
def _stemmer(language: str):  # type: ignore[no-untyped-def]
    import Stemmer

    return Stemmer.Stemmer("english" if language == "en" else "swedish")


def words(text: str) -> list[str]:
    """The words of a text in lower case; å, ä and ö are kept."""
    return WORD.findall(text.lower())


def stems(text: str, language: str) -> Phrase:
    return tuple(stem(word, language) for word in words(text))


def read_terms(corpus: Path) -> Terms:
    """The terms of the corpus, none where it has no such file. Raises CorpusError."""
    path = corpus / "terms.toml"
    if not path.exists():
        return make_terms(TermsFile())
    try:
        return make_terms(TermsFile.model_validate(read_toml(path)))
    except ValidationError as error:
        raise CorpusError(explain(error), where=str(path), remedy="Mend the field.") from None


def make_terms(file: TermsFile) -> Terms:
    swedish: dict[Phrase, dict[Phrase, None]] = {}
    english: dict[Phrase, dict[Phrase, None]] = {}
    for term, others in file.also.items():
        group = [term, *_listed(others)]
        for said in group:
            _add(swedish, stems(said, "sv"), (tuple(words(meant)) for meant in group))
    for term, others in file.term.items():
        meant = tuple(words(term))
        for said in _listed(others):
            _add(english, stems(said, "en"), [meant, *swedish.get(stems(term, "sv"), ())])
    return Terms(
        {said: tuple(meant) for said, meant in swedish.items()},
        {said: tuple(meant) for said, meant in english.items()},
        {language: frozenset(stems(said, language) for said in _listed(text)) for language, text in file.outside.items()},
        {language: frozenset(text.split()) for language, text in file.empty.items()},
    )  # fmt: skip


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _add(table: dict[Phrase, dict[Phrase, None]], said: Phrase, meant: Iterable[Phrase]) -> None:
    table.setdefault(said, {}).update(dict.fromkeys(meant))


def longest(table: Mapping[Phrase, object] | frozenset[Phrase], said: Sequence[str], at: int) -> int:
    """How many words from `at` on make the longest phrase of the table; 0 for none."""
    for size in range(min(LONGEST, len(said) - at), 0, -1):
        if tuple(said[at : at + size]) in table:
            return size
    return 0
