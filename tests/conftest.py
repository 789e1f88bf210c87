"""Shared by all tests: the real corpus, its rules and index, and a network that is closed but for loopback."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.answering.compose import Desk
from app.desk import open_desk
from app.rules.book import RuleBook
from ingest.library import Library, read_library
from ingest.pipeline import ingest
from ingest.settings import ROOT, Settings

CORPUS = ROOT / "corpus"
TODAY = date(2026, 11, 22)
DOCUMENTS = sorted(path.parent.name for path in CORPUS.glob("*/document.toml"))


@pytest.fixture(autouse=True, scope="session")
def closed_network() -> Iterator[None]:
    """Any connection to anything but this machine fails the test that tries it."""
    original = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to connect to {address}")
        original(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith("SAMLOTS_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library(CORPUS)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with an index of their own, made once for the whole run."""
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    ingest(settings)
    return settings


@pytest.fixture(scope="session")
def desk(settings: Settings) -> Desk:
    return open_desk(settings)


@pytest.fixture(scope="session")
def book(desk: Desk) -> RuleBook:
    return desk.book


@pytest.fixture
def corpus_copy(tmp_path: Path) -> Path:
    """A copy of the whole corpus to break."""
    import shutil

    return Path(shutil.copytree(CORPUS, tmp_path / "corpus"))
