"""Writing records and what they are found by, one at a time or a hundred thousand.

Every statement is fixed and values travel as parameters; on PostgreSQL many rows are copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection

from bihuan.ledger.statements import chunks, marks, moment
from bihuan.ledger.statements import insert as insert_rows
from bihuan.registers import index
from bihuan.registers.standing import Indexed, Standing

AT_ONCE = 10_000

_RECORD = (
    "origin", "id", "register", "unit", "shown", "data", "personal", "parent", "division",
    "latitude", "longitude", "n", "ended", "fact", "row", "recorded", "changed",
)  # fmt: skip
_FILTER = ("facet", "key", "record", "unit", "number")
_KEY = ("origin", "register", "key", "record")
_TEXT = ("origin", "record", "register", "unit", "text")
_STEP = ("origin", "record", "n", "of", "fact", "row")

_UPDATE = (
    "UPDATE registers_record SET unit = %s, shown = %s, data = %s, personal = %s, parent = %s,"
    " division = %s, latitude = %s, longitude = %s, n = %s, ended = %s, changed = %s"
    " WHERE origin = %s AND id = %s"
)


def insert(indexed: Indexed, records: Iterable[Standing]) -> None:
    """Add new records with all that they are found by."""
    for some in chunks(records, AT_ONCE):
        insert_rows("registers_record", _RECORD, [_columns(indexed, record) for record in some])
        _insert_found_by(indexed, some)


def update(indexed: Indexed, before: Standing, after: Standing) -> None:
    """Let a record stand as it is after a step, and be found by what it says now."""
    columns = dict(zip(_RECORD, _columns(indexed, after), strict=True))
    left_out = {"origin", "id", "register", "fact", "row", "recorded"}
    told = [value for name, value in columns.items() if name not in left_out]
    _run(_UPDATE, [*told, after.origin, after.id])
    were, are = set(indexed.filters(before)), set(indexed.filters(after))
    gone = [row[:3] for row in were - are]
    _delete("registers_filter", ("facet", "key", "record"), sorted(gone))
    insert_rows("registers_filter", _FILTER, sorted(are - were, key=lambda row: row[:3]))
    keys_were, keys_are = set(indexed.keys(before)), set(indexed.keys(after))
    place = (after.origin, after.register)
    gone_keys = [(*place, key, after.id) for key in sorted(keys_were - keys_are)]
    _delete("registers_key", _KEY, gone_keys)
    insert_rows(
        "registers_key", _KEY, [(*place, key, after.id) for key in sorted(keys_are - keys_were)]
    )
    if (indexed.text(before), before.unit) != (indexed.text(after), after.unit):
        _insert_texts(indexed, [after])


def insert_steps(steps: Iterable[tuple[Any, ...]]) -> None:
    """Add steps of records: origin, record, n, of, fact, row."""
    for some in chunks(steps, AT_ONCE):
        insert_rows("registers_step", _STEP, some)


def forget(facets: Sequence[int], origin: str, register: str) -> None:
    """Empty what records of a register are found by, so that it can be written anew."""
    for each in facets:
        _run("DELETE FROM registers_filter WHERE facet = %s", [each])
    _run("DELETE FROM registers_key WHERE origin = %s AND register = %s", [origin, register])


def find_anew(indexed: Indexed, records: Iterable[Standing]) -> None:
    """Write what records are found by, after `forget`."""
    for some in chunks(records, AT_ONCE):
        for record in some:
            columns = dict(zip(_RECORD, _columns(indexed, record), strict=True))
            names = ("shown", "parent", "division", "latitude", "longitude")
            _run(
                "UPDATE registers_record SET shown = %s, parent = %s, division = %s,"
                " latitude = %s, longitude = %s WHERE origin = %s AND id = %s",
                [*(columns[name] for name in names), record.origin, record.id],
            )
        _insert_found_by(indexed, some)


def _columns(indexed: Indexed, record: Standing) -> tuple[Any, ...]:
    return (
        record.origin, record.id, record.register, record.unit, indexed.shown(record),
        _json(record.data), _json(record.personal), indexed.parent(record),
        *indexed.point(record), record.n, record.ended and record.ended.isoformat(), record.fact,
        record.row, moment(record.recorded), moment(record.changed),
    )  # fmt: skip


def _json(value: Any) -> str:
    # Sorted, so that a rebuild writes the same text.
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _insert_found_by(indexed: Indexed, records: Sequence[Standing]) -> None:
    filters = [row for record in records for row in indexed.filters(record)]
    keys = [
        (record.origin, record.register, key, record.id)
        for record in records
        for key in indexed.keys(record)
    ]
    # In the order of their indexes, so that each page of these is written once.
    insert_rows("registers_filter", _FILTER, sorted(filters, key=itemgetter(0, 1, 2)))
    insert_rows("registers_key", _KEY, sorted(keys))
    _insert_texts(indexed, records)


def _insert_texts(indexed: Indexed, records: Sequence[Standing]) -> None:
    """Add or replace the words of records; a text that stands already is left alone.

    A rebuild meets the texts of before: they are no projection, since the order in which they
    came in is part of them.
    """
    texts = {
        (record.origin, record.id): (record.register, record.unit, indexed.text(record))
        for record in records
    }
    held = _held_texts(texts)
    for place, (seq, *said) in held.items():
        if tuple(said) != texts[place]:
            _replace_text(seq, place[0], tuple(said), texts[place])
    new = [
        (origin, record, *said)
        for (origin, record), said in texts.items()
        if (origin, record) not in held and said[2]
    ]
    if connection.vendor != "sqlite":
        insert_rows("registers_text", _TEXT, new)
        return
    first = _next_seq()
    rows = [(seq, *row) for seq, row in enumerate(new, first)]
    insert_rows("registers_text", ("seq", *_TEXT), rows)
    found = [
        (seq, index.document(text, origin, register, unit))
        for seq, origin, _, register, unit, text in rows
    ]
    insert_rows("registers_search", ("rowid", "pairs"), found)


def _held_texts(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[Any, ...]]:
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    by_origin: dict[str, list[str]] = {}
    for origin, record in places:
        by_origin.setdefault(origin, []).append(record)
    with connection.cursor() as cursor:
        for origin, records in by_origin.items():
            for some in chunks(records, 500):
                cursor.execute(
                    "SELECT record, seq, register, unit, text FROM registers_text"  # noqa: S608
                    f" WHERE origin = %s AND record IN ({marks(some)})",
                    [origin, *some],
                )
                found |= {(origin, record): tuple(rest) for record, *rest in cursor.fetchall()}
    return found


def _replace_text(seq: int, origin: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
    _run(
        "UPDATE registers_text SET register = %s, unit = %s, text = %s WHERE seq = %s",
        [*after, seq],
    )
    if connection.vendor == "sqlite":
        register, unit, text = before
        # A contentless table is told what to take out of its index.
        _run(
            "INSERT INTO registers_search (registers_search, rowid, pairs)"
            " VALUES ('delete', %s, %s)",
            [seq, index.document(text, origin, register, unit)],
        )
        register, unit, text = after
        _run(
            "INSERT INTO registers_search (rowid, pairs) VALUES (%s, %s)",
            [seq, index.document(text, origin, register, unit)],
        )


def _next_seq() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM registers_text")
        (seq,) = cursor.fetchone()
    return int(seq)


def _run(statement: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _delete(table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    where = " AND ".join(f"{name} = %s" for name in names)
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(f"DELETE FROM {table} WHERE {where}", row)  # noqa: S608  # ours
