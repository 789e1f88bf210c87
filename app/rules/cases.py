"""Domain experts' cases: facts and the ruling that the text gives, in `cases.toml` beside each document's rules.

A case must state what comes out, and every rule must be shown by the cases of its own document both deciding and not
deciding, at each fact that limits it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError, model_validator

from app.facts import Value
from app.periods import Period
from app.rules.book import Rule, RuleBook, RuleError
from app.rules.decide import Branch, Decision, Reason, decide
from app.rules.due import due_date
from ingest.manifest import Model, explain, read_toml

OUTCOME = (
    "payer", "amount", "share", "per", "urgency", "age", "inclusive", "by_year", "relation", "times", "force",
    "event", "actor", "date_from", "date_to",
)  # fmt: skip
"""The fields that a case and a rule's outcome share and that must be equal where the case gives them."""


class Expect(Model):
    """What must come out. `decided`: one branch, one outcome; `branches`: several. Other fields hold for every
    ruling of the decision; `says` is printed words that must stand in the sentence of each ruling, or in one that
    says the same. `amounts`, `durations` and `ages` are those of all rulings together, and no others; a list of `warnings`
    names exactly which of expired and extended must be there."""

    kind: Literal["decided", "branches", "needs_facts", "not_covered", "conflict"]
    payer: str | None = None
    amount: float | None = None
    amounts: tuple[float, ...] | None = None
    ages: tuple[int, ...] | None = None
    share: float | None = None
    per: str | None = None
    duration: str | None = None
    durations: tuple[str, ...] | None = None
    urgency: str | None = None
    age: int | None = None
    inclusive: bool | None = None
    by_year: bool | None = None
    relation: str | None = None
    times: tuple[int, int] | None = None
    force: str | None = None
    event: str | None = None
    actor: str | None = None
    says: str | None = None
    due: date | None = None
    date_to: date | None = None
    date_from: date | None = None
    warnings: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _states_what(self) -> Expect:
        if self.kind != "not_covered" and not self.model_fields_set - {"kind", "warnings"}:
            raise ValueError(f"{self.kind} alone proves nothing: add what the text says, such as payer, force or says")
        return self


class Case(Model):
    name: str
    subject: str
    facts: dict[str, Value]
    as_of: date
    event_date: date | None = None
    expect: Expect
    section: str = ""
    why: str = ""


class CasesFile(Model):
    case: tuple[Case, ...] = ()


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one document. Raises RuleError that names the case."""
    try:
        return CasesFile.model_validate(read_toml(path)).case
    except ValidationError as error:
        raise RuleError(explain(error), where=str(path), remedy="Mend the case.") from None


def run(book: RuleBook, corpus: Path) -> Iterator[tuple[str, Case, str]]:
    """Every case with what is wrong, or an empty text."""
    for document in book.library:
        path = corpus / document.id / "cases.toml"
        if path.exists():
            for case in read_cases(path):
                yield document.id, case, check(book, document.id, case)


def check(book: RuleBook, document: str, case: Case) -> str:
    """What of the decision differs from what the case expects; empty when nothing does."""
    if case.subject not in book.vocabulary.subjects:
        return f"unknown subject {case.subject!r}"
    for fact, value in case.facts.items():
        if fact not in book.vocabulary.facts:
            return f"unknown fact {fact!r}"
        if not book.vocabulary.knows(fact, value):
            return f"{value!r} is not a value of {fact!r}"
    decision = decide(book, case.subject, case.facts, case.as_of, case.event_date)
    kind = _kind(decision)
    if kind != case.expect.kind:
        return f"is {kind}, expected {case.expect.kind}: {', '.join(r.id for _, r in decision.rulings) or 'no rule'}"
    wrong = [text for branch, rule in decision.rulings for text in _differences(book, branch, rule, case)]
    wrong += _differing_sets(decision, case.expect)
    if case.expect.warnings is not None and decision.rulings:
        found = {code for _, rule in decision.rulings if (code := validity_code(book, rule, case.as_of))}
        if found != set(case.expect.warnings):
            wrong.append(f"warnings are {sorted(found)}, expected {sorted(case.expect.warnings)}")
    if case.expect.missing is not None and set(case.expect.missing) != set(decision.missing):
        wrong.append(f"missing is {list(decision.missing)}, expected {list(case.expect.missing)}")
    return "; ".join(dict.fromkeys(wrong))


def _kind(decision: Decision) -> str:
    if decision.kind == "decided" and len(decision.branches) > 1:
        return "branches"
    return decision.kind


def _differences(book: RuleBook, branch: Branch, rule: Rule, case: Case) -> Iterator[str]:
    then, expect = rule.then, case.expect
    for name in OUTCOME:
        wanted = getattr(expect, name)
        if wanted is not None and getattr(then, name) != wanted:
            yield f"{rule.id}: {name} is {getattr(then, name)!r}, expected {wanted!r}"
    quotes = [quote.text for same in branch.witnesses[rule.id] for quote in (same.quote, *same.also)]
    if expect.says is not None and not any(expect.says in " ".join(quote.split()) for quote in quotes):
        yield f"{rule.id}: its sentence does not say {expect.says!r}"
    if expect.duration is not None and (
        then.duration is None or Period.parse(then.duration) != Period.parse(expect.duration)
    ):
        yield f"{rule.id}: duration is {then.duration}, expected {expect.duration}"
    if expect.due is not None and due_date(book, rule, case.event_date) != expect.due:
        yield f"{rule.id}: due is {due_date(book, rule, case.event_date)}, expected {expect.due}"


def _differing_sets(decision: Decision, expect: Expect) -> Iterator[str]:
    outcomes = [rule.then for _, rule in decision.rulings]
    ages = {then.age for then in outcomes if then.age is not None}
    if expect.ages is not None and ages != set(expect.ages):
        yield f"ages are {sorted(ages)}, expected {sorted(expect.ages)}"
    amounts = {then.amount for then in outcomes if then.amount is not None}
    if expect.amounts is not None and amounts != set(expect.amounts):
        yield f"amounts are {sorted(amounts)}, expected {sorted(expect.amounts)}"
    durations = {then.duration for then in outcomes if then.duration is not None}
    if expect.durations is not None and {Period.parse(d) for d in durations} != {
        Period.parse(d) for d in expect.durations
    }:
        yield f"durations are {sorted(durations)}, expected {sorted(expect.durations)}"


def validity_code(book: RuleBook, rule: Rule, as_of: date) -> str:
    """expired or extended, by the rule's document and the as-of date alone; empty within its dates."""
    validity = book.library[rule.document].manifest.validity
    standing = validity.standing(as_of) if validity else ""
    return standing if standing in ("expired", "extended") else ""


