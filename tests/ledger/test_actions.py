from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from bihuan.ledger import actions, applying, queries
from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.canonical import canonical
from bihuan.ledger.facts import Evidence, Source
from bihuan.ledger.words import Refused
from bihuan.ledger.writing import writing
from ledger.cast import AT, CLERK, LINJIANG, QINGXI, bulk, draft, run

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **more):
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    assert refusal.value.code == code


def rows(count):
    return ({"unit": "yunling", "value": f"{n}.5"} for n in range(count))


def test_a_recorded_fact_is_read_back_as_it_was_and_applied_once(applied):
    fact = actions.record(
        draft(
            valid=(date(2025, 4, 1), date(2025, 7, 1)),
            source=Source(document="ab" * 32, sheet="二季度", cell="B7"),
            evidence=(Evidence("cd" * 32, 9, "image/png"),),
            reason="季报",
        ),
        by=QINGXI,
        at=AT,
    )
    assert queries.fact(fact.id, QINGXI) == fact
    assert applied == [fact]
    assert (fact.origin, fact.actor, fact.act_as) == ("qingxi", "qingxi-desk", "operator")
    assert fact.recorded == AT


def test_a_stream_counts_from_one_without_gaps():
    roads = [actions.record(draft(n), by=QINGXI, at=AT) for n in range(3)]
    water = actions.record(draft(stream="notes/water"), by=QINGXI, at=AT)
    more = actions.record_many([draft(3), draft(4)], by=QINGXI, at=AT)
    assert [fact.n for fact in [*roads, *more]] == [1, 2, 3, 4, 5]
    assert water.n == 1


def test_the_live_table_sees_a_fact_as_a_rebuild_will(applied):
    actions.record(draft(data={"pair": (1, 2)}), by=QINGXI, at=AT)
    assert applied[0].data == {"pair": [1, 2]}


def test_a_failure_while_applying_leaves_nothing():
    def fail(_):
        raise RuntimeError("broken")

    fail.__module__ = "bihuan.ledger.apply"
    applying.applies("ledger.broken@1")(fail)
    with pytest.raises(RuntimeError), writing():
        actions.record_many([draft(), draft(kind="ledger.broken@1")], by=QINGXI, at=AT)
    assert list(queries.facts(QINGXI)) == []


def test_a_fact_that_was_not_applied_cannot_be_committed_by_catching_the_failure():
    def fail(_):
        raise RuntimeError("broken")

    fail.__module__ = "bihuan.ledger.apply"
    applying.applies("ledger.broken@1")(fail)
    with writing():
        with pytest.raises(RuntimeError):
            actions.record(draft(kind="ledger.broken@1"), by=QINGXI, at=AT)
        assert transaction.get_rollback()
    assert list(queries.facts(QINGXI)) == []


def test_the_same_request_acts_once(applied):
    first = actions.record(draft(1, request="form-7"), by=QINGXI, at=AT)
    again = actions.record(draft(1, request="form-7"), by=QINGXI, at=AT)
    twice = actions.record_many([draft(2, request="form-8")] * 2, by=QINGXI, at=AT)
    assert again == first
    assert twice[0] == twice[1]
    assert applied == [first, twice[0]]
    assert queries.by_request("form-7", QINGXI) == first
    assert queries.by_request("form-9", QINGXI) is None


def test_the_same_bulk_request_stores_no_rows_twice():
    first = actions.record_bulk(bulk(request="file-1"), rows(10), by=QINGXI, at=AT)
    again = actions.record_bulk(bulk(request="file-1"), rows(10), by=QINGXI, at=AT)
    assert again == first
    assert run("SELECT COUNT(*) FROM ledger_row") == [(10,)]


def test_a_request_of_another_act_is_refused():
    actions.record(draft(request="form-7"), by=QINGXI, at=AT)
    with pytest.raises(Refused) as refusal:
        actions.record(draft(request="form-7", subject="unit:shuiting"), by=QINGXI, at=AT)
    assert refusal.value.code == "request-reused"


def test_a_correction_supersedes_and_cannot_fork():
    old = actions.record(draft(1), by=QINGXI, at=AT)
    new = actions.record(draft(2, supersedes=old.id, reason="录入错误"), by=QINGXI, at=AT)
    assert queries.superseding(old.id, QINGXI) == new
    with pytest.raises(Refused) as refusal:
        actions.record(draft(3, supersedes=old.id), by=QINGXI, at=AT)
    assert refusal.value.code == "superseded-already"
    assert actions.record(draft(4, supersedes=new.id), by=QINGXI, at=AT).n == 3


