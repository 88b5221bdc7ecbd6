"""The figures of robustness found again from the reference page alone, and swaps tried out."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from hashlib import shake_256
from math import ceil, floor
from typing import Any

import pytest

from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.robust.robustness import robustness
from tests.schemes.bench import entry, indicator, observation, resolved, scheme, title

ONE, TWO, THREE = indicator("one", 0), indicator("two", 0), indicator("three", 0)


def leaf(of: dict[str, Any], weight: int, **more: Any) -> dict[str, Any]:
    return {"indicator": of["name"], "method": "as_is", "weight": weight, **more}


def node(name: str, weight: int, parts: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"name": name, "title": title(name), "weight": weight, "parts": parts, **more}


def rows(values: dict[str, tuple[str | None, ...]]) -> list[dict[str, Any]]:
    return [
        observation(unit, of, value)
        for unit, its in values.items()
        for of, value in zip((ONE, TWO, THREE), its, strict=False)
        if value is not None
    ]


def ran(parameters: dict[str, Any], facts: list[dict[str, Any]]) -> dict[str, Any]:
    scored = score(parameters, facts)
    found = robustness(parameters, facts, scored, conclude(parameters, facts, scored))
    assert found is not None
    return dict(found)


def ranks(parameters: dict[str, Any], facts: list[dict[str, Any]]) -> dict[str, int | None]:
    units = conclude({**parameters, "ties": []}, facts, score(parameters, facts))["units"]
    return {unit: its["rank"] for unit, its in units.items()}


# A second reader of the page, with nothing but whole numbers and fractions


def draw(seed: int, path: str, number: int, within: Fraction) -> Fraction:
    text = f"bihuan robustness 1\n{seed}\n{path}"
    four = shake_256(text.encode()).digest(4 * (number + 1))[-4:]
    word = sum(byte << 8 * (3 - at) for at, byte in enumerate(four))
    spread = int(within * 10**6)
    return Fraction(10**6 - spread + floor(Fraction(word * (2 * spread + 1), 2**32)), 10**6)


def half_up(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def bands_by_the_page(
    parameters: dict[str, Any], facts: list[dict[str, Any]], within: Fraction, seed: int
) -> dict[str, tuple[int, int, int]]:
    (sheet,) = parameters["sheets"]
    scored = score(parameters, facts)["units"]
    concluded = conclude(parameters, facts, score(parameters, facts))["units"]
    full = {leaf["path"]: leaf["full"] for leaf in sheet["leaves"]}
    parts = [(path, share) for path, share, _ in sheet["nodes"][-1]["parts"]]
    found: dict[str, list[int]] = {unit: [] for unit in scored}
    for number in range(parameters["robustness"]["replicates"]):
        drawn = {path: share * draw(seed, path, number, within) for path, share in parts}
        before = sum(share * full[path] for path, share in parts)
        after = sum(share * full[path] for path, share in drawn.items())
        shares = {path: half_up(share * before / after) for path, share in drawn.items()}
        totals = {}
        for unit, earned in scored.items():
            moved = concluded[unit]["exact"] - earned["exact"]
            points = sum(shares[path] * earned["leaves"][path]["points"] for path in shares)
            totals[unit] = half_up(Fraction(points + moved, 10**13))  # two decimals
        for unit, total in totals.items():
            better = [its for its in totals.values() if its > total]
            dense = parameters["ranking"]["style"] == "dense"
            found[unit].append(1 + (len(set(better)) if dense else len(better)))
    size = parameters["robustness"]["replicates"]
    at = [ceil(Fraction(size * percent, 100)) - 1 for percent in (5, 50, 95)]
    return {unit: tuple(sorted(places)[one] for one in at) for unit, places in found.items()}  # type: ignore[misc]


@pytest.mark.parametrize("style", ["competition", "dense"])
def test_bands_are_those_of_a_reader_of_the_page(style: str) -> None:
    parts = [leaf(ONE, 50), node("rest", 50, [leaf(TWO, 30), leaf(THREE, 20)])]
    facts = [
        *rows({
            "a": ("50", "30", "10"), "b": ("44", "30", "19"), "c": ("38", "41", "40"),
            "d": ("50", "30", "10"), "e": ("10", "90", "1"), "f": ("51", "28", "11"),
        }),
        entry("bonus", "f", "extra", "0.2"),
    ]  # fmt: skip
    written = scheme(
        [ONE, TWO, THREE], parts, rank={"style": style},
        adjustments=[{"name": "extra", "title": title("e"), "kind": "bonus"}],
        robustness={"replicates": 150, "within": "0.4", "seed": 11},
    )  # fmt: skip
    parameters = resolved(written, facts)
    expected = bands_by_the_page(parameters, facts, Fraction("0.4"), 11)
    found = {
        band["unit"]: (band["low"], band["median"], band["high"])
        for band in ran(parameters, facts)["bands"]
    }
    assert found == expected
    assert len(set(found.values())) > 3


# Swaps, tried out by scoring with the changed weights


def under(parameters: dict[str, Any], path: str, percent: Fraction) -> dict[str, Any]:
    """Return the parameters with a part of the root at so many percent, the others giving way."""
    other = deepcopy(parameters)
    parts = other["sheets"][0]["nodes"][-1]["parts"]
    whole = sum(share for _, share, _ in parts)
    (mine,) = [share for name, share, _ in parts if name == path]
    for part in parts:
        rest = Fraction(part[1], whole - mine) * (100 - percent)
        part[1] = half_up(whole * (percent if part[0] == path else rest) / 100)
    return other


def test_a_swap_is_one_when_the_scheme_is_scored_with_the_changed_weight() -> None:
    facts = rows({"a": ("90", "40", "50"), "b": ("40", "80", "62"), "c": ("61", "60", "49")})
    parts = [leaf(ONE, 50), leaf(TWO, 30), leaf(THREE, 20)]
    for combine in ("mean", "geometric", "harmonic"):
        written = scheme([ONE, TWO, THREE], parts, root={"combine": combine})
        parameters = resolved(written, facts)
        before = ranks(parameters, facts)
        swaps = ran(parameters, facts)["swaps"]
        assert [swap for swap in swaps if swap["path"]]
        for swap in (swap for swap in swaps if swap["path"]):
            above, below = swap["above"], swap["below"]
            assert before[above] + 1 == before[below]  # type: ignore[operator]
            old, new = Fraction(swap["from"]), Fraction(swap["to"])
            beyond = new + (Fraction(1, 50) if new > old else Fraction(-1, 50))
            now = ranks(under(parameters, swap["path"], beyond), facts)
            assert now[below] <= now[above]  # type: ignore[operator]


def test_in_a_tree_that_is_not_linear_no_smaller_step_of_any_weight_brings_the_two_level() -> None:
    facts = rows({"a": ("90", "40"), "b": ("40", "90")})
    parts = [leaf(ONE, 52), leaf(TWO, 48)]
    parameters = resolved(scheme([ONE, TWO], parts, root={"combine": "geometric"}), facts)
    (swap,) = ran(parameters, facts)["swaps"]
    # 48 more by a tenth is 52.8 of 104.8; by a twentieth it is 50.4 of 102.4, which is too little.
    assert swap == {"above": "a", "below": "b", "path": "two", "from": "48.00", "to": "50.38"}


def test_in_a_sum_below_another_node_a_weight_is_said_in_percent_of_its_points() -> None:
    inner = node("in", 50, [leaf(ONE, 30), leaf(TWO, 10)], combine="sum", round=2)
    facts = rows({"a": ("100", "0", "50"), "b": ("0", "100", "50")})
    parameters = resolved(
        scheme([ONE, TWO, THREE], [inner, leaf(THREE, 50)], root={"combine": "mean"}), facts
    )
    (swap,) = ran(parameters, facts)["swaps"]
    assert (swap["path"], swap["from"], swap["to"]) == ("in/two", "25.00", "50.00")


def test_of_units_that_the_tie_chain_parts_none_leads() -> None:
    facts = rows({"a": ("50.0", "50"), "b": ("50", "50"), "c": ("1", "2")})
    facts[0]["value"] += 1
    parts = [leaf(ONE, 1), leaf(TWO, 999)]
    written = scheme([ONE, TWO], parts, root={"combine": "mean"}, round={"total": 0},
                     rank={"chain": [{"score": "two"}]})  # fmt: skip
    parameters = resolved(written, facts)
    swaps = ran(parameters, facts)["swaps"]
    assert [(swap["above"], swap["below"]) for swap in swaps] == [("b", "c")]


# What is not tried is not said to be firm


@pytest.mark.parametrize(
    "root",
    [
        {"combine": "kemeny"},
        {"combine": "electre"},
        {"combine": "formula", "formula": "one + two"},
        {"combine": "mean", "weigh": {"by": "doubt"}},
    ],
)
def test_where_weights_cannot_move_the_total_no_band_is_claimed(root: dict[str, Any]) -> None:
    facts = rows({"a": ("100", "0"), "b": ("0", "100"), "c": ("40", "40")})
    parts = [leaf(ONE, 60), leaf(TWO, 40)]
    if "weigh" in root:
        parts = [{name: its for name, its in part.items() if name != "weight"} for part in parts]
    found = ran(resolved(scheme([ONE, TWO], parts, root=root), facts), facts)
    assert found["held"] == [""]
    assert (found["bands"], found["swaps"], found["left_out"]) == ([], [], [])


def test_a_leaf_below_a_node_that_keeps_its_score_is_not_said_to_be_left_out() -> None:
    inner = node("in", 50, [leaf(ONE, 50), leaf(TWO, 50)], combine="kemeny")
    facts = rows({"a": ("9", "1", "50"), "b": ("5", "7", "20"), "c": ("1", "2", "90")})
    written = scheme([ONE, TWO, THREE], [inner, leaf(THREE, 50)], root={"combine": "mean"})
    found = ran(resolved(written, facts), facts)
    assert found["held"] == ["in"]
    assert [left["path"] for left in found["left_out"]] == ["three"]
    assert len(found["bands"]) == 3


# Units without a total, and numbers beyond all bounds


def test_a_unit_without_a_total_still_stands_beside_those_it_is_compared_with() -> None:
    inner = node("in", 50, [leaf(ONE, 50), leaf(THREE, 50)], combine="mean", rescale_best="100")
    facts = rows(
        {"a": ("40", "0", "10"), "b": ("10", "18", "12"), "c": ("100", "-30", "3"),
         "x": ("100", None, "100")}
    )  # fmt: skip
    written = scheme(
        [ONE, TWO, THREE],
        [inner, leaf(TWO, 50, missing="block_publication")],
        root={"combine": "mean"},
        missing="block_publication",
        robustness={"within": "0"},
    )
    parameters = resolved(written, facts)
    bands = ran(parameters, facts)["bands"]
    own = ranks(parameters, facts)
    assert own == {"a": 2, "b": 1, "c": 3, "x": None}
    assert {band["unit"]: band["low"] for band in bands} == {"a": 2, "b": 1, "c": 3}


def test_an_indicator_left_out_hands_its_points_to_the_others_of_its_node_alone() -> None:
    parts = [node("economy", 60, [leaf(ONE, 30), leaf(TWO, 30)]), leaf(THREE, 40)]
    facts = rows({"a": ("30", "10", "8"), "b": ("0", "20", "16"), "c": ("10", "14", "20")})
    parameters = resolved(scheme([ONE, TWO, THREE], parts), facts)
    (without,) = [
        left for left in ran(parameters, facts)["left_out"] if left["path"] == "economy/one"
    ]
    other = deepcopy(parameters)
    for part in other["sheets"][0]["nodes"][-1]["parts"]:
        part[1] *= {"economy/one": 0, "economy/two": 2}.get(part[0], 1)
    assert without["ranks"] == ranks(other, facts)


def test_the_last_indicator_of_a_node_takes_the_node_with_it() -> None:
    parts = [node("economy", 60, [leaf(ONE, 60)]), leaf(TWO, 10), leaf(THREE, 30)]
    facts = rows({"a": ("60", "0", "8"), "b": ("0", "10", "16"), "c": ("10", "9", "20")})
    parameters = resolved(scheme([ONE, TWO, THREE], parts), facts)
    found = {left["path"]: left["ranks"] for left in ran(parameters, facts)["left_out"]}
    assert found["economy/one"] == {"a": 3, "b": 2, "c": 1}


def test_a_small_part_that_takes_over_a_large_one_is_added_up_without_overflow() -> None:
    parts = [leaf(ONE, 999), leaf(TWO, 1)]
    facts = rows({"a": ("100", "0"), "b": ("1", "10000"), "c": ("2", "9000")})
    parameters = resolved(scheme([ONE, TWO], parts), facts)
    found = {left["path"]: left["ranks"] for left in ran(parameters, facts)["left_out"]}
    assert found["one"] == {"a": 3, "b": 1, "c": 2}


def test_numbers_too_large_for_it_leave_a_run_without_robustness() -> None:
    facts = rows({"a": ("100", "2"), "b": ("99", "1")})
    inner = node("in", 50, [leaf(ONE, 50)], combine="formula", formula="one * 100000000.0")
    parameters = resolved(scheme([ONE, TWO], [inner, leaf(TWO, 50)]), facts)
    scored = score(parameters, facts)
    assert robustness(parameters, facts, scored, conclude(parameters, facts, scored)) is None


def test_nobody_one_unit_and_equal_units_have_bands_of_their_own() -> None:
    parts = [leaf(ONE, 50), leaf(TWO, 50)]
    groups = {"a": "towns", "b": "towns", "c": "bureaus"}
    more = {"contestants": [{"name": n, "title": title(n)} for n in ("towns", "bureaus", "none")]}
    facts = rows({"a": ("5", "5"), "b": ("5", "5"), "c": ("-7", "0")})
    found = ran(resolved(scheme([ONE, TWO], parts, **more), facts, groups), facts)
    assert [(band["low"], band["high"]) for band in found["bands"]] == [(1, 1)] * 3
    assert found["swaps"] == []


def test_a_weight_of_zero_stays_zero_and_swaps_nobody() -> None:
    parts = [leaf(ONE, 100), leaf(TWO, 0)]
    facts = rows({"a": ("5", "0"), "b": ("4", "100")})
    found = ran(resolved(scheme([ONE, TWO], parts), facts), facts)
    assert [(band["low"], band["high"]) for band in found["bands"]] == [(1, 1), (2, 2)]
    assert [left["path"] for left in found["left_out"]] == ["two"]
