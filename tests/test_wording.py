"""The words and letters of a text as features."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from app.softmax import Softmax, packed
from app.wording import learn, pieces_of, words_of

TEXTS = (
    "Vem betalar hälsoundersökningen vid en placering?",
    "Vem ska betala undersökningarna?",
    "who pays for the health examination, and who pays for the dental one",
    "När ska utredningen vara klar?",
)


def test_features_are_those_of_the_textbook() -> None:
    """Beside scikit-learn's sublinear tf-idf with the same words and pieces."""
    wording = learn(TEXTS, 1, 2)
    words = TfidfVectorizer(analyzer=words_of, sublinear_tf=True, min_df=1).fit(TEXTS)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, min_df=2).fit(TEXTS)
    assert wording.words == tuple(words.get_feature_names_out())
    assert wording.pieces == tuple(pieces.get_feature_names_out())
    for text in (*TEXTS, "Utredning, betalning; pays pays pays", "?"):
        wanted = np.concatenate([words.transform([text]).toarray()[0], pieces.transform([text]).toarray()[0]])
        assert wording.features(text) == pytest.approx(wanted, abs=1e-6)


def test_inflections_share_a_word_and_misspellings_share_pieces() -> None:
    assert words_of("placeringen placeringar") == ["placering"] * 2
    assert len(set(pieces_of("hälsoundersökning")) & set(pieces_of("hälsoundersöking"))) > 20


@given(st.text(max_size=300))
def test_any_text_has_unit_length_or_none(text: str) -> None:
    wording = learn(TEXTS, 1, 1)
    words, pieces = np.split(wording.features(text), [len(wording.words)])
    for part in (words, pieces):
        assert float(np.linalg.norm(part)) == pytest.approx(1.0, abs=1e-5) or not part.any()


def test_a_byte_for_each_weight_changes_no_chance_that_matters() -> None:
    chance = np.random.default_rng(1)
    weights = chance.normal(size=(400, 20)).astype(np.float32)
    hidden = (chance.normal(size=(400, 30)) / 4).astype(np.float32)
    onward = (chance.normal(size=(30, 20)) / 4).astype(np.float32)
    softmax = Softmax(
        tuple(map(str, range(20))),
        packed(weights, np.zeros(20, np.float32)),
        packed(hidden, np.zeros(30, np.float32)),
        packed(onward, np.zeros(20, np.float32)),
    )
    features = np.where(chance.random(400) < 0.2, chance.normal(size=400), 0).astype(np.float32)
    exact = np.exp((features @ weights + np.maximum(features @ hidden, 0) @ onward) / 2)
    assert list(softmax.chances(features).values()) == pytest.approx(list(exact / exact.sum()), abs=0.02)
