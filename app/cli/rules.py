"""`samlots rules …` and `samlots candidates`: the rule book as a domain expert reads and checks it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import parse_language
from ingest.errors import SamlotsError
from ingest.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.rules.book import RuleBook

app = typer.Typer(no_args_is_help=True, help="Check, show, draw, test and compare the rules.")


def _book(settings: Settings, corpus: Path | None = None) -> RuleBook:
    from app.facts import read_vocabulary
    from app.rules.book import read_rules
    from ingest.library import read_library

    corpus = corpus or settings.corpus
    return read_rules(corpus, read_library(corpus), read_vocabulary(corpus))


@app.command("check")
def check() -> None:
    """Prove the book: no undeclared conflict, no idle override, no rule that never decides."""
    from app.rules.proof import prove

    book = _book(read_settings())
    findings = prove(book)
    for finding in findings:
        typer.echo(f"{finding.code}: {finding.text}")
    if findings:
        raise typer.Exit(1)
    overrides = sum(len(rule.overrides) for rule in book.rules.values())
    typer.echo(
        f"{len(book.rules)} rules on {len(book.by_subject)} subjects, {overrides} overrides: every quote stands in its section, "
        "and no two rules contradict each other undeclared."
    )


@app.command("show")
def show(
    id: Annotated[
        str | None, typer.Argument(help="A rule's id, or the beginning of one; without it, a line for each.")
    ] = None,
    language: Annotated[str, typer.Option("--language", callback=lambda text: parse_language(text))] = "sv",
) -> None:
    """Print rules as a person reads them: what they decide, when, the quote, precedence and validity."""
    from app.rules.show import describe

    book = _book(read_settings())
    found = [rule for rule in book.rules.values() if id is None or rule.id.startswith(id) or rule.id.endswith("/" + id)]
    if not found:
        raise SamlotsError(f"There is no rule {id!r}", remedy="See `samlots rules show` for all of them.")
    if id is None:
        for rule in found:
            typer.echo(f"{rule.id}: {rule.summary.in_(language)}")
        return
    typer.echo("\n\n".join(describe(book, rule, language) for rule in found))


@app.command("graph")
def graph() -> None:
    """Draw the precedence between rules as a Mermaid diagram."""
    from app.rules.show import mermaid

    typer.echo(mermaid(_book(read_settings())))


@app.command("test")
def test() -> None:
    """Run the cases that domain experts wrote beside each document, and name what no case shows."""
    from app.rules.cases import gaps, run

    settings = read_settings()
    book = _book(settings)
    total = failed = 0
    for document, case, wrong in run(book, settings.corpus):
        total += 1
        if wrong:
            failed += 1
            typer.echo(f"{document}: {case.name}: {wrong}")
    lacking = list(gaps(book, settings.corpus))
    for line in lacking:
        typer.echo(line)
    typer.echo(f"{total - failed} of {total} cases hold; {len(lacking)} things that no case shows.")
    if failed or lacking:
        raise typer.Exit(1)


@app.command("log")
def log(
    old: Annotated[Path, typer.Argument(help="The folder of the earlier corpus.")],
    new: Annotated[Path | None, typer.Argument(help="The later one; the corpus in use otherwise.")] = None,
    language: Annotated[str, typer.Option("--language", callback=lambda text: parse_language(text))] = "sv",
) -> None:
    """Say in words what changed in the rules between two versions of the corpus."""
    from app.rules.show import changes

    settings = read_settings()
    lines = list(changes(_book(settings, old), _book(settings, new), language))
    typer.echo("\n".join(lines) if lines else ("Inget har ändrats." if language == "sv" else "Nothing has changed."))


def candidates(
    document: Annotated[str | None, typer.Argument(help="A document's id; without it, all.")] = None,
    open_only: Annotated[bool, typer.Option("--open", help="Only those that have no outcome yet.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List every sentence that speaks of money, time, age or urgency, and what became of it."""
    from dataclasses import asdict

    from app.rules.ledger import candidates as find

    book = _book(read_settings())
    if document is not None and document not in book.library.documents:
        raise SamlotsError(
            f"There is no document {document!r}", remedy=f"Known are {', '.join(sorted(book.library.documents))}."
        )
    total = missing = 0
    for one in book.library:
        if document not in (None, one.id):
            continue
        for item in find(book, one):
            total += 1
            missing += not item.outcome
            if open_only and item.outcome:
                continue
            if as_json:
                typer.echo(json.dumps(asdict(item), ensure_ascii=False))
            else:
                typer.echo(
                    f"{item.document} {item.section} [{', '.join(item.kinds)}] {item.outcome or 'NO OUTCOME'}\n    {item.text}"
                )
    if missing:
        typer.echo(f"{missing} of {total} sentences have neither a rule nor a reason for dismissal.", err=True)
        raise typer.Exit(1)
