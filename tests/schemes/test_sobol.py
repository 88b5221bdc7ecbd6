"""Sobol' indices against functions whose indices are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from bihuan.schemes.engine.robust.sobol import indices, uniform


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami and Homma 1990, with a = 7 and b = 0.1."""
    z = -np.pi + 2 * np.pi * x
    return (np.sin(z[:, 0]) + 7 * np.sin(z[:, 1]) ** 2 + 0.1 * z[:, 2] ** 4 * np.sin(z[:, 0]))[
        :, None
    ]


def test_the_indices_of_ishigami_are_those_of_its_closed_form():
    found = indices(("x1", "x2", "x3"), ishigami, evaluations=50_000, seed=1)
    assert found.first[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert found.total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)


def test_in_a_sum_first_order_and_total_are_the_shares_of_the_variance():
    found = indices(
        ("a", "b"), lambda x: (x @ np.array([1.0, 2.0]))[:, None], evaluations=20_000, seed=1
    )
    assert found.first[:, 0] == pytest.approx([0.2, 0.8], abs=0.03)
    assert found.total[:, 0] == pytest.approx([0.2, 0.8], abs=0.03)


def test_confidence_encloses_the_estimate():
    found = indices(("x1", "x2", "x3"), ishigami, evaluations=5_000, seed=2)
    assert (found.first_ends[0] <= found.first).all()
    assert (found.first <= found.first_ends[1]).all()
    assert (found.total_ends[0] <= found.total).all()


def test_what_never_moves_is_explained_by_nothing():
    found = indices(("a",), lambda x: np.ones((len(x), 2)), evaluations=300, seed=1)
    assert not found.first.any()
    assert not found.total.any()


def test_draws_are_the_same_for_the_same_seed_and_spread_evenly():
    drawn = uniform(1, "a", 10_000)
    assert (uniform(1, "a", 10) == drawn[:10]).all()
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert drawn.mean() == pytest.approx(0.5, abs=0.02)
