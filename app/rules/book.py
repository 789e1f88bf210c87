"""The rule book: every rule of the corpus, its quote verified, its references resolved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from app.facts import Facts, Topic, Value, Vocabulary
from app.periods import Period
from app.rules.schema import Condition, Dismissed, Override, Questions, RulesFile, Then, WrittenRule
from ingest.document import Document
from ingest.errors import CorpusError
from ingest.library import Library
from ingest.manifest import Text, explain, read_toml
from ingest.quotes import Quote, locate, resolve

Conditions = Mapping[str, frozenset[Value]]


class RuleError(CorpusError):
    """A rule cannot stand as it is written; the message names file, rule and field."""


@dataclass(frozen=True)
class Rule:
    """One rule. `when` and `unless` hold, for each fact, the values that satisfy it; `when` includes what comes
    from the document: its county, its scope, and itself for subjects about the agreement."""

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
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            found.setdefault(rule.subject, []).append(rule)
        return {subject: tuple(rules) for subject, rules in sorted(found.items())}

    @cached_property
    def agreement_counties(self) -> frozenset[Value]:
        """The counties whose agreement is in the corpus."""
        return frozenset(d.manifest.county for d in self.library if d.manifest.kind == "agreement")

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
            full = f"{document.id}/{rule.id}"
            if full in rules:
                raise RuleError(f"Two rules are called {rule.id!r}", where=str(path), remedy="Give one another id.")
            rules[full] = _rule(
                rule, full, document, library, vocabulary, f"{path.parent.name}/rules.toml, rule {rule.id!r}"
            )
        for number, entry in enumerate(written.dismissed, 1):
            where = f"{path.parent.name}/rules.toml, dismissed {number}"
            quote = locate(document, resolve(document, entry.section, where), entry.quote, where)
            dismissed.append((document.id, entry, quote))
    ordered = dict(sorted(rules.items()))
    _check_overrides(ordered)
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
            name = f", rule {entry.get('id', at[1] + 1) if isinstance(entry, dict) else at[1] + 1!r}"
        raise RuleError(
            explain(error), where=f"{path.parent.name}/rules.toml{name}", remedy="Mend the field."
        ) from None


def _rule(
    written: WrittenRule, full: str, document: Document, library: Library, vocabulary: Vocabulary, where: str
) -> Rule:
    manifest = document.manifest
    subject = vocabulary.subjects.get(written.subject)
    if subject is None:
        raise RuleError(f"Unknown subject {written.subject!r}", where=where, remedy="Add it to facts.toml or mend it.")
    if subject.topic != written.topic:
        raise RuleError(f"The subject {written.subject!r} is of topic {subject.topic!r}", where=f"{where}, field topic")
    for name, known in (("event", vocabulary.events), ("actor", vocabulary.actors)):
        value = getattr(written.then, name)
        if value is not None and value not in known:
            raise RuleError(
                f"Unknown {name} {value!r}", where=f"{where}, field then.{name}", remedy="Add it to facts.toml."
            )
    when = {fact: _values(fact, value, vocabulary, where) for fact, value in written.when.items()}
    unless = {fact: _values(fact, value, vocabulary, where) for fact, value in written.unless.items()}
    when.setdefault("county", frozenset({manifest.county}))
    if subject.per_agreement:
        when["agreement"] = frozenset({document.id})
    elif "age_group" not in when and "age_group" in manifest.scope and not subject.any_age:
        when["age_group"] = frozenset(manifest.scope["age_group"])
    quote = locate(document, resolve(document, written.source.section, where), written.source.quote, where)
    also = tuple(locate(document, resolve(document, r.section, where), r.quote, where) for r in written.also)
    validity = manifest.validity
    return Rule(
        full, document.id, written.topic, written.subject, written.summary, written.questions,
        dict(sorted(when.items())), dict(sorted(unless.items())), written.conditions, written.then, quote, also,
        written.valid_from or (validity.from_ if validity else None),
        written.valid_to or (validity.to if validity else None),
        written.status == "withdrawn", written.overrides,
        frozenset(f"{document.id}/{other}" for other in written.alternative_to),
        _ends(written, document, library),
    )  # fmt: skip


def _ends(written: WrittenRule, document: Document, library: Library) -> date | None:
    successors = [
        other.manifest.validity.from_ - timedelta(days=1)
        for other in library
        if document.id in other.manifest.succeeds and other.manifest.validity
    ]
    return min([*successors, *([written.valid_to] if written.valid_to else [])], default=None)


def _check_manifest(document: Document, library: Library, vocabulary: Vocabulary) -> None:
    """The manifest's words for facts and documents must be the vocabulary's and the library's. Raises RuleError."""
    manifest, where = document.manifest, f"{document.id}/document.toml"
    if manifest.county not in vocabulary.counties:
        raise RuleError(
            f"Unknown county {manifest.county!r}", where=f"{where}, county", remedy="See municipalities.csv."
        )
    for fact, values in manifest.scope.items():
        _values(fact, values, vocabulary, f"{where}, scope")
    for fact, parents in manifest.hierarchy.items():
        _values(fact, (*parents, *parents.values()), vocabulary, f"{where}, hierarchy")
    for other in manifest.succeeds:
        if other not in library.documents:
            raise RuleError(f"It succeeds {other!r}, which is not in the corpus", where=f"{where}, succeeds")
        if manifest.validity is None:
            raise RuleError("It succeeds another document but states no validity", where=f"{where}, succeeds")


def _values(fact: str, value: Condition, vocabulary: Vocabulary, where: str) -> frozenset[Value]:
    definition = vocabulary.facts.get(fact)
    if definition is None:
        raise RuleError(
            f"Unknown fact {fact!r}",
            where=f"{where}, field when",
            remedy=f"Known are {', '.join(sorted(vocabulary.facts))}.",
        )
    values: tuple[Value, ...] = value if isinstance(value, tuple) else (value,)
    for item in values:
        if not vocabulary.knows(fact, item):
            raise RuleError(
                f"{item!r} is not a value of {fact!r}", where=f"{where}, field when.{fact}", remedy="See facts.toml."
            )
    return frozenset(values)


def _check_overrides(rules: dict[str, Rule]) -> None:
    for rule in rules.values():
        for override in rule.overrides:
            other = rules.get(override.rule)
            if other is None:
                raise RuleError(
                    f"{rule.id} overrides {override.rule}, which does not exist", where=f"{rule.id}, overrides"
                )
            if other.subject != rule.subject:
                raise RuleError(
                    f"{rule.id} overrides {other.id}, which decides another subject ({other.subject})",
                    where=f"{rule.id}, overrides",
                )
