"""Residents' matters become rates, rates a result, and a stranger counts and ranks again."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bihuan.boards import actions as boards
from bihuan.boards.engine.offline.checks import check
from bihuan.boards.engine.offline.container import Wrong, read_files
from bihuan.boards.verifying import verify
from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.words import Refused
from bihuan.loops import actions
from bihuan.measures.deriving import derive
from bihuan.orgs import queries as orgs
from bihuan.schemes import actions as schemes
from bihuan.schemes import queries as runs
from bihuan.schemes.reacting import Reacting, answers, sentences
from bihuan.schemes.recomputing import conclude, score
from tests.boards.forging import Forgery
from tests.loops import town
from tests.loops.town import AT, PROOF, does, enact, led, raised

SCORED = datetime(2025, 8, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
RATES = ("response", "resolution", "satisfaction")

OFFICES = """
    - {slug: assess, person: p-assess, unit: ROOT, title: {zh: 考核办, en: Assessment office}}
    - {slug: committee, person: p-committee, unit: ROOT, title: {zh: 考核领导小组, en: Committee}}
  grants:
    - {account: assess, role: assess_office, unit: ROOT}
    - {account: committee, role: committee, unit: ROOT}
"""
INDICATOR = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: RATE, title: {zh: 热线指标, en: Rate of the hotline}}
spec: {every: month, unit_of_measure: "%", decimals: 2, derived: {loop: hotline, rate: RATE}}
"""
REVIEW = """
apiVersion: bihuan/v1
kind: Scheme
metadata: {name: review, title: {zh: 热线考核, en: Review of the hotline}}
spec:
  every: month
  contestants:
    - {name: offices, title: {zh: 部门, en: Offices}, units: [water, roads]}
  score:
    parts:
      - {indicator: response, weight: 30, method: as_is}
      - {indicator: resolution, weight: 35, method: as_is}
      - {indicator: satisfaction, weight: 35, method: as_is}
  reactions:
    - name: last-place
      title: {zh: 末位整改, en: Rectification of the last place}
      when: last_of_group
      opens: {loop: rectification, text: title, unit: owner}
    - name: slow
      title: {zh: 响应率整改, en: Rectification of slow response}
      when: below
      of: response
      least: 60
      opens: {loop: rectification, text: title, unit: owner}
"""
LIST = """
apiVersion: bihuan/v1
kind: Register
metadata: {name: rectifications, title: {zh: 整改清单, en: Rectifications}}
spec:
  shown: title
  write: [operator]
  fields:
    - {name: title, title: {zh: 事项, en: Subject}, type: text, most: 200, required: true}
    - {name: owner, title: {zh: 单位, en: Unit}, type: unit}
"""
RECTIFICATION = """
apiVersion: bihuan/v1
kind: Loop
metadata: {name: rectification, title: {zh: 结果整改, en: Rectification}}
spec:
  register: rectifications
  meets: {zh: 事项, en: Matter}
  number: {prefix: ZG, digits: 4}
  begins: new
  raises: [system]
  stages:
    - {name: new, title: {zh: 待办, en: New}}
    - {name: closed, title: {zh: 已销号, en: Closed}, ends: closed}
  duties:
    - {name: system, title: {zh: 系统, en: System}, roles: [operator]}
    - {name: closer, title: {zh: 销号人, en: Closer}, roles: [assess_office]}
  acts:
    - name: close
      title: {zh: 销号, en: Close}
      does: close
      from: [new]
      to: closed
      by: [closer]
"""


def settled(lead, *, solved=True, grade="satisfied", called=True):
    """Let a unit settle a matter, and the visiting centre ask about it."""
    matter = raised().id
    led(matter, lead)
    if called:
        does(matter, "contact", {"reached": True}, by=f"{lead}-clerk")
    does(matter, "ask", by=f"{lead}-clerk", values={"outcome": "已修复"}, evidence=(PROOF,))
    does(matter, "close", by="chief")
    said = {"reached": True, "solved": solved, "grade": grade}
    does(matter, "visit", said, by="visitor")


def counted():
    """A month of two offices, and its three rates counted."""
    organisation = town.ORGANISATION.replace("\n  grants:\n", OFFICES, 1)
    enact(organisation, town.REGISTER, town.LOOP, at=AT - timedelta(hours=1))
    enact(*(INDICATOR.replace("RATE", rate) for rate in RATES), REVIEW, LIST, RECTIFICATION, at=AT)
    for _ in range(3):
        settled("water")
    settled("roads")
    settled("roads", solved=False, grade="unsatisfied", called=False)
    for rate in RATES:
        derive(rate, "2025-07", by=who("assess"), at=SCORED)


def who(account):
    return orgs.viewer("qingxi", account, SCORED.date())


