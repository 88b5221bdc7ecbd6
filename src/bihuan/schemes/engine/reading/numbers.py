"""Exact numbers of statistics: moments of whole numbers, coefficients with a root in them.

Everything stays a fraction until it is shown; a coefficient keeps its square, which is a fraction,
and its sign, so that it is compared and rounded without ever taking the root.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, isqrt
from operator import mul

from bihuan.schemes.engine.definition.exact import half_up
from bihuan.schemes.engine.numbers.digits import plain

SHOWN = 4  # decimals of shares and coefficients


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A number between -1 and 1 whose square is known exactly."""

    sign: int
    square: Fraction

    def rounded(self, decimals: int = SHOWN) -> int:
        """Return it in units of the last decimal, a half away from zero.

        Half the floor of twice the root, rounded up, is the root rounded half up; the floor of a
        root is found in whole numbers.
        """
        twice = 4 * int(10 ** (2 * decimals)) * self.square
        return self.sign * ((isqrt(twice.numerator // twice.denominator) + 1) // 2)

    def text(self, decimals: int = SHOWN) -> str:
        return plain(self.rounded(decimals), decimals, decimals) or "0"

    def __lt__(self, other: Coefficient) -> bool:
        return self.signed < other.signed

    @property
    def signed(self) -> Fraction:
        """The square with the sign: it orders as the coefficient does."""
        return self.sign * self.square


def coefficient_of(number: Fraction) -> Coefficient:
    """Return a fraction as a coefficient, to compare with."""
    return Coefficient(sign_of(number), number * number)


def sign_of(number: Fraction | int) -> int:
    """Return -1, 0 or 1."""
    return (number > 0) - (number < 0)


def covariance(xs: Sequence[int], ys: Sequence[int]) -> int:
    """Return the covariance (divided by n) times n squared: ``n Σxy - Σx Σy``."""
    products: int = sum(map(mul, xs, ys))
    return len(xs) * products - sum(xs) * sum(ys)


def ratio(cross: int, xs: int, ys: int) -> Coefficient | None:
    """Return ``cross / √(xs ys)``; None where one of them does not vary."""
    if xs <= 0 or ys <= 0:
        return None
    return Coefficient(sign_of(cross), Fraction(cross * cross, xs * ys))


def apportioned(parts: Sequence[Fraction], whole: Fraction, decimals: int) -> list[Fraction]:
    """Return the parts with so many decimals, adding up to the whole (which has no more).

    Each part is cut, and the units of the last decimal that are left go to those that were cut
    most, the first of equals first.
    """
    scale = int(10**decimals)
    cut = [floor(part * scale) for part in parts]
    left = half_up(whole * scale) - sum(cut)
    by_loss = sorted(range(len(parts)), key=lambda at: (cut[at] - parts[at] * scale, at))
    for at in by_loss[:left]:
        cut[at] += 1
    return [Fraction(number, scale) for number in cut]


def text_of(number: Fraction, decimals: int = SHOWN) -> str:
    """Return a fraction half up to so many decimals."""
    return plain(half_up(number * int(10**decimals)), decimals, decimals) or "0"


def middle_places(numbers: Sequence[int]) -> list[int]:
    """Return twice the place of each number from below; equal ones share the middle of theirs."""
    in_order = sorted(numbers)
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for place, number in enumerate(in_order, start=1):
        first.setdefault(number, place)
        last[number] = place
    return [first[number] + last[number] for number in numbers]


def total_of(numbers: Iterable[Fraction]) -> Fraction:
    """Return the sum as a fraction, zero of nothing."""
    return sum(numbers, Fraction(0))
