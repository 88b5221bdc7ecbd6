"""One unit's parts combined: the means with numbers of their own, and what lessens a score."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from statistics import fmean, pstdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.schemes.engine.definition.combining import combined_score, generalised, lessened
from tests.schemes.bench import concluded, indicator, observation, scheme, title, totals

WHOLE, MICRO = 10**9, 10**6
X, Y, Z = indicator("x"), indicator("y"), indicator("z")


def combined(combine: str, using: dict[str, Any], *parts: tuple[str, int]) -> Fraction:
    """Return the points of a node from parts written as (points, parts of 10^9)."""
    node = {
        "combine": combine,
        "using": using,
        "parts": [[f"p{at}", share, WHOLE] for at, (_, share) in enumerate(parts)],
    }
    scores = {f"p{at}": int(Decimal(points) * MICRO) for at, (points, _) in enumerate(parts)}
    return combined_score(node, scores) / MICRO


def equal(*points: str) -> tuple[tuple[str, int], ...]:
    return tuple((each, 1) for each in points)


def test_the_ordered_average_of_yager_1988() -> None:
    order = {"by_place": [400_000_000, 300_000_000, 200_000_000, 100_000_000]}
    assert combined("owa", order, *equal("70", "100", "30", "60")) == 76


def test_an_order_is_spread_over_the_parts_that_are_there() -> None:
    node = {
        "combine": "owa",
        "using": {"by_place": [600_000_000, 300_000_000, 100_000_000]},
        "parts": [[name, 1, WHOLE] for name in "abc"],
    }
    # Of two parts each stands for one place and a half: 0.6 + 0.15 and 0.15 + 0.1.
    found = combined_score(node, {"a": 100 * MICRO, "c": 20 * MICRO})
    assert found / MICRO == 75 + 5


@pytest.mark.parametrize(
    ("exponent", "points"),
    [("-1", "32"), ("0", "40"), ("1", "50"), ("2", "58.309519"), ("3", "63.825043")],
)
def test_the_mean_of_powers_of_20_and_80(exponent: str, points: str) -> None:
    found = combined(
        "generalised", {"exponent": int(Decimal(exponent) * MICRO)}, *equal("20", "80")
    )
    assert round(found, 6) == Fraction(points)


@given(
    st.lists(st.tuples(st.integers(1, 10**8), st.integers(1, 100)), min_size=1, max_size=5),
    st.integers(-10, 9),
)
def test_a_mean_of_powers_grows_with_its_exponent_between_least_and_most(
    parts: list[tuple[int, int]], exponent: int
) -> None:
    values = [(Fraction(points), share) for points, share in parts]
    lower, upper = (
        generalised({"exponent": each * MICRO}, values) for each in (exponent, exponent + 1)
    )
    close = Fraction(1, 10**12)
    assert min(value for value, _ in values) <= lower + close
    assert lower <= upper + close
    assert upper <= max(value for value, _ in values) + close


@given(st.integers(1, 10**8), st.sampled_from((-3_500000, -1_000000, 0, 500000, 7_000000)))
def test_equal_parts_have_their_own_score_as_mean(points: int, exponent: int) -> None:
    thirds = [(Fraction(points), share) for share in (333333333, 333333333, 333333334)]
    assert generalised({"exponent": exponent}, thirds) == points


@pytest.mark.parametrize(("exponent", "points"), [(-1, 0), (0, 0), (1, 40), (2, 56)])
def test_scores_of_zero_or_less_have_declared_outcomes(exponent: int, points: int) -> None:
    found = combined("generalised", {"exponent": exponent * MICRO}, *equal("80", "-5"))
    assert int(found) == points


def test_a_product_multiplies_shares_to_the_power_of_their_weights() -> None:
    half_and_fifth = {"exponents": [["p0", WHOLE], ["p1", 2 * WHOLE]]}
    assert combined("product", half_and_fifth, *equal("50", "20")) == 2
    assert combined("product", half_and_fifth, *equal("50", "0")) == 0


def test_the_weighted_product_of_triantaphyllou_2000() -> None:
    """Alternatives compared by quotients: 1.007, 1.067 and 1.059."""
    weights = {"exponents": [[f"p{at}", share] for at, share in enumerate(
        (200_000_000, 150_000_000, 400_000_000, 250_000_000))]}  # fmt: skip
    a, b, c = (
        combined("product", weights, *equal(*row))
        for row in (("25", "20", "15", "30"), ("10", "30", "20", "30"), ("30", "10", "30", "10"))
    )
    assert [round(float(quotient), 3) for quotient in (a / b, a / c, b / c)] == [
        1.007, 1.067, 1.059,
    ]  # fmt: skip


def test_without_weights_of_its_own_a_product_is_the_geometric_mean() -> None:
    shares = (("50", 250_000_000), ("20", 750_000_000))
    assert combined("product", {}, *shares) == combined("geometric", {}, *shares)


@given(st.lists(st.integers(1, 20000), min_size=1, max_size=6), st.sampled_from((-1, 1)))
def test_mazziotta_and_pareto_take_or_add_mean_times_squared_variation(
    points: list[int], sign: int
) -> None:
    parts = equal(*(format(Decimal(each).scaleb(-2), "f") for each in points))
    found = combined("mazziotta_pareto", {"penalty": "minus" if sign < 0 else "plus"}, *parts)
    numbers = [each / 100 for each in points]
    mean, spread = fmean(numbers), pstdev(numbers)
    assert float(found) == pytest.approx(mean + sign * spread * (spread / mean))


def test_a_mean_of_zero_has_no_imbalance_to_pay_for() -> None:
    assert combined("mazziotta_pareto", {"penalty": "minus"}, *equal("-10", "10")) == 0


def test_parts_that_only_weigh_nothing_leave_nothing() -> None:
    for combine, using in (
        ("geometric", {}),
        ("harmonic", {}),
        ("generalised", {"exponent": 2 * MICRO}),
        ("mazziotta_pareto", {"penalty": "minus"}),
    ):
        assert combined(combine, using, ("80", 0)) == 0


# What lessens a score

NODE: dict[str, Any] = {
    "round": 2,
    "low": None,
    "high": 100 * MICRO,
    "penalties": [
        {"name": "late", "factor": 950_000},
        {"name": "complaint", "less": 1_500_000},
    ],
}


def test_penalties_follow_each_other_and_each_is_rounded() -> None:
    assert lessened(NODE, 33_330000, MICRO, ["late"]) == 31_660000  # 31.6635
    assert lessened(NODE, 33_330000, MICRO, ["complaint", "late"]) == 30_160000


def test_the_coefficient_comes_before_the_cap_and_the_cap_before_penalties() -> None:
    assert lessened(NODE, 90_000000, 1_200000, []) == 100_000000
    assert lessened(NODE, 90_000000, 1_200000, ["late"]) == 95_000000


def penalised(root: dict[str, Any], **more: Any) -> dict[str, str]:
    parts = [
        {"name": name, "indicator": of["name"], "method": "as_is", "weight": 50}
        for name, of in (("first-half", X), ("second", Y))
    ]
    rows = [
        observation(unit, of, value)
        for unit, values in {"yunling": ("80", "60"), "huatang": ("40", "90")}.items()
        for of, value in zip((X, Y), values, strict=True)
    ]
    return totals(concluded(scheme([X, Y], parts, root=root, **more), rows))


def test_a_penalty_holds_where_its_condition_does() -> None:
    one = {"name": "weak", "title": title("w"), "when": "first_half < 25", "times": "0.9"}
    assert penalised({"penalties": [one]}) == {"huatang": "58.5", "yunling": "70"}


def test_conditions_look_at_the_score_before_any_penalty() -> None:
    both = [
        {"name": "a", "title": title("a"), "when": "score >= 65", "less": "10"},
        {"name": "b", "title": title("b"), "when": "score >= 65", "less": "5"},
    ]
    assert penalised({"penalties": both}) == {"huatang": "50", "yunling": "55"}


def test_a_node_may_be_multiplied_by_a_unit_s_coefficient() -> None:
    table = {"name": "terrain", "title": title("t"), "units": [{"unit": "huatang", "times": "1.1"}]}
    assert penalised({"times": "terrain"}, difficulty=[table]) == {
        "huatang": "71.5",
        "yunling": "70",
    }
