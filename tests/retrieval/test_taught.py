"""The model of the sections: helps where it was taught, is silent where not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from app.answering.compose import Desk
from app.retrieval.taught import FILE, read_model, values
from app.softmax import NONE
from ingest.errors import CorpusError

CORPUS = Path(__file__).parents[2] / "corpus"
DAY = date(2026, 11, 22)


def test_every_taught_section_is_one_of_the_corpus(desk: Desk) -> None:
    model = read_model(CORPUS)
    assert model is not None
    assert set(model.softmax.classes) - {NONE} <= {desk.search.chunks_of(place)[0].id for place in desk.search.places}


def test_unknown_sections_stand_neither_higher_nor_lower_than_the_unlikely() -> None:
    found = values({"a": 0.5, "b": 1e-9, NONE: 0.5}, ["a", "b", "changed", "new"], [True, True, True, False])
    assert found[1] == found[2] == 0
    assert 0 < found[3] < found[0], "a section of a new document may win by its words"


def test_without_chances_nothing_is_added() -> None:
    assert not values({}, ["a", "b"], [True, False]).any()


def test_what_nothing_answers_is_told_from_what_a_section_does(desk: Desk) -> None:
    refused = desk.search.find("Vad tjänar en socialsekreterare i månaden?", None, DAY)
    answered = desk.search.find("Vilka yrken finns på en ungdomsmottagning i Dalarna?", None, DAY)
    assert refused.unanswered > 0.5 > answered.unanswered
    assert 0 < answered.taught <= 1


def test_chances_are_of_one_whole(desk: Desk) -> None:
    assert sum(desk.search.chances("vem kallar till SIP?").values()) == pytest.approx(1, abs=1e-5)


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    assert read_model(tmp_path) is None
    np.savez(tmp_path / FILE, classes=np.array(["a"]))
    with pytest.raises(CorpusError) as error:
        read_model(tmp_path)
    assert error.value.remedy
