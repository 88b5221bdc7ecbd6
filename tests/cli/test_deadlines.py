"""Anybody counts a deadline; an operator counts the open ones anew."""

import json

import pytest

from tests.stories.commands import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        # The vectors of working days and of days that roll over a holiday.
        (("2026-02-11", "3"), "2026-02-14"),
        (("2026-02-13", "5"), "2026-02-27"),
        (("2025-09-26", "5"), "2025-10-10"),
        (("2026-09-17", "15", "--unit", "day"), "2026-10-02"),
        (("2026-09-17", "15", "--unit", "day", "--roll"), "2026-10-08"),
        (("2026-03-02T09:00", "4", "--unit", "business_hour"), "2026-03-02"),
    ],
)
def test_a_deadline_is_counted_and_explained(desk, asked, day):
    found = json.loads(desk.run("deadline", *asked, "--json"))
    assert (found["day"], found["awaits"]) == (day, [])
    assert day in found["en"]
    assert found["en"] in desk.run("deadline", *asked).replace("\n", " ")


def test_a_deadline_beyond_the_notices_says_what_it_waits_for(desk):
    found = json.loads(desk.run("deadline", "2026-12-28", "5", "--json"))
    assert found["awaits"] == [2027]
    assert "provisional" in found["en"].lower()


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-30",
        "tomorrow",
        "2026",
        "99999-01-01",
        "",
        "9999-12-30",
        "0001-01-01T00:00",
    ],
)
def test_what_is_no_day_is_wrong_usage(desk, day):
    assert "2026-02-11T16:30" in desk.run("deadline", day, "3", expect=2)


def test_an_operator_counts_open_limits_anew_and_nobody_else(desk):
    desk.run("--today", "2026-01-05", "apply", "qingxi")
    assert "No limit moved" in desk.run("--today", "2026-01-06", "recount")
    assert "may-not-recount" in desk.run(
        "--as", "assess", "--today", "2026-01-06", "recount", expect=1
    )
