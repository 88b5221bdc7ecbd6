"""Exact numbers for scores: whole numbers at a scale, fractions in between, one way of rounding.

Standard library only: a published bundle carries this text in its verifier.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context
from fractions import Fraction
from typing import Any

Json = dict[str, Any]
Lines = dict[str, Json]  # by unit

MICRO = 10**6
WHOLE = 10**9

# Roots and logarithms are taken to 50 digits and cut to 20 decimals before the declared rounding,
# so that a mean of equal scores is that score and not the last digit below it.
EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


def half_up(number: Fraction) -> int:
    """Return the nearest integer; a half goes away from zero."""
    size = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return size if number >= 0 else -size


def rounded(micro_points: Fraction, decimals: int) -> int:
    """Return micro-points rounded half up to `decimals` of a point."""
    step = int(10 ** (6 - decimals))
    return half_up(micro_points / step) * step


def rescaled(number: int | None, decimals: int, to_decimals: int) -> int | None:
    """Return an integer at another number of decimals, half up where digits are lost."""
    if number is None:
        return None
    return half_up(Fraction(number) * Fraction(10) ** (to_decimals - decimals))


def clipped(number: Fraction, low: int | None, high: int | None) -> Fraction:
    """Return the number between floor and cap, where there are any."""
    if low is not None:
        number = max(number, Fraction(low))
    if high is not None:
        number = min(number, Fraction(high))
    return number
