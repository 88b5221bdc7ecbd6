import json
from pathlib import Path

import pytest

from bihuan.ledger import applying, keys, queries, rebuilding, sealing, storing, verifying
from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.canonical import canonical, read
from bihuan.ledger.engine.envelope import read_fact, write_fact
from bihuan.ledger.engine.notes import Head, Verifier, read_checkpoint
from ledger.cast import AT, QINGXI
from ledger.golden import make

LEDGERS = sorted(Path(__file__).parent.glob("golden/*.json"))


@pytest.fixture(params=LEDGERS, ids=lambda path: path.stem)
def golden(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def bodies(golden):
    return [fact["body"].encode() for fact in golden["facts"]]


def test_there_is_a_golden_ledger():
    assert LEDGERS


def test_its_facts_read_and_write_to_the_same_bytes(golden):
    for body in bodies(golden):
        assert write_fact(read_fact(body)) == body
    for rows in golden["rows"].values():
        for row in rows:
            assert canonical(read(row.encode())) == row.encode()


def test_its_leaves_lead_to_its_signed_root(golden):
    leaves = [merkle.leaf_hash(body) for body in bodies(golden)]
    assert [leaf.hex() for leaf in leaves] == [fact["leaf"] for fact in golden["facts"]]
    head = read_checkpoint(golden["checkpoint"], Verifier.read(golden["key"]))
    assert head == Head("bihuan/qingxi", len(leaves), merkle.root(leaves))
    assert head.root.hex() == golden["root"]


@pytest.mark.django_db
def test_it_is_stored_sealed_replayed_and_verified(
    golden, applied, settings, tmp_path, monkeypatch
):
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    keys.key_path("qingxi").write_text(make.KEY.write(), encoding="utf-8")
    monkeypatch.setattr(applying, "_PROJECTIONS", [])
    storing.insert_facts([(read_fact(body), body) for body in bodies(golden)])
    for fact, rows in golden["rows"].items():
        storing.insert_rows(fact, 0, [row.encode() for row in rows])

    assert sealing.seal("qingxi") == len(golden["facts"])
    assert sealing.checkpoint("qingxi", at=AT) == golden["checkpoint"]
    # The golden file holds facts and rows; the documents they name stand in no repository.
    problems = verifying.verify("qingxi", pinned=golden["checkpoint"]).problems
    assert {problem.code for problem in problems} <= {"ledger-document-missing"}
    assert rebuilding.rebuild(check=True).good
    assert [fact for fact in queries.facts(QINGXI) if fact.kind != "ledger.erased@1"] == applied


def test_what_this_version_writes_is_in_the_newest_golden_ledger():
    assert make.ledger() == json.loads(LEDGERS[-1].read_text(encoding="utf-8"))
