"""What `evals` adds to the `samlots` command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import parse_day


def register(app: typer.Typer) -> None:
    """Called through the entry-point group `samlots.commands`."""
    app.command("evaluate")(evaluate)


def evaluate(
    path: Annotated[Path, typer.Argument(metavar="SET.jsonl", help="A question set with expectations.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day for questions that name none.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the figures, not the misses.")] = False,
) -> None:
    """Score the answers to a question set."""
    from app.answering.compose import answer
    from app.desk import open_desk
    from evals.report import misses, run, summary
    from evals.sets import read_set
    from ingest.settings import read_settings

    items = read_set(path)
    desk = open_desk(read_settings())
    scores = run(items, lambda turns, day, language: answer(desk, turns, day, language), parse_day(as_of))
    if not quiet:
        typer.echo(misses(scores))
    typer.echo(summary(scores))
