"""Robustness: bands, swaps and indicators left out, against rankings made again one by one."""

from __future__ import annotations

from copy import deepcopy
from fractions import Fraction
from hashlib import shake_256
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.definition.exact import MICRO
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.numbers.integers import micro
from bihuan.schemes.engine.robust.bands import own_shares, replicates
from bihuan.schemes.engine.robust.beside import BESIDE
from bihuan.schemes.engine.robust.draws import factors, redrawn, redrawn_rows
from bihuan.schemes.engine.robust.field import Field, fields
from bihuan.schemes.engine.robust.robustness import DEFAULT, robustness
from bihuan.schemes.engine.robust.tree import held
from bihuan.schemes.engine.robust.trying import places
from bihuan.schemes.spec.scheme import Robustness
from tests.schemes.bench import indicator, observation, resolved, scheme
from tests.schemes.strategies import Case, cases

ONE, TWO = indicator("one", 0), indicator("two", 0)
# Under its own weights a leads b by 60 to 40.
PARTS = [
    {"indicator": "one", "method": "as_is", "weight": 60},
    {"indicator": "two", "method": "as_is", "weight": 40},
]
FACTS = [
    observation("a", ONE, "100"), observation("a", TWO, "0"),
    observation("b", ONE, "0"), observation("b", TWO, "100"),
]  # fmt: skip
GROUPS = {"a": "towns", "b": "towns"}


def ran(parameters: dict[str, Any], facts: list[dict[str, Any]]) -> dict[str, Any]:
    scored = score(parameters, facts)
    found = robustness(parameters, facts, scored, conclude(parameters, facts, scored))
    assert found is not None
    return found


def two(**more: Any) -> dict[str, Any]:
    return resolved(scheme([ONE, TWO], PARTS, **more), FACTS, GROUPS)


def the_fields(parameters: dict[str, Any], facts: list[dict[str, Any]]) -> list[Field]:
    scored = score(parameters, facts)
    return fields(parameters, facts, scored, conclude(parameters, facts, scored))


def test_a_draw_is_read_from_shake_256_as_its_standard_says():
    word = int.from_bytes(shake_256(b"bihuan robustness 1\n7\none").digest(4), "big")
    (factor,) = factors(7, "one", 1, 250_000).tolist()
    assert factor == 750_000 + word * 500_001 // 2**32


def test_draws_lie_within_their_bounds_and_do_not_depend_on_how_many_are_asked():
    many = factors(1, "size/one", 1000, 250_000).tolist()
    assert factors(1, "size/one", 10, 250_000).tolist() == many[:10]
    assert 750_000 <= min(many) < 760_000
    assert 1_240_000 < max(many) <= 1_250_000
    assert factors(2, "size/one", 10, 250_000).tolist() != many[:10]


def test_redrawn_shares_keep_what_the_node_is_out_of():
    shares, fulls = [600_000_000, 400_000_000], [100, 50]
    drawn = redrawn(shares, fulls, [1_250_000, 750_000])
    again = sum(share * full for share, full in zip(drawn, fulls, strict=True))
    assert abs(again - 80_000_000_000) <= 100


@given(
    st.lists(
        st.tuples(st.integers(0, 2 * 10**9), st.sampled_from((10**8, 5 * 10**7, 3, 0))),
        min_size=1, max_size=6,
    ),
    st.integers(0, MICRO), st.integers(0, 5),
)  # fmt: skip
def test_rows_redrawn_at_once_are_those_redrawn_one_by_one(parts, within, seed):
    shares, fulls = ([part[at] for part in parts] for at in (0, 1))
    times = np.stack([factors(seed, str(at), 20, within) for at in range(len(parts))], axis=1)
    found = redrawn_rows(shares, fulls, times).tolist()
    assert found == [redrawn(shares, fulls, row) for row in times.tolist()]


def test_a_lead_that_no_weight_within_bounds_turns_has_a_band_of_one_place():
    found = ran(two(robustness={"within": "0.05"}), FACTS)
    assert found["bands"] == [
        {"unit": "a", "low": 1, "median": 1, "high": 1},
        {"unit": "b", "low": 2, "median": 2, "high": 2},
    ]


def test_a_lead_that_some_weights_turn_has_a_band_of_two_places():
    found = ran(two(robustness={"within": "0.9", "seed": 3}), FACTS)
    assert [(band["low"], band["high"]) for band in found["bands"]] == [(1, 2), (1, 2)]


def test_equal_weights_are_the_smallest_change_that_swaps_the_two():
    (swap,) = ran(two(), FACTS)["swaps"]
    assert swap == {"above": "a", "below": "b", "path": "one", "from": "60.00", "to": "50.00"}


def test_who_is_better_in_everything_is_swapped_by_no_weight():
    facts = [*FACTS[:1], observation("a", TWO, "100"), *FACTS[2:]]
    (swap,) = ran(resolved(scheme([ONE, TWO], PARTS), facts, GROUPS), facts)["swaps"]
    assert swap["path"] is None


