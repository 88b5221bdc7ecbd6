"""OCEL 2.0 as an SQLite database.

The names of its tables follow from the types in the log, so they are checked against a narrow form
before they stand in a statement, and a database from outside is opened for reading only.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.logs.cells import cell, moment, told, written_moment
from bihuan.loops.engine.logs.objects import (
    AttributeType,
    Cell,
    Happening,
    Known,
    Object,
    ObjectLog,
    Relation,
    Types,
    check,
)
from bihuan.loops.engine.logs.refusals import TOO_LARGE, UNREADABLE

MOST_BYTES = 4 << 30
_NAME = re.compile(r"\w[\w :.-]{0,79}")
_FORMS: dict[AttributeType, str] = {
    "string": "TEXT", "time": "TIMESTAMP", "integer": "INTEGER", "float": "REAL",
    "boolean": "BOOLEAN",
}  # fmt: skip
_TYPES: dict[str, AttributeType] = {form: name for name, form in _FORMS.items()}
# The moment at which OCEL dates what was so from the beginning.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_OWN = {"ocel_id", "ocel_time", "ocel_changed_field"}
_SHARED = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type);
CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type);
CREATE TABLE event_object (ocel_event_id TEXT REFERENCES event, ocel_object_id TEXT REFERENCES
  object, ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (ocel_source_id TEXT REFERENCES object, ocel_target_id TEXT REFERENCES
  object, ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""


def write(log: ObjectLog, path: Path) -> None:
    """Write the log into a new database, in place of a file that is there; read again, it is equal.

    It is made beside it first, so that a half-written one never takes the place of a whole one.
    """
    check(log)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as database, database:
        database.executescript(_SHARED)
        _write_events(database, log)
        _write_objects(database, log)
    fresh.replace(path)


def _write_events(database: sqlite3.Connection, log: ObjectLog) -> None:
    _write_types(database, "event", log.event_types, "")
    _fill(database, "event", ((each.id, each.type) for each in log.events))
    _fill(database, "event_object", (
        (each.id, one.object, one.qualifier) for each in log.events for one in each.relations
    ))  # fmt: skip
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for each in log.events:
        values = [_stored(each.attributes.get(name)) for name in log.event_types[each.type]]
        rows[each.type].append((each.id, written_moment(each.time), *values))
    for type_, of_type in rows.items():
        _fill(database, f"event_{type_}", of_type)


def _write_objects(database: sqlite3.Connection, log: ObjectLog) -> None:
    _write_types(database, "object", log.object_types, ', "ocel_changed_field" TEXT')
    _fill(database, "object", ((each.id, each.type) for each in log.objects))
    _fill(database, "object_object", (
        (each.id, one.object, one.qualifier) for each in log.objects for one in each.relations
    ))  # fmt: skip
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for each in log.objects:
        names = list(log.object_types[each.type])
        rows[each.type] += _rows_of(each, names)
    for type_, of_type in rows.items():
        _fill(database, f"object_{type_}", of_type)


def _rows_of(each: Object, names: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield what the object was at the beginning, then each later change of one attribute."""
    first = {one.name: one.value for one in each.attributes if one.time == BEGINNING}
    yield each.id, written_moment(BEGINNING), None, *(_stored(first.get(name)) for name in names)
    for one in each.attributes:
        if one.time != BEGINNING:
            values = (_stored(one.value) if name == one.name else None for name in names)
            yield each.id, written_moment(one.time), one.name, *values


def _stored(value: Cell | None) -> object:
    # A column of reals takes the text of a number as a number only where that loses nothing.
    return int(value) if isinstance(value, bool) else None if value is None else told(value)


def _write_types(database: sqlite3.Connection, of: str, types: Types, more: str) -> None:
    _fill(database, f"{of}_map_type", ((name, name) for name in types))
    for type_, attributes in types.items():
        columns = "".join(f", {_quoted(name)} {_FORMS[form]}" for name, form in attributes.items())
        database.execute(
            f'CREATE TABLE {_quoted(f"{of}_{type_}")} ("ocel_id" TEXT, "ocel_time" TIMESTAMP'
            f"{more}{columns})"
        )


