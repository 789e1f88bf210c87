"""The model of the subjects: beside the words, never over the facts."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from app.answering.compose import Desk, answer
from app.softmax import NONE
from app.understanding.likeness import FILE, SIGNALS, read_model, signals
from app.understanding.subjects import Candidate
from ingest.errors import CorpusError
from tests.understanding.conftest import CORPUS


def subjects(desk: Desk, *turns: str) -> list[str]:
    return [ruling.subject for ruling in answer(desk, turns, date(2026, 11, 22)).rulings]


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Läkarens papper inför en tvångsansökan för en tonåring i Orsa – hamnar det på vår budget?", "medical_exam_cost"),
        ("hur långt tid har vårdcentralen i Borås på sig innan ungen ska ha fått en tid för hälsokollen", "health_exam_offered"),
    ],
)  # fmt: skip
def test_phrasings_that_no_pattern_foresaw(desk: Desk, question: str, subject: str) -> None:
    assert subjects(desk, question)[:1] == [subject]


def test_a_greeting_a_place_and_noise_are_about_nothing(desk: Desk) -> None:
    for text in ("hej!", "Vi är i Göteborg.", "tack för hjälpen", "asdf qwer zxcv"):
        assert subjects(desk, text) == []


def test_it_knows_every_subject_and_was_taught_with_the_embedder_in_use(desk: Desk) -> None:
    model = read_model(CORPUS)
    assert model is not None
    assert model.knows == set(desk.book.vocabulary.subjects)
    assert model.embedder == desk.search.embedder.model
    assert desk.judge is not None


def test_chances_are_of_one_whole(desk: Desk) -> None:
    assert desk.judge is not None
    for question in ("vem betalar?", "", "x" * 5000):
        chances = desk.judge.model.chances(question, desk.search.vector(question), frozenset({"pay"}))
        assert sum(chances.values()) == pytest.approx(1, abs=1e-5)
        assert NONE in chances


def test_what_known_facts_rule_out_is_less_likely(desk: Desk) -> None:
    """A subject that no rule of the county decides yields to one that a rule does."""
    assert desk.judge is not None
    chances = {"sip_consent_withdrawal": 0.4, "consent_withdrawal": 0.5, NONE: 0.1}
    args = (desk.book.vocabulary, desk.reader.lexicon, chances, (), frozenset[str](), "consent_withdrawal")
    allowed = desk.judge.model.sure(signals(*args, lambda subject: True))
    silent = desk.judge.model.sure(signals(*args, lambda subject: subject != "consent_withdrawal"))
    assert silent < allowed / 2


def test_an_untaught_subject_keeps_what_the_words_say(desk: Desk) -> None:
    assert desk.judge is not None
    model = desk.judge.model
    less = replace(model.softmax, classes=tuple("old" if c == "housing_cost" else c for c in model.softmax.classes))
    judge = replace(desk.judge, model=replace(model, softmax=less))
    worded = Candidate("housing_cost", frozenset({"pay", "housing"}), 2)
    chosen = judge.choose("Vem betalar boendet på HVB?", [worded], frozenset({"pay", "housing"}), {})
    assert worded in chosen


def test_without_the_model_or_with_another_embedder_the_words_alone_propose(desk: Desk) -> None:
    plain = replace(desk, judge=None)
    assert subjects(plain, "Vem betalar hälsoundersökningen vid placering i Borås?") == ["health_exam_cost"]


def test_a_missing_file_is_none_and_a_damaged_one_says_so(tmp_path: Path) -> None:
    assert read_model(tmp_path) is None
    (tmp_path / FILE).write_bytes(b"no zip at all")
    with pytest.raises(CorpusError) as error:
        read_model(tmp_path)
    assert FILE in (error.value.where or "")
    shutil.copy(CORPUS / "sections.npz", tmp_path / FILE)  # a model, but of something else
    with pytest.raises(CorpusError):
        read_model(tmp_path)


def test_signals_have_their_names(desk: Desk) -> None:
    assert desk.judge is not None
    assert desk.judge.model.signals.shape == (len(SIGNALS) + 1,)
    assert np.isfinite(desk.judge.model.signals).all()
    assert desk.judge.model.signals[SIGNALS.index("chance")] > 0 > desk.judge.model.signals[SIGNALS.index("silent")]


@pytest.mark.parametrize(
    "question", ["Must I tell my landlord within a month?", "Who pays my rent?", "Vem betalar medicinen för min mamma?"]
)
def test_what_is_far_from_all_documents_is_not_ruled_on(desk: Desk, question: str) -> None:
    assert subjects(desk, question) == []
