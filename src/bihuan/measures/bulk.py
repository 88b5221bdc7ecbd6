"""Many values at once, straight into the table of values.

Half of the time of an import was once spent in making model objects, so the rows of
a bulk fact travel as tuples. Every statement is fixed; values travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection

from bihuan.ledger.facts import Fact

AT_ONCE = 10_000

COLUMNS = (
    "origin", "period", "indicator", "unit", "value", "target", "prior", "ratings", "fact", "row",
    "document", "sheet", "cell", "feed", "recorded", "first_recorded", "verified",
)  # fmt: skip
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_INSERT = (
    f"INSERT INTO measures_observation ({_NAMES})"  # noqa: S608  # the names above
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))})"
)
_COPY = f"COPY measures_observation ({_NAMES}) FROM STDIN"


def insert(rows: Iterable[tuple[Any, ...]]) -> None:
    """Add new values, in the order of COLUMNS; a value that stands already is a fault."""
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            if connection.vendor != "postgresql":
                cursor.executemany(_INSERT, chunk)
                continue
            # The rows come from this same connection, which can do nothing else while it copies.
            with cursor.copy(_COPY) as copy:
                for row in chunk:
                    copy.write_row(row)


def archive(fact: Fact, row: int | None = None) -> None:
    """Move what a fact supersedes (one row of it, or all that stand) to the former values."""
    where = 'origin = %s AND fact = %s AND (%s OR "row" = %s)'
    what: list[Any] = [fact.origin, fact.supersedes, row is None, row or 0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO measures_former ({_NAMES}, replaced_by, replaced, withdrawn)"  # noqa: S608
            f" SELECT {_NAMES}, %s, %s, %s FROM measures_observation WHERE {where}",
            [fact.id, moment(fact.recorded), fact.retracts, *what],
        )
        cursor.execute(f"DELETE FROM measures_observation WHERE {where}", what)  # noqa: S608


def moment(value: Any) -> Any:
    """Return an aware time as the database keeps it."""
    if connection.vendor == "postgresql":
        return value
    return connection.ops.adapt_datetimefield_value(value)


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    rest = iter(rows)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk
