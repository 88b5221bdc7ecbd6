"""Nodes of a run that compare units, and what a reader is told of them."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Refused
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.run import run
from bihuan.schemes.engine.telling.explain import explain
from tests.schemes.bench import PERIOD, indicator, observation, scheme, title

JOBS, WASTE = indicator("jobs", 0), indicator("waste", 0, direction="lower")
TOWNS = {"yunling": ("300", "40"), "huatang": ("400", "90"), "shishan": ("200", "10")}


def ran(root: dict[str, Any], towns: dict[str, tuple[str | None, ...]] = TOWNS, **more: Any) -> Any:
    parts = [
        {"indicator": of["name"], "method": "raw", "weight": weight}
        for of, weight in ((JOBS, 60), (WASTE, 40))
    ]
    if "name" in root:
        parts = [{**root, "parts": parts}]
        root = {"combine": "sum"}
    facts = [
        observation(unit, of, value)
        for unit, values in towns.items()
        for of, value in zip((JOBS, WASTE), values, strict=True)
        if value is not None
    ]
    written = scheme([JOBS, WASTE], parts, root=root, **more)
    groups = dict.fromkeys(towns, "all")
    return run(resolve(written, {}, groups, Period.parse(PERIOD)), facts)


def totals(result: Any) -> dict[str, str | None]:
    return {row["unit"]: row["total"] for row in result["rows"]}


def test_less_of_a_raw_cost_is_better() -> None:
    node = {"combine": "spotis", "using": {"bounds": [
        {"part": "jobs", "low": "0", "high": "500"}, {"part": "waste", "low": "0", "high": "100"},
    ]}}  # fmt: skip
    assert totals(ran(node)) == {"yunling": "60.00", "huatang": "52.00", "shishan": "60.00"}


def test_who_lacks_a_part_is_left_out_of_the_comparison() -> None:
    towns = {**TOWNS, "luoxi": ("999", None)}
    left_out = totals(ran({"combine": "topsis"}, towns, missing="exclude_and_prorate"))
    assert left_out.pop("luoxi") is None
    assert left_out == totals(ran({"combine": "topsis"}))


def test_a_missing_value_that_blocks_still_blocks() -> None:
    result = ran({"combine": "topsis"}, {**TOWNS, "luoxi": ("999", None)})
    assert result["blocked"] == ["luoxi"]


def test_a_node_left_out_leaves_its_points_to_the_others() -> None:
    node = {"name": "place", "title": title("p"), "combine": "topsis", "weight": 50}
    leaf = {"name": "base", "indicator": "jobs", "method": "as_is", "out_of": 999, "weight": 50}
    parts = [
        {"indicator": "jobs", "method": "raw"},
        {"indicator": "waste", "method": "raw"},
    ]
    written = scheme([JOBS, WASTE], [{**node, "parts": parts}, leaf], missing="exclude_and_prorate")
    facts = [observation("luoxi", JOBS, "999"), observation("yunling", JOBS, "999"),
             observation("yunling", WASTE, "10")]  # fmt: skip
    groups = {"luoxi": "all", "yunling": "all"}
    result = run(resolve(written, {}, groups, Period.parse(PERIOD)), facts)
    assert totals(result) == {"luoxi": "100.00", "yunling": "100.00"}
    [row] = [row for row in result["rows"] if row["unit"] == "luoxi"]
    causes = [line["why"]["en"] for line in row["remainders"]]
    assert causes == ["left out, since parts are missing", "parts left out are scaled up"]


def test_a_result_says_where_not_all_orders_were_searched() -> None:
    warned = ran({"combine": "kemeny", "using": {"exact": 2}})["warnings"]
    assert any("more than 2 units" in words["en"] for words in warned)
    assert not any("Borda" in words["en"] for words in ran({"combine": "kemeny"})["warnings"])


def test_choices_name_the_numbers_of_a_way_and_whether_they_are_defaults() -> None:
    def chosen(root: dict[str, Any]) -> Any:
        return next(c for c in ran(root)["choices"] if c["choice"] == "combine")

    stated, default = (
        chosen({"combine": "vikor", **using}) for using in ({"using": {"strategy": "0.4"}}, {})
    )
    assert (stated["stated"], default["stated"]) == (True, False)
    assert "0.4" in stated["words"]["zh"]
    assert "0.5" in default["words"]["en"]


def test_an_explanation_names_the_way_and_the_penalties_that_hold() -> None:
    late = {
        "name": "late",
        "title": {"zh": "迟报", "en": "Late"},
        "when": "waste > 30",
        "less": "5",
    }
    node = {"name": "place", "title": title("p"), "combine": "topsis", "penalties": [late]}
    result = ran(node)
    told = explain(result, "yunling", "en")
    assert "closeness to the ideal (TOPSIS)" in told
    assert "Late: − 5" in told
    assert "Late" not in explain(result, "shishan", "en")
    assert "迟报" in explain(result, "huatang", "zh")


def test_raw_numbers_are_no_loss_and_no_merit_in_the_sentence() -> None:
    for row in ran({"combine": "moora"})["rows"]:
        assert "lost" not in row["sentence"]["en"]
        assert "best on" not in row["sentence"]["en"]


@pytest.mark.parametrize("combine", ["copeland", "electre", "kemeny"])
def test_a_group_too_large_for_pairs_is_refused_by_name(combine: str) -> None:
    written = scheme([JOBS, WASTE], [{"indicator": "jobs", "method": "raw"}],
                     root={"combine": combine})  # fmt: skip
    groups = {f"unit-{n}": "all" for n in range(5000)}
    with pytest.raises(Refused) as refused:
        resolve(written, {}, groups, Period.parse(PERIOD))
    assert refused.value.code == "too-many-to-compare"