def test_two_corrections_of_one_fact_in_one_batch_are_refused():
    old = actions.record(draft(1), by=QINGXI, at=AT)
    with pytest.raises(Refused) as refusal:
        actions.record_many([draft(2, supersedes=old.id)] * 2, by=QINGXI, at=AT)
    assert refusal.value.code == "superseded-already"
    assert queries.superseding(old.id, QINGXI) is None


@pytest.mark.parametrize(
    "other",
    [{"stream": "notes/water"}, {"subject": "unit:shuiting"}, {"kind": "ledger.imported@1"}],
)
def test_a_correction_of_another_kind_stream_or_subject_is_refused(other):
    old = actions.record(draft(1), by=QINGXI, at=AT)
    with pytest.raises(Refused) as refusal:
        actions.record(draft(2, supersedes=old.id, **other), by=QINGXI, at=AT)
    assert refusal.value.code == "nothing-to-supersede"


def test_a_fact_of_another_district_or_of_none_cannot_be_corrected():
    theirs = actions.record(draft(1), by=LINJIANG, at=AT)
    for fact in (theirs.id, "0197c3c0-4a00-7000-8000-000000000001"):
        with pytest.raises(Refused) as refusal:
            actions.record(draft(2, supersedes=fact), by=QINGXI, at=AT)
        assert refusal.value.code == "nothing-to-supersede"


def test_rows_of_a_bulk_fact_are_kept_under_their_root():
    heard = []
    fact = actions.record_bulk(bulk(), rows(4_500), by=QINGXI, at=AT, progress=heard.append)
    bodies = [canonical(row) for row in rows(4_500)]
    assert fact.data["rows"] == 4_500
    assert fact.data["root"] == merkle.root(map(merkle.leaf_hash, bodies)).hex()
    assert list(queries.bulk_rows(fact.id)) == list(enumerate(rows(4_500)))
    assert heard == [2_000, 4_000, 4_500]


def test_one_row_is_corrected_once_and_a_row_beyond_the_last_never():
    fact = actions.record_bulk(bulk(), rows(3), by=QINGXI, at=AT)
    row = {"supersedes": fact.id, "subject": "unit:shuiting"}
    new = actions.record(draft(9, supersedes_row=2, **row), by=QINGXI, at=AT)
    assert queries.superseding(fact.id, QINGXI, row=2) == new
    assert queries.superseding(fact.id, QINGXI) is None
    for wrong, code in (
        (2, "superseded-already"),
        (3, "nothing-to-supersede"),
        (-1, "nothing-to-supersede"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.record(draft(9, supersedes_row=wrong, **row), by=QINGXI, at=AT)
        assert refusal.value.code == code


def test_a_bulk_fact_withdrawn_as_a_whole_takes_its_rows_with_it():
    fact = actions.record_bulk(bulk(), rows(3), by=QINGXI, at=AT)
    actions.record(bulk(supersedes=fact.id, retracts=True), by=QINGXI, at=AT)
    with pytest.raises(Refused) as refusal:
        actions.record(draft(supersedes=fact.id, supersedes_row=1), by=QINGXI, at=AT)
    assert refusal.value.code == "superseded-already"


def test_a_row_that_cannot_be_recorded_is_named_and_nothing_is_stored():
    with pytest.raises(Refused, match=r"row 1\.value"), writing():
        actions.record_bulk(bulk(), [{"value": "1"}, {"value": 1.5}], by=QINGXI, at=AT)
    assert run("SELECT COUNT(*) FROM ledger_row") == [(0,)]


def test_only_a_bulk_fact_says_that_it_has_rows():
    with pytest.raises(ValueError, match="record_bulk alone"):
        actions.record(draft(data={"root": "00"}), by=QINGXI, at=AT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "noted"},
        {"stream": ""},
        {"subject": ""},
        {"stream": "s" * 301},
    ],
)
def test_a_draft_without_a_proper_kind_stream_or_subject_is_a_fault(wrong):
    with pytest.raises(ValueError, match=r"."):
        actions.record(draft(**wrong), by=QINGXI, at=AT)


def test_a_kind_that_no_room_knows_is_a_fault():
    with pytest.raises(KeyError), writing():
        actions.record(draft(kind="ledger.unheard@1"), by=QINGXI, at=AT)


