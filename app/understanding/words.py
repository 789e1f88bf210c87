"""Words of questions: normalised text, and the vocabulary's patterns found in it.

A pattern is words separated by spaces; `word*` matches any word that begins so, `*word` any that ends so, and `..`
up to four words in between. Letters å, ä and ö are matched as typed; a word typed without them altogether also
matches a pattern that has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from ingest.errors import CorpusError
from ingest.manifest import Model, explain, read_toml

FOLD = str.maketrans("åäöéü", "aaoeu")


class Words(Model):
    sv: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class WordsFile(Model):
    concept: dict[str, Words] = {}
    value: dict[str, dict[str, Words]] = {}
    known: Words = Words()


@dataclass(frozen=True)
class Normal:
    """A question in lower case with single spaces and no punctuation but § : / inside words. `original[i]` is the
    offset in the question of normalised character i."""

    text: str
    original: tuple[int, ...]


def normalise(question: str) -> Normal:
    chars: list[str] = []
    places: list[int] = []
    for at, char in enumerate(question):
        lowered = char.lower()
        if len(lowered) != 1:
            lowered = char
        inside = lowered in ":/.," and 0 < at < len(question) - 1 and question[at - 1].isdigit() and question[at + 1].isdigit()
        keep = lowered.isalnum() or lowered in "§%" or inside
        if not keep:
            lowered = " "
        if lowered == " " and (not chars or chars[-1] == " "):
            continue
        chars.append(lowered)
        places.append(at)
    return Normal("".join(chars), tuple(places))


@dataclass(frozen=True)
class Match:
    """A pattern found: the span in the normalised text, and the part of it that the pattern spelt out."""

    name: str
    start: int
    end: int
    literal: tuple[int, int]
    single: bool


@dataclass(frozen=True)
class Pattern:
    name: str
    source: str
    exact: re.Pattern[str]
    folded: re.Pattern[str] | None

    def find(self, text: str, folded: str) -> Iterable[Match]:
        single = " " not in self.source
        for match in self.exact.finditer(text):
            yield Match(self.name, match.start(), match.end(), match.span("literal"), single)
        if self.folded:
            for match in self.folded.finditer(folded):
                if text[match.start() : match.end()].isascii():
                    yield Match(self.name, match.start(), match.end(), match.span("literal"), single)


def compile_pattern(name: str, source: str) -> Pattern:
    """The pattern that `source` spells. Raises CorpusError for an empty one."""
    parts = [part for part in re.split(r"\s+", source.strip().lower()) if part]
    if not parts or set(source) <= {"*", ".", " "}:
        raise CorpusError(f"The pattern {source!r} of {name!r} is empty", where="vocabulary.toml")
    pieces: list[str] = []
    glue = ""
    for part in parts:
        if part == "..":
            glue = r" (?:[^ ]+ ){0,4}?"
            continue
        core = normalise(part.strip("*")).text.strip()
        word = re.escape(core).replace(r"\ ", " ")
        if len(parts) == 1:
            word = f"(?P<literal>{word})"
        word = (r"[^ ]*" if part.startswith("*") else "") + word + (r"[^ ]*" if part.endswith("*") else "")
        pieces.append((glue or (" " if pieces else "")) + word)
        glue = ""
    body = "".join(pieces)
    if len(parts) > 1:
        body = f"(?P<literal>{body})"
    whole = rf"(?<![^ ]){body}(?![^ ])"
    folded = whole.translate(FOLD)
    return Pattern(name, source, re.compile(whole), re.compile(folded) if folded != whole else None)


@dataclass(frozen=True)
class Lexicon:
    """The words people use: concepts that subjects ask for, and values of facts (named "fact.value")."""

    concepts: tuple[Pattern, ...]
    values: tuple[Pattern, ...]
    known: frozenset[str]

    @cached_property
    def single_words(self) -> tuple[str, ...]:
        """Whole words and stems to mend misspellings by."""
        return tuple(sorted({p.source.strip("*") for p in (*self.concepts, *self.values) if " " not in p.source}))


def read_lexicon(corpus: Path) -> Lexicon:
    """The vocabulary of the corpus. Raises CorpusError."""
    path = corpus / "vocabulary.toml"
    try:
        data = WordsFile.model_validate(read_toml(path))
    except ValidationError as error:
        raise CorpusError(explain(error), where=str(path), remedy="Mend the field.") from None
    concepts = [compile_pattern(name, w) for name, words in data.concept.items() for w in (*words.sv, *words.en)]
    values = [
        compile_pattern(f"{fact}.{value}", word)
        for fact, by_value in data.value.items()
        for value, words in by_value.items()
        for word in (*words.sv, *words.en)
    ]
    return Lexicon(tuple(concepts), tuple(values), frozenset((*data.known.sv, *data.known.en)))


def find(patterns: Iterable[Pattern], text: str) -> list[Match]:
    """All matches, without those whose spelt-out part lies inside a longer one of the same word."""
    folded = text.translate(FOLD)
    found = [match for pattern in patterns for match in pattern.find(text, folded)]
    return [m for m in found if not any(_swallows(other, m) for other in found)]


def _swallows(other: Match, match: Match) -> bool:
    if not other.single or other.name == match.name:
        return False
    a, b = other.literal
    c, d = match.literal
    return a <= c and d <= b and (b - a) > (d - c)


def names(matches: Iterable[Match]) -> Mapping[str, list[Match]]:
    grouped: dict[str, list[Match]] = {}
    for match in matches:
        grouped.setdefault(match.name, []).append(match)
    return grouped

