"""`samlots ingest`: brings the index up to date with the corpus."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Annotated

import typer

from ingest import pipeline


class Shown(pipeline.Progress):
    """Shows the embedding of new texts, the one step that can take long."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._advance: Callable[[int], None] = lambda done: None

    def start(self, what: str, total: int) -> None:
        from app.cli.progress import bar

        self._stack.close()
        if total:
            self._advance = self._stack.enter_context(bar(what, total))

    def advance(self, done: int) -> None:
        self._advance(done)

    def close(self) -> None:
        self._stack.close()


def ingest(
    save_vectors: Annotated[
        bool,
        typer.Option("--save-vectors", help="Also write the vectors of the corpus beside it, to be shipped with it."),
    ] = False,
) -> None:
    """Read the corpus and publish its index. Does nothing when nothing has changed."""
    from app.rules.renewal import settle
    from ingest.index import writer_lock
    from ingest.settings import read_settings

    settings = read_settings()
    with writer_lock(settings):
        kept, waiting = settle(settings.corpus)
    for folder in kept:
        typer.echo(f"A new version of {folder.parent.parent.name} is in force; the earlier one is kept in {folder}.")
    shown = Shown()
    try:
        if save_vectors:
            typer.echo(f"{pipeline.save_corpus_vectors(settings, shown)} vectors are saved with the corpus.")
        outcome = pipeline.ingest(settings, shown)
    finally:
        shown.close()
    number, chunks = outcome.manifest.number, outcome.manifest.chunks
    if not outcome.changed:
        typer.echo(f"Nothing has changed: index {number} with {chunks} chunks is up to date.")
    else:
        typer.echo(f"Index {number} is ready: {chunks} chunks, {outcome.embedded} of them newly embedded.")
    for item in waiting:
        typer.echo(
            f"The new version of {item.folder.name} is not published, because rules do not stand in it:", err=True
        )
        for reason in item.reasons:
            typer.echo(f"  {reason}", err=True)
        typer.echo(
            f"Mend or take out those rules in {item.folder / 'rules.toml'}; the earlier version answers meanwhile.",
            err=True,
        )
    if waiting:
        raise typer.Exit(1)
