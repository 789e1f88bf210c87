"""A subject's rules made ready for deciding: their conditions as sets of bits over the values of each fact.

Bit i of every mask stands for the i-th of the plan's rules. Hierarchies are expanded here, once, so that deciding
is the intersection of a few integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.facts import OTHER, Value
from app.rules.book import Rule, RuleBook

ALWAYS_APART = ("county", "agreement")
"""Facts whose branches are shown apart even when they say the same: each has its own agreement."""


class Part(NamedTuple):
    """Values of one fact that every rule of the plan treats alike. `when`: the rules whose condition on the fact they
    satisfy, or that have none; `unless`: the rules whose exception they keep from holding."""

    values: tuple[Value, ...]
    when: int
    unless: int


class Result(NamedTuple):
    """What holds in some points of the facts: the rules that decide in each of them and in any of them, those under
    review, which are the same in all, and the outcomes, as a mask of the plan's."""

    everywhere: int
    anywhere: int
    withdrawn: int
    outcomes: int


@dataclass(frozen=True, eq=False)
class Asked:
    """A fact that the plan's rules name. `open`: its values when it is not given; `known`: the parts of each value
    that the rules tell apart, `other`: what holds for any further value; `order`: the place of each value where several
    stand together; `concerns`: the rules that name the fact; `settled`: whether no fact that is shown apart comes
    after it."""

    name: str
    apart: bool
    concerns: int
    settled: bool
    open: tuple[Part, ...]
    known: Mapping[Value, tuple[Part, ...]]
    other: Part
    order: Mapping[Value, int]

    def parts(self, value: Value | None) -> tuple[Part, ...]:
        """The parts that the fact may lie in when it is given as `value`."""
        if value is None:
            return self.open
        return self.known.get(value) or (Part((value,), self.other.when, self.other.unless),)


Ranked = tuple[tuple[Rule, ...], dict[str, tuple[Rule, ...]], tuple[Rule, ...]]


@dataclass(frozen=True, eq=False)
class Plan:
    """The rules of a subject that are in time together. `every`: all of them; `free`: those without an exception;
    `beats[i]`: the rules that rule i overrides; `says[i]`: its outcome's own bit; `narrowed`: the rules that name a
    fact that is not always shown apart; `orders`: whether such facts may be split in more orders than one. `results`
    and `ranked` keep what was worked out for a mask of rules; no facts are in their keys."""

    rules: tuple[Rule, ...]
    asked: tuple[Asked, ...]
    every: int
    free: int
    beats: tuple[int, ...]
    says: tuple[int, ...]
    withdrawn: int
    county_of: Mapping[Value, str]
    narrowed: int
    orders: bool
    results: dict[int, Result] = field(default_factory=dict)
    ranked: dict[tuple[Result, int], Ranked] = field(default_factory=dict)

    def of(self, mask: int) -> list[Rule]:
        return [rule for i, rule in enumerate(self.rules) if mask >> i & 1]

    def outcomes(self, mask: int) -> int:
        found = 0
        for i, bit in enumerate(self.says):
            if mask >> i & 1:
                found |= bit
        return found

    def result(self, applying: int) -> Result:
        """What the rules whose conditions hold come to, less those that one of them overrides."""
        found = self.results.get(applying)
        if found is None:
            standing = applying
            for i, beaten in enumerate(self.beats):
                if applying >> i & 1:
                    standing &= ~beaten
            active = standing & ~self.withdrawn
            found = Result(active, active, standing & self.withdrawn, self.outcomes(active))
            self.results[applying] = found
        return found

    def merged(self, one: Result, two: Result) -> Result | None:
        """The two as one, when they have the same outcomes and a witness of each that is common to both."""
        if one is two:
            return one
        if one.outcomes != two.outcomes or one.withdrawn != two.withdrawn:
            return None
        common = one.everywhere & two.everywhere
        if self.outcomes(common) != one.outcomes:
            return None
        return Result(common, one.anywhere | two.anywhere, one.withdrawn, one.outcomes)


