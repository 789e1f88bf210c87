"""Rulings as people read them: the rule's own summary, the computed date, the printed condition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.answering.answer import Deadline, Ruling
from app.answering.catalogue import day, listed, say
from app.answering.cite import Citations
from app.facts import OTHER, Value
from app.periods import day_off
from app.rules.book import Rule, RuleBook
from app.rules.decide import Branch
from app.rules.due import Born, due_date, next_times, start_of


def present(
    book: RuleBook,
    branch: Branch,
    rule: Rule,
    event_date: date | None,
    language: str,
    citations: Citations,
    born: Born | None = None,
) -> Ruling:
    """The ruling with its citation. The due date is computed only where the question gives the day of the event, for
    an age the day or year of birth."""
    witnesses = branch.witnesses.get(rule.id, (rule,))
    number = citations.add(rule.quote)
    further = [citations.add(quote) for quote in rule.also]
    further += [citations.add(other.quote) for other in witnesses[1:3]]
    then = rule.then
    deadline = _deadline(book, rule, event_date, language, born) if rule.topic == "deadline" else None
    start = start_of(book, rule, event_date)
    parts = [f"{rule.summary.in_(language)} [{number}]"]
    if deadline:
        parts += _age_sentences(deadline, born, language) or _due_sentences(deadline, start, language)
    return Ruling(
        rule.id, rule.topic, rule.subject, _when(rule, branch), then.payer, then.amount, then.share, then.per, then.force,
        then.actor, deadline, number, " ".join(parts), branch_label(book, branch, language),
        rule.conditions.in_(language) if rule.conditions else None, tuple(dict.fromkeys(further)),
    )  # fmt: skip


def branch_label(book: RuleBook, branch: Branch, language: str) -> str:
    """The branch in words: "Dalarna, HVB, akut placering"."""
    labels = []
    for fact, values in branch.facts.items():
        if book.vocabulary.facts[fact].kind == "document":
            shown = [
                book.library[str(v)].manifest.short.in_(language) for v in values if str(v) in book.library.documents
            ]
        else:
            shown = [book.vocabulary.label(fact, v, language) for v in values if v != OTHER]
        if OTHER in values and not shown:
            shown = ["other cases" if language == "en" else "övriga"]
        labels.append(listed(shown, language, "or"))
    return ", ".join(label for label in labels if label)


def _when(rule: Rule, branch: Branch) -> dict[str, Any]:
    when: dict[str, Any] = {}
    for fact, wanted in rule.when.items():
        when[fact] = _scalar(tuple(sorted(wanted, key=str)))
    for fact, values in branch.facts.items():
        named = tuple(v for v in values if v != OTHER)
        if named:
            when[fact] = _scalar(named)
    return when


def _scalar(values: tuple[Value, ...]) -> Any:
    return values[0] if len(values) == 1 else list(values)


def _deadline(book: RuleBook, rule: Rule, event_date: date | None, language: str, born: Born | None) -> Deadline:
    then = rule.then
    due = due_date(book, rule, event_date, born)
    limit = due if due != then.date_to and then.age is None else None
    return Deadline(
        then.duration, then.urgency, then.age, then.relation, then.event, due, then.inclusive, then.by_year, then.date_from,
        then.date_to, then.times, then.printed, day_off(limit, language) if limit else None, next_times(book, rule, event_date),
    )  # fmt: skip


def _age_sentences(deadline: Deadline, born: Born | None, language: str) -> list[str]:
    if deadline.age is None or deadline.due is None or born is None:
        return []
    shown = str(born) if isinstance(born, int) else day(born, language)
    return [say(f"due_{deadline.relation}", language, born=shown, due=day(deadline.due, language))]


def _due_sentences(deadline: Deadline, counted_from: date | None, language: str) -> list[str]:
    if counted_from is None:
        return []
    start = day(counted_from, language)
    if deadline.occurrences:
        dates = listed([day(d, language) for d in deadline.occurrences], language)
        return [say("due_every", language, start=start, dates=dates)]
    if deadline.due is None and deadline.duration and deadline.relation in ("within", "at_most", "before"):
        return [say("due_beyond", language, start=start)]
    if deadline.due is None or deadline.due == deadline.date_to:
        return []
    key = {"before": "due_before", "at_most": "due_at_most"}.get(deadline.relation or "", "due_within")
    sentences = [say(key, language, start=start, due=day(deadline.due, language))]
    if deadline.day_off:
        sentences.append(say("day_off", language, what=deadline.day_off))
    return sentences


def as_facts(facts: Mapping[str, Value]) -> dict[str, Any]:
    return dict(sorted(facts.items()))
