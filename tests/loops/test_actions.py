"""Raising a matter and acting on it."""

import pytest

from bihuan.ledger.words import Refused
from bihuan.loops.models import ActRow, ClockRow, MatterRow
from tests.loops.town import PROOF, district, does, led, raised

pytestmark = pytest.mark.django_db


def test_a_matter_that_is_raised_stands_in_its_first_stage_with_a_number_of_the_year():
    district()
    first, second = raised(), raised()
    assert [first.number, second.number] == ["RX202500001", "RX202500002"]
    row = MatterRow.objects.get(id=first.id)
    assert (row.stage, row.is_open, row.title, row.raised_by) == ("new", True, "水管漏水", "center")


def test_the_same_request_raises_a_matter_once():
    district()
    first = raised(request="call-1")
    again = raised(request="call-1")
    assert (again.id, again.number, again.code) == (first.id, first.number, first.code)
    assert MatterRow.objects.count() == 1


def test_a_matter_goes_its_way_from_dispatch_to_visit():
    district()
    matter = raised().id
    led(matter)
    does(matter, "contact", {"reached": True}, by="water-clerk")
    does(matter, "ask", by="water-clerk", values={"outcome": "已修复"}, evidence=[PROOF])
    does(matter, "close", by="chief")
    does(matter, "visit", {"reached": True, "solved": True, "grade": "satisfied"}, by="visitor")
    row = MatterRow.objects.get(id=matter)
    assert (row.stage, row.is_open, row.ended, row.lead) == ("closed", False, "closed", "water")
    assert (row.on_time, row.contacted_in_time, row.solved, row.grade) == (
        True, True, True, "satisfied",
    )  # fmt: skip
    acts = ActRow.objects.filter(matter=matter).order_by("n")
    assert list(acts.values_list("act", flat=True)) == [
        "opened", "dispatch", "contact", "ask", "close", "visit",
    ]  # fmt: skip
    assert set(ClockRow.objects.filter(matter=matter).values_list("name", "state")) == {
        ("handle", "met"), ("contact", "met"),
    }  # fmt: skip


def test_whoever_has_no_part_in_a_matter_finds_none():
    district()
    matter = raised().id
    led(matter)
    with pytest.raises(Refused) as refused:
        does(matter, "progress", {"text": "?"}, by="roads-clerk")
    assert refused.value.code == "matter-unknown"
