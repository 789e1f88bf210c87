"""The real server in a process of its own, and a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from ingest.settings import ROOT, Settings

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
).split()
LVU = "Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna?"
LVU_EN = "Who pays for the health exam at an LVU placement in Dalarna?"
ACUTE = "Akut placering på HVB i Falun den 10 mars 2026, när ska kostnadsfördelningen vara klar?"
BRANCHES = "Akut placering den 10 mars 2026, när ska kostnadsfördelningen vara klar?"
expect.set_options(timeout=15_000)


@dataclass
class Server:
    """A running `samlots chat`. `log` is what it printed so far."""

    address: str
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def log(self) -> str:
        return self.output.read_text(encoding="utf-8")

    @property
    def listens_on(self) -> list[str]:
        """The addresses that listen on the server's port, as the kernel writes them."""
        port = int(self.address.rsplit(":", 1)[1])
        lines = [line.split() for family in ("tcp", "tcp6") for line in _lines(Path("/proc/net") / family)]
        return [line[1].partition(":")[0] for line in lines if line[1].endswith(f":{port:04X}") and line[3] == "0A"]

    def stop(self, with_signal: int) -> int:
        """Ends it by its process id; returns its exit code."""
        self.process.send_signal(with_signal)
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def _lines(table: Path) -> list[str]:
    return table.read_text(encoding="ascii").splitlines()


def start(data: Path, corpus: Path, output: Path, bind: str = "127.0.0.1") -> Server:
    """The command on a free port of the address; returns once it answers."""
    with socket.socket() as trial:
        trial.bind((bind, 0))
        port = trial.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAMLOTS_")}
    environment |= {"SAMLOTS_DATA": str(data), "SAMLOTS_CORPUS": str(corpus)}
    if bind != "127.0.0.1":
        environment["SAMLOTS_BIND"] = bind
    command = [sys.executable, "-c", "from app.cli import main; main()", "chat", "--no-browser", "--port", str(port)]
    with output.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    server = Server(f"http://{bind}:{port}", process, output)
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if server.listens_on and "Samlots:" in server.log:
            return server
        time.sleep(0.1)
    process.kill()
    pytest.fail(f"the chat did not start: {server.log}")


@pytest.fixture(scope="session")
def server(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(settings.data, settings.corpus, tmp_path_factory.mktemp("chat") / "log")
    yield running
    running.stop(signal.SIGTERM)


@pytest.fixture
def own_server(settings: Settings, tmp_path: Path, corpus_copy: Path) -> Iterator[Server]:
    """A chat whose corpus (`corpus_copy`) and data (`tmp_path / "data"`) may be broken, and which may be ended."""
    shutil.copytree(settings.data, tmp_path / "data")
    running = start(tmp_path / "data", corpus_copy, tmp_path / "log")
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGTERM)


@pytest.fixture(scope="session")
def browser() -> Iterator[BrowserContext]:
    """One browser for all visitors, so that it loads Streamlit's own files once; every page is a session of its own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield launched.new_context()
        launched.close()


@dataclass
class Chat:
    """A visitor's page. Every request that it makes and every error of its console is kept."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> Chat:
        self.page.goto(self.address + query)
        expect(self.input).to_be_visible()
        expect(self.page.locator("#samlots-page")).to_be_attached()
        return self

    @property
    def input(self) -> Locator:
        return self.page.get_by_test_id("stChatInputTextArea")

    @property
    def answer(self) -> Locator:
        """The last answer."""
        return self.page.locator(".sl-answer").last

    def ask(self, question: str) -> Locator:
        """Asks, and returns the answer once it is there."""
        before = self.page.locator(".sl-answer").count()
        self.input.fill(question)
        self.input.press("Enter")
        expect(self.page.locator(".sl-answer")).to_have_count(before + 1)
        return self.answer

    def begin_anew(self) -> None:
        self.page.locator("section").get_by_role("button", name="Ny konversation").click()
        expect(self.page.locator(".sl-answer")).to_have_count(0)

    def settle(self) -> None:
        """Waits until the page has nothing more to do."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


@pytest.fixture
def chat(browser: BrowserContext, server: Server) -> Iterator[Chat]:
    yield from visit(browser, server, (1280, 900))


@pytest.fixture
def phone(browser: BrowserContext, server: Server) -> Iterator[Chat]:
    yield from visit(browser, server, (390, 844))


def visit(browser: BrowserContext, server: Server, size: tuple[int, int]) -> Iterator[Chat]:
    """A fresh visitor, who must not have asked anything of another machine nor met an error in the console."""
    page = browser.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    visitor = Chat(page, server.address)
    page.on("request", lambda request: visitor.requests.append(request.url))
    page.on("websocket", lambda socket: visitor.requests.append(socket.url))
    page.on("pageerror", lambda error: visitor.errors.append(str(error)))
    page.on("console", lambda message: visitor.errors.append(message.text) if message.type == "error" else None)
    yield visitor
    page.close()
    own = server.address.removeprefix("http://")
    elsewhere = [u for u in visitor.requests if not u.startswith((f"http://{own}", f"ws://{own}", "data:", "blob:"))]
    assert elsewhere == []
    assert visitor.errors == []
