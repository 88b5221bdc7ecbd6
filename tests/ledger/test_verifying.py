# ruff: noqa: S608  # the statements are made of our own table names
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.ledger import actions, keys, sealing, storing, triggers, verifying
from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.envelope import write_fact
from bihuan.ledger.facts import Source
from bihuan.ledger.ids import uuid7
from ledger.cast import AT, IS_POSTGRESQL, LINJIANG, QINGXI, bulk, draft, run

pytestmark = pytest.mark.django_db

TABLES = sorted({*triggers.APPEND_ONLY, *triggers.NEVER_REWRITTEN, *triggers.GROWING})


@pytest.fixture
def log():
    """A log with something in every table; returns a checkpoint taken outside."""
    actions.record_many([draft(n) for n in range(300)], by=QINGXI, at=AT)
    document = actions.keep(b"unit,value\nyunling,1.5", name="道路.csv", type="text/csv")
    actions.record_bulk(
        bulk(request="file-1"),
        [{"value": f"{n}.5", "from": document} for n in range(20)],
        by=QINGXI,
        at=AT,
    )
    private = actions.record(draft(private={"phone": "138", "name": "某"}), by=QINGXI, at=AT)
    actions.erase(private.id, fields=["phone"], reason="个人申请", by=QINGXI, at=AT)
    actions.record(draft(supersedes=private.id), by=QINGXI, at=AT)
    sealing.seal("qingxi")
    pinned = sealing.checkpoint("qingxi", at=AT)
    actions.record_many([draft(n, stream="notes/water") for n in range(3)], by=QINGXI, at=AT)
    return pinned


def without_triggers():
    for statement in triggers.removal(connection.vendor):
        run(statement)


def codes(**more):
    return {problem.code for problem in verifying.verify("qingxi", **more).problems}


def found(*expected):
    """The faults found beside the triggers, which a test had to drop to do its damage."""
    assert codes() - {"ledger-schema-changed"} == set(expected)


def test_a_fact_that_is_dated_back_is_named_with_its_place():
    first = actions.record(draft(), by=QINGXI, at=AT)
    for n, before in ((2, timedelta(minutes=59)), (3, timedelta(hours=2))):
        back = replace(first, id=uuid7(AT), n=n, recorded=AT - before)
        storing.insert_facts([(back, write_fact(back))])
    sealing.seal("qingxi")
    (problem,) = verifying.verify("qingxi").problems
    assert problem.code == "ledger-time-backwards"
    assert "number 2 of the log, is dated 2025-07-01T00:03:04" in problem.text.en


def test_a_log_as_it_was_written_verifies(log):
    report = verifying.verify("qingxi", pinned=log)
    assert report.good
    assert report.figures["facts"] == 307
    assert report.figures["sealed"] == 304
    assert report.figures["rows"] == 20
    assert "verified" in report.lines[-1].en
    assert report.as_data()["problems"] == []


@pytest.mark.usefixtures("log")
def test_a_document_that_a_record_was_read_from_and_that_is_gone_is_named():
    kept = actions.keep(b"unit,value", name="水.csv", type="text/csv")
    read_from = draft(99, source=Source(document=kept))
    record = actions.record(read_from, by=QINGXI, at=AT)
    without_triggers()
    run("DELETE FROM ledger_document WHERE name = '水.csv'")
    found("ledger-document-missing")
    assert any(
        record.id in line.en and kept in line.en for line in verifying.verify("qingxi").lines
    )


def test_an_empty_log_verifies():
    assert verifying.verify("qingxi").good


@pytest.mark.usefixtures("log")
def test_triggers_that_are_gone_are_named():
    without_triggers()
    assert codes() == {"ledger-schema-changed"}
    report = verifying.verify("qingxi")
    assert any("ledger_fact_no_" in line.en for line in report.lines)
    assert not report.good
    assert report.as_data()["problems"][0]["error"] == "ledger-schema-changed"


@pytest.mark.usefixtures("log")
def test_a_trigger_nobody_declared_is_named():
    if IS_POSTGRESQL:
        run(
            "CREATE TRIGGER stray BEFORE INSERT ON ledger_fact FOR EACH ROW"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        )
    else:
        run("CREATE TRIGGER stray BEFORE INSERT ON ledger_fact BEGIN SELECT 1; END")
    assert codes() == {"ledger-schema-changed"}


@pytest.mark.usefixtures("log")
def test_an_index_that_is_gone_is_named():
    run("DROP INDEX ledger_row_superseded_once")
    assert codes() == {"ledger-schema-changed"}


@pytest.mark.parametrize(
    "definition",
    [
        "ledger_fact (origin, request, id) WHERE NOT (request = '')",
        "ledger_fact (origin) WHERE NOT (request = '')",
        "ledger_fact (request) WHERE NOT (request = '')",
        "ledger_fact (origin, request) WHERE request = 'x'",
        "ledger_fact (origin, lower(request)) WHERE NOT (request = '')",
    ],
)
def test_a_unique_key_that_was_made_anew_otherwise_is_told(definition):
    assert codes() == set()
    run("DROP INDEX ledger_request_acts_once")
    run(f"CREATE UNIQUE INDEX ledger_request_acts_once ON {definition}")
    assert codes() == {"ledger-schema-changed"}


