"""Formulas that are simple enough to be checked: SUM and + - * / of cells of the same sheet.

The figure that a file stores beside a formula can be anything. It is believed only where
the formula, computed again, gives the same; every other formula has to be pasted as values.
"""

import re
from collections.abc import Callable
from fractions import Fraction

from bihuan.intake.engine.cells import row_and_column
from bihuan.intake.engine.values import Cell, number_of
from bihuan.ledger.words import Message, Refused, Text

FORMULA_REFUSED = Message(
    "formula-refused",
    Text('the formula "={formula}" cannot be checked', "公式“={formula}”无法核对"),
    Text(
        "copy the cell and paste it as values; only SUM and + - * / of this sheet are checked",
        "请复制后“选择性粘贴—数值”；只核对本表内的 SUM 和加减乘除",
    ),
)

_TOKEN = re.compile(
    r"\s*(?:(\d+(?:\.\d+)?)|(\$?[A-Z]{1,3}\$?\d{1,7})|(SUM\()|([-+*/():,]))", re.ASCII
)
_MAX_STEPS = 500_000
_MAX_DEPTH = 40
_MAX_BITS = 2_000


def is_near(one: Fraction, other: Fraction) -> bool:
    """Tell whether two numbers agree but for the noise of binary arithmetic."""
    return abs(one - other) * 10**9 <= max(Fraction(1), abs(one))


class Formulas:
    """The formulas of one sheet; each cell is computed once, within a budget for all."""

    def __init__(self, cell: Callable[[int, int], Cell]) -> None:
        self._cell = cell
        self._known: dict[tuple[int, int], Fraction] = {}
        self._open: set[tuple[int, int]] = set()
        self._steps = _MAX_STEPS

    def value(self, row: int, column: int) -> Fraction:
        """Return what a cell is worth when it is computed again; a blank one is worth 0."""
        place = (row, column)
        if place in self._known:
            return self._known[place]
        cell = self._cell(row, column)
        if cell.formula is None:
            return _constant(cell)
        if place in self._open or len(self._open) > _MAX_DEPTH:
            raise Refused(FORMULA_REFUSED, formula=cell.formula)
        self._open.add(place)
        try:
            found = _Reading(self, cell).all()
        finally:
            self._open.discard(place)
        self._known[place] = found
        return found

    def take(self, steps: int, formula: str) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise Refused(FORMULA_REFUSED, formula=formula)


def _constant(cell: Cell) -> Fraction:
    if not cell.text:
        return Fraction(0)
    # SUM passes over a number typed as text, and nobody sees it: such a sum is not believed.
    if cell.kind != "n":
        raise Refused(FORMULA_REFUSED, formula=cell.text)
    return Fraction(number_of(cell))


class _Reading:
    """One formula, read and computed from left to right."""

    def __init__(self, formulas: Formulas, cell: Cell) -> None:
        self._formulas = formulas
        self._cell = cell
        self._formula = cell.formula or ""
        self._tokens = self._split()
        self._at = 0
        self._depth = 0

    def all(self) -> Fraction:
        found = self._sum()
        if self._at < len(self._tokens):
            raise self._refused()
        return found

    def _split(self) -> list[str]:
        tokens, at, text = [], 0, self._formula.upper().rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if not found:
                raise self._refused()
            tokens.append(found[0].strip())
            at = found.end()
        return tokens

    def _refused(self) -> Refused:
        return Refused(FORMULA_REFUSED, formula=self._formula)

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _taken(self, *wanted: str) -> str:
        token = self._next()
        if token in wanted:
            self._at += 1
            return token
        return ""

    def _sum(self) -> Fraction:
        total = self._product()
        while sign := self._taken("+", "-"):
            other = self._product()
            total = self._bounded(total + other if sign == "+" else total - other)
        return total

    def _product(self) -> Fraction:
        total = self._single()
        while sign := self._taken("*", "/"):
            other = self._single()
            if sign == "/" and other == 0:
                raise self._refused()
            total = self._bounded(total * other if sign == "*" else total / other)
        return total

    def _single(self) -> Fraction:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._refused()
        try:
            return self._signed()
        finally:
            self._depth -= 1

    def _signed(self) -> Fraction:
        if sign := self._taken("-", "+"):
            return -self._single() if sign == "-" else self._single()
        if self._taken("("):
            total = self._sum()
            self._expect(")")
            return total
        if self._taken("SUM("):
            return self._sum_of_areas()
        token = self._next()
        self._at += 1
        if token[:1].isdigit():
            return Fraction(token)
        self._formulas.take(1, self._formula)
        return self._formulas.value(*self._place(token))

    def _sum_of_areas(self) -> Fraction:
        total = Fraction(0)
        while True:
            total = self._bounded(total + self._area())
            if not self._taken(","):
                self._expect(")")
                return total

    def _area(self) -> Fraction:
        following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else ""
        if following != ":":
            return self._sum()
        first, last = (
            self._place(self._next()),
            self._place(self._tokens[self._at + 2 : self._at + 3]),
        )
        self._at += 3
        rows = range(min(first[0], last[0]), max(first[0], last[0]) + 1)
        columns = range(min(first[1], last[1]), max(first[1], last[1]) + 1)
        self._formulas.take(len(rows) * len(columns), self._formula)
        values = (self._formulas.value(row, column) for row in rows for column in columns)
        return self._bounded(sum(values, Fraction(0)))

    def _place(self, token: str | list[str]) -> tuple[int, int]:
        """Return the cell that a reference means from where the formula was filled to."""
        written = token if isinstance(token, str) else "".join(token)
        place = row_and_column(written)
        if place is None:
            raise self._refused()
        fixed_column, fixed_row = written.startswith("$"), "$" in written[1:]
        row = place[0] + (0 if fixed_row else self._cell.down)
        column = place[1] + (0 if fixed_column else self._cell.right)
        if row < 1 or column < 1:
            raise self._refused()
        return row, column

    def _expect(self, token: str) -> None:
        if not self._taken(token):
            raise self._refused()

    def _bounded(self, number: Fraction) -> Fraction:
        # Squaring a square forty times would fill the memory.
        if max(number.numerator.bit_length(), number.denominator.bit_length()) > _MAX_BITS:
            raise self._refused()
        return number
