"""What every room's plain SQL has in common: marks, chunks, and filling a table.

Names of tables and columns are ours and fixed; values travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db import connection

Item = TypeVar("Item")


def marks(values: Sequence[object]) -> str:
    """Return the placeholders of so many values."""
    return ", ".join(["%s"] * len(values))


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield items in lists of at most so many."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def quoted(names: Sequence[str]) -> str:
    """Return names of columns as a statement lists them."""
    return ", ".join(f'"{name}"' for name in names)


def moment(value: datetime) -> Any:
    """Return an aware time as the driver takes it."""
    if connection.vendor == "postgresql":
        return value
    return connection.ops.adapt_datetimefield_value(value)


def insert(table: str, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows to a table: one, or many at the speed that the database has for many."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(_insert(table, names), rows[0])
        elif connection.vendor == "sqlite":
            cursor.executemany(_insert(table, names), rows)
        else:
            # The connection can do nothing else while it copies: the rows are ready.
            with cursor.copy(f"COPY {table} ({quoted(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


@lru_cache(maxsize=64)
def _insert(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({quoted(names)}) VALUES ({marks(names)})"  # noqa: S608
