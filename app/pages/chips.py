"""The facts and days understood, to take away one by one, and the values that would narrow an answer that depends on one."""

from __future__ import annotations

import streamlit as st

from app.answering.answer import Answer
from app.answering.compose import Desk
from app.facts import Value
from app.pages.conversation import Conversation, asked
from app.pages.coverage import counties
from app.pages.days import days
from app.pages.words import word

TOGETHER = {"county": ("county", "municipality")}
"""A county that was read from a municipality goes with it."""


def chips(desk: Desk, conversation: Conversation, answer: Answer) -> dict[str, str]:
    """Shows the facts and days of the last answer. Returns the accessible name of each button by its key."""
    names: dict[str, str] = {}
    language = answer.language
    taken = conversation.turns[-1].without
    vocabulary = desk.book.vocabulary
    known = vocabulary.ordered(fact for fact in answer.facts if fact in vocabulary.facts)
    labels = {fact: label_of(desk, fact, answer.facts[fact], language) for fact in known}
    labels |= days(desk, asked(conversation.turns, answer.as_of), answer.as_of, language)
    if not labels and not taken:
        return names
    with st.container(key=f"chips-{language}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.html(f'<span class="sl-quiet" lang="{language}">{word("understood", language)}</span>', width="content")
        for fact, label in labels.items():
            st.button(
                f"{_plain(label)} ✕", key=f"drop-{fact}", on_click=_drop, args=(conversation, fact), type="secondary"
            )
            names[f"drop-{fact}"] = word("drop", language, what=label)
        if taken:
            st.button(
                word("restore", language),
                key="restore",
                on_click=conversation.restore,
                type="tertiary",
                icon=":material/undo:",
            )
    return names


def narrow(desk: Desk, conversation: Conversation, answer: Answer) -> None:
    """Offers the values of the first missing fact; choosing one is asking on. A value whose words would be understood
    as something else is not offered."""
    vocabulary, language = desk.book.vocabulary, answer.language
    if not answer.missing or answer.missing[0] not in vocabulary.facts:
        return
    fact = answer.missing[0]
    texts = [
        vocabulary.label(fact, value, language)
        for value in _values(desk, answer, fact)
        if desk.reader.read(vocabulary.label(fact, value, language), answer.as_of, language).facts == {fact: value}
    ]
    if not 2 <= len(texts) <= 6:
        return
    with st.container(key=f"narrow-{language}", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.html(f'<span class="sl-quiet" lang="{language}">{word("narrow", language)}</span>', width="content")
        for n, text in enumerate(texts):
            st.button(_plain(text), key=f"narrow-{fact}-{n}", on_click=conversation.add, args=(text,))


def label_of(desk: Desk, fact: str, value: Value, language: str) -> str:
    """The value in words; a county says whose it is."""
    vocabulary, library = desk.book.vocabulary, desk.book.library
    if vocabulary.facts[fact].kind == "document" and value in library.documents:
        return library[str(value)].manifest.short.in_(language)
    label = vocabulary.label(fact, value, language)
    return f"{vocabulary.facts[fact].label.in_(language)}: {label}" if fact == "county_of_stay" else label


def _values(desk: Desk, answer: Answer, fact: str) -> list[Value]:
    if fact == "county":
        named = {v for r in answer.rulings for v in _several(r.when.get("county"))}
        return [slug for slug in counties(desk.book.library, desk.book.vocabulary) if slug in named]
    return list(desk.book.vocabulary.leaves(fact, answer.facts.get(fact)))


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _drop(conversation: Conversation, fact: str) -> None:
    conversation.drop(*TOGETHER.get(fact, (fact,)))
    if fact == "county":
        st.session_state["county"] = ""


def _plain(text: str) -> str:
    """The label with what Streamlit would read as Markdown made literal."""
    return "".join(f"\\{char}" if char in "\\`*_[]$:<~" else char for char in text)
