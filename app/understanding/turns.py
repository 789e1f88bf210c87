"""How a message relates to what was asked before it: a softmax on its embedding and words, taught on pairs of turns
(`python -m evals.teach`). It knows phrasings; what the facts and the words of the field say goes before it.
"""

from __future__ import annotations

from pathlib import Path

from app.softmax import TextModel, read_text_model

FILE = "turns.npz"
SAME, ON, NEW = "same", "on", "new"
"""The same is asked of a changed case, or for the ground of the answer; something else about the same matter, to be read
together with what was asked; something that stands by itself."""


def read_model(corpus: Path) -> TextModel | None:
    """The model shipped with the corpus, with the classes SAME, ON and NEW; None where there is none. Raises CorpusError."""
    return read_text_model(corpus / FILE)
