"""`samlots chat`: the chat in the browser, until Ctrl-C."""

from __future__ import annotations

import contextlib
import socket
from typing import Annotated

import typer

from ingest.errors import IndexBusy, SamlotsError, StorageError
from ingest.settings import Settings


def chat(
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="The port to listen on; SAMLOTS_PORT, else 8501.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Open the chat in a browser. SAMLOTS_BIND names another address than this machine's own to listen on."""
    from app.pages.server import LOOPBACK, open_browser, serve
    from ingest.settings import read_settings

    settings = read_settings()
    chosen = settings.port if port is None else port
    require_free(settings.bind, chosen)
    prepare(settings)
    host = "localhost" if settings.bind in ("0.0.0.0", "::") else settings.bind
    address = f"http://{f'[{host}]' if ':' in host else host}:{chosen}"

    def ready() -> None:
        if settings.bind not in LOOPBACK:
            typer.echo(
                f"SAMLOTS_BIND={settings.bind}: chatten kan nås från andra datorer / other machines can reach the chat."
            )
        typer.echo(f"Samlots: {address}   (Ctrl-C avslutar / ends)")
        if not no_browser:
            open_browser(address)

    with contextlib.suppress(KeyboardInterrupt):
        serve(settings, chosen, ready)
    typer.echo("Samlots är stängd / is closed.")


def prepare(settings: Settings) -> None:
    """Makes the index, or brings it up to date. Where it cannot be written, one that is there will do."""
    from app.cli.ingest import Shown
    from ingest import index, pipeline

    shown = Shown()
    try:
        if pipeline.ingest(settings, shown).changed:
            typer.echo("Index klart / The index is ready.")
    except (IndexBusy, StorageError):
        index.current(settings)
    finally:
        shown.close()


def require_free(host: str, port: int) -> None:
    """Raises SamlotsError when the address cannot be listened on."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        raise SamlotsError(
            f"The chat cannot listen on {host}, port {port}: {error.strerror or error}",
            remedy="Choose another port with --port, or end what is using it.",
        ) from None
