"""Places, agreements, legal basis and the other facts of a case."""

from __future__ import annotations

import pytest

from .conftest import Ask


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Vi i Mora har ett barn placerat i Göteborg", {"county": "dalarna", "municipality": "mora", "county_of_stay": "vastra_gotaland"}),
        ("placerat i Göteborg, hemkommun Borlänge", {"municipality": "borlänge", "county_of_stay": "vastra_gotaland"}),
        ("Vara kommun", {"municipality": "vara"}), ("Mora då?", {"county": "dalarna", "municipality": "mora"}), ("MÅSTE DET SÅ VARA?", {"municipality": None}),
        ("det ska VARA gjort i Falun", {"county": "dalarna", "municipality": "falun"}), ("barnet ska vara hemma", {"municipality": None, "county": None}),
        ("goteborg", {"county": "vastra_gotaland"}), ("VGR", {"county": "vastra_gotaland"}), ("i Mark", {"municipality": "mark"}),
        ("lund", {"municipality": "lund"}), ("LVU 2 §", {"legal_basis": "lvu_2"}), ("3 § LVU", {"legal_basis": "lvu_3"}),
        ("placering enligt LVU", {"legal_basis": "lvu"}), ("frivillig placering", {"legal_basis": "sol"}),
        ("inte akut placering", {"acute": False}), ("akutplacering", {"acute": True}), ("akut tandvård", {"acute": None}),
        ("en 15-åring", {"age_group": "child"}), ("en 19-åring på HVB", {"age_group": "youth", "placement": "hvb"}),
        ("vuxen, 19 år", {"age_group": "youth"}), ("från 18 år?", {"age_group": None}), ("unga vuxna", {"age_group": "youth"}),
        ("emergency family home", {"placement": "jourhem", "acute": None}), ("SiS-hem", {"placement": "sis"}),
        ("HVB-överenskommelsen", {"agreement": "dalarna-hvb-2025", "county": "dalarna"}),
        ("Västbus", {"agreement": "vgr-barn-unga-2021", "county": "vastra_gotaland"}),
        ("barnöverenskommelsen i Falun", {"agreement": "dalarna-barn-unga-2022"}),
        ("det var ett jourhem, inte HVB", {"placement": "jourhem"}), ("34-årig kvinna", {"age_group": "adult"}),
        ("Kungsbacka ligger nära Göteborg", {"county": "halland"}), ("akkut placering", {"acute": True}),
        ("barnöverenskommelsen i Skövde", {"agreement": "vgr-barn-unga-2021"}),
    ],
)  # fmt: skip
def test_facts(ask: Ask, text: str, facts: dict[str, object]) -> None:
    found = ask(text).facts
    assert {name: found.get(name) for name in facts} == facts


def test_two_counties_are_not_one(ask: Ask) -> None:
    said = ask("Gäller det både Falun och Göteborg?")
    assert "county" not in said.facts
    assert set(said.several["county"]) == {"dalarna", "vastra_gotaland"}


def test_a_phrase_for_one_fact_does_not_hide_another(ask: Ask) -> None:
    facts = ask("akut HVB-placering enligt LVU i Dalarna").facts
    assert facts == {"acute": True, "placement": "hvb", "legal_basis": "lvu", "county": "dalarna"}
