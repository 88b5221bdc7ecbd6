"""Other weights and one corrected fact give what a full run gives, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.schemes.bench import field_of
from bihuan.schemes.engine.robust.trying import places as tried
from bihuan.schemes.engine.running.facts import from_rows
from bihuan.schemes.engine.running.scores import by_numpy, prepare
from bihuan.schemes.engine.running.whatif import (
    Kept,
    RunAgain,
    corrected,
    keep,
    other_weights,
)
from tests.schemes.bench import indicator, observation, resolved, scheme
from tests.schemes.strategies import Case, cases
from tests.schemes.test_query import LINEAR

SUMS: dict[str, Any] = {"methods": LINEAR, "combines": ("sum", "mean")}


def kept_of(case: Case, facts: list[dict[str, Any]]) -> Kept:
    parameters = {**resolved(case.scheme, facts, case.groups), "ties": []}
    return keep(prepare(parameters, from_rows(parameters, facts)))


def outcome(kept: Kept) -> list[tuple[Any, ...]]:
    lines = zip(kept.exact, kept.total, kept.place, kept.complete, strict=True)
    return [line if line[3] else (None,) for line in lines]


@given(cases(**SUMS, plain=True), st.data())
def test_one_corrected_fact_equals_a_full_run_bit_for_bit(case: Case, data: st.DataObject) -> None:
    try:
        before = kept_of(case, case.facts)
    except RunAgain:
        return
    at = data.draw(st.integers(0, len(case.facts) - 1))
    numbers = {
        name: data.draw(st.none() | st.integers(-50, 5000)) for name in ("value", "target", "prior")
    }
    changed = [*case.facts[:at], {**case.facts[at], **numbers}, *case.facts[at + 1 :]]
    fact = case.facts[at]
    try:
        found = corrected(before, fact["unit"], fact["indicator"], numbers)
        after = kept_of(case, changed)
    except RunAgain:
        return
    lines = outcome(before)
    for place, unit in enumerate(found.peers):
        line = (found.exact[place], found.total[place], found.place[place], found.complete[place])
        lines[unit] = line if line[3] else (None,)
    assert lines == outcome(after)


@given(cases(**SUMS, plain=True), st.data())
def test_other_weights_equal_a_full_run_with_those_weights(case: Case, data: st.DataObject) -> None:
    try:
        kept = kept_of(case, case.facts)
    except RunAgain:
        return
    weights = {rule.path: data.draw(st.integers(0, 10**9)) for rule in kept.rules}
    parameters = {**kept.ready.parameters, "sheets": [_weighted(kept, weights)]}
    full = by_numpy(prepare(parameters, kept.ready.facts))
    total, place = other_weights(kept, weights)
    there = kept.complete
    assert [t if is_there else None for t, is_there in zip(total, there, strict=True)] == full.total
    assert [p if is_there else None for p, is_there in zip(place, there, strict=True)] == full.place


def _weighted(kept: Kept, weights: dict[str, int]) -> dict[str, Any]:
    sheet = kept.ready.parameters["sheets"][0]
    leaves = [{**leaf, "weight": weights[leaf["path"]]} for leaf in sheet["leaves"]]
    *others, root = sheet["nodes"]
    parts = [[path, weights[path], scale] for path, _, scale in root["parts"]]
    return {"leaves": leaves, "nodes": [*others, {**root, "parts": parts}]}


TAX = indicator("tax", asks=["target"])
FACTS = [observation("a", TAX, "80", "100"), observation("b", TAX, "90", "100")]


def test_a_scheme_that_is_no_weighted_sum_is_run_again() -> None:
    case = Case(
        scheme(
            [TAX],
            [{"indicator": "tax", "method": "completion", "weight": "100"}],
            root={"combine": "geometric"},
        ),
        FACTS, {"a": "all", "b": "all"}, [],
    )  # fmt: skip
    with pytest.raises(RunAgain):
        kept_of(case, FACTS)


def test_a_correction_too_large_for_64_bits_asks_for_a_full_run() -> None:
    case = Case(
        scheme([TAX], [{"indicator": "tax", "method": "completion", "weight": "100"}]),
        FACTS, {"a": "all", "b": "all"}, [],
    )  # fmt: skip
    with pytest.raises(RunAgain):
        corrected(kept_of(case, FACTS), "a", "tax", {"value": 10**16})


def test_weights_too_large_for_64_bits_ask_for_a_full_run() -> None:
    case = Case(
        scheme([TAX], [{"indicator": "tax", "method": "completion", "weight": "100"}]),
        FACTS, {"a": "all", "b": "all"}, [],
    )  # fmt: skip
    with pytest.raises(RunAgain):
        other_weights(kept_of(case, FACTS), {"tax": 10**11})


@given(cases(**SUMS), st.data())
def test_places_of_all_sets_of_weights_are_those_of_each(case: Case, data: st.DataObject) -> None:
    try:
        kept = kept_of(case, case.facts)
    except RunAgain:
        return
    if not kept.complete.all() or kept.ready.moved or kept.ready.struck:
        return  # held for such runs by test_robustness
    rule = st.lists(st.integers(0, 10**8), min_size=len(kept.rules), max_size=len(kept.rules))
    weights = np.array(data.draw(st.lists(rule, min_size=1, max_size=4)), np.int64)
    places = [
        other_weights(kept, {r.path: int(w) for r, w in zip(kept.rules, row, strict=True)})[1]
        for row in weights
    ]
    field, parameters = field_of(kept), kept.ready.parameters
    root = parameters["sheets"][0]["nodes"][-1]
    at = {rule.path: column for column, rule in enumerate(kept.rules)}
    shares = {"": weights[:, [at[path] for path, _, _ in root["parts"]]]}
    found = tried(field, shares, parameters["ranking"], parameters["rounding"]["total"])
    assert np.array_equal(found.min(axis=0), np.min(places, axis=0))
    assert np.array_equal(found.max(axis=0), np.max(places, axis=0))
    assert np.array_equal(found, np.stack(places))
