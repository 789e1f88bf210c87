"""Deciding: from a subject and facts to rulings, or to what is missing, contradictory or not covered.

Pure and exact. Facts that were not given are never taken for false: every value that they may have is decided, and
equal results are put together again into as few branches as there are differences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial, reduce
from itertools import combinations, permutations
from operator import or_

from app.facts import Facts, Value
from app.rules.book import Rule, RuleBook
from app.rules.plan import ALWAYS_APART, Asked, Part, Plan, Result, plan_for
from app.rules.plan import in_time as in_time

MOST_BRANCHES = 4
"""More differences than this are asked about instead of shown."""


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
    apart, in the order to ask. `trace` explains every rule of the subject that does not decide; it is worked out when
    it is first read."""

    kind: str
    subject: str
    branches: tuple[Branch, ...]
    missing: tuple[str, ...]
    why: Callable[[], tuple[Reason, ...]] = field(repr=False, compare=False)

    @property
    def rulings(self) -> tuple[tuple[Branch, Rule], ...]:
        return tuple((branch, rule) for branch in self.branches for rule in branch.rules)

    @cached_property
    def trace(self) -> tuple[Reason, ...]:
        return self.why()


def decide(book: RuleBook, subject: str, facts: Facts, as_of: date, event_date: date | None = None) -> Decision:
    """The decision on `subject` under `facts` (the placing county's), for an event on `event_date` or, where none is
    given, as of `as_of`. Source: DESIGN.md, "Rules"."""
    plan = plan_for(book, subject, event_date or as_of)
    split = [(asked, asked.parts(facts.get(asked.name))) for asked in plan.asked]
    covered: list[Branch] = []
    silent: list[Branch] = []
    era = book.era(as_of)
    for path, result in _smallest(plan, split):
        where = dict(path)
        if "county" in facts:
            where.pop("county", None)
        ranked = plan.ranked.get((result, era)) or _ranked(book, plan, result, as_of, era)
        (covered if result.anywhere or result.withdrawn else silent).append(Branch(where, *ranked))
    branches = (*covered, *silent)
    why = partial(_trace, book, subject, plan, split, branches)
    if not covered:
        return Decision("not_covered", subject, (), (), why)
    shown = set().union(*[branch.facts for branch in branches])
    missing = tuple([asked.name for asked, parts in split if asked.name in shown and len(parts) > 1])
    if len(covered) > MOST_BRANCHES:
        return Decision("needs_facts", subject, tuple(covered), missing, why)
    if len(covered) == 1 and covered[0].conflict:
        return Decision("conflict", subject, branches, missing, why)
    return Decision("decided", subject, branches, missing, why)


Path = tuple[tuple[str, tuple[Value, ...]], ...]
Tree = list[tuple[Path, Result]]
Split = Sequence[tuple[Asked, tuple[Part, ...]]]


def _smallest(plan: Plan, split: Split) -> Tree:
    """The tree with the fewest branches over the orders in which the open facts may be split; the vocabulary's own
    order where it is among them."""
    best = _tree(plan, split, 0, plan.every, 0, None)
    if not plan.orders:
        return best
    names = {name for path, _ in best for name, _ in path if name not in ALWAYS_APART}
    if len(names) < 2:
        return best
    differences = {
        (tuple(step for step in path if step[0] in ALWAYS_APART), result.outcomes, result.withdrawn)
        for path, result in best
    }
    orders = permutations([pair for pair in split if pair[0].name in names])
    next(orders)  # the vocabulary's own
    for order in orders:
        if len(best) == len(differences):
            break  # no order can have fewer branches than there are different results
        rest = iter(order)
        tree = _tree(plan, [next(rest) if pair[0].name in names else pair for pair in split], 0, plan.every, 0, None)
        if len(tree) < len(best):
            best = tree
    return best


