"""Why a total changed: effects that add up, mean over all orders, each cause on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Refused
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.reading.adding import points
from bihuan.schemes.engine.reading.as_data import as_data
from bihuan.schemes.engine.reading.decomposing import (
    BETWEEN,
    Decomposition,
    decompose,
    decompose_all,
)
from bihuan.schemes.engine.reading.mixing import Mixture
from bihuan.schemes.engine.reading.telling import why
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.settling import settle
from bihuan.schemes.engine.result import Result
from bihuan.schemes.engine.run import run
from tests.schemes.bench import entry, indicator, observation, scheme, title
from tests.schemes.results import as_they_are, result, table
from tests.schemes.strategies import Case, cases

A, B = indicator("a"), indicator("b")


def adds_up(found: Decomposition) -> bool:
    effects = sum((line.by for line in found.effects), Fraction(0))
    beside = sum((line.by for line in found.beside), Fraction(0))
    by_leaf = {line.path: line.by for line in found.effects if line.path != BETWEEN}
    moved = {c.key.name: c.by for c in found.unit.changes if c.key.kind == "leaf"}
    return effects + beside == found.unit.by and by_leaf == moved


def effects(found: Decomposition) -> dict[str, Fraction]:
    assert adds_up(found)
    return {cause: found.of(cause) for cause in found.causes}


def two_leaves(a: str, b: str, **more: Any) -> Any:
    parts = [
        {"indicator": "a", "method": "as_is", "weight": a, **more},
        {"indicator": "b", "method": "as_is", "weight": b},
    ]
    return scheme([A, B], parts, round={"total": 6})


def test_values_and_weights_that_change_together_share_what_they_do_together() -> None:
    before = result(two_leaves("60", "40"), table(a=["50", "1"], b=["50", "1"]), "2025Q1")
    after = result(two_leaves("40", "60"), table(a=["80", "1"], b=["50", "1"]))
    found = decompose(before, after, "u01")
    # a: 30 points more at half of 60 % and 40 %; b: as it was, under 20 % more.
    assert effects(found) == {"values": 15, "weights": Fraction(65, 100) * -20 + 10}
    assert found.unit.by == 12
    assert found.weights_apart
    assert [line.path for line in found.effects] == ["a", "b"]


def test_the_others_alone_can_move_a_unit() -> None:
    written = scheme([A], [{"indicator": "a", "method": "minmax_base", "weight": 100, "base": 0}])
    before = result(written, table(a=["5", "0", "10"]), "2025Q1")
    found = decompose(before, result(written, table(a=["5", "0", "20"])), "u01")
    assert effects(found) == {"peers": -25}


def test_a_newcomer_is_a_peer() -> None:
    written = scheme([A], [{"indicator": "a", "method": "minmax_base", "weight": 100, "base": 0}])
    before = result(written, table(a=["5", "0", "10"]), "2025Q1")
    found = decompose(before, result(written, table(a=["5", "0", "10", "20"])), "u01")
    assert effects(found) == {"peers": -25}


def test_another_group_means_other_peers() -> None:
    groups = [{"name": name, "title": title(name)} for name in ("north", "south")]
    parts = [{"indicator": "a", "method": "minmax_base", "weight": 100, "base": 0}]
    written = scheme([A], parts, contestants=groups)
    rows = table(a=["5", "0", "10", "0", "20"])
    units = {"u01": "north", "u02": "north", "u03": "north", "u04": "south", "u05": "south"}
    before = result(written, rows, "2025Q1", units)
    found = decompose(before, result(written, rows, "2025Q2", {**units, "u01": "south"}), "u01")
    assert effects(found) == {"peers": -25}
    assert found.unit.up is None
    assert why(found, 2)[0].en.startswith("u01 is ranked 2 of 3 in another group now")


def completion(**more: Any) -> Any:
    part = {"indicator": "a", "method": "completion", "weight": 100, "uncapped": True, **more}
    return scheme([A], [part], round={"total": 6})


def test_targets_count_apart_from_values_wherever_they_stand() -> None:
    observed = [observation("u01", A, "60", "100")], [observation("u01", A, "60", "120")]
    before, after = (result(completion(), rows) for rows in observed)
    assert effects(decompose(before, after, "u01")) == {"targets": -10}
    rows = [observation("u01", A, "60")]
    before, after = (result(completion(target=target), rows) for target in (100, 120))
    assert effects(decompose(before, after, "u01")) == {"targets": -10}


def test_the_year_that_passed_counts_as_a_target_of_progress_alone() -> None:
    rows = [observation("u01", A, "30", "100")]
    written = scheme([A], [{"indicator": "a", "method": "progress", "weight": 100}])
    before, after = (result(written, rows, period) for period in ("2025Q2", "2025Q3"))
    assert effects(decompose(before, after, "u01")) == {"targets": -20}
    before, after = (result(completion(), rows, period) for period in ("2025Q2", "2025Q3"))
    assert effects(decompose(before, after, "u01")) == {}


def test_another_method_is_the_schemes_doing() -> None:
    rows = [observation("u01", A, "60", "80"), observation("u02", A, "90", "80")]
    after = scheme([A], [{"indicator": "a", "method": "as_is", "weight": 100}])
    found = decompose(result(completion(), rows), result(after, rows), "u01")
    assert effects(found) == {"scheme": -15}


def test_an_indicator_that_is_new_comes_with_the_scheme_and_so_do_weights_then() -> None:
    before = result(as_they_are("a"), table(a=["50", "10"]), "2025Q1")
    after = result(two_leaves("50", "50"), table(a=["50", "10"], b=["80", "10"]))
    found = decompose(before, after, "u01")
    assert effects(found) == {"scheme": 15}
    assert not found.weights_apart
    assert why(found, 2)[1].en == "Of the +15.00: the scheme and its weights +15.00."


def test_a_number_that_would_block_the_unit_in_between_counts_as_zero_there() -> None:
    before = result(two_leaves("50", "50", missing="zero"), table(a=[None, "9"], b=["40", "9"]))
    after = result(two_leaves("50", "50"), table(a=["60", "9"], b=["40", "9"]))
    assert effects(decompose(before, after, "u01")) == {"values": 30, "scheme": 0}


def test_figures_are_brought_to_the_decimals_of_the_scheme_that_reads_them() -> None:
    fine, coarse = indicator("a", 3), indicator("a", 0)
    part = {"indicator": "a", "method": "as_is", "weight": 100}
    before = result(scheme([coarse], [part]), [observation("u01", coarse, "50")], "2025Q1")
    after = result(scheme([fine], [part]), [observation("u01", fine, "60.5")])
    # Read without decimals, 60.5 is 61: half the time the finer scheme finds the half point.
    assert effects(decompose(before, after, "u01")) == {
        "values": Fraction("10.75"), "scheme": Fraction("-0.25"),
    }  # fmt: skip


def test_bonuses_vetoes_and_rounding_stand_beside_the_causes() -> None:
    basis = {"document": "清单", "entry": "一"}
    written = as_they_are(
        "a", decimals=0,
        adjustments=[{"name": "honours", "title": title("荣誉"), "kind": "bonus"}],
        vetoes=[{"name": "fraud", "title": title("造假"), "basis": basis, "effect": "zero"}],
    )  # fmt: skip
    before = result(written, [*table(a=["50.4"]), entry("bonus", "u01", "honours", "2")])
    after = result(written, [*table(a=["60"]), entry("veto", "u01", "fraud")])
    found = decompose(before, after, "u01")
    assert effects(found) == {"values": Fraction("9.6")}
    assert {line.kind: line.by for line in found.beside} == {
        "honours": -2, "veto": -60, "rounding": Fraction("0.4"),
    }  # fmt: skip
    assert why(found, 1)[1].en == (
        "Of the −52.0: veto −60.0, its own values +9.6, bonuses and deductions −2.0, "
        "rounding of the total +0.4."
    )


def test_three_sentences_say_why_a_unit_fell() -> None:
    written = as_they_are("a", "b")
    before = result(written, table(a=["50", "40", "30"], b=["9", "9", "9"]), "2025Q1")
    after = result(written, table(a=["31", "40", "30"], b=["8", "9", "19"]))
    said = why(decompose(before, after, "u01"), 2)
    assert [text.en for text in said] == [
        "u01 fell from 1 to 3 of 3: 59.00 points in Q1 2025, 39.00 in Q2 2025 (−20.00).",
        "Of the −20.00: its own values −20.00.",
        "Most came through a (−19.00), b (−1.00); passed by u02, u03.",
    ]
    assert [text.zh for text in said] == [
        "u01由第1名降至第3名（共3个）：2025年一季度59.00分，2025年二季度39.00分（−20.00）。",
        "其中自身数据−20.00分，合计−20.00分。",
        "影响最大的是“a”（−19.00分）、“b”（−1.00分）；被u02、u03超过。",
    ]


def test_where_nothing_counts_differently_the_sentences_say_so() -> None:
    one = result(as_they_are("a"), table(a=["50", "40"]))
    said = why(decompose(one, one, "u01"), 2)
    assert [text.en for text in said] == [
        "u01 stayed at 1 of 2: 50.00 points before, 50.00 now (0.00).",
        "Nothing that counts is different.",
    ]


def test_a_unit_without_a_total_is_refused() -> None:
    before = result(as_they_are("a"), table(a=["50", None]))
    with pytest.raises(Refused) as refused:
        decompose(before, before, "u02")
    assert refused.value.code == "no-total-to-decompose"
    assert [found.unit.unit for found in decompose_all(before, before)] == ["u01"]


def test_points_are_exact_in_json() -> None:
    before = result(two_leaves("60", "40"), table(a=["50"], b=["50"]), "2025Q1")
    after = result(two_leaves("40", "60"), table(a=["80"], b=["50"]))
    found = as_data(decompose(before, after, "u01"))
    assert found["by_cause"] == {"values": "15", "weights": "-3"}
    assert found["effects"][0]["by_cause"]["weights"] == "-13"
    assert found["unit"]["by"] == "12"


# Laws, for whatever scheme


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Result, Result]:
    """Return two results that may differ in anything, or in figures alone."""
    case = draw(cases())
    other = draw(st.one_of(st.just(case), cases()))
    units = sorted(set(case.groups) & set(other.groups))
    groups = {unit: other.groups[unit] for unit in units}
    rows = [row for row in other.facts if row["unit"] in groups]
    keys = ("value", "target", "prior")
    changed = [
        {**row, **{key: draw(st.integers(0, 90)) for key in keys if row.get(key) is not None}}
        if row["row"] == "observation" and draw(st.booleans())
        else row
        for row in rows
    ]
    period = draw(st.sampled_from(("2025Q2", "2025Q3")))
    return ran(case), ran(replace(other, facts=changed, groups=groups), period)


def ran(case: Case, period: str = "2025Q2") -> Result:
    parameters = resolve(case.scheme, {}, case.groups, Period.parse(period))
    return run({**parameters, "robustness": NONE}, case.facts, case.history)


NONE = {"replicates": 0, "within": 250_000, "seed": 1, "largest": 3000}


@settings(max_examples=40, deadline=None)
@given(pairs())
def test_effects_add_up_whatever_the_schemes(both: tuple[Result, Result]) -> None:
    for found in decompose_all(*both):
        assert adds_up(found)
        for line in found.effects:
            assert all(line.by_cause[cause] == 0 for cause in line.by_cause.keys() - found.causes)


@settings(max_examples=10, deadline=None)
@given(pairs())
def test_nothing_changed_between_a_result_and_itself(both: tuple[Result, Result]) -> None:
    for found in decompose_all(both[1], both[1]):
        assert (found.causes, found.beside, found.unit.by) == ((), (), 0)


@settings(max_examples=10, deadline=None)
@given(pairs(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_says_nothing(both: tuple[Result, Result], random: Any) -> None:
    before, after = both
    kept = [row for row in after["facts"] if row["row"] in ("observation", "rating", "earlier")]
    shuffled = {**after, "facts": random.sample(kept, len(kept))}
    assert decompose_all(before, after) == decompose_all(before, shuffled)


def contributions(mixture: Mixture, later: frozenset[Any]) -> Mapping[str, int]:
    """Return what each leaf adds, scored without any help of what is tested."""
    parameters, facts = mixture.documents(later)
    settled = settle(parameters, facts)
    earned = score(settled, facts)["units"][mixture.unit]
    found = {
        leaf["path"]: leaf["weight"] * (earned["leaves"][leaf["path"]]["points"] or 0)
        for sheet in settled["sheets"]
        for leaf in sheet["leaves"]
    }
    return {**found, BETWEEN: earned["exact"] - sum(found.values())}


def test_each_effect_is_the_mean_of_what_the_cause_does_over_all_orders() -> None:
    def written(a: str, b: str, worst: int, target: int) -> Any:
        parts = [
            {"indicator": "a", "method": "minmax_base", "weight": a, "base": "0.6"},
            {"indicator": "b", "method": "completion", "weight": b, "target": target},
            {"indicator": "b", "name": "c", "method": "rank_linear", "weight": 20, "worst": worst},
        ]
        return scheme([A, B], parts, round={"total": 3})

    before = result(written("50", "30", 5, 40), table(a=["5", "8", "3"], b=["30", "20", "44"]))
    after = result(written("35", "45", 10, 50), table(a=["6", "9", "1"], b=["41", "47", "20"]))
    mixture = Mixture(before, after, "u01")
    assert len(mixture.causes) == 5
    means: dict[tuple[str, str], Fraction] = {}
    orders = list(permutations(mixture.causes))
    for order in orders:
        for at, cause in enumerate(order):
            was = contributions(mixture, frozenset(order[:at]))
            now = contributions(mixture, frozenset(order[: at + 1]))
            for path, amount in now.items():
                step = points(amount - was[path]) / len(orders)
                means[path, cause] = means.get((path, cause), Fraction(0)) + step
    found = decompose(before, after, "u01")
    assert adds_up(found)
    for line in found.effects:
        for cause, effect in line.by_cause.items():
            assert abs(effect - means[line.path, cause]) < Fraction(1, 10**15)


def test_earlier_figures_are_the_same_past_for_both() -> None:
    part = {"indicator": "a", "method": "zscore", "weight": 100, "panel": 1, "spread": "0.1"}
    written = scheme([A], [part], round={"total": 6})

    def rows(values: dict[str, str], period: str, past: dict[str, str]) -> list[dict[str, Any]]:
        now = [observation(unit, A, value) for unit, value in values.items()]
        was = [
            {**observation(unit, A, value), "row": "earlier", "period": period}
            for unit, value in past.items()
        ]
        return [*now, *was]

    first, second, third = (
        {"u01": "5", "u02": "9", "u03": "2"}, {"u01": "7", "u02": "8", "u03": "4"},
        {"u01": "9", "u02": "8", "u03": "1"},
    )  # fmt: skip
    before = result(written, rows(second, "2025Q1", first), "2025Q2")
    after = result(written, rows(third, "2025Q2", second), "2025Q3")
    found = decompose(before, after, "u01")
    assert adds_up(found)
    assert set(found.causes) == {"values", "peers"}


def test_what_a_method_takes_from_its_weight_moves_with_the_weight() -> None:
    def written(weight: int, **more: Any) -> Any:
        part = {"indicator": "a", "method": "rank_linear", "weight": weight, "worst": 0, **more}
        return scheme([A], [part], round={"total": 6})

    rows = table(a=["9", "5", "1"])
    before = result(written(20), rows, "2025Q1")
    assert effects(decompose(before, result(written(30), rows), "u02")) == {"weights": 5}
    found = decompose(before, result(written(20, worst=10), rows), "u02")
    assert effects(found) == {"scheme": 5}
