"""The rule book: every rule of the corpus, its quote verified, its references resolved."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from app.facts import FactDefinition, Facts, Topic, Value, Vocabulary
from app.periods import Period, add
from app.rules.schema import Condition, Dismissed, Override, Questions, RulesFile, Then, WrittenRule
from ingest.document import Document
from ingest.errors import CorpusError
from ingest.library import Library
from ingest.manifest import Text, explain, read_toml
from ingest.quotes import Quote, locate, resolve

if TYPE_CHECKING:
    from app.rules.plan import Plan

Conditions = Mapping[str, frozenset[Value]]


class RuleError(CorpusError):
    """A rule cannot stand as it is written; the message names file, rule and field."""


@dataclass(frozen=True)
class Rule:
    """One rule. `when` and `unless` hold, for each fact in the order of their names, the values that satisfy it;
    `when` includes what comes from the document: its county, its scope, and itself for subjects about the agreement."""

    id: str
    document: str
    topic: Topic
    subject: str
    summary: Text
    questions: Questions
    when: Conditions
    unless: Conditions
    conditions: Text | None
    then: Then
    quote: Quote
    also: tuple[Quote, ...]
    valid_from: date | None
    valid_to: date | None
    withdrawn: bool
    overrides: tuple[Override, ...]
    alternatives: frozenset[str]
    ends: date | None
    """The last day on which the rule applies at all: its own `valid_to`, or the eve of what succeeds its document."""

    @cached_property
    def outcome(self) -> tuple[object, ...]:
        """What two rules must agree in to say the same; P12M and P1Y, P14D and P2W are the same period."""
        then = self.then
        period = Period.parse(then.duration) if then.duration else None
        measured = any((then.payer, then.amount, period, then.urgency, then.age, then.date_from, then.date_to))
        words = None if measured else (then.printed or self.id)
        return (
            then.payer, then.amount, then.per, then.event if measured else None, then.by_year, then.share, period, then.urgency, then.age, then.inclusive, then.date_from,
            then.date_to, then.relation, then.times, then.force, words,
        )  # fmt: skip


@dataclass(frozen=True)
class RuleBook:
    """All rules by id, in the order of their ids. `fingerprint` changes with any rule or word of the vocabulary."""

    rules: dict[str, Rule]
    dismissed: tuple[tuple[str, Dismissed, Quote], ...]
    vocabulary: Vocabulary
    library: Library
    fingerprint: str

    @cached_property
    def by_subject(self) -> dict[str, tuple[Rule, ...]]:
        """The rules of each subject, in the order of their ids, whatever the order of `rules`."""
        found: dict[str, list[Rule]] = {}
        for _, rule in sorted(self.rules.items()):
            found.setdefault(rule.subject, []).append(rule)
        return {subject: tuple(rules) for subject, rules in sorted(found.items())}

    @cached_property
    def agreement_counties(self) -> frozenset[Value]:
        """The counties whose agreement is in the corpus."""
        return frozenset(d.manifest.county for d in self.library if d.manifest.kind == "agreement")

    @cached_property
    def unruled(self) -> frozenset[str]:
        """The agreements for which nobody has written a rule yet. That no rule decides says nothing of what they say."""
        ruled = {rule.document for rule in self.rules.values()}
        return frozenset(d.id for d in self.library if d.manifest.kind == "agreement" and d.id not in ruled)

    @cached_property
    def ruled_counties(self) -> frozenset[Value]:
        """The counties whose agreements rules have been written for."""
        unruled = {self.library[id].manifest.county for id in self.unruled}
        return self.agreement_counties - unruled

    @cached_property
    def plans(self) -> dict[tuple[str, int], Plan]:
        """What `app.rules.plan` has made ready, by subject and era."""
        return {}

    @cached_property
    def _changes(self) -> tuple[int, ...]:
        days = {rule.valid_from.toordinal() for rule in self.rules.values() if rule.valid_from}
        last = {day for rule in self.rules.values() for day in (rule.ends, rule.valid_to) if day}
        return tuple(sorted(days | {day.toordinal() + 1 for day in last}))

    def era(self, day: date) -> int:
        """The number of the span of days that `day` lies in; within one no rule begins or ends."""
        return bisect_right(self._changes, day.toordinal())

    @cached_property
    def _counted(self) -> dict[tuple[str, str, Value], frozenset[Value]]:
        return {}

    def counts_as(self, rule: Rule, fact: str, value: Value) -> frozenset[Value]:
        """What `value` counts as under the rule's own document."""
        key = (rule.document, fact, value)
        found = self._counted.get(key)
        if found is None:
            hierarchy = self.library[rule.document].manifest.hierarchy
            found = self._counted[key] = frozenset(self.vocabulary.parents(fact, value, hierarchy))
        return found

    def possible(self, rule: Rule, facts: Facts) -> bool:
        """Whether no fact that is given rules the rule out."""
        return all(
            any(wanted & self.counts_as(rule, fact, leaf) for leaf in self.vocabulary.leaves(fact, facts[fact]))
            for fact, wanted in rule.when.items()
            if fact in facts
        )

    def failing(self, rule: Rule, facts: Facts) -> str | None:
        """The first condition of the rule that the facts do not satisfy, as the fact's name; None when it applies.
        Every fact that the rule names must be given."""
        for fact, wanted in rule.when.items():
            if not wanted & self.counts_as(rule, fact, facts[fact]):
                return fact
        if rule.unless and all(wanted & self.counts_as(rule, f, facts[f]) for f, wanted in rule.unless.items()):
            return "unless " + ", ".join(rule.unless)
        return None


