"""The sidebar: language, county, date, a new conversation, and what there is to ask about."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from app.answering.compose import Desk
from app.pages.conversation import Conversation
from app.pages.coverage import counties, coverage
from app.pages.words import word

LANGUAGES = {"sv": "Svenska", "en": "English"}


def language_switch() -> tuple[str, str | None]:
    """The interface's language, and the one that the visitor has chosen: None until then, when each question is
    answered in its own. The choice stands in the address, so that it can be kept as a bookmark."""
    chosen = st.query_params.get("lang")
    if chosen not in LANGUAGES:
        chosen = None
    st.session_state.setdefault("language", chosen or "sv")
    st.sidebar.html('<p class="sl-brand">Samlots</p>')
    language: str = st.sidebar.radio(
        "Språk / Language", list(LANGUAGES), format_func=LANGUAGES.__getitem__, horizontal=True, key="language",
        on_change=_choose,
    )  # fmt: skip
    return language, chosen


def _choose() -> None:
    st.query_params["lang"] = st.session_state["language"]


def county(desk: Desk, language: str) -> str:
    """The county that questions are about when they do not say; empty for all."""
    names = {"": word("all_counties", language), **counties(desk.book.library, desk.book.vocabulary)}
    st.session_state.setdefault("county", "")
    chosen: str = st.sidebar.selectbox(
        word("county", language), list(names), format_func=names.__getitem__, key="county", help=None
    )
    st.sidebar.html(f'<p class="sl-quiet sl-help">{word("county_help", language)}</p>')
    return chosen


def as_of(language: str) -> date:
    """The day that decides what is in force: today, moving on with the days, until another is chosen."""
    today = datetime.now(ZoneInfo("Europe/Stockholm")).date()
    if st.session_state.get("as_of") in (None, st.session_state.get("today")):
        st.session_state["as_of"] = today
    st.session_state["today"] = today
    chosen: date = st.sidebar.date_input(
        word("as_of", language),
        key="as_of",
        format="YYYY-MM-DD",
        min_value=date(2000, 1, 1),
        max_value=date(2100, 12, 31),
    )
    st.sidebar.html(f'<p class="sl-quiet sl-help">{word("as_of_help", language)}</p>')
    return chosen


def new_conversation(conversation: Conversation, language: str) -> None:
    st.sidebar.button(
        word("new", language), icon=":material/add:", width="stretch", disabled=not conversation.turns,
        on_click=conversation.clear,
    )  # fmt: skip


def covered(desk: Desk, day: date, language: str) -> None:
    st.sidebar.html(coverage(desk.book.library, desk.book.vocabulary, day, language))
