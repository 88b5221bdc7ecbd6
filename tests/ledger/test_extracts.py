import pytest

from bihuan.ledger import actions, extracts
from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.envelope import write_fact
from bihuan.ledger.words import Refused
from ledger.cast import AT, QINGXI, bulk, draft

pytestmark = pytest.mark.django_db


def test_facts_are_handed_out_byte_for_byte():
    facts = actions.record_many([draft(n) for n in range(3)], by=QINGXI, at=AT)
    assert extracts.bodies(fact.id for fact in facts) == {f.id: write_fact(f) for f in facts}


def test_rows_come_whole_or_with_the_path_of_each_to_the_root():
    fact = actions.record_bulk(bulk(), ({"n": n} for n in range(9)), by=QINGXI, at=AT)
    root = bytes.fromhex(fact.data["root"])
    whole = extracts.rows(fact.id, range(9))
    assert merkle.root(merkle.leaf_hash(row.body) for row in whole) == root
    for row in extracts.rows(fact.id, [2, 7]):
        leaf = merkle.leaf_hash(row.body)
        assert merkle.is_included(leaf, row.number, 9, row.path, root)


def test_what_was_never_recorded_is_refused():
    fact = actions.record_bulk(bulk(), [{"n": 1}], by=QINGXI, at=AT)
    for ask in (lambda: extracts.bodies(["nothing"]), lambda: extracts.rows(fact.id, [1])):
        with pytest.raises(Refused) as refusal:
            ask()
        assert refusal.value.code == "fact-unknown"