def published(path):
    """Score, approve and publish the month; returns the file of the bundle."""
    run = schemes.score("review", "2025-07", by=who("assess"), at=SCORED)
    run = schemes.approve(run, by=who("committee"), at=SCORED + timedelta(days=1))
    done = boards.publish(run, by=who("committee"), at=SCORED + timedelta(days=2))
    path.write_bytes(boards.bundle(done))
    return path


@pytest.mark.django_db
def test_matters_become_a_result_that_a_stranger_counts_again(tmp_path):
    counted()
    bundle = published(tmp_path / "bundle.zip")
    rows = {row["unit"]: row for row in json.loads(read_files(bundle)["result.json"])["rows"]}
    assert [rows[unit]["rank"] for unit in ("water", "roads")] == [1, 2]
    report = verify(bundle)
    assert report.problem is None, report.lines
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", str(bundle)], capture_output=True, text=True, check=False,
        cwd=tmp_path, env={"LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def forged(forgery):
    with pytest.raises(Wrong) as wrong:
        check(forgery.files(), score, conclude)
    return wrong.value.code


@pytest.mark.django_db
def test_a_count_that_its_matters_do_not_give_is_refused(tmp_path):
    counted()
    files = read_files(published(tmp_path / "bundle.zip"))

    def count(rate):
        forgery = Forgery(files)
        facts = [fact for fact in forgery.facts if fact["kind"] == "measures.derived@1"]
        fact = next(fact for fact in facts if fact["data"]["rate"] == rate)
        return forgery, forgery.rows[fact["id"]]

    forgery, rows = count("response")
    next(row for row in rows.values() if row.get("contacted_in_time")).pop("contacted_in_time")
    assert forged(forgery) == "count-differs"
    forgery, rows = count("resolution")
    next(row for row in rows.values() if "indicator" in row)["excluded"] = 1
    assert forged(forgery) == "count-differs"
    forgery, rows = count("satisfaction")
    rows.pop(max(rows))
    assert forged(forgery) == "row-not-in-fact"


@pytest.mark.django_db
def test_an_approved_result_is_not_published_once_its_rates_are_counted_anew():
    counted()
    run = schemes.score("review", "2025-07", by=who("assess"), at=SCORED)
    run = schemes.approve(run, by=who("committee"), at=SCORED)
    kept = runs.result(run)
    into = {"at": SCORED, "by": "desk"}
    late = raised(happened=AT, **into).id
    does(late, "dispatch", {"lead": "water"}, by="chief", at=SCORED, happened=AT)
    derive("response", "2025-07", by=who("assess"), at=SCORED, reason="补录一件")
    assert runs.result(run) == kept
    with pytest.raises(Refused):
        boards.publish(run, by=who("committee"), at=SCORED + timedelta(days=1))


@pytest.mark.django_db
def test_the_last_of_a_group_gets_one_matter_and_its_outcome_comes_back(tmp_path):
    counted()
    published(tmp_path / "bundle.zip")
    later = SCORED + timedelta(days=3)
    run = runs.published(who("assess"), "review", "2025-07")
    for worker in (Reacting(), Reacting()):
        worker.turn("qingxi", later)
        worker.turn("qingxi", later)
    opened = answers(who("assess"), run, at=later)
    assert [(each.reaction, each.unit, each.ended) for each in opened] == [
        ("last-place", "roads", ""),
        ("slow", "roads", ""),
    ]
    assert all(each.number.startswith("ZG") for each in opened)
    actions.act(opened[0].number, "close", by=who("assess"), at=later)
    Reacting().turn("qingxi", later)
    Reacting().turn("qingxi", later)
    assert [each.ended for each in answers(who("assess"), run, at=later)] == ["closed", ""]
    told = [text.zh for text in sentences(who("assess"), run, "roads", at=later)]
    assert "已办结" in told[0]
    assert "正在办理" in told[1]
    assert rebuild(check=True).problems == ()


@pytest.mark.django_db
def test_what_a_result_led_to_is_told_to_no_other_unit_and_not_to_the_public(tmp_path):
    counted()
    published(tmp_path / "bundle.zip")
    later = SCORED + timedelta(days=3)
    run = runs.published(who("assess"), "review", "2025-07")
    Reacting().turn("qingxi", later)
    assert answers(who("water-clerk"), run, at=later) == []
    assert answers(orgs.viewer("qingxi", "audit", later.date()), run, at=later) != []


@pytest.mark.django_db
def test_a_result_that_is_not_published_opens_nothing():
    counted()
    run = schemes.score("review", "2025-07", by=who("assess"), at=SCORED)
    schemes.approve(run, by=who("committee"), at=SCORED)
    Reacting().turn("qingxi", SCORED)
    assert answers(who("assess"), run, at=SCORED) == []
