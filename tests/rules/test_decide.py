"""Deciding: the must-hold rulings, the four outcomes, and that nothing but the facts matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.facts import Facts, Value
from app.rules.book import RuleBook
from app.rules.cases import run
from app.rules.decide import Decision, decide
from app.rules.due import due_date, next_times
from app.rules.proof import universe
from tests.conftest import CORPUS, TODAY


def one(decision: Decision) -> object:
    assert decision.kind == "decided"
    ((_, rule),) = decision.rulings
    return rule


def test_an_acute_hvb_placement_before_and_after_the_hvb_agreement(book: RuleBook) -> None:
    facts: Facts = {"county": "dalarna", "placement": "hvb", "acute": True}
    before = decide(book, "cost_split_settled", facts, TODAY, date(2025, 6, 30))
    after = decide(book, "cost_split_settled", facts, TODAY, date(2025, 7, 1))
    assert one(before).id == "dalarna-barn-unga-2022/cost-split-acute"  # type: ignore[attr-defined]
    assert one(after).id == "dalarna-hvb-2025/cost-split-acute"  # type: ignore[attr-defined]
    assert due_date(book, one(after), date(2026, 3, 10)) == date(2026, 5, 10)  # type: ignore[arg-type]
    assert decide(book, "cost_split_settled", facts, date(2021, 12, 31)).kind == "not_covered"


def test_a_sis_home_counts_as_hvb_in_the_hvb_agreement_but_a_jourhem_never(book: RuleBook) -> None:
    for placement, duration in (
        ("sis", "P2M"),
        ("jourhem", "P1M"),
        ("supported_housing", "P1M"),
        ("family_home", "P1M"),
    ):
        decision = decide(
            book, "cost_split_settled", {"county": "dalarna", "placement": placement, "acute": True}, TODAY
        )
        assert one(decision).then.duration == duration  # type: ignore[attr-defined]


def test_unknown_is_not_false(book: RuleBook) -> None:
    decision = decide(book, "cost_split_settled", {"county": "dalarna"}, TODAY)
    assert decision.kind == "decided"
    assert {rule.then.duration for _, rule in decision.rulings} == {None, "P1M", "P2M"}
    assert decision.missing == ("placement", "acute")


def test_without_a_county_each_agreement_is_shown(book: RuleBook) -> None:
    decision = decide(book, "health_exam_cost", {}, TODAY)
    assert [branch.facts for branch in decision.branches] == [
        {"county": ("dalarna",)},
        {"county": ("vastra_gotaland",)},
    ]
    assert [rule.quote.section.label for _, rule in decision.rulings] == ["6.6", "3.4.3"]


def test_a_certificate_before_an_lvm_application_has_no_payer_in_dalarna(book: RuleBook) -> None:
    assert decide(book, "medical_exam_cost", {"county": "dalarna", "legal_basis": "lvm"}, TODAY).kind == "not_covered"
    decision = decide(book, "medical_exam_cost", {"county": "vastra_gotaland", "legal_basis": "lvm"}, TODAY)
    assert one(decision).then.payer == "region"  # type: ignore[attr-defined]
    open_basis = decide(book, "medical_exam_cost", {"county": "dalarna"}, TODAY)
    assert [bool(branch.rules) for branch in open_basis.branches] == [True, False]


def test_no_decision_for_a_county_without_a_text(book: RuleBook) -> None:
    for subject in book.by_subject:
        assert decide(book, subject, {"county": "stockholm"}, TODAY).kind == "not_covered", subject


def test_the_childrens_agreements_never_decide_for_an_adult(book: RuleBook) -> None:
    """But where the text itself names them: ages, and the report under LVM, which "gäller för vuxna med missbruk"."""
    children = {"dalarna-barn-unga-2022", "vgr-barn-unga-2021"}
    named = {s for s in book.by_subject if book.vocabulary.subjects[s].any_age and not s.endswith("_age")}
    assert named == {"lvm_report"}
    for subject in book.by_subject:
        if subject.endswith("_age") or subject in named or book.vocabulary.subjects[subject].per_agreement:
            continue
        decision = decide(book, subject, {"age_group": "adult"}, TODAY)
        assert not {rule.document for _, rule in decision.rulings} & children, subject


def test_more_than_four_differences_are_asked_about(book: RuleBook) -> None:
    decision = decide(book, "mini_maria_annual_cost", {"county": "dalarna"}, TODAY)
    assert decision.kind == "needs_facts"
    assert decision.missing == ("municipality",)
    assert len(decision.rulings) > 4


def test_the_trace_names_the_condition_that_failed(book: RuleBook) -> None:
    decision = decide(book, "cost_split_settled", {"county": "dalarna", "placement": "hvb", "acute": True}, TODAY)
    reasons = {reason.rule: (reason.code, reason.fact) for reason in decision.trace}
    assert reasons["dalarna-barn-unga-2022/cost-split-acute"] == ("overridden", "dalarna-hvb-2025/cost-split-acute")
    assert all(code in ("condition", "overridden", "time") for code, _ in reasons.values())


def test_withdrawing_a_rule_puts_it_under_review(book: RuleBook) -> None:
    id = "dalarna-barn-unga-2022/health-exam-cost"
    rules = {**book.rules, id: replace(book.rules[id], withdrawn=True)}
    changed = replace(book, rules=rules)
    decision = decide(changed, "health_exam_cost", {"county": "dalarna"}, TODAY)
    assert [branch.rules for branch in decision.branches] == [()]
    assert [rule.id for rule in decision.branches[0].withdrawn] == [id]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)])
def test_any_date_is_valid(day: date, book: RuleBook) -> None:
    for subject in book.by_subject:
        decide(book, subject, {"county": "dalarna"}, day, day)


def test_an_interval_is_counted_from_its_start(book: RuleBook) -> None:
    review = next(r for r in book.by_subject["placement_review"] if r.then.duration == "P6M")
    assert review.then.event == "last_review"
    assert next_times(book, review, date(2026, 8, 31)) == (date(2027, 2, 28), date(2027, 8, 31), date(2028, 2, 29))
    assert due_date(book, review, date(2026, 8, 31)) == date(2027, 2, 28)
    silent = replace(review, then=review.then.model_copy(update={"event": None}))
    assert next_times(book, silent, date(2026, 8, 31)) == (), "without a start nothing can be counted"
    assert due_date(book, silent, date(2026, 8, 31)) is None


def test_periods_of_the_agreement_run_from_its_own_dates(book: RuleBook) -> None:
    notice = book.rules["vgr-barn-unga-2021/notice"]
    assert due_date(book, notice, date(2023, 5, 1)) == date(2023, 3, 31), "nine months before 2023-12-31"
    renewal = book.rules["vgr-barn-unga-2021/renewal"]
    assert due_date(book, renewal, None) == date(2025, 12, 31)


def test_a_rule_ends_on_its_own_last_day(book: RuleBook) -> None:
    rule = replace(book.rules["vgr-barn-unga-2021/sip-meeting-three-weeks"], ends=date(2022, 1, 1))
    changed = replace(book, rules={**book.rules, rule.id: rule})
    facts: Facts = {"county": "vastra_gotaland"}
    assert decide(changed, "sip_meeting_held", facts, date(2022, 1, 1)).kind == "decided"
    assert decide(changed, "sip_meeting_held", facts, date(2022, 1, 2)).kind == "not_covered"


def test_every_case_of_the_experts_holds(book: RuleBook) -> None:
    results = list(run(book, CORPUS))
    assert [f"{document}: {case.name}: {wrong}" for document, case, wrong in results if wrong] == []
    assert len(results) >= 240


ALL_FACTS = ("county", "placement", "legal_basis", "acute", "age_group")


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_full_facts_decide_as_the_definition_says(book: RuleBook, data: st.DataObject) -> None:
    """Against the definition, written plainly: rules whose conditions hold, less those that another overrides."""
    subject = data.draw(st.sampled_from(sorted(book.by_subject)))
    rules = book.by_subject[subject]
    names = sorted({fact for rule in rules for fact in (*rule.when, *rule.unless)} | set(ALL_FACTS))
    facts: dict[str, Value] = {n: data.draw(st.sampled_from(sorted(universe(book, n), key=str))) for n in names}
    day = data.draw(st.dates(date(2020, 1, 1), date(2036, 1, 1)))

    def holds(conditions: object, hierarchy: dict[str, dict[str, str]]) -> bool:
        for fact, wanted in conditions.items():  # type: ignore[attr-defined]
            value = facts[fact]
            counts: set[Value] = {value}
            for _ in range(3):
                counts |= {hierarchy.get(fact, {}).get(str(v), v) for v in counts}
                counts |= {book.vocabulary.facts[fact].values[v].parent for v in counts
                           if isinstance(v, str) and v in book.vocabulary.facts[fact].values}  # fmt: skip
            if not counts & wanted:
                return False
        return True

    applying = [
        r for r in rules
        if (r.valid_from is None or day >= r.valid_from)
        and holds(r.when, book.library[r.document].manifest.hierarchy)
        and not (r.unless and holds(r.unless, book.library[r.document].manifest.hierarchy))
    ]  # fmt: skip
    beaten = {o.rule for r in applying for o in r.overrides}
    expected = {r.outcome for r in applying if r.id not in beaten}
    decision = decide(book, subject, facts, day)
    assert {rule.outcome for _, rule in decision.rulings} == expected
    assert (decision.kind == "not_covered") == (not expected)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_branches_are_what_each_value_would_give(book: RuleBook, data: st.DataObject) -> None:
    """Leaving a fact open shows exactly the outcomes that its values have."""
    subject = data.draw(st.sampled_from(sorted(book.by_subject)))
    facts: dict[str, Value] = {
        "county": data.draw(st.sampled_from(["dalarna", "vastra_gotaland"])),
        "age_group": "child",
    }
    open_facts = ["placement", "acute", "legal_basis"]
    for fact in list(open_facts):
        if data.draw(st.booleans()):
            facts[fact] = data.draw(st.sampled_from(sorted(book.vocabulary.leaves(fact, None), key=str)))
            open_facts.remove(fact)
    decision = decide(book, subject, facts, TODAY)
    each = [
        decide(book, subject, {**facts, **dict(zip(open_facts, values, strict=True))}, TODAY)
        for values in product(*(book.vocabulary.leaves(fact, None) for fact in open_facts))
    ]
    assert {r.outcome for _, r in decision.rulings} == {r.outcome for d in each for _, r in d.rulings}


def test_open_facts_are_split_in_the_order_that_gives_the_fewest_branches(book: RuleBook) -> None:
    """By placement first the planned placements would be told twice."""
    decision = decide(book, "cost_split_settled", {"county": "dalarna"}, TODAY)
    assert [list(branch.facts) for branch in decision.branches] == [
        ["acute", "placement"],
        ["acute", "placement"],
        ["acute"],
    ]


def test_branches_that_rest_on_different_rules_are_not_put_together(book: RuleBook) -> None:
    """Six months for LVU 2 § and for voluntary placements, but each by a sentence of its own, which is what is cited."""
    decision = decide(book, "placement_review", {"county": "dalarna", "placement": "hvb"}, TODAY)
    assert [(branch.facts["legal_basis"], [rule.id for rule in branch.rules]) for branch in decision.branches] == [
        (("sol",), ["dalarna-hvb-2025/placement-review-sol"]),
        (("lvu_2",), ["dalarna-hvb-2025/placement-review-lvu-2"]),
        (("lvu_3",), ["dalarna-hvb-2025/placement-review-lvu-3"]),
        (("lvm",), []),
    ]
    assert len({rule.outcome for _, rule in decision.rulings}) == 1
