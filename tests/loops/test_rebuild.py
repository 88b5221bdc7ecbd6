"""The tables of matters are what their facts make them."""

import pytest

from bihuan.ledger.rebuilding import rebuild
from bihuan.loops.models import MatterRow
from tests.loops.town import PROOF, district, does, led, raised

pytestmark = pytest.mark.django_db


def test_a_rebuild_gives_the_tables_of_matters_as_they_stand():
    district()
    first, second, third = raised(), raised("另一处漏水"), raised("路灯不亮")
    led(first.id)
    does(first.id, "contact", {"reached": True}, by="water-clerk")
    does(first.id, "split", {"title": "更换阀门", "lead": "roads"}, by="chief")
    does(first.id, "return", by="water-clerk", reason="不属本局职责")
    led(first.id, by="roads")
    does(first.id, "ask", by="roads-clerk", values={"outcome": "已修复"}, evidence=[PROOF])
    does(second.id, "merge", {"into": first.number}, by="chief", reason="同一事项")
    does(third.id, "claim", by="yunling-clerk")
    report = rebuild(check=True)
    assert report.problems == ()
    assert MatterRow.objects.count() == 4


def test_parts_and_merged_matters_are_told_to_their_matter():
    district()
    whole = raised()
    led(whole.id)
    does(whole.id, "split", {"title": "更换阀门", "lead": "roads"}, by="chief")
    part = MatterRow.objects.get(parent=whole.id)
    assert part.number == "RX202500002"
    does(part.id, "merge", {"into": whole.number}, by="chief", reason="合并办理")
    row = MatterRow.objects.get(id=whole.id)
    assert f'"merged":["{part.id}"]' in row.state
    assert '"open_children"' not in row.state
    assert row.n == 6
    assert MatterRow.objects.get(id=part.id).merged_into == whole.id
    assert rebuild(check=True).problems == ()
