"""An optimum that floats propose and whole numbers prove, where it is the only one.

Maximise c.x under A x <= b and x >= 0. Floats find quickly which limits hold with equality; the
corner where these meet is then solved in fractions. It is taken only if it lies within every limit
and every limit that it rests on has a price above zero, for then no other corner is as good. Where
floats were wrong, or several answers are as good, the exact method is asked: no digit depends on
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from operator import mul

Row = Sequence[int]
# Below these a float counts as zero; a wrong guess costs time and nothing else.
NEAR = 1e-9
MOST_PIVOTS = 500


def only_optimum(goal: Row, rows: Sequence[Row], ends: Row) -> list[Fraction] | None:
    """Return the only optimum, or None where none is proven."""
    size = len(goal)
    resting = _guessed(goal, rows, ends)
    if resting is None:
        return None
    walls = [*rows, *([-(at == k) for k in range(size)] for at in range(size))]
    borders = [*ends, *([0] * size)]
    chosen = [walls[at] for at in resting]
    corner = solved([[*row, borders[at]] for row, at in zip(chosen, resting, strict=True)])
    prices = solved(
        [[*column, c] for column, c in zip(zip(*chosen, strict=True), goal, strict=True)]
    )
    if corner is None or prices is None or min(prices) <= 0 or min(corner) < 0:
        return None
    common = lcm(*(number.denominator for number in corner))
    numbers = [int(number * common) for number in corner]
    within = all(
        sum(map(mul, row, numbers)) <= end * common for row, end in zip(rows, ends, strict=True)
    )
    return corner if within else None


def solved(table: list[list[int]]) -> list[Fraction] | None:
    """Return the solution of as many equations as unknowns, on whole numbers (Bareiss)."""
    size, before = len(table), 1
    table = [list(row) for row in table]
    for at in range(size):
        pivot = next((row for row in range(at, size) if table[row][at]), None)
        if pivot is None:
            return None
        table[at], table[pivot] = table[pivot], table[at]
        line = table[at]
        for other in range(size):
            if other != at:
                factor = table[other][at]
                table[other] = [
                    (line[at] * a - factor * b) // before
                    for a, b in zip(table[other], line, strict=True)
                ]
        before = line[at]
    return [Fraction(row[-1], row[at]) for at, row in enumerate(table)]


def _guessed(goal: Row, rows: Sequence[Row], ends: Row) -> list[int] | None:
    """Return the limits on which the optimum rests, by floats; parts at 0 come after rows."""
    size, count = len(goal), len(rows)
    scale = [max((abs(row[at]) for row in rows), default=0) or 1 for at in range(size)]
    table = [[a / s for a, s in zip(row, scale, strict=True)] for row in rows]
    table.append([-c / s for c, s in zip(goal, scale, strict=True)])
    right = [float(end) for end in ends] + [0.0]
    # Numbers below `count` are the slacks of rows, those above the parts.
    basis, free = list(range(count)), list(range(count, count + size))
    for _ in range(MOST_PIVOTS):
        entering = min(range(size), key=lambda at: table[-1][at])
        if table[-1][entering] >= -NEAR:
            return sorted(free)
        ratios = [
            (right[at] / table[at][entering], basis[at], at)
            for at in range(count)
            if table[at][entering] > NEAR
        ]
        if not ratios:
            return None
        leaving = min(ratios)[2]
        _pivot(table, right, leaving, entering)
        basis[leaving], free[entering] = free[entering], basis[leaving]
    return None


def _pivot(table: list[list[float]], right: list[float], leaving: int, entering: int) -> None:
    line, pivot = table[leaving], table[leaving][entering]
    line = [number / pivot for number in line]
    line[entering] = 1 / pivot
    end = right[leaving] / pivot
    for at, row in enumerate(table):
        factor = row[entering]
        if at != leaving and factor:
            table[at] = [a - factor * b for a, b in zip(row, line, strict=True)]
            table[at][entering] = -factor / pivot
            right[at] -= factor * end
    table[leaving], right[leaving] = line, end
