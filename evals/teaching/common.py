"""What both models are taught with: embedded questions and a softmax regression."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from app.answering.compose import Desk
from app.softmax import Softmax
from ingest.settings import read_settings

Array = NDArray[np.float32]

STRENGTH = 20.0
"""The inverse of the ridge, chosen on held-out questions."""
FOLDS = 5


def vectors(desk: Desk, questions: Sequence[str]) -> Array:
    """Shape (questions, dimension); kept beside the index, for teaching again."""
    path = read_settings().data / f"taught-{desk.search.embedder.model}.npz"
    known: dict[str, Array] = {}
    if path.exists():
        with np.load(path, allow_pickle=False) as data:
            known = dict(zip(map(str, data["texts"]), data["vectors"], strict=True))
    new = [text for text in dict.fromkeys(questions) if text not in known]
    for number, text in enumerate(new, 1):
        known[text] = desk.search.embedder.query(text)
        if number % 500 == 0:
            print(f"{number} of {len(new)} questions embedded")
    if new:
        np.savez(path, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[text] for text in questions]).astype(np.float32)


def softmax(features: Array, answers: Sequence[str], shares: Sequence[float] | None = None) -> Softmax:
    """Fitted. `shares` weighs each answer; a question that has several stands there several times."""
    fitted = LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3).fit(features, np.array(answers), shares)
    weights = fitted.coef_.T.astype(np.float16).astype(np.float32)  # as it is shipped
    return Softmax(tuple(map(str, fitted.classes_)), weights, fitted.intercept_.astype(np.float32))
