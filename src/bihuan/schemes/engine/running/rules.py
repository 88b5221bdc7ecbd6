"""A leaf as whole numbers: its family of methods, its factors, its ends.

Almost every method is a fraction of two sums, cut off at two ends::

    points = clip(step * half_up(num / den), low, high)        step: 1e-6 points, or coarser
    num = a * x + b * y + c        den = d * x + e * y + f     x: what was taken, y: the aim

Clipping after rounding gives what rounding after clipping gives, because rounding keeps the order.
Ranks, spreads and tiers have their own few factors. The same rules serve the query and NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["ratio", "spread", "step", "place", "tier"]
# An end that no points reach.
ENDLESS = 2**61


@dataclass(frozen=True, slots=True)
class Take:
    """How the taken number comes about: half_up of (v * tv + p * tp) / (p * dp + t * dt + d0)."""

    tv: int = 1
    tp: int = 0
    dp: int = 0
    dt: int = 0
    d0: int = 1

    @property
    def plain(self) -> bool:
        return (self.tp, self.dp, self.dt, self.d0) == (0, 0, 0, 1)


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a tiered leaf: for `since` <= standing < `until`, (a * standing + c) / d."""

    since: int
    until: int
    a: int
    c: int
    d: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One leaf as factors.

    Args:
        leaf: its place among the leaves of its sheet.
        code: the code of its indicator in the fact table.
        aims: the observed target is used; it must be at least `aim`.
        sign: -1 where less is better.
        band: the best range, for `target_band`.
        factors: a to f of a ratio; three factors of another family.
        beyond: the points where the denominator is not positive.
        blocks: a unit without a value has no total, and some unit may be without one.
        most: no points are larger than this, in either direction.
    """

    leaf: int
    path: str
    code: int
    family: Family
    take: Take
    sign: int
    band: tuple[int, int] | None
    aims: bool
    aim: int
    factors: tuple[int, ...]
    step: int
    low: int
    high: int
    beyond: int
    blocks: bool
    most: int = 0
    pieces: tuple[Piece, ...] = ()

    @property
    def direct(self) -> bool:
        """Whether the number scored is the value itself, or its negative."""
        return self.take.plain and self.band is None
