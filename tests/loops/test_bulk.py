"""One act on many matters."""

import pytest

from bihuan.ledger.models import FactRow
from bihuan.ledger.words import Refused
from bihuan.loops import bulk
from bihuan.loops.models import MatterRow
from tests.loops.town import AT, district, led, person, raised

pytestmark = pytest.mark.django_db

DISPATCH = bulk.Order("dispatch", {"lead": "water"})


def test_a_preview_says_what_would_be_refused_and_why_and_stores_nothing():
    district()
    matters = [raised().id for _ in range(4)]
    led(matters[0])
    before = FactRow.objects.count()
    found = bulk.preview([*matters, "nobody"], DISPATCH, by=person("chief"), at=AT)
    assert found.done == tuple(matters[1:])
    assert [(group.why.code, group.matters) for group in found.refused] == [
        ("act-not-here", (matters[0],)),
        ("matter-unknown", ("nobody",)),
    ]
    assert FactRow.objects.count() == before


def test_together_one_refusal_refuses_all():
    district()
    matters = [raised().id for _ in range(3)]
    led(matters[2])
    with pytest.raises(Refused) as refused:
        bulk.act_on_many(matters, DISPATCH, by=person("chief"), at=AT)
    assert refused.value.code == "act-not-here"
    assert MatterRow.objects.filter(stage="new").count() == 2


def test_one_by_one_what_can_be_done_is_done_with_a_fact_for_each():
    district()
    matters = [raised().id for _ in range(3)]
    led(matters[2])
    heard = []
    found = bulk.act_on_many(
        matters, DISPATCH, by=person("chief"), at=AT, together=False, progress=heard.append
    )
    assert found.done == tuple(matters[:2])
    assert len(set(found.facts.values())) == 2
    assert heard == [3]
    assert MatterRow.objects.filter(stage="doing").count() == 3


def test_the_same_request_again_does_the_rest():
    district()
    matters = [raised().id for _ in range(3)]
    bulk.act_on_many(matters[:2], DISPATCH, by=person("chief"), at=AT, request="r")
    again = bulk.act_on_many(matters, DISPATCH, by=person("chief"), at=AT, request="r")
    assert set(again.done) == set(matters)
    assert FactRow.objects.filter(kind="loops.acted@1").count() == 3
