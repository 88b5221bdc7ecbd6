"""The same expression as SQL for DuckDB, for a whole set at once.

The decimals of every number are known beforehand, so DuckDB computes exactly what `evaluate`
computes. Literals are bound as parameters; a name in the SQL comes from the declared columns alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bihuan.mechanisms.engine.cel.checking import check, read_date, whole_literal
from bihuan.mechanisms.engine.cel.problems import CEL_NOT_COMPILABLE, CelProblem
from bihuan.mechanisms.engine.cel.sql import (
    Sql,
    as_type,
    common_type,
    decimal_type,
    fitting,
    greatest,
    joined,
    joined_in_order,
    least,
    power,
    product,
    quotient,
    type_name,
    unscaled,
)
from bihuan.mechanisms.engine.cel.tree import (
    Call,
    Constant,
    Expression,
    Field,
    Items,
    Node,
    Operation,
    walk,
)
from bihuan.mechanisms.engine.cel.types import (
    BOOL,
    DATE,
    DECIMALS,
    NULL,
    TEXT,
    CelType,
    list_of,
    number,
)
from bihuan.mechanisms.engine.characters import shown

# Only `x && y` where x may be missing and y may refuse states y twice; nested, that adds up.
_LONGEST = 200_000
_COMPARES = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_ARITHMETIC = frozenset("+-*/%")
_ROUNDING = frozenset({"ceil", "floor", "round", "pow"})
_TEXT_FUNCTIONS = {"contains": "contains", "endsWith": "ends_with", "startsWith": "starts_with"}


@dataclass(frozen=True, slots=True)
class SqlText:
    """A scalar SQL expression with its bound parameters.

    Args:
        sql: DuckDB SQL over the columns; parameters stand in it as ``$cel1``.
        parameters: their values by name.
        gives: the type; a number is a DECIMAL of `gives.decimals` decimals.
    """

    sql: str
    parameters: dict[str, object]
    gives: CelType


def compile_sql(
    expression: Expression,
    fields: Mapping[str, CelType],
    columns: Mapping[str, str] | None = None,
    *,
    prefix: str = "cel",
) -> SqlText:
    """Return the expression as SQL that agrees with `evaluate` on every row, nulls included.

    Args:
        expression: raises its first `CelProblem` if it does not check.
        fields: the declared types. A numeric column holds integers at the field's decimals with
            at most 13 digits before the point; whoever loads the rows has checked that.
        columns: the column of each field, where it is not named like the field.
        prefix: what parameter names begin with, so that several expressions fit in one query.
    """
    problems = check(expression, fields)
    if problems:
        raise problems[0]
    compiler = _Compiler(expression, fields, columns or {}, prefix)
    compiled = compiler.compile(expression.root)
    return SqlText(compiled.sql, compiler.parameters, compiled.gives)


class _Compiler:
    """Builds SQL from the leaves up, each operand once, so that the text grows with the tree."""

    def __init__(
        self,
        expression: Expression,
        fields: Mapping[str, CelType],
        columns: Mapping[str, str],
        prefix: str,
    ) -> None:
        self.expression = expression
        self.fields = fields
        self.columns = columns
        self.prefix = prefix
        self.parameters: dict[str, object] = {}

    def compile(self, node: Node) -> Sql:
        compiled = self.compiled(node)
        if len(compiled.sql) > _LONGEST:
            raise self.not_compilable(node)
        return compiled

    def compiled(self, node: Node) -> Sql:
        match node:
            case Constant():
                return self.constant(node.value)
            case Field():
                return self.field(node)
            case Items():
                return self.items(node)
            case Operation():
                return _OPERATIONS[node.operator](self, node)
            case Call():
                return self.call(node)

    def bound(self, value: object, gives: CelType) -> Sql:
        name = f"{self.prefix}{len(self.parameters) + 1}"
        self.parameters[name] = value
        return Sql(f"CAST(${name} AS {type_name(gives)})", gives, may_be_null=False)

    def constant(self, value: Decimal | str | bool | date | None) -> Sql:
        match value:
            case None:
                return Sql("NULL", NULL)
            case bool():
                return Sql("TRUE" if value else "FALSE", BOOL, may_be_null=False)
            case str():
                return self.bound(value, TEXT)
            case date():
                return self.bound(value, DATE)
        decimals = -int(value.as_tuple().exponent)
        return self.bound(value, number(max(decimals, 0)))

    def column(self, node: Field) -> str:
        name = self.columns.get(node.name, node.name)
        return '"' + name.replace('"', '""') + '"'

    def field(self, node: Field) -> Sql:
        column, declared = self.column(node), self.fields[node.name]
        if declared.name == "number":
            return Sql(unscaled(column, declared.decimals), number(declared.decimals))
        if declared.of and declared.of.name == "number":
            scaled = unscaled("i", declared.decimals)
            return Sql(f"list_transform({column}, lambda i: {scaled})", declared)
        return Sql(column, declared)

    def items(self, node: Items) -> Sql:
        parts = [self.compile(part) for part in node.parts]
        common = common_type(parts)
        item = TEXT if common == NULL else common
        written = ", ".join(as_type(part, item) for part in parts)
        sql = f"CAST([{written}] AS {type_name(item)}[])"
        return Sql(sql, list_of(item), may_be_null=False)

    def opposite(self, node: Operation) -> Sql:
        part = self.compile(node.parts[0])
        return Sql(f"(NOT {as_type(part, BOOL)})", BOOL, part.may_be_null)

    def joined(self, node: Operation) -> Sql:
        one, other = (self.compile(part) for part in node.parts)
        if _may_refuse(node.parts[1]):
            sql = joined_in_order(node.operator, one, other)
        else:
            sql = joined(node.operator, one, other)
        return Sql(sql, BOOL, one.may_be_null or other.may_be_null)

    def chosen(self, node: Operation) -> Sql:
        test, *branches = (self.compile(part) for part in node.parts)
        common = common_type(branches)
        yes, no = (part.sql if common == NULL else as_type(part, common) for part in branches)
        sql = f"(CASE {as_type(test, BOOL)} WHEN TRUE THEN {yes} WHEN FALSE THEN {no} END)"
        return Sql(sql, common)

    def compared(self, node: Operation) -> Sql:
        asked = [part for part in node.parts if not _is_null(part)]
        if len(asked) < len(node.parts):  # `x == null` asks whether x is missing
            return self.asked_for_null(node.operator, asked[0] if asked else node.parts[0])
        one, other = (self.compile(part) for part in node.parts)
        sql = f"coalesce({one.sql} {_COMPARES[node.operator]} {other.sql}, FALSE)"
        return Sql(sql, BOOL, may_be_null=False)

    def asked_for_null(self, operator: str, node: Node) -> Sql:
        part = self.compile(node)
        wanted = "IS NULL" if operator == "==" else "IS NOT NULL"
        return Sql(f"({part.sql} {wanted})", BOOL, may_be_null=False)

    def member(self, node: Operation) -> Sql:
        one, many = (self.compile(part) for part in node.parts)
        item = common_type([one, Sql("", many.gives.of or TEXT)])
        sql = f"list_contains({as_type(many, list_of(item))}, {as_type(one, item)})"
        return Sql(f"coalesce({sql}, FALSE)", BOOL, may_be_null=False)

    def item(self, node: Operation) -> Sql:
        many, place = self.compile(node.parts[0]), whole_literal(node.parts[1], most=9999)
        item = many.gives.of or TEXT
        return Sql(f"list_extract({many.sql}, {int(place or 0) + 1})", item)

    def sum(self, node: Operation) -> Sql:
        parts = [self.compile(part) for part in node.parts]
        if len(parts) == 1:
            return Sql(f"(-{parts[0].sql})", parts[0].gives)
        decimals = max(part.gives.decimals for part in parts)
        return fitting(f"{parts[0].sql} {node.operator} {parts[1].sql}", decimals)

    def product(self, node: Operation) -> Sql:
        one, other = (self.compile(part) for part in node.parts)
        return product(one, other)

    def quotient(self, node: Operation) -> Sql:
        one, other = (self.compile(part) for part in node.parts)
        return quotient(one, other)

    def remainder(self, node: Operation) -> Sql:
        one, other = (self.compile(part) for part in node.parts)
        decimals = max(one.gives.decimals, other.gives.decimals)
        return fitting(f"{one.sql} % nullif({other.sql}, 0)", decimals)

    def call(self, node: Call) -> Sql:
        if node.name in _TEXT_FUNCTIONS:
            text, part = (self.compile(part) for part in node.parts)
            sql = f"{_TEXT_FUNCTIONS[node.name]}({text.sql}, {part.sql})"
            return Sql(f"coalesce({sql}, FALSE)", BOOL, may_be_null=False)
        compile_call = _CALLS.get(node.name)
        if compile_call is None:
            raise self.not_compilable(node)
        return compile_call(self, node)

    def not_compilable(self, node: Node) -> CelProblem:
        return CelProblem(
            CEL_NOT_COMPILABLE, node.start, node.end, part=shown(self.expression.at(node))
        )

    def has(self, node: Call) -> Sql:
        field = node.parts[0]
        assert isinstance(field, Field)  # noqa: S101  # checked before
        return Sql(f"({self.column(field)} IS NOT NULL)", BOOL, may_be_null=False)

    def date(self, node: Call) -> Sql:
        return self.constant(read_date(node))

    def size(self, node: Call) -> Sql:
        part = self.compile(node.parts[0])
        function = "length" if part.gives == TEXT else "len"
        return Sql(f"CAST({function}({part.sql}) AS {decimal_type(0)})", number())

    def absolute(self, node: Call) -> Sql:
        part = self.compile(node.parts[0])
        return Sql(f"abs({part.sql})", part.gives)

    def rounded(self, node: Call) -> Sql:
        part = self.compile(node.parts[0])
        if node.name != "round":
            return fitting(f"{node.name}({part.sql})", 0)
        decimals = whole_literal(node.parts[1], DECIMALS) if len(node.parts) > 1 else 0
        return fitting(part.sql, min(decimals or 0, part.gives.decimals))

    def extreme(self, node: Call) -> Sql:
        parts = [self.compile(part) for part in node.parts]
        common = common_type(parts)
        wanted = [as_type(part, common) for part in parts]
        if node.name == "clip":
            sql = least(greatest(wanted[0], wanted[1]), wanted[2])
        else:
            sql = (least if node.name == "min" else greatest)(*wanted)
        return Sql(sql, common)

    def power(self, node: Call) -> Sql:
        part, exponent = self.compile(node.parts[0]), whole_literal(node.parts[1], DECIMALS)
        if exponent is None or exponent * part.gives.decimals > DECIMALS:
            raise self.not_compilable(node)
        return power(part, exponent)


def _may_refuse(node: Node) -> bool:
    """Tell whether a computation in it could meet a number with too many digits."""
    return any(
        (isinstance(part, Operation) and part.operator in _ARITHMETIC)
        or (isinstance(part, Call) and part.name in _ROUNDING)
        for part in walk(node)
    )


def _is_null(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None


_OPERATIONS: dict[str, Callable[[_Compiler, Operation], Sql]] = {
    "?:": _Compiler.chosen,
    "!": _Compiler.opposite,
    "&&": _Compiler.joined,
    "||": _Compiler.joined,
    "in": _Compiler.member,
    "[]": _Compiler.item,
    "+": _Compiler.sum,
    "-": _Compiler.sum,
    "*": _Compiler.product,
    "/": _Compiler.quotient,
    "%": _Compiler.remainder,
    **dict.fromkeys(_COMPARES, _Compiler.compared),
}
_CALLS: dict[str, Callable[[_Compiler, Call], Sql]] = {
    "abs": _Compiler.absolute,
    "ceil": _Compiler.rounded,
    "floor": _Compiler.rounded,
    "round": _Compiler.rounded,
    "clip": _Compiler.extreme,
    "max": _Compiler.extreme,
    "min": _Compiler.extreme,
    "pow": _Compiler.power,
    "date": _Compiler.date,
    "has": _Compiler.has,
    "size": _Compiler.size,
}
