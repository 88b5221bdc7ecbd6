"""Many sets of weights times the points of many units, in whole numbers."""

from __future__ import annotations

import numpy as np

from bihuan.schemes.engine.robust.field import Ints

# Points below 2^31 micro times 16 bits of a weight, added up over so many leaves, stay below 2^53.
LEAVES = 60


def product(weights: Ints, points: Ints) -> Ints:
    """Return weights times points, exactly: by two products of floats that lose no bit.

    Each weight is split into its 15 low bits and the rest.
    """
    if not weights.size or not points.size:
        return np.zeros((len(weights), points.shape[1]), np.int64)
    small = max(int(np.abs(points).max()), int(weights.max())) < 2**31 and int(weights.min()) >= 0
    if not small:
        whole: Ints = weights @ points
        return whole
    found = np.zeros((len(weights), points.shape[1]), np.int64)
    for first in range(0, len(points), LEAVES):
        numbers = points[first : first + LEAVES].astype(np.float64)
        its = weights[:, first : first + LEAVES]
        found += ((its >> 15).astype(np.float64) @ numbers).astype(np.int64) << 15
        found += ((its & 0x7FFF).astype(np.float64) @ numbers).astype(np.int64)
    return found
