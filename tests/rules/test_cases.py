"""The experts' cases: they hold, each states what comes out, and together they show every rule deciding and not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.rules.book import Rule, RuleBook, RuleError
from app.rules.cases import Case, check, gaps, limits, read_cases, run
from app.rules.decide import decide
from tests.conftest import CORPUS, TODAY

HVB = "dalarna-hvb-2025"
CHILDREN = ("dalarna-barn-unga-2022", "vgr-barn-unga-2021")
POSITIVE = """
[[case]]
name = "on a home"
subject = "care_cost"
facts = { county = "dalarna", placement = "hvb", age_group = "adult" }
as_of = 2026-11-22
expect = { kind = "decided", payer = "region", says = "den vuxne behöver under placeringen på HVB" }
"""
NEGATIVE = """
[[case]]
name = "elsewhere"
subject = "care_cost"
facts = { %s, age_group = "adult" }
as_of = 2026-11-22
expect = { kind = "not_covered" }
"""


def with_cases(folder: Path, text: str) -> Path:
    """A corpus folder that holds nothing but the HVB agreement's cases."""
    (folder / HVB).mkdir()
    (folder / HVB / "cases.toml").write_text(text, encoding="utf-8")
    return folder


def experts(document: str) -> tuple[Case, ...]:
    return read_cases(CORPUS / document / "cases.toml")


def test_every_rule_is_shown_deciding_and_not_deciding(book: RuleBook) -> None:
    assert list(gaps(book, CORPUS)) == []


def changed(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """The rule with one thing wrong at a time: a payer, sum, period, urgency, age, date or force, or without one of
    the conditions that limit it."""
    then = rule.then
    wrong: dict[str, Any] = {
        "payer": "region" if then.payer == "municipality" else "municipality",
        "amount": (then.amount or 0) + 1,
        "per": "once" if then.per == "year" else "year",
        "share": (then.share or 0) + 1,
        "duration": "P7M",
        "urgency": "promptly" if then.urgency == "immediately" else "immediately",
        "age": (then.age or 0) + 1,
        "inclusive": not then.inclusive,
        "by_year": not then.by_year,
        "times": (3, 4),
        "force": "may" if then.force == "must" else "must",
        "date_from": then.date_from and then.date_from + timedelta(days=1),
        "date_to": then.date_to and then.date_to + timedelta(days=1),
    }
    for field, value in wrong.items():
        if getattr(then, field) is not None:
            yield field, replace(rule, then=then.model_copy(update={field: value}))
    for fact in sorted({"placement", "acute", "legal_basis", "municipality"} & set(rule.when)):
        yield f"when.{fact}", replace(rule, when={name: values for name, values in rule.when.items() if name != fact})
    if rule.unless:
        yield "unless", replace(rule, unless={})


def test_a_rule_with_one_thing_wrong_fails_one_of_the_cases(book: RuleBook) -> None:
    cases: dict[str, list[tuple[str, Case]]] = {}
    for document, case, _ in run(book, CORPUS):
        cases.setdefault(case.subject, []).append((document, case))
    unseen, tried = [], 0
    for id, rule in book.rules.items():
        for what, other in changed(rule):
            tried += 1
            wrong = replace(book, rules={**book.rules, id: other})
            if not any(check(wrong, document, case) for document, case in cases[rule.subject]):
                unseen.append(f"{id}: {what}")
    assert unseen == []
    assert tried > 500


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("", ["no case shows it deciding", "no case shows it not deciding"]),
        (POSITIVE, ["no case shows it not deciding"]),
        (
            POSITIVE + NEGATIVE % 'county = "stockholm", placement = "hvb"',
            ["no case shows it not deciding for another value of placement"],
        ),
        (POSITIVE + NEGATIVE % 'county = "dalarna", placement = "family_home"', []),
        (
            POSITIVE.replace('"region"', '"municipality"'),
            ["no case shows it deciding", "no case shows it not deciding"],
        ),
    ],
    ids=["none", "positive", "another-county", "another-placement", "a-case-that-fails"],
)
def test_a_gap_names_the_rule_and_what_is_missing(book: RuleBook, tmp_path: Path, text: str, gap: list[str]) -> None:
    found = [line for line in gaps(book, with_cases(tmp_path, text)) if line.startswith(f"{HVB}/care-cost:")]
    assert found == [f"{HVB}/care-cost: {what}" for what in gap]


