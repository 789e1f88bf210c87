"""`samlots doctor`: is everything as it should be, and if not, what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

import typer

from ingest.errors import SamlotsError
from ingest.settings import Settings


@dataclass(frozen=True)
class Check:
    """One thing looked at. `remedy` is empty when there is nothing to do."""

    name: str
    severity: Literal["ok", "warning", "error"]
    message: str
    remedy: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print the checks as JSON.")] = False) -> None:
    """Check the settings, the corpus, the rules, every quote and every vector of the index."""
    from ingest.settings import read_settings

    checks = list(examine(read_settings()))
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            mark = {"ok": "ok     ", "warning": "warning", "error": "ERROR  "}[check.severity]
            typer.echo(f"{mark} {check.name}: {check.message}" + (f" {check.remedy}" if check.remedy else ""))
    if any(check.severity == "error" for check in checks):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Check]:
    """The checks, in the order in which one depends on the other."""
    yield _storage(settings)
    for name, look in (("corpus", _corpus), ("rules", _rules), ("models", _models), ("index", _index)):
        yield _guard(name, look, settings)


def _guard(name: str, look: Callable[[Settings], Check], settings: Settings) -> Check:
    try:
        return look(settings)
    except SamlotsError as error:
        return Check(name, "error", error.what + (f" ({error.where})" if error.where else "") + ".", error.remedy)


def _storage(settings: Settings) -> Check:
    place = settings.data
    while not place.exists():
        place = place.parent
    if place.is_dir() and os.access(place, os.W_OK):
        return Check("data folder", "ok", f"{settings.data} can be written.")
    return Check(
        "data folder",
        "error",
        f"{settings.data} cannot be written.",
        "Point SAMLOTS_DATA to a folder that can be written.",
    )


def _corpus(settings: Settings) -> Check:
    from ingest.library import read_library

    library = read_library(settings.corpus)
    sections = sum(len(document.sections) for document in library)
    return Check(
        "corpus",
        "ok",
        f"{len(library.documents)} documents with {sections} sections, fingerprint {library.fingerprint}.",
    )


def _rules(settings: Settings) -> Check:
    from app.desk import open_desk

    book = open_desk(settings).book
    quotes = sum(1 + len(rule.also) for rule in book.rules.values()) + len(book.dismissed)
    withdrawn = [rule.id for rule in book.rules.values() if rule.withdrawn]
    message = f"{len(book.rules)} rules proven, {quotes} quotes verified, fingerprint {book.fingerprint}."
    if withdrawn:
        return Check(
            "rules", "warning", f"{message} Under review: {', '.join(withdrawn)}.", "Decide them and set their status."
        )
    return Check("rules", "ok", message)


def _models(settings: Settings) -> Check:
    """The models that were taught which subject and which section a question is about, and how turns hang together."""
    from app.facts import read_vocabulary
    from app.retrieval import taught
    from app.understanding import likeness, turns
    from ingest.embedding import make_embedder

    embedder = make_embedder(settings).model
    subjects, sections = likeness.read_model(settings.corpus), taught.read_model(settings.corpus)
    dialogue = turns.read_model(settings.corpus)
    remedy = "Teach them with: .venv/bin/python -m evals.teach."
    if (
        subjects is None
        or sections is None
        or dialogue is None
        or {subjects.embedder, sections.embedder, dialogue.embedder} != {embedder}
    ):
        message = (
            f"None was taught for {embedder}: words alone propose what a question is about, so fewer are understood."
        )
        return Check("models", "warning", message, remedy)
    untaught = sorted(set(read_vocabulary(settings.corpus).subjects) - subjects.knows)
    if untaught:
        return Check("models", "warning", f"Known by their words alone: {', '.join(untaught)}.", remedy)
    return Check(
        "models", "ok", f"Taught {len(subjects.knows)} subjects and {len(sections.softmax.classes) - 1} sections."
    )


def _index(settings: Settings) -> Check:
    from ingest import index
    from ingest.chunks import cut
    from ingest.embedding import make_embedder
    from ingest.library import read_library
    from ingest.pipeline import published, up_to_date, vector_store

    manifest = index.current(settings)
    embedder = make_embedder(settings)
    index.check_model(manifest, embedder)
    whole = read_library(settings.corpus)
    library = published(settings, whole)
    pieces = [piece for document in library for piece in cut(document)]
    if not up_to_date(manifest, pieces, embedder.model):
        return Check("index", "error", f"Index {manifest.number} is older than the corpus.", index.REMEDY)
    vectors = vector_store(settings, embedder)
    if vectors.missing([piece.passage for piece in pieces]):
        return Check("index", "warning", "Some vectors are not kept, so the index could not be checked.", index.REMEDY)
    matrix = vectors.embed([piece.passage for piece in pieces])
    index.check(index.open_store(settings, manifest), pieces, matrix)
    if added := [id for id in whole.documents if id not in library.documents]:
        return Check("index", "warning", f"Index {manifest.number} does not hold {', '.join(added)} yet.", index.REMEDY)
    return Check("index", "ok", f"Index {manifest.number}: each of {len(pieces)} vectors finds its own chunk.")