def plan_for(book: RuleBook, subject: str, on: date) -> Plan:
    """The plan of the subject's rules that are in time on `on`; made when first asked for."""
    key = (subject, book.era(on))
    plan = book.plans.get(key)
    if plan is None:
        plan = book.plans[key] = _plan(book, tuple(r for r in book.by_subject.get(subject, ()) if in_time(r, on)))
    return plan


def in_time(rule: Rule, on: date) -> bool:
    """A rule does not apply before its `valid_from`. After its document's last day it applies still, until something
    succeeds the document; after a last day of its own it does not."""
    if rule.valid_from and on < rule.valid_from:
        return False
    return rule.ends is None or on <= rule.ends


def _plan(book: RuleBook, rules: tuple[Rule, ...]) -> Plan:
    names = book.vocabulary.ordered({fact for rule in rules for fact in (*rule.when, *rule.unless)})
    freely = [name for name in names if name not in ALWAYS_APART]
    bit = {rule.id: 1 << i for i, rule in enumerate(rules)}
    outcomes = {outcome: 1 << i for i, outcome in enumerate(dict.fromkeys(rule.outcome for rule in rules))}
    return Plan(
        rules,
        tuple(_asked(book, rules, name, names[i + 1 :]) for i, name in enumerate(names)),
        (1 << len(rules)) - 1,
        sum(bit[rule.id] for rule in rules if not rule.unless),
        tuple(sum({bit.get(o.rule, 0) for o in rule.overrides}) for rule in rules),
        tuple(outcomes[rule.outcome] for rule in rules),
        sum(bit[rule.id] for rule in rules if rule.withdrawn),
        {document.id: document.manifest.county for document in book.library},
        sum(bit[rule.id] for rule in rules if any(name in rule.when or name in rule.unless for name in freely)),
        len(freely) > 1,
    )


def _asked(book: RuleBook, rules: tuple[Rule, ...], name: str, after: Sequence[str]) -> Asked:
    def part(value: Value) -> Part:
        when = unless = 0
        for i, rule in enumerate(rules):
            counts = book.counts_as(rule, name, value)
            if name not in rule.when or rule.when[name] & counts:
                when |= 1 << i
            if name in rule.unless and not rule.unless[name] & counts:
                unless |= 1 << i
        return Part((value,), when, unless)

    def parts(values: Iterable[Value]) -> tuple[Part, ...]:
        each = [part(value) for value in values]
        if name in ALWAYS_APART:
            return tuple(each)
        alike: dict[tuple[int, int], tuple[Value, ...]] = {}
        for values_, when, unless in each:
            alike[when, unless] = (*alike.get((when, unless), ()), *values_)
        return tuple(Part(values_, *masks) for masks, values_ in alike.items())

    concerns = sum(1 << i for i, rule in enumerate(rules) if name in rule.when or name in rule.unless)
    named = {value for rule in rules for value in (*rule.when.get(name, ()), *rule.unless.get(name, ()))}
    below = {v for rule in rules for v in book.library[rule.document].manifest.hierarchy.get(name, ())}
    domain = book.vocabulary.leaves(name, None) or _named(book, rules, name, named)
    values = dict.fromkeys((*book.vocabulary.listed(name), *domain, *sorted(named | below, key=str)))
    known = {value: book.vocabulary.leaves(name, value) for value in values}
    return Asked(
        name, name in ALWAYS_APART, concerns, not set(after) & set(ALWAYS_APART), parts(domain),
        {value: parts(leaves) for value, leaves in known.items()}, part(OTHER),
        {value: i for i, value in enumerate(values)},
    )  # fmt: skip


def _named(book: RuleBook, rules: tuple[Rule, ...], name: str, named: set[Value]) -> tuple[Value, ...]:
    """The values of a fact that is too large to list: those that make a difference, and all others as one."""
    if name == "county" and any(_agreed(book, rule) for rule in rules):
        named = named | book.ruled_counties  # who asks without a county must see which agreements say nothing
    everywhere = all(name in rule.when for rule in rules)
    return (*sorted(named, key=str), *(() if everywhere and name in ALWAYS_APART else (OTHER,)))


def _agreed(book: RuleBook, rule: Rule) -> bool:
    return book.library[rule.document].manifest.kind == "agreement" and "agreement" not in rule.when
