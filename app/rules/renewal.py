"""A new document or a new version against the rules: what no longer stands, and the book as it would be."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from app.facts import read_vocabulary
from app.rules.book import RuleBook, RuleError, read_rules
from app.rules.proof import require_proof
from app.rules.schema import RulesFile
from ingest.document import Document
from ingest.errors import QuoteError, SamlotsError
from ingest.library import read_library
from ingest.manifest import explain, read_toml
from ingest.outline import read_document
from ingest.quotes import locate, resolve
from ingest.versions import NEXT, restore, swap, waiting


@dataclass(frozen=True)
class Waiting:
    """A new version that cannot be put in force. `reasons` has one sentence for each rule that does not stand."""

    folder: Path
    reasons: tuple[str, ...]


def unsettled(folder: Path) -> list[str]:
    """The rules and dismissals in `folder` whose quotes do not stand in its text, each with the nearest words. Raises
    SamlotsError when the folder cannot be read."""
    document = read_document(folder)
    data = read_toml(folder / "rules.toml") if (folder / "rules.toml").exists() else {}
    try:
        written = RulesFile.model_validate(data)
    except ValidationError as error:
        raise RuleError(explain(error), where=str(folder / "rules.toml"), remedy="Mend the field.") from None
    found: list[str] = []
    for rule in written.rule:
        for reference in (rule.source, *rule.also):
            found += _failing(document, f"rule {rule.id}", reference.section, reference.quote)
    for number, entry in enumerate(written.dismissed, 1):
        found += _failing(document, f"dismissed {number}", entry.section, entry.quote)
    return found


def _failing(document: Document, name: str, section: str, quote: str) -> Iterator[str]:
    try:
        locate(document, resolve(document, section, name), quote, name)
    except QuoteError as error:
        yield f"{name}: {error.what}" + (f". {error.remedy}" if error.remedy else "")


def book_with(corpus: Path, folder: Path) -> RuleBook:
    """The whole book with the document in `folder` in its place, proven. Raises SamlotsError when it cannot stand."""
    with _overlay(corpus, folder) as seen:
        library = read_library(seen)
        book = read_rules(seen, library, read_vocabulary(seen))
        require_proof(book)
        return book


@contextlib.contextmanager
def _overlay(corpus: Path, folder: Path) -> Iterator[Path]:
    """The corpus as it would be, of links, so that nothing is written where others read."""
    with tempfile.TemporaryDirectory() as name:
        seen = Path(name)
        for path in corpus.iterdir():
            if path.name not in (folder.name, NEXT):
                (seen / path.name).symlink_to(path.resolve())
        (seen / folder.name).symlink_to(folder.resolve())
        yield seen


def settle(corpus: Path) -> tuple[list[Path], list[Waiting]]:
    """Puts every new version in force whose rules stand; gives the kept earlier versions, and what still waits."""
    restore(corpus)
    kept, still = [], []
    for folder in waiting(corpus):
        try:
            reasons = unsettled(folder)
            if not reasons:
                book_with(corpus, folder)
        except SamlotsError as error:
            reasons = [str(error)]
        if reasons:
            still.append(Waiting(folder, tuple(reasons)))
        else:
            kept.append(swap(folder, corpus))
    return kept, still
