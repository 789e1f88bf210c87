"""What a visitor asks and sees."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.answering.compose import Desk, answer
from app.pages.words import EXAMPLES
from tests.conftest import TODAY
from tests.pages.conftest import ACUTE, BRANCHES, LVU, Chat


def test_the_lvu_question_opens_to_its_quote_in_its_section(chat: Chat) -> None:
    shown = chat.open().ask(LVU)
    expect(shown).to_contain_text("Avgjort")
    expect(shown).to_contain_text("Regionen ansvarar för kostnaden")
    source = shown.locator("details").first
    expect(source.locator("summary")).to_contain_text(
        "[1] Dalarnas överenskommelse om barns och ungas hälsa – 6.6 Kostnadsansvar"
    )
    expect(source.locator("summary")).to_contain_text("Utgången")
    mark = source.locator("mark")
    expect(mark).not_to_be_visible()
    source.locator("summary").click()
    expect(mark).to_be_visible()
    expect(mark).to_contain_text(
        "regionen ansvarar för kostnaden för vissa undersökningar som begärs av socialtjänsten"
    )
    expect(source.locator(".sl-text")).to_contain_text("Kommunen ansvarar för, beslutar om och finansierar boendet")
    expect(source).to_contain_text("sida 24 enligt innehållsförteckningen")


def test_the_marker_leads_to_the_quote_a_warning_is_said_once_and_the_text_can_be_copied(chat: Chat) -> None:
    shown = chat.open().ask(LVU)
    text = shown.inner_text()
    assert text.count("har gått ut") == 1
    assert "Utgången." in text
    shown.get_by_role("link", name="[1]").click()
    expect(shown.locator("mark")).to_be_in_viewport()
    expect(chat.page.locator(".sl-answer")).to_have_count(1)
    chat.page.get_by_text("Text att kopiera").click()
    copy = chat.page.get_by_test_id("stCode")
    expect(copy).to_contain_text("Regionen ansvarar för kostnaden")
    expect(copy).to_contain_text(
        "[1] Länsövergripande överenskommelse om samverkan för barns och ungas hälsa, 6.6 Kostnadsansvar"
    )
    expect(copy).to_contain_text("”Detta inkluderar att regionen ansvarar")


def test_the_due_date_is_prominent(chat: Chat) -> None:
    shown = chat.open().ask(ACUTE)
    expect(shown.locator(".sl-due")).to_contain_text("söndag 10 maj 2026")
    expect(shown).to_contain_text("överenskommelsen flyttar inte fristen")
    expect(shown.locator("summary").first).to_contain_text("[1] Dalarnas HVB-överenskommelse – Kostnadsansvar")
    expect(shown.locator("summary").first).to_contain_text("Gällande")


def test_branches_are_a_table_and_can_be_narrowed(chat: Chat) -> None:
    shown = chat.open().ask(BRANCHES)
    expect(shown).to_contain_text("Flera möjliga svar")
    rows = shown.locator("table.sl-branches tbody tr")
    expect(rows.first).to_contain_text("fredag 10 april 2026")
    expect(rows.nth(1)).to_contain_text("söndag 10 maj 2026")
    chat.page.get_by_role("button", name="Dalarnas län", exact=True).click()
    expect(chat.page.locator(".sl-answer")).to_have_count(2)
    expect(chat.answer).not_to_contain_text("Västra Götaland")


def test_english_in_and_out(chat: Chat) -> None:
    shown = chat.open().ask("who pays the health exam for an LVU placement")
    expect(shown).to_have_attribute("lang", "en")
    expect(shown).to_contain_text("6.6 Kostnadsansvar")
    expect(shown).to_contain_text("3.4.3 Hälsoundersökning")


def test_the_switch_turns_page_and_answer_to_english_and_back(chat: Chat) -> None:
    chat.open().ask(LVU)
    chat.page.get_by_text("English", exact=True).click()
    expect(chat.answer).to_contain_text("The region is responsible for the cost")
    expect(chat.page.locator("html")).to_have_attribute("lang", "en")
    expect(chat.page.get_by_role("textbox", name="Your question")).to_be_visible()
    assert "lang=en" in chat.page.url
    chat.page.get_by_text("Svenska", exact=True).click()
    expect(chat.answer).to_contain_text("Regionen ansvarar för kostnaden")
    expect(chat.page.locator("html")).to_have_attribute("lang", "sv")


def test_the_county_of_the_sidebar_holds_unless_the_question_names_one(chat: Chat) -> None:
    shown = chat.open().ask("Vem betalar hälsoundersökningen vid en LVU-placering?")
    expect(shown).to_contain_text("Västra Götalands län")
    chat.page.get_by_role("combobox", name="Placerande kommuns län").click()
    chat.page.get_by_role("option", name="Dalarnas län").click()
    expect(chat.answer).to_contain_text("6.6 Kostnadsansvar")
    expect(chat.answer).not_to_contain_text("Västra Götaland")
    expect(chat.ask("Vem betalar hälsoundersökningen i Borås?")).to_contain_text("Västra Götalands överenskommelse")
    chat.begin_anew()
    chat.ask("Vem betalar hälsoundersökningen vid en LVU-placering?")
    chat.page.get_by_role("button", name="Ta bort Dalarnas län").click()
    expect(chat.answer).to_contain_text("Västra Götalands län")
    expect(chat.page.get_by_role("combobox", name="Placerande kommuns län")).to_have_value("Alla län")


def test_the_date_of_the_sidebar_changes_what_is_in_force(chat: Chat) -> None:
    shown = chat.open().ask(LVU)
    expect(shown).to_contain_text("har gått ut")
    year = chat.page.get_by_role("spinbutton", name="år")
    year.click()
    year.press_sequentially("2023")
    chat.input.focus()
    expect(chat.answer).not_to_contain_text("har gått ut")
    expect(chat.answer.locator("summary").first).to_contain_text("Gällande")
    expect(chat.page.locator(".sl-coverage")).to_contain_text("Gäller inte än")


def test_a_follow_up_keeps_the_case(chat: Chat) -> None:
    chat.open().ask(LVU)
    answer = chat.ask("Och i Västra Götaland?")
    expect(answer).to_contain_text("VGR har kostnadsansvaret")
    expect(chat.page.get_by_role("heading", level=2)).to_contain_text(["Fråga: Vem betalar", "Fråga: Och i Västra"])


def test_a_fact_can_be_taken_away_and_put_back(chat: Chat) -> None:
    chat.open().ask(ACUTE)
    chat.page.get_by_role("button", name="Ta bort HVB").click()
    expect(chat.answer).to_contain_text("Flera möjliga svar")
    expect(chat.answer.locator("table.sl-branches")).to_contain_text("fredag 10 april 2026")
    chat.page.get_by_role("button", name="Ta bort Dalarnas län").click()
    expect(chat.answer).to_contain_text("Västra Götalands län")
    chat.page.get_by_role("button", name="Återställ borttaget").click()
    expect(chat.answer.locator(".sl-due")).to_have_count(1)


def test_a_day_can_be_taken_away_and_put_back(chat: Chat) -> None:
    chat.open().ask(ACUTE)
    chat.page.get_by_role("button", name="Ta bort 10 mars 2026").click()
    expect(chat.answer.locator(".sl-due")).to_have_count(0)
    expect(chat.answer).to_contain_text("senast 2 månader efter placeringen")
    expect(chat.page.locator(".sl-question")).to_contain_text("10 mars 2026")
    chat.page.get_by_role("button", name="Återställ borttaget").click()
    expect(chat.answer.locator(".sl-due")).to_contain_text("söndag 10 maj 2026")


def test_a_day_of_birth_is_shown_and_goes_with_the_age_that_follows_from_it(chat: Chat) -> None:
    shown = chat.open().ask("Flickan är född 2010-05-03, till när har hon rätt till tandvård på HVB i Mora?")
    expect(shown.locator(".sl-due")).to_have_text("Till och med måndag 31 december 2029")
    expect(chat.page.get_by_role("button", name="Ta bort barn under 18 år")).to_be_visible()
    chat.page.get_by_role("button", name="Ta bort född 3 maj 2010").click()
    expect(chat.answer.locator(".sl-due")).to_have_count(0)
    expect(chat.page.get_by_role("button", name="Ta bort barn under 18 år")).to_have_count(0)


def test_of_several_rulings_the_date_stands_with_its_own(chat: Chat) -> None:
    question = "Akut placering på HVB i Ludvika den 3 februari 2026. Vem betalar vården och när ska kostnadsfördelningen vara klar?"
    shown = chat.open().ask(question)
    ruled = shown.locator("p", has_text="senast 2 månader efter placeringen")
    expect(ruled.locator("+ p.sl-due")).to_have_text("Sista dag fredag 3 april 2026")
    expect(shown.locator(".sl-due")).to_have_count(1)


def test_a_list_is_quoted_with_bullets_that_every_font_has(chat: Chat) -> None:
    shown = chat.open().ask("Vad ska framgå av en SIP i Västra Götaland?")
    expect(shown.locator("blockquote .sl-bullet").first).to_have_text("• Vilka behov barnet/den unge har.")
    shown.locator("summary").first.click()
    expect(shown.locator("#kalla-0-1")).to_contain_text("• Vilka behov barnet/den unge har.")
    chat.page.get_by_text("Text att kopiera").click()
    expect(chat.page.get_by_test_id("stCode")).to_contain_text("• Vilka behov barnet/den unge har.")
    expect(chat.page.get_by_test_id("stCode")).not_to_contain_text(">")
    assert [char for char in chat.page.inner_text("body") if 0xE000 <= ord(char) <= 0xF8FF] == []


def test_an_identity_number_is_masked_and_said(chat: Chat) -> None:
    chat.open().ask("Vem betalar hälsoundersökningen för 20100112-2392 i Falun vid LVU?")
    expect(chat.page.locator(".sl-question")).to_contain_text("[personnummer]")
    expect(chat.answer).to_contain_text("De har maskerats och inte sparats")
    chat.page.get_by_role("button", name="Ta bort LVU").click()
    expect(chat.page.get_by_role("button", name="Ta bort LVU")).to_have_count(0)
    expect(chat.answer).to_contain_text("De har maskerats och inte sparats")
    chat.settle()
    assert "2392" not in chat.page.content()


def test_a_refusal_says_what_is_covered_and_markup_in_a_question_is_shown_as_text(chat: Chat) -> None:
    question = "<img src=x onerror=alert(1)> **fet** :red[röd] $x$ Vem betalar i Uppsala?"
    shown = chat.open().ask(question)
    expect(shown).to_contain_text("Omfattas inte")
    expect(shown).to_contain_text("Dalarnas län och Västra Götalands län")
    expect(chat.page.locator(".sl-question")).to_contain_text(question)
    expect(chat.page.locator(".sl-question img")).to_have_count(0)
    coverage = chat.page.locator(".sl-coverage li")
    expect(coverage.filter(has_text="Dalarnas HVB-överenskommelse")).to_contain_text("2025-07-01 till 2033-06-30")
    expect(coverage.filter(has_text="Mini-Marias slutrapport")).to_contain_text("Förslag")
    assert coverage.count() == 8


def test_an_example_is_asked_with_a_click_and_a_new_conversation_begins_anew(chat: Chat) -> None:
    chat.open().page.get_by_role("button", name=EXAMPLES["sv"][1]).click()
    expect(chat.answer.locator(".sl-due")).to_be_visible()
    chat.begin_anew()
    expect(chat.page.get_by_role("heading", level=1, name="Vad vill du veta?")).to_be_visible()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_example_is_answered(desk: Desk, language: str) -> None:
    for example in EXAMPLES[language]:
        found = answer(desk, [example], TODAY)
        assert (found.language, bool(found.citations)) == (language, True), example
