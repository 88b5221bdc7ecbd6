"""What happens to values before they are scored, beside published figures and a plain second way.

The second way is written from the definitions in floating point, by SciPy where it has them.
"""

from __future__ import annotations

import math
from statistics import median
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from bihuan.schemes.engine.definition.values import (
    brought_in,
    enough,
    filled,
    is_outlying,
    kurtosis,
    logarithms,
    powers,
    shape,
    squared_skewness,
    transformed,
    treated,
)
from bihuan.schemes.engine.resolving.exponents import likeliest

Json = dict[str, Any]

RULE: Json = {
    "by": "winsorise", "skewness": 2_000_000, "kurtosis": 3_500_000, "most": 5, "then": "none",
}  # fmt: skip
# The example of the page on outlier treatment of COINr (Becker et al. 2022).
COINR = [*range(1, 11), 30, 100]
NUMBERS = st.lists(st.integers(-50, 50) | st.integers(-2000, 2000), min_size=4, max_size=14)
POSITIVE = st.lists(st.integers(1, 60) | st.integers(1, 5000), min_size=5, max_size=14)


def rule(**more: Any) -> Json:
    return {**RULE, **more}


# Skewness and kurtosis


def test_the_example_of_coinr_has_its_skewness_and_kurtosis() -> None:
    assert shape(COINR) == [3_063_241, 9_741_391]
    assert shape([*range(1, 11), 30, 30]) == [1_712_038, 1_815_781]


@given(NUMBERS)
def test_skewness_and_kurtosis_are_those_of_a_sample(numbers: list[int]) -> None:
    assume(len(set(numbers)) > 1)
    assert math.isclose(
        math.sqrt(squared_skewness(numbers)), abs(stats.skew(numbers, bias=False)), abs_tol=1e-9
    )
    if len(numbers) > 3:
        its = stats.kurtosis(numbers, bias=False)
        assert math.isclose(kurtosis(numbers), its, rel_tol=1e-9, abs_tol=1e-9)


def test_a_threshold_that_is_reached_and_not_passed_leaves_values_alone() -> None:
    # Two of six lie at each end of the middle: skewness is 0 exactly.
    level = [-1, -1, 0, 0, 1, 1]
    assert not is_outlying(rule(skewness=0, kurtosis=-3_000_000), level)
    exactly = squared_skewness(COINR)
    assert exactly.denominator > 1
    assert is_outlying(rule(skewness=3_063_241), COINR)
    assert not is_outlying(rule(skewness=3_063_242), COINR)


# Winsorising


def second_winsorise(numbers: list[float], skew: float, kurt: float, most: int) -> list[float]:
    """Bring the farthest values in, one after the other, as the COIN Tool does."""
    found, moved = list(numbers), set[int]()
    while len(set(found)) > 1:
        skewness = stats.skew(found, bias=False)
        if abs(skewness) <= skew or stats.kurtosis(found, bias=False) <= kurt:
            break
        end = max(found) if skewness > 0 else min(found)
        places = {place for place, number in enumerate(found) if number == end}
        if len(moved | places) > most:
            break
        moved |= places
        others = [number for number in found if number != end]
        for place in places:
            found[place] = max(others) if skewness > 0 else min(others)
    return found


@given(NUMBERS, st.integers(1, 5), st.sampled_from((0.31, 1.07, 2.0)))
def test_winsorising_is_what_a_plain_second_way_gives(
    numbers: list[int], most: int, limit: float
) -> None:
    its = rule(skewness=round(limit * 10**6), kurtosis=370_000, most=most)
    assert brought_in(its, numbers) == second_winsorise(
        list(map(float, numbers)), limit, 0.37, most
    )


def test_the_side_of_the_long_tail_is_brought_in() -> None:
    assert brought_in(RULE, COINR) == [*range(1, 11), 30, 30]
    lower = [-number for number in COINR]
    assert brought_in(RULE, lower) == [*range(-1, -11, -1), -30, -30]


def test_equal_values_move_together_or_not_at_all() -> None:
    tied = [*range(1, 21), 200, 200]
    assert is_outlying(RULE, tied)
    assert brought_in(rule(most=2), tied)[-2:] == [20, 20]
    assert brought_in(rule(most=1), tied) == tied


def test_what_was_done_is_told() -> None:
    found, told = treated(RULE, COINR, 0, None)
    assert found[-1] == 30
    assert {name: told[name] for name in ("outcome", "kind", "moved", "count")} == {
        "outcome": "treated", "kind": "winsorised", "moved": 1, "count": 12,
    }  # fmt: skip
    assert told["before"] == [3_063_241, 9_741_391]
    assert told["after"] == [1_712_038, 1_815_781]


@pytest.mark.parametrize(
    ("numbers", "outcome"),
    [
        ([1, 2, 900], "few"),
        ([], "few"),
        ([5, 5, 5, 5], "constant"),
        ([1, 2, 3, 4, 5], "kept"),
        ([*range(1, 41), 2000, 3000, 4000], "outlying"),
    ],
)
def test_every_case_has_its_declared_outcome(numbers: list[int], outcome: str) -> None:
    found, told = treated(rule(most=1), numbers, 0, None)
    assert told["outcome"] == outcome
    assert (found == numbers) == (outcome != "outlying")


# Logarithms and powers of all


def test_the_logarithm_is_that_of_the_coin_tool() -> None:
    its = [math.log(number - 1 + 0.99) for number in COINR]
    assert logarithms([number * 10**6 for number in COINR], 6) == [
        math.floor(log * 10**6 + 0.5) for log in its
    ]


