"""Matters under earlier versions of their loop."""

from pathlib import Path

import pytest

from bihuan.ledger.words import Refused
from bihuan.loops import versions
from bihuan.loops.models import MatterRow
from bihuan.mechanisms import queries as mechanisms
from bihuan.mechanisms.packs import Pack
from bihuan.mechanisms.reading import read
from tests.loops.town import AT, LOOP, district, does, enact, led, person, raised

pytestmark = pytest.mark.django_db

LATER = LOOP.replace("name: doing,", "name: working,").replace("doing", "working")
TAKES_OVER = LATER + "  takes_over:\n    - {earlier: all, stages: [{was: doing, now: working}]}\n"


def test_a_matter_finishes_under_its_version_unless_the_file_takes_it_over():
    by = district()
    matter = raised().id
    led(matter)
    enact(LATER)
    (said,) = versions.touched(read(LATER.encode(), "later.yaml"), by)
    assert said.zh == "涉及在办事项：可转入新版本 0 件，按原版本办结 1 件"
    assert versions.move_open("hotline", by=by, at=AT) == 0
    does(matter, "contact", {"reached": True}, by="water-clerk")
    assert MatterRow.objects.get(id=matter).stage == "doing"


def test_a_plan_says_how_many_open_matters_a_change_touches():
    by = district()
    matter = raised().id
    led(matter)
    raised()
    pack = Pack("test", (read(TAKES_OVER.encode(), "later.yaml"),), Path())
    (change,) = mechanisms.plan(pack, by)
    assert change.text.zh.endswith("    涉及在办事项：可转入新版本 2 件，按原版本办结 0 件")
    pack = Pack("test", (read(LOOP.encode(), "same.yaml"),), Path())
    (change,) = mechanisms.plan(pack, by)
    assert (change.state, change.stands) == ("unchanged", ())


def test_matters_are_moved_by_the_declared_mapping_with_a_fact_for_each():
    by = district()
    matters = [raised().id for _ in range(3)]
    led(matters[0])
    enact(TAKES_OVER)
    assert versions.move_open("hotline", by=by, at=AT) == 3
    assert MatterRow.objects.get(id=matters[0]).stage == "working"
    assert set(MatterRow.objects.filter(id__in=matters[1:]).values_list("stage", flat=True)) == {
        "new"
    }
    does(matters[0], "contact", {"reached": True}, by="water-clerk")
    assert versions.move_open("hotline", by=by, at=AT) == 0


def test_only_an_operator_moves_matters():
    district()
    with pytest.raises(Refused) as refused:
        versions.move_open("hotline", by=person("chief"), at=AT)
    assert refused.value.code == "may-not-move-matters"