def read_rules(corpus: Path, library: Library, vocabulary: Vocabulary) -> RuleBook:
    """The book of the corpus. Raises RuleError or QuoteError that names file, rule and field."""
    rules: dict[str, Rule] = {}
    dismissed: list[tuple[str, Dismissed, Quote]] = []
    digest = hashlib.sha256()
    for name in ("facts.toml", "vocabulary.toml"):
        if (corpus / name).exists():
            digest.update((corpus / name).read_bytes())
    for document in library:
        _check_manifest(document, library, vocabulary)
        path = corpus / document.id / "rules.toml"
        if not path.exists():
            continue
        digest.update(f"{document.id}\0".encode() + path.read_bytes())
        written = _read_file(path)
        for rule in written.rule:
            full, where = f"{document.id}/{rule.id}", f"{document.id}/rules.toml, rule {rule.id!r}"
            if full in rules:
                raise RuleError(
                    f"Two rules are called {rule.id!r}", where=f"{where}, field id", remedy="Give one another id."
                )
            rules[full] = _rule(rule, full, document, library, vocabulary, where)
        for number, entry in enumerate(written.dismissed, 1):
            where = f"{document.id}/rules.toml, dismissed {number}"
            dismissed.append((document.id, entry, _quote(document, entry.section, entry.quote, where)))
    ordered = dict(sorted(rules.items()))
    _check_references(ordered)
    return RuleBook(ordered, tuple(dismissed), vocabulary, library, digest.hexdigest()[:16])


def _read_file(path: Path) -> RulesFile:
    data = read_toml(path)
    try:
        return RulesFile.model_validate(data)
    except ValidationError as error:
        at = error.errors()[0]["loc"]
        entries = data.get(str(at[0])) if at else None
        name = ""
        if isinstance(entries, list) and len(at) > 1 and isinstance(at[1], int):
            entry = entries[at[1]]
            name = f", {at[0]} {entry.get('id', at[1] + 1) if isinstance(entry, dict) else at[1] + 1!r}"
        raise RuleError(
            explain(error), where=f"{path.parent.name}/rules.toml{name}", remedy="Mend the field."
        ) from None


def _rule(
    written: WrittenRule, full: str, document: Document, library: Library, vocabulary: Vocabulary, where: str
) -> Rule:
    manifest = document.manifest
    subject = vocabulary.subjects.get(written.subject)
    if subject is None:
        raise RuleError(
            f"Unknown subject {written.subject!r}", where=f"{where}, field subject", remedy="Add it to facts.toml."
        )
    if subject.topic != written.topic:
        raise RuleError(f"The subject {written.subject!r} is of topic {subject.topic!r}", where=f"{where}, field topic")
    for name, known in (("event", vocabulary.events), ("actor", vocabulary.actors)):
        value = getattr(written.then, name)
        if value is not None and value not in known:
            raise RuleError(
                f"Unknown {name} {value!r}", where=f"{where}, field then.{name}", remedy="Add it to facts.toml."
            )
    when = {fact: _values(fact, value, vocabulary, f"{where}, field when") for fact, value in written.when.items()}
    unless = {f: _values(f, value, vocabulary, f"{where}, field unless") for f, value in written.unless.items()}
    when.setdefault("county", frozenset({manifest.county}))
    if subject.per_agreement:
        when["agreement"] = frozenset({document.id})
    elif "age_group" not in when and "age_group" in manifest.scope and not subject.any_age:
        when["age_group"] = frozenset(manifest.scope["age_group"])
    quote = _quote(document, written.source.section, written.source.quote, f"{where}, field source")
    also = tuple(
        _quote(document, other.section, other.quote, f"{where}, field also {n}")
        for n, other in enumerate(written.also, 1)
    )
    validity = manifest.validity
    valid_from = written.valid_from or (validity.from_ if validity else None)
    ends = _ends(written, document, library)
    if valid_from and ends and ends < valid_from:
        raise RuleError(
            f"The rule would end on {ends}, before it begins on {valid_from}",
            where=f"{where}, field {'valid_to' if ends == written.valid_to else 'valid_from'}",
            remedy="Mend the day, or leave it out where the document's own days hold.",
        )
    return Rule(
        full, document.id, written.topic, written.subject, written.summary, written.questions,
        dict(sorted(when.items())), dict(sorted(unless.items())), written.conditions, written.then, quote, also,
        valid_from,
        written.valid_to or (validity.to if validity else None),
        written.status == "withdrawn", written.overrides,
        frozenset(f"{document.id}/{other}" for other in written.alternative_to),
        ends,
    )  # fmt: skip


