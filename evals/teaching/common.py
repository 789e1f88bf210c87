"""What the models are taught with: embedded questions and a softmax."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from app.answering.compose import Desk
from app.softmax import UNTAUGHT, Softmax, TextModel, packed
from app.wording import Wording, learn
from ingest.settings import read_settings

Array = NDArray[np.float32]

STRENGTH = 5.0
"""The inverse of the ridge, chosen on held-out questions."""
UNITS, ROUNDS, BATCH, STEP = 192, 10, 256, 1e-3
"""Of the model with a layer between: units, times through the lessons, lessons at a time, and how far it goes by each; on
questions held out the linear model alone errs in 8.5 %, with this one in 7.3 %."""
FOLDS = 4
LEAST_WORDS, LEAST_PIECES = 3, 12
"""Questions in which a word, or a piece of one, must stand to be a feature."""
FEW, FEW_WORDS, FEW_UNITS = 3000, (2, 4), 32
"""The same, and the units, where there are fewer questions than that."""


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


def softmax(features: sparse.csr_matrix, answers: Sequence[str], shares: Sequence[float]) -> Softmax:
    """Fitted, as it is shipped. `shares` weighs each answer; a question that has several stands there several times."""
    names = np.array(answers)
    straight = LogisticRegression(C=STRENGTH, max_iter=150, tol=1e-3).fit(features, names, shares)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it stops before it knows its lessons by heart
        bent = MLPClassifier(
            (UNITS if len(names) >= FEW else FEW_UNITS,),
            max_iter=ROUNDS,
            batch_size=min(BATCH, len(names)),
            learning_rate_init=STEP,
            random_state=1,
        ).fit(features.astype(np.float32), names, sample_weight=np.asarray(shares, np.float32))
    assert list(bent.classes_) == list(straight.classes_), "both are taught the same answers"
    hidden, onward = (packed(w, b) for w, b in zip(bent.coefs_, bent.intercepts_, strict=True))
    return Softmax(tuple(map(str, straight.classes_)), packed(straight.coef_.T, straight.intercept_), hidden, onward)


def wording(questions: Sequence[str]) -> Wording:
    few = len(questions) < FEW
    return learn(questions, *(FEW_WORDS if few else (LEAST_WORDS, LEAST_PIECES)))


def text_model(
    embedder: str, texts: Sequence[str], embedded: Array, answers: Sequence[Sequence[str]], shares: Sequence[float]
) -> TextModel:
    """A model of texts, each with the classes that fit it; `shares` says what each text weighs, together for its classes."""
    empty = TextModel(embedder, wording(texts), UNTAUGHT)
    rows, classes, weights = [], [], []
    for text, vector, fitting, share in zip(texts, embedded, answers, shares, strict=True):
        features = sparse.csr_matrix(empty.features(text, vector))
        for name in fitting:
            rows.append(features)
            classes.append(name)
            weights.append(share / len(fitting))
    return replace(empty, softmax=softmax(sparse.vstack(rows, format="csr"), classes, weights))
