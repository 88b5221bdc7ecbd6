"""The value of an expression on one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from bihuan.mechanisms.engine.cel import numbers
from bihuan.mechanisms.engine.cel.checking import read_date, whole_literal
from bihuan.mechanisms.engine.cel.functions import FUNCTIONS
from bihuan.mechanisms.engine.cel.problems import CEL_TOO_LARGE, CelProblem
from bihuan.mechanisms.engine.cel.tree import (
    Call,
    Constant,
    Expression,
    Field,
    Items,
    Node,
    Operation,
)
from bihuan.mechanisms.engine.cel.types import BOOL
from bihuan.mechanisms.engine.characters import shown

Value = Decimal | str | bool | date | tuple[Any, ...] | None

_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip


def evaluate(expression: Expression, record: Mapping[str, object]) -> Value:
    """Return the value of a checked expression on one record; None is null.

    A field that the record does not hold is missing. Numbers come as `int` or
    `Decimal`, never as floats, and the result is a `Decimal`. Raises `CelProblem`
    with `cel-too-large` where a number outgrows 13 digits before the point.
    """
    value: Value = _Evaluation(expression, record).value(expression.root)
    return value


class _Evaluation:
    """Walks the tree once. A missing part makes a comparison false and other results null."""

    def __init__(self, expression: Expression, record: Mapping[str, object]) -> None:
        self.expression = expression
        self.record = record

    def value(self, node: Node) -> Any:
        try:
            match node:
                case Constant():
                    return node.value
                case Field():
                    return _as_value(self.record.get(node.name))
                case Operation():
                    return self.operation(node)
                case Call():
                    return self.call(node)
                case Items():
                    return tuple(self.value(part) for part in node.parts)
        except numbers.TooLarge:
            raise CelProblem(
                CEL_TOO_LARGE, node.start, node.end, part=shown(self.expression.at(node))
            ) from None

    def operation(self, node: Operation) -> Any:
        operator, parts = node.operator, node.parts
        if operator in _COMPARES:
            return self.compared(operator, *parts)
        if operator in {"&&", "||"}:
            return self.joined(operator, *parts)
        special = _SPECIAL.get(operator)
        return special(self, *parts) if special else self.computed(operator, parts)

    def computed(self, operator: str, parts: tuple[Node, ...]) -> Decimal | None:
        values = [self.value(part) for part in parts]
        if None in values:
            return None
        if len(values) == 1:
            return numbers.kept(values[0].copy_negate())
        return numbers.OPERATORS[operator](*values)

    def compared(self, operator: str, left: Node, right: Node) -> bool:
        one, other = self.value(left), self.value(right)
        if _is_null(left) or _is_null(right):  # written so: asks whether a value is missing
            return (one is other) == (operator == "==")
        if one is None or other is None:
            return False
        return _COMPARES[operator](one, other)

    def chosen(self, test: Node, yes: Node, no: Node) -> Any:
        """Evaluate only the branch that is chosen; a missing condition chooses none."""
        truth = self.value(test)
        if truth is None:
            return None
        return self.value(yes if truth else no)

    def joined(self, operator: str, left: Node, right: Node) -> bool | None:
        """Return what is certain: false && missing is false, true || missing is true."""
        settles = operator == "||"
        one: bool | None = self.value(left)
        if one is settles:
            return settles
        other: bool | None = self.value(right)
        if other is settles:
            return settles
        return None if one is None or other is None else not settles

    def is_in(self, one: Node, many: Node) -> bool:
        value, values = self.value(one), self.value(many)
        return value is not None and values is not None and value in values

    def opposite(self, one: Node) -> bool | None:
        value = self.value(one)
        return None if value is None else not value

    def item(self, many: Node, place: Node) -> Any:
        values, at = self.value(many), whole_literal(place, most=9999)
        if values is None or at is None or at >= len(values):
            return None
        return values[at]

    def call(self, node: Call) -> Any:
        if node.name == "date":
            return read_date(node)
        function = FUNCTIONS[node.name]
        values = [self.value(part) for part in node.parts]
        if None in values:
            return False if function.gives == BOOL else None
        return function.compute(*values)


_SPECIAL: dict[str, Callable[..., Any]] = {
    "?:": _Evaluation.chosen,
    "!": _Evaluation.opposite,
    "in": _Evaluation.is_in,
    "[]": _Evaluation.item,
}


def _is_null(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None


def _as_value(given: object) -> Value:
    """Return what a record holds as a value of an expression."""
    if given is None or isinstance(given, str | bool):
        return given
    if isinstance(given, int):
        return numbers.kept(Decimal(given))
    if isinstance(given, Decimal):
        return numbers.kept(given)
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    if isinstance(given, list | tuple):
        return tuple(_as_value(item) for item in given)
    raise TypeError(f"a record holds no {type(given).__name__}")
