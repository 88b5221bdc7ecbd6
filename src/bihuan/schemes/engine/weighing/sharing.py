"""Shares that add up to 1 exactly, at the decimals that the scheme declares."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bihuan.schemes.engine.definition.exact import WHOLE

NINE = 9


def shared(sizes: Sequence[Fraction], decimals: int) -> list[int]:
    """Return the shares of sizes in parts of 10^9, by largest remainders at `decimals`.

    Of equal remainders the earlier one is rounded up. Where nothing has a size, all are equal.
    """
    whole, steps = sum(sizes, Fraction(0)), 10**decimals
    if whole == 0:
        sizes, whole = [Fraction(1)] * len(sizes), Fraction(len(sizes))
    exact = [size * steps / whole for size in sizes]
    parts = [number.numerator // number.denominator for number in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: steps - sum(parts)]:
        parts[at] += 1
    return [part * (WHOLE // steps) for part in parts]
