"""Finding records by their words: by any text in them, and by words that are much alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection

from bihuan.registers import index
from bihuan.registers.engine.pairs import covering, likeness, searchable

# Beyond so many units a search looks through what it finds, instead of naming each unit.
_MOST_UNITS = 200
# How many texts of a window are compared at most, the newest.
_MOST_COMPARED = 20_000


def found(
    origin: str, register: str, text: str, units: Sequence[str] | None, limit: int
) -> list[str]:
    """Return the records in whose words a searchable text stands, newest first.

    Candidates of the index are compared in full: pairs may also stand apart.
    """
    if units is not None and not units:
        return []
    named = units if units is None or len(units) <= _MOST_UNITS else None
    words = (*covering(text), index.scope(origin, register))
    statement, values = _sqlite(words, named) if _is_sqlite() else _postgresql(words, named)
    if units is not None and named is None:
        statement += f" AND t.unit IN ({', '.join(['%s'] * len(units))})"
        values += units
    contains = "instr(t.text, %s) > 0" if _is_sqlite() else "strpos(t.text, %s) > 0"
    newest = "registers_search.rowid" if _is_sqlite() else "t.seq"
    return _column(
        f"{statement} AND {contains} ORDER BY {newest} DESC LIMIT %s", [*values, text, limit]
    )


def resembling_of(  # noqa: PLR0913 - what is alike, and in which window
    origin: str, register: str, text: str, *, first: str, least: Any, limit: int
) -> list[str]:
    """Return the records from an id on whose words are alike, the most alike first."""
    wanted = searchable(text)
    threshold = Fraction(Decimal(least))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record, text FROM registers_text"
            " WHERE origin = %s AND record >= %s AND register = %s ORDER BY record DESC LIMIT %s",
            [origin, first, register, _MOST_COMPARED],
        )
        rows = cursor.fetchall()
    alike = [(likeness(wanted, said), record) for record, said in rows]
    near = sorted((each for each in alike if each[0] >= threshold), reverse=True)
    return [record for _, record in near[:limit]]


def _sqlite(words: Sequence[str], units: Iterable[str] | None) -> tuple[str, list[Any]]:
    return (
        "SELECT t.record FROM registers_search"
        " JOIN registers_text t ON t.seq = registers_search.rowid"
        " WHERE registers_search MATCH %s"
    ), [index.question(words, units)]


def _postgresql(words: Sequence[str], units: Iterable[str] | None) -> tuple[str, list[Any]]:
    pairs = "registers_pairs(t.text, t.origin, t.register, t.unit)"
    statement = f"SELECT t.record FROM registers_text t WHERE {pairs} @> %s::text[]"  # noqa: S608
    if units is None:
        return statement, [list(words)]
    named = [index.unit_word(unit) for unit in units]
    return f"{statement} AND {pairs} && %s::text[]", [list(words), named]


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _column(statement: str, values: Sequence[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [record for (record,) in cursor.fetchall()]
