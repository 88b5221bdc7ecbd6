"""Counts and sums over the records that stand, from the narrow table of filtered values.

Each field that is named joins its facet; the join is by record, so that what is read is a few
narrow rows for each record, never the records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from bihuan.registers.engine.facets import facet
from bihuan.registers.listing import Condition
from bihuan.registers.spec import AnyField
from bihuan.registers.versions import Register


@dataclass(frozen=True, slots=True)
class Total:
    """A count of records and the sum of a number of them, for one group.

    Args:
        by: the keys of the group, in the order asked: a slug of a unit, the name of a choice.
        sum: None where no number was asked for.
    """

    by: tuple[str, ...]
    count: int
    sum: Decimal | None = None


@dataclass(slots=True)
class _Statement:
    """A statement in the making: each facet is joined once, under a name of its own."""

    origin: str
    register: str
    names: dict[int, str] = field(default_factory=dict)
    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def facet(self, name: str) -> str:
        """Return the alias under which a field's facet is joined."""
        number = facet(self.origin, self.register, name)
        if number not in self.names:
            self.names[number] = f"f{len(self.names)}"
        return self.names[number]

    def limit(self, condition: str, *values: Any) -> None:
        self.where.append(condition)
        self.values += values

    @property
    def tables(self) -> tuple[str, list[Any]]:
        """Return what is read: the first facet, and the others joined to it by record."""
        if not self.names:
            return (
                "registers_record f0 WHERE f0.origin = %s AND f0.register = %s"
                " AND f0.ended IS NULL",
                [self.origin, self.register],
            )
        (first, alias), *others = self.names.items()
        joined = "".join(
            f" JOIN registers_filter {other} ON {other}.record = {alias}.record"
            f" AND {other}.facet = %s"
            for _, other in others
        )
        numbers = [number for number, _ in others]
        return f"registers_filter {alias}{joined} WHERE {alias}.facet = %s", [*numbers, first]


def counted(  # noqa: PLR0913 - what is counted, of which, by what
    origin: str,
    register: Register,
    units: Sequence[str] | None,
    *,
    of: AnyField | None,
    by: Iterable[str],
    conditions: Iterable[Condition],
    within: tuple[str, date, date] | None,
) -> list[Total]:
    """Return the totals of each group, in order of its keys."""
    if units is not None and not units:
        return []
    statement = _Statement(origin, register.name)
    for condition in conditions:
        # Facets of conditions come first: they leave fewest rows to look up.
        alias = statement.names.setdefault(condition.facet, f"f{len(statement.names)}")
        statement.limit(f"{alias}.key = %s", condition.key)
    if within:
        name, first, last = within
        alias = statement.facet(name)
        statement.limit(f"{alias}.key BETWEEN %s AND %s", first.isoformat(), last.isoformat())
    groups = ["f0.unit" if name == "unit" else f"{statement.facet(name)}.key" for name in by]
    number = f"{statement.facet(of.name)}.number" if of else "NULL"
    if units is not None:
        statement.limit(f"f0.unit IN ({', '.join(['%s'] * len(units))})", *units)
    return _totals(statement, groups, number, getattr(of, "decimals", 0) if of else None)


def _totals(
    statement: _Statement, groups: Sequence[str], number: str, decimals: int | None
) -> list[Total]:
    tables, facets = statement.tables
    listed = ", ".join(groups)
    sums = "NULL" if decimals is None else f"SUM({number})"
    sql = f"SELECT {', '.join([*groups, 'COUNT(*)', sums])} FROM {tables}"  # noqa: S608  # our words
    sql += "".join(f" AND {condition}" for condition in statement.where)
    sql += f" GROUP BY {listed} ORDER BY {listed}" if groups else ""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*facets, *statement.values])
        rows = cursor.fetchall()
    return [Total(tuple(keys), int(count), _sum(total, decimals)) for *keys, count, total in rows]


def _sum(total: Any, decimals: int | None) -> Decimal | None:
    if decimals is None:
        return None
    return Decimal(int(total or 0)).scaleb(-decimals)
