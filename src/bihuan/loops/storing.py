"""The statements by which matters reach their tables.

Plain SQL, because a transition is measured in microseconds here: the words of every statement
are fixed, values travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from bihuan.ledger import statements
from bihuan.ledger.statements import chunks, marks
from bihuan.loops import rows

Row = Mapping[str, Any]

_MATTER, _HANDLER, _CLOCK = "loops_matter", "loops_handler", "loops_clock"
COLUMNS = {
    _MATTER: rows.MATTER,
    _HANDLER: rows.HANDLER,
    _CLOCK: rows.CLOCK,
    "loops_act": rows.ACT,
}
KEYS = {
    _MATTER: ("id",),
    _HANDLER: ("origin", "matter", "unit", "part"),
    _CLOCK: ("origin", "matter", "name", "unit", "round", "started"),
}
_AT_ONCE = 500


def adapted(value: Any) -> Any:
    """Return a value as the driver takes it."""
    return statements.moment(value) if isinstance(value, datetime) else value


def moment(value: Any) -> datetime:
    """Return a moment as the driver hands it out."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    # SQLite hands moments out in UTC without saying so.
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def standing(origin: str, matter: str) -> tuple[Any, ...] | None:
    """Return state, title, and when it was first dispatched and last visited, of one matter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, title, dispatched_at, visited_at FROM loops_matter"
            " WHERE id = %s AND origin = %s",
            [matter, origin],
        )
        found = cursor.fetchone()
    return tuple(found) if found else None


def standings(origin: str, matters: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """Return the same of many matters, by id; what is not there is left out."""
    found: dict[str, tuple[Any, ...]] = {}
    with connection.cursor() as cursor:
        for some in chunks(dict.fromkeys(matters), _AT_ONCE):
            cursor.execute(
                "SELECT id, state, title, dispatched_at, visited_at FROM loops_matter"  # noqa: S608
                f" WHERE origin = %s AND id IN ({marks(some)})",
                [origin, *some],
            )
            found.update((row[0], tuple(row[1:])) for row in cursor.fetchall())
    return found


def insert(table: str, added: Iterable[Row]) -> None:
    """Add rows: one, a few, or (on PostgreSQL by COPY) very many."""
    names = COLUMNS[table]
    statements.insert(table, names, [tuple(adapted(row[name]) for name in names) for row in added])


def change(table: str, before: Sequence[Row], after: Sequence[Row]) -> None:
    """Let the rows of one matter be those after instead of those before, touching what differs."""
    keys = KEYS[table]
    old = {tuple(row[name] for name in keys): row for row in before}
    new = {tuple(row[name] for name in keys): row for row in after}
    insert(table, (row for key, row in new.items() if key not in old))
    with connection.cursor() as cursor:
        for key in old.keys() - new.keys():
            cursor.execute(_delete(table), [adapted(part) for part in key])
        for key, row in new.items():
            was = old.get(key)
            if was is None or was == row:
                continue
            changed = tuple(name for name in COLUMNS[table] if row[name] != was[name])
            values = [adapted(row[name]) for name in changed]
            cursor.execute(_update(table, changed), [*values, *map(adapted, key)])


def take_number(origin: str, loop: str, year: int, number: int) -> None:
    """Note the last number that was given out in a loop and year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO loops_number (origin, loop, year, last) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (origin, loop, year) DO UPDATE SET last = excluded.last"
            " WHERE loops_number.last < excluded.last",
            [origin, loop, year, number],
        )


@lru_cache(maxsize=1024)
def _update(table: str, changed: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{name}" = %s' for name in changed)
    return f"UPDATE {table} SET {sets} WHERE {_where(table)}"  # noqa: S608


@lru_cache(maxsize=64)
def _delete(table: str) -> str:
    return f"DELETE FROM {table} WHERE {_where(table)}"  # noqa: S608


def _where(table: str) -> str:
    return " AND ".join(f'"{name}" = %s' for name in KEYS[table])
