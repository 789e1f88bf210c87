"""`samlots add`: makes a document of the corpus from a file, for a person to confirm."""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import is_file, today
from ingest.errors import CorpusError, SamlotsError
from ingest.settings import read_settings
from ingest.versions import KEPT, NEXT, interrupted, place, restore, workshop

if TYPE_CHECKING:
    from app.rules.book import RuleBook
    from ingest.adding import Built


def add(
    file: Annotated[Path, typer.Argument(help="The file as received: PDF, DOCX, HTML or plain text.")],
    id: Annotated[str, typer.Option("--id", help="The document's id; proposed from the text otherwise.")] = "",
    county: Annotated[str, typer.Option("--county", help="The county, as in municipalities.csv.")] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="A new version of the document that --id names; the earlier one is kept.")
    ] = False,
    approve: Annotated[
        list[str] | None, typer.Option("--approve", help="Words of a finding that you have looked at. Repeatable.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who approves; your user name otherwise.")] = "",
    corpus: Annotated[Path | None, typer.Option("--corpus", help="The folder of the corpus.")] = None,
) -> None:
    """Make a document of a file: source, text as read, outline and description, all proposed for you to confirm."""
    from app.cli.progress import busy
    from app.rules.renewal import book_with, unsettled
    from ingest.adding import build
    from ingest.drafting import Request
    from ingest.index import writer_lock

    settings = read_settings()
    where = corpus or settings.corpus
    if replace and not id:
        raise typer.BadParameter("--replace needs --id: which document is it a new version of?")
    if interrupted(where):
        with writer_lock(settings):  # a `samlots ingest` that is at it is not disturbed
            restore(where)
    old = _former(where, id, replace=replace)
    _not_there_already(where, file, id if replace else "")
    request = Request(file, where, id, county, tuple(approve or ()), _person(by) if approve else by, today())
    with workshop(where) as aside:
        with busy(f"Reading {file.name}"):
            built = build(request, aside, old)
        name = built.folder.name
        if old is None:
            _former(where, name, replace=False)  # the id may have been proposed only now
            book = book_with(where, built.folder)
            place(built.folder, where)
            _report(built, book, where / name)
        else:
            broken = unsettled(built.folder)
            place(built.folder, where / NEXT)
            _report_version(built, broken, where / NEXT / name)


def _person(by: str) -> str:
    """Who approves. Raises BadParameter where nobody says so and the system does not know."""
    try:
        return by or getpass.getuser()
    except (KeyError, OSError):
        raise typer.BadParameter("--approve needs --by here: your user has no name on this machine.") from None


def _former(corpus: Path, id: str, *, replace: bool) -> Path | None:
    """The folder of the version to be replaced. Raises CorpusError where the id and --replace do not fit."""
    there = bool(id) and (corpus / id / "document.toml").exists()
    if replace and not there:
        raise CorpusError(
            f"There is no document {id!r} to replace", where=str(corpus), remedy="Add it without --replace."
        )
    if there and not replace:
        raise CorpusError(
            f"There is a document {id!r} already",
            where=str(corpus / id),
            remedy="Choose another --id, or give --replace when this is its new version.",
        )
    if replace and (corpus / NEXT / id).exists():
        raise CorpusError(
            f"A new version of {id!r} waits for its rules already",
            where=str(corpus / NEXT / id),
            remedy="Finish it with `samlots ingest`, or remove that folder.",
        )
    return corpus / id if replace else None


def _not_there_already(corpus: Path, file: Path, own: str) -> None:
    from ingest.library import folders
    from ingest.manifest import read_manifest

    if not is_file(file):
        raise SamlotsError("There is no such file", where=str(file), remedy="Check the path.")
    try:
        with file.open("rb") as opened:
            hashed = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise SamlotsError(
            f"The file cannot be read: {error.strerror}", where=str(file), remedy="Check its permissions."
        ) from None
    for folder in folders(corpus):
        manifest = read_manifest(folder / "document.toml")
        if hashed == manifest.source.sha256 and manifest.id != own:
            raise CorpusError(f"This very file is the source of {manifest.id!r} already", where=str(folder))


def _report(built: Built, book: RuleBook, folder: Path) -> None:
    from app.rules.ledger import candidates

    document, manifest = built.document, built.document.manifest
    found = [item for item in candidates(book, document) if not item.outcome]
    typer.echo(f"{manifest.id} is added: {folder}")
    typer.echo(f"  {manifest.title} ({manifest.kind}, {manifest.county}); {len(document.sections)} sections")
    _doubts(built)
    typer.echo(f"\n{len(found)} sentences speak of money, time, age or urgency; each wants a rule or a reason why not:")
    for item in found:
        page = document.page_at(item.start)
        at = f", p. {page}" if page else ""
        typer.echo(f"  {item.section}{at} [{', '.join(item.kinds)}]\n    {item.text}")
    typer.echo(
        f"""
Next:
  1. Look through {folder / "document.toml"}: every line marked “Confirm” was read by a program. `samlots inspect {manifest.id}` shows the outline.
  2. `samlots ingest` puts it into the index: it is then found and quoted, and decides nothing yet.
  3. Write its rules in rules.toml; `samlots candidates {manifest.id} --open` lists what is left, `samlots rules check` proves them.
Until then `samlots candidates` and this project's test of coverage count those sentences as left over; answers from other documents are not touched."""
    )


def _report_version(built: Built, broken: list[str], folder: Path) -> None:
    typer.echo(f"The new version of {folder.name} waits in {folder}; the one in force goes on answering.")
    _doubts(built)
    if not broken:
        typer.echo(
            "\nEvery quote of its rules stands in it.\nNext: look through document.toml there, then run `samlots ingest`, "
            f"which puts it in force and keeps the earlier one in {KEPT}."
        )
        return
    typer.echo(f"\n{len(broken)} quotes of its rules do not stand in it:")
    for reason in broken:
        typer.echo(f"  {reason}")
    typer.echo(
        f"""
No rule was changed.
Next: mend those rules, or take them out, in {folder / "rules.toml"}; then run `samlots ingest`. It puts the new version in
force once every quote stands, and says until then which do not, while the old index answers."""
    )


def _doubts(built: Built) -> None:
    if built.doubts:
        typer.echo("\nLook at this:")
        for doubt in built.doubts:
            typer.echo(f"  - {doubt}")