def _quote(document: Document, section: str, quote: str, where: str) -> Quote:
    return locate(document, resolve(document, section, f"{where}.section"), quote, f"{where}.quote")


def _ends(written: WrittenRule, document: Document, library: Library) -> date | None:
    eves = [
        add(other.manifest.validity.from_, Period(0, 1), -1)
        for other in library
        if document.id in other.manifest.succeeds and other.manifest.validity
    ]
    return min((day for day in (*eves, written.valid_to) if day), default=None)


def _check_manifest(document: Document, library: Library, vocabulary: Vocabulary) -> None:
    """The manifest's words for facts and documents must be the vocabulary's and the library's. Raises RuleError."""
    manifest, where = document.manifest, f"{document.id}/document.toml"
    if manifest.county not in vocabulary.counties:
        raise RuleError(
            f"Unknown county {manifest.county!r}", where=f"{where}, county", remedy="See municipalities.csv."
        )
    for fact, values in manifest.scope.items():
        _values(fact, values, vocabulary, f"{where}, field scope")
    for fact, parents in manifest.hierarchy.items():
        _values(fact, (*parents, *parents.values()), vocabulary, f"{where}, field hierarchy")
    for other in manifest.succeeds:
        if other not in library.documents:
            raise RuleError(f"It succeeds {other!r}, which is not in the corpus", where=f"{where}, succeeds")
        if manifest.validity is None:
            raise RuleError("It succeeds another document but states no validity", where=f"{where}, succeeds")
        earlier = library[other].manifest.validity
        if earlier and manifest.validity.from_ <= earlier.from_:
            raise RuleError(
                f"It succeeds {other!r}, which begins on {earlier.from_}, but begins no later, on {manifest.validity.from_}",
                where=f"{where}, succeeds",
                remedy="Mend validity.from of the one that is wrong.",
            )


def _values(fact: str, value: Condition, vocabulary: Vocabulary, where: str) -> frozenset[Value]:
    definition = vocabulary.facts.get(fact)
    if definition is None:
        raise RuleError(
            f"Unknown fact {fact!r}",
            where=f"{where}.{fact}",
            remedy=f"Known are {', '.join(sorted(vocabulary.facts))}.",
        )
    values: tuple[Value, ...] = value if isinstance(value, tuple) else (value,)
    if not values:
        raise RuleError(f"{fact!r} is given no value", where=f"{where}.{fact}", remedy="Name one, or leave it out.")
    for item in values:
        if not vocabulary.knows(fact, item):
            raise RuleError(
                f"{item!r} is not a value of {fact!r}", where=f"{where}.{fact}", remedy=_suggest(definition)
            )
    return frozenset(values)


def _suggest(definition: FactDefinition) -> str:
    if definition.kind == "value":
        return f"Known are {', '.join(definition.values)}."
    return {
        "flag": "It is true or false, without quotation marks.",
        "county": "It is the county's slug in municipalities.csv.",
        "municipality": "It is the municipality's name in lower case, as in municipalities.csv.",
    }.get(definition.kind, "See facts.toml.")


def _check_references(rules: dict[str, Rule]) -> None:
    """What rules say of each other must be of rules that there are, on the same subject. Raises RuleError."""
    for rule in rules.values():
        named = [("overrides", "overrides", override.rule) for override in rule.overrides]
        named += [("is an alternative to", "alternative_to", other) for other in sorted(rule.alternatives)]
        for verb, field, name in named:
            where = f"{rule.document}/rules.toml, rule {rule.id.partition('/')[2]!r}, field {field}"
            other = rules.get(name)
            if other is None:
                near = get_close_matches(name, rules, n=1)
                raise RuleError(
                    f"{rule.id} {verb} {name}, which does not exist",
                    where=where,
                    remedy=f"The nearest is {near[0]!r}." if near else "Mend or remove it.",
                )
            if other.subject != rule.subject:
                raise RuleError(
                    f"{rule.id} {verb} {name}, which decides another subject ({other.subject})",
                    where=where,
                    remedy="Mend or remove it.",
                )