@given(NUMBERS)
def test_logarithms_keep_the_order_and_mirror_with_the_numbers(numbers: list[int]) -> None:
    assume(len(set(numbers)) > 1)
    fine = [number * 10**6 for number in numbers]
    found = logarithms(fine, 6)
    order = sorted(range(len(fine)), key=fine.__getitem__)
    assert [found[place] for place in order] == sorted(found)
    if squared_skewness(numbers):
        assert logarithms([-number for number in fine], 6) == [-log for log in found]


@given(POSITIVE)
def test_the_exponent_is_as_likely_as_the_one_that_scipy_finds(numbers: list[int]) -> None:
    assume(len(set(numbers)) > 2)
    found = likeliest([number * 10**6 for number in numbers], 6) / 10**6
    floats = [float(number) for number in numbers]
    steps = [step / 100 for step in range(-200, 201)]
    best = max(stats.boxcox_llf(step, floats) for step in steps)
    assert stats.boxcox_llf(found, floats) == pytest.approx(best, abs=1e-6)


def test_scipy_finds_the_same_exponent_for_the_example() -> None:
    assert likeliest([number * 10**6 for number in COINR], 6) == -200_000
    assert stats.boxcox_normmax(list(map(float, COINR)), method="mle") == pytest.approx(
        -0.2, abs=0.01
    )


@given(POSITIVE, st.integers(-200, 200))
def test_powers_are_those_of_box_and_cox_in_their_normalised_form(
    numbers: list[int], steps: int
) -> None:
    e, mean = steps / 100, stats.gmean(numbers)
    found = powers([number * 10**6 for number in numbers], 6, steps * 10**4)
    assert found is not None
    for number, power in zip(numbers, found, strict=True):
        plain = (number**e - 1) / (e * mean ** (e - 1)) if e else mean * math.log(number)
        assert power / 10**6 == pytest.approx(plain, rel=1e-6, abs=1e-5)


def test_a_power_of_what_is_not_positive_leaves_the_values_and_says_so() -> None:
    numbers = [0, *COINR]
    found, told = treated(rule(by="box_cox"), numbers, 0, 500_000)
    assert (found, told["outcome"], told["kind"]) == (numbers, "impossible", "")
    found, told = treated(rule(skewness=0, kurtosis=0, most=1, then="box_cox"), numbers, 0, None)
    assert (found[-1], told["outcome"], told["kind"]) == (30, "impossible", "winsorised")


def test_what_follows_takes_the_values_as_they_were() -> None:
    its = rule(skewness=1_000_000, kurtosis=1_000_000, most=1, then="log")
    found, told = treated(its, COINR, 0, None)
    assert (found, told["kind"]) == (logarithms(COINR, 0), "log")


# Filled in


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=9), st.booleans())
def test_means_and_medians_are_rounded_half_up(numbers: list[int], mean: bool) -> None:
    exact = sum(numbers) / len(numbers) if mean else median(numbers)
    half_up = math.floor(abs(exact) + 0.5) * (1 if exact >= 0 else -1)
    for group in (True, False):
        word = f"{'group_' * group}{'mean' if mean else 'median'}"
        its = (numbers, []) if group else ([], numbers)
        assert filled({"impute": word}, *its, ()) == half_up


@pytest.mark.parametrize(
    ("direction", "worst"), [("higher", -4), ("lower", 30), ("target_band", 30)]
)
def test_the_worst_of_the_group_follows_the_direction(direction: str, worst: int) -> None:
    leaf = {"impute": "worst_of_group", "direction": direction, "band": [5, 12]}
    assert filled(leaf, [7, 30, -4], [99], ()) == worst


def test_the_line_goes_on_from_the_last_two_values_over_gaps() -> None:
    past = [{"steps": 2, "taken": 50}, {"steps": 4, "taken": 40}, {"steps": 5, "taken": 900}]
    assert filled({"impute": "linear"}, [], [], past) == 60
    assert filled({"impute": "previous"}, [], [], past) == 50


@pytest.mark.parametrize("word", ["mean", "group_median", "worst_of_group", "previous", "linear"])
def test_where_there_is_nothing_to_fill_in_from_nothing_is_guessed(word: str) -> None:
    leaf = {"impute": word, "direction": "higher"}
    one = [{"steps": 1, "taken": 5}] if word == "linear" else []
    assert filled(leaf, [], [], one) is None


# A function of one value


@pytest.mark.parametrize(
    ("by", "number", "found"),
    [
        ("log", 12_000_000_000, 9_392_662), ("log10", 1_000_000_000, 3_000_000),
        ("power", 2_000_000, 1_414_214), ("power", 0, 0), ("log", 0, None), ("log10", -1, None),
        ("power", -1, None),
    ],
)  # fmt: skip
def test_a_function_has_its_value_or_none(by: str, number: int, found: int | None) -> None:
    assert transformed({"by": by, "plus": [0, 1], "exponent": 500_000}, number, 6) == found


def test_what_is_added_comes_first() -> None:
    its = {"by": "log", "plus": [1, 2], "exponent": 500_000}
    assert transformed(its, 500_000, 6) == 0
    assert transformed(its, -500_000, 6) is None


def test_a_power_beyond_measure_has_no_value() -> None:
    assert transformed({"by": "power", "plus": [0, 1], "exponent": 10**9}, 100, 0) is None


def test_as_many_values_as_asked_for_are_enough() -> None:
    node = {"available": 650_000}
    assert enough(node, 13, 20)
    assert not enough(node, 12, 20)
    assert enough(node, 0, 0)