def test_a_time_without_a_zone_is_a_fault():
    with pytest.raises(ValueError, match="aware"):
        actions.record(draft(), by=QINGXI, at=datetime(2025, 7, 1))  # noqa: DTZ001


def test_nothing_is_dated_back_in_whatever_stream():
    first = actions.record(draft(request="r1"), by=QINGXI, at=AT)
    early = AT - timedelta(days=1)
    for other in (draft(), draft(stream="notes/new"), draft(supersedes=first.id)):
        refused("time-backwards", actions.record, other, by=QINGXI, at=early)
    refused("time-backwards", actions.record_bulk, bulk(), [{"value": "1"}], by=QINGXI, at=early)
    assert actions.record(draft(request="r1"), by=QINGXI, at=early) == first
    assert actions.record(draft(), by=LINJIANG, at=early).n == 1


def test_clocks_may_differ_by_minutes():
    actions.record(draft(), by=QINGXI, at=AT)
    assert actions.record(draft(), by=QINGXI, at=AT - timedelta(minutes=9)).n == 2
    # The allowance is counted from the newest, so that it does not add up.
    refused("time-backwards", actions.record, draft(), by=QINGXI, at=AT - timedelta(minutes=11))


def test_a_document_is_kept_once_under_its_digest():
    digest = actions.keep(b"unit,value", name="roads.csv", type="text/csv")
    assert actions.keep(b"unit,value", name="copy.csv", type="text/csv") == digest
    assert queries.document(digest) == b"unit,value"
    assert queries.document_name(digest) == "roads.csv"


def test_the_name_of_a_document_is_kept_in_one_form():
    digest = actions.keep(b"x", name="re\u0301sume\u0301.csv" + "x" * 400, type="text/csv")
    assert queries.document_name(digest).startswith("r\u00e9sum\u00e9.csv")


def test_a_document_that_was_not_kept_is_refused():
    with pytest.raises(Refused) as refusal:
        queries.document("00" * 32)
    assert refusal.value.code == "document-unknown"


def test_a_personal_value_stays_out_of_the_fact():
    fact = actions.record(draft(private={"phone": "13800000000"}), by=QINGXI, at=AT)
    ((body,),) = run("SELECT body FROM ledger_fact")
    assert b"13800000000" not in bytes(body)
    assert queries.private_values(fact.id, QINGXI) == {"phone": "13800000000"}


def test_an_erased_value_is_gone_and_the_erasure_is_recorded():
    private = {"phone": "13800000000", "name": "a resident"}
    fact = actions.record(draft(private=private), by=QINGXI, at=AT)
    erased = actions.erase(fact.id, fields=["phone"], reason="个人申请", by=QINGXI, at=AT)
    assert erased.data == {"fact": fact.id, "fields": ["phone"]}
    assert queries.private_values(fact.id, QINGXI) == {"name": "a resident"}
    assert queries.fact(fact.id, QINGXI) == fact


def test_only_an_operator_erases_and_only_what_is_there():
    fact = actions.record(draft(private={"phone": "13800000000"}), by=CLERK, at=AT)
    with pytest.raises(Refused) as refusal:
        actions.erase(fact.id, reason="个人申请", by=CLERK, at=AT)
    assert refusal.value.code == "erasure-not-allowed"
    plain = actions.record(draft(), by=QINGXI, at=AT)
    for wrong in ({"fact_id": plain.id}, {"fact_id": fact.id, "fields": ["name"]}):
        with pytest.raises(Refused) as refusal:
            actions.erase(**wrong, reason="个人申请", by=QINGXI, at=AT)
        assert refusal.value.code == "nothing-private"


def test_personal_values_are_shown_to_an_operator_only():
    fact = actions.record(draft(private={"phone": "13800000000"}), by=CLERK, at=AT)
    assert queries.private_values(fact.id, CLERK) == {}


@pytest.mark.parametrize(
    "more",
    [
        {"reason": "因" * 1001},
        {"request": "r" * 201},
        {"source": Source(document="d" * 65)},
        {"source": Source(sheet="表" * 101)},
        {"source": Source(cell="A" * 21)},
        {"source": Source(feed="f" * 201)},
    ],
)
def test_text_that_no_column_holds_is_refused(more):
    with pytest.raises(Refused) as refusal:
        actions.record(draft(**more), by=QINGXI, at=AT)
    assert refusal.value.code == "text-too-long"
    assert list(queries.facts(QINGXI)) == []
