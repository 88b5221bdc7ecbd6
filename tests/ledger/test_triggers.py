# ruff: noqa: S608  # the statements are made of our own table names
import pytest
from django.db import DatabaseError, transaction

from bihuan.ledger import actions, sealing, triggers
from ledger.cast import AT, IS_POSTGRESQL, QINGXI, bulk, draft, run

pytestmark = pytest.mark.django_db

TABLES = sorted({*triggers.APPEND_ONLY, *triggers.NEVER_REWRITTEN, *triggers.GROWING})
MAY_BE_DELETED = sorted(triggers.NEVER_REWRITTEN)
COLUMN = {
    "ledger_fact": "subject",
    "ledger_row": "body",
    "ledger_sealed": "fact",
    "ledger_checkpoint": "note",
    "ledger_document": "name",
    "ledger_private": "value",
    "ledger_pending": "fact",
    "ledger_tile": "origin",
}


@pytest.fixture(autouse=True)
def a_row_in_every_table():
    actions.record(draft(private={"phone": "13800000000"}), by=QINGXI, at=AT)
    actions.record_bulk(bulk(), [{"value": "1"}], by=QINGXI, at=AT)
    actions.keep(b"unit,value", name="roads.csv", type="text/csv")
    sealing.seal("qingxi")
    sealing.checkpoint("qingxi", at=AT)
    actions.record(draft(), by=QINGXI, at=AT)


def refused(statement, *values, what="append-only"):
    with pytest.raises(DatabaseError, match=what), transaction.atomic():
        run(statement, *values)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_updated(table):
    assert run(f"SELECT COUNT(*) FROM {table}")[0][0]
    refused(f"UPDATE {table} SET {COLUMN[table]} = substr({COLUMN[table]}, 2)")


@pytest.mark.parametrize("table", sorted({*TABLES} - {*MAY_BE_DELETED}))
def test_no_row_is_deleted(table):
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", MAY_BE_DELETED)
def test_what_is_erasable_or_waits_may_be_deleted(table):
    run(f"DELETE FROM {table}")
    assert run(f"SELECT COUNT(*) FROM {table}") == [(0,)]


def test_a_tile_may_grow_and_is_never_cut_or_changed():
    run(
        "UPDATE ledger_tile SET hashes = %s",
        bytes(run("SELECT hashes FROM ledger_tile")[0][0]) + bytes(32),
    )
    refused("UPDATE ledger_tile SET hashes = %s", bytes(32))
    refused("UPDATE ledger_tile SET hashes = %s", b"")


if IS_POSTGRESQL:

    @pytest.mark.parametrize("table", TABLES)
    def test_no_table_is_truncated(table):
        refused(f"TRUNCATE {table} CASCADE")

else:

    @pytest.fixture
    def replacing_fires_no_delete_trigger():
        # The hole is open only where this is off, as it is for whoever opens the file otherwise.
        run("PRAGMA recursive_triggers=OFF")
        yield
        run("PRAGMA recursive_triggers=ON")

    @pytest.mark.usefixtures("replacing_fires_no_delete_trigger")
    @pytest.mark.parametrize("table", TABLES)
    def test_insert_or_replace_replaces_nothing(table):
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}", what="no replace")

    @pytest.mark.usefixtures("replacing_fires_no_delete_trigger")
    @pytest.mark.parametrize("table", sorted({*TABLES} - {"ledger_pending"}))
    def test_the_hidden_rowid_is_no_way_round(table):
        columns = [name for _, name, *_ in run(f"PRAGMA table_info({table})")]
        fresh = ", ".join(
            name if name == "body" else f"{name} || 'x'" for name in map('"{}"'.format, columns)
        )
        names = ", ".join(f'"{name}"' for name in columns)
        refused(
            f"INSERT OR REPLACE INTO {table} (rowid, {names}) SELECT rowid, {fresh} FROM {table}",
            what="no replace",
        )

    @pytest.mark.usefixtures("replacing_fires_no_delete_trigger")
    @pytest.mark.parametrize("kept", ["id", "n", "request", "supersedes"])
    def test_each_unique_key_of_a_fact_is_guarded(kept):
        old = actions.record(draft(), by=QINGXI, at=AT)
        actions.record(draft(supersedes=old.id, request="form-1"), by=QINGXI, at=AT)
        columns = [name for _, name, *_ in run("PRAGMA table_info(ledger_fact)")]
        # All keys are new but one, so that each guard has to stand alone.
        new = {"id": "'x'", "n": "99", "request": "'x'", "supersedes": "'x'", kept: kept}
        fresh = ", ".join(new.get(name, name) for name in columns)
        refused(
            f"INSERT OR REPLACE INTO ledger_fact SELECT {fresh} FROM ledger_fact"
            " WHERE request = 'form-1'",
            what="no replace",
        )


def test_two_facts_never_share_a_place_in_a_stream():
    names = (
        "id, origin, kind, stream, n, subject, actor, person, recorded, supersedes, request, body"
    )
    fresh = names.replace("id", "'other'", 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        run(f"INSERT INTO ledger_fact ({names}) SELECT {fresh} FROM ledger_fact")
