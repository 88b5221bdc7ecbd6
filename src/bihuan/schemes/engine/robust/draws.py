"""Seeded draws of weights that come out the same on any machine and in any later release.

They are read from SHAKE-256 (FIPS 202), one stream for each part of the tree: a part that is added
changes no draw of the others, and anybody can make them again with a standard library.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import shake_256

from bihuan.schemes.engine.definition.exact import MICRO

BYTES = 4


def factors(seed: int, path: str, replicates: int, within: int) -> list[int]:
    """Return factors in millionths, spread evenly between 1 less `within` and 1 plus `within`.

    Args:
        seed: of all draws of a run.
        path: the part whose weight they multiply.
        replicates: how many.
        within: in millionths.
    """
    name = f"bihuan robustness 1\n{seed}\n{path}".encode()
    words = shake_256(name).digest(BYTES * replicates)
    span = 2 * within + 1
    return [
        MICRO - within + (int.from_bytes(words[at : at + BYTES], "big") * span >> 8 * BYTES)
        for at in range(0, len(words), BYTES)
    ]


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
