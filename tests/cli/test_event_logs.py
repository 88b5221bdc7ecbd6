"""An office reads the log of its old system, and takes the log of a loop to another tool."""

import json
from pathlib import Path

import pytest

from bihuan.loops.engine.logs.xes_reading import read as read_xes
from tests.stories.commands import Desk

PAGE = Path(__file__).parents[2] / "docs" / "how" / "event-logs.md"
BOSTON = Path(__file__).parents[3] / "shared" / "data" / "boston_cases_2011_jul_oct.csv"
# Invented; 2024-02-10 to 02-17 were days off, and Sunday 02-04 and 02-18 were worked.
TABLE = """case,what,when,unit
甲,登记,2024-02-08 09:00,热线中心
甲,办结,2024-02-19 09:00,云岭镇
乙,登记,2024-02-08 10:00,热线中心
乙,退回,2024-02-08 11:00,云岭镇
乙,登记,2024-02-08 11:30,热线中心
"""
MAPPING = (
    "{case: case, activity: what, time: when, times: '%Y-%m-%d %H:%M', group: unit, closes: [办结]}"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.run("--today", "2025-01-02", "apply", "qingxi")
    return desk


@pytest.fixture
def log(tmp_path):
    (tmp_path / "log.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return "log", "analyse", str(tmp_path / "log.csv"), "--mapping", str(tmp_path / "mapping.yaml")


def test_a_table_is_analysed_in_true_working_days(desk, log):
    found = json.loads(desk.run(*log, "--json"))
    assert (found["cases"], found["events"]) == (2, 5)
    waits = {(each["before"], each["after"]): each["median_days"] for each in found["waits"]}
    # 9 February was a working day by the notice; 18 February was a worked Sunday.
    assert waits["登记", "办结"] == 3
    assert [each["activity"] for each in found["repeats"]] == ["登记"]
    said = desk.run(*log)
    assert "2 cases, 5 events" in said
    assert "登记 → 退回 → 登记" in said


def test_a_table_without_a_mapping_is_refused_with_what_to_do(desk, log):
    assert "log-mapping-needed" in desk.run(*log[:3], expect=1)


def test_neither_a_file_nor_a_loop_is_wrong_usage(desk):
    assert "--loop" in desk.run("log", "analyse", expect=2)


def test_a_loop_without_matters_has_an_empty_log(desk, tmp_path):
    asked = ("--as", "auditor", "--today", "2025-01-03")
    assert "0 cases" in desk.run(*asked, "log", "analyse", "--loop", "hotline-12345")
    to = tmp_path / "hotline.xes"
    desk.run(*asked, "log", "export", str(to), "--loop", "hotline-12345")
    with to.open("rb") as file:
        assert list(read_xes(file)[1]) == []
    for form in ("ocel-json", "ocel-sqlite", "csv", "csv"):
        desk.run(*asked, "log", "export", str(to), "--loop", "hotline-12345", "--format", form)
    nowhere = "/proc/nowhere"
    assert nowhere in desk.run(
        *asked, "log", "export", nowhere, "--loop", "hotline-12345", expect=2
    )
    assert "not-in-force" in desk.run(*asked, "log", "analyse", "--loop", "hotlin", expect=1)


@pytest.mark.skipif(not BOSTON.exists(), reason="the cases of Boston are not beside this checkout")
def test_the_page_on_event_logs_says_what_comes_of_its_example(desk, tmp_path):
    blocks = PAGE.read_text(encoding="utf-8").split("```")
    (tmp_path / "boston.yaml").write_text(blocks[1].removeprefix("yaml"), encoding="utf-8")
    said = desk.run("log", "analyse", str(BOSTON), "--mapping", str(tmp_path / "boston.yaml"))
    assert blocks[5].removeprefix("text").strip() in said
    assert "PWDx   91.27 %" in said
