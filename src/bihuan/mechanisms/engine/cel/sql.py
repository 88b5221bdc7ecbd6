"""Pieces of DuckDB SQL whose numbers are exact.

A number is a DECIMAL of 13 digits before the point. A product of two fits 38 digits, a cast
to fewer decimals rounds half away from zero, and a cast refuses what has more than 13
digits before the point: so a cast after each operation does what `numbers.kept` does.
"""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.mechanisms.engine.cel.types import (
    BOOL,
    DECIMALS,
    NULL,
    TEXT,
    WHOLE_DIGITS,
    CelType,
    list_of,
    number,
)

_SQL_TYPES = {"text": "VARCHAR", "bool": "BOOLEAN", "date": "DATE", "unknown": "VARCHAR"}


@dataclass(frozen=True, slots=True)
class Sql:
    """SQL of one node of an expression."""

    sql: str
    gives: CelType
    may_be_null: bool = True


def decimal_type(decimals: int) -> str:
    """Return the SQL type of a number of so many decimals."""
    return f"DECIMAL({WHOLE_DIGITS + decimals}, {decimals})"


def type_name(wanted: CelType) -> str:
    """Return the SQL type of values of a type."""
    if wanted.name == "number":
        return decimal_type(wanted.decimals)
    if wanted.name == "list":
        return f"{type_name(wanted.of or TEXT)}[]"
    return _SQL_TYPES[wanted.name]


def as_type(part: Sql, wanted: CelType) -> str:
    """Return the SQL with its value cast to the type, if it has another."""
    same = part.gives == wanted and part.gives.decimals == wanted.decimals
    return part.sql if same else f"CAST({part.sql} AS {type_name(wanted)})"


def _step(decimals: int) -> str:
    """Return 10 to the minus `decimals` as a literal."""
    return f"0.{'1':0>{decimals}}"


def _whole(part: Sql) -> str:
    """Return the number as a whole number of its last decimals."""
    if not part.gives.decimals:
        return f"CAST({part.sql} AS HUGEINT)"
    return f"CAST({_wide(part)} * {10**part.gives.decimals} AS HUGEINT)"


def _wide(part: Sql) -> str:
    """Return the number with all 38 digits: a product of narrow ones would stay within 18."""
    return f"CAST({part.sql} AS DECIMAL(38, {part.gives.decimals}))"


def common_type(parts: list[Sql]) -> CelType:
    """Return the type that holds the values of all the parts, which were checked to agree."""
    typed = [part.gives for part in parts if part.gives != NULL]
    if not typed:
        return NULL
    decimals = max(found.decimals for found in typed)
    if typed[0].name == "list":
        item = typed[0].of or TEXT
        return list_of(CelType(item.name, item.of, decimals))
    return CelType(typed[0].name, typed[0].of, decimals)


def joined(operator: str, one: Sql, other: Sql) -> str:
    """Return AND or OR."""
    word = "AND" if operator == "&&" else "OR"
    return f"({as_type(one, BOOL)} {word} {as_type(other, BOOL)})"


def joined_in_order(operator: str, one: Sql, other: Sql) -> str:
    """Return AND or OR that computes the right side only where the left one settles nothing."""
    left, right = as_type(one, BOOL), as_type(other, BOOL)
    settles, goes_on = ("FALSE", "TRUE") if operator == "&&" else ("TRUE", "FALSE")
    unsure = f" ELSE {joined(operator, Sql('NULL', NULL), other)}" if one.may_be_null else ""
    return f"(CASE {left} WHEN {settles} THEN {settles} WHEN {goes_on} THEN {right}{unsure} END)"


def unscaled(column: str, decimals: int) -> str:
    """Return the number that a column of scaled integers holds."""
    whole = f"CAST({column} AS {_units(decimals)})"
    return f"CAST({whole} * {_step(decimals)} AS {decimal_type(decimals)})" if decimals else whole


def _units(decimals: int) -> str:
    return f"DECIMAL({WHOLE_DIGITS + decimals}, 0)"


def fitting(sql: str, decimals: int) -> Sql:
    """Return the number held to its digits: rounded half up, refused if it is too large."""
    return Sql(f"CAST({sql} AS {decimal_type(decimals)})", number(decimals))


def product(one: Sql, other: Sql) -> Sql:
    """Return the product, exact while 12 decimals suffice."""
    decimals = min(one.gives.decimals + other.gives.decimals, DECIMALS)
    return fitting(f"{_wide(one)} * {other.sql}", decimals)


def quotient(one: Sql, other: Sql) -> Sql:
    """Return the quotient at 12 decimals, half up; null for a divisor of zero.

    DuckDB divides decimals in binary floats. Here whole numbers are divided, the dividend
    doubled; the half of the result, cut to a whole number, rounds half away from zero.
    """
    shift = 2 * 10 ** (DECIMALS + other.gives.decimals - one.gives.decimals)
    halves = f"({_whole(one)} * CAST({shift} AS HUGEINT)) // nullif({_whole(other)}, 0)"
    units = f"CAST(CAST({halves} AS DECIMAL(38, 0)) * 0.5 AS {_units(DECIMALS)})"
    return fitting(f"{units} * {_step(DECIMALS)}", DECIMALS)


def power(base: Sql, exponent: int) -> Sql:
    """Return a power whose decimals, those of the base times the exponent, are at most 12."""
    if exponent == 0:
        return fitting(f"CASE WHEN {base.sql} IS NOT NULL THEN 1 END", 0)
    factors = " * ".join(["i"] * exponent)
    sql = f"list_extract(list_transform([{_wide(base)}], lambda i: {factors}), 1)"
    return fitting(sql, exponent * base.gives.decimals)


def least(*numbers: str) -> str:
    """Return the least of the numbers, null if one is missing (LEAST passes over those)."""
    return _reduced(numbers, "<")


def greatest(*numbers: str) -> str:
    """Return the greatest of the numbers, null if one is missing."""
    return _reduced(numbers, ">")


def _reduced(numbers: tuple[str, ...], sign: str) -> str:
    chosen = f"CASE WHEN i {sign}= j THEN i WHEN j {sign} i THEN j END"
    return f"list_reduce([{', '.join(numbers)}], lambda i, j: {chosen})"
