from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.ledger import actions, queries, sealing, verifying
from bihuan.ledger.words import Refused
from bihuan.ledger.writing import at_one_moment, warnings_about_sqlite, writing
from ledger.cast import AT, IS_POSTGRESQL, QINGXI, draft, run


def at_once(act, count=8):
    """Let several writers act at the same time; returns what each gave, or its refusal."""

    def one(n):
        try:
            return act(n)
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_many_write_has_no_gap():
    at_once(lambda n: [actions.record(draft(n), by=QINGXI, at=AT) for _ in range(10)])
    numbers = [fact.n for fact in queries.facts(QINGXI)]
    assert sorted(numbers) == list(range(1, 81))
    assert sealing.seal("qingxi") == 80
    assert [fact.n for fact in queries.facts(QINGXI)] == list(range(1, 81))


@pytest.mark.django_db(transaction=True)
def test_of_many_corrections_at_once_one_is_recorded():
    old = actions.record(draft(), by=QINGXI, at=AT)
    done = at_once(lambda n: actions.record(draft(n, supersedes=old.id), by=QINGXI, at=AT))
    assert done.count("superseded-already") == 7
    assert len(list(queries.facts(QINGXI))) == 2


@pytest.mark.django_db(transaction=True)
def test_of_many_equal_requests_at_once_one_acts(applied):
    done = at_once(lambda _: actions.record(draft(request="form-7"), by=QINGXI, at=AT))
    assert len({fact.id for fact in done}) == 1
    assert len(applied) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_keep_a_document_all_get_its_digest():
    done = at_once(lambda _: actions.keep(b"same", name="a.csv", type="text/csv"))
    assert len(set(done)) == 1


@pytest.mark.django_db(transaction=True)
def test_sealing_runs_beside_the_writers():
    def act(n):
        if n % 4 == 0:
            return [sealing.seal("qingxi") for _ in range(5)]
        drafts = [draft(n, stream="notes/shared"), draft(n, stream=f"notes/{n}")]
        return [actions.record_many(drafts, by=QINGXI, at=AT) for _ in range(8)]

    at_once(act)
    assert sealing.seal("qingxi") == 96
    assert verifying.verify("qingxi").good


@pytest.mark.django_db(transaction=True)
def test_what_a_computation_sees_is_what_it_sealed():
    actions.record(draft(), by=QINGXI, at=AT)
    began = Event()

    def record_meanwhile():
        began.wait()
        try:
            return actions.record(draft(stream="notes/new"), by=QINGXI, at=AT).n
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(record_meanwhile)
        with at_one_moment("qingxi", "runs/race"):
            as_of = sealing.seal("qingxi")
            began.set()
            # On SQLite the other waits for us; on PostgreSQL it is done before we look.
            assert not IS_POSTGRESQL or other.result() == 1
            assert len(list(queries.facts(QINGXI))) == as_of == 1
            actions.record(draft(stream="runs/race"), by=QINGXI, at=AT)
        assert other.result() == 1
    assert sealing.seal("qingxi") == 3


@pytest.mark.django_db(transaction=True)
def test_of_many_who_compute_at_once_each_sees_what_the_one_before_recorded():
    def act(n):
        with at_one_moment("qingxi", "runs/race"):
            sealing.seal("qingxi")
            seen = len(list(queries.facts(QINGXI, stream="runs/race")))
            return actions.record(draft(n, stream="runs/race"), by=QINGXI, at=AT).n - seen

    assert set(at_once(act)) == {1}


@pytest.mark.django_db(transaction=True)
def test_an_action_that_fails_leaves_nothing_and_frees_the_door():

    def fail_after_recording():
        with writing():
            actions.record(draft(), by=QINGXI, at=AT)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        fail_after_recording()
    assert list(queries.facts(QINGXI)) == []
    done = at_once(lambda n: actions.record(draft(n), by=QINGXI, at=AT).n, count=2)
    assert sorted(done) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_an_inner_action_that_is_refused_takes_back_its_own_part_only():
    def refused_after_recording():
        with writing():
            actions.record(draft(2), by=QINGXI, at=AT)
            actions.record(draft(3, supersedes="nothing"), by=QINGXI, at=AT)

    with writing():
        kept = actions.record(draft(1), by=QINGXI, at=AT)
        with pytest.raises(Refused):
            refused_after_recording()
    assert list(queries.facts(QINGXI)) == [kept]


@pytest.mark.django_db
def test_the_database_itself_keeps_a_correction_from_forking():
    old = actions.record(draft(), by=QINGXI, at=AT)
    actions.record(draft(1, supersedes=old.id), by=QINGXI, at=AT)
    names = "origin, kind, stream, subject, actor, person, recorded, supersedes, request, body"
    with pytest.raises(DatabaseError), transaction.atomic():
        run(
            f"INSERT INTO ledger_fact (id, n, {names}) SELECT 'other', 9, {names}"  # noqa: S608
            " FROM ledger_fact WHERE supersedes <> ''"
        )


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2)])
def test_an_operator_is_warned_of_a_sqlite_that_can_lose_commits(version):
    said = warnings_about_sqlite(version)
    assert len(said) == (0 if IS_POSTGRESQL else 1)
    assert all(".".join(map(str, version)) in text.en for text in said)


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 0)])
def test_a_sqlite_without_the_fault_raises_no_warning(version):
    assert warnings_about_sqlite(version) == ()
