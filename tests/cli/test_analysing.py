"""The desk asks what drives a ranking, what moved, and why."""

import json

import pytest

from tests.stories.commands import Desk

REVIEW = ("half-year-review", "2025H2")
UNIT = "yunling"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.run("--today", "2025-01-02", "apply", "qingxi")
    desk.run("--today", "2026-01-05", "load", "qingxi")
    for period in ("2025H1", "2025H2"):
        asked(desk, "score", "half-year-review", period)
    return desk


def asked(desk, *command, expect=0):
    return desk.run("--as", "assess", "--today", "2026-01-20", *command, expect=expect)


def test_an_analysis_says_what_drives_each_group(desk):
    said = asked(desk, "analyse", *REVIEW)
    for head in ("What sets totals apart", "Cronbach’s alpha", "Principal components of total"):
        assert said.count(head) == 2, head
    # Only the total stands above a part of it, and r stands beside the weights already.
    assert "Correlation with what stands above" not in said
    towns, bodies = json.loads(asked(desk, "analyse", *REVIEW, "--json"))
    assert (towns["groups"], bodies["groups"]) == (["towns"], ["departments"])
    assert {"lines", "nodes", "units", "classes"} == set(towns["effective"])


def test_one_group_and_another_correlation_can_be_asked_for(desk):
    said = asked(desk, "analyse", *REVIEW, "--group", "towns", "--method", "spearman")
    assert "District bodies" not in said
    wrong = ("--group", "villages")
    assert "group-not-in-run" in asked(desk, "analyse", *REVIEW, *wrong, expect=1)
    both = ("--group", "towns", "--group", "departments")
    assert "groups-differ" in asked(desk, "analyse", *REVIEW, *both, expect=1)
    assert "run-unknown" in asked(desk, "analyse", *REVIEW, "--run", "9", expect=1)


def test_a_comparison_begins_with_who_moved(desk):
    said = asked(desk, "compare", *REVIEW)
    assert "18 units changed rank" in said
    assert asked(desk, "compare", *REVIEW, "2025H1") == said
    found = json.loads(asked(desk, "compare", *REVIEW, "--json"))
    assert (found["before"]["period"], found["after"]["period"]) == ("2025H1", "2025H2")
    assert "No rank changed" in asked(desk, "compare", *REVIEW, "2025H2")
    same = asked(desk, "compare", *REVIEW, "--scheme", "half-year-review")
    assert same == asked(desk, "compare", *REVIEW, "--run", "1")
    assert "No rank changed" in same


def test_a_decomposition_begins_with_three_sentences(desk):
    said = asked(desk, "decompose", *REVIEW, UNIT).splitlines()
    assert said[0].startswith("Yunling rose from ")
    assert said[1].startswith("Of the +")
    assert said[2].startswith("Most came through ")
    assert said[-1].startswith("together")
    assert asked(desk, "decompose", *REVIEW, UNIT, "--since", "2025H1").splitlines() == said
    nothing = asked(desk, "decompose", *REVIEW, UNIT, "--run", "1")
    assert "Nothing that counts is different." in nothing


def test_without_a_unit_all_are_decomposed(desk):
    found = json.loads(asked(desk, "decompose", *REVIEW, "--json"))
    assert len(found) == 30
    assert "the other units" in asked(desk, "decompose", *REVIEW)
