"""The scores that weights are found from: a column for each part, a row for each unit with all.

A unit that lacks a part takes no part in finding the weights; it is scored by them all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from operator import mul
from typing import Any

from bihuan.schemes.engine.definition.exact import EXACT

Json = dict[str, Any]
# Roots and logarithms are cut to these before anything is compared or rounded, so that equal
# columns weigh the same to the last digit.
CUT = Decimal("1e-20")


@dataclass(frozen=True, slots=True)
class Column:
    """The scores of one part by unit.

    Args:
        numbers: whole numbers, each so many times `unit` in points of the node's scale.
        raw: the part is a number as it was taken, which no leaf has normalised.
        cost: of such a number, less is better.
    """

    path: str
    numbers: tuple[int, ...]
    unit: Fraction = Fraction(1)
    raw: bool = False
    cost: bool = False

    @property
    def constant(self) -> bool:
        return len(set(self.numbers)) < 2  # noqa: PLR2004  (one value for all)

    @property
    def scale(self) -> Fraction:
        """What brings a number to where columns are compared: raw ones between 0 and 1."""
        if not self.raw or self.constant:
            return self.unit
        return Fraction(-1 if self.cost else 1, max(self.numbers) - min(self.numbers))

    @property
    def centred(self) -> list[int]:
        """The distances from the mean, times the number of units."""
        size, whole = len(self.numbers), sum(self.numbers)
        return [size * number - whole for number in self.numbers]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The columns of a node's parts over the same units, in the order of the file."""

    units: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number on the way to the weights.

    Args:
        name: what it is (see `telling.MEASURES`).
        part: the path of the part it is about; empty for the node.
        at: the factor or eigenvalue it is about, from 1; 0 for none.
    """

    name: str
    part: str
    value: Fraction
    at: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """What a way of weighing found: how much each column weighs against the others."""

    sizes: tuple[Fraction, ...]
    measures: tuple[Measure, ...] = ()


Way = Callable[[Matrix, Json], Weights]


def exactly(number: Decimal) -> Fraction:
    """Return a decimal cut to 20 places as the fraction it is from then on."""
    return Fraction(number.quantize(CUT, context=EXACT))


def decimal_of(number: Fraction) -> Decimal:
    """Return a fraction to 50 digits."""
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def root(number: Fraction) -> Decimal:
    """Return the square root of a fraction to 50 digits."""
    return EXACT.sqrt(decimal_of(number))


def deviation(column: Column) -> Decimal:
    """Return the standard deviation (divided by n) where columns are compared."""
    centred, size = column.centred, len(column.numbers)
    variance = Fraction(sum(map(mul, centred, centred)), size**3)
    return root(variance * column.scale**2)


def correlations(columns: tuple[Column, ...]) -> list[list[Decimal]]:
    """Return the correlations of columns that are not constant, costs turned round."""
    centred = [column.centred for column in columns]
    signs = [-1 if column.cost else 1 for column in columns]
    size = len(columns)
    dots = [[0] * size for _ in columns]
    for i in range(size):
        for j in range(i + 1):
            dots[i][j] = dots[j][i] = sum(map(mul, centred[i], centred[j])) * signs[i] * signs[j]
    found = [[Decimal(1)] * size for _ in columns]
    with localcontext(EXACT):
        for i in range(size):
            for j in range(i):
                square = Fraction(dots[i][j] ** 2, dots[i][i] * dots[j][j])
                found[i][j] = found[j][i] = root(square) * (1 if dots[i][j] >= 0 else -1)
    return found