def test_what_limits_a_rule_leaves_out_what_its_whole_agreement_shares(book: RuleBook) -> None:
    assert limits(book, book.rules["dalarna-barn-unga-2022/cost-split-acute"]) == {"acute"}
    assert limits(book, book.rules["dalarna-hvb-2025/dental-home-region-contacted"]) == {"age_group", "placement"}
    assert limits(book, book.rules["smedjebacken-namnd-2025-09-11/mini-maria-budget-other"]) == {"municipality"}
    assert limits(book, book.rules["vgr-barn-unga-2021/notice"]) == frozenset()


@pytest.mark.parametrize("kind", ["decided", "branches", "needs_facts", "conflict"])
def test_a_case_that_states_no_content_is_refused(kind: str, tmp_path: Path) -> None:
    text = POSITIVE.replace('kind = "decided", payer = "region"', f'kind = "{kind}", warnings = []')
    text = text.replace(', says = "den vuxne behöver under placeringen på HVB"', "")
    with pytest.raises(RuleError, match=f"{kind} alone proves nothing"):
        read_cases(with_cases(tmp_path, text) / HVB / "cases.toml")


def test_words_that_the_sentence_does_not_say_are_reported(book: RuleBook, tmp_path: Path) -> None:
    (case,) = read_cases(with_cases(tmp_path, POSITIVE) / HVB / "cases.toml")
    assert check(book, HVB, case) == ""
    other = case.model_copy(update={"expect": case.expect.model_copy(update={"says": "i familjehem"})})
    assert check(book, HVB, other) == f"{HVB}/care-cost: its sentence does not say 'i familjehem'"


def test_an_acute_hvb_placement_is_answered_differently_in_2023_in_august_2025_and_today(book: RuleBook) -> None:
    answers: dict[date, set[tuple[str | None, date | None, tuple[str, ...] | None]]] = {
        date(2023, 3, 1): set(),
        date(2025, 8, 15): set(),
        TODAY: set(),
    }
    for _, case, wrong in run(book, CORPUS):
        acute_hvb = case.facts == {"county": "dalarna", "placement": "hvb", "acute": True}
        if case.subject == "cost_split_settled" and acute_hvb and case.as_of in answers:
            assert not wrong
            answers[case.as_of].add((case.expect.duration, case.expect.due, case.expect.warnings))
    first, second, third = answers.values()
    assert first.isdisjoint(second | third)
    assert second.isdisjoint(third)
    assert {duration for duration, _, _ in first} == {"P1M"}
    assert "P2M" in {duration for duration, _, _ in second}
    assert "P2M" in {duration for duration, _, _ in third}


@pytest.mark.parametrize("document", CHILDREN)
def test_experts_wrote_cases_for_adults_for_counties_without_a_text_and_for_children_placed_elsewhere(
    document: str, book: RuleBook
) -> None:
    cases = experts(document)
    own = book.library[document].manifest.county
    texts = {d.manifest.county for d in book.library}
    refused = [case for case in cases if case.expect.kind == "not_covered"]
    away = [case for case in cases if case.facts.get("county_of_stay", own) != own and case.facts["county"] == own]
    assert any(case.facts.get("age_group") == "adult" for case in refused)
    assert any(case.facts.get("county") not in texts for case in refused if "county" in case.facts)
    assert any(case.expect.kind == "decided" for case in away)
    assert any(case.facts.get("county_of_stay") not in (None, case.facts.get("county")) for case in refused)


def test_a_county_without_a_text_gets_no_decision_wherever_the_child_stays(book: RuleBook) -> None:
    without = set(book.vocabulary.counties) - {document.manifest.county for document in book.library}
    assert len(without) == 18
    for county in sorted(without):
        for subject in book.by_subject:
            facts = {"county": county, "county_of_stay": "dalarna"}
            assert decide(book, subject, facts, TODAY).kind == "not_covered", (county, subject)


@pytest.mark.parametrize(("placing", "stay"), [("dalarna", "vastra_gotaland"), ("vastra_gotaland", "dalarna")])
def test_the_placing_county_decides_for_a_child_placed_in_another(book: RuleBook, placing: str, stay: str) -> None:
    for subject, rules in book.by_subject.items():
        if any("county_of_stay" in rule.when for rule in rules):
            continue
        at_home = decide(book, subject, {"county": placing}, TODAY)
        away = decide(book, subject, {"county": placing, "county_of_stay": stay}, TODAY)
        assert repr(away.rulings) == repr(at_home.rulings), subject
        assert all(book.library[rule.document].manifest.county == placing for _, rule in away.rulings), subject
