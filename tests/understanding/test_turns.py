"""How a message relates to what was asked before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.answering.compose import Desk, answer
from app.understanding.turns import FILE, NEW, ON, SAME, read_model
from ingest.errors import CorpusError
from tests.understanding.conftest import CORPUS

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("turn", "relation"),
    [
        ("och om det vore i Lerum då?", SAME), ("what if she was put in residential care instead?", SAME),
        ("vilket papper står det i?", SAME), ("vem är det som skickar kallelsen?", ON),
        ("and who takes the minutes at it?", ON), ("något helt annat, vad betyder BBIC?", NEW),
        ("Will it be sunny on Thursday?", NEW),
    ],
)  # fmt: skip
def test_relations(desk: Desk, turn: str, relation: str) -> None:
    assert desk.judge is not None
    chances = desk.judge.relation(turn)
    assert max(chances, key=lambda name: chances[name]) == relation
    assert sum(chances.values()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("first", "turn"),
    [
        ("Hur snabbt ska SIP-mötet hållas i Borås?", "vem är det som skickar kallelsen?"),
        ("How soon must a SIP meeting be held in Borås?", "What must the plan itself contain?"),
        ("Till vilken ålder tar Mini-Maria emot?", "Vilka yrken finns på mottagningen?"),
    ],
)
def test_who_and_what_after_a_ruling_is_not_answered_by_it(desk: Desk, first: str, turn: str) -> None:
    assert answer(desk, [first], TODAY).status == "decided"
    assert answer(desk, [first, turn], TODAY).rulings == ()


def test_a_changed_case_gets_its_own_ruling(desk: Desk) -> None:
    first = "När ska kostnadsfördelningen vara klar efter en akut placering i jourhem i Mora?"
    assert [r.deadline.duration for r in answer(desk, [first], TODAY).rulings if r.deadline] == ["P1M"]
    after = answer(desk, [first, "och om det hade varit HVB?"], TODAY)
    assert [r.deadline.duration for r in after.rulings if r.deadline] == ["P2M"]


def test_bare_facts_never_end_a_topic(desk: Desk) -> None:
    for turn in ("HVB", "den 5 oktober", "Mora"):
        after = answer(desk, ["akut placering i Dalarna, när ska kostnadsfördelningen vara klar?", turn], TODAY)
        assert {r.subject for r in after.rulings} == {"cost_split_settled"}, turn


def test_without_the_model_words_alone_tell(desk: Desk) -> None:
    assert desk.judge is not None
    plain = replace(desk, judge=replace(desk.judge, turns=None))
    after = answer(plain, ["Hur snabbt ska SIP-möte hållas i Borås?", "och i Skövde?"], TODAY)
    assert [r.subject for r in after.rulings] == ["sip_meeting_held"]


def test_a_missing_file_is_none_and_a_damaged_one_says_so(tmp_path: Path) -> None:
    assert read_model(tmp_path) is None
    (tmp_path / FILE).write_bytes((CORPUS / FILE).read_bytes()[:500])
    with pytest.raises(CorpusError) as error:
        read_model(tmp_path)
    assert FILE in (error.value.where or "")
