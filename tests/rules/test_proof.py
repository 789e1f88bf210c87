"""The prover, checked by brute force and by books broken on purpose."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pytest

from app.facts import Value
from app.rules.book import Rule, RuleBook, RuleError
from app.rules.proof import prove, require_proof, together, universe
from app.rules.schema import Override


def test_the_book_is_proven(book: RuleBook) -> None:
    assert prove(book) == []


def test_the_prover_agrees_with_brute_force(book: RuleBook) -> None:
    """Every pair within a subject, every combination of a reduced vocabulary."""
    compared = 0
    for rules in book.by_subject.values():
        for one, two in combinations(rules, 2):
            facts = sorted({*one.when, *two.when, *one.unless, *two.unless})
            values = [sorted(universe(book, fact), key=str)[:60] for fact in facts]
            met = any(_both(book, one, two, dict(zip(facts, point, strict=True))) for point in product(*values))
            assert met == (together(book, one, two) is not None), (one.id, two.id)
            compared += 1
    assert compared > 80


def _both(book: RuleBook, one: Rule, two: Rule, point: dict[str, Value]) -> bool:
    return book.failing(one, point) is None and book.failing(two, point) is None


def with_rule(book: RuleBook, rule: Rule) -> RuleBook:
    return replace(book, rules=dict(sorted({**book.rules, rule.id: rule}.items())))


def test_removing_the_declared_precedence_is_found(book: RuleBook) -> None:
    bare = with_rule(book, replace(book.rules["dalarna-hvb-2025/cost-split-acute"], overrides=()))
    (finding,) = prove(bare)
    assert finding.code == "conflict"
    assert finding.rules == ("dalarna-barn-unga-2022/cost-split-acute", "dalarna-hvb-2025/cost-split-acute")
    with pytest.raises(RuleError, match="decide cost_split_settled differently when"):
        require_proof(bare)


def test_a_contradicting_rule_is_found(book: RuleBook) -> None:
    rule = book.rules["vgr-barn-unga-2021/health-exam-cost"]
    other = replace(rule, id="vgr-barn-unga-2021/other", then=rule.then.model_copy(update={"payer": "municipality"}))
    assert [f.code for f in prove(with_rule(book, other))] == ["conflict"]


def test_an_idle_override_is_found(book: RuleBook) -> None:
    rule = book.rules["vgr-barn-unga-2021/health-exam-cost"]
    override = Override(rule="dalarna-barn-unga-2022/health-exam-cost", ground="posterior", why="test")
    findings = prove(with_rule(book, replace(rule, overrides=(override,))))
    assert [f.code for f in findings] == ["idle_override"]


def test_a_rule_that_never_decides_is_found(book: RuleBook) -> None:
    rule = book.rules["dalarna-barn-unga-2022/health-exam-cost"]
    other = replace(
        rule, id="dalarna-barn-unga-2022/above", overrides=(Override(rule=rule.id, ground="specialis", why="t"),)
    )
    assert "unreachable" in [f.code for f in prove(with_rule(book, other))]


def test_a_circle_is_found(book: RuleBook) -> None:
    id = "dalarna-barn-unga-2022/cost-split-acute"
    override = Override(rule="dalarna-hvb-2025/cost-split-acute", ground="specialis", why="t")
    findings = prove(with_rule(book, replace(book.rules[id], overrides=(override,))))
    assert "cycle" in [f.code for f in findings]


def test_the_force_is_the_texts_own(book: RuleBook) -> None:
    """A rule that says "must" on a sentence whose only modal word is "bör" would turn advice into duty."""
    import re

    for rule in book.rules.values():
        document = book.library[rule.document]
        begins = rule.quote.start
        listed = "\uf0b7" in document.clean[max(0, begins - 3) : begins]  # the words before a list hold for its items
        text = document.clean[max(rule.quote.section.start, begins - 900) if listed else begins : rule.quote.end]
        text = text.lower()
        strong = re.search(
            r"\bska(?:ll)?\b|måste|åligger|skyldig|ansvarar|finansierar|har .*ansvar|\bgäller\b|förlängs|ingen part kan",
            text,
        )
        if re.search(r"\bbör\b", text) and not strong:
            assert rule.then.force != "must", rule.id
        if rule.then.force == "should":
            assert re.search(r"\bbör\b|viktigt|behöver|fördel|beräknas|önskvärt|företräd", rule.summary.sv.lower()), (
                rule.id
            )
            assert re.search(
                r"\bshould\b|important|needs? to|expected|estimated|preferabl|advantage", rule.summary.en.lower()
            ), rule.id