CHANGED, GONE = "ledger-column-changed", "ledger-fact-missing"
NOWHERE, ORDER, GAP = "ledger-fact-nowhere", "ledger-stream-order", "ledger-log-gap"
TILE, ROWS, DOCUMENT = "ledger-tile-changed", "ledger-rows-changed", "ledger-document-changed"
PRIVATE, LOST, BACK = (f"ledger-private-{what}" for what in ("changed", "lost", "not-erased"))
CHECKPOINT = "ledger-checkpoint-wrong"
CHANGES = [
    ("UPDATE ledger_fact SET subject = 'unit:shuiting' WHERE n = 7", CHANGED),
    ("UPDATE ledger_fact SET supersedes_row = 1 WHERE n = 7", CHANGED),
    ("DELETE FROM ledger_fact WHERE n = 7", GONE, ORDER),
    ('DELETE FROM ledger_sealed WHERE "index" = 7', GAP, NOWHERE, ORDER),
    ("DELETE FROM ledger_pending", NOWHERE),
    ("DELETE FROM ledger_tile WHERE level = 1", TILE, CHECKPOINT),
    ("INSERT INTO ledger_tile SELECT origin, 3, 0, hashes FROM ledger_tile WHERE level = 1", TILE),
    ('DELETE FROM ledger_row WHERE "row" = 19', ROWS),
    ('UPDATE ledger_row SET "row" = "row" + 1 WHERE "row" = 19', ROWS),
    ("INSERT INTO ledger_row SELECT 'stray', \"row\", body FROM ledger_row", ROWS),
    ("UPDATE ledger_document SET name = 'other.csv'", DOCUMENT),
    ("UPDATE ledger_document SET type = '\x01'", DOCUMENT),
    ("UPDATE ledger_private SET value = '139'", PRIVATE),
    ("UPDATE ledger_private SET field = 'phone'", PRIVATE, BACK, LOST),
    ("DELETE FROM ledger_private", LOST),
    ("UPDATE ledger_checkpoint SET size = size - 1", CHECKPOINT),
    ("UPDATE ledger_checkpoint SET signed = '2020-01-01T00:00:00.000000Z'", CHECKPOINT),
    ("UPDATE ledger_checkpoint SET note = 'x'", CHECKPOINT),
]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change[0])
def test_each_change_behind_the_triggers_is_named(change):
    statement, *expected = change
    without_triggers()
    run(statement)
    found(*expected)


def flipped(value, draw):
    """Return the value with one bit changed."""
    if value is None:
        return draw.randrange(4)
    if isinstance(value, int):
        return value ^ 1 << draw.randrange(8)
    at = draw.randrange(len(value)) if value else 0
    if isinstance(value, str):
        return value[:at] + chr(ord(value[at : at + 1] or "0") ^ 1) + value[at + 1 :]
    changed = bytearray(value)
    changed[at] ^= 1 << draw.randrange(8)
    return bytes(changed)


def fits(statement, *values):
    """Make the change, unless a key or the width of a column stands against it."""
    try:
        with transaction.atomic():
            run(statement, *values)
    except DatabaseError:
        return False
    return True


def columns(table):
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    # The number of arrival decides the order of sealing and says nothing of what was recorded.
    return [f'"{column.name}"' for column in described if column.name != "seq"]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("table", TABLES)
def test_any_changed_byte_is_found(table, transactional_rollback):
    without_triggers()
    # Drawn the same each time, over the rows and columns of the table.
    draw = random.Random(table)  # noqa: S311
    key = "ctid" if IS_POSTGRESQL else "rowid"
    tried = 0
    while tried < 25:
        name = draw.choice(columns(table))
        place, value = draw.choice(run(f"SELECT {key}, {name} FROM {table}"))
        held = bytes(value) if isinstance(value, memoryview) else value
        changed = flipped(held, draw)
        with transactional_rollback():
            if fits(f"UPDATE {table} SET {name} = %s WHERE {key} = %s", changed, place):
                tried += 1
                assert codes() > {"ledger-schema-changed"}, (name, held, changed)


def test_a_log_that_was_cut_and_signed_again_is_found_with_an_outside_checkpoint(log):
    without_triggers()
    for table in ("ledger_checkpoint", "ledger_tile", "ledger_sealed", "ledger_pending"):
        run(f"DELETE FROM {table}")
    run("DELETE FROM ledger_fact WHERE stream = 'notes/water' OR n > 200")
    run("DELETE FROM ledger_row")
    run("DELETE FROM ledger_private")
    for origin, fact, body in run("SELECT origin, id, body FROM ledger_fact ORDER BY n"):
        run(
            "INSERT INTO ledger_pending (origin, fact, leaf) VALUES (%s, %s, %s)",
            origin,
            fact,
            merkle.leaf_hash(bytes(body)),
        )
    sealing.seal("qingxi")
    sealing.checkpoint("qingxi", at=AT)
    found()
    assert codes(pinned=log) == {"ledger-schema-changed", "ledger-pinned-differs"}


def test_a_checkpoint_of_another_district_is_no_pin(log):
    actions.record(draft(), by=LINJIANG, at=AT)
    sealing.seal("linjiang")
    other = sealing.checkpoint("linjiang", at=AT)
    assert codes(pinned=log) == set()
    assert codes(pinned=other) == {"ledger-pinned-differs"}


def test_checkpoints_without_their_key_are_named(log, settings, tmp_path):
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    assert log
    assert codes() == {"ledger-checkpoint-wrong"}
    assert not keys.key_path("qingxi").exists()
