"""The parts of the page that need no browser."""

from __future__ import annotations

import html
import re
from datetime import date
from string import Formatter

import pytest

from app.answering.answer import Answer, Pointer, Warning
from app.answering.compose import Desk, answer
from app.pages import card
from app.pages.blocks import body
from app.pages.conversation import Conversation, Frame, asked
from app.pages.days import days
from app.pages.markup import legible
from app.pages.plain import plain
from app.pages.sources import Span, marked
from app.pages.states import state
from app.pages.words import NAMES, TEXTS
from tests.conftest import TODAY

FRAME = Frame(None, "", TODAY, "corpus")
QUESTIONS = [
    "Vem betalar hälsoundersökningen vid en LVU-placering?",
    "Akut placering den 10 mars 2026, när ska kostnadsfördelningen vara klar?",
    "Vad står det om samtycke i SIP?",
    "Vem har anmälningsplikt?",
]


def test_every_text_is_in_both_languages_with_the_same_blanks() -> None:
    for key, texts in TEXTS.items():
        assert set(texts) == {"sv", "en"}, key
        blanks = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts.values()]
        assert blanks[0] == blanks[1], key
    assert set(NAMES) == {"sv", "en"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_is_marked_whole_in_its_section_and_linked_from_the_text(desk: Desk, question: str) -> None:
    found = answer(desk, [question], TODAY)
    page = card.card(found, desk.book.library, 0)
    for citation in found.citations:
        mark = re.search(rf'<mark id="kalla-0-{citation.n}">(.*?)</mark>', page, re.S)
        assert mark is not None, citation
        text = html.unescape(re.sub(r"<span.*?</span>", "", mark[1]))
        assert text == legible(citation.quote)
        assert f'href="#kalla-0-{citation.n}"' in page


def test_overlapping_quotes_mark_every_character_once() -> None:
    text = marked("abcdefghij", 0, 10, [Span(1, 1, 5), Span(2, 3, 8), Span(3, 4, 6)], "sv", 0)
    assert re.sub(r"<[^>]+>|\[\d\] ", "", text) == "abcdefghij"
    assert [f'id="kalla-0-{n}"' in text for n in (1, 2, 3)] == [True, True, True]


def test_what_is_shown_elsewhere_is_not_shown_twice() -> None:
    pointer = Pointer("d", "Avtal", "3.1", "Vård")
    found = Answer(
        "?", "sv", TODAY, "decided",
        "Beror på:\n- **A:** ja [1]\n- **B:** nej [2]\n\n> Citat\n\nLäs vidare: Avtal, 3.1 Vård.\n\nGått ut.",
        warnings=(Warning("expired", "Gått ut."),), read_on=(pointer,),
    )  # fmt: skip
    kinds = [(block.kind, len(block.lines)) for block in body(found)]
    assert kinds == [("paragraph", 1), ("branches", 2), ("quotes", 1)]


def test_a_question_is_masked_before_it_is_kept_and_cannot_become_markup(desk: Desk) -> None:
    conversation = Conversation()
    conversation.add("<script>alert(1)</script> Barn 20100112-2392, vem betalar i Uppsala?\x00\x1b")
    assert "2392" not in conversation.turns[0].question
    found = conversation.answers(desk, FRAME)[0]
    assert [w.code for w in found.warnings] == ["personal_data"]
    assert "<script>" not in card.question(found.question, 0, "sv") + card.card(found, desk.book.library, 0)
    assert "personuppgifter" in plain(found, desk.book.library)


def test_a_very_long_question_is_answered_and_shown_short(desk: Desk) -> None:
    conversation = Conversation()
    conversation.add("Vem betalar hälsoundersökningen vid LVU i Dalarna? " + "x " * 50_000)
    found = conversation.answers(desk, FRAME)[0]
    assert "shortened" in {w.code for w in found.warnings}
    assert len(card.question(found.question, 0, "sv")) < 2000


def test_a_fact_taken_away_stays_away_until_it_is_said_again(desk: Desk) -> None:
    conversation = Conversation()
    conversation.add("Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna?")
    conversation.drop("county", "municipality")
    assert "county" not in conversation.answers(desk, FRAME)[-1].facts
    conversation.add("Och vem betalar boendet?")
    assert "county" not in conversation.answers(desk, FRAME)[-1].facts
    conversation.add("Och i Dalarna?")
    assert conversation.answers(desk, FRAME)[-1].facts["county"] == "dalarna"
    conversation.clear()
    assert conversation.answers(desk, FRAME) == []


def test_a_day_taken_away_stays_away_until_it_is_said_again(desk: Desk) -> None:
    conversation = Conversation()
    conversation.add("Flickan är född 2007 och placerades akut på HVB i Mora i går. När ska kostnaden vara fördelad?")
    assert days(desk, asked(conversation.turns, TODAY), TODAY, "sv") == {
        "2007": "född 2007", "2026-11-21": "21 november 2026",
    }  # fmt: skip
    assert due(conversation.answers(desk, FRAME)[-1]) == [date(2027, 1, 21)]
    conversation.drop("2026-11-21")
    conversation.add("Och om det är ett jourhem?")
    assert due(conversation.answers(desk, FRAME)[-1]) == [None]
    assert set(days(desk, asked(conversation.turns, TODAY), TODAY, "en").values()) == {"born 2007"}
    conversation.add("Akut placering i går på jourhem, när ska kostnaden vara fördelad?")
    assert due(conversation.answers(desk, FRAME)[-1]) == [date(2026, 12, 21)]


def due(found: Answer) -> list[date | None]:
    return [r.deadline.due for r in found.rulings if r.deadline]


def test_the_county_given_beside_holds_unless_the_question_names_one(desk: Desk) -> None:
    frame = Frame(None, "dalarna", TODAY, "corpus")
    conversation = Conversation()
    conversation.add("Vem betalar hälsoundersökningen vid en LVU-placering?")
    conversation.add("Vem betalar hälsoundersökningen i Borås?")
    assert [a.facts["county"] for a in conversation.answers(desk, frame)] == ["dalarna", "vastra_gotaland"]


@pytest.mark.parametrize(
    ("document", "day", "kind"),
    [
        ("dalarna-hvb-2025", date(2025, 6, 30), "early"),
        ("dalarna-hvb-2025", date(2033, 6, 30), "in_force"),
        ("dalarna-hvb-2025", date(2034, 6, 30), "extended"),
        ("dalarna-hvb-2025", date(2034, 7, 1), "expired"),
        ("dalarna-mini-maria-slutrapport-2025", TODAY, "proposal"),
        ("smedjebacken-namnd-2025-09-11", TODAY, "undated"),
    ],
)
def test_what_a_document_is_worth_on_a_day(desk: Desk, document: str, day: date, kind: str) -> None:
    assert state(desk.book.library[document].manifest, day, "sv")[0] == kind
