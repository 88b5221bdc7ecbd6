"""Other assessments of the invented district: the half-year review and the state-owned groups."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from bihuan.intake.actions import import_file
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator, viewer
from bihuan.packs import shipped
from bihuan.schemes import queries
from bihuan.schemes.actions import score

pytestmark = pytest.mark.django_db

ENACTED = datetime(2025, 1, 2, 1, tzinfo=UTC)
AFTER = {
    "2025H1": datetime(2025, 7, 9, 1, tzinfo=UTC),
    "2025H2": datetime(2026, 1, 9, 1, tzinfo=UTC),
    "2025": datetime(2026, 3, 9, 1, tzinfo=UTC),
}
TIERS = {"excellent": 90, "good": 80, "pass": 60}


@pytest.fixture(autouse=True)
def _district():
    apply_pack(read_pack(shipped("qingxi")), by=operator("qingxi"), at=ENACTED)


def scored(scheme, period):
    """Return the result of a scheme on the figures that the pack holds for a period."""
    at = AFTER[period]
    table = shipped("qingxi") / "data" / f"{period}.csv"
    statistics = viewer("qingxi", "statistics", at.date())
    receipt = import_file(
        table.read_bytes(), table.name, scheme=scheme, period=period, by=statistics, at=at
    )
    assert not receipt.mistakes
    assert not receipt.warnings
    desk = viewer("qingxi", "assess", at.date())
    score(scheme, period, by=desk, at=at)
    return queries.result(queries.latest(desk, scheme, period))


def of_group(result, group):
    return [row for row in result["rows"] if row["group"] == group]


def explained(scheme, period, unit):
    desk = viewer("qingxi", "assess", AFTER[period].date())
    return queries.explain(desk, scheme, period, unit)


def goal(row):
    """Return the rank on the growth of industry, and the goal that it reaches."""
    (leaf,) = [leaf for leaf in row["leaves"] if leaf["indicator"] == "industry-growth"]
    return leaf["rank"], leaf["goal"] and leaf["goal"]["zh"]


@pytest.mark.parametrize("period", ["2025H1", "2025H2"])
def test_towns_and_district_bodies_are_reviewed_apart(period):
    result = scored("half-year-review", period)
    assert not result["blocked"]
    sizes = {group["name"]: group["size"] for group in result["groups"]}
    for group, size in sizes.items():
        rows = of_group(result, group)
        assert len(rows) == size
        assert rows[0]["rank"] == 1
        assert all(
            float(better["total"]) >= float(worse["total"]) for better, worse in pairwise(rows)
        )
    towns, departments = of_group(result, "towns"), of_group(result, "departments")
    assert {leaf["name"] for leaf in departments[0]["leaves"]} == {
        "duty-work-done", "hotline-on-time", "safety-events", "satisfaction",
    }  # fmt: skip
    assert "industry-growth" in {leaf["name"] for leaf in towns[0]["leaves"]}


@pytest.mark.parametrize("period", ["2025H1", "2025H2"])
def test_a_tier_needs_its_points_and_excellent_keeps_to_three_in_ten(period):
    result = scored("half-year-review", period)
    for group in ("towns", "departments"):
        rows = of_group(result, group)
        excellent = [row for row in rows if row["tier"] == "excellent"]
        assert 0 < len(excellent) <= len(rows) * 0.3
        assert rows[: len(excellent)] == excellent
        for row in rows:
            assert float(row["total"]) >= TIERS[row["tier"]]
    assert {row["tier"] for row in result["rows"]} == set(TIERS)


def test_the_goals_of_an_indicator_are_hold_strive_and_first():
    rows = of_group(scored("half-year-review", "2025H1"), "towns")
    reached = dict(sorted(goal(row) for row in rows))
    assert [reached.get(rank) for rank in (1, 2, 3, 4)] == ["拼第一", "争二", "保三", None]


def test_the_explanation_names_the_goal_that_was_reached():
    rows = of_group(scored("half-year-review", "2025H1"), "towns")
    second = next(row["unit"] for row in rows if goal(row)[0] == 2)
    text = explained("half-year-review", "2025H1", second)
    assert "达到目标：争二" in text.zh
    assert "goal reached: Strive for second" in text.en


def test_the_two_state_owned_groups_are_graded_by_efficacy_coefficients():
    result = scored("soe-performance", "2025")
    graded = [(row["unit"], row["rank"], row["total"], row["tier"]) for row in result["rows"]]
    assert [unit for unit, *_ in graded] == ["jiaotou", "nongtou"]
    assert graded[1] == ("nongtou", 2, "61.43", "c")
    assert graded[0][3] == "b"
    points = [leaf["points"] for leaf in result["rows"][1]["leaves"]]
    assert points == ["14.40", "8.40", "6.75", "6.48", "6.40", "10.00", "9.00", "0.00"]