def _fill(database: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    count = len(database.execute(f"PRAGMA table_info({_quoted(table)})").fetchall())
    holes = ", ".join("?" * count)
    database.executemany(f"INSERT INTO {_quoted(table)} VALUES ({holes})", rows)  # noqa: S608


def _quoted(name: str) -> str:
    """Return a name as it may stand in a statement; refuses one that is no plain name."""
    if not _NAME.fullmatch(name):
        raise _broken(f'"{name[:40]}" is no name of a table', f"“{name[:40]}”不是可用的表名")
    return f'"{name}"'


def _broken(en: str, zh: str) -> Refused:
    return Refused(UNREADABLE, why=Text(en=en, zh=zh))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if path.stat().st_size > MOST_BYTES:
        raise Refused(TOO_LARGE, why=Text(en="over 4 GB", zh="超过 4 GB"))
    try:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            yield database
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _broken(f"it is no OCEL 2.0 ({error})", f"不是 OCEL 2.0 格式（{error}）") from error


def read(path: Path) -> ObjectLog:
    """Return the log that a database holds; refuses one whose parts do not fit together."""
    with _opened(path) as database:
        event_tables, event_types = _declared(database, "event")
        object_tables, object_types = _declared(database, "object")
        log = ObjectLog(
            event_types,
            object_types,
            tuple(_events(database, event_tables, event_types)),
            tuple(_objects(database, object_tables, object_types)),
        )
    check(log)
    return log


def _declared(database: sqlite3.Connection, of: str) -> tuple[dict[str, str], Types]:
    """Return the table of each type, and the attributes that it has."""
    real = {
        name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }  # a view from outside could compute for ever
    tables, types = {}, {}
    for type_, mapped in _rows(database, f"{of}_map_type", ("ocel_type", "ocel_type_map"), real):
        tables[type_] = table = f"{of}_{mapped}"
        if table not in real:
            raise _broken(f"there is no table {table[:80]}", f"没有表 {table[:80]}")
        columns = database.execute(f"PRAGMA table_info({_quoted(table)})")
        types[type_] = {
            name: _TYPES.get(form.upper(), "string")
            for _, name, form, *_ in columns
            if name not in _OWN
        }
    return tables, types


def _rows(
    database: sqlite3.Connection, table: str, columns: Iterable[str], real: set[str] | None = None
) -> Iterator[tuple[Any, ...]]:
    if real is not None and table not in real:
        raise _broken(f"there is no table {table}", f"没有表 {table}")
    named = ", ".join(map(_quoted, columns))
    return database.execute(f"SELECT {named} FROM {_quoted(table)} ORDER BY rowid")  # noqa: S608


def _related(
    database: sqlite3.Connection, table: str, from_: str, to: str
) -> dict[str, tuple[Relation, ...]]:
    found: dict[str, list[Relation]] = defaultdict(list)
    for one, other, qualifier in _rows(database, table, (from_, to, "ocel_qualifier")):
        found[one].append(Relation(other, qualifier or ""))
    return {one: tuple(others) for one, others in found.items()}


def _events(
    database: sqlite3.Connection, tables: dict[str, str], types: Types
) -> Iterator[Happening]:
    related = _related(database, "event_object", "ocel_event_id", "ocel_object_id")
    details: dict[str, tuple[Any, ...]] = {}
    for type_, table in tables.items():
        columns = ("ocel_id", "ocel_time", *types[type_])
        details |= {row[0]: row[1:] for row in _rows(database, table, columns)}
    for id_, type_ in _rows(database, "event", ("ocel_id", "ocel_type")):
        if id_ not in details or type_ not in types:
            raise _broken(f"the event {id_} has no row of its type", f"事件 {id_} 缺少明细")
        time, *values = details[id_]
        attributes = _attributes(types[type_], values)
        yield Happening(id_, type_, moment(time), attributes, related.get(id_, ()))


def _attributes(declared: dict[str, AttributeType], values: Iterable[Any]) -> dict[str, Cell]:
    return {
        name: cell(value, form)
        for (name, form), value in zip(declared.items(), values, strict=True)
        if value is not None
    }


def _objects(
    database: sqlite3.Connection, tables: dict[str, str], types: Types
) -> Iterator[Object]:
    related = _related(database, "object_object", "ocel_source_id", "ocel_target_id")
    known: dict[str, list[Known]] = defaultdict(list)
    for type_, table in tables.items():
        columns = ("ocel_id", "ocel_time", "ocel_changed_field", *types[type_])
        for id_, time, changed, *values in _rows(database, table, columns):
            found = _attributes(types[type_], values)
            known[id_] += [
                Known(name, value, moment(time))
                for name, value in found.items()
                if changed in {None, "", name}
            ]
    for id_, type_ in _rows(database, "object", ("ocel_id", "ocel_type")):
        yield Object(id_, type_, tuple(known[id_]), related.get(id_, ()))
