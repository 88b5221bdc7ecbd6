"""Weights from the principal components of the parts' correlations.

`first` takes the squared loadings of the first component. `rotated` is the form of the *Handbook
on Constructing Composite Indicators* (OECD/JRC 2008, section 6.1): the factors kept are rotated
by varimax; each part goes to the factor on which its squared loading, scaled to unity sum by
factor, is largest; that share times the factor's part of the explained variance is its weight.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from bihuan.schemes.engine.definition.exact import EXACT, MICRO
from bihuan.schemes.engine.weighing.eigen import ZERO, Rows, eigen, varimax
from bihuan.schemes.engine.weighing.matrix import (
    Column,
    Json,
    Matrix,
    Measure,
    Weights,
    correlations,
    exactly,
)


def by_principal(matrix: Matrix, weigh: Json) -> Weights:
    """Return the weights of the columns; those that are constant have none."""
    columns = tuple(column for column in matrix.columns if not column.constant)
    pairs = eigen(correlations(columns))
    values = [exactly(value) for value, _ in pairs]
    count = 1 if weigh["form"] == "first" else _kept(values, weigh)
    with localcontext(EXACT):
        roots = [max(value, ZERO).sqrt() for value, _ in pairs[:count]]
        loadings = [
            [pairs[k][1][at] * roots[k] for k in range(count)] for at in range(len(columns))
        ]
    sizes = [[exactly(_square(number)) for number in row] for row in loadings]
    measures = [Measure("eigenvalue", "", value, k) for k, value in enumerate(values, start=1)]
    if weigh["form"] == "first":
        found = [row[0] for row in sizes]
    else:
        loadings = _in_order(varimax(loadings))
        found, more = _grouped(columns, loadings)
        measures += more
    measures += [
        Measure("loading", column.path, exactly(number), k)
        for column, row in zip(columns, loadings, strict=True)
        for k, number in enumerate(row, start=1)
    ]
    by_path = dict(zip((column.path for column in columns), found, strict=True))
    return Weights(
        tuple(by_path.get(column.path, Fraction(0)) for column in matrix.columns), tuple(measures)
    )


def _kept(values: list[Fraction], weigh: Json) -> int:
    """Return how many factors are kept: those large enough, and more until enough is explained."""
    least, share = Fraction(weigh["eigenvalue"], MICRO), Fraction(weigh["share"], MICRO)
    size = len(values)
    count = sum(value > least and value > share * size for value in values)
    together = Fraction(weigh["together"], MICRO) * size
    while count < size and sum(values[:count], Fraction(0)) < together:
        count += 1
    return max(count, 1)


def _in_order(loadings: Rows) -> Rows:
    """Return rotated loadings with the factor first that explains most, and sums positive."""
    count = len(loadings[0])
    with localcontext(EXACT):
        factors = [[row[k] for row in loadings] for k in range(count)]
        explained = [sum((number * number for number in factor), ZERO) for factor in factors]
        order = sorted(range(count), key=lambda k: (-exactly(explained[k]), k))
        upright = [
            [-number for number in factors[k]] if sum(factors[k]) < 0 else factors[k] for k in order
        ]
    return [list(row) for row in zip(*upright, strict=True)]


def _grouped(columns: tuple[Column, ...], loadings: Rows) -> tuple[list[Fraction], list[Measure]]:
    """Return the weight of each column in the composite of its factor, and what led there."""
    sizes = [[exactly(_square(number)) for number in row] for row in loadings]
    explained = [sum(factor, Fraction(0)) for factor in zip(*sizes, strict=True)]
    whole = sum(explained, Fraction(0))
    found = []
    measures = [Measure("explained", "", part / whole, k) for k, part in enumerate(explained, 1)]
    for column, row in zip(columns, sizes, strict=True):
        scaled = [size / part for size, part in zip(row, explained, strict=True)]
        at = max(range(len(scaled)), key=lambda k: (scaled[k], -k))
        found.append(scaled[at] * explained[at] / whole)
        measures.append(Measure("factor", column.path, scaled[at], at + 1))
    return found, measures


def _square(number: Decimal) -> Decimal:
    return EXACT.multiply(number, number)
