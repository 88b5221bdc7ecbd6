"""Values as Arrow columns, for sets that are too large to be read row by row.

A cursor makes a Python object of every cell; ADBC fills the columns straight from
the database, 3 to 5 times faster. It reads through a connection of its own, so an
open transaction, or a database in memory, is read through Django's cursor instead.
Only what scores large sets imports this module: Arrow is no small guest in a web process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pyarrow as pa
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, Value

from bihuan.ledger.viewer import Viewer
from bihuan.measures.models import ObservationRow
from bihuan.measures.queries import scoped

SCHEMA = pa.schema(
    [
        ("period", pa.string()),
        ("indicator", pa.string()),
        ("unit", pa.string()),
        ("value", pa.int64()),
        ("target", pa.int64()),
        ("prior", pa.int64()),
        ("fact", pa.string()),
        ("row", pa.int64()),
        ("verified", pa.bool_()),
        ("late", pa.bool_()),
    ]
)
_BATCH = {"adbc.sqlite.query.batch_rows": 65_536}


def arrow(
    viewer: Viewer,
    indicators: Iterable[str],
    periods: Iterable[str],
    *,
    cutoff: datetime | None = None,
) -> pa.Table:
    """Return the values that stand in long form (SCHEMA), in order of period, indicator, unit.

    `row` is -1 where the fact is not a bulk fact; `late` tells whether a value was first
    recorded after the cut-off. Ratings are not among the columns.
    """
    try:
        sql, values = _question(viewer, indicators, periods, cutoff)
    except EmptyResultSet:
        # Nothing is asked for, or nothing may be seen.
        return SCHEMA.empty_table()
    if connection.in_atomic_block or _in_memory():
        table = _by_cursor(sql, values)
    elif connection.vendor == "postgresql":
        table = _by_postgresql(sql, values)
    else:
        table = by_sqlite(str(connection.settings_dict["NAME"]), sql, values)
    return pa.table([_as_typed(table.column(f.name), f.type) for f in SCHEMA], schema=SCHEMA)


def by_sqlite(path: str, sql: str, values: Sequence[Any]) -> pa.Table:
    """Return the answer of a database file."""
    with (
        adbc_driver_sqlite.dbapi.connect(path) as opened,
        opened.cursor(adbc_stmt_kwargs=_BATCH) as cursor,
    ):
        cursor.execute(sql.replace("%s", "?"), values)
        return cursor.fetch_arrow_table()


def _by_postgresql(sql: str, values: Sequence[Any]) -> pa.Table:
    said = connection.get_connection_params()
    parts = {
        key: said[key] for key in ("host", "port", "user", "password", "dbname") if key in said
    }
    address = " ".join(f"{key}='{_quoted(str(text))}'" for key, text in parts.items())
    numbered = sql
    for n in range(1, len(values) + 1):
        numbered = numbered.replace("%s", f"${n}", 1)
    with (
        adbc_driver_postgresql.dbapi.connect(address) as opened,
        opened.cursor() as cursor,
    ):
        cursor.execute(numbered, values)
        return cursor.fetch_arrow_table()


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _by_cursor(sql: str, values: Sequence[Any]) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    columns = zip(*rows, strict=True) if rows else [()] * len(SCHEMA)
    return pa.table(dict(zip(SCHEMA.names, map(pa.array, columns), strict=True)))


def _question(
    viewer: Viewer, indicators: Iterable[str], periods: Iterable[str], cutoff: datetime | None
) -> tuple[str, Sequence[Any]]:
    late: Any = Value(value=False)
    if cutoff is not None:
        late = ExpressionWrapper(Q(first_recorded__gt=cutoff), output_field=BooleanField())
    rows = (
        scoped(ObservationRow.objects.all(), viewer)
        .filter(indicator__in=list(indicators), period__in=list(periods))
        .order_by("period", "indicator", "unit")
        .annotate(late=late)
        .values_list(*SCHEMA.names)
    )
    return cast("tuple[str, Sequence[Any]]", rows.query.sql_with_params())


def _in_memory() -> bool:
    name = str(connection.settings_dict["NAME"])
    return connection.vendor == "sqlite" and (":memory:" in name or "mode=memory" in name)


def _as_typed(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    # SQLite has no booleans, and a column without any value has no type.
    if pa.types.is_null(column.type):
        return pa.nulls(len(column), wanted)
    return column.cast(wanted)
