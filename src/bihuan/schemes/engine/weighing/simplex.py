"""The simplex method on whole numbers: exact, and the same vertex on every machine.

Maximise c.x under A x <= b and x >= 0, where b has nothing below zero, so that 0 is a start. All
numbers of the table stand over one common denominator (Bareiss), so that no fraction is reduced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(slots=True)
class _Table:
    """Rows [A | b] and the last row -c, over `denominator`; which variable stands for each row."""

    rows: list[list[int]]
    basis: list[int]
    free: list[int]
    denominator: int = 1

    def pivot(self, row: int, column: int) -> None:
        """Exchange the variable of a row with that of a column."""
        pivot, line = self.rows[row][column], self.rows[row]
        for at, other in enumerate(self.rows):
            if at == row:
                continue
            factor = other[column]
            self.rows[at] = [
                (pivot * a - factor * b) // self.denominator
                for a, b in zip(other, line, strict=True)
            ]
            self.rows[at][column] = -factor
        line[column] = self.denominator
        self.denominator = pivot
        self.basis[row], self.free[column] = self.free[column], self.basis[row]


def maximised(
    goal: Sequence[int], rows: Sequence[Sequence[int]], ends: Sequence[int]
) -> list[Fraction]:
    """Return the x of the best vertex; Bland's rule, so that it never turns in a circle.

    Raises:
        ValueError: the goal has no end.
    """
    size = len(goal)
    table = _Table(
        [*([*row, end] for row, end in zip(rows, ends, strict=True)), [*(-c for c in goal), 0]],
        [size + at for at in range(len(rows))],
        list(range(size)),
    )
    while True:
        last = table.rows[-1]
        entering = min(
            (at for at in range(size) if last[at] < 0), key=lambda at: table.free[at], default=None
        )
        if entering is None:
            break
        leaving = _leaving(table, entering)
        table.pivot(leaving, entering)
    found = [Fraction(0)] * size
    for row, variable in enumerate(table.basis):
        if variable < size:
            found[variable] = Fraction(table.rows[row][-1], table.denominator)
    return found


def _leaving(table: _Table, entering: int) -> int:
    """Return the row that first reaches zero; of several the one of the first variable."""
    best: int | None = None
    for at, row in enumerate(table.rows[:-1]):
        if row[entering] <= 0:
            continue
        if best is None:
            best = at
            continue
        held = table.rows[best]
        order = row[-1] * held[entering] - held[-1] * row[entering]
        if order < 0 or (order == 0 and table.basis[at] < table.basis[best]):
            best = at
    if best is None:
        raise ValueError("unbounded")
    return best
