"""The server of the page: Streamlit's own, with the page that browsers load first mended and strangers kept out."""

from __future__ import annotations

import threading
import tomllib
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.pages import shell
from ingest.errors import SamlotsError
from ingest.settings import ROOT, Settings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def options(settings: Settings, port: int) -> dict[str, Any]:
    """Streamlit's options: those of the project's file, wherever the command was started, and those that must hold."""
    chosen: dict[str, Any] = {}
    file = ROOT / ".streamlit" / "config.toml"
    if file.exists():
        for section, values in tomllib.loads(file.read_text(encoding="utf-8")).items():
            chosen |= {f"{section}.{name}": value for name, value in values.items()}
    return chosen | {
        "server.address": settings.bind,
        "server.port": port,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.allowedHosts": list(LOOPBACK) if settings.bind in LOOPBACK else [],
        "server.maxUploadSize": 1,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "logger.hideWelcomeMessage": True,
        "logger.level": "error",
    }


def serve(settings: Settings, port: int, ready: Callable[[], None]) -> None:
    """Serves the page until it is interrupted; `ready` is called once it answers. Raises KeyboardInterrupt on Ctrl-C,
    SamlotsError when this version of Streamlit is not the one expected."""
    from starlette.middleware import Middleware
    from starlette.routing import Route
    from streamlit.file_util import get_static_dir
    from streamlit.starlette import App

    original = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    pages = {language: shell.index(original, language) for language in ("sv", "en")}

    async def first(request: Request) -> Response:
        from starlette.responses import HTMLResponse

        wanted = request.query_params.get("lang", "sv")
        return HTMLResponse(pages.get(wanted, pages["sv"]), headers=shell.HEADERS)

    @asynccontextmanager
    async def life(app: App) -> AsyncIterator[None]:
        threading.Thread(target=warm, name="warm", daemon=True).start()
        ready()
        yield

    app = App(
        Path(__file__).with_name("chat.py"),
        routes=[Route("/", first)],
        middleware=[Middleware(SameOrigin)],
        lifespan=life,
    )
    app.run(config=options(settings, port))


class SameOrigin:
    """Refuses what a page from elsewhere sends: Streamlit would first ask a server on the internet who we are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        origin, host = headers.get(b"origin"), headers.get(b"host", b"")
        if origin is None or urlsplit(origin.decode("latin-1")).netloc == host.decode("latin-1"):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"Forbidden"})


def warm() -> None:
    """Reads the corpus, the model and the index before the first question needs them. What is wrong with them is
    said where a question meets it."""
    from datetime import date

    from app.pages.desk import shared_desk

    try:
        desk, _ = shared_desk()
        desk.search.find("samtycke", None, date.today())
    except SamlotsError:
        return


def open_browser(address: str) -> None:
    """Opens the address where there is a screen; a browser inside the terminal would take it from the server."""
    import os
    import sys

    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
