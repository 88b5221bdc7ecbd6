"""Weights by how far units stand apart: deviation, entropy, CRITIC and MEREC.

Sources: Diakoulaki, Mavrotas, Papayannakis 1995 (CRITIC, standard deviation); Zeleny 1982, Hwang
and Yoon 1981 (entropy); Keshavarz-Ghorabaee and others 2021 (MEREC).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import prod

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.definition.exact import EXACT
from bihuan.schemes.engine.weighing.matrix import (
    Column,
    Json,
    Matrix,
    Measure,
    Weights,
    correlations,
    decimal_of,
    deviation,
    exactly,
)

BELOW_ZERO = Message(
    "weighing-below-zero",
    Text(
        en="{by} cannot weigh {part}: the score of {unit} is {score}",
        zh="{by} 法无法对“{part}”赋权：{unit} 的得分为 {score}",
    ),
    Text(
        en="these weights need scores of zero or more; give the part a method or a floor that "
        "leaves none below zero",
        zh="该赋权法要求得分不小于零；请改用不产生负分的计分方法，或设置下限",
    ),
)
NOT_POSITIVE = Message(
    "weighing-not-positive",
    Text(
        en="{by} cannot weigh {part}: the score of {unit} is {score}",
        zh="{by} 法无法对“{part}”赋权：{unit} 的得分为 {score}",
    ),
    Text(
        en="these weights compare by logarithms and need scores above zero; give the part a method "
        "or a floor that leaves none at zero",
        zh="该赋权法取对数比较，要求得分大于零；请改用不产生零分的计分方法，或设置下限",
    ),
)


def by_deviation(matrix: Matrix, _weigh: Json) -> Weights:
    """Return weights in proportion to the standard deviations."""
    sizes = tuple(exactly(deviation(column)) for column in matrix.columns)
    return Weights(sizes, tuple(_told("deviation", matrix, sizes)))


def by_critic(matrix: Matrix, _weigh: Json) -> Weights:
    """Return weights by contrast times conflict: C_j = s_j x sum over k of (1 - r_jk)."""
    columns = tuple(column for column in matrix.columns if not column.constant)
    contrasts = [deviation(column) for column in columns]
    rows = correlations(columns)
    with localcontext(EXACT):
        conflicts = [sum((1 - r for r in row), Decimal(0)) for row in rows]
        information = [s * c for s, c in zip(contrasts, conflicts, strict=True)]
    found = {
        name: _filled(matrix, columns, numbers)
        for name, numbers in (
            ("deviation", contrasts), ("conflict", conflicts), ("information", information),
        )
    }  # fmt: skip
    measures = (line for name, numbers in found.items() for line in _told(name, matrix, numbers))
    return Weights(found["information"], tuple(measures))


def _filled(
    matrix: Matrix, columns: tuple[Column, ...], numbers: list[Decimal]
) -> tuple[Fraction, ...]:
    """Return the numbers by column of the matrix, with 0 for those that were left out."""
    by_path = {column.path: exactly(n) for column, n in zip(columns, numbers, strict=True)}
    return tuple(by_path.get(column.path, Fraction(0)) for column in matrix.columns)


def by_entropy(matrix: Matrix, _weigh: Json) -> Weights:
    """Return weights in proportion to 1 - e_j, e_j = -1/ln n x sum of p_ij ln p_ij."""
    refuse_below(matrix, "entropy", 0)
    entropies = tuple(_entropy(column) for column in matrix.columns)
    sizes = tuple(1 - entropy for entropy in entropies)
    measures = (*_told("entropy", matrix, entropies), *_told("diversity", matrix, sizes))
    return Weights(sizes, measures)


def _entropy(column: Column) -> Fraction:
    """Return the entropy of a column between 0 and 1; nothing to tell apart is 1."""
    if column.constant:
        return Fraction(1)
    whole, present = sum(column.numbers), [number for number in column.numbers if number]
    with localcontext(EXACT):
        # The sum of p ln p, with p = x / whole, is the sum of x ln x over whole, less ln whole.
        total = sum((number * logarithm(number) for number in sorted(present)), Decimal(0))
        return exactly((logarithm(whole) - total / whole) / logarithm(len(column.numbers)))


def by_merec(matrix: Matrix, _weigh: Json) -> Weights:
    """Return weights by how far the performance of units moves when a part is removed."""
    refuse_below(matrix, "merec", 1)
    with localcontext(EXACT):
        logs = [_logs(column) for column in matrix.columns]
        size = len(logs)
        wholes = [sum(row, Decimal(0)) for row in zip(*logs, strict=True)]
        # No logarithm is below zero, so that a removal lessens every performance, and the sum of
        # the differences of logarithms is the logarithm of the quotients' product.
        sizes = tuple(
            exactly(
                prod(
                    ((size + whole) / (size + whole - log)
                     for whole, log in zip(wholes, column, strict=True)),
                    start=Decimal(1),
                ).ln()
            )
            for column in logs
        )  # fmt: skip
    return Weights(sizes, tuple(_told("removal", matrix, sizes)))


def _logs(column: Column) -> list[Decimal]:
    """Return |ln n_ij|: of the least over the number, of a cost of the number over the most."""
    if column.cost:
        most = logarithm(max(column.numbers))
        return [most - logarithm(number) for number in column.numbers]
    least = logarithm(min(column.numbers))
    return [logarithm(number) - least for number in column.numbers]


@lru_cache(maxsize=2**17)
def logarithm(number: int) -> Decimal:
    """Return the natural logarithm to 50 digits; scores are often equal, so it is kept."""
    return EXACT.ln(Decimal(number))


def refuse_below(matrix: Matrix, by: str, least: int) -> None:
    """Refuse scores below what a way of weighing can take: 0, or 1 for above zero."""
    for column in matrix.columns:
        for unit, number in zip(matrix.units, column.numbers, strict=True):
            if number < least:
                score = format(decimal_of(number * column.unit).normalize(), "f")
                message = NOT_POSITIVE if least else BELOW_ZERO
                raise Refused(message, by=by, part=column.path, unit=unit, score=score)


def _told(name: str, matrix: Matrix, numbers: tuple[Fraction, ...]) -> Iterator[Measure]:
    for column, number in zip(matrix.columns, numbers, strict=True):
        yield Measure(name, column.path, number)
