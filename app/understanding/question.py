"""A question understood: language, facts, concepts, dates, places, subjects. Pure; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.facts import Value, Vocabulary
from app.understanding import dates, language, places, privacy, spelling, words
from app.understanding.subjects import Candidate, propose
from app.understanding.words import Lexicon, Match

FULL_LENGTH = 4000
"""Characters that are read for meaning; what follows in a pasted text is left out, and the user is told."""


@dataclass(frozen=True)
class Understanding:
    """What a question says. `facts` holds what was said and is exact; `several` the facts for which more than one
    value was named. `event_date` is the day something happened, `concepts` what is spoken of."""

    question: str
    language: str
    facts: Mapping[str, Value]
    several: Mapping[str, tuple[Value, ...]]
    event_date: date | None
    concepts: frozenset[str]
    candidates: tuple[Candidate, ...]
    masked: tuple[str, ...]
    text: str
    shortened: bool = False
    unknown_counties: tuple[str, ...] = ()
    stated: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Reader:
    """Everything that understanding needs, read once."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    known: frozenset[str]
    stems: tuple[str, ...]

    @staticmethod
    def make(vocabulary: Vocabulary, lexicon: Lexicon, texts: list[str]) -> Reader:
        """`texts`: the corpus and the rules' own questions, whose words are rightly spelt."""
        names = [form for m in vocabulary.municipalities for form in (m.name, *m.forms)]
        own = words.normalise(" ".join(p.source.replace("*", "").replace("..", "") for p in (*lexicon.concepts, *lexicon.values)))
        known = spelling.words_of([*texts, *names, own.text]) | lexicon.known | language.SWEDISH | language.ENGLISH
        return Reader(vocabulary, lexicon, known, lexicon.single_words)

    def read(self, question: str, as_of: date, wanted: str | None = None) -> Understanding:
        masked = privacy.mask(question)
        shortened = len(masked.text) > FULL_LENGTH
        text = masked.text[:FULL_LENGTH]
        normal = words.normalise(text)
        mended = spelling.mend(normal.text, self.known, self.stems)
        spoken = wanted or language.detect(text)
        concept_matches = words.find(self.lexicon.concepts, mended)
        value_matches = words.find(self.lexicon.values, mended)
        found_places = places.find_places(normal.text, text, normal.original, self.vocabulary)
        facts, several = self._facts(value_matches)
        elsewhere = self._places(found_places, facts, several)
        mentioned = dates.find_dates(text, as_of)
        concepts = frozenset(match.name for match in concept_matches)
        concepts |= frozenset(f"{fact}.{_text(value)}" for fact, value in facts.items())
        concepts |= frozenset(f"{fact}.{_text(value)}" for fact, values in several.items() for value in values)
        concepts |= frozenset(fact for fact in (*facts, *several))
        return Understanding(
            masked.text, spoken, facts, several, mentioned[0].day if mentioned else None, concepts,
            propose(self.vocabulary, concepts), masked.kinds, mended, shortened, elsewhere, frozenset(facts),
        )  # fmt: skip

    def _facts(self, matches: list[Match]) -> tuple[dict[str, Value], dict[str, tuple[Value, ...]]]:
        named: dict[str, list[Value]] = {}
        for match in matches:
            fact, value = match.name.split(".", 1)
            typed: Value = value == "true" if self.vocabulary.facts[fact].kind == "flag" else value
            if typed not in named.setdefault(fact, []):
                named[fact].append(typed)
        facts: dict[str, Value] = {}
        several: dict[str, tuple[Value, ...]] = {}
        for fact, values in named.items():
            exact = [v for v in values if not any(v != o and v in self.vocabulary.parents(fact, o, {}) for o in values)]
            if len(exact) == 1:
                facts[fact] = exact[0]
            else:
                several[fact] = tuple(exact)
        return facts, several

    def _places(
        self, found: list[places.Place], facts: dict[str, Value], several: dict[str, tuple[Value, ...]]
    ) -> tuple[str, ...]:
        stay = [p for p in found if p.stay and not p.origin]
        placing = [p for p in found if p not in stay]
        if not placing:
            placing, stay = stay, []
        counties = list(dict.fromkeys(p.county for p in placing))
        municipalities = list(dict.fromkeys(p.municipality for p in placing if p.municipality))
        if len(counties) == 1:
            facts["county"] = counties[0]
            if len(municipalities) == 1:
                facts["municipality"] = municipalities[0]
            elif municipalities:
                several["municipality"] = tuple(municipalities)
        elif counties:
            several["county"] = tuple(counties)
        if len({p.county for p in stay}) == 1:
            facts["county_of_stay"] = stay[0].county
        return ()


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else value
