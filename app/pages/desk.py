"""The desk that all visitors share: opened once, and again when a file of the corpus has changed."""

from __future__ import annotations

import streamlit as st

from app.answering.compose import Desk
from app.desk import open_desk, stamp
from ingest.settings import Settings, read_settings

Stamp = tuple[tuple[str, int, int], ...]


@st.cache_resource(show_spinner=False, max_entries=1)
def _open(settings: Settings, when: Stamp) -> Desk:
    return open_desk(settings)


def shared_desk() -> tuple[Desk, Stamp]:
    """The desk of the corpus as it is on disk now, and the stamp of its files. Raises SamlotsError."""
    settings = read_settings()
    when = stamp(settings.corpus)
    return _open(settings, when), when
