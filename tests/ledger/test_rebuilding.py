import pytest
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.ledger import actions, applying, queries, rebuilding, sealing, triggers
from bihuan.ledger.facts import Draft
from bihuan.ledger.models import BulkRow
from bihuan.ledger.words import Refused
from ledger.cast import AT, LINJIANG, QINGXI, run

pytestmark = pytest.mark.django_db


class Tally(models.Model):
    """How much was noted of a subject: a small table that facts alone make."""

    key = models.CharField(max_length=100, primary_key=True)
    total = models.IntegerField()

    class Meta:
        app_label = "ledger_tests"
        db_table = "tally"

    def __str__(self):
        return self.key


def tallied(fact):
    key = f"{fact.origin}/{fact.subject}"
    # An import is one fact: what its rows add is read from the ledger, as in a rebuild.
    added = sum(row["value"] for _, row in queries.bulk_rows(fact.id)) or fact.data.get("value", 0)
    before = Tally.objects.filter(key=key).values_list("total", flat=True).first() or 0
    Tally.objects.update_or_create(key=key, defaults={"total": before * 2 + added})


tallied.__module__ = "bihuan.ledger.apply"


@pytest.fixture(autouse=True)
def tally(monkeypatch):
    run("CREATE TABLE tally (key varchar(100) PRIMARY KEY, total integer NOT NULL)")
    monkeypatch.setattr(applying, "_PROJECTIONS", [])
    applying.projection(Tally)
    applying.applies("ledger.tallied@1")(tallied)
    applying.applies("ledger.tallied_rows@1")(tallied)


def note(value, *, by=QINGXI, subject="unit:yunling"):
    kind, stream = "ledger.tallied@1", f"tally/{subject}"
    return actions.record(Draft(kind, stream, subject, {"value": value}), by=by, at=AT)


def note_rows(values, *, by=QINGXI):
    kind, subject = "ledger.tallied_rows@1", "unit:yunling"
    rows = [{"value": value} for value in values]
    return actions.record_bulk(Draft(kind, "tally/rows", subject, {}), rows, by=by, at=AT)


def table():
    return sorted(Tally.objects.values_list("key", "total"))


ACTS = st.tuples(
    st.sampled_from([QINGXI, LINJIANG]), st.sampled_from(["one", "rows", "seal"]), st.integers(0, 9)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=12))
def test_a_rebuild_equals_the_live_table(transactional_rollback, acts):
    with transactional_rollback():
        for by, what, value in acts:
            if what == "one":
                note(value, by=by, subject=f"unit:u{value % 2}")
            elif what == "rows":
                note_rows([value, 1], by=by)
            else:
                sealing.seal(by.origin)
        report = rebuilding.rebuild(check=True)
        assert report.good
        assert report.figures["tables"] == 1


def test_a_table_that_was_written_beside_the_facts_is_found_and_left():
    note(3)
    note_rows([1, 2])
    Tally.objects.update(total=99)
    Tally.objects.create(key="qingxi/unit:stray", total=1)
    before = table()
    report = rebuilding.rebuild(check=True)
    assert not report.good
    assert [problem.code for problem in report.problems] == ["table-differs"]
    assert "2 rows follow from no record, 1 rows are missing" in report.lines[0].en
    assert table() == before


def test_a_rebuild_puts_the_table_right():
    note(3)
    note(4)
    right = table()
    Tally.objects.update(total=99)
    assert not rebuilding.rebuild(check=False).good
    assert table() == right
    assert rebuilding.rebuild(check=True).good


def test_a_damaged_row_stops_a_rebuild_and_nothing_is_changed():
    note_rows([1, 2])
    before = table()
    for statement in triggers.removal(connection.vendor):
        run(statement)
    BulkRow.objects.filter(row=1).update(body=b'{"value":"no number"}')
    with pytest.raises(Refused) as refused:
        rebuilding.rebuild(check=False)
    assert refused.value.code == "ledger-not-replayed"
    assert table() == before


def test_a_rebuild_records_nothing_and_says_how_far_it_is():
    note(3)
    note(4)
    heard = []
    rebuilding.rebuild(check=False, progress=heard.append)
    assert heard == [1, 2]
    assert run("SELECT COUNT(*) FROM ledger_fact") == [(2,)]


def test_a_rebuild_of_nothing_is_equal():
    assert rebuilding.rebuild(check=True).good
