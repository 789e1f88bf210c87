"""The prover, checked by brute force and by books broken on purpose."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest

from app.facts import Value, read_vocabulary
from app.rules.book import Rule, RuleBook, RuleError, read_rules
from app.rules.proof import prove, require_proof, together, universe
from app.rules.schema import Override
from ingest.errors import CorpusError, QuoteError
from ingest.library import Library


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


RULES = "vastmanland-barnkonsekvens/rules.toml"
GOOD = """
[[rule]]
id = "extra"
topic = "deadline"
subject = "agreement_follow_up"
summary = { sv = "a", en = "b" }
questions = { sv = ["a"], en = ["b"] }
then = { duration = "P4Y", relation = "every", printed = "vart fjärde år", force = "must" }
source = { section = "6", quote = "Samverkansöverenskommelsen kommer att följas upp var fjärde år" }
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "extra"', 'id = "extra"\nprio = 3', r"rules\.toml, rule 'extra'.*|prio: unknown key"),
        ('duration = "P4Y"', 'duration = "4 years"', "is not a duration such as P3W"),
        ('duration = "P4Y"', 'duration = "P4Y", age = 3', "only one of duration and age"),
        ('topic = "deadline"', 'topic = "cost"', "does not belong to a rule of topic 'cost'"),
        ('subject = "agreement_follow_up"', 'subject = "aggrement"', "Unknown subject 'aggrement'"),
        ('force = "must"', 'force = "shall"', "force: Input should be 'must', 'should' or 'may'"),
        ("[[rule]]\nid", '[[rule]]\nwhen = { plats = "hvb" }\nid', "Unknown fact 'plats'"),
        ("[[rule]]\nid", '[[rule]]\nwhen = { placement = "hotell" }\nid', "'hotell' is not a value of 'placement'"),
        ("[[rule]]\nid", '[[rule]]\nwhen = { acute = "ja" }\nid', "'ja' is not a value of 'acute'"),
        ('section = "6"', 'section = "66"', "has no section '66'"),
        ("var fjärde år", "var femte år", r"'fjärde' in the source is 'femte' in the quote"),
        (
            "[[rule]]\nid",
            '[[rule]]\noverrides = [{ rule = "x/y", ground = "specialis", why = "" }]\nid',
            "which does not exist",
        ),
        ('printed = "vart', 'event = "party", printed = "vart', "Unknown event 'party'"),
        ("source =", "source", "Not valid TOML"),
        ('id = "extra"\n', "", "id: Field required"),
    ],
)
def test_a_malformed_rule_names_file_rule_and_field(
    old: str, new: str, words: str, corpus_copy: Path, library: Library
) -> None:
    path = corpus_copy / RULES
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=words) as caught:
        read_rules(corpus_copy, library, read_vocabulary(corpus_copy))
    assert "vastmanland-barnkonsekvens" in str(caught.value)


def test_the_good_rule_is_good(corpus_copy: Path, library: Library) -> None:
    (corpus_copy / RULES).write_text(GOOD, encoding="utf-8")
    book = read_rules(corpus_copy, library, read_vocabulary(corpus_copy))
    assert book.rules["vastmanland-barnkonsekvens/extra"].when["agreement"] == {"vastmanland-barnkonsekvens"}


def test_a_duplicate_rule_is_refused(corpus_copy: Path, library: Library) -> None:
    (corpus_copy / RULES).write_text(GOOD + GOOD, encoding="utf-8")
    with pytest.raises(RuleError, match="Two rules are called 'extra'"):
        read_rules(corpus_copy, library, read_vocabulary(corpus_copy))


def test_a_dismissed_quote_must_stand_too(corpus_copy: Path, library: Library) -> None:
    text = '[[dismissed]]\nsection = "6"\nquote = "Detta står inte här alls, inte alls."\nreason = "background"\n'
    (corpus_copy / RULES).write_text(text, encoding="utf-8")
    with pytest.raises(QuoteError, match=r"dismissed 1"):
        read_rules(corpus_copy, library, read_vocabulary(corpus_copy))


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
