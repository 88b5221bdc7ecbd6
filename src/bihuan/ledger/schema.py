"""Whether the database still holds the tables, keys and triggers that protect the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db import connection
from django.db.models import UniqueConstraint

from bihuan.ledger import triggers
from bihuan.ledger.words import Message, Said, Text

SCHEMA_CHANGED = Message(
    "ledger-schema-changed",
    Text(
        en="{what} {name} is not as the ledger made it",
        zh="数据库中的{what} {name} 与账本设定不符",
    ),
    Text(
        en="find out who changed the database; migrate a copy from a backup and compare",
        zh="请查明是谁改动了数据库，并用备份恢复一份进行比对",
    ),
)
DATABASE_DAMAGED = Message(
    "ledger-database-damaged",
    Text(en="the database file is damaged: {detail}", zh="数据库文件已损坏：{detail}"),
    Text(en="stop writing and restore a backup", zh="请停止写入，并用备份恢复"),
)

_TABLE = Text(en="table", zh="表")
_INDEX = Text(en="index", zh="索引")
_TRIGGER = Text(en="trigger", zh="触发器")
_FUNCTION = Text(en="function", zh="函数")


def problems() -> Iterator[Said]:
    """Yield what differs in the schema of the ledger, and damage that the database itself finds."""
    if connection.vendor == "sqlite":
        yield from _sqlite_damage()
        yield from _sqlite_schema()
    else:
        yield from _postgresql_schema()


def _changed(what: Text, name: str) -> Said:
    return Said(SCHEMA_CHANGED, {"what": what, "name": name})


def _sqlite_damage() -> Iterator[Said]:
    with connection.cursor() as cursor:
        # Columns are compared with the facts, but the database may answer from an index: this
        # check is what ties the indexes to the tables.
        cursor.execute("PRAGMA integrity_check")
        for (detail,) in cursor.fetchall():
            if detail != "ok":
                yield Said(DATABASE_DAMAGED, {"detail": detail})


def _expected_sqlite() -> dict[str, tuple[Text, str]]:
    """Return the statement of each table, index and trigger as a new database would have it."""
    # Statements are collected here, not run.
    editor = connection.schema_editor(collect_sql=True, atomic=False)
    editor.deferred_sql = []
    for model in apps.get_app_config("ledger").get_models():
        editor.create_model(model)
    expected: dict[str, tuple[Text, str]] = {}
    for statement in [*editor.collected_sql, *(str(sql) + ";" for sql in editor.deferred_sql)]:
        kind, name = re.match(r'CREATE (?:UNIQUE )?(TABLE|INDEX) "(\w+)"', statement).groups()  # type: ignore[union-attr] # written so
        expected[name] = (_TABLE if kind == "TABLE" else _INDEX, statement.rstrip(";"))
    for name, statement in triggers.sqlite_triggers().items():
        expected[name] = (_TRIGGER, statement)
    return expected


def _sqlite_schema() -> Iterator[Said]:
    expected = _expected_sqlite()
    held = _pairs(
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name GLOB 'ledger_*'"
    )
    for name in sorted(expected.keys() | held.keys()):
        what, statement = expected.get(name, (_TRIGGER, ""))
        if held.get(name) != statement:
            yield _changed(what, name)


_HERE = "current_schema()::regnamespace"
_PG_TRIGGERS = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid) || t.tgenabled::text FROM pg_trigger t"  # noqa: S608
    " JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
    f" AND starts_with(c.relname, 'ledger_') AND c.relnamespace = {_HERE}"
)
_PG_FUNCTIONS = (
    "SELECT proname, prosrc FROM pg_proc"  # noqa: S608
    f" WHERE pronamespace = {_HERE} AND starts_with(proname, 'ledger_')"
)
_PG_UNIQUE = (
    "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i"  # noqa: S608
    " JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indisunique AND i.indisvalid AND i.indisready"
    f" AND c.relnamespace = {_HERE} AND starts_with(c.relname, 'ledger_')"
)


def _postgresql_schema() -> Iterator[Said]:
    expected = {
        name: _plain(f"CREATE TRIGGER {name} {rest}O")
        for name, rest in triggers.postgresql_triggers().items()
    }
    held = {name: _plain(text) for name, text in _pairs(_PG_TRIGGERS).items()}
    yield from _differences(_TRIGGER, expected, held)
    yield from _differences(_FUNCTION, triggers.postgresql_functions(), _pairs(_PG_FUNCTIONS))
    keys = {name: _plain_key(text) for name, text in _pairs(_PG_UNIQUE).items()}
    yield from _differences(_INDEX, _unique_keys(), keys)


def _pairs(query: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def _differences(
    what: Text, expected: Mapping[str, str], held: Mapping[str, str]
) -> Iterator[Said]:
    for name in sorted(expected.keys() | held.keys()):
        if expected.get(name) != held.get(name):
            yield _changed(what, name)


def _plain(definition: str) -> str:
    """Return a trigger's definition without the schema's name, its events in order."""
    head, _, rest = definition.partition(" BEFORE ")
    events, _, rest = re.sub(r"\b\w+\.(?=ledger_)", "", rest).partition(" ON ")
    return " ".join([head, *sorted(events.split(" OR ")), rest])


_UNIQUE = re.compile(
    r"CREATE UNIQUE INDEX \w+ ON (?:\w+\.)?(\w+)(?: USING btree)? \(([^()]*)\)(?: WHERE (.*))?"
)


def _plain_key(definition: str) -> str:
    """Return the table, columns and condition of a unique index, as Django or PostgreSQL writes it.

    One that is written in any other way (other classes, expressions) is returned as it is.
    """
    found = _UNIQUE.fullmatch(definition.replace('"', ""))
    if found is None:
        return definition
    table, columns, condition = found.groups(default="")
    # PostgreSQL adds types and parentheses; there are too few words here for two meanings.
    return f"{table} ({columns}) {re.sub('::[a-z ]*[a-z]|[()]', '', condition)}".rstrip()


def _unique_keys() -> dict[str, str]:
    """Return the unique keys of the ledger's tables under the names that PostgreSQL gives them."""
    # Statements are read here, not run.
    editor = connection.schema_editor(collect_sql=True, atomic=False)
    found = {}
    for model in apps.get_app_config("ledger").get_models():
        meta = model._meta  # noqa: SLF001  # Django's own API
        table = meta.db_table
        found[f"{table}_pkey"] = (
            f"{table} ({', '.join(str(field.column) for field in meta.pk_fields)})"
        )
        for field in meta.local_concrete_fields:
            if field.unique and not field.primary_key:
                found[f"{table}_{field.column}_key"] = f"{table} ({field.column})"
        for key in meta.constraints:
            if isinstance(key, UniqueConstraint):
                _, _, condition = str(key.create_sql(model, editor)).partition(" WHERE ")
                index = f"CREATE UNIQUE INDEX {key.name} ON {table} ({', '.join(key.fields)})"
                found[key.name] = _plain_key(f"{index} WHERE {condition}" if condition else index)
    return found
