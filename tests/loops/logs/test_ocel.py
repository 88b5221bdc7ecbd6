"""OCEL 2.0 is read and written exactly, as JSON and as SQLite."""

import sqlite3
from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest

from bihuan.ledger.words import Refused
from bihuan.loops.engine.logs import ocel_json, ocel_sqlite
from bihuan.loops.engine.logs.objects import Happening, Known, Object, ObjectLog, Relation
from bihuan.loops.engine.logs.ocel_sqlite import BEGINNING

AT = datetime(2025, 1, 26, 1, 2, 3, 4000, tzinfo=UTC)
LOG = ObjectLog(
    event_types={"立案": {"stage": "string", "count": "integer"}, "close": {}},
    object_types={"matter": {"lead": "string", "cost": "float", "open": "boolean"}, "unit": {}},
    events=(
        Happening("e1", "立案", AT, {"stage": "a", "count": 2}, (Relation("m1", "of"),)),
        Happening("e2", "close", AT, {}, (Relation("m1", "of"), Relation("u1", "by"))),
    ),
    objects=(
        Object(
            "m1",
            "matter",
            (
                Known("cost", Decimal("1.5"), BEGINNING),
                Known("open", True, BEGINNING),
                Known("lead", "u1", AT),
            ),
            (Relation("u1", "led by"),),
        ),
        Object("u1", "unit"),
    ),
)


def test_json_is_read_back_equal():
    assert ocel_json.read(ocel_json.write(LOG)) == LOG


def test_json_has_the_keys_that_the_schema_requires():
    file = orjson.loads(ocel_json.write(LOG))
    assert set(file) == {"eventTypes", "objectTypes", "events", "objects"}
    assert file["events"][0]["relationships"] == [{"objectId": "m1", "qualifier": "of"}]
    assert {"name", "value", "time"} == set(file["objects"][0]["attributes"][0])


def test_sqlite_is_read_back_equal(tmp_path):
    ocel_sqlite.write(LOG, tmp_path / "log.sqlite")
    assert ocel_sqlite.read(tmp_path / "log.sqlite") == LOG


def test_an_object_that_is_not_in_the_log_is_refused():
    file = orjson.loads(ocel_json.write(LOG))
    file["objects"].pop()
    with pytest.raises(Refused, match="u1"):
        ocel_json.read(orjson.dumps(file))


@pytest.mark.parametrize("content", [b"", b"[]", b'{"events": 1}'])
def test_other_json_is_refused(content):
    with pytest.raises(Refused):
        ocel_json.read(content)


def test_a_database_that_is_none_or_holds_views_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"none at all" * 100)
    with pytest.raises(Refused):
        ocel_sqlite.read(tmp_path / "a")
    with sqlite3.connect(tmp_path / "b") as database:
        database.execute("CREATE VIEW event_map_type AS SELECT 1 AS ocel_type")
    with pytest.raises(Refused, match="event_map_type"):
        ocel_sqlite.read(tmp_path / "b")
    database.close()
