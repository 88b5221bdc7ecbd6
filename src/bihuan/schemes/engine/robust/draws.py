"""Seeded draws of weights that come out the same on any machine and in any later release.

They are read from SHAKE-256 (FIPS 202), one stream for each part of the tree: a part that is added
changes no draw of the others, and anybody can make them again with a standard library.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import shake_256
from math import gcd

import numpy as np

from bihuan.schemes.engine.definition.exact import MICRO
from bihuan.schemes.engine.robust.field import Ints

BYTES = 4
ROOM = 2**58


def factors(seed: int, path: str, replicates: int, within: int) -> Ints:
    """Return factors in millionths, spread evenly between 1 less `within` and 1 plus `within`.

    Args:
        seed: of all draws of a run.
        path: the part whose weight they multiply.
        replicates: how many.
        within: in millionths.
    """
    name = f"bihuan robustness 1\n{seed}\n{path}".encode()
    words = shake_256(name).digest(BYTES * replicates)
    numbers = np.frombuffer(words, ">u4").astype(np.int64)
    return MICRO - within + (numbers * (2 * within + 1) >> 8 * BYTES)


def redrawn(shares: Sequence[int], fulls: Sequence[int], times: Sequence[int]) -> list[int]:
    """Return the shares times their factors, brought back to what the node was out of.

    The parts keep their sum of share times full points, so that a node under other weights is
    out of as many points as before. Where nothing of it is left, the shares stay as they are.
    """
    whole = sum(share * full for share, full in zip(shares, fulls, strict=True))
    drawn = [share * factor for share, factor in zip(shares, times, strict=True)]
    now = sum(share * full for share, full in zip(drawn, fulls, strict=True))
    if whole <= 0 or now <= 0:
        return list(shares)
    return [(2 * share * whole + now) // (2 * now) for share in drawn]


def redrawn_rows(shares: Sequence[int], fulls: Sequence[int], times: Ints) -> Ints:
    """Return `redrawn` for each row of factors, all rows at once.

    A quotient is reckoned in floating point, and put right by its remainder in whole numbers.
    Where these could pass 62 bits, rows are redrawn one by one.
    """
    common = gcd(*fulls) or 1
    small = [full // common for full in fulls]
    whole = sum(share * full for share, full in zip(shares, small, strict=True))
    most = int(times.max(initial=0))
    bound = most * sum(abs(share) * full for share, full in zip(shares, small, strict=True))
    if min(shares, default=0) < 0 or whole <= 0 or bound >= ROOM or whole >= ROOM // 2:
        rows = [redrawn(shares, fulls, row) for row in times.tolist()]
        return np.array(rows, np.int64).reshape(times.shape)
    drawn = np.array(shares, np.int64) * times
    now = (drawn @ np.array(small, np.int64))[:, None]
    by = np.where(now > 0, now, 1)
    found: Ints = np.floor(drawn.astype(np.float64) * whole / by + 0.5).astype(np.int64)
    # The remainder is smaller than 2^62, so that what wraps around in between does no harm.
    with np.errstate(over="ignore"):
        left = 2 * drawn * whole + by - found * (2 * by)
    found += left // (2 * by)
    return np.where(now > 0, found, np.array(shares, np.int64))
