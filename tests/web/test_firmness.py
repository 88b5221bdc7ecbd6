"""Firmness on a page: what the bands mean, and what is said where there are none."""

from typing import Any

from bihuan.web.firmness import Firmness

NODE = {"path": "in", "title": {"zh": "内部管理", "en": "Inside"}}


def row(unit: str, rank: int | None) -> dict[str, Any]:
    return {"unit": unit, "rank": rank, "title": {"zh": unit, "en": unit}, "nodes": [NODE]}


def firm(**found: Any) -> dict[str, Any]:
    bands = [{"unit": "a", "low": 1, "median": 1, "high": 2},
             {"unit": "b", "low": 1, "median": 2, "high": 2}]  # fmt: skip
    swaps = [{"above": "a", "below": "b", "path": "tax", "from": "60.00", "to": "50.00"}]
    tried = {"replicates": 1000, "within": "0.25", "seed": 1, "bands": bands, "swaps": swaps,
             "left_out": [], "held": []}  # fmt: skip
    return {"robustness": {**tried, **found}}


def page(result: dict[str, Any], language: str = "en") -> Firmness:
    rows = [row("a", 1), row("b", 2), row("c", None)]
    return Firmness(result, rows, {"tax": "税收"}, language)  # type: ignore[arg-type]


def test_a_result_of_an_earlier_release_has_no_word_of_it():
    for result in ({}, {"robustness": None}):
        its = page(result)
        assert (its.meaning, its.band(row("a", 1)), its.sentence(row("a", 1))) == ("", None, "")


def test_bands_are_explained_and_a_unit_without_a_total_has_none():
    its = page(firm())
    assert "up to 25 %" in its.meaning
    assert its.band(row("c", None)) is None
    assert its.sentence(row("c", None)) == ""
    assert "between 1 and 2" in its.sentence(row("a", 1))


def test_a_node_that_keeps_its_score_is_named():
    assert page(firm(held=["in"])).meaning.endswith("Inside stays as it is in these trials.")
    assert page(firm(held=["in"]), "zh").meaning.endswith("试算中“内部管理”的得分保持不变。")


def test_a_total_that_weights_do_not_move_is_not_called_firm():
    its = page(firm(held=[""], bands=[], swaps=[]))
    assert "was not tried" in its.meaning
    assert its.band(row("a", 1)) is None
