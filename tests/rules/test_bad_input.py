"""Rules and manifests broken on purpose: each error names the file, the rule, the field and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.facts import read_vocabulary
from app.rules.book import RuleBook, RuleError, read_rules
from app.rules.proof import require_proof
from ingest.errors import CorpusError, QuoteError
from ingest.library import Library, read_library

DOCUMENT = "vastmanland-barnkonsekvens"
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


def read(corpus: Path, library: Library, *rules: str) -> RuleBook:
    (corpus / DOCUMENT / "rules.toml").write_text("".join(rules), encoding="utf-8")
    return read_rules(corpus, library, read_vocabulary(corpus))


def also(line: str, id: str = "extra", duration: str = "P4Y") -> str:
    """The good rule with a further line."""
    return GOOD.replace("[[rule]]", f"[[rule]]\n{line}").replace('"extra"', f'"{id}"').replace("P4Y", duration)


def over(id: str) -> str:
    return f'overrides = [{{ rule = "{DOCUMENT}/{id}", ground = "specialis", why = "" }}]'


def test_the_good_rule_is_good(corpus_copy: Path, library: Library) -> None:
    book = read(corpus_copy, library, GOOD)
    assert book.rules[f"{DOCUMENT}/extra"].when["agreement"] == {DOCUMENT}
    require_proof(book)


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('id = "extra"', 'id = "extra"\nprio = 3', ["prio: unknown key"]),
        ('id = "extra"\n', "", ["rule 1", "id: Field required"]),
        ('duration = "P4Y"', 'duration = "4 years"', ["then.duration", "'4 years' is not a duration such as P3W"]),
        ('duration = "P4Y"', 'duration = "P1.5Y"', ["then.duration", "'P1.5Y' is not a duration such as P3W"]),
        ('duration = "P4Y"', 'duration = "P4Y", age = 3', ["then", "only one of duration and age"]),
        ('topic = "deadline"', 'topic = "cost"', ["then.duration does not belong to a rule of topic 'cost'"]),
        ('force = "must"', 'force = "shall"', ["then.force: Input should be 'must', 'should' or 'may'"]),
        ('"agreement_follow_up"', '"aggrement"', ["Unknown subject 'aggrement'", "field subject", "facts.toml"]),
        ("[[rule]]", '[[rule]]\nwhen = { plats = "hvb" }', ["Unknown fact 'plats'", "field when.plats", "placement"]),
        (
            "[[rule]]",
            '[[rule]]\nunless = { placement = "hotell" }',
            ["'hotell' is not a value of 'placement'", "field unless.placement", "family_home, jourhem, hvb"],
        ),
        ("[[rule]]", '[[rule]]\nwhen = { acute = "ja" }', ["'ja' is not a value of 'acute'", "true or false"]),
        ("[[rule]]", '[[rule]]\nwhen = { county = "Dalarna" }', ["'Dalarna' is not a value", "municipalities.csv"]),
        ("[[rule]]", "[[rule]]\nwhen = { placement = [] }", ["is given no value", "field when.placement"]),
        ('printed = "vart', 'event = "party", printed = "vart', ["Unknown event 'party'", "field then.event"]),
        ('printed = "vart', 'actor = "nobody", printed = "vart', ["Unknown actor 'nobody'", "field then.actor"]),
        ('section = "6"', 'section = "66"', ["has no section '66'", "field source.section", "The nearest is '6'"]),
        ('section = "6"', 'section = "5"', ["does not stand in '5'", "but in '6'", "renumbered"]),
        (
            "var fjärde år",
            "var femte år",
            ["'fjärde' in the source is 'femte' in the quote", "field source.quote", "Nearest: 'Samverkansöverens"],
        ),
        (
            "[[rule]]",
            '[[rule]]\nalso = [{ section = "6", quote = "Detta står inte" }]',
            ["field also 1.quote", "nothing near it was found"],
        ),
        ("[[rule]]", f"[[rule]]\n{over('extr')}", ["which does not exist", "field overrides", f"{DOCUMENT}/extra'"]),
        (
            "[[rule]]",
            '[[rule]]\nalternative_to = ["extr"]\nconditions = { sv = "a", en = "b" }',
            ["is an alternative to", "which does not exist", "field alternative_to"],
        ),
        (
            "[[rule]]",
            "[[rule]]\nvalid_from = 2030-01-01\nvalid_to = 2029-12-31",
            ["valid_from is after valid_to"],
        ),
        ("[[rule]]", '[[rule]]\nvalid_from = "2030-02-30"', ["valid_from: Input should be a valid date"]),
        ("source =", "source", ["Not valid TOML", "line"]),
    ],
)
def test_a_malformed_rule_names_file_rule_and_field(
    old: str, new: str, parts: list[str], corpus_copy: Path, library: Library
) -> None:
    assert old in GOOD
    with pytest.raises(CorpusError) as caught:
        read(corpus_copy, library, GOOD.replace(old, new, 1))
    message = str(caught.value)
    assert f"{DOCUMENT}/rules.toml" in message
    if "TOML" not in message and "rule 1" not in parts:
        assert "rule 'extra'" in message
    for part in parts:
        assert part in message


def test_an_override_of_another_subject_is_refused(corpus_copy: Path, library: Library) -> None:
    line = over("extra").replace(f"{DOCUMENT}/extra", "dalarna-barn-unga-2022/health-exam-cost")
    with pytest.raises(RuleError, match=r"which decides another subject \(health_exam_cost\).*field overrides"):
        read(corpus_copy, library, also(line))


def test_a_duplicate_rule_is_refused(corpus_copy: Path, library: Library) -> None:
    with pytest.raises(RuleError, match=r"Two rules are called 'extra' \(.*rules\.toml, rule 'extra', field id\)"):
        read(corpus_copy, library, GOOD, GOOD)


def test_a_dismissed_quote_must_stand_too(corpus_copy: Path, library: Library) -> None:
    text = '[[dismissed]]\nsection = "6"\nquote = "Detta står inte här alls, inte alls."\nreason = "background"\n'
    with pytest.raises(QuoteError, match=r"rules\.toml, dismissed 1\.quote"):
        read(corpus_copy, library, text)


def test_a_circle_of_overrides_names_both_rules(corpus_copy: Path, library: Library) -> None:
    book = read(corpus_copy, library, also(over("other")), also(over("extra"), "other", "P3Y"))
    with pytest.raises(RuleError, match="go round in a circle") as caught:
        require_proof(book)
    places = f"{DOCUMENT}/rules.toml, rule 'extra'; {DOCUMENT}/rules.toml, rule 'other'; field overrides"
    assert places in str(caught.value)


def test_an_override_that_never_fires_is_refused(corpus_copy: Path, library: Library) -> None:
    """The one has ended before the other begins."""
    late = also(f"valid_from = 2025-01-01\n{over('extra')}", "other", "P3Y")
    book = read(corpus_copy, library, also("valid_to = 2024-12-31"), late)
    with pytest.raises(RuleError, match=r"can never apply together \(.*rule 'other'.*field overrides\)"):
        require_proof(book)
    require_proof(read(corpus_copy, library, also("valid_to = 2025-01-02"), late))


def test_overlapping_validity_is_an_error_that_names_the_days(corpus_copy: Path, library: Library) -> None:
    late = also("valid_from = 2025-01-01", "other", "P3Y")
    book = read(corpus_copy, library, also("valid_to = 2025-06-30"), late)
    with pytest.raises(RuleError, match=r"differently when .*, from 2025-01-01, to 2025-06-30: declare") as caught:
        require_proof(book)
    assert f"{DOCUMENT}/rules.toml, rule 'extra'; {DOCUMENT}/rules.toml, rule 'other'" in str(caught.value)
    require_proof(read(corpus_copy, library, also("valid_to = 2024-12-31"), late))


def test_a_successor_must_begin_later(corpus_copy: Path) -> None:
    """Else no rule of the earlier document could ever apply, and nobody would be told."""
    path = corpus_copy / "dalarna-barn-unga-2022" / "document.toml"
    path.write_text('succeeds = ["dalarna-hvb-2025"]\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(
        RuleError, match=r"succeeds 'dalarna-hvb-2025', which begins on .* but begins no later"
    ) as error:
        read_rules(corpus_copy, read_library(corpus_copy), read_vocabulary(corpus_copy))
    assert "dalarna-barn-unga-2022/document.toml, succeeds" in str(error.value)


def test_a_rule_that_would_begin_after_its_documents_successor_is_refused(corpus_copy: Path) -> None:
    manifest = corpus_copy / "dalarna-hvb-2025" / "document.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text('succeeds = ["dalarna-barn-unga-2022"]\n' + text, encoding="utf-8")
    rules = corpus_copy / "dalarna-barn-unga-2022" / "rules.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("[[rule]]", "[[rule]]\nvalid_from = 2030-01-01", 1), encoding="utf-8")
    with pytest.raises(RuleError, match=r"before it begins on 2030-01-01 \(.*field valid_from\)"):
        read_rules(corpus_copy, read_library(corpus_copy), read_vocabulary(corpus_copy))


def test_a_value_whose_parent_is_itself_is_refused(corpus_copy: Path) -> None:
    """A circle of parents has no most exact value."""
    path = corpus_copy / "facts.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('parent = "lvu" }', 'parent = "lvu_2" }', 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"fact\.legal_basis: .*'lvu_2', the parent of 'lvu_2'"):
        read_vocabulary(corpus_copy)
