"""The triggers that make the ledger append-only in the database itself, for SQLite and PostgreSQL.

The migration creates them, and verification compares what stands in the
database with what is written here.
"""

from __future__ import annotations

from collections.abc import Mapping

# Every unique key of each table that is only ever added to.
APPEND_ONLY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "ledger_fact": (
        ("id",),
        ("origin", "stream", "n"),
        ("origin", "request"),
        ("supersedes", "supersedes_row"),
    ),
    "ledger_row": (("fact", "row"),),
    "ledger_sealed": (("origin", "index"), ("fact",)),
    "ledger_checkpoint": (("origin", "size"),),
    "ledger_document": (("digest",),),
}
# Rows that may be deleted (erased, or sealed) but never rewritten.
NEVER_REWRITTEN: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "ledger_private": (("fact", "field"),),
    "ledger_pending": (("seq",), ("fact",)),
}
# A tile grows at its end and is never cut.
GROWING: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "ledger_tile": (("origin", "level", "index"),),
}

# Where a key stands only under a condition, an equal value outside it is no clash.
_ONLY_IF = {
    ("origin", "request"): "NEW.request <> ''",
    ("supersedes", "supersedes_row"): "NEW.supersedes <> ''",
}


def statements(vendor: str) -> tuple[str, ...]:
    """Return the statements that create the triggers, for a new database of this vendor."""
    return tuple(_sqlite().values()) if vendor == "sqlite" else _postgresql()


def sqlite_triggers() -> Mapping[str, str]:
    """Return each trigger of SQLite by name, word for word as ``sqlite_master`` keeps it."""
    return _sqlite()


def _sqlite() -> dict[str, str]:
    made: dict[str, str] = {}
    for table, keys in {**APPEND_ONLY, **NEVER_REWRITTEN, **GROWING}.items():
        _add(made, table, "replace", f"BEFORE INSERT ON {table}", _clash(table, keys))
    for table in {**APPEND_ONLY, **NEVER_REWRITTEN}:
        _add(made, table, "update", f"BEFORE UPDATE ON {table}", "")
    for table in {**APPEND_ONLY, **GROWING}:
        _add(made, table, "delete", f"BEFORE DELETE ON {table}", "")
    for table in GROWING:
        _add(made, table, "update", f"BEFORE UPDATE ON {table}", _SQLITE_SHRINKS)
    return made


_SQLITE_SHRINKS = (
    "NEW.origin IS NOT OLD.origin OR NEW.level IS NOT OLD.level"
    ' OR NEW."index" IS NOT OLD."index" OR NEW.rowid IS NOT OLD.rowid'
    " OR substr(NEW.hashes, 1, length(OLD.hashes)) IS NOT OLD.hashes"
)


def _add(made: dict[str, str], table: str, what: str, event: str, when: str) -> None:
    name = f"{table}_no_{what}"
    made[name] = (
        f"CREATE TRIGGER {name} {event}{f' WHEN {when}' if when else ''}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only: no {what}'); END"
    )


def _clash(table: str, keys: tuple[tuple[str, ...], ...]) -> str:
    # INSERT OR REPLACE deletes the row it clashes with and fires no DELETE trigger. It can clash
    # on any unique key, the hidden rowid included (-1 here when the statement does not set it).
    tests = [f"EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid)"]  # noqa: S608  # our names
    for key in keys:
        same = " AND ".join(f'"{column}" IS NEW."{column}"' for column in key)
        test = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  # our names
        tests.append(f"({_ONLY_IF[key]} AND {test})" if key in _ONLY_IF else test)
    return " OR ".join(tests)


REFUSE = "ledger_refuse"
REFUSE_SHRINKING = "ledger_refuse_shrinking"

_REFUSE_BODY = "BEGIN RAISE EXCEPTION '% is append-only: no %', TG_TABLE_NAME, TG_OP; END"
_SHRINKING_BODY = """BEGIN
  IF (NEW.origin, NEW.level, NEW.index) IS DISTINCT FROM (OLD.origin, OLD.level, OLD.index)
     OR substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) IS DISTINCT FROM OLD.hashes
  THEN RAISE EXCEPTION '% is append-only: no %', TG_TABLE_NAME, TG_OP; END IF;
  RETURN NEW;
END"""


def postgresql_functions() -> Mapping[str, str]:
    """Return the body of each trigger function of PostgreSQL by name."""
    return {REFUSE: _REFUSE_BODY, REFUSE_SHRINKING: _SHRINKING_BODY}


def postgresql_triggers() -> Mapping[str, str]:
    """Return what follows ``CREATE TRIGGER name`` for each trigger of PostgreSQL."""
    made = {}
    everything = {**APPEND_ONLY, **NEVER_REWRITTEN, **GROWING}
    for table in everything:
        events = ["UPDATE"] * (table not in GROWING) + ["DELETE"] * (table not in NEVER_REWRITTEN)
        made[f"{table}_no_change"] = (
            f"BEFORE {' OR '.join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION {REFUSE}()"
        )
        made[f"{table}_no_truncate"] = (
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {REFUSE}()"
        )
    for table in GROWING:
        made[f"{table}_no_cut"] = (
            f"BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {REFUSE_SHRINKING}()"
        )
    return made


def _postgresql() -> tuple[str, ...]:
    functions = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for name, body in postgresql_functions().items()
    )
    triggers = (f"CREATE TRIGGER {name} {rest}" for name, rest in postgresql_triggers().items())
    return (*functions, *triggers)


def removal(vendor: str) -> tuple[str, ...]:
    """Return the statements that drop what `statements` creates; only the owner may run them."""
    if vendor == "sqlite":
        return tuple(f"DROP TRIGGER IF EXISTS {name}" for name in sqlite_triggers())
    return tuple(f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in postgresql_functions())
