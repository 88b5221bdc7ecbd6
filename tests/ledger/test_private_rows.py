import pytest

from bihuan.ledger import actions, queries
from bihuan.ledger.verifying import verify
from bihuan.ledger.words import Refused
from tests.ledger.cast import AT, QINGXI, bulk, run

pytestmark = pytest.mark.django_db

# Invented; nobody has this number.
PHONE = "13800000001"


def recorded():
    rows = [{"unit": "a"}, {"unit": "b", "private": {"phone": PHONE, "name": "某"}}]
    return actions.record_bulk(bulk(), rows, by=QINGXI, at=AT)


def codes():
    return [each.code for each in verify("qingxi").problems]


def test_a_personal_value_of_a_row_stays_out_of_it():
    fact = recorded()
    row = queries.bulk_row(fact.id, 1)
    assert set(row["private"]) == {"phone", "name"}
    assert PHONE not in str(row)
    assert queries.held([(fact.id, "1/phone")]) == {(fact.id, "1/phone"): PHONE}
    assert codes() == []


def test_it_can_be_erased_and_the_rows_still_verify():
    fact = recorded()
    actions.erase(fact.id, fields=["1/phone"], reason="个人申请", by=QINGXI, at=AT)
    assert queries.held([(fact.id, "1/phone"), (fact.id, "1/name")]) == {(fact.id, "1/name"): "某"}
    assert codes() == []


@pytest.mark.parametrize("name", ["0/phone", "1/mail", "2/phone", "phone", "x/phone"])
def test_what_no_row_holds_cannot_be_erased(name):
    fact = recorded()
    with pytest.raises(Refused) as refusal:
        actions.erase(fact.id, fields=[name], reason="个人申请", by=QINGXI, at=AT)
    assert refusal.value.code == "nothing-private"


def test_a_value_that_is_gone_without_an_erasure_is_found():
    recorded()
    run("DELETE FROM ledger_private WHERE field = '1/name'")
    assert codes() == ["ledger-private-lost"]
