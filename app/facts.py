"""The closed vocabulary of facts, subjects, events, actors and payers, read from `corpus/facts.toml`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import ValidationError, model_validator

from ingest.errors import CorpusError
from ingest.manifest import Model, Text, explain, read_toml

Value = str | bool
Facts = Mapping[str, Value]
Topic = Literal["cost", "deadline"]

OTHER = "(other)"
"""Any value that no rule names: what is decided for it is what is decided for all of them."""


class ValueLabel(Model):
    sv: str
    en: str
    parent: str = ""

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.sv


class FactDefinition(Model):
    """`order` is the order of asking and branching. `assumed`: the values considered when nothing is said."""

    order: int
    kind: Literal["county", "municipality", "document", "value", "flag"]
    label: Text
    assumed: tuple[str, ...] = ()
    values: dict[str, ValueLabel] = {}

    @model_validator(mode="after")
    def _parents_stand_above(self) -> FactDefinition:
        above = {""}
        for name, label in self.values.items():
            if label.parent not in above:
                raise ValueError(f"{label.parent!r}, the parent of {name!r}, is no value that stands above it")
            above.add(name)
        return self


class Subject(Model):
    """One thing that can be decided. `per_agreement`: each agreement has its own answer."""

    topic: Topic
    label: Text
    per_agreement: bool = False
    any_age: bool = False
    """Whether it is about an age itself, so that a document's scope of ages does not limit it."""
    about: tuple[tuple[str, ...], ...] = ()
    """What a question must speak of to be about this: groups of concepts, one of each group."""
    unless: tuple[str, ...] = ()
    """Concepts that make a question be about something else."""
    together: tuple[str, ...] = ()
    """Subjects whose rulings are the other part of the answer: how fast, and at the latest when."""


class FactsFile(Model):
    fact: dict[str, FactDefinition]
    subject: dict[str, Subject]
    event: dict[str, Text] = {}
    actor: dict[str, Text] = {}
    payer: dict[str, Text] = {}


@dataclass(frozen=True)
class Municipality:
    """`slug` is the name in lower case; `county` the county's slug; `forms` other ways of writing the name."""

    name: str
    slug: str
    code: str
    county: str
    county_name: str
    region_name: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Everything that conditions and outcomes may name."""

    facts: dict[str, FactDefinition]
    subjects: dict[str, Subject]
    events: dict[str, Text]
    actors: dict[str, Text]
    payers: dict[str, Text]
    municipalities: tuple[Municipality, ...]

    @cached_property
    def counties(self) -> dict[str, str]:
        """The name of each county by its slug."""
        return {m.county: m.county_name for m in self.municipalities}

    @cached_property
    def regions(self) -> dict[str, str]:
        return {m.county: m.region_name for m in self.municipalities}

    @cached_property
    def county_of(self) -> dict[str, str]:
        """The county's slug by the municipality's."""
        return {m.slug: m.county for m in self.municipalities}

    @cached_property
    def municipality(self) -> dict[str, Municipality]:
        return {m.slug: m for m in self.municipalities}

    def knows(self, fact: str, value: Value) -> bool:
        """Whether `value` is one of the fact's."""
        definition = self.facts[fact]
        return {
            "flag": isinstance(value, bool),
            "county": value in self.counties,
            "municipality": value in self.municipality,
            "document": isinstance(value, str),
            "value": value in definition.values,
        }[definition.kind]

    def ordered(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: (self.facts[name].order, name))

    def parents(self, fact: str, value: Value, hierarchy: Mapping[str, Mapping[str, str]]) -> set[Value]:
        """The value and everything it counts as, by the vocabulary and by a document's own `hierarchy`."""
        found: set[Value] = {value}
        rest = [value]
        while rest:
            item = rest.pop()
            if not isinstance(item, str):
                continue
            definition = self.facts[fact].values.get(item)
            for parent in (definition.parent if definition else "", hierarchy.get(fact, {}).get(item, "")):
                if parent and parent not in found:
                    found.add(parent)
                    rest.append(parent)
        return found

    def listed(self, fact: str) -> tuple[Value, ...]:
        """Every value of a fact whose values are few, each before those below it; none of a county and the like."""
        definition = self.facts[fact]
        if definition.kind == "flag":
            return (True, False)

        def below(parent: str) -> Iterator[str]:
            for name, label in definition.values.items():
                if label.parent == parent:
                    yield name
                    yield from below(name)

        return tuple(below("")) if definition.kind == "value" else ()

    def leaves(self, fact: str, value: Value | None) -> tuple[Value, ...]:
        """The most exact values that `value` may stand for; all of them for None."""
        definition = self.facts[fact]
        if definition.kind == "flag":
            return (True, False) if value is None else (value,)
        if definition.kind != "value":
            return () if value is None else (value,)
        children = [name for name, label in definition.values.items() if value and label.parent == value]
        if value is not None:
            return tuple(leaf for child in children for leaf in self.leaves(fact, child)) or (value,)
        tops = [name for name, label in definition.values.items() if not label.parent]
        wanted = [name for name in tops if not definition.assumed or name in definition.assumed]
        return tuple(leaf for name in wanted for leaf in self.leaves(fact, name))

    def label(self, fact: str, value: Value, language: str) -> str:
        """What a person reads for the value."""
        definition = self.facts[fact]
        if definition.kind == "county":
            return self.counties.get(str(value), str(value))
        if definition.kind == "municipality":
            known = self.municipality.get(str(value))
            return known.name if known else ("other" if language == "en" else "annan kommun")
        key = str(value).lower() if isinstance(value, bool) else value
        found = definition.values.get(key)
        return found.in_(language) if found else str(value)


def read_municipalities(path: Path) -> tuple[Municipality, ...]:
    """The 290 municipalities. Raises CorpusError."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(
                Municipality(
                    row["municipality"], row["municipality"].lower(), row["code"], row["county"], row["county_name"],
                    row["region_name"], tuple(form for form in row["demonym_forms"].split("|") if form),
                )
                for row in csv.DictReader(file)
            )  # fmt: skip
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise CorpusError(f"The list of municipalities cannot be read: {error}", where=str(path)) from None


def read_vocabulary(corpus: Path) -> Vocabulary:
    """The vocabulary of the corpus in `corpus`. Raises CorpusError that names the field."""
    path = corpus / "facts.toml"
    try:
        data = FactsFile.model_validate(read_toml(path))
    except ValidationError as error:
        raise CorpusError(explain(error), where=str(path), remedy="Mend the field.") from None
    return Vocabulary(
        data.fact, data.subject, data.event, data.actor, data.payer, read_municipalities(corpus / "municipalities.csv")
    )
