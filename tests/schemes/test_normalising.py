"""Methods that compare with posts, with peers or with the past."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import log
from statistics import pstdev, stdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.bench import concluded, indicator, observation, points, scheme, shown

X = indicator("x", 2)
PAST = ("2025Q1", "2024Q4", "2024Q3")


def lines(
    part: dict[str, Any],
    values: dict[str, str | None],
    *,
    groups: dict[str, str] | None = None,
    past: dict[str, tuple[str | None, ...]] | None = None,
    of: dict[str, Any] = X,
    **more: Any,
) -> dict[str, dict[str, Any]]:
    """Return the line of each unit on one leaf out of 100; `past` holds the nearest first."""
    rows = [
        observation(unit, of, value, prior="4" if more.get("prior") else None)
        for unit, value in values.items()
    ]
    for unit, numbers in (past or {}).items():
        for period, number in zip(PAST, numbers, strict=False):
            if number is not None:
                rows.append(observation(unit, of, number, row="earlier", period=period))
    names = sorted(set((groups or {}).values()))
    declared = [{"name": name, "title": {"zh": name, "en": name}} for name in names]
    written = scheme([of], [{"indicator": of["name"], "weight": 100, **part}], contestants=declared)
    outcome = concluded(written, rows, groups or dict.fromkeys(values, "all"))
    scored = sorted(outcome["scored"].items())
    return {unit: its["leaves"][of["name"]] for unit, its in scored}


def earned(*given: Any, **more: Any) -> dict[str, str | None]:
    return {unit: shown(line["points"]) for unit, line in lines(*given, **more).items()}


def flags(*given: Any, **more: Any) -> dict[str, list[str]]:
    return {unit: line["flags"] for unit, line in lines(*given, **more).items()}


# Published figures


# Human Development Report 2020, table 1: life expectancy, expected and mean years of schooling,
# gross national income per head; and the index. Incomes are taken as their logarithms.
HDI_2020 = {
    "norway": ("82.4", "18.1", "12.9", 66494, "0.957"),
    "iceland": ("83.0", "19.1", "12.8", 54682, "0.949"),
    "hong-kong": ("84.9", "16.9", "12.3", 62985, "0.949"),
    "sweden": ("82.8", "19.5", "12.5", 54508, "0.945"),
}
GOALPOSTS = {
    "life": ("20", "85"), "expected": ("0", "18"), "mean": ("0", "15"),
    "income": (f"{log(100):.6f}", f"{log(75000):.6f}"),
}  # fmt: skip


def test_goalposts_give_the_human_development_index_that_was_published() -> None:
    indicators = [indicator(name, 6) for name in GOALPOSTS]
    rows = []
    for unit, (life, expected, mean, income, _) in HDI_2020.items():
        values = (life, expected, mean, f"{log(income):.6f}")
        rows += [observation(unit, of, value) for of, value in zip(indicators, values, strict=True)]
    leaves = {
        name: {"indicator": name, "method": "goalposts", "low": low, "high": high}
        for name, (low, high) in GOALPOSTS.items()
    }
    education = {
        "name": "education", "title": {"zh": "教育", "en": "Education"}, "combine": "mean",
        "parts": [leaves["expected"], leaves["mean"]],
    }  # fmt: skip
    parts = [leaves["life"], education, leaves["income"]]
    written = scheme(indicators, parts, root={"combine": "geometric"}, round={"total": 1})
    outcome = concluded(written, rows)
    found = {unit: its["total"] for unit, its in outcome["units"].items()}
    published = {unit: int(Decimal(its[-1]) * 10**8) for unit, its in HDI_2020.items()}
    assert found == published


# Mean years of school of the countries in the worked example on the technology achievement index
# of the OECD/JRC Handbook (2008), step 5, where Finland has z = 0.26, rescaled 0.59, and a distance
# of 0.83 to the leader, the United States.
SCHOOL = {
    "finland": "10", "united-states": "12", "sweden": "11.4", "japan": "9.5", "korea": "10.8",
    "netherlands": "9.4", "united-kingdom": "9.4", "canada": "11.6", "australia": "10.9",
    "singapore": "7.1", "germany": "10.2", "norway": "11.9", "ireland": "9.4", "belgium": "9.3",
    "new-zealand": "11.7", "austria": "8.4", "france": "7.9", "israel": "9.6", "spain": "7.3",
    "italy": "7.2", "czech-republic": "9.5", "hungary": "9.1", "slovenia": "7.1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("part", "published"),
    [
        ({"method": "zscore"}, "26"),
        ({"method": "minmax_base", "base": 0}, "59"),
        ({"method": "distance", "to": "leader"}, "83"),
        ({"method": "distance", "to": "unit", "unit": "united-states"}, "83"),
    ],
    ids=str,
)
def test_the_worked_example_of_the_handbook_comes_out(part: dict[str, Any], published: str) -> None:
    assert earned({**part, "round": 0}, SCHOOL)["finland"] == published


# A plain second implementation: the units of one group, by what each formula says in words


def plain(part: dict[str, Any], values: dict[str, Fraction], *, lower: bool) -> dict[str, Fraction]:
    """Return the share of the full points of each unit, by floats where there is a root."""
    sign = -1 if lower else 1
    better = {unit: sign * value for unit, value in values.items()}
    count, mean = len(values), sum(values.values(), Fraction(0)) / len(values)

    def share(unit: str) -> Fraction:
        value, mine = values[unit], better[unit]
        below = Fraction(sum(other < mine for other in better.values()))
        equal = Fraction(sum(other == mine for other in better.values()))
        match part["method"]:
            case "zscore":
                measure = stdev if part["deviation"] == "sample" else pstdev
                deviation = measure(map(float, values.values())) if count > 1 else 0.0
                z = sign * float(value - mean) / deviation if deviation else 0.0
                return Fraction(0.5 + 0.25 * z)
            case "percentile":
                counted = {
                    "below": below, "below_or_equal": below + equal, "middle": below + equal / 2,
                }  # fmt: skip
                return counted[part["count"]] / count
            case "borda":
                return (below + (equal - 1) / 2) / (count - 1) if count > 1 else Fraction(1)
            case "above_mean":
                within = Fraction(part["within"]) * abs(mean)
                if sign * (value - mean) > within:
                    return Fraction(1)
                return Fraction(0) if sign * (value - mean) < -within else Fraction(1, 2)
        low, high = Fraction(part["low"]), Fraction(part["high"])
        way = (high - value) / (high - low) if lower else (value - low) / (high - low)
        base = Fraction(part["base"])
        return base + (1 - base) * (way if part["uncapped"] else min(max(way, 0), 1))

    return {unit: share(unit) for unit in values}


NUMBERS = st.integers(-3, 6) | st.integers(-2000, 4000).map(lambda n: n / 4)
PARTS = st.sampled_from(
    [
        *({"method": "zscore", "middle": "0.5", "spread": "0.25", "deviation": each}
          for each in ("population", "sample")),
        *({"method": "percentile", "count": each}
          for each in ("below", "below_or_equal", "middle")),
        {"method": "borda"},
        *({"method": "above_mean", "within": each} for each in ("0", "0.2", "1")),
        *({"method": "goalposts", "low": "-3", "high": "400", "base": base, "uncapped": free}
          for base in ("0", "0.6") for free in (False, True)),
    ]
)  # fmt: skip


@given(PARTS, st.lists(NUMBERS, min_size=1, max_size=7), st.sampled_from(("higher", "lower")))
def test_every_method_gives_what_its_formula_says(
    part: dict[str, Any], numbers: list[float], direction: str
) -> None:
    values = {f"u{at}": Fraction(number) for at, number in enumerate(numbers)}
    written = {unit: f"{float(value):.2f}" for unit, value in values.items()}
    found = lines({**part, "direction": direction}, written)
    for unit, share in plain(part, values, lower=direction == "lower").items():
        assert abs(Fraction(found[unit]["points"]) - share * 10**8) <= 1


@given(PARTS, st.lists(NUMBERS, min_size=2, max_size=6), st.data())
def test_who_has_the_same_value_earns_the_same(
    part: dict[str, Any], numbers: list[float], data: st.DataObject
) -> None:
    twin = data.draw(st.sampled_from(numbers))
    found = lines(part, {f"u{at}": f"{n:.2f}" for at, n in enumerate([twin, twin, *numbers])})
    assert found["u0"]["points"] == found["u1"]["points"]


# Against posts and tables


def test_goalposts_keep_points_between_the_posts_unless_uncapped() -> None:
    part = {"method": "goalposts", "low": "20", "high": "80", "base": "0.4"}
    values = {"a": "50", "b": "10", "c": "95"}
    assert earned(part, values) == {"a": "70", "b": "40", "c": "100"}
    free = {**part, "uncapped": True}
    assert earned(free, values) == {"a": "70", "b": "30", "c": "115"}
    lower = {**part, "direction": "lower"}
    assert earned(lower, values) == {"a": "70", "b": "100", "c": "40"}


TABLE = [{"at": "80", "share": "0.5"}, {"at": "100", "share": "1"}, {"at": "120", "share": "1.2"}]


def test_a_table_is_read_in_straight_lines() -> None:
    part = {"method": "banded", "table": TABLE}
    values = {"a": "90", "b": "100", "c": "112", "d": "70", "e": "130", "f": "80", "g": "120"}
    expected = {"a": "75", "b": "100", "c": "112", "d": "50", "e": "120", "f": "50", "g": "120"}
    assert earned(part, values) == expected
    nothing = {**part, "outside": "nothing"}
    assert earned(nothing, values) == {**expected, "d": "0", "e": "0"}


@given(st.integers(7900, 12100))
def test_a_table_is_what_its_stretches_say(number: int) -> None:
    found = lines({"method": "banded", "table": TABLE}, {"a": f"{number / 100:.2f}"})["a"]
    value = Fraction(number, 100)
    share = Fraction(TABLE[0]["share"] if value < 100 else TABLE[-1]["share"])
    for before, after in pairwise(TABLE):
        low, high = Fraction(before["at"]), Fraction(after["at"])
        if low <= value <= high:
            from_share, to_share = Fraction(before["share"]), Fraction(after["share"])
            share = from_share + (value - low) * (to_share - from_share) / (high - low)
    assert abs(found["points"] - share * 10**8) <= Fraction(1, 2)


def test_points_fall_on_both_sides_of_a_range() -> None:
    part = {"method": "target_range", "zero_below": 80, "low": 95, "high": 105, "zero_above": 125}
    values = {"a": "95", "b": "105", "c": "86", "d": "115", "e": "79", "f": "126", "g": "100"}
    found = earned(part, values)
    assert found == {"a": "100", "b": "100", "c": "40", "d": "50", "e": "0", "f": "0", "g": "100"}


def test_a_range_may_end_at_once() -> None:
    part = {"method": "target_range", "zero_below": 95, "low": 95, "high": 105, "zero_above": 105}
    values = {"a": "95", "b": "94.99", "c": "105", "d": "105.01"}
    assert earned(part, values) == {"a": "100", "b": "0", "c": "100", "d": "0"}


STEPS = [{"least": "60", "share": "0.5"}, {"least": "80", "share": "1"}]


def test_a_category_is_the_highest_step_reached() -> None:
    part = {"method": "categorical", "steps": STEPS}
    assert earned(part, {"a": "80", "b": "79.99", "c": "60", "d": "59.99"}) == {
        "a": "100", "b": "50", "c": "50", "d": "0",
    }  # fmt: skip
    fewer = [{"least": "10", "share": "0.5"}, {"least": "3", "share": "1"}]
    less = {"method": "categorical", "direction": "lower", "steps": fewer}
    assert earned(less, {"a": "3", "b": "3.01", "c": "10", "d": "10.01"}) == {
        "a": "100", "b": "50", "c": "50", "d": "0",
    }  # fmt: skip


def test_the_best_of_twenty_stands_above_the_ninety_fifth_percentile() -> None:
    steps = [{"least": "50", "share": "0.5"}, {"least": "95", "share": "1"}]
    part = {"method": "categorical", "of": "percentile", "steps": steps}
    found = earned(part, {f"u{n}": str(n) for n in range(20)})
    assert [unit for unit, its in found.items() if its == "100"] == ["u19"]
    assert sum(its == "50" for its in found.values()) == 9


def test_a_fixed_base_makes_an_index() -> None:
    assert earned({"method": "fixed_base", "base": "8"}, {"a": "10", "b": "-2"}) == {
        "a": "125", "b": "-25",
    }  # fmt: skip
    lower = {"method": "fixed_base", "base": "8", "direction": "lower"}
    assert earned(lower, {"a": "10"}) == {"a": "80"}
    assert earned({"method": "fixed_base", "base": "prior"}, {"a": "5"}, prior=True) == {"a": "125"}


def test_a_base_period_is_that_of_the_unit_itself() -> None:
    part = {"method": "fixed_base", "base_period": "2024Q4"}
    past = {"a": ("9", "8"), "b": ("9", None), "c": ("1", "0")}
    found = lines(part, {"a": "10", "b": "10", "c": "10"}, past=past)
    assert shown(found["a"]["points"]) == "125"
    for unit, flag in (("b", "no_reference"), ("c", "no_quotient")):
        assert found[unit]["points"] is None
        assert found[unit]["missing"] == "block_publication"
        assert flag in found[unit]["flags"]
    own = {"method": "fixed_base", "base_period": "2025Q2"}
    assert earned(own, {"a": "10"}) == {"a": "100"}


def test_raw_numbers_are_points_as_they_are() -> None:
    assert earned({"method": "raw", "times": "0.5"}, {"a": "10.5", "b": "-3"}) == {
        "a": "5.25", "b": "-1.5",
    }  # fmt: skip


# Against peers


def test_where_nobody_differs_every_z_is_zero() -> None:
    part = {"method": "zscore", "middle": "0.5", "spread": "0.2"}
    for values in ({"a": "7", "b": "7"}, {"a": "7"}):
        for deviation in ("population", "sample"):
            given_part = {**part, "deviation": deviation}
            assert set(earned(given_part, values).values()) == {"50"}
    assert flags(part, {"a": "7", "b": "7"})["a"] == ["constant"]
    assert flags(part, {"a": "7"})["a"] == ["alone"]


def test_nobody_is_beaten_by_nobody() -> None:
    assert earned({"method": "borda"}, {"a": "7"}) == {"a": "100"}
    assert flags({"method": "borda"}, {"a": "7"}) == {"a": ["alone"]}
    assert earned({"method": "percentile"}, {"a": "7"}) == {"a": "50"}


def test_where_nobody_has_a_value_nobody_has_points() -> None:
    for part in ({"method": "zscore"}, {"method": "distance", "to": "mean"}):
        assert earned(part, {"a": None, "b": None}) == {"a": None, "b": None}


def test_a_distance_needs_something_to_divide_by() -> None:
    ratio = {"method": "distance", "to": "mean", "missing": "zero"}
    found = lines(ratio, {"a": "-2", "b": "2"})
    assert [line["points"] for line in found.values()] == [0, 0]
    assert found["a"]["flags"] == ["no_quotient"]
    assert found["a"]["rank"] is None
    difference = {**ratio, "form": "difference"}
    assert flags(difference, {"a": "-2", "b": "2"})["a"] == ["no_quotient"]
    unit = {"method": "distance", "to": "unit", "unit": "c", "missing": "zero"}
    assert flags(unit, {"a": "1", "b": "2"})["a"] == ["no_reference"]
    assert flags(unit, {"a": "1", "c": None})["a"] == ["no_reference"]


def test_the_leader_is_no_distance_from_itself() -> None:
    ratio = {"method": "distance", "to": "leader", "missing": "zero"}
    assert earned(ratio, {"a": "0", "b": "-1"}) == {"a": "100", "b": "0"}
    lower = {**ratio, "direction": "lower"}
    assert earned(lower, {"a": "0", "b": "5"}) == {"a": "100", "b": "0"}
    assert earned(lower, {"a": "4", "b": "5"}) == {"a": "100", "b": "80"}
    difference = {**ratio, "form": "difference"}
    assert earned(difference, {"a": "4", "b": "5"}) == {"a": "-20", "b": "0"}
    assert earned({**difference, "direction": "lower"}, {"a": "4", "b": "5"}) == {
        "a": "0", "b": "-25",
    }  # fmt: skip


BY_GROUP = {"a": "towns", "b": "towns", "c": "bureaus", "d": "bureaus"}
FOUR = {"a": "1", "b": "2", "c": "3", "d": "5"}


@pytest.mark.parametrize(
    ("part", "group", "everybody"),
    [
        ({"method": "minmax_base", "base": 0}, "0 100 0 100", "0 25 50 100"),
        ({"method": "rank_linear"}, "0 100 0 100", "0 33.333333 66.666667 100"),
        ({"method": "rank_step", "step": "0.1"}, "90 100 90 100", "70 80 90 100"),
        ({"method": "borda"}, "0 100 0 100", "0 33.333333 66.666667 100"),
        ({"method": "distance", "to": "leader"}, "50 100 60 100", "20 40 60 100"),
        ({"method": "above_mean"}, "0 100 0 100", "0 0 100 100"),
    ],
    ids=lambda value: value["method"] if isinstance(value, dict) else "",
)
def test_units_are_compared_in_their_group_or_with_everybody(
    part: dict[str, Any], group: str, everybody: str
) -> None:
    wide = {**part, "over": "all"}
    assert list(earned(part, FOUR, groups=BY_GROUP).values()) == group.split()
    assert list(earned(wide, FOUR, groups=BY_GROUP).values()) == everybody.split()
    assert lines(wide, FOUR, groups=BY_GROUP)["a"]["of"] == 4


def test_a_missing_value_earns_the_lowest_of_its_own_group() -> None:
    part = {"method": "borda", "over": "all", "missing": "min_of_group"}
    found = earned(part, {**FOUR, "e": None}, groups={**BY_GROUP, "e": "bureaus"})
    assert found["e"] == found["c"]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"method": "minmax_base", "base": 0}, ["40", "70"]),
        ({"method": "rank_linear"}, ["50", "75"]),
        ({"method": "percentile", "count": "below"}, ["40", "60"]),
        ({"method": "distance", "to": "leader"}, ["40", "70"]),
    ],
    ids=str,
)
def test_a_panel_shares_its_ends_among_periods(part: dict[str, Any], expected: list[str]) -> None:
    past = {"a": ("10", "0", "99"), "b": (None, "1", "99")}
    found = earned({**part, "panel": 2}, {"a": "4", "b": "7"}, past=past)
    assert list(found.values()) == expected
    assert lines({**part, "panel": 2}, {"a": "4", "b": "7"}, past=past)["a"]["of"] == 5


def test_the_past_of_whom_a_leaf_does_not_concern_does_not_count() -> None:
    part = {"method": "minmax_base", "base": 0, "panel": 1, "not_applicable": ["c"]}
    found = earned(part, {"a": "4", "b": "7", "c": "1"}, past={"c": ("100",)})
    assert (found["a"], found["b"]) == ("0", "100")


# Against the unit's own past


def test_a_cycle_is_measured_from_the_unit_s_own_mean() -> None:
    part = {"method": "cyclical", "panel": 3}
    # Mean 5, mean distance 2: c = (8 - 5) / 2.
    past = {"a": ("2", "6", "4"), "b": ("8", "8", "8"), "d": ("8", None, "2")}
    found = lines(part, {"a": "8", "b": "8", "c": "8", "d": None}, past=past)
    assert [shown(found[unit]["points"]) for unit in "abcd"] == ["87.5", "50", "50", None]
    assert found["b"]["flags"] == ["constant"]
    assert found["c"]["flags"] == ["no_past"]


def test_a_cycle_turns_round_where_less_is_better() -> None:
    part = {"method": "cyclical", "panel": 3, "direction": "lower"}
    assert earned(part, {"a": "8"}, past={"a": ("2", "6", "4")}) == {"a": "12.5"}


def test_what_is_nearest_to_a_band_is_best_among_peers() -> None:
    part = {"method": "borda", "direction": "target_band", "band": {"low": 5, "high": 8}}
    assert earned(part, {"a": "6", "b": "4.5", "c": "10"}) == {"a": "100", "b": "50", "c": "0"}


def test_a_scheme_that_compares_within_groups_says_nothing_of_it() -> None:
    written = scheme([X], [{"indicator": "x", "weight": 1, "method": "borda"}])
    outcome = concluded(written, [observation("a", X, "1")])
    leaf = outcome["parameters"]["sheets"][0]["leaves"][0]
    assert {"over", "panel"}.isdisjoint(leaf)
    assert points(outcome, "a", "x") == "1"


def choices(part: dict[str, Any], **more: Any) -> dict[str, str]:
    written = scheme([X], [{"indicator": "x", "weight": 1, **part}], **more)
    parameters = concluded(written, [observation("a", X, "1", prior="1")])["parameters"]
    found = {choice["choice"]: choice["value"] for choice in parameters["choices"]}
    return {name: value for name, value in found.items() if name in ("over", "panel")}


def test_whom_units_are_compared_with_is_a_choice_where_it_is_not_the_group() -> None:
    assert choices({"method": "borda"}) == {}
    assert choices({"method": "completion", "target": 1}, over="all", panel=2) == {}
    assert choices({"method": "borda"}, over="all", panel=2) == {"over": "all", "panel": "2"}
    assert choices({"method": "cyclical", "panel": 3}) == {"panel": "3"}


def test_a_mixture_compares_its_three_parts_with_whom_it_says() -> None:
    part = {"method": "level_growth_mix", "level": "1", "increment": "0", "growth": "0"}
    rows = [observation(unit, X, value, prior="1") for unit, value in FOUR.items()]
    groups = [{"name": name, "title": {"zh": name, "en": name}} for name in ("towns", "bureaus")]
    leaf = {"indicator": "x", "weight": 1, "over": "all", **part}
    outcome = concluded(scheme([X], [leaf], contestants=groups), rows, BY_GROUP)
    assert outcome["scored"]["c"]["leaves"]["x/level"]["of"] == 4
