"""WCAG 2.1 A and AA: what axe finds, the page's language, the keyboard, small screens."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.pages.conftest import ACUTE, BRANCHES, LVU, LVU_EN, Chat

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def violations(chat: Chat) -> list[str]:
    """What axe finds serious or critical on the page as it stands, with the elements."""
    chat.settle()
    found: dict[str, Any] = Axe().run(chat.page, options=RULES).response
    return [
        f"{v['id']}: {[node['html'][:200] for node in v['nodes']][:3]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("query", "question"), [("", LVU), ("", BRANCHES), ("?lang=en", LVU_EN)])
def test_axe_finds_nothing_serious_at_the_start_nor_on_an_answer(chat: Chat, query: str, question: str) -> None:
    chat.open(query)
    assert violations(chat) == []
    answer = chat.ask(question)
    answer.locator("summary").first.click()
    assert violations(chat) == []


def test_axe_finds_nothing_serious_on_a_phone(phone: Chat) -> None:
    phone.open().ask(BRANCHES)
    assert violations(phone) == []
    phone.page.get_by_role("button", name="Visa inställningar").click()
    expect(phone.page.get_by_role("combobox", name="Placerande kommuns län")).to_be_visible()
    assert violations(phone) == []


@pytest.mark.parametrize(("query", "language", "name"), [("", "sv", "Din fråga"), ("?lang=en", "en", "Your question")])
def test_the_page_says_its_language_and_names_its_field(chat: Chat, query: str, language: str, name: str) -> None:
    first = chat.page.request.get(chat.address + query).text()
    assert f'<html lang="{language}">' in first
    assert "<title>Samlots</title>" in first
    chat.open(query)
    expect(chat.page.locator("html")).to_have_attribute("lang", language)
    expect(chat.page.get_by_role("textbox", name=name, exact=True)).to_be_visible()


def test_no_name_of_a_control_is_left_in_english_and_a_new_answer_is_announced(chat: Chat) -> None:
    chat.open().ask(ACUTE)
    expect(chat.page.get_by_role("status").filter(has_text="Svar: Avgjort.")).to_be_attached()
    chat.settle()
    names = chat.page.evaluate("[...document.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label'))")
    words = set("Send Open Close Choose Collapse year month day Copy Sidebar sidebar Remove".split())
    assert [name for name in names if words & set(name.replace(",", "").split())] == []


def test_the_keyboard_is_enough(chat: Chat) -> None:
    chat.open()
    keyboard = chat.page.keyboard
    for _ in range(30):
        keyboard.press("Tab")
        if chat.page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    keyboard.type(LVU)
    keyboard.press("Enter")
    expect(chat.answer).to_contain_text("Avgjort")
    chat.settle()
    for _ in range(30):
        keyboard.press("Shift+Tab")
        if chat.page.evaluate("document.activeElement.closest('.sl-source > summary') !== null"):
            break
    keyboard.press("Enter")
    expect(chat.answer.locator("mark")).to_be_visible()
    for _ in range(30):
        keyboard.press("Shift+Tab")
        if chat.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Ta bort Dalarnas län":
            break
    keyboard.press("Enter")
    expect(chat.answer).to_contain_text("Flera möjliga svar")


def test_a_phone_never_scrolls_sideways(phone: Chat) -> None:
    phone.open()
    for question in (None, LVU, BRANCHES, "Vad står det om samtycke i SIP?"):
        if question:
            phone.ask(question).locator("summary").first.click()
        phone.settle()
        wide = phone.page.evaluate(
            "[document.documentElement, document.querySelector('.stMain')].filter(e => e.scrollWidth > e.clientWidth).length"
        )
        assert wide == 0, question
        if question == BRANCHES:
            row = phone.answer.locator("table.sl-branches tbody tr").first
            case, then = row.locator("th").bounding_box(), row.locator("td").bounding_box()
            assert case is not None
            assert then is not None
            assert case["y"] + case["height"] <= then["y"] + 1, "the branches stand under each other"
