"""Words of questions: normalised text, and the vocabulary's patterns found in it.

A pattern is words separated by spaces; `word*` matches any word that begins so, `*word` any that ends so, `..` up to
six words in between, `_` up to three small words (articles, prepositions), `*` alone any one word, `^` the beginning and
`$` the end of the sentence. Letters
å, ä and ö are matched as typed; a word typed without them altogether also matches a pattern that has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from ingest.errors import CorpusError
from ingest.manifest import Model, explain, read_toml

FOLD = str.maketrans("åäöéü", "aaoeu")
SMALL = (
    "en ett den det de denna detta dessa ett för om i på av till vid med under inom åt hos vår vårt våra ert er hela alla "
    "sådan ny nytt nya denne själva så ska sin sitt sina som är a an the for of in at on to with under our your their its "
    "this that these whole all new any"
).split()


class Words(Model):
    """Words for one thing in both languages, and what else is spoken of whenever they are used."""

    sv: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()


class AskWords(Words):
    """Words that ask for something. `topic`: the kind of subject that answers it. `weak` names what the words ask
    for when the sentence asks for nothing else ("when" may be a question or a conjunction)."""

    topic: Literal["cost", "deadline", "other", ""] = ""
    weak: str = ""


class EventWords(Words):
    """Words that say what happened on a day. `subjects`: those whose period runs from that event."""

    subjects: tuple[str, ...] = ()


class WordsFile(Model):
    ask: dict[str, AskWords] = {}
    concept: dict[str, Words] = {}
    beside: dict[str, Words] = {}
    value: dict[str, dict[str, Words]] = {}
    event: dict[str, EventWords] = {}
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
        inside = (
            lowered in ":/.,"
            and 0 < at < len(question) - 1
            and question[at - 1].isdigit()
            and question[at + 1].isdigit()
        )
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
    """A pattern found: the span in the normalised text, and the part of it that the pattern spelt out. `firm`: it
    has no gaps, so that a shorter pattern inside it may be taken as part of it."""

    name: str
    start: int
    end: int
    literal: tuple[int, int]
    single: bool
    firm: bool = True


@dataclass(frozen=True, eq=False)
class Pattern:
    """`anchor` is a piece of text without which the pattern cannot match: it is looked for first, and `whole` is made
    a regular expression only when it was there. Most patterns of the vocabulary never are."""

    name: str
    source: str
    whole: str
    anchor: str
    firm: bool = True

    @cached_property
    def exact(self) -> re.Pattern[str]:
        return re.compile(self.whole)

    @cached_property
    def folded(self) -> re.Pattern[str]:
        return re.compile(self.whole.translate(FOLD))

    @cached_property
    def folded_anchor(self) -> str:
        return self.anchor.translate(FOLD)

    @cached_property
    def accented(self) -> bool:
        """Whether the pattern has letters that people leave the dots off."""
        return self.whole.translate(FOLD) != self.whole

    def find(self, text: str, folded: str) -> Iterable[Match]:
        single = " " not in self.source
        if self.anchor in text:
            for match in self.exact.finditer(text):
                yield Match(self.name, match.start(), match.end(), match.span("literal"), single, self.firm)
        if self.accented and self.folded_anchor in folded:
            for match in self.folded.finditer(folded):
                if text[match.start() : match.end()].isascii():
                    yield Match(self.name, match.start(), match.end(), match.span("literal"), single, self.firm)


def compile_pattern(name: str, source: str) -> Pattern:
    """The pattern that `source` spells. Raises CorpusError for an empty one."""
    parts = [part for part in re.split(r"\s+", source.strip().lower()) if part]
    if not parts or set(source) <= set("*. _$^"):
        raise CorpusError(f"The pattern {source!r} of {name!r} is empty", where="vocabulary.toml")
    pieces: list[str] = []
    cores: list[str] = []
    glue, first, last = "", r"(?<![^ ])", ""
    for part in parts:
        if part == "..":
            glue = r" (?:[^ ]+ ){0,6}?"
            continue
        if part == "_":
            glue = rf" (?:(?:{'|'.join(SMALL)}) ){{0,3}}?"
            continue
        if part in "^$":
            first, last = (r"^ *", last) if part == "^" else (first, r"(?= *$)")
            continue
        if part == "*":
            pieces.append((glue or " ") + "[^ ]+")
            glue = ""
            continue
        core = normalise(part.strip("*")).text.strip()
        cores.append(core)
        word = re.escape(core).replace(r"\ ", " ")
        if len(parts) == 1:
            word = f"(?P<literal>{word})"
        word = (r"[^ ]*" if part.startswith("*") else "") + word + (r"[^ ]*" if part.endswith("*") else "")
        pieces.append((glue or (" " if pieces else "")) + word)
        glue = ""
    body = "".join(pieces)
    if len(parts) > 1:
        body = f"(?P<literal>{body})"
    whole = rf"{first}{body}(?![^ ]){last}"
    return Pattern(name, source, whole, max(cores, key=len), not {"..", "_"} & set(parts))


GRAM = 3
"""Patterns are looked up by so many first letters of their anchor."""


class Patterns(tuple[Pattern, ...]):
    """Patterns with a table from the first letters of their anchors, so that only those are tried of which a text has
    these letters: a question is read against thousands."""

    @cached_property
    def by_gram(self) -> Mapping[str, tuple[Pattern, ...]]:
        table: dict[str, list[Pattern]] = {}
        for pattern in self:
            for gram in {pattern.anchor[:GRAM], pattern.folded_anchor[:GRAM]}:
                table.setdefault(gram, []).append(pattern)
        return {gram: tuple(patterns) for gram, patterns in table.items()}

    def near(self, text: str, folded: str) -> list[Pattern]:
        """The patterns that may be in the text, each once."""
        grams = {t[at : at + n] for t in (text, folded) for n in range(1, GRAM + 1) for at in range(len(t) - n + 1)}
        table = self.by_gram
        return list(dict.fromkeys(pattern for gram in grams & table.keys() for pattern in table[gram]))


@dataclass(frozen=True)
class Lexicon:
    """The words people use: asks, concepts and things beside the agreements (all in `concepts`), and values of facts
    (named "fact.value"). `implies` is complete: what a name implies, and what that implies."""

    concepts: tuple[Pattern, ...]
    values: tuple[Pattern, ...]
    known: frozenset[str]
    implies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asks: Mapping[str, AskWords] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()
    events: tuple[Pattern, ...] = ()
    event_of: Mapping[str, str] = field(default_factory=dict)

    def county_of(self, agreement: str | bool) -> str | None:
        """The county whose agreement it is, where the vocabulary says so."""
        for implied in self.implies.get(f"agreement.{agreement}", ()):
            if implied.startswith("county="):
                return implied.removeprefix("county=")
        return None

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Stems, which stand at the beginning of right words, to mend misspellings by."""
        sources = {p.source for p in (*self.concepts, *self.values)}
        return tuple(
            sorted({s.rstrip("*") for s in sources if s.endswith("*") and not s.startswith("*") and " " not in s})
        )

    @cached_property
    def topics(self) -> Mapping[str, str]:
        """The kind of subject that answers each ask that has one."""
        return {name: ask.topic for name, ask in self.asks.items() if ask.topic}

    def asked(self, spoken: Iterable[str]) -> frozenset[str]:
        """The kinds of subjects that answer what the concepts ask for; none where they ask for nothing."""
        return frozenset(self.topics[name] for name in spoken if name in self.topics)

    def spoken(self, names: Iterable[str]) -> frozenset[str]:
        """The names with all that they imply; weak asks count when there is no other ask."""
        found = set(names)
        for name in tuple(found):
            found |= self.implies.get(name, frozenset())
        weak = {name for name in found if name in self.asks and self.asks[name].weak}
        firm = {name for name in found if name in self.topics}
        found -= weak
        if not firm:
            for name in {self.asks[name].weak for name in weak}:
                found |= {name, *self.implies.get(name, ())}
        return frozenset(found)


