"""The same expression as SQL for DuckDB, for a whole set at once.

Every number is a DECIMAL of 13 digits before the point and a number of decimals that
is known beforehand, so DuckDB computes exactly what `evaluate` computes: a product fits
38 digits, a cast to fewer decimals rounds half away from zero, and a cast refuses what
has more than 13 digits before the point. A division, which DuckDB would hand to binary
floats, is done on whole numbers. Literals are bound as parameters; a name in the SQL
comes from the declared columns alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bihuan.mechanisms.engine.cel.checking import check, read_date, whole_literal
from bihuan.mechanisms.engine.cel.problems import CEL_NOT_COMPILABLE, CelProblem
from bihuan.mechanisms.engine.cel.tree import (
    Call,
    Constant,
    Expression,
    Field,
    Items,
    Node,
    Operation,
)
from bihuan.mechanisms.engine.cel.types import (
    BOOL,
    DATE,
    DECIMALS,
    NULL,
    TEXT,
    WHOLE_DIGITS,
    CelType,
    list_of,
    number,
)
from bihuan.mechanisms.engine.characters import shown

# Only `x && y` where x may be missing and y may refuse states y twice; nested, that adds up.
_LONGEST = 200_000
_SQL_TYPES = {"text": "VARCHAR", "bool": "BOOLEAN", "date": "DATE", "unknown": "VARCHAR"}
_COMPARES = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
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


@dataclass(frozen=True, slots=True)
class _Sql:
    """SQL of one node. `may_refuse`: it may meet a number with too many digits."""

    sql: str
    gives: CelType
    may_be_null: bool = True
    may_refuse: bool = False


def _decimal(decimals: int) -> str:
    return f"DECIMAL({WHOLE_DIGITS + decimals}, {decimals})"


def _type_name(wanted: CelType) -> str:
    if wanted.name == "number":
        return _decimal(wanted.decimals)
    if wanted.name == "list":
        return f"{_type_name(wanted.of or TEXT)}[]"
    return _SQL_TYPES[wanted.name]


def _as(part: _Sql, wanted: CelType) -> str:
    same = part.gives == wanted and part.gives.decimals == wanted.decimals
    return part.sql if same else f"CAST({part.sql} AS {_type_name(wanted)})"


def _step(decimals: int) -> str:
    """Return 10 to the minus `decimals` as a literal."""
    return f"0.{'1':0>{decimals}}"


def _whole(part: _Sql) -> str:
    """Return the number as a whole number of its last decimals."""
    if not part.gives.decimals:
        return f"CAST({part.sql} AS HUGEINT)"
    return f"CAST({_wide(part)} * {10**part.gives.decimals} AS HUGEINT)"


def _wide(part: _Sql) -> str:
    """Return the number with all 38 digits: a product of narrow ones would stay within 18."""
    return f"CAST({part.sql} AS DECIMAL(38, {part.gives.decimals}))"


def _common(parts: list[_Sql]) -> CelType:
    typed = [part.gives for part in parts if part.gives != NULL]
    if not typed:
        return NULL
    decimals = max(found.decimals for found in typed)
    if typed[0].name == "list":
        item = typed[0].of or TEXT
        return list_of(CelType(item.name, item.of, decimals))
    return CelType(typed[0].name, typed[0].of, decimals)


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

    def compile(self, node: Node) -> _Sql:
        compiled = self.compiled(node)
        if len(compiled.sql) > _LONGEST:
            raise self.not_compilable(node)
        return compiled

    def compiled(self, node: Node) -> _Sql:
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

    def bound(self, value: object, gives: CelType) -> _Sql:
        name = f"{self.prefix}{len(self.parameters) + 1}"
        self.parameters[name] = value
        return _Sql(f"CAST(${name} AS {_type_name(gives)})", gives, may_be_null=False)

    def constant(self, value: Decimal | str | bool | date | None) -> _Sql:
        match value:
            case None:
                return _Sql("NULL", NULL)
            case bool():
                return _Sql("TRUE" if value else "FALSE", BOOL, may_be_null=False)
            case str():
                return self.bound(value, TEXT)
            case date():
                return self.bound(value, DATE)
        decimals = -int(value.as_tuple().exponent)
        return self.bound(value, number(max(decimals, 0)))

    def column(self, node: Field) -> str:
        name = self.columns.get(node.name, node.name)
        return '"' + name.replace('"', '""') + '"'

    def field(self, node: Field) -> _Sql:
        column, declared = self.column(node), self.fields[node.name]
        if declared.name == "number":
            return _Sql(_scaled(column, declared.decimals), number(declared.decimals))
        if declared.of and declared.of.name == "number":
            scaled = _scaled("i", declared.decimals)
            return _Sql(f"list_transform({column}, lambda i: {scaled})", declared)
        return _Sql(column, declared)

    def items(self, node: Items) -> _Sql:
        parts = [self.compile(part) for part in node.parts]
        common = _common(parts)
        item = TEXT if common == NULL else common
        written = ", ".join(_as(part, item) for part in parts)
        return _Sql(
            f"CAST([{written}] AS {_type_name(item)}[])",
            list_of(item),
            may_be_null=False,
            may_refuse=any(part.may_refuse for part in parts),
        )

    def opposite(self, node: Operation) -> _Sql:
        part = self.compile(node.parts[0])
        return _Sql(f"(NOT {_as(part, BOOL)})", BOOL, part.may_be_null, part.may_refuse)

    def joined(self, node: Operation) -> _Sql:
        """Return AND or OR; a right side that may refuse is computed only where it is needed."""
        one, other = (self.compile(part) for part in node.parts)
        sql = _joined(node.operator, one, other)
        return _Sql(
            sql, BOOL, one.may_be_null or other.may_be_null, one.may_refuse or other.may_refuse
        )

    def chosen(self, node: Operation) -> _Sql:
        test, *branches = (self.compile(part) for part in node.parts)
        common = _common(branches)
        yes, no = (part.sql if common == NULL else _as(part, common) for part in branches)
        return _Sql(
            f"(CASE {_as(test, BOOL)} WHEN TRUE THEN {yes} WHEN FALSE THEN {no} END)",
            common,
            may_refuse=any(part.may_refuse for part in (test, *branches)),
        )

    def compared(self, node: Operation) -> _Sql:
        asked = [part for part in node.parts if not _is_null(part)]
        if len(asked) < len(node.parts):  # `x == null` asks whether x is missing
            return self.asked_for_null(node.operator, asked[0] if asked else node.parts[0])
        one, other = (self.compile(part) for part in node.parts)
        sql = f"coalesce({one.sql} {_COMPARES[node.operator]} {other.sql}, FALSE)"
        return _Sql(sql, BOOL, False, one.may_refuse or other.may_refuse)

    def asked_for_null(self, operator: str, node: Node) -> _Sql:
        part = self.compile(node)
        wanted = "IS NULL" if operator == "==" else "IS NOT NULL"
        return _Sql(f"({part.sql} {wanted})", BOOL, False, part.may_refuse)

    def member(self, node: Operation) -> _Sql:
        one, many = (self.compile(part) for part in node.parts)
        item = _common([one, _Sql("", many.gives.of or TEXT)])
        sql = f"list_contains({_as(many, list_of(item))}, {_as(one, item)})"
        return _Sql(f"coalesce({sql}, FALSE)", BOOL, False, one.may_refuse or many.may_refuse)

    def item(self, node: Operation) -> _Sql:
        many, place = self.compile(node.parts[0]), whole_literal(node.parts[1], most=9999)
        item = many.gives.of or TEXT
        return _Sql(f"list_extract({many.sql}, {int(place or 0) + 1})", item)

    def sum(self, node: Operation) -> _Sql:
        parts = [self.compile(part) for part in node.parts]
        if len(parts) == 1:
            return _Sql(f"(-{parts[0].sql})", parts[0].gives, may_refuse=parts[0].may_refuse)
        decimals = max(part.gives.decimals for part in parts)
        return _fitting(f"{parts[0].sql} {node.operator} {parts[1].sql}", decimals)

    def product(self, node: Operation) -> _Sql:
        one, other = (self.compile(part) for part in node.parts)
        decimals = min(one.gives.decimals + other.gives.decimals, DECIMALS)
        return _fitting(f"{_wide(one)} * {other.sql}", decimals)

    def quotient(self, node: Operation) -> _Sql:
        """Divide twice the whole numbers and round the half of that: half up, in one step."""
        one, other = (self.compile(part) for part in node.parts)
        shift = 2 * 10 ** (DECIMALS + other.gives.decimals - one.gives.decimals)
        halves = f"({_whole(one)} * CAST({shift} AS HUGEINT)) // nullif({_whole(other)}, 0)"
        units = f"CAST(CAST({halves} AS DECIMAL(38, 0)) * 0.5 AS {_units(DECIMALS)})"
        return _fitting(f"{units} * {_step(DECIMALS)}", DECIMALS)

    def remainder(self, node: Operation) -> _Sql:
        one, other = (self.compile(part) for part in node.parts)
        decimals = max(one.gives.decimals, other.gives.decimals)
        return _fitting(f"{one.sql} % nullif({other.sql}, 0)", decimals)

    def call(self, node: Call) -> _Sql:
        if node.name in _TEXT_FUNCTIONS:
            text, part = (self.compile(part) for part in node.parts)
            sql = f"{_TEXT_FUNCTIONS[node.name]}({text.sql}, {part.sql})"
            return _Sql(f"coalesce({sql}, FALSE)", BOOL, False, text.may_refuse or part.may_refuse)
        compile_call = _CALLS.get(node.name)
        if compile_call is None:
            raise self.not_compilable(node)
        return compile_call(self, node)

    def not_compilable(self, node: Node) -> CelProblem:
        return CelProblem(
            CEL_NOT_COMPILABLE, node.start, node.end, part=shown(self.expression.at(node))
        )

    def has(self, node: Call) -> _Sql:
        field = node.parts[0]
        assert isinstance(field, Field)  # noqa: S101  # checked before
        return _Sql(f"({self.column(field)} IS NOT NULL)", BOOL, may_be_null=False)

    def date(self, node: Call) -> _Sql:
        return self.constant(read_date(node))

    def size(self, node: Call) -> _Sql:
        part = self.compile(node.parts[0])
        function = "length" if part.gives == TEXT else "len"
        return _Sql(f"CAST({function}({part.sql}) AS {_decimal(0)})", number())

    def absolute(self, node: Call) -> _Sql:
        part = self.compile(node.parts[0])
        return _Sql(f"abs({part.sql})", part.gives, may_refuse=part.may_refuse)

    def rounded(self, node: Call) -> _Sql:
        part = self.compile(node.parts[0])
        decimals = 0
        if node.name == "round":
            literal = whole_literal(node.parts[1], DECIMALS) if len(node.parts) > 1 else 0
            decimals = min(literal or 0, part.gives.decimals)
            return _fitting(part.sql, decimals)
        return _fitting(f"{node.name}({part.sql})", decimals)

    def extreme(self, node: Call) -> _Sql:
        parts = [self.compile(part) for part in node.parts]
        common = _common(parts)
        wanted = [_as(part, common) for part in parts]
        if node.name == "clip":
            sql = _least(_greatest(wanted[0], wanted[1]), wanted[2])
        else:
            sql = (_least if node.name == "min" else _greatest)(*wanted)
        return _Sql(sql, common, may_refuse=any(part.may_refuse for part in parts))

    def power(self, node: Call) -> _Sql:
        part, exponent = self.compile(node.parts[0]), whole_literal(node.parts[1], DECIMALS)
        if exponent is None or exponent * part.gives.decimals > DECIMALS:
            raise self.not_compilable(node)
        if exponent == 0:
            return _Sql(f"(CASE WHEN {part.sql} IS NOT NULL THEN {self.one()} END)", number())
        product = " * ".join(["i"] * exponent)
        sql = f"list_extract(list_transform([{_wide(part)}], lambda i: {product}), 1)"
        return _fitting(sql, exponent * part.gives.decimals)

    def one(self) -> str:
        return f"CAST(1 AS {_decimal(0)})"


def _joined(operator: str, one: _Sql, other: _Sql) -> str:
    left, right = _as(one, BOOL), _as(other, BOOL)
    word = "AND" if operator == "&&" else "OR"
    if not other.may_refuse:
        return f"({left} {word} {right})"
    settles, goes_on = ("FALSE", "TRUE") if operator == "&&" else ("TRUE", "FALSE")
    unsure = f" ELSE (NULL {word} {right})" if one.may_be_null else ""
    return f"(CASE {left} WHEN {settles} THEN {settles} WHEN {goes_on} THEN {right}{unsure} END)"


def _scaled(column: str, decimals: int) -> str:
    whole = f"CAST({column} AS {_units(decimals)})"
    return f"CAST({whole} * {_step(decimals)} AS {_decimal(decimals)})" if decimals else whole


def _units(decimals: int) -> str:
    return f"DECIMAL({WHOLE_DIGITS + decimals}, 0)"


def _fitting(sql: str, decimals: int) -> _Sql:
    """Return the number held to its digits: rounded half up, refused if it is too large."""
    return _Sql(f"CAST({sql} AS {_decimal(decimals)})", number(decimals), may_refuse=True)


def _least(*numbers: str) -> str:
    # LEAST and GREATEST pass over nulls, and here a missing number leaves nothing to compare.
    return _reduced(numbers, "<")


def _greatest(*numbers: str) -> str:
    return _reduced(numbers, ">")


def _reduced(numbers: tuple[str, ...], sign: str) -> str:
    chosen = f"CASE WHEN i {sign}= j THEN i WHEN j {sign} i THEN j END"
    return f"list_reduce([{', '.join(numbers)}], lambda i, j: {chosen})"


def _is_null(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None


_OPERATIONS: dict[str, Callable[[_Compiler, Operation], _Sql]] = {
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
_CALLS: dict[str, Callable[[_Compiler, Call], _Sql]] = {
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
