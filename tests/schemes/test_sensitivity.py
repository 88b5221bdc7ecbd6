"""Sensitivity: which choices move ranks, on cases where the answer is plain."""

from __future__ import annotations

from typing import Any

from bihuan.schemes.engine.robust.sensitivity import sensitivity
from tests.schemes.bench import indicator, observation, resolved, scheme

ONE, TWO = indicator("one", 0), indicator("two", 0)
PARTS = [
    {"indicator": "one", "method": "as_is", "weight": 50},
    {"indicator": "two", "method": "as_is", "weight": 50},
]
UNITS = dict.fromkeys("abcdef", "towns")


def found(values: dict[str, tuple[str | None, str]], **more: Any) -> dict[str, Any]:
    facts = [
        observation(unit, of, value)
        for unit, both in values.items()
        for of, value in zip((ONE, TWO), both, strict=True)
        if value is not None
    ]
    parameters = resolved(scheme([ONE, TWO], PARTS, **more), facts, UNITS)
    (sheet,) = sensitivity(parameters, facts, evaluations=800)
    return sheet


def factors(sheet: dict[str, Any]) -> dict[str, Any]:
    return {factor["name"]: factor for factor in sheet["factors"]}


LEVEL = {unit: (str(90 - 10 * at), str(90 - 10 * at)) for at, unit in enumerate("abcdef")}


def test_where_everybody_agrees_on_the_order_no_choice_moves_a_rank():
    for factor in found(LEVEL)["factors"]:
        assert float(factor["shift"]["total"]) == 0


def test_a_choice_that_cannot_change_anything_is_not_drawn():
    assert set(factors(found(LEVEL))) == {"weights", "normalisation", "aggregation"}


def test_filling_gaps_is_a_choice_only_where_something_is_missing():
    gaps = {**LEVEL, "c": (None, "70")}
    assert "imputation" in factors(found(gaps, missing="zero"))


def test_how_parts_are_combined_moves_ranks_where_units_are_uneven():
    uneven = {
        "a": ("100", "2"), "b": ("50", "50"), "c": ("60", "39"), "d": ("10", "80"),
        "e": ("45", "45"), "f": ("30", "55"),
    }  # fmt: skip
    sheet = found(uneven, robustness={"within": "0.01"})
    its = factors(sheet)
    assert float(its["aggregation"]["shift"]["total"]) > 0.2
    assert float(its["weights"]["shift"]["total"]) < 0.1
    assert sheet["evaluations"] <= 800
    assert len(its["weights"]["ranks"]) == len(sheet["units"]) == 6


def test_the_same_seed_gives_the_same_indices():
    assert found(LEVEL) == found(LEVEL)


def test_a_unit_without_a_total_does_not_keep_the_others_from_being_ranked_anew():
    gaps = {
        "a": ("90", "10"), "b": ("20", "80"), "c": (None, "70"), "d": ("50", "52"),
        "e": ("70", "33"), "f": ("30", "72"),
    }  # fmt: skip
    wide = found(gaps, missing="block_publication", robustness={"within": "0.9"})
    assert wide["units"] == ["a", "b", "d", "e", "f"]
    assert float(factors(wide)["weights"]["shift"]["first"]) > 0


def test_a_score_that_weights_do_not_move_is_named():
    assert found(LEVEL)["held"] == []
    sheet = found(LEVEL, root={"combine": "formula", "formula": "one + two"})
    assert sheet["held"] == [""]


def test_a_formula_is_computed_again_under_another_normalisation():
    apart = {
        "a": ("1000", "1"), "b": ("10", "6"), "c": ("9", "7"), "d": ("8", "5"), "e": ("7", "4"),
        "f": ("6", "3"),
    }  # fmt: skip
    sheet = found(apart, root={"combine": "formula", "formula": "one + two"})
    assert float(factors(sheet)["normalisation"]["shift"]["total"]) > 0.3