def _tree(plan: Plan, split: Split, at: int, when: int, unless: int, county: Value | None) -> Tree:
    """The branches over the facts of `split` from number `at` on. `when`: the rules whose conditions on the facts
    before are fulfilled; `unless`: those whose exception one of them keeps from holding."""
    while at < len(split):
        asked, parts = split[at]
        at += 1
        if asked.apart:
            if asked.name == "agreement" and county is not None:
                parts = _own(plan, parts, county)
            if asked.name == "county" or len(parts) > 1:
                grown: Tree = []
                for values, fits, keeps in parts:
                    step, left = (asked.name, values), when & fits
                    if asked.settled and not left & plan.narrowed:
                        grown.append(((step,), plan.result(left & (plan.free | unless | keeps))))
                        continue
                    here = values[0] if asked.name == "county" else county
                    for path, result in _tree(plan, split, at, left, unless | keeps, here):
                        grown.append(((step, *path), result))
                return grown
        elif not when & asked.concerns:
            continue  # no rule that may still apply names the fact
        if len(parts) > 1:
            if at < len(split):
                trees = [(p[0], _tree(plan, split, at, when & p[1], unless | p[2], county)) for p in parts]
            else:
                trees = [(p[0], [((), plan.result(when & p[1] & (plan.free | unless | p[2])))]) for p in parts]
            groups = _grouped(plan, asked, trees)
            if len(groups) == 1:
                return groups[0][1]
            return [(((asked.name, values), *path), result) for values, tree in groups for path, result in tree]
        _, fits, keeps = parts[0]
        when &= fits
        unless |= keeps
    return [((), plan.result(when & (plan.free | unless)))]


def _own(plan: Plan, parts: tuple[Part, ...], county: Value) -> tuple[Part, ...]:
    """The agreements that go with a county: its own and no others."""
    return tuple(part for part in parts if plan.county_of.get(part.values[0], county) == county) or parts


def _grouped(
    plan: Plan, asked: Asked, trees: list[tuple[tuple[Value, ...], Tree]]
) -> list[tuple[tuple[Value, ...], Tree]]:
    groups: list[tuple[tuple[Value, ...], Tree]] = []
    for values, tree in trees:
        for i, (others, other) in enumerate(groups):
            whole = _merged(plan, other, tree)
            if whole is not None:
                groups[i] = (tuple(sorted((*others, *values), key=asked.order.__getitem__)), whole)
                break
        else:
            groups.append((values, tree))
    return groups


def _merged(plan: Plan, one: Tree, two: Tree) -> Tree | None:
    """The two trees as one, when they have the same branches and the results of each can be put together."""
    if len(one) != len(two):
        return None
    whole: Tree = []
    for (path, first), (other, second) in zip(one, two, strict=True):
        result = plan.merged(first, second) if path == other else None
        if result is None:
            return None
        whole.append((path, result))
    return whole


def _ranked(
    book: RuleBook, plan: Plan, result: Result, as_of: date, era: int
) -> tuple[tuple[Rule, ...], dict[str, tuple[Rule, ...]], tuple[Rule, ...]]:
    """The distinct outcomes, each with its witnesses best first: those that hold wherever the result does, in force,
    with the weightier document, the more exact conditions; and the rules under review."""
    everywhere = {rule.id for rule in plan.of(result.everywhere)}

    def weight(rule: Rule) -> tuple[object, ...]:
        manifest = book.library[rule.document].manifest
        in_force = not rule.valid_to or as_of <= rule.valid_to
        return (rule.id not in everywhere, not in_force, manifest.rank, -len(rule.when), rule.id)

    witnesses: dict[tuple[object, ...], list[Rule]] = {}
    for rule in sorted(plan.of(result.anywhere), key=weight):
        witnesses.setdefault(rule.outcome, []).append(rule)
    found = plan.ranked[result, era] = (
        tuple(rules[0] for rules in witnesses.values()),
        {rules[0].id: tuple(rules) for rules in witnesses.values()},
        tuple(plan.of(result.withdrawn)),
    )
    return found


def _trace(book: RuleBook, subject: str, plan: Plan, split: Split, branches: tuple[Branch, ...]) -> tuple[Reason, ...]:
    used = {w.id for branch in branches for ws in branch.witnesses.values() for w in ws}
    number = {rule.id: i for i, rule in enumerate(plan.rules)}
    possible, kept = plan.every, plan.free  # the rules whose conditions can all hold, whose exception need not
    last: dict[str, Value] = {}
    for asked, parts in split:
        possible &= _any(part.when for part in parts)
        kept |= _any(part.when & part.unless for part in parts)
        place = asked.order.get
        last[asked.name] = max((value for part in parts for value in part.values), key=lambda v: place(v, 0))
    reasons = []
    for rule in book.by_subject.get(subject, ()):
        if rule.id in used:
            continue
        if rule.id not in number:
            reasons.append(Reason(rule.id, "time"))
        elif not (possible & kept) >> number[rule.id] & 1:
            failing = book.failing(rule, last) or ""
            reasons.append(Reason(rule.id, "unless" if failing.startswith("unless") else "condition", failing))
        elif rule.withdrawn:
            reasons.append(Reason(rule.id, "withdrawn"))
        else:
            by = next((r.id for r in plan.rules if any(o.rule == rule.id for o in r.overrides)), "")
            reasons.append(Reason(rule.id, "overridden", by))
    return tuple(reasons)


def _any(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)
