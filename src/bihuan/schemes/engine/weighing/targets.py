"""Weights under which the parts go with their node as strongly as was asked for.

A composite is z = sum of w_j x_j, so the correlation of part i with z is in proportion to the
i-th number of R v, with R the correlations of the parts and v_j = w_j s_j. Correlations in
proportion to the targets t are asked for: v solves R v = t. Where that would take negative
weights, v is the one without any for which R v is nearest to t (least squares; the active set of
Lawson and Hanson 1974). No search is made, so the answer is exact to 20 decimals.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.definition.exact import EXACT
from bihuan.schemes.engine.weighing.eigen import ZERO, Rows
from bihuan.schemes.engine.weighing.matrix import (
    Column,
    Json,
    Matrix,
    Measure,
    Weights,
    correlations,
    deviation,
    exactly,
)

# A pivot below this is none: one part says what others say together.
NO_PIVOT = Decimal("1e-25")
# A gradient below this draws no more parts in.
LEVEL = Decimal("1e-30")

ALIKE = Message(
    "weighing-alike",
    Text(
        en="no weights follow from target correlations for {node}: its parts say the same, or "
        "fewer units than parts are scored",
        zh="无法按目标相关系数为“{node}”求权重：下级各项线性相关，或参评单位少于项数",
    ),
    Text(
        en="leave out a part that repeats others, or weigh the parts in another way",
        zh="请去掉重复的一项，或改用其他赋权方式",
    ),
)


def by_targets(matrix: Matrix, weigh: Json) -> Weights:
    """Return the weights for which the correlations with the node are nearest to the targets."""
    columns = tuple(column for column in matrix.columns if not column.constant)
    wanted = dict(weigh["importance"])
    rows = correlations(columns)
    with localcontext(EXACT):
        targets = [Decimal(wanted[column.path]) for column in columns]
        solved = _least_squares(rows, targets, weigh["path"])
        spreads = [deviation(column) for column in columns]
        sizes = [exactly(v / s) for v, s in zip(solved, spreads, strict=True)]
        reached = _times(rows, solved)
        length = sum((v * r for v, r in zip(solved, reached, strict=True)), ZERO).sqrt()
        correlated = [exactly(number / length) if length else Fraction(0) for number in reached]
    by_path = dict(zip((column.path for column in columns), sizes, strict=True))
    measures = [
        Measure("correlation", column.path, number)
        for column, number in zip(columns, correlated, strict=True)
    ]
    measures.append(Measure("misfit", "", _misfit(correlated, columns, wanted)))
    return Weights(
        tuple(by_path.get(column.path, Fraction(0)) for column in matrix.columns), tuple(measures)
    )


def _misfit(
    correlated: list[Fraction], columns: tuple[Column, ...], wanted: dict[str, int]
) -> Fraction:
    """Return by how much the shares of the correlations are off from those asked for, at most."""
    asked = [Fraction(wanted[column.path]) for column in columns]
    whole, reached = sum(asked, Fraction(0)), sum(correlated, Fraction(0))
    if not whole or not reached:
        return Fraction(0)
    return max(abs(a / whole - c / reached) for a, c in zip(asked, correlated, strict=True))


def _least_squares(rows: Rows, targets: list[Decimal], path: str) -> list[Decimal]:
    """Return v without negative numbers for which rows v is nearest to the targets."""
    size = len(rows)
    exact = _solved(rows, targets, list(range(size)), path)
    if all(number >= 0 for number in exact):
        return exact
    solution, inside = [ZERO] * size, list[int]()
    while len(inside) < size:
        missed = [t - r for t, r in zip(targets, _times(rows, solution), strict=True)]
        pull = _times(rows, missed)
        outside = [at for at in range(size) if at not in inside]
        best = max(outside, key=lambda at: (pull[at], -at))
        if pull[best] <= LEVEL:
            break
        inside.append(best)
        solution, inside = _inside(rows, targets, solution, inside, path)
    return solution


def _inside(
    rows: Rows, targets: list[Decimal], solution: list[Decimal], inside: list[int], path: str
) -> tuple[list[Decimal], list[int]]:
    """Return the least squares over the parts inside, after those that would fall below zero."""
    while True:
        tried = _solved(rows, targets, inside, path)
        low = [at for at in inside if tried[at] <= 0]
        if not low:
            return tried, inside
        step = min(solution[at] / (solution[at] - tried[at]) for at in low)
        solution = [a + step * (b - a) for a, b in zip(solution, tried, strict=True)]
        inside = [at for at in inside if solution[at] > LEVEL]
        solution = [number if at in inside else ZERO for at, number in enumerate(solution)]


def _solved(rows: Rows, targets: list[Decimal], inside: list[int], path: str) -> list[Decimal]:
    """Return the least squares with only the parts inside, by Gauss on the normal equations."""
    chosen = [[row[at] for at in inside] for row in rows]
    table = [
        [
            *(sum((row[i] * row[j] for row in chosen), ZERO) for j in range(len(inside))),
            sum((row[i] * t for row, t in zip(chosen, targets, strict=True)), ZERO),
        ]
        for i in range(len(inside))
    ]
    for at in range(len(table)):
        best = max(range(at, len(table)), key=lambda row: (abs(table[row][at]), -row))
        table[at], table[best] = table[best], table[at]
        if abs(table[at][at]) < NO_PIVOT:
            raise Refused(ALIKE, node=path)
        table[at] = [number / table[at][at] for number in table[at]]
        for other, row in enumerate(table):
            if other != at and row[at]:
                table[other] = [a - row[at] * b for a, b in zip(row, table[at], strict=True)]
    found = [ZERO] * len(rows)
    for at, row in zip(inside, table, strict=True):
        found[at] = row[-1]
    return found


def _times(rows: Rows, vector: list[Decimal]) -> list[Decimal]:
    return [sum((a * b for a, b in zip(row, vector, strict=True)), ZERO) for row in rows]
