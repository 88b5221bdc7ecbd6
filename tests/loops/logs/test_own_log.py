"""The log of a loop leaves in each form and tells what its matters went through."""

import csv
from datetime import timedelta
from itertools import pairwise

import pytest

from bihuan.loops.engine.logs import ocel_json, ocel_sqlite
from bihuan.loops.engine.logs.xes_reading import read as read_xes
from bihuan.loops.logs import analyse_loop, export
from bihuan.loops.told import told
from tests.loops.town import AT, PROOF, district, does, led, person, raised

pytestmark = pytest.mark.django_db


def worked():
    """Raise two invented matters; one goes through, one waits with its handler."""
    district()
    first, second = raised(), raised("路灯不亮", confidential=True)
    led(first.id, at=AT + timedelta(hours=1))
    led(second.id, by="roads", at=AT + timedelta(hours=2))
    does(first.id, "ask", values={"outcome": "已修复"}, evidence=[PROOF], by="water-clerk",
         at=AT + timedelta(hours=3))  # fmt: skip
    does(first.id, "close", by="chief", at=AT + timedelta(hours=5))
    return first, second


LATER = AT + timedelta(days=30)


def test_the_analysis_follows_the_acts_and_the_clocks():
    worked()
    found = analyse_loop(person("chief"), "hotline", at=LATER, period="2025Q3")
    assert (found.cases, found.events) == (2, 6)
    assert max(len(each.activities) for each in found.variants) == 4
    assert [(each.unit, each.on_time, each.late) for each in found.kept] == [
        ("roads", 0, 1), ("water", 1, 0),
    ]  # fmt: skip
    assert ("center", "water") in {(each.before, each.after) for each in found.handovers}
    assert analyse_loop(person("chief"), "hotline", at=LATER, period="2024Q3").cases == 0


def test_a_unit_takes_its_own_matters_alone_and_never_who_reported_confidentially():
    _, second = worked()
    assert [each.lead for each in told(person("roads-clerk"), "hotline", at=LATER)] == ["roads"]
    (seen,) = told(person("roads-clerk"), "hotline", at=LATER)
    assert seen.matter.number == second.number
    assert seen.steps[0].person == ""
    assert seen.steps[1].person == "p-chief"


def test_every_form_holds_the_same_events(tmp_path):
    worked()
    for form in ("xes", "ocel-json", "ocel-sqlite", "csv"):
        export(person("chief"), "hotline", form, tmp_path / form, at=LATER)
    steps = [
        (step.act, step.at) for each in told(person("chief"), "hotline", at=LATER)
        for step in each.steps
    ]  # fmt: skip
    with (tmp_path / "xes").open("rb") as file:
        traces = list(read_xes(file)[1])
    in_xes = [(e["concept:name"], e["time:timestamp"]) for trace in traces for e in trace.events]
    assert in_xes == steps
    objects = ocel_json.read((tmp_path / "ocel-json").read_bytes())
    assert ocel_sqlite.read(tmp_path / "ocel-sqlite").events == objects.events
    assert [(each.type, each.time) for each in objects.events] == steps
    assert {each.type for each in objects.objects} == {"matter", "unit", "person", "evidence"}
    with (tmp_path / "csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["activity"] for line in lines] == [act for act, _ in steps]
    assert all(
        one["stage_to"] == other["stage_from"]
        for one, other in pairwise(lines) if one["case"] == other["case"]
    )  # fmt: skip
