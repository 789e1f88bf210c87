"""Whether a difference between two systems, measured on the same questions, could be chance; and how sure a mean is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ROUNDS = 10_000
SEED = 20261122


def paired_randomisation(ours: Sequence[float], theirs: Sequence[float], rounds: int = ROUNDS) -> float:
    """The two-sided p of the mean difference under random swapping of each pair's labels (Fisher's randomisation
    test; Smucker, Allan and Carterette 2007), with the observed assignment counted (Phipson and Smyth 2010)."""
    differences = np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64)
    if len(differences) == 0:
        return 1.0
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), size=(rounds, len(differences)))
    swapped = np.abs(signs @ differences)
    return float((1 + np.sum(swapped >= abs(differences.sum()) - 1e-9)) / (rounds + 1))


def bootstrap(values: Sequence[float], rounds: int = ROUNDS) -> tuple[float, float]:
    """The 95 % interval of the mean (percentile bootstrap, Efron 1979)."""
    if not values:
        return (0.0, 1.0)
    sample = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(SEED).integers(0, len(sample), size=(rounds, len(sample)))
    low, high = np.percentile(sample[picks].mean(axis=1), [2.5, 97.5])
    return (float(low), float(high))
