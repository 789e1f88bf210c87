"""Shared by the tests of retrieval."""

from __future__ import annotations

import pytest

from app.answering.compose import Desk


@pytest.fixture
def desk_vocabulary(desk: Desk) -> frozenset[str]:
    return desk.search.lexical.vocabulary
