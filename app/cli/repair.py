"""`samlots repair`: a text that has lost its å, ä and ö, with them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import CorpusError


def repair(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A text file, for example a scan read as English.")],
    diff: Annotated[
        bool, typer.Option("--diff", help="Print each change instead: line, before, after, evidence, tab by tab.")
    ] = False,
) -> None:
    """Repair a text that has lost its å, ä and ö: by dictionary, counted words and context. The file is not changed."""
    from ingest.reading.encoding import decode
    from ingest.reading.repair import repair as repair_text

    try:
        decoded = decode(source.read_bytes())
    except OSError as error:
        raise CorpusError(
            f"The text cannot be read: {error.strerror}", where=str(source), remedy="Check the path."
        ) from None
    if decoded is None:
        raise CorpusError(
            "The file is no text", where=str(source), remedy="Read it with `samlots inspect FILE`, which takes PDF too."
        )
    repaired = repair_text(decoded[0])
    if not diff:
        typer.echo(repaired.text, nl=False)
        return
    for change in repaired.changes:
        typer.echo(f"{change.line}\t{_line(change.before)}\t{_line(change.after)}\t{change.evidence}")


def _line(word: str) -> str:
    """The word on one line, where a line break cuts it."""
    return word.replace("\r", "").replace("\n", "\\n")
