"""What the bench computes: the significance of a difference, the interval of a mean, the measures by section."""

from __future__ import annotations

import pytest

from evals.answers import must, share, threshold
from evals.calibrate import logistic
from evals.retrieval import Question, holds, measure
from evals.sets import Expectation, Item
from evals.significance import bootstrap, paired_randomisation


def test_a_difference_in_every_pair_is_significant_and_none_is_not() -> None:
    assert paired_randomisation([1.0] * 20, [0.0] * 20) < 0.001
    assert paired_randomisation([1.0, 0.0] * 10, [0.0, 1.0] * 10) == pytest.approx(1.0)
    assert paired_randomisation([], []) == 1.0


def test_the_p_of_few_pairs_is_that_of_counting() -> None:
    """With three equal differences two of eight assignments are as extreme."""
    assert paired_randomisation([1, 1, 1], [0, 0, 0]) == pytest.approx(0.25, abs=0.02)


def test_the_interval_holds_the_mean() -> None:
    low, high = bootstrap([0.0, 1.0] * 50)
    assert 0.38 < low < 0.5 < high < 0.62


def test_measures_by_section() -> None:
    item = Item(id="q", turns=("?",), expect=Expectation(status=("passage",)))
    asked = [Question(item, frozenset({("a", 1), ("b", 2)}))]
    second = measure(asked, {"q": [("x", 0), ("a", 1)]})
    assert second["first"]["q"] == 0
    assert second["recall@5"]["q"] == 1
    assert second["R@5"]["q"] == 0.5
    late = measure(asked, {"q": [("x", i) for i in range(5)] + [("a", 1)]})
    assert late["recall@5"]["q"] == 0
    assert measure(asked, {"q": []})["nDCG@5"]["q"] == 0


def test_the_fit_finds_the_signal_that_tells() -> None:
    import numpy as np

    weights, _ = logistic(
        np.array([[1.0, 0.3], [0.9, 0.8], [0.1, 0.3], [0.0, 0.8]] * 10), np.array([1.0, 1, 0, 0] * 10)
    )
    assert weights[0] > 5 * abs(weights[1])


def test_the_threshold_of_a_system_that_only_retrieves_parts_what_it_can() -> None:
    def item(id: str, status: str) -> Item:
        return Item(id=id, turns=("?",), expect=Expectation(status=(status,)))

    items = [*(item(f"r{i}", "not_covered") for i in range(3)), *(item(f"a{i}", "passage") for i in range(3))]
    assert threshold([0.1, 0.2, 0.5, 0.4, 0.8, 0.9], items) in (0.4, 0.8)
    assert threshold([0.1, 0.2, 0.3, 0.4, 0.8, 0.9], items) == 0.4
    either = Item(id="e", turns=("?",), expect=Expectation(status=("not_covered", "passage")))
    assert must([*items, either]) == ([0, 1, 2], [3, 4, 5])


def test_a_deciding_sentence_is_found_across_lines_and_each_alternative_list_is_needed() -> None:
    item = Item(
        id="q", turns=("?",), expect=Expectation(status=("passage",), says=(("två veckor", "14 dagar"), ("vården",)))
    )
    assert holds(item, "Vården svarar inom två\n  veckor.")
    assert not holds(item, "Svar inom 14 dagar.")


def test_a_share_has_its_interval_within_nought_and_one() -> None:
    assert share(0, 40).startswith("0.000 [0.000, 0.0")
    assert share(40, 40).endswith("1.000]")
    assert share(0, 0) == "–"
