"""The `samlots` command: one file per command, and the commands that other packages register."""

from __future__ import annotations

import os
import sys
from importlib.metadata import entry_points

import typer

from ingest.errors import SamlotsError


def make_app() -> typer.Typer:
    """The command with all its subcommands. Other packages add theirs under the entry-point group
    `samlots.commands`: each entry is a function that takes the Typer application."""
    from app.cli import add, ask, batch, chat, doctor, ingest, inspect, repair, rules

    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Svarar på frågor om överenskommelser om barns hälsa och placeringar, med citat. / "
        "Answers questions about agreements on children's health and placements, with quotes.",
    )
    app.command("ask")(ask.ask)
    app.command("batch")(batch.batch)
    app.command("chat")(chat.chat)
    app.command("ingest")(ingest.ingest)
    app.command("doctor")(doctor.doctor)
    app.command("candidates")(rules.candidates)
    app.command("add")(add.add)
    app.command("inspect")(inspect.inspect)
    app.command("repair")(repair.repair)
    app.add_typer(rules.app, name="rules")
    for entry in entry_points(group="samlots.commands"):
        entry.load()(app)
    return app


def main() -> None:
    """Runs the command. Exit codes: 0 answered, 2 bad usage or a bad line, 1 anything else."""
    try:
        make_app()()
    except SamlotsError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        typer.echo(f"The output could not be written: {error.strerror}.", err=True)
        os._exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
