import pytest

from bihuan.ledger import actions as ledger
from bihuan.ledger.rebuilding import rebuild
from bihuan.registers import actions
from tests.registers.cast import LATER, account, district, household, project

pytestmark = pytest.mark.django_db


def test_a_rebuild_gives_the_records_as_they_stand():
    by = district()
    made = project(planned="1亿元", kind="roads", code="P-0001")
    actions.change(made.id, {"planned": "2亿元", "kind": ""}, by=by, at=LATER)
    actions.correct(made.id, {"title": "二期", "planned": "3亿元"}, reason="笔误", by=by, at=LATER)
    actions.end(project("重复", at=LATER).id, reason="重复登记", by=by, at=LATER)
    home = household(at=LATER)
    actions.change(home.id, {"phone": "13800000002"}, by=account("yunling-clerk"), at=LATER)
    ledger.erase(home.fact.id, fields=["citizen", "phone"], reason="申请", by=by, at=LATER)
    assert rebuild(check=True).problems == ()
