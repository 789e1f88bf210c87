"""Which subjects a question is about; above all that its neighbours are about none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.facts import Subject, Vocabulary
from app.understanding.question import Understanding
from app.understanding.subjects import propose
from app.understanding.words import AskWords, Lexicon

from .conftest import Ask, own_questions

SET = Path(__file__).parents[2] / "evals" / "sets" / "tuning.jsonl"


def subjects(said: Understanding) -> list[str]:
    return [candidate.subject for candidate in said.candidates]


def test_rules_own_questions_reach_their_subject(ask: Ask) -> None:
    questions = own_questions()
    first = sum(subjects(ask(question))[:1] == [subject] for subject, question in questions)
    assert first / len(questions) >= 0.97


def test_questions_about_something_else_reach_none(ask: Ask) -> None:
    lines = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    neighbours = [line["turns"] for line in lines if not line["expect"]["subjects"] and len(line["turns"]) == 1]
    wrong = {turns[0]: subjects(ask(*turns)) for turns in neighbours if "county" not in ask(*turns).facts}
    assert {question: found for question, found in wrong.items() if found} == {}


def test_every_subject_can_be_asked_about(vocabulary: Vocabulary) -> None:
    assert [name for name, subject in vocabulary.subjects.items() if not subject.about] == []


def test_concepts_of_subjects_are_in_the_vocabulary(vocabulary: Vocabulary, reader: object) -> None:
    lexicon = reader.lexicon  # type: ignore[attr-defined]
    known = {p.name for p in (*lexicon.concepts, *lexicon.values)} | set(vocabulary.facts) | set(lexicon.asks)
    known |= {"age_stated", "teen", "small", "item"}
    terms = {
        name.removeprefix("!")
        for subject in vocabulary.subjects.values()
        for term in (*(t for group in subject.about for t in group), *subject.unless)
        for name in term.split("+")
    }
    assert {t for t in terms - known if not t.startswith("county.")} == set()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Vem betalar resorna till hälsoundersökningen?", []),
        ("Vem betalar hälsoundersökningen?", ["health_exam_cost"]),
        ("När ett barn placeras, vem betalar hälsoundersökningen?", ["health_exam_cost"]),
        ("Hur snabbt måste vi veta vem som betalar efter en akut familjehemsplacering?", ["cost_split_settled"]),
        (
            "Vem betalar hälsoundersökningen och hur snabbt ska en orosanmälan göras?",
            ["health_exam_cost", "report_of_concern"],
        ),
        ("HÄLSOUNDERSÖKNING PLACERAT BARN, VEM BETALAR?", ["health_exam_cost"]),
        ("vem betalar halsoundersokningen", ["health_exam_cost"]),
        ("", []),
        ("???", []),
    ],
)
def test_what_is_asked(ask: Ask, question: str, expected: list[str]) -> None:
    assert subjects(ask(question)) == expected


def _small(about: tuple[tuple[str, ...], ...], unless: tuple[str, ...] = ()) -> Subject:
    return Subject.model_validate({"topic": "cost", "label": {"sv": "x", "en": "x"}, "about": about, "unless": unless})


def test_terms_and_guards() -> None:
    lexicon = Lexicon(
        (),
        (),
        frozenset(),
        asks={"pay": AskWords(topic="cost"), "when": AskWords(topic="deadline")},
        beside=frozenset({"tolk"}),
    )
    vocabulary = Vocabulary(
        {}, {"plain": _small((("pay",), ("exam",))), "exact": _small((("pay",), ("exam",), ("asylum",))),
             "both": _small((("pay",), ("a+b",))), "not": _small((("pay",), ("c+!d",)), ("e",))}, {}, {}, {}, (),
    )  # fmt: skip

    def found(*concepts: str) -> list[str]:
        return [c.subject for c in propose(vocabulary, lexicon, frozenset(concepts))]

    assert found("pay", "exam") == ["plain"]
    assert found("pay", "exam", "asylum") == ["exact"]
    assert found("pay", "exam", "tolk") == []
    assert found("pay", "a") == []
    assert found("pay", "a", "b") == ["both"]
    assert found("pay", "c") == ["not"]
    assert found("pay", "c", "d") == found("pay", "c", "e") == []
    assert found("when", "exam") == []
