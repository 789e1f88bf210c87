"""Domain experts' cases: facts and the ruling that the text gives, in `cases.toml` beside each document's rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from app.facts import Value
from app.periods import Period
from app.rules.book import Rule, RuleBook, RuleError
from app.rules.decide import Decision, decide
from app.rules.due import due_date
from ingest.manifest import Model, explain, read_toml


class Expect(Model):
    """What must come out. `decided`: one branch, one outcome; `branches`: several. Other fields hold for every
    ruling of the decision; a list of `warnings` names exactly which of expired and extended must be there."""

    kind: Literal["decided", "branches", "needs_facts", "not_covered", "conflict"]
    payer: str | None = None
    amount: float | None = None
    share: float | None = None
    duration: str | None = None
    urgency: str | None = None
    age: int | None = None
    inclusive: bool | None = None
    relation: str | None = None
    force: str | None = None
    due: date | None = None
    date_to: date | None = None
    date_from: date | None = None
    warnings: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None


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
    wrong = [text for _, rule in decision.rulings for text in _differences(book, rule, case)]
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


def _differences(book: RuleBook, rule: Rule, case: Case) -> Iterator[str]:
    then, expect = rule.then, case.expect
    for name in (
        "payer",
        "amount",
        "share",
        "urgency",
        "age",
        "inclusive",
        "relation",
        "force",
        "date_to",
        "date_from",
    ):
        wanted = getattr(expect, name)
        if wanted is not None and getattr(then, name) != wanted:
            yield f"{rule.id}: {name} is {getattr(then, name)!r}, expected {wanted!r}"
    if expect.duration is not None and (
        then.duration is None or Period.parse(then.duration) != Period.parse(expect.duration)
    ):
        yield f"{rule.id}: duration is {then.duration}, expected {expect.duration}"
    if expect.due is not None and due_date(book, rule, case.event_date) != expect.due:
        yield f"{rule.id}: due is {due_date(book, rule, case.event_date)}, expected {expect.due}"


def validity_code(book: RuleBook, rule: Rule, as_of: date) -> str:
    """expired or extended, by the rule's document and the as-of date alone; empty within its dates."""
    validity = book.library[rule.document].manifest.validity
    standing = validity.standing(as_of) if validity else ""
    return standing if standing in ("expired", "extended") else ""
