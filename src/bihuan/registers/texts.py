"""Finding records by their words: by any text in them, and by words that are much alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from django.db import connection

from bihuan.registers import index
from bihuan.registers.engine.pairs import covering, likeness, pairs, searchable

# Beyond so many units a search looks through what it finds, instead of naming each unit.
_MOST_UNITS = 200
# How many texts of a window are compared in full at most, the newest; how many pairs choose them.
_MOST_COMPARED = 2_000
_PROBED = 60


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
    wanted, threshold = searchable(text), Fraction(Decimal(least))
    alike = [
        (likeness(wanted, said), record)
        for record, said in _near(origin, register, wanted, first, threshold)
    ]
    near = sorted((each for each in alike if each[0] >= threshold), reverse=True)
    return [record for _, record in near[:limit]]


def _near(
    origin: str, register: str, wanted: str, first: str, threshold: Fraction
) -> list[tuple[str, str]]:
    """Return the texts of a window that share enough pairs with one to be compared in full.

    A text that is alike has at least this part of the pairs of the wanted one; so of any some of
    them it lacks no more than it may lack of all.
    """
    every = pairs(wanted)
    probed = every[:_PROBED]
    enough = ceil(threshold * len(every)) - (len(every) - len(probed))
    contains = "(instr(text, %s) > 0)" if _is_sqlite() else "(strpos(text, %s) > 0)::int"
    count = " + ".join([contains] * len(probed)) or "0"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq FROM registers_text WHERE origin = %s AND record >= %s"
            " ORDER BY record LIMIT 1",
            [origin, first],
        )
        begin = cursor.fetchone()
        if begin is None:
            return []
        cursor.execute(
            "SELECT record, text FROM registers_text"  # noqa: S608  # our words
            " WHERE seq >= %s AND origin = %s AND register = %s"
            f" AND {count} >= %s ORDER BY seq DESC LIMIT %s",
            [begin[0], origin, register, *probed, enough, _MOST_COMPARED],
        )
        return list(cursor.fetchall())


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
