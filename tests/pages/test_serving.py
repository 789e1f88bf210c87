"""The command and the server: start, end, errors, what is kept in and out."""

from __future__ import annotations

import shutil
import signal
import socket
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from app.cli.chat import require_free
from app.pages import shell
from ingest.errors import SamlotsError
from ingest.settings import Settings
from tests.pages.conftest import LVU, Server, start, visit


def test_what_breaks_is_said_what_is_mended_is_used_and_ctrl_c_ends_cleanly(
    own_server: Server, tmp_path: Path, corpus_copy: Path, browser: BrowserContext
) -> None:
    rules = corpus_copy / "dalarna-barn-unga-2022" / "rules.toml"
    written = rules.read_text(encoding="utf-8")
    subject = '\nsubject = "health_exam_cost"\n'
    for chat in visit(browser, own_server, (1280, 900)):
        expect(chat.open().ask(f"{LVU} Barnet heter Ebba.")).to_contain_text("Regionen ansvarar för kostnaden")
        rules.write_text(written.replace(subject, f'{subject}status = "withdrawn"\n', 1), encoding="utf-8")
        chat.page.get_by_text("English", exact=True).click()
        expect(chat.answer).to_contain_text("under review")
        rules.write_text("[[rule]\n", encoding="utf-8")
        chat.page.get_by_text("Svenska", exact=True).click()
        alert = chat.page.get_by_role("alert")
        expect(alert).to_contain_text("Samlots kan inte svara just nu")
        expect(alert).to_contain_text("rules.toml")
        assert "Traceback" not in chat.page.content()
        rules.write_text(written, encoding="utf-8")
        chat.page.get_by_text("English", exact=True).click()
        expect(chat.answer).to_contain_text("The region is responsible")
        shutil.rmtree(tmp_path / "data" / "index")
        chat.input.fill("Vad står det om samtycke i SIP?")
        chat.input.press("Enter")
        expect(alert).to_contain_text("samlots ingest")
    assert own_server.stop(signal.SIGINT) == 0
    assert "Traceback" not in own_server.log
    assert "Ebba" not in own_server.log


def test_a_page_from_elsewhere_gets_no_connection(server: Server) -> None:
    port = int(server.address.rsplit(":", 1)[1])
    head = f"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://example.org\r\nConnection: Upgrade\r\n"
    head += "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 403")


def test_it_listens_on_loopback_only_and_says_its_address(server: Server) -> None:
    assert f"Samlots: {server.address}" in server.log
    assert "SAMLOTS_BIND" not in server.log
    assert server.listens_on == ["0100007F"]


def test_it_listens_where_it_is_told_to_and_says_who_then_reaches_it(
    settings: Settings, tmp_path: Path, browser: BrowserContext
) -> None:
    bound = start(settings.data, settings.corpus, tmp_path / "log", "127.0.0.2")
    try:
        assert bound.address.startswith("http://127.0.0.2:")
        assert f"Samlots: {bound.address}" in bound.log
        assert "SAMLOTS_BIND=127.0.0.2: chatten kan nås från andra datorer" in bound.log
        assert bound.listens_on == ["0200007F"]
        for chat in visit(browser, bound, (1280, 900)):
            expect(chat.open().page.locator(".sl-privacy")).to_contain_text("lämnar inte er server")
            expect(chat.ask(LVU)).to_contain_text("Regionen ansvarar för kostnaden")
    finally:
        bound.stop(signal.SIGTERM)


def test_a_taken_port_is_one_sentence(server: Server) -> None:
    with pytest.raises(SamlotsError, match=r"cannot listen on 127\.0\.0\.1.*--port"):
        require_free("127.0.0.1", int(server.address.rsplit(":", 1)[1]))


def test_another_streamlit_is_refused_rather_than_shown_in_english() -> None:
    with pytest.raises(SamlotsError, match=r"constraints\.txt"):
        shell.index("<html><head></head><body></body></html>", "sv")