@dataclass(frozen=True)
class Shown:
    """What the cases of its own document show of a rule, as names of cases. `fires`: it decides, alone or beside a
    rule that says the same. `stops`: it does not decide, by what keeps it from it: a fact's name, `time` or
    `overridden`; the case asserts what holds instead."""

    fires: tuple[str, ...]
    stops: Mapping[str, tuple[str, ...]]


def shown(book: RuleBook, corpus: Path) -> dict[str, Shown]:
    """Every rule's id with what the cases that hold show of it. Raises RuleError that names an unreadable case."""
    fires: dict[str, list[str]] = {id: [] for id in book.rules}
    stops: dict[str, dict[str, list[str]]] = {id: {} for id in book.rules}
    for document, case, wrong in run(book, corpus):
        if wrong:
            continue
        decision = decide(book, case.subject, case.facts, case.as_of, case.event_date)
        if case.expect.kind == "decided":
            for rule in (w for branch in decision.branches for ws in branch.witnesses.values() for w in ws):
                if rule.document == document:
                    fires[rule.id].append(case.name)
        for reason in decision.trace:
            if reason.code != "withdrawn" and book.rules[reason.rule].document == document:
                stops[reason.rule].setdefault(_stopped_by(reason), []).append(case.name)
    return {
        id: Shown(tuple(fires[id]), {by: tuple(names) for by, names in sorted(stops[id].items())}) for id in book.rules
    }


def limits(book: RuleBook, rule: Rule) -> frozenset[str]:
    """What limits the rule within its agreement: its conditions less those that all of the document's rules share,
    namely the county, the agreement itself and the document's own ages; an exception counts as one limit."""
    scope = book.library[rule.document].manifest.scope
    own = {fact for fact, values in rule.when.items() if values != frozenset(scope.get(fact, ()))}
    return frozenset({*own, ", ".join(rule.unless)} - {"county", "agreement", ""})


def gaps(book: RuleBook, corpus: Path) -> Iterator[str]:
    """One line for each thing that no case shows: a rule that never decides, one that always does, and a limit at
    which none of its cases stops."""
    for id, seen in shown(book, corpus).items():
        if not seen.fires:
            yield f"{id}: no case shows it deciding"
        missing = sorted(limits(book, book.rules[id]) - set(seen.stops))
        if not seen.stops:
            yield f"{id}: no case shows it not deciding"
        elif missing:
            yield f"{id}: no case shows it not deciding for another value of {' or '.join(missing)}"


def _stopped_by(reason: Reason) -> str:
    return reason.fact.removeprefix("unless ") if reason.code in ("condition", "unless") else reason.code
