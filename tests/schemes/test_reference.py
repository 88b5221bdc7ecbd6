"""Each method by the worked example of its rule, and what happens where a value is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from bihuan.schemes.engine.definition.combining import geometric, harmonic, median
from bihuan.schemes.engine.definition.reference import score
from tests.schemes.bench import (
    PERIOD,
    concluded,
    entry,
    indicator,
    observation,
    points,
    resolved,
    scheme,
    shown,
    title,
    totals,
)

X = indicator("x", 1)
COUNT = indicator("events", 0)


def leaf(method: str, **more: Any) -> dict[str, Any]:
    return {"indicator": "x", "method": method, **more}


def earned(part: dict[str, Any], *rows: dict[str, Any], of: dict[str, Any] = X) -> str | None:
    """Return the points of the unit of the first row."""
    outcome = concluded(scheme([of], [part]), list(rows))
    return points(outcome, rows[0]["unit"], part.get("name", part["indicator"]))


def field(*values: str | None) -> list[dict[str, Any]]:
    return [observation(f"u{n}", X, value) for n, value in enumerate(values)]


def by_unit(part: dict[str, Any], rows: list[dict[str, Any]], **more: Any) -> list[str | None]:
    outcome = concluded(scheme([X], [part], **more), rows)
    return [points(outcome, unit, "x") for unit in sorted(outcome["scored"])]


def test_m01_completion_up_to_its_cap() -> None:
    part = leaf("completion", weight=40, cap="1.2")
    assert earned(part, observation("u", X, "11.5", "10")) == "46"
    assert earned(part, observation("u", X, "14.5", "10")) == "48"
    assert earned(part, observation("u", X, "-1", "10")) == "0"


def test_m01_the_default_cap_is_1_2_and_uncapped_has_none() -> None:
    assert earned(leaf("completion", weight=40), observation("u", X, "20", "10")) == "48"
    part = leaf("completion", weight=40, uncapped=True)
    assert earned(part, observation("u", X, "20", "10")) == "80"


@pytest.mark.parametrize(
    ("lower", "value", "expected"),
    [
        ("target_over_value", "8", "50"),
        ("target_over_value", "0", "48"),
        ("two_minus_rate", "8", "48"),
        ("two_minus_rate", "12", "32"),
    ],
)
def test_m01_lower_is_better(lower: str, value: str, expected: str) -> None:
    part = leaf("completion", weight=40, lower=lower, direction="lower")
    if expected == "50":
        part["uncapped"] = True
    assert earned(part, observation("u", X, value, "10")) == expected


def test_m02_half_a_point_for_each_percentage_point() -> None:
    part = leaf("completion_step", weight=20, per_point="0.5")
    assert earned(part, observation("u", X, "9.6", "10")) == "18"
    assert earned(part, observation("u", X, "20", "10")) == "24"
    assert earned(part, observation("u", X, "1", "10")) == "0"


def test_m03_the_target_or_nothing() -> None:
    part = leaf("target_or_nothing", weight=4, target=8)
    assert earned(part, observation("u", X, "8.4")) == "4"
    assert earned(part, observation("u", X, "8.0")) == "4"
    assert earned(part, observation("u", X, "7.9")) == "0"


def test_m03_within_a_band() -> None:
    band = {"direction": "target_band", "band": {"low": 5, "high": 8}}
    part = leaf("target_or_nothing", weight=4, **band)
    assert [earned(part, observation("u", X, value)) for value in ("5", "8", "8.1")] == [
        "4", "4", "0",
    ]  # fmt: skip


def test_m04_each_rank_loses_five_percent() -> None:
    rows = field("9", "8", "7", "6")
    assert by_unit(leaf("rank_step", weight=6), rows) == ["6", "5.7", "5.4", "5.1"]


def test_m03_and_m04_on_one_indicator_as_published_for_gdp() -> None:
    gdp = indicator("gdp", 1)
    parts = [
        {
            "indicator": "gdp", "name": "met", "method": "target_or_nothing", "weight": 4,
            "target": 8,
        },
        {
            "indicator": "gdp", "name": "place", "method": "rank_step", "weight": 6, "target": 8,
            "only_above_target": True,
        },
    ]  # fmt: skip
    rows = [observation(u, gdp, x) for u, x in (("a", "9.0"), ("b", "8.4"), ("c", "7.9"))]
    outcome = concluded(scheme([gdp], parts), rows)
    assert totals(outcome) == {"a": "10", "b": "9.7", "c": "0"}
    assert outcome["scored"]["c"]["leaves"]["place"]["rank"] is None


def test_m05_points_spread_evenly_over_eleven() -> None:
    rows = field(*(str(20 - n) for n in range(11)))
    spread = by_unit(leaf("rank_linear", best=600, worst=500), rows)
    # Units sort u0, u1, u10, u2, ...
    assert spread[0] == "600"
    assert spread[2] == "500"
    assert spread[4] == "570"


def test_m05_a_unit_alone_has_the_best() -> None:
    assert by_unit(leaf("rank_linear", weight=30, worst=18), field("4")) == ["30"]


def test_m06_sixty_percent_for_the_worst() -> None:
    part = leaf("minmax_base", weight=30, base="0.6")
    assert by_unit(part, field("12", "-3", "15")) == ["28", "18", "30"]
    assert by_unit({**part, "direction": "lower"}, field("12", "-3", "15")) == ["20", "30", "18"]
    assert by_unit(part, field("7", "7")) == ["30", "30"]


def test_m06_nearness_to_a_band() -> None:
    part = leaf("minmax_base", weight=30, base=0, direction="target_band",
                band={"low": 10, "high": 20})  # fmt: skip
    assert by_unit(part, field("15", "20", "25", "0")) == ["30", "30", "15", "0"]


def test_m08_three_late_cases() -> None:
    part = {"indicator": "events", "method": "deduct", "weight": 100, "per": "0.5"}
    assert earned(part, observation("u", COUNT, "3"), of=COUNT) == "98.5"
    assert earned(part, observation("u", COUNT, "300"), of=COUNT) == "0"
    part["most"] = 2
    assert earned(part, observation("u", COUNT, "300"), of=COUNT) == "98"


def test_m09_events_up_to_the_cap() -> None:
    part = {"indicator": "events", "method": "per_event", "per": 1, "high": 5}
    assert earned(part, observation("u", COUNT, "7"), of=COUNT) == "5"
    assert earned(part, observation("u", COUNT, "3"), of=COUNT) == "3"


def test_m10_growth_above_the_reference() -> None:
    part = leaf("growth_vs_ref", weight=10, k="0.02", reference=8)
    assert earned(part, observation("u", X, "12")) == "10.8"
    assert earned(part, observation("u", X, "30")) == "12"
    assert earned({**part, "reference": "target"}, observation("u", X, "12", "10")) == "10.4"


def test_m11_level_increment_and_growth_are_three_leaves() -> None:
    part = leaf("level_growth_mix", weight=100, level="0.3", increment="0.3", growth="0.4", base=0)
    rows = [observation("a", X, "100", prior="80"), observation("b", X, "30", prior="20")]
    outcome = concluded(scheme([X], [part]), rows)
    # a has the level and the increment (20 against 10), b the growth (50 % against 25 %).
    assert totals(outcome) == {"a": "60", "b": "40"}
    assert set(outcome["scored"]["a"]["leaves"]) == {"x/level", "x/increment", "x/growth"}


def test_m12_a_difficulty_of_1_03_on_570_is_587_1() -> None:
    rows = field(*(str(20 - n) for n in range(11)))
    part = leaf("rank_linear", best=600, worst=500, difficulty="terrain")
    table = {"name": "terrain", "title": title("t"), "units": [{"unit": "u3", "times": "1.03"}]}
    outcome = concluded(scheme([X], [part], difficulty=[table]), rows)
    assert points(outcome, "u3", "x") == "587.1"


def rating(mark: str) -> dict[str, Any]:
    return {"row": "rating", "unit": "u", "indicator": "x", "value": int(mark) * 10}


def test_m13_one_high_and_one_low_mark_are_dropped() -> None:
    part = leaf("panel_mean", weight=20, trim=1, at_least=4)
    marks = [rating(mark) for mark in ("100", "90", "85", "40")]
    assert earned(part, *marks) == "17.5"


def test_m13_too_few_marks_are_a_missing_value() -> None:
    part = leaf("panel_mean", weight=20, at_least=7, missing="zero")
    outcome = concluded(scheme([X], [part]), [rating("90")])
    assert outcome["scored"]["u"]["leaves"]["x"]["missing"] == "zero"


def test_m15_progress_against_the_share_of_the_year() -> None:
    rows = [observation("u", X, "21", "27")]
    part = leaf("progress", weight=100)
    parameters = {**resolved(scheme([X], [part]), rows), "elapsed": [3, 4]}
    line = score(parameters, rows)["units"]["u"]["leaves"]["x"]
    assert shown(line["points"]) == "103.703704"


def test_m16_seventy_two_of_eighty_applicable_points_are_90() -> None:
    other = indicator("other", 1)
    parts = [
        {"indicator": "x", "method": "as_is", "weight": 80},
        {"indicator": "other", "method": "as_is", "weight": 20, "not_applicable": ["u"]},
    ]
    rows = [observation("u", X, "90"), observation("v", X, "90"), observation("v", other, "50")]
    outcome = concluded(scheme([X, other], parts), rows)
    assert points(outcome, "u", "x") == "72"
    assert totals(outcome) == {"u": "90", "v": "82"}


def test_m17_a_veto_sets_the_total_to_zero() -> None:
    basis = {"document": "清单", "entry": "一"}
    veto = {"name": "fraud", "title": title("f"), "basis": basis, "effect": "zero"}
    written = scheme([X], [leaf("as_is", weight=100)], vetoes=[veto])
    rows = [*field("90", "80"), entry("veto", "u0", "fraud")]
    assert totals(concluded(written, rows)) == {"u0": "0", "u1": "80"}


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("zero", "0"),
        ("min_of_group", "18"),
        ("mean_of_group", "24"),
        ("exclude_and_prorate", None),
        ("block_publication", None),
    ],
)
def test_a_missing_value_follows_its_rule(missing: str, expected: str | None) -> None:
    part = leaf("minmax_base", weight=30, missing=missing)
    assert by_unit(part, field("12", "2", None))[2] == expected


def test_a_missing_value_blocks_the_unit_alone() -> None:
    outcome = concluded(scheme([X], [leaf("as_is", weight=100)]), field("90", None))
    assert totals(outcome) == {"u0": "90", "u1": None}


def test_what_comes_late_is_missing_where_the_scheme_says_so() -> None:
    rows = [observation("u", X, "90", late=True)]
    part = leaf("as_is", weight=100)
    strict = scheme([X], [part], late={"days": 15}, missing="zero")
    assert totals(concluded(strict, rows)) == {"u": "0"}
    kind = scheme([X], [part], late={"days": 15, "rule": "accept"})
    assert totals(concluded(kind, rows)) == {"u": "90"}


def test_growth_on_a_base_that_is_not_positive_awaits_a_ruling() -> None:
    part = leaf("as_is", weight=100, take="growth")
    rows = [observation("u", X, "12", prior="0")]
    outcome = concluded(scheme([X], [part]), rows)
    assert outcome["scored"]["u"]["leaves"]["x"]["flags"] == ["base_not_positive"]
    assert totals(outcome) == {"u": None}
    part["growth_base"] = "absolute_change"
    assert earned(part, *rows) == "12"


def test_growth_is_in_percent_of_the_prior_value() -> None:
    part = leaf("as_is", weight=100, take="growth", take_decimals=1)
    assert earned(part, observation("u", X, "115", prior="100")) == "15"


def test_completion_is_taken_in_percent_of_the_target() -> None:
    part = leaf("as_is", weight=100, take="completion", take_decimals=2)
    assert earned(part, observation("u", X, "2", "3")) == "66.67"


def test_two_values_for_one_place_are_a_mistake() -> None:
    rows = [observation("u", X, "1"), observation("u", X, "2")]
    parameters = resolved(scheme([X], [leaf("as_is", weight=1)]), rows[:1])
    with pytest.raises(ValueError, match="two values"):
        score(parameters, rows)


def test_points_may_be_rounded_at_the_leaf_and_at_the_node() -> None:
    part = leaf("completion", weight=10, target=3, round=1)
    assert earned(part, observation("u", X, "2")) == "6.7"
    node = {"name": "n", "title": title("n"), "round": 0, "parts": [part]}
    assert totals(concluded(scheme([X], [node]), [observation("u", X, "2")])) == {"u": "7"}


def test_points_have_a_floor_and_a_cap() -> None:
    part = leaf("as_is", weight=100, low_points=60, high_points=80)
    assert by_unit(part, field("10", "70", "90")) == ["60", "70", "80"]


A, B = (
    {"indicator": "x", "name": name, "method": "as_is", "weight": weight}
    for name, weight in (("a", "3"), ("b", "1"))
)


@pytest.mark.parametrize(
    ("combine", "expected"),
    [
        ("mean", "70"),
        ("geometric", "67.2717"),
        ("harmonic", "64"),
        ("median", "60"),
        ("min", "40"),
        ("max", "80"),
    ],
)
def test_parts_are_combined_as_declared(combine: str, expected: str) -> None:
    y = indicator("y", 1)
    parts = [{**A}, {**B, "indicator": "y"}]
    written = scheme([X, y], parts, root={"combine": combine}, round={"total": 4})
    outcome = concluded(written, [observation("u", X, "80"), observation("u", y, "40")])
    assert totals(outcome) == {"u": expected}


def test_a_mean_of_equal_scores_is_that_score() -> None:
    thirds = [(Fraction(90_000000), 333333333)] * 3
    assert geometric(thirds) == harmonic(thirds) == median(thirds) == 90_000000


def test_nothing_in_one_part_leaves_nothing_of_a_geometric_or_harmonic_mean() -> None:
    parts = [(Fraction(0), 1), (Fraction(100), 1)]
    assert geometric(parts) == harmonic(parts) == 0


def test_the_median_of_an_even_number_is_between_the_two_in_the_middle() -> None:
    assert median([(Fraction(n), 1) for n in (10, 40, 20, 90)]) == 30


def test_a_formula_combines_parts_by_name() -> None:
    y = indicator("y", 1)
    parts = [{**A, "name": "big-part"}, {**B, "indicator": "y"}]
    root = {"combine": "formula", "formula": "max(big_part, b) - 0.5 * min(big_part, b)"}
    outcome = concluded(
        scheme([X, y], parts, root=root), [observation("u", X, "80"), observation("u", y, "40")]
    )
    assert totals(outcome) == {"u": "60"}


def test_a_formula_gives_the_points_of_a_leaf() -> None:
    part = leaf("formula", formula="100 * value / target - 100 * elapsed", weight=100, round=2)
    # Half of the year has passed at the end of the second quarter.
    assert PERIOD == "2025Q2"
    assert earned(part, observation("u", X, "2", "3")) == "16.67"


def test_a_formula_without_an_answer_is_a_missing_value() -> None:
    part = leaf("formula", formula="value / target", weight=1, missing="zero")
    assert earned(part, observation("u", X, "2")) == "0"


def test_the_best_of_the_group_is_rescaled_to_one_hundred() -> None:
    written = scheme([X], [leaf("as_is", weight=100)], root={"rescale_best": 100})
    assert totals(concluded(written, field("80", "40"))) == {"u0": "100", "u1": "50"}


def test_a_node_with_a_weight_is_scaled_into_the_sum() -> None:
    node = {
        "name": "n", "title": title("n"), "combine": "mean", "weight": 40,
        "parts": [leaf("as_is", weight=1)],
    }  # fmt: skip
    assert totals(concluded(scheme([X], [node]), field("90"))) == {"u0": "36"}


def test_a_node_without_any_applicable_part_is_left_out_itself() -> None:
    y = indicator("y", 1)
    node = {
        "name": "n", "title": title("n"), "weight": 40,
        "parts": [{"indicator": "y", "method": "as_is", "weight": 40, "not_applicable": ["u"]}],
    }  # fmt: skip
    written = scheme([X, y], [leaf("as_is", weight=60), node])
    assert totals(concluded(written, [observation("u", X, "50")])) == {"u": "50"}
