"""Ids of records, newest first, by keyset: each page is one short run of an index.

Where a viewer sees several units, the newest of each are taken and merged, so that what others
hold is never read. Every statement is fixed; values travel as parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

# A statement joins so many runs at most (SQLite: 500); beyond them rows are looked through.
_MOST_RUNS = 200
# How many rows of each condition are counted to find the one with fewest.
_PROBE = 2_000


@dataclass(frozen=True, slots=True)
class Condition:
    """A field has one value: its facet and the key of the value."""

    facet: int
    key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that is asked for.

    Args:
        units: whose records; None for all of the origin.
        after: the id of the last record of the page before, empty for the first page.
        ended: those that have ended, instead of those that stand.
    """

    origin: str
    register: str
    conditions: tuple[Condition, ...]
    units: tuple[str, ...] | None
    after: str
    limit: int
    ended: bool = False


def ids(asked: Asked) -> list[str]:
    """Return the ids of a page."""
    if asked.units == ():
        return []
    run, values = _filtered(asked) if asked.conditions else _plain(asked)
    return _merged(run, values, asked)


def _plain(asked: Asked) -> tuple[str, list[Any]]:
    state = "IS NOT NULL" if asked.ended else "IS NULL"
    return (
        "SELECT r.id AS record FROM registers_record r"  # noqa: S608  # fixed words
        f" WHERE r.origin = %s AND r.register = %s AND r.ended {state}"
    ), [asked.origin, asked.register]


def _filtered(asked: Asked) -> tuple[str, list[Any]]:
    first, *others = _fewest_first(asked.conditions)
    statement = "SELECT r.record FROM registers_filter r WHERE r.facet = %s AND r.key = %s"
    values: list[Any] = [first.facet, first.key]
    for other in others:
        statement += (
            " AND EXISTS (SELECT 1 FROM registers_filter o"
            " WHERE o.facet = %s AND o.key = %s AND o.record = r.record)"
        )
        values += [other.facet, other.key]
    return statement, values


def _merged(run: str, values: list[Any], asked: Asked) -> list[str]:
    column = "r.record" if asked.conditions else "r.id"
    if asked.after:
        run += f" AND {column} < %s"
        values = [*values, asked.after]
    units = asked.units
    last, limit = f" ORDER BY {column} DESC LIMIT %s", asked.limit
    if units is None:
        return _column(run + last, [*values, limit])
    if len(units) > _MOST_RUNS:
        marks = ", ".join(["%s"] * len(units))
        return _column(f"{run} AND r.unit IN ({marks}){last}", [*values, *units, limit])
    one = f"SELECT * FROM ({run} AND r.unit = %s{last}) AS one"  # noqa: S608  # fixed words
    every = " UNION ALL ".join([one] * len(units))
    told = [value for unit in units for value in (*values, unit, limit)]
    return _column(
        f"SELECT record FROM ({every}) AS every_one ORDER BY record DESC LIMIT %s",  # noqa: S608
        [*told, limit],
    )


def _fewest_first(conditions: Sequence[Condition]) -> list[Condition]:
    """Put the condition with fewest rows first, by which the others are looked up."""
    if len(conditions) == 1:
        return list(conditions)
    return sorted(conditions, key=_how_many)


def _how_many(condition: Condition) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM (SELECT 1 FROM registers_filter"
            " WHERE facet = %s AND key = %s LIMIT %s) AS probed",
            [condition.facet, condition.key, _PROBE],
        )
        (count,) = cursor.fetchone()
    return int(count)


def _column(statement: str, values: Sequence[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [found for (found,) in cursor.fetchall()]
