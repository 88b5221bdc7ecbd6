import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.ledger import actions, queries, sealing
from bihuan.ledger.viewer import Grant, Viewer, public
from bihuan.ledger.words import Refused
from ledger.cast import AT, CLERK, LINJIANG, QINGXI, bulk, draft

pytestmark = pytest.mark.django_db


def ids(facts):
    return [fact.id for fact in facts]


def test_facts_come_in_the_order_of_the_log_and_the_waiting_last():
    facts = [actions.record(draft(n), by=QINGXI, at=AT) for n in range(3)]
    sealing.seal("qingxi")
    facts.append(actions.record(draft(3), by=QINGXI, at=AT))
    assert list(queries.facts(QINGXI)) == facts
    assert list(queries.facts(QINGXI, since_index=2)) == facts[2:]
    assert queries.sealed_size("qingxi") == 3


def test_facts_are_found_by_kind_stream_and_subject():
    road = actions.record(draft(), by=QINGXI, at=AT)
    water = actions.record(draft(stream="notes/water"), by=QINGXI, at=AT)
    other = actions.record(draft(subject="unit:shuiting"), by=QINGXI, at=AT)
    file = actions.record_bulk(bulk(), [], by=QINGXI, at=AT)
    sealing.seal("qingxi")
    assert ids(queries.facts(QINGXI, kind="ledger.noted@1")) == ids([road, water, other])
    assert ids(queries.facts(QINGXI, kind="ledger.imported")) == [file.id]
    assert ids(queries.facts(QINGXI, stream="notes/water")) == [water.id]
    assert ids(queries.facts(QINGXI, subject="unit:shuiting")) == [other.id]


def test_a_fact_sealed_while_they_are_read_is_read_once():
    facts = [actions.record(draft(n), by=QINGXI, at=AT) for n in range(2)]
    reading = queries.facts(QINGXI)
    seen = [next(reading)]
    sealing.seal("qingxi")
    assert [*seen, *reading] == facts


def test_an_office_of_the_whole_district_reads_all_and_a_clerk_what_the_clerk_recorded():
    mine = actions.record(draft(), by=CLERK, at=AT)
    theirs = actions.record(draft(), by=QINGXI, at=AT)
    auditor = Viewer("qingxi", "audit", "sun", (Grant("auditor", "/qingxi/"),))
    assert ids(queries.facts(auditor)) == [mine.id, theirs.id]
    assert ids(queries.facts(CLERK)) == [mine.id]
    with pytest.raises(Refused) as refusal:
        queries.fact(theirs.id, CLERK)
    assert refusal.value.code == "fact-unknown"


def test_the_public_reads_no_fact():
    fact = actions.record(draft(), by=QINGXI, at=AT)
    assert list(queries.facts(public("qingxi"))) == []
    with pytest.raises(Refused):
        queries.fact(fact.id, public("qingxi"))


def test_a_grant_over_another_district_opens_nothing_here():
    actions.record(draft(), by=QINGXI, at=AT)
    stray = Viewer("qingxi", "x", "x", (Grant("operator", "/linjiang/"),))
    longer = Viewer("qingxi", "x", "x", (Grant("operator", "/qingxi/yunling/"),))
    assert list(queries.facts(stray)) == list(queries.facts(longer)) == []


def test_a_log_that_is_empty_has_no_size_and_no_origin():
    assert queries.sealed_size("qingxi") == 0
    assert queries.origins() == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([QINGXI, LINJIANG]), min_size=1, max_size=12), st.booleans())
def test_two_districts_never_meet(transactional_rollback, recorders, sealed):
    with transactional_rollback():
        mine = {QINGXI: [], LINJIANG: []}
        for n, by in enumerate(recorders):
            fact = actions.record(draft(n, request=f"form-{len(mine[by])}"), by=by, at=AT)
            mine[by].append(fact)
            if sealed:
                sealing.seal(by.origin)
        for by, other in ((QINGXI, LINJIANG), (LINJIANG, QINGXI)):
            assert list(queries.facts(by)) == mine[by]
            assert [fact.n for fact in mine[by]] == list(range(1, len(mine[by]) + 1))
            assert queries.sealed_size(by.origin) == len(mine[by]) * sealed
            for fact in mine[other]:
                with pytest.raises(Refused):
                    queries.fact(fact.id, by)
        assert queries.origins() == tuple(sorted({by.origin for by in recorders}))
