"""The lines of a leaf before they are scored, and nodes that ask for enough values."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Refused
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.run import run
from bihuan.schemes.engine.telling.explain import explain
from tests.schemes.bench import (
    PERIOD,
    concluded,
    indicator,
    observation,
    points,
    ranks,
    resolved,
    scheme,
    title,
    totals,
)

Json = dict[str, Any]

ROADS = indicator("roads", 0, asks=["target", "prior"])
PEOPLE = indicator("people", 0, asks=["prior"])
COINR = [*map(str, range(1, 11)), "30", "100"]


def leaf(**more: Any) -> Json:
    return {
        "indicator": "roads", "name": "roads", "method": "as_is", "weight": "100",
        "missing": "exclude_and_prorate", **more,
    }  # fmt: skip


def roads(**values: str | None) -> list[Json]:
    return [observation(unit, ROADS, value) for unit, value in values.items()]


def earlier(unit: str, period: str, value: int, of: str = "roads") -> Json:
    return {
        "row": "earlier", "period": period, "unit": unit, "indicator": of, "value": value,
        "target": None, "prior": None, "source": None,
    }  # fmt: skip


def line(written: Any, facts: list[Json], unit: str, **groups: str) -> Json:
    outcome = concluded(written, facts, groups or None)
    return outcome["scored"][unit]["leaves"]["roads"]


def of(facts: list[Json], unit: str, groups: dict[str, str] | None = None, **more: Any) -> Json:
    return line(scheme([ROADS, PEOPLE], [leaf(**more)]), facts, unit, **(groups or {}))


# Filled in


@pytest.mark.parametrize(
    ("word", "taken"),
    [
        ("zero", 0), ("mean", 25), ("median", 15), ("group_mean", 15), ("group_median", 15),
        ("worst_of_group", 10),
    ],
)  # fmt: skip
def test_a_gap_is_filled_from_the_group_or_from_all(word: str, taken: int) -> None:
    groups = {"a": "north", "b": "north", "c": "south", "gap": "north", "d": "south"}
    facts = roads(a="10", b="20", c="60", d="10", gap=None)
    its = of(facts, "gap", groups, impute=word)
    assert (its["taken"], its["imputed"], its["missing"]) == (taken, word, "")
    assert "imputed" in its["flags"]
    assert of(facts, "a", groups, impute=word)["imputed"] == ""


def test_a_gap_is_filled_from_the_units_own_past_and_never_from_that_of_others() -> None:
    facts = [*roads(gap=None, other="3"), earlier("gap", "2024Q4", 10), earlier("gap", "2024Q2", 4),
             earlier("other", "2025Q1", 99)]  # fmt: skip
    assert of(facts, "gap", impute="previous")["taken"] == 10
    # Two periods ago 10, four periods ago 4: three for each period.
    assert of(facts, "gap", impute="linear")["taken"] == 16


def test_what_cannot_be_filled_in_is_missing_and_flagged() -> None:
    its = of(roads(gap=None, other="3"), "gap", impute="previous")
    assert (its["missing"], its["imputed"]) == ("exclude_and_prorate", "")
    assert "not_imputed" in its["flags"]
    alone = of(roads(gap=None), "gap", impute="group_mean", missing="zero")
    assert (alone["missing"], alone["points"]) == ("zero", 0)


def test_a_unit_that_is_not_concerned_is_neither_filled_in_nor_counted() -> None:
    facts = roads(a="10", b="20", away="900", gone=None, gap=None)
    apart = {"not_applicable": ["away", "gone"], "impute": "group_mean"}
    assert of(facts, "gap", **apart)["taken"] == 15
    assert of(facts, "gone", **apart)["missing"] == "not_applicable"


def test_a_value_that_came_too_late_is_filled_in() -> None:
    late = {**roads(gap="80")[0], "late": True}
    written = scheme(
        [ROADS], [leaf(impute="group_mean")], late={"days": 5, "rule": "treat_as_missing"}
    )
    assert line(written, [late, *roads(a="10", b="20")], "gap")["taken"] == 15


def test_what_is_filled_in_is_what_the_leaf_takes() -> None:
    facts = [
        observation("a", ROADS, "11", prior="10"), observation("b", ROADS, "13", prior="10"),
        observation("gap", ROADS, "7"),
    ]  # fmt: skip
    its = of(facts, "gap", take="growth", impute="group_mean")
    assert its["taken"] == 20_000_000


def test_the_scheme_fills_in_for_all_leaves_that_do_not_say_otherwise() -> None:
    parts = [leaf(), leaf(name="as-it-is", impute="none")]
    written = scheme([ROADS], parts, impute="group_mean")
    outcome = concluded(written, roads(a="10", gap=None))
    assert outcome["scored"]["gap"]["leaves"]["roads"]["taken"] == 10
    assert outcome["scored"]["gap"]["leaves"]["as-it-is"]["missing"] == "exclude_and_prorate"


# Treated


def visitors(numbers: list[str], prefix: str = "u") -> list[Json]:
    return [observation(f"{prefix}{at:02}", ROADS, number) for at, number in enumerate(numbers)]


def test_the_scheme_treats_leaves_that_compare_values_and_leaves_the_others() -> None:
    parts = [
        leaf(method="minmax_base", base="0"),
        leaf(name="mark"),
        leaf(name="place", method="rank_step"),
    ]
    written = scheme([ROADS], parts, treat={"by": "winsorise"})
    last = concluded(written, visitors(COINR))["scored"]["u11"]["leaves"]
    assert (last["roads"]["taken"], last["roads"]["before"]) == (30, 100)
    assert last["roads"]["treated"] == "winsorised"
    assert "treated" not in last["mark"]
    assert "treated" not in last["place"]


def test_groups_are_treated_apart_or_together() -> None:
    facts = [*visitors(COINR[:8], "a"), *visitors(COINR[8:], "b")]
    groups = {fact["unit"]: fact["unit"][0] for fact in facts}
    treat = {"method": "minmax_base", "base": "0", "treat": {"by": "winsorise"}}
    assert of(facts, "b03", groups, **treat)["treated"] == ""
    assert of(facts, "b03", groups, **treat, over="all")["taken"] == 30


def test_values_of_pooled_periods_are_treated_with_those_of_this_one() -> None:
    facts = visitors(["1", "2", "3", "4", "100"])
    facts += [earlier(f"u{at:02}", "2025Q1", at + 5) for at in range(5)]
    treat = {"method": "minmax_base", "base": "0", "treat": {"by": "winsorise"}}
    assert of(facts, "u04", **treat, panel=1)["taken"] == 9
    assert of(facts, "u04", **treat, panel=1)["treatment"]["count"] == 10


def test_the_exponent_of_a_power_is_found_once_and_stands_in_the_parameters() -> None:
    written = scheme(
        [ROADS], [leaf(method="minmax_base", base="0", treat={"by": "box_cox"}, take_decimals=6)]
    )
    parameters = resolved(written, visitors(COINR))
    assert parameters["lambdas"] == [["roads", "all", -200_000]]
    middle = line(written, visitors(COINR), "u04")
    assert (middle["taken"], middle["treated"]) == (13_878_386, "box_cox")
    assert "lambdas" not in resolved(written, visitors(COINR[:9]))


def test_filled_in_values_are_treated_and_then_transformed() -> None:
    facts = [
        *visitors(COINR[:-1]),
        observation("far", ROADS, "100"),
        observation("gap", ROADS, None),
    ]
    its = {"method": "minmax_base", "base": "0", "impute": "mean", "treat": {"by": "winsorise"},
           "transform": {"by": "log10", "plus": "70"}}  # fmt: skip
    far = of(facts, "far", **its)
    # 100 is brought in to 30, and lg(30 + 70) is 2.
    assert (far["before"], far["inner"], far["taken"]) == (100_000_000, 30_000_000, 2_000_000)
    gap = of(facts, "gap", **its)
    assert (gap["imputed"], gap["before"]) == ("mean", 15_416_667)


# Divided and transformed


def test_a_value_is_divided_once_and_rounded_once() -> None:
    facts = [*roads(a="10", b="10", c="10", d="10"), observation("a", PEOPLE, "3"),
             observation("b", PEOPLE, "0"), observation("c", PEOPLE, "-5")]  # fmt: skip
    per = {"denominator": {"indicator": "people", "times": "10"}, "take_decimals": 2}
    assert of(facts, "a", **per)["taken"] == 3333
    for unit in "bcd":
        its = of(facts, unit, **per)
        assert (its["taken"], its["missing"]) == (None, "exclude_and_prorate")
        assert "no_denominator" in its["flags"]


def test_growth_is_that_of_the_quotient_and_a_fixed_base_is_divided_too() -> None:
    facts = [observation("a", ROADS, "12", prior="10"), observation("a", PEOPLE, "4", prior="5")]
    per = {"denominator": {"indicator": "people"}}
    assert of(facts, "a", **per, take="growth")["taken"] == 50_000_000
    assert of(facts, "a", **per, take="increment")["taken"] == 1_000_000
    base = concluded(
        scheme([ROADS, PEOPLE], [leaf(method="fixed_base", base="prior", **per)]), facts
    )
    assert points(base, "a", "roads") == "150"


def test_posts_go_through_the_same_function_as_the_value() -> None:
    its = {"method": "goalposts", "low": "100", "high": "75000", "transform": {"by": "log"}}
    half = of(roads(a="100", b="75000", c="12000"), "c", **its, round=4)
    assert half["points"] == 72_317_800


def test_a_value_without_a_logarithm_is_missing_and_a_post_without_one_is_refused() -> None:
    its = {"method": "minmax_base", "transform": {"by": "log"}}
    gone = of(roads(a="0", b="3", c="9"), "a", **its)
    assert (gone["missing"], gone["taken"]) == ("exclude_and_prorate", None)
    assert "no_function" in gone["flags"]
    with pytest.raises(Refused) as refused:
        of(roads(a="1"), "a", method="goalposts", low="0", high="9", transform={"by": "log"})
    assert refused.value.code == "post-outside"


# Enough values

PARTS = ("jobs", "income", "schools", "clinics")


def needing(share: str, inner: str | None = None, **more: Any) -> Any:
    indicators = [indicator(name, 0) for name in PARTS]
    leaves = [{"indicator": name, "method": "as_is", **more} for name in PARTS]
    node = {"name": "life", "title": title("life"), "combine": "mean", "parts": leaves[1:]}
    if inner:
        node["available"] = inner
    root = {"combine": "mean", "available": share}
    return scheme(indicators, [leaves[0], node], root=root, missing="exclude_and_prorate")


def marks(**units: str) -> list[Json]:
    """Return a row for each part whose mark is a digit, times ten."""
    return [
        observation(unit, indicator(name, 0), None if digit == "-" else f"{digit}0")
        for unit, digits in units.items()
        for name, digit in zip(PARTS, digits, strict=True)
    ]


def test_a_unit_with_too_few_values_has_no_total() -> None:
    outcome = concluded(needing("0.5"), marks(full="5555", half="4--4", few="9---"))
    assert totals(outcome) == {"full": "50", "half": "40", "few": None}
    assert ranks(outcome) == {"full": 1, "half": 2, "few": None}


def test_a_node_with_too_few_values_is_left_out_even_where_a_gap_would_block() -> None:
    written = needing("0", inner="0.5", missing="block_publication")
    outcome = concluded(written, marks(most="58-9", few="6--3", full="5555"))
    assert totals(outcome) == {"most": None, "few": "60", "full": "50"}


def test_filled_in_values_are_no_values_of_the_unit() -> None:
    outcome = concluded(needing("0.75", impute="group_mean"), marks(full="5555", few="9--9"))
    assert totals(outcome)["few"] is None
    assert outcome["scored"]["few"]["nodes"][""]["available"] == [2, 4]


def test_the_result_says_why_a_unit_has_no_total() -> None:
    parameters = resolve(
        needing("0.65"), {}, dict.fromkeys(("full", "few"), "all"), Period.parse(PERIOD)
    )
    result = run(parameters, marks(full="5555", few="99--"))
    [row] = [row for row in result["rows"] if row["unit"] == "few"]
    assert row["sentence"]["zh"] == "不出总分：4项指标中有数据的仅2项，不足65%。"
    assert any(choice["choice"] == "available" for choice in result["choices"])


# What is told


def result_of(**more: Any) -> Any:
    written = scheme([ROADS], [leaf(method="minmax_base", base="0", **more)])
    facts = [*visitors(COINR), observation("gap", ROADS, None)]
    units = dict.fromkeys((fact["unit"] for fact in facts), "all")
    return run(resolve(written, {}, units, Period.parse(PERIOD)), facts)


def test_every_value_that_was_filled_in_or_treated_is_listed() -> None:
    result = result_of(impute="group_median", treat={"by": "winsorise"})
    assert result["treatments"] == [
        {"path": "roads", "unit": "gap", "kind": "imputed", "rule": "group_median",
         "from": None, "to": "7"},
        {"path": "roads", "unit": "u11", "kind": "winsorised", "rule": "winsorise",
         "from": "100", "to": "30"},
    ]  # fmt: skip
    [outliers] = result["outliers"]
    assert (outliers["count"], outliers["moved"], outliers["outcome"]) == (13, 1, "treated")
    assert {"zh": "插补缺值1项", "en": "missing values filled in: 1"} in result["warnings"]


def test_a_scheme_without_these_words_lists_nothing() -> None:
    result = result_of()
    assert "treatments" not in result
    assert "outliers" not in result
    assert "imputed" not in result["rows"][0]["leaves"][0]


def test_the_explanation_says_what_came_before_the_sum() -> None:
    result = result_of(impute="group_median", treat={"by": "winsorise"})
    assert "缺值插补：同组中位数7；" in explain(result, "gap", "zh")
    assert "outlier brought in from 100 to 30; " in explain(result, "u11", "en")
    logged = result_of(transform={"by": "log", "plus": "1"})
    assert "ln(100 + 1) ≈ 4.615121; " in explain(logged, "u11", "en")
