"""Proof over the whole book: no undeclared conflict, no override that never fires, no rule that never decides.

For two rules the facts that satisfy both are found exactly, by intersecting the sets of leaves that each condition
allows; only the facts of an `unless` are enumerated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from app.facts import OTHER, Value
from app.rules.book import Rule, RuleBook, RuleError


@dataclass(frozen=True)
class Finding:
    """A defect of the book: its code, the rules concerned, the facts under which it shows, and a sentence."""

    code: str
    rules: tuple[str, ...]
    facts: tuple[tuple[str, Value], ...]
    text: str


def prove(book: RuleBook) -> list[Finding]:
    """Every defect, circles first, since they bring further ones with them; an empty list is the proof."""
    return [*_cycles(book), *_conflicts(book), *_overrides(book), *_unreachable(book)]


def require_proof(book: RuleBook) -> None:
    """Raises RuleError with the first defect."""
    findings = prove(book)
    if findings:
        more = f"For all {len(findings)} defects run `samlots rules check`." if len(findings) > 1 else ""
        places = [f"{d}/rules.toml, rule {name!r}" for d, _, name in (id.partition("/") for id in findings[0].rules)]
        field = "when" if findings[0].code == "unreachable" else "overrides"
        raise RuleError(findings[0].text, where=f"{'; '.join(places)}; field {field}", remedy=more)


def allowed(book: RuleBook, rule: Rule, fact: str) -> frozenset[Value]:
    """The leaves of `fact` under which the rule's `when` holds; OTHER stands for all that no rule names."""
    everything = universe(book, fact)
    wanted = rule.when.get(fact)
    if wanted is None:
        return everything
    return frozenset(value for value in everything if wanted & book.counts_as(rule, fact, value))


def universe(book: RuleBook, fact: str) -> frozenset[Value]:
    """All leaves of a fact, without regard to what is assumed when nothing is said."""
    definition = book.vocabulary.facts[fact]
    if definition.kind == "flag":
        return frozenset({True, False})
    if definition.kind == "value":
        parents = {label.parent for label in definition.values.values()}
        return frozenset(name for name in definition.values if name not in parents)
    named = {v for rule in book.rules.values() for v in (*rule.when.get(fact, ()), *rule.unless.get(fact, ()))}
    return frozenset({*named, OTHER})


def together(book: RuleBook, one: Rule, two: Rule) -> dict[str, Value] | None:
    """Facts under which both rules apply; None when there are none. Both are in time from the later start on."""
    facts = sorted({*one.when, *two.when, *one.unless, *two.unless})
    common = {fact: allowed(book, one, fact) & allowed(book, two, fact) for fact in facts}
    if not all(common.values()):
        return None
    pick = {fact: min(values, key=str) for fact, values in common.items()}
    open_facts = sorted({*one.unless, *two.unless})
    for values in product(*(sorted(common[fact], key=str) for fact in open_facts)):
        point = {**pick, **dict(zip(open_facts, values, strict=True))}
        if book.failing(one, point) is None and book.failing(two, point) is None:
            return point
    return None


def _conflicts(book: RuleBook) -> Iterator[Finding]:
    for rules in book.by_subject.values():
        for one, two in combinations([r for r in rules if not r.withdrawn], 2):
            if one.outcome == two.outcome or _ordered(one, two) or _apart(one, two):
                continue
            point = together(book, one, two)
            if point is not None:
                shown = ", ".join(f"{fact} = {value}" for fact, value in sorted(point.items()))
                yield Finding(
                    "conflict", (one.id, two.id), tuple(sorted(point.items())),
                    f"{one.id} and {two.id} decide {one.subject} differently when {shown}{_span(one, two)}: declare which overrides the other",
                )  # fmt: skip


def _span(one: Rule, two: Rule) -> str:
    """The days that both rules are in time, where any bounds them."""
    first = max((rule.valid_from for rule in (one, two) if rule.valid_from), default=None)
    last = min((rule.ends for rule in (one, two) if rule.ends), default=None)
    return (f", from {first}" if first else "") + (f", to {last}" if last else "")


def _apart(one: Rule, two: Rule) -> bool:
    """Whether the two never meet: one ends before the other begins, or their printed conditions exclude each other."""
    for first, second in ((one, two), (two, one)):
        if second.id in first.alternatives or (first.ends and second.valid_from and first.ends < second.valid_from):
            return True
    return False


def _ordered(one: Rule, two: Rule) -> bool:
    return two.id in {o.rule for o in one.overrides} or one.id in {o.rule for o in two.overrides}


def _overrides(book: RuleBook) -> Iterator[Finding]:
    for rule in book.rules.values():
        for override in rule.overrides:
            other = book.rules[override.rule]
            if together(book, rule, other) is None or _apart(rule, other):
                yield Finding(
                    "idle_override", (rule.id, override.rule), (),
                    f"{rule.id} overrides {override.rule}, but the two can never apply together",
                )  # fmt: skip


def _unreachable(book: RuleBook) -> Iterator[Finding]:
    for rule in book.rules.values():
        empty = [fact for fact in rule.when if not allowed(book, rule, fact)]
        if empty:
            yield Finding(
                "unreachable", (rule.id,), (), f"{rule.id} can never apply: no value of {empty[0]} satisfies it"
            )
            continue
        for other in book.rules.values():
            if (
                rule.id in {o.rule for o in other.overrides}
                and not other.unless
                and (other.valid_from is None or (rule.valid_from is not None and other.valid_from <= rule.valid_from))
                and all(allowed(book, rule, f) <= allowed(book, other, f) for f in {*rule.when, *other.when})
            ):
                yield Finding(
                    "unreachable",
                    (rule.id, other.id),
                    (),
                    f"{rule.id} can never decide: {other.id} always overrides it",
                )


def _cycles(book: RuleBook) -> Iterator[Finding]:
    done: set[str] = set()

    def visit(id: str, trail: tuple[str, ...]) -> tuple[str, ...] | None:
        if id in trail:
            return (*trail[trail.index(id) :], id)
        if id in done:
            return None
        for override in book.rules[id].overrides:
            found = visit(override.rule, (*trail, id))
            if found:
                return found
        done.add(id)
        return None

    for id in book.rules:
        circle = visit(id, ())
        if circle:
            yield Finding(
                "cycle", tuple(dict.fromkeys(circle)), (), f"The overrides go round in a circle: {' → '.join(circle)}"
            )
            return
