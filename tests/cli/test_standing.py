"""What stands is corrected, confirmed and taken back, each by whoever may."""

import json

import pytest

from bihuan.packs import shipped
from tests.stories.commands import Desk

GROWTH = ("investment-growth", "石门镇", "2025Q4")
BONUS = ("adjust", "bonus", "investment-race", "provincial-project", "zhuxi", "2025Q4")


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    desk.run("--today", "2025-01-02", "apply", "qingxi")
    form = str(shipped("qingxi") / "data" / "2025Q4.xlsx")
    desk.run("--as", "statistics", "--today", "2026-01-08", "import", form)
    return desk


def done_by(desk, account, *command, expect=0):
    return desk.run("--as", account, "--today", "2026-01-10", *command, expect=expect)


def test_a_value_is_confirmed_by_a_second_person_and_can_be_withdrawn(desk):
    assert "verifier-entered-it" in done_by(desk, "statistics", "confirm", *GROWTH, expect=1)
    assert "Confirmed by a second person. Fact " in done_by(desk, "assess", "confirm", *GROWTH)
    assert "reason-needed" in done_by(desk, "statistics", "retract", *GROWTH, expect=1)
    said = done_by(desk, "statistics", "retract", *GROWTH, "--reason", "报送有误", "--json")
    assert json.loads(said)["supersedes"]
    assert "nothing-stands" in done_by(desk, "assess", "confirm", *GROWTH, expect=1)


def test_a_bonus_stands_on_a_rule_and_can_be_withdrawn(desk):
    why = ("--reason", "列入省重大项目清单")
    assert "points-missing" in done_by(desk, "assess", *BONUS, *why, expect=1)
    assert "ground-needed" in done_by(desk, "assess", *BONUS, "--points", "1", expect=1)
    assert "more than the 3" in done_by(desk, "assess", *BONUS, "--points", "9", *why, expect=1)
    fact = json.loads(done_by(desk, "assess", *BONUS, "--points", "1", *why, "--json"))["fact"]
    back = ("withdraw-adjustment", fact, "--reason", "名单更正")
    assert "it counts no more" in done_by(desk, "assess", *back)
    assert "nothing-to-supersede" in done_by(desk, "assess", *back, expect=1)


def test_a_published_result_is_withdrawn_with_its_reason(desk):
    result = ("investment-race", "2025Q4")
    done_by(desk, "assess", "score", *result)
    done_by(desk, "committee", "approve", *result)
    done_by(desk, "committee", "publish", *result)
    assert "withdrawal-needs-reason" in done_by(desk, "committee", "withdraw", *result, expect=1)
    said = done_by(desk, "committee", "withdraw", *result, "--reason", "有误", "--json")
    assert json.loads(said)["state"] == "withdrawn"
    again = ("withdraw", *result, "--reason", "有误")
    assert "publication-not-in-force" in done_by(desk, "committee", *again, expect=1)


def test_nobody_dates_an_import_or_an_approval_back(desk):
    done_by(desk, "assess", "score", "investment-race", "2025Q4")
    form = str(shipped("qingxi") / "data" / "2025Q3.csv")
    early = ("--today", "2026-01-07")
    assert "time-backwards" in desk.run("--as", "statistics", *early, "import", form, expect=1)
    late = ("approve", "investment-race", "2025Q4")
    assert "time-backwards" in desk.run("--as", "committee", *early, *late, expect=1)
    done_by(desk, "committee", *late)


def test_an_award_is_taken_back_and_a_program_reads_by_which_fact(desk):
    result = ("investment-race", "2025Q4")
    done_by(desk, "assess", "score", *result)
    done_by(desk, "committee", "approve", *result)
    why = ("golden-ox", "baishi", "--decision", "清委〔2026〕3号", "--reason", "复核不实", "--json")
    said = json.loads(done_by(desk, "committee", "revoke-award", *result, *why))
    assert said["subject"] == "unit:baishi"
    assert said["fact"]


def test_the_marked_copy_of_a_shipped_form_is_written_here(desk):
    form = str(shipped("qingxi") / "data" / "2025Q4.xlsx")
    said = done_by(desk, "yunling-clerk", "import", form, "--period", "2025Q4", expect=1)
    assert "The file with its mistakes marked: 2025Q4-marked.xlsx" in said
    assert (desk.folder / "2025Q4-marked.xlsx").exists()
    assert not (shipped("qingxi") / "data" / "2025Q4-marked.xlsx").exists()
