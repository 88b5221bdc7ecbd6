"""Which choice of a scheme moves its ranks most: Sobol' indices by the estimators of Jansen.

With A and B two independent samples of the factors and AB(i) A with factor i taken from B::

    first order  S(i)  = 1 - mean((f(B) - f(AB(i)))^2) / (2 V)
    total        ST(i) =     mean((f(A) - f(AB(i)))^2) / (2 V)

V is the variance of f over A and B (Saltelli et al. 2010, Computer Physics Communications 181,
table 2). Confidence is the 2.5th to 97.5th percent of resampled rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import shake_256

import numpy as np

from bihuan.schemes.engine.robust.field import Floats

RESAMPLED = 200
# Draws are read with so many bytes, evenly between 0 and 1.
BYTES = 4
ENDS = (2.5, 97.5)
# A variance below this is none: what floating point leaves of a sum that never moved.
STILL = 1e-12


@dataclass(frozen=True)
class Indices:
    """First-order and total indices, a row for each factor and a column for each output.

    `first_ends` and `total_ends` are the lower and the upper end of their confidence. A column
    whose output never moves has 0 everywhere: nothing explains what does not vary.
    """

    first: Floats
    total: Floats
    first_ends: Floats
    total_ends: Floats
    evaluations: int


def uniform(seed: int, name: str, count: int) -> Floats:
    """Return seeded numbers from 0 up to 1 that come out the same anywhere."""
    words = shake_256(f"bihuan sobol 1\n{seed}\n{name}".encode()).digest(BYTES * count)
    return np.frombuffer(words, ">u4").astype(np.float64) / 2.0 ** (8 * BYTES)


def indices(
    factors: Sequence[str], model: Callable[[Floats], Floats], *, evaluations: int, seed: int
) -> Indices:
    """Return the indices of a model.

    Args:
        factors: their names.
        model: takes a matrix with a row for each evaluation and a column for each factor, numbers
            from 0 up to 1, and returns a row of outputs for each.
        evaluations: at most so many, ``n * (factors + 2)``.
        seed: of all draws.
    """
    size = evaluations // (len(factors) + 2)
    a, b = (
        np.column_stack([uniform(seed, f"{sample} {name}", size) for name in factors])
        for sample in "AB"
    )
    mixed = [np.where(np.arange(len(factors)) == at, b, a) for at in range(len(factors))]
    found = model(np.concatenate([a, b, *mixed]))
    of_a, of_b, of_mixed = found[:size], found[size : 2 * size], found[2 * size :]
    of_mixed = of_mixed.reshape(len(factors), size, -1)
    even = np.full((1, size), 1 / size)
    first, total = _estimated(of_a, of_b, of_mixed, even)
    first_again, total_again = _estimated(of_a, of_b, of_mixed, _resampled(size, seed))
    return Indices(
        first[0],
        total[0],
        np.percentile(first_again, ENDS, axis=0),
        np.percentile(total_again, ENDS, axis=0),
        len(found),
    )


def _resampled(size: int, seed: int) -> Floats:
    """Return the weight of each row in each resampling with replacement."""
    drawn = (uniform(seed, "resampling", RESAMPLED * size) * size).astype(np.int64)
    rows = drawn.reshape(RESAMPLED, size)
    return np.stack([np.bincount(row, minlength=size) for row in rows]) / size


def _estimated(a: Floats, b: Floats, mixed: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return first-order and total indices by resampling, factor and output."""
    both = np.stack([a, b])
    mean = np.einsum("rn,sno->ro", weights, both) / 2
    variance = np.einsum("rn,sno->ro", weights, both**2) / 2 - mean**2
    shape = (len(mixed), a.shape[0], a.shape[1])
    first = np.einsum("rn,fno->rfo", weights, (b[None] - mixed.reshape(shape)) ** 2, optimize=True)
    total = np.einsum("rn,fno->rfo", weights, (a[None] - mixed.reshape(shape)) ** 2, optimize=True)
    moves = variance[:, None, :] > STILL
    twice = np.where(moves, 2 * variance[:, None, :], 1.0)
    return np.where(moves, 1 - first / twice, 0.0), np.where(moves, total / twice, 0.0)
