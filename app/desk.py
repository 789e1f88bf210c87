"""Opening the desk: reads the corpus, the rules and the vocabulary once, and again when a file has changed."""

from __future__ import annotations

from pathlib import Path

from app.answering.compose import Desk
from app.facts import read_vocabulary
from app.retrieval.search import Search
from app.rules.book import read_rules
from app.rules.proof import require_proof
from app.understanding.likeness import read_model
from app.understanding.question import Reader
from app.understanding.words import read_lexicon
from ingest.library import read_library
from ingest.pipeline import published
from ingest.settings import Settings


def open_desk(settings: Settings) -> Desk:
    """Everything that answering needs, checked. Raises SamlotsError that says what to mend."""
    library = published(settings, read_library(settings.corpus))
    vocabulary = read_vocabulary(settings.corpus)
    book = read_rules(settings.corpus, library, vocabulary)
    require_proof(book)
    texts = [document.clean for document in library]
    texts += [q for rule in book.rules.values() for q in (*rule.questions.sv, *rule.questions.en)]
    reader = Reader.make(vocabulary, read_lexicon(settings.corpus), texts)
    return Desk(book, reader, Search(settings, library), read_model(settings.corpus))


def stamp(corpus: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes when any file of the corpus changes, so that a withdrawn rule takes effect without a restart."""
    return tuple(
        (str(path), status.st_mtime_ns, status.st_size)
        for path in sorted(
            [
                *corpus.glob("*.toml"),
                *corpus.glob("*.csv"),
                *corpus.glob("*/*.toml"),
                *corpus.glob("*/source.*"),
                *corpus.glob("*/reading.*"),
            ]
        )
        if (status := path.stat())
    )
