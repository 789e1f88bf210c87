"""Passage answers and refusals, through the whole pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.answering.cite import Citations
from app.answering.compose import Desk, answer
from app.answering.passages import Passage, quote_best, seek
from app.retrieval.choice import ENOUGH, MOST, choose
from evals.retrieval import right_sections
from evals.sets import read_set
from ingest.sentences import sentences
from tests.conftest import TODAY


def quote(desk: Desk, question: str) -> tuple[Passage, Citations]:
    """The passage for a question, whether or not a rule decides it."""
    citations = Citations(desk.book.library, TODAY)
    return quote_best(desk.search, desk.book, desk.reader.read(question, TODAY), TODAY, citations), citations


SET = Path(__file__).parents[2] / "evals" / "sets" / "passages.jsonl"


@pytest.mark.parametrize(
    ("question", "document", "label"),
    [
        ("måste båda vårdnadshavarna samtycka till SIP i Göteborg", "vgr-barn-unga-2021", "2.2.4"),
        ("What is a Barnahus?", "dalarna-barn-unga-2022", "3.2.4"),
        ("vad är hälsosams", "dalarna-hvb-2025", "HälsoSAMS"),
        ("Which municipalities host Mini-Maria?", "dalarna-mini-maria-verksamhet-2025", "3.2"),
        ("Deltar tolk vid inskolningen i förskolan?", "smedjebacken-nyanlanda-2025", "FÖRSKOLA / FRITIDSHEM"),
    ],
)
def test_the_right_section_is_quoted_first(question: str, document: str, label: str, desk: Desk) -> None:
    result, cited = quote(desk, question)
    assert result.status == "passage"
    assert (cited.items[0].document, cited.items[0].section) == (document, label)


@pytest.mark.parametrize(
    "question",
    [
        "Vad blir det för väder i morgon?", "How do I bake bread?", "Vad har BUP i Falun för telefonnummer?",
        "How do I appeal an LVU decision?", "Vad säger Västmanlands överenskommelse om SIP?", "Vad tjänar en rektor?",
        "Vem är Anna Svensson?", "Vad säger Norges lag om barnevern?", "zxcv qwerty",
    ],
)  # fmt: skip
def test_what_the_corpus_does_not_say_is_refused(question: str, desk: Desk) -> None:
    result = answer(desk, [question], TODAY)
    assert (result.status, result.citations) == ("not_covered", ())


def test_the_assessment_answers_about_itself(desk: Desk) -> None:
    result = answer(desk, ["Vilka har deltagit i prövningen i Västmanland?"], TODAY)
    assert result.status == "passage"
    assert result.citations[0].document == "vastmanland-barnkonsekvens"


def test_the_new_plan_stands_above_the_evaluation_of_the_old_one(desk: Desk) -> None:
    found = desk.search.find("Har nyanlända elever rätt till studiehandledning?", None, TODAY)
    roles = [hit.section.role for hit in found.hits if hit.document.id == "smedjebacken-nyanlanda-2025"]
    assert roles[0] == "text"
    assert "history" not in roles[: roles.index("text") + 1]


def test_a_text_that_two_documents_print_is_shown_once(desk: Desk) -> None:
    found = desk.search.find("Vilka kommuner är värdkommuner för Mini-Maria?", None, TODAY)
    headings = [hit.section.heading for hit in found.hits if hit.section.heading == "Värdkommuner"]
    assert headings == ["Värdkommuner"]


def test_agreements_never_stand_for_each_other(desk: Desk) -> None:
    assert not any(desk.book.library[d].manifest.kind == "agreement" for d, _ in desk.search.repeats)
    assert desk.search.repeats, "the report and the description of Mini-Maria share their text"


def test_without_a_county_the_other_countys_agreement_is_quoted_too(desk: Desk) -> None:
    _, both = quote(desk, "Gäller anmälningsplikten även privata aktörer?")
    assert {c.document for c in both.items} >= {"dalarna-barn-unga-2022", "vgr-barn-unga-2021"}
    _, one = quote(desk, "Gäller anmälningsplikten även privata aktörer i Falun?")
    assert "vgr-barn-unga-2021" not in {c.document for c in one.items}


def test_sentences_are_whole_consecutive_and_few(desk: Desk) -> None:
    for item in read_set(SET)[::9]:
        said = desk.reader.read(item.turns[0], TODAY)
        found = seek(desk.search, desk.book, said, TODAY)
        for hit in found.hits[:1]:
            spans = choose(desk.search, found, hit)
            own = [(c.start + a, c.start + b) for c in hit.chunks for a, b in sentences(c.text)]
            starts, ends = [a for a, _ in own], [b for _, b in own]
            shown = [n for n, (a, b) in enumerate(own) if any(start <= a and b <= end for start, end in spans)]
            assert shown
            assert shown == list(range(shown[0], shown[-1] + 1))
            assert all(start in starts and end in ends for start, end in spans)
            assert len(shown) <= MOST or own[shown[-1]][1] - own[shown[0]][0] <= ENOUGH


def test_a_list_is_shown_whole_with_its_introduction(desk: Desk) -> None:
    text = quote(desk, "Vad ska framgå av en SIP i Västra Götaland?")[0].text
    assert "Av SIP ska framgå:" in text
    assert "huvudansvar för planen" in text
    assert "följas upp" in text


def test_a_footnote_behind_the_text_hides_nothing(desk: Desk) -> None:
    found, citations = quote(desk, "Var står det om ansvar för hjälpmedel för barn i Dalarna?")
    assert found.status == "passage"
    assert citations.items
    assert "> " in found.text


def test_a_named_agreement_is_preferred(desk: Desk) -> None:
    plain = desk.search.find("Vad är syftet?", "dalarna", TODAY)
    meant = desk.search.find("Vad är syftet?", "dalarna", TODAY, agreement="dalarna-hvb-2025")
    assert meant.hits[0].document.id == "dalarna-hvb-2025"
    assert [h.score for h in meant.hits] != [h.score for h in plain.hits]


def test_every_question_of_the_set_has_a_section_that_answers(desk: Desk) -> None:
    for item in read_set(SET):
        if item.kind.startswith("passage"):
            assert right_sections(desk, item), item.id
        else:
            assert item.expect.status == ("not_covered",)
