"""Deciding: from a subject and facts to rulings, or to what is missing, contradictory or not covered.

Pure and exact. Facts that were not given are never taken for false: every value that they may have is decided, and
equal results are put together again into as few branches as there are differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, permutations, product

from app.facts import OTHER, Facts, Value
from app.rules.book import Rule, RuleBook

MOST_BRANCHES = 4
"""More differences than this are asked about instead of shown."""
ALWAYS_APART = ("county", "agreement")
"""Facts whose branches are shown apart even when they say the same: each has its own agreement."""


@dataclass(frozen=True)
class Branch:
    """What is decided when each fact of `facts` has one of its values. `rules` are the distinct outcomes, the best
    witness of each first in `witnesses`; none: the agreements do not say. `withdrawn`: a rule that would apply is
    under review."""

    facts: Mapping[str, tuple[Value, ...]]
    rules: tuple[Rule, ...]
    witnesses: Mapping[str, tuple[Rule, ...]]
    withdrawn: tuple[Rule, ...] = ()

    @property
    def conflict(self) -> bool:
        return any(
            two.id not in one.alternatives and one.id not in two.alternatives
            for one, two in combinations(self.rules, 2)
        )


@dataclass(frozen=True)
class Reason:
    """Why a rule of the subject did not decide: `code` is condition, unless, time, overridden or withdrawn;
    `fact` the condition that failed, or the rule that took precedence."""

    rule: str
    code: str
    fact: str = ""


@dataclass(frozen=True)
class Decision:
    """`kind` is decided, needs_facts, conflict or not_covered. `missing` are the facts that would tell the branches
    apart, in the order to ask. `trace` explains every rule of the subject that does not decide."""

    kind: str
    subject: str
    branches: tuple[Branch, ...]
    missing: tuple[str, ...]
    trace: tuple[Reason, ...]

    @property
    def rulings(self) -> tuple[tuple[Branch, Rule], ...]:
        return tuple((branch, rule) for branch in self.branches for rule in branch.rules)


@dataclass(frozen=True)
class _Leaf:
    applying: tuple[Rule, ...]
    withdrawn: tuple[Rule, ...]


def decide(book: RuleBook, subject: str, facts: Facts, as_of: date, event_date: date | None = None) -> Decision:
    """The decision on `subject` under `facts` (the placing county's), for an event on `event_date` or, where none is
    given, as of `as_of`. Source: DESIGN.md, "Rules"."""
    rules = book.by_subject.get(subject, ())
    on = event_date or as_of
    timely = tuple(rule for rule in rules if in_time(rule, on))
    names = book.vocabulary.ordered({fact for rule in timely for fact in (*rule.when, *rule.unless)})
    domains = {name: _domain(book, name, facts, timely) for name in names}
    tree = _smallest(book, timely, names, domains)
    branches = tuple(
        Branch({n: v for n, v in path.items() if not (n == "county" and n in facts)}, *_rank(book, leaves, as_of))
        for path, leaves in tree
    )
    branches = tuple(sorted(branches, key=lambda branch: not (branch.rules or branch.withdrawn)))
    covered = [branch for branch in branches if branch.rules or branch.withdrawn]
    missing = tuple(n for n in names if any(n in b.facts for b in branches) and len(domains[n]) > 1)
    trace = _trace(book, rules, timely, domains, branches)
    if not covered:
        return Decision("not_covered", subject, (), (), trace)
    if len(covered) > MOST_BRANCHES:
        return Decision("needs_facts", subject, tuple(covered), missing, trace)
    if len(covered) == 1 and covered[0].conflict:
        return Decision("conflict", subject, branches, missing, trace)
    return Decision("decided", subject, branches, missing, trace)


def in_time(rule: Rule, on: date) -> bool:
    """A rule does not apply before its `valid_from`. After its document's last day it applies still, until something
    succeeds the document; after a last day of its own it does not."""
    if rule.valid_from and on < rule.valid_from:
        return False
    return rule.ends is None or on <= rule.ends


def _domain(book: RuleBook, fact: str, facts: Facts, rules: tuple[Rule, ...]) -> tuple[Value, ...]:
    leaves = book.vocabulary.leaves(fact, facts.get(fact))
    if leaves:
        return leaves
    named = {value for rule in rules for value in (*rule.when.get(fact, ()), *rule.unless.get(fact, ()))}
    if fact == "county" and any(_agreed(book, rule) for rule in rules):
        named |= book.agreement_counties  # who asks without a county must see which agreements say nothing
    everywhere = all(fact in rule.when for rule in rules)
    return (*sorted(named, key=str), *(() if everywhere and fact in ALWAYS_APART else (OTHER,)))


def _agreed(book: RuleBook, rule: Rule) -> bool:
    return book.library[rule.document].manifest.kind == "agreement" and "agreement" not in rule.when


def _leaf(book: RuleBook, rules: tuple[Rule, ...], facts: Facts) -> _Leaf:
    applying = [rule for rule in rules if book.failing(rule, facts) is None]
    overridden = {o.rule for rule in applying for o in rule.overrides}
    standing = [rule for rule in applying if rule.id not in overridden]
    return _Leaf(tuple(r for r in standing if not r.withdrawn), tuple(r for r in standing if r.withdrawn))


Tree = list[tuple[dict[str, tuple[Value, ...]], list[_Leaf]]]


def _build(
    book: RuleBook,
    rules: tuple[Rule, ...],
    names: list[str],
    domains: Mapping[str, tuple[Value, ...]],
    at: dict[str, Value],
) -> Tree:
    if not names:
        return [({}, [_leaf(book, rules, at)])]
    name, rest = names[0], names[1:]
    parts: list[tuple[tuple[Value, ...], Tree]] = [
        ((value,), _build(book, rules, rest, domains, {**at, name: value}))
        for value in _possible(book, name, domains[name], at)
    ]
    apart = name in ALWAYS_APART and (len(parts) > 1 or name == "county")
    if not apart and len(parts) > 1:
        whole = _merged([tree for _, tree in parts])
        if whole is not None:
            return whole
        parts = _grouped(parts)
    if len(parts) == 1 and not apart:
        return parts[0][1]
    return [({name: values, **path}, leaves) for values, tree in parts for path, leaves in tree]


def _smallest(
    book: RuleBook, rules: tuple[Rule, ...], names: list[str], domains: Mapping[str, tuple[Value, ...]]
) -> Tree:
    """The tree with the fewest branches over the orders in which the open facts may be split; the vocabulary's own
    order where it is among them."""
    best = _build(book, rules, names, domains, {})
    split = [n for n in names if n not in ALWAYS_APART and any(n in path for path, _ in best)]
    for order in permutations(split):
        rest = iter(order)
        tree = _build(book, rules, [next(rest) if n in split else n for n in names], domains, {})
        if len(tree) < len(best):
            best = tree
    return best


def _possible(book: RuleBook, name: str, domain: tuple[Value, ...], at: Mapping[str, Value]) -> tuple[Value, ...]:
    """The values that go with those already taken: a county has its own agreements and no others."""
    county = at.get("county")
    if name != "agreement" or county is None:
        return domain
    documents = book.library.documents
    own = tuple(v for v in domain if v not in documents or documents[str(v)].manifest.county == county)
    return own or domain


def _grouped(parts: list[tuple[tuple[Value, ...], Tree]]) -> list[tuple[tuple[Value, ...], Tree]]:
    groups: list[tuple[tuple[Value, ...], Tree]] = []
    for values, tree in parts:
        for i, (others, other) in enumerate(groups):
            whole = _merged([other, tree])
            if whole is not None:
                groups[i] = ((*others, *values), whole)
                break
        else:
            groups.append((values, tree))
    return groups


def _merged(trees: list[Tree]) -> Tree | None:
    """The trees as one, when each has the same branches with the same outcomes and a witness common to all."""
    if len({tuple(repr(path) for path, _ in tree) for tree in trees}) != 1:
        return None
    whole: Tree = []
    for column in zip(*trees, strict=True):
        leaves = [leaf for _, part in column for leaf in part]
        outcomes = {frozenset(rule.outcome for rule in leaf.applying) for leaf in leaves}
        if len(outcomes) != 1 or len({tuple(rule.id for rule in leaf.withdrawn) for leaf in leaves}) != 1:
            return None
        for outcome in next(iter(outcomes)):
            common = set.intersection(*({r.id for r in leaf.applying if r.outcome == outcome} for leaf in leaves))
            if not common:
                return None
        whole.append((column[0][0], leaves))
    return whole


def _rank(
    book: RuleBook, leaves: list[_Leaf], as_of: date
) -> tuple[tuple[Rule, ...], dict[str, tuple[Rule, ...]], tuple[Rule, ...]]:
    """The distinct outcomes, each with its witnesses best first: those that hold in every leaf, in force, with the
    weightier document, the more exact conditions."""
    everywhere = set.intersection(*({rule.id for rule in leaf.applying} for leaf in leaves))
    seen = {rule.id: rule for leaf in leaves for rule in leaf.applying}

    def weight(rule: Rule) -> tuple[object, ...]:
        manifest = book.library[rule.document].manifest
        in_force = not rule.valid_to or as_of <= rule.valid_to
        return (rule.id not in everywhere, not in_force, manifest.rank, -len(rule.when), rule.id)

    witnesses: dict[tuple[object, ...], list[Rule]] = {}
    for rule in sorted(seen.values(), key=weight):
        witnesses.setdefault(rule.outcome, []).append(rule)
    best = tuple(rules[0] for rules in witnesses.values())
    withdrawn = {rule.id: rule for leaf in leaves for rule in leaf.withdrawn}
    return best, {rules[0].id: tuple(rules) for rules in witnesses.values()}, tuple(withdrawn.values())


def _trace(
    book: RuleBook,
    rules: tuple[Rule, ...],
    timely: tuple[Rule, ...],
    domains: Mapping[str, tuple[Value, ...]],
    branches: tuple[Branch, ...],
) -> tuple[Reason, ...]:
    used = {w.id for branch in branches for ws in branch.witnesses.values() for w in ws}
    reasons = []
    for rule in rules:
        if rule.id in used:
            continue
        if rule not in timely:
            reasons.append(Reason(rule.id, "time"))
            continue
        failing = _fails_everywhere(book, rule, domains)
        if failing:
            reasons.append(Reason(rule.id, "unless" if failing.startswith("unless") else "condition", failing))
        elif rule.withdrawn:
            reasons.append(Reason(rule.id, "withdrawn"))
        else:
            by = next((r.id for r in timely if any(o.rule == rule.id for o in r.overrides)), "")
            reasons.append(Reason(rule.id, "overridden", by))
    return tuple(reasons)


def _fails_everywhere(book: RuleBook, rule: Rule, domains: Mapping[str, tuple[Value, ...]]) -> str | None:
    last = None
    names = [name for name in domains if name in rule.when or name in rule.unless]
    for values in product(*(domains[name] for name in names)):
        last = book.failing(rule, dict(zip(names, values, strict=True)))
        if last is None:
            return None
    return last