def read_lexicon(corpus: Path) -> Lexicon:
    """The vocabulary of the corpus. Raises CorpusError."""
    path = corpus / "vocabulary.toml"
    try:
        data = WordsFile.model_validate(read_toml(path))
    except ValidationError as error:
        raise CorpusError(explain(error), where=str(path), remedy="Mend the field.") from None
    named: dict[str, Words] = {**data.ask, **data.concept, **data.beside}
    if len(named) < len(data.ask) + len(data.concept) + len(data.beside):
        raise CorpusError("A name is used twice among ask, concept and beside", where=str(path), remedy="Rename one.")
    valued = {f"{fact}.{value}": words for fact, by_value in data.value.items() for value, words in by_value.items()}
    return Lexicon(
        Patterns(compile_pattern(name, word) for name, words in named.items() for word in (*words.sv, *words.en)),
        Patterns(compile_pattern(name, word) for name, words in valued.items() for word in (*words.sv, *words.en)),
        frozenset((*data.known.sv, *data.known.en)),
        _closed({name: frozenset(words.implies) for name, words in {**named, **valued}.items() if words.implies}),
        data.ask,
        frozenset(data.beside),
        Patterns(compile_pattern(name, word) for name, words in data.event.items() for word in (*words.sv, *words.en)),
        {subject: name for name, words in data.event.items() for subject in words.subjects},
    )


def _closed(direct: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    whole: dict[str, frozenset[str]] = {}
    for name in direct:
        seen: set[str] = set()
        rest = list(direct[name])
        while rest:
            item = rest.pop()
            if item not in seen:
                seen.add(item)
                rest += direct.get(item, ())
        whole[name] = frozenset(seen)
    return whole


def find(patterns: Iterable[Pattern], text: str) -> list[Match]:
    """All matches in the normalised text."""
    folded = text.translate(FOLD)
    tried = patterns.near(text, folded) if isinstance(patterns, Patterns) else patterns
    return [match for pattern in tried for match in pattern.find(text, folded)]


def longest(found: list[Match]) -> list[Match]:
    """The matches without those whose spelt-out part lies inside a longer word or phrase for another value of the
    same fact ("inte akut" is not "akut")."""
    return [m for m in found if not any(_swallows(other, m) for other in found)]


def _swallows(other: Match, match: Match) -> bool:
    if other.name == match.name or not other.firm or other.name.split(".")[0] != match.name.split(".")[0]:
        return False
    a, b = other.literal
    c, d = match.literal
    return a <= c and d <= b and (b - a) > (d - c)