def test_a_tree_that_is_not_linear_is_tried_in_steps_of_a_weight():
    parts = [
        {"indicator": "one", "method": "as_is", "weight": 52},
        {"indicator": "two", "method": "as_is", "weight": 48},
    ]
    facts = [
        observation("a", ONE, "90"), observation("a", TWO, "40"),
        observation("b", ONE, "40"), observation("b", TWO, "90"),
    ]  # fmt: skip
    parameters = resolved(scheme([ONE, TWO], parts, root={"combine": "geometric"}), facts, GROUPS)
    (swap,) = ran(parameters, facts)["swaps"]
    assert swap["path"] in ("one", "two")
    assert (float(swap["to"]) > 50) == (swap["path"] == "two")


def test_without_an_indicator_the_others_decide():
    found = ran(two(), FACTS)["left_out"]
    assert found == [
        {"path": "one", "ranks": {"a": 2, "b": 1}},
        {"path": "two", "ranks": {"a": 1, "b": 2}},
    ]


def test_what_holds_where_a_scheme_says_nothing_is_said_the_same_twice():
    said = Robustness()
    assert {
        "replicates": said.replicates, "within": micro(said.within), "seed": said.seed,
        "largest": said.largest,
    } == DEFAULT  # fmt: skip


def test_no_replicates_means_nothing_is_tried():
    parameters = two(robustness={"replicates": 0})
    scored = score(parameters, FACTS)
    assert robustness(parameters, FACTS, scored, conclude(parameters, FACTS, scored)) is None


def test_a_run_larger_than_declared_is_tried_only_when_asked():
    parameters = two(robustness={"largest": 1})
    scored = score(parameters, FACTS)
    concluded = conclude(parameters, FACTS, scored)
    assert robustness(parameters, FACTS, scored, concluded) is None
    assert robustness(parameters, FACTS, scored, concluded, asked=True) is not None


def test_the_same_seed_gives_the_same_figures():
    parameters = two(robustness={"within": "0.5"})
    assert ran(parameters, FACTS) == ran(deepcopy(parameters), FACTS)


def again(parameters: dict[str, Any], shares: dict[str, list[int]]) -> dict[str, Any]:
    """Return the parameters under other shares, for the plain reference."""
    other = deepcopy(parameters)
    for sheet in other["sheets"]:
        for node in sheet["nodes"]:
            for part, share in zip(node["parts"], shares.get(node["path"], ()), strict=False):
                part[1] = share
    return other


@given(cases())
def test_places_under_other_shares_are_those_of_the_reference(case: Case) -> None:
    places_are_those_of_the_reference(case)


@given(cases(combines=(*BESIDE, "mean")))
def test_so_they_are_where_units_are_compared_with_each_other(case: Case) -> None:
    places_are_those_of_the_reference(case)


def places_are_those_of_the_reference(case: Case) -> None:
    parameters = {**resolved(case.scheme, case.facts, case.groups), "ties": []}
    for field in the_fields(parameters, case.facts):
        drawn = replicates(field, 1, 3, 250_000)
        ranking, decimals = parameters["ranking"], parameters["rounding"]["total"]
        if ranking["order"] == "rank_then_round" and not field.plain:
            continue  # the last bit of a mean tells units apart there
        if held(field, 3):
            continue  # those nodes keep their scores, and are said to
        found = places(field, drawn, ranking, decimals)
        for row in range(3):
            shares = {path: each[row].tolist() for path, each in drawn.items()}
            other = again(parameters, shares)
            concluded = conclude(other, case.facts, score(other, case.facts))["units"]
            assert [concluded[unit]["rank"] for unit in field.units] == found[row].tolist()


@given(cases(plain=True))
def test_a_swap_solved_for_leaves_the_two_level(case: Case) -> None:
    parameters = {**resolved(case.scheme, case.facts, case.groups), "ties": []}
    for field in the_fields(parameters, case.facts):
        if not field.plain:
            continue
        root = field.sheet["nodes"][-1]
        worth = [
            Fraction(share * field.full_of(path)) for path, share, _ in root["parts"]
        ]  # fmt: skip
        for swap in ran(parameters, case.facts)["swaps"]:
            if swap["path"] is None or swap["above"] not in field.units:
                continue
            lead = _lead(field, swap, worth, root)
            whole = float(sum(worth))
            # Weights are said to two decimals of a percent.
            assert abs(lead) <= 0.0002 * whole * 2


def _lead(field: Field, swap: dict[str, Any], worth: list[Fraction], root: Any) -> float:
    """Return how far the upper unit still leads under the changed weight, in 1e-15 points."""
    paths = [path for path, _, _ in root["parts"]]
    whole = sum(worth)
    at = paths.index(swap["path"])
    new = Fraction(swap["to"]) * whole / 100
    rest = (whole - new) / (whole - worth[at]) if whole != worth[at] else Fraction(0)
    changed = [new if place == at else one * rest for place, one in enumerate(worth)]
    above, below = field.units.index(swap["above"]), field.units.index(swap["below"])
    lead = Fraction(int(field.moved[above]) - int(field.moved[below]))
    for path, one in zip(paths, changed, strict=True):
        if one:
            points = field.points[path]
            lead += one * Fraction(int(points[above]) - int(points[below]), field.full_of(path))
    return float(lead)


def test_own_shares_give_the_ranks_of_the_run():
    parameters = two()
    (field,) = the_fields(parameters, FACTS)
    own = {path: np.array([shares]) for path, shares in own_shares(field).items()}
    assert places(field, own, parameters["ranking"], 2).tolist() == [[1, 2]]
