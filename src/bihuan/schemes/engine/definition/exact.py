"""Exact numbers for scores: whole numbers at a scale, fractions in between, one way of rounding.

Standard library only: a published bundle carries this text in its verifier.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context
from fractions import Fraction
from typing import Any, TypeVar

Json = dict[str, Any]
Lines = dict[str, Json]  # by unit
Amount = int | Fraction  # a whole number, or a quotient that is rounded later
Number = TypeVar("Number", int, Fraction)

MICRO = 10**6
WHOLE = 10**9

# Roots and logarithms are taken to 50 digits and cut to 20 decimals before the declared rounding,
# so that a mean of equal scores is that score and not the last digit below it.
EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


def divided(number: int, by: int) -> int:
    """Return the integer nearest to `number / by`, for a positive `by`; halves go away from zero.

    ``divided(5, 2) == 3`` and ``divided(-5, 2) == -3``.
    """
    size = (2 * abs(number) + by) // (2 * by)
    return size if number >= 0 else -size


def half_up(number: Fraction) -> int:
    """Return the nearest integer; a half goes away from zero."""
    return divided(number.numerator, number.denominator)


def nearest(number: Amount, by: Amount) -> int:
    """Return the integer nearest to a quotient, of whole numbers or of fractions."""
    if isinstance(number, int) and isinstance(by, int):
        return divided(number, by)
    return half_up(Fraction(number) / by)


def rounded(micro_points: Fraction, decimals: int) -> int:
    """Return micro-points rounded half up to `decimals` of a point."""
    step = int(10 ** (6 - decimals))
    return divided(micro_points.numerator, micro_points.denominator * step) * step


def rescaled(number: int | None, decimals: int, to_decimals: int) -> int | None:
    """Return an integer at another number of decimals, half up where digits are lost."""
    if number is None:
        return None
    if to_decimals >= decimals:
        return number * int(10 ** (to_decimals - decimals))
    return divided(number, 10 ** (decimals - to_decimals))


def clipped(number: Number, low: int | None, high: int | None) -> Number:
    """Return the number between floor and cap, where there are any; the cap counts last."""
    if low is not None and number < low:
        number = type(number)(low)
    if high is not None and number > high:
        number = type(number)(high)
    return number
