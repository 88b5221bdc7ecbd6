import stat
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.ledger import actions, keys, queries, sealing
from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.envelope import write_fact
from bihuan.ledger.engine.notes import Signer, read_checkpoint
from bihuan.ledger.words import Refused
from ledger.cast import AT, LINJIANG, QINGXI, draft, run

pytestmark = pytest.mark.django_db


def record(count, **more):
    return [actions.record(draft(n, **more), by=QINGXI, at=AT) for n in range(count)]


def leaf(fact):
    return merkle.leaf_hash(write_fact(fact))


def arrive(*facts):
    """Let facts wait in this order of arrival, whatever it was before."""
    run("DELETE FROM ledger_pending")
    for fact in facts:
        run(
            "INSERT INTO ledger_pending (origin, fact, leaf) VALUES (%s, %s, %s)",
            fact.origin,
            fact.id,
            leaf(fact),
        )


def sealed():
    return [fact for (fact,) in run('SELECT fact FROM ledger_sealed ORDER BY "index"')]


def test_sealing_gives_indices_without_gaps_in_the_order_of_recording():
    facts = record(5)
    assert sealing.seal("qingxi") == 5
    facts += record(3, stream="notes/water")
    assert sealing.seal("qingxi") == 8
    assert run('SELECT "index" FROM ledger_sealed ORDER BY "index"') == [(n,) for n in range(8)]
    assert sealed() == [fact.id for fact in facts]
    assert run("SELECT COUNT(*) FROM ledger_pending") == [(0,)]


def test_sealing_again_changes_nothing():
    record(2)
    assert sealing.seal("qingxi") == sealing.seal("qingxi") == 2


def test_the_root_is_that_of_the_leaves_at_every_size(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)
    facts = record(11)
    sealing.seal("qingxi")
    for size in range(12):
        assert sealing.root("qingxi", size) == merkle.root(map(leaf, facts[:size]))


def test_many_facts_fill_tiles():
    drafts = [draft(n) for n in range(600)]
    facts = actions.record_many(drafts, by=QINGXI, at=AT)
    assert sealing.seal("qingxi") == 600
    assert sealing.root("qingxi", 600) == merkle.root(map(leaf, facts))
    assert run("SELECT COUNT(*) FROM ledger_tile WHERE level = 0") == [(3,)]
    assert run("SELECT COUNT(*) FROM ledger_tile WHERE level = 1") == [(1,)]


def test_a_fact_whose_predecessor_is_not_there_waits():
    first, second, third = record(3)
    arrive(second, third)
    assert sealing.seal("qingxi") == 0
    arrive(third, first)
    assert sealing.seal("qingxi") == 1
    arrive(third, second)
    assert sealing.seal("qingxi") == 3
    assert sealed() == [first.id, second.id, third.id]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(6)), st.integers(1, 4))
def test_each_stream_keeps_its_order_however_facts_arrive(transactional_rollback, order, at_once):
    with transactional_rollback():
        facts = [*record(3), *record(3, stream="notes/water")]
        arrive(*(facts[n] for n in order))
        for begin in range(0, 6, at_once):
            waiting = [facts[n] for n in order[: begin + at_once] if facts[n].id not in sealed()]
            arrive(*waiting)
            sealing.seal("qingxi")
        arrive(*(fact for fact in facts if fact.id not in sealed()))
        sealing.seal("qingxi")
        for stream in (facts[:3], facts[3:]):
            ids = [fact.id for fact in stream]
            assert [fact for fact in sealed() if fact in ids] == ids


def test_a_checkpoint_states_size_and_root_under_the_key_of_the_district():
    facts = record(4)
    sealing.seal("qingxi")
    note = sealing.checkpoint("qingxi", at=AT)
    head = read_checkpoint(note, keys.verifier("qingxi"))
    assert (head.name, head.size) == ("bihuan/qingxi", 4)
    assert head.root == merkle.root(map(leaf, facts))
    assert sealing.last_checkpoint("qingxi") == note


def test_one_size_has_one_checkpoint():
    record(1)
    sealing.seal("qingxi")
    assert sealing.checkpoint("qingxi", at=AT) == sealing.checkpoint("qingxi", at=AT)
    assert run("SELECT COUNT(*) FROM ledger_checkpoint") == [(1,)]


def test_each_district_has_its_own_log_and_key():
    record(2)
    actions.record(draft(), by=LINJIANG, at=AT)
    assert (sealing.seal("qingxi"), sealing.seal("linjiang")) == (2, 1)
    assert keys.signer("qingxi").verifier.public != keys.signer("linjiang").verifier.public
    assert sealing.last_checkpoint("linjiang") == ""
    assert queries.sealed_size("linjiang") == 1


def test_a_key_is_made_once_for_its_owner_to_read(settings, tmp_path):
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    made = keys.signer("qingxi")
    path = tmp_path / "log.qingxi.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert keys.signer("qingxi") == made
    assert [each.name for each in tmp_path.iterdir()] == ["log.qingxi.key"]


def test_a_lost_key_is_told_and_not_replaced(settings, tmp_path):
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    record(1)
    sealing.seal("qingxi")
    sealing.checkpoint("qingxi", at=AT)
    path = tmp_path / "log.qingxi.key"
    safe = path.rename(tmp_path / "safe")
    record(1)
    sealing.seal("qingxi")
    for act in (keys.signer, keys.verifier, partial(sealing.checkpoint, at=AT)):
        with pytest.raises(Refused) as refusal:
            act("qingxi")
        assert refusal.value.code == "log-key-missing"
    assert not path.exists()
    assert keys.signer("linjiang").name == "bihuan/linjiang"
    safe.rename(path)
    sealing.checkpoint("qingxi", at=AT)


def test_whoever_asks_for_the_public_key_makes_none(settings, tmp_path):
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    with pytest.raises(Refused) as refusal:
        keys.verifier("qingxi")
    assert refusal.value.code == "log-key-missing"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", Signer("bihuan/linjiang", bytes(32)).write()])
def test_a_key_of_another_log_is_refused(settings, tmp_path, text):
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    (tmp_path / "log.qingxi.key").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        keys.signer("qingxi")
    assert refusal.value.code == "log-key-wrong"
