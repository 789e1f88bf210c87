"""Opening the desk: reads the corpus, the rules and the vocabulary once, and again when a file has changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app.answering.compose import Desk
from app.facts import Facts, read_vocabulary
from app.retrieval.search import Search
from app.retrieval.taught import read_model as read_sections
from app.rules.book import RuleBook, read_rules
from app.rules.proof import require_proof
from app.softmax import NONE
from app.understanding.likeness import Judge, read_model
from app.understanding.question import Reader
from app.understanding.turns import read_model as read_turns
from app.understanding.words import read_lexicon
from ingest.library import read_library
from ingest.pipeline import published
from ingest.settings import Settings


def open_desk(settings: Settings, *, taught: bool = True) -> Desk:
    """Everything that answering needs, checked; without the taught models, to teach them anew. Raises SamlotsError that says
    what to mend."""
    library = published(settings, read_library(settings.corpus))
    vocabulary = read_vocabulary(settings.corpus)
    book = read_rules(settings.corpus, library, vocabulary)
    require_proof(book)
    texts = [document.clean for document in library]
    texts += [q for rule in book.rules.values() for q in (*rule.questions.sv, *rule.questions.en)]
    reader = Reader.make(vocabulary, read_lexicon(settings.corpus), texts)
    search = Search(settings, library, read_sections(settings.corpus) if taught else None)
    return Desk(book, reader, search, judge(settings, book, reader, search) if taught else None)


def judge(settings: Settings, book: RuleBook, reader: Reader, search: Search) -> Judge | None:
    """What weighs the subjects; None where the corpus has no model for the embedder in use (`samlots doctor` says so)."""
    model = read_model(settings.corpus)
    if model is None or model.embedder != search.embedder.model:
        return None

    def unanswered(text: str) -> float:
        return search.chances(text).get(NONE, 0.0)

    turns = read_turns(settings.corpus)
    return Judge(
        model, reader.vocabulary, reader.lexicon, search.vector, partial(may_decide, book), unanswered,
        turns if turns and turns.embedder == model.embedder else None,
    )  # fmt: skip


def may_decide(book: RuleBook, facts: Facts, subject: str) -> bool:
    """Whether a rule on the subject may apply to a case with these facts."""
    return any(book.possible(rule, facts) for rule in book.by_subject.get(subject, ()))


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
