"""The commands that ask how firm a ranking is, and what other choices would have made of it."""

import json

import pytest

from bihuan.packs import shipped
from tests.stories.commands import Desk

RESULT = ("investment-race", "2025Q4")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.run("--today", "2025-01-02", "apply", "qingxi")
    form = str(shipped("qingxi") / "data" / "2025Q4.xlsx")
    desk.run("--as", "statistics", "--today", "2026-01-08", "import", form)
    asked(desk, "score", *RESULT)
    return desk


def asked(desk, *command, expect=0):
    return desk.run("--as", "assess", "--today", "2026-01-10", *command, expect=expect)


def what_if(desk, *options, expect=0):
    return asked(desk, "what-if", *RESULT, *options, expect=expect)


def test_what_is_typed_twice_or_begins_too_late_is_refused(desk):
    twice = ("--weight", "investment-growth=1", "--weight", "investment-growth=2")
    assert "investment-growth is given twice" in what_if(desk, *twice, expect=2)
    for since in ("2026Q1", "2024", "2025-01"):
        said = what_if(desk, "--since", since, "--weight", "investment-growth=1", expect=1)
        assert "what-if-since" in said


def test_who_would_take_no_part_is_named(desk):
    options = ("--set", "spec:contestants.0.without=[zhuxi]")
    assert "Would take no part: Zhuxi" in what_if(desk, *options)
    (period,) = json.loads(what_if(desk, *options, "--json"))["periods"]
    assert (period["left"], period["joined"]) == (["zhuxi"], [])
    assert {"group", "shift", "moved", "furthest"} == set(period["groups"][0])


def test_what_was_typed_cannot_move_the_cursor_of_a_terminal(desk):
    for options in (("--weight", "investment-growth=\x1b[2J"), ("--since", "\x1b[2J")):
        said = what_if(desk, *options, "--value", "zhuxi:investment-growth=1", expect=1)
        assert "\x1b" not in said


def test_a_figure_that_nothing_reads_is_refused(desk):
    said = what_if(desk, "--value", "fagai:investment-growth=30", expect=1)
    assert "what-if-unread" in said


def test_all_that_was_tried_is_handed_out_as_data(desk):
    assert "draws of all weights" in asked(desk, "robustness", *RESULT)
    found = json.loads(asked(desk, "robustness", *RESULT, "--json", "--replicates", "20"))
    assert set(found["robustness"]) == {
        "seed", "replicates", "within", "bands", "swaps", "left_out", "held",
    }  # fmt: skip
