import sqlite3

import pytest
from django.db import connection

from bihuan.ledger.viewer import public
from bihuan.measures import actions, columns, queries
from bihuan.measures.observations import Entry
from bihuan.orgs import queries as orgs
from tests.measures.cast import AT, LATER, district

ASKED = (["investment", "signed"], ["2025Q1", "2025Q2"])


def fill():
    by = district()
    rows = [
        {
            "indicator": "investment",
            "unit": unit,
            "period": period,
            "value": f"{n}.5",
            "target": "9",
        }
        for n, unit in enumerate(("yunling", "baisha"))
        for period in ASKED[1]
    ]
    actions.import_observations(rows, document="d" * 64, by=by, at=AT)
    actions.observe([Entry("signed", "yunling", "2025Q2", "63")], by=by, at=LATER)
    return by


def expected(by):
    return [
        (o.period, o.indicator, o.unit, o.value, o.target, o.prior, o.fact,
         -1 if o.row is None else o.row, o.verified, o.is_late(AT))
        for o in queries.observations(by, *ASKED)
    ]  # fmt: skip


def read(table):
    return [tuple(row.values()) for row in table.to_pylist()]


@pytest.mark.django_db
def test_columns_say_what_the_rows_say():
    by = fill()
    table = columns.arrow(by, *ASKED, cutoff=AT)
    assert table.schema == columns.SCHEMA
    assert read(table) == expected(by)


@pytest.mark.django_db
def test_columns_are_scoped_as_the_rows_are():
    fill()
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    assert set(columns.arrow(clerk, *ASKED).column("unit").to_pylist()) == {"yunling"}
    nobody = columns.arrow(public("qingxi"), *ASKED)
    assert (nobody.num_rows, nobody.schema) == (0, columns.SCHEMA)


@pytest.mark.django_db(transaction=True)
def test_a_connection_of_its_own_reads_the_same(tmp_path, monkeypatch):
    by = fill()
    if connection.vendor == "sqlite":
        # The test's database is in memory, where no second connection can look.
        copy = tmp_path / "copy.sqlite3"
        with sqlite3.connect(copy) as file:
            connection.connection.backup(file)
        monkeypatch.setitem(connection.settings_dict, "NAME", str(copy))
    assert read(columns.arrow(by, *ASKED, cutoff=AT)) == expected(by)
