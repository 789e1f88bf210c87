"""`samlots ask`: one question, or a dialogue whose last turn is answered."""

from __future__ import annotations

import json
import textwrap
from typing import Annotated

import typer

from app.answering.answer import Citation
from app.cli.options import parse_day, parse_language


def ask(
    turns: Annotated[
        list[str], typer.Argument(help="The question; with several, the last one is answered.", metavar="QUESTION...")
    ],
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Answer as of this date (YYYY-MM-DD); today otherwise.")
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="sv or en; the question's language otherwise.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also print which rules applied and which did not, and why.")
    ] = False,
) -> None:
    """Answer a question with the sections that say so."""
    day, spoken = parse_day(as_of), parse_language(language)
    turns = [turn.encode("utf-8", "replace").decode("utf-8") for turn in turns]  # a terminal may send what is no UTF-8
    if not turns[-1].strip():
        raise typer.BadParameter("The question is empty: write what you want to know, in quotation marks.")
    from app.answering.compose import answer
    from app.desk import open_desk
    from ingest.settings import read_settings

    desk = open_desk(read_settings())
    result = answer(desk, turns, day, spoken)
    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
        return
    typer.echo(result.text)
    for citation in result.citations:
        typer.echo("\n" + describe(citation, result.language))
    if explain:
        from app.answering.explain import explain as explained

        typer.echo("\n" + explained(desk.book, result))


def describe(citation: Citation, language: str) -> str:
    """The citation as a terminal shows it: where it stands, and the quote."""
    heading = "" if citation.heading == citation.section else f" {citation.heading}"
    place = f"[{citation.n}] {citation.title}, {citation.section}{heading}"
    if citation.page is not None:
        place += f", s. {citation.page}" if language == "sv" else f", p. {citation.page}"
    elif citation.toc_page is not None:
        place += (
            f" (s. {citation.toc_page} enligt innehållsförteckningen)"
            if language == "sv"
            else f" (p. {citation.toc_page} by its table of contents)"
        )
    quote = textwrap.fill(" ".join(citation.quote.split()), 96, initial_indent="    ”", subsequent_indent="     ") + "”"
    return f"{place}\n{quote}"
