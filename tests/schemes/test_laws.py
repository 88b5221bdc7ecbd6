"""Laws that hold for every scheme and table."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.periods import Period
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.run import run
from tests.schemes.bench import PERIOD, concluded
from tests.schemes.strategies import MONOTONE, Case, cases


def result_of(case: Case) -> Any:
    parameters = resolve(case.scheme, {}, case.groups, Period.parse(PERIOD))
    return run(parameters, case.facts, case.history)


def without_places(outcome: dict[str, Any]) -> dict[str, Any]:
    """Drop where in the table an adjustment stood; that alone depends on the order of rows."""
    for its in outcome["units"].values():
        for line in its["adjustments"]:
            line.pop("at")
    return outcome


@given(cases(), st.data())
def test_the_order_of_rows_does_not_matter(case: Case, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(case.facts))
    first = concluded(case.scheme, case.facts, case.groups, case.history)
    second = concluded(case.scheme, shuffled, case.groups, case.history)
    assert without_places(first) == without_places(second)


@given(cases())
def test_contributions_adjustments_and_remainders_add_up_to_the_total(case: Case) -> None:
    for row in result_of(case)["rows"]:
        if row["total"] is not None:
            numbers = [leaf["contribution"] for leaf in row["leaves"]]
            numbers += [line["counted"] for line in row["adjustments"]]
            numbers += [line["amount"] for line in row["remainders"]]
            assert sum(map(Fraction, numbers)) == Fraction(row["total"])


@given(cases())
def test_ranks_follow_totals_in_each_group(case: Case) -> None:
    outcome = concluded(case.scheme, case.facts, case.groups, case.history)
    exact_order = outcome["parameters"]["ranking"]["order"] == "rank_then_round"
    for group in ("towns", "departments"):
        ranked = [its for its in outcome["units"].values() if its["group"] == group and its["rank"]]
        for one in ranked:
            for other in ranked:
                key = "exact" if exact_order else "total"
                if one[key] > other[key]:
                    assert one["rank"] < other["rank"]
        for one in ranked:
            sharing = [other for other in ranked if other["rank"] == one["rank"]]
            assert one["tied"] == (len(sharing) > 1)
            if outcome["parameters"]["ranking"]["style"] == "competition":
                assert one["rank"] == 1 + sum(other["rank"] < one["rank"] for other in ranked)


@given(cases())
def test_an_award_has_no_more_winners_than_places_but_for_ties(case: Case) -> None:
    outcome = concluded(case.scheme, case.facts, case.groups, case.history)
    rule = outcome["parameters"]["awards"]
    if not rule or any(group["rise"] for group in rule[0]["groups"]):
        return
    for line in outcome["awards"]:
        for group in line["groups"]:
            ranks = [outcome["units"][winner["unit"]]["rank"] for winner in group["winners"]]
            if rule[0]["at_line"] == "committee":
                assert len(ranks) <= group["k"]
            if rule[0]["at_line"] == "tie_break" and len(ranks) > group["k"]:
                # Only those that share the rank at the line are let in beyond it.
                assert len(set(ranks[group["k"] - 1 :])) == 1


# Methods that compare values with targets or with each other, and never with a number of points.
RELATIVE = (
    "completion", "completion_step", "rank_step", "rank_linear", "minmax_base", "progress",
    "level_growth_mix",
)  # fmt: skip


@given(cases(RELATIVE, plain=True), st.integers(1, 4))
def test_the_unit_of_money_does_not_matter(case: Case, zeros: int) -> None:
    """Amounts in 万元, and the same digits with the point further left: in 亿元."""
    larger = resolve(case.scheme, {}, case.groups, Period.parse(PERIOD))
    for sheet in larger["sheets"]:
        for leaf in sheet["leaves"]:
            leaf["decimals"] += zeros
            if leaf["take"] in ("value", "increment"):
                leaf["take_decimals"] += zeros
    in_wan, in_yi = result_of(case), run(larger, case.facts, case.history)
    for before, after in zip(in_wan["rows"], in_yi["rows"], strict=True):
        assert (before["unit"], before["total"]) == (after["unit"], after["total"])


def _leaves(node: Any) -> Iterator[Any]:
    for part in node.parts:
        if hasattr(part, "parts"):
            yield from _leaves(part)
        else:
            yield part


@given(
    cases(MONOTONE, ("sum", "mean", "geometric", "harmonic", "median", "min", "max"), plain=True),
    st.data(),
)
def test_doing_better_never_ranks_lower(case: Case, data: st.DataObject) -> None:
    before = concluded(case.scheme, case.facts, case.groups)
    facts = deepcopy(case.facts)
    row = data.draw(st.sampled_from(facts))
    better = {one.name: one.direction for one in case.scheme.spec.indicators}
    gain = data.draw(st.integers(0, 5000))
    used = [leaf for leaf in _leaves(case.scheme.spec.score) if leaf.indicator == row["indicator"]]
    # These count upwards whatever the indicator's direction is.
    upwards = any(leaf.method in ("per_event", "as_is", "progress") for leaf in used)
    if upwards and better[row["indicator"]] == "lower":
        return
    row["value"] += -gain if better[row["indicator"]] == "lower" else gain
    after = concluded(case.scheme, facts, case.groups)
    unit = row["unit"]
    assert after["units"][unit]["rank"] <= before["units"][unit]["rank"]


@given(cases())
def test_every_sentence_is_said_in_both_languages(case: Case) -> None:
    result = result_of(case)
    for row in result["rows"]:
        for words in (row["sentence"], *(leaf["formula"] for leaf in row["leaves"])):
            assert words["zh"]
            assert words["en"]
