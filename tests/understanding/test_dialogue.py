"""Follow-ups."""

from __future__ import annotations

import pytest

from app.understanding.dialogue import merge
from app.understanding.question import Reader

from .conftest import AS_OF, Ask


@pytest.mark.parametrize(
    ("turns", "subject", "facts"),
    [
        (
            ("Vem betalar hälsoundersökningen i Falun?", "och i Göteborg?"),
            "health_exam_cost",
            {"county": "vastra_gotaland", "municipality": "göteborg"},
        ),
        (
            ("Vem betalar hälsoundersökningen i Falun?", "och läkarundersökningen då?"),
            "medical_exam_cost",
            {"county": "dalarna"},
        ),
        (("Vem betalar boendet på HVB i Falun?", "och vården?"), "care_cost", {"placement": "hvb"}),
        (("Hur snabbt ska SIP-möte hållas i Göteborg?", "varför?"), "sip_meeting_held", {"county": "vastra_gotaland"}),
        (
            ("jag jobbar i Falun med LVU", "vem betalar läkarundersökningen?"),
            "medical_exam_cost",
            {"legal_basis": "lvu", "county": "dalarna"},
        ),
        (
            ("När ska kostnadsfördelningen vara klar?", "akut", "familjehem i Mora"),
            "cost_split_settled",
            {"acute": True, "placement": "family_home"},
        ),
        (
            ("Hur snabbt ska en orosanmälan göras?", "Tack. Vem betalar boendet på HVB i Mora?"),
            "housing_cost",
            {"municipality": "mora"},
        ),
        (
            ("Who pays for the health check in Falun?", "and in Gothenburg?"),
            "health_exam_cost",
            {"county": "vastra_gotaland"},
        ),
        (
            ("When must the investigation be finished?", "It was opened on 15 January 2026"),
            "investigation_completed",
            {},
        ),
    ],
)
def test_follow_ups(ask: Ask, turns: tuple[str, ...], subject: str, facts: dict[str, object]) -> None:
    said = ask(*turns)
    assert [c.subject for c in said.candidates][:1] == [subject]
    assert {name: said.facts.get(name) for name in facts} == facts


@pytest.mark.parametrize(
    "last",
    [
        "vem betalar tolken då?",
        "när öppnar vårdcentralen?",
        "vad kostar en HVB-plats per dygn?",
        "och hur överklagar man?",
    ],
)
def test_a_follow_up_about_something_else_is_about_nothing(ask: Ask, last: str) -> None:
    assert ask("Vem betalar hälsoundersökningen i Falun?", last).candidates == ()


def test_another_county_drops_the_agreement_of_the_first(ask: Ask) -> None:
    said = ask("Hur länge gäller HVB-överenskommelsen?", "och i Göteborg?")
    assert "agreement" not in said.facts
    assert said.facts["county"] == "vastra_gotaland"


def test_a_turn_that_says_too_little_is_searched_with_what_it_leans_on(reader: Reader) -> None:
    first, second = "Hur rapporteras avvikelser i samverkan i Falun?", "och i Göteborg?"
    merged = merge(reader.vocabulary, [reader.read(text, AS_OF) for text in (first, second)])
    assert merged.candidates or merged.sought == f"{first} {second}"
    price = merge(reader.vocabulary, [reader.read(text, AS_OF) for text in (first, "vad kostar det per dygn?")])
    assert price.sought == ""


def test_the_ask_goes_over_to_another_item_and_the_old_item_does_not(reader: Reader) -> None:
    turns = ["Who pays for the LVU doctor's examination in Mora?", "And the accommodation?"]
    merged = merge(reader.vocabulary, [reader.read(text, AS_OF) for text in turns])
    assert [c.subject for c in merged.candidates] == ["housing_cost"]
