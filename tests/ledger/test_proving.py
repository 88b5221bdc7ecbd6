import pytest

from bihuan.ledger import actions, keys, proving, sealing
from bihuan.ledger.engine import merkle
from bihuan.ledger.engine.envelope import write_fact
from bihuan.ledger.engine.proofs import ProofWrong, check_proof
from bihuan.ledger.words import Refused
from ledger.cast import AT, QINGXI, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts():
    recorded = actions.record_many([draft(n) for n in range(20)], by=QINGXI, at=AT)
    sealing.seal("qingxi")
    sealing.checkpoint("qingxi", at=AT)
    return recorded


def test_a_receipt_is_checked_against_the_proof_once_sealed(facts):
    for fact in facts:
        receipt = proving.receipt(fact.id)
        index, head = check_proof(proving.proof(fact.id), receipt.leaf, keys.verifier("qingxi"))
        assert (facts[index], head.size) == (fact, 20)


def test_a_proof_does_not_hold_for_a_changed_record(facts):
    changed = merkle.leaf_hash(write_fact(facts[3]).replace(b"3.5", b"3.6"))
    with pytest.raises(ProofWrong):
        check_proof(proving.proof(facts[3].id), changed, keys.verifier("qingxi"))


def test_proofs_are_made_for_any_size_of_the_log(facts):
    root = sealing.root("qingxi", 9)
    for found in proving.inclusions([fact.id for fact in facts[:9]], size=9):
        assert merkle.is_included(found.leaf, found.index, 9, found.path, root)


def test_a_fact_not_yet_under_a_checkpoint_has_no_proof(facts):
    late = actions.record(draft(), by=QINGXI, at=AT)
    for ask in (proving.proof, proving.inclusion):
        with pytest.raises(Refused) as refusal:
            ask(late.id)
        assert refusal.value.code == "not-sealed"
    sealing.seal("qingxi")
    assert proving.inclusion(late.id).index == len(facts)
    with pytest.raises(Refused):
        proving.proof(late.id)


def test_a_log_without_a_checkpoint_proves_nothing():
    fact = actions.record(draft(), by=QINGXI, at=AT)
    sealing.seal("qingxi")
    with pytest.raises(Refused) as refusal:
        proving.proof(fact.id)
    assert refusal.value.code == "not-sealed"


def test_an_unknown_fact_has_no_receipt():
    with pytest.raises(Refused) as refusal:
        proving.receipt("0197c3c0-4a00-7000-8000-000000000001")
    assert refusal.value.code == "fact-unknown"


@pytest.mark.usefixtures("facts")
def test_the_log_is_proved_to_have_grown_only():
    path = proving.consistency("qingxi", 7, 20)
    roots = sealing.root("qingxi", 7), sealing.root("qingxi", 20)
    assert merkle.is_consistent(7, roots[0], 20, roots[1], path)
    assert not merkle.is_consistent(7, roots[1], 20, roots[1], path)


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (5, 21)])
def test_sizes_the_log_never_had_are_refused(old, new):
    with pytest.raises(Refused) as refusal:
        proving.consistency("qingxi", old, new)
    assert refusal.value.code == "no-such-size"


def test_the_leaves_of_the_log_are_those_of_its_facts(facts):
    assert proving.leaves("qingxi", 20) == [merkle.leaf_hash(write_fact(f)) for f in facts]
    head = proving.signed_head("qingxi", sealing.last_checkpoint("qingxi"))
    assert head.root == merkle.root(proving.leaves("qingxi", 20))
