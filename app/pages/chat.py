"""The page, run by Streamlit from top to bottom at every interaction."""

from __future__ import annotations

import json
from html import escape

import streamlit as st

from app.answering.answer import Answer
from app.answering.compose import Desk
from app.pages import card, chips, side
from app.pages.conversation import Conversation, Frame, Unanswered
from app.pages.desk import shared_desk
from app.pages.plain import plain
from app.pages.words import EXAMPLES, NAMES, word
from ingest.errors import SamlotsError
from ingest.settings import read_settings


def page() -> None:
    """Everything that is shown. An error that a person can mend is shown as its one sentence."""
    st.set_page_config(page_title="Samlots", layout="centered")
    language, chosen = side.language_switch()
    conversation: Conversation = st.session_state.setdefault("conversation", Conversation())
    answers: list[Answer] = []
    names: dict[str, str] = {}
    try:
        desk, stamp = shared_desk()
        room, below = st.container(), st.container(key="ask")
        # Not where Streamlit pins it by itself: there it would scroll away from every answer to the page's end.
        asked = below.chat_input(word("ask_placeholder", language))
        if asked and asked.strip():
            conversation.add(asked)
        county, day = side.county(desk, language), side.as_of(language)
        side.new_conversation(conversation, language)
        side.covered(desk, day, language)
        with room:
            if not conversation.turns:
                start(conversation, language)
            answers = conversation.answers(desk, Frame(chosen, county, day, stamp))
            names = transcript(desk, conversation, answers)
    except SamlotsError as error:
        trouble(error, language)
    told(language, answers, names)


def start(conversation: Conversation, language: str) -> None:
    """The empty page: what this is, questions to try, and what not to write."""
    loopback = read_settings().bind in ("127.0.0.1", "::1", "localhost")
    st.html(
        f'<div class="sl-start" lang="{language}"><h1>{word("heading", language)}</h1>'
        f"<p>{word('lead', language)}</p><h2>{word('examples', language)}</h2></div>"
    )
    with st.container(key="examples", gap="xsmall"):
        for n, example in enumerate(EXAMPLES[language]):
            st.button(example, key=f"example-{n}", width="stretch", on_click=conversation.add, args=(example,))
    privacy = word("privacy" if loopback else "privacy_shared", language)
    st.html(f'<p class="sl-quiet sl-privacy" lang="{language}">{privacy}</p>')


def transcript(desk: Desk, conversation: Conversation, answers: list[Answer]) -> dict[str, str]:
    """Every turn; the last one with its facts to take away and its text to copy."""
    library, names = desk.book.library, {}
    for turn, answer in enumerate(answers):
        last = turn == len(answers) - 1
        heading = "" if turn else '<h1 class="sl-hidden">Samlots</h1>'
        st.html(heading + card.question(answer.question, turn, answer.language))
        if last:
            names = chips.chips(desk, conversation, answer)
        st.html(card.card(answer, library, turn))
        if last:
            chips.narrow(desk, conversation, answer)
            with st.expander(word("copy", answer.language), key=f"copy-{answer.language}-{turn}"):
                st.code(plain(answer, library), language=None, wrap_lines=True)
    return names


def trouble(error: SamlotsError, language: str) -> None:
    """The sentence of the error, and who can mend it."""
    if isinstance(error, Unanswered):
        sentences = [word("error_unexpected", language)]
    else:
        sentences = [f'<code lang="en">{escape(str(error))}</code>', word("error_remedy", language)]
    st.html(
        f'<div class="sl-trouble" role="alert" lang="{language}"><h2>{word("error", language)}</h2>'
        f"{''.join(f'<p>{sentence}</p>' for sentence in sentences)}</div>"
    )


def told(language: str, answers: list[Answer], names: dict[str, str]) -> None:
    """What the page's own script needs to know (shell/shell.js): the language, names in it, what to announce."""
    facts = {
        "language": language,
        "ask": word("ask_name", language),
        "skip": word("skip", language),
        "names": NAMES[language],
        "keys": names,
        "turns": len(answers),
        "announce": "",
    }
    if answers:
        first = answers[-1].text.split("\n\n")[0].replace("**", "")
        facts["announce"] = word("announce", language, status=card.status(answers[-1]), text=first)
    st.html(
        f'<div id="samlots-page" hidden data-page="{escape(json.dumps(facts, ensure_ascii=False), quote=True)}"></div>'
    )


if __name__ == "__main__":
    page()
