"""Shares found from scores: whole, the same on every engine, and found again from the files."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Refused
from bihuan.schemes import recomputing
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.settling import settle
from bihuan.schemes.engine.run import run
from bihuan.schemes.engine.running import engines
from bihuan.schemes.engine.running.facts import from_rows
from bihuan.schemes.engine.running.query import by_query
from bihuan.schemes.engine.running.scores import by_numpy, prepare
from bihuan.schemes.engine.running.whatif import RunAgain, corrected, keep
from bihuan.schemes.engine.telling.explain import explain
from tests.schemes.bench import PERIOD, indicator, observation, resolved, scheme, title
from tests.schemes.strategies import Case, cases
from tests.schemes.weighing_strategies import settles

COMBINES = ("mean", "mean", "geometric", "harmonic", "sum", "formula")
WHOLE = 10**9
A, B, C = (indicator(name) for name in ("a", "b", "c"))
# unit: a, b, c
MARKS = {
    "yunling": ("90", "40", "70"), "huatang": ("80", "60", "75"), "shishan": ("50", "80", "60"),
    "luoxi": ("60", "20", "65"), "baishan": ("20", "90", "70"),
}  # fmt: skip
PARTS = [{"indicator": of["name"], "method": "as_is"} for of in (A, B, C)]


def table(marks: dict[str, tuple[str, ...]] = MARKS) -> list[dict[str, Any]]:
    return [
        observation(unit, of, number)
        for unit, numbers in marks.items()
        for of, number in zip((A, B, C), numbers, strict=False)
    ]


def weighed_by(by: str, **more: Any) -> Any:
    """Return a scheme of three parts under one mean, weighed in this way."""
    weigh = {"by": by, **more.pop("told", {})}
    return scheme([A, B, C], more.pop("parts", PARTS), root={"combine": "mean", "weigh": weigh})


def result_of(written: Any, facts: list[dict[str, Any]]) -> Any:
    groups = dict.fromkeys((row["unit"] for row in facts), "all")
    parameters = resolve(written, {}, groups, Period.parse(PERIOD))
    return run(parameters, facts, score=engines.score)


def shares(result: Any) -> dict[str, Fraction]:
    return {part["path"]: Fraction(part["share"]) for part in result["weighing"][0]["parts"]}


def weighing_nodes(parameters: Any) -> list[Any]:
    return [node for sheet in parameters["sheets"] for node in sheet["nodes"] if "weighed" in node]


@given(cases(combines=COMBINES))
def test_shares_add_up_to_one_exactly_at_their_decimals(case: Case) -> None:
    parameters = resolved(case.scheme, case.facts, case.groups)
    for node in weighing_nodes(parameters):
        listed = [share for _, share in node["weighed"]["parts"]]
        assert sum(listed) == WHOLE
        assert all(share >= 0 for share in listed)
        if "weigh" in node:
            step = 10 ** (9 - node["weigh"]["decimals"])
            assert all(share % step == 0 for share in listed)
        for _, *own in node["weighed"].get("shares", ()):
            assert sum(own) == WHOLE


@given(cases(combines=COMBINES), st.data())
def test_the_order_of_rows_moves_no_share_and_settling_twice_changes_nothing(
    case: Case, data: st.DataObject
) -> None:
    once = resolved(case.scheme, case.facts, case.groups)
    assert settle(once, case.facts) == once
    assert resolved(case.scheme, data.draw(st.permutations(case.facts)), case.groups) == once


@given(cases(combines=COMBINES))
def test_every_engine_scores_by_the_shares_found(case: Case) -> None:
    parameters = {**resolved(case.scheme, case.facts, case.groups), "ties": []}
    ready = prepare(parameters, from_rows(parameters, case.facts))
    said = score(parameters, case.facts)["units"]
    for found in (by_numpy(ready), by_query(ready)):
        assert dict(zip(found.units, found.exact, strict=True)) == {
            unit: its["exact"] for unit, its in said.items()
        }


@given(cases(combines=("mean", "geometric")))
def test_contributions_add_up_under_shares_of_any_origin(case: Case) -> None:
    parameters = resolve(case.scheme, {}, case.groups, Period.parse(PERIOD))
    for row in run(parameters, case.facts)["rows"]:
        if row["total"] is not None:
            numbers = [leaf["contribution"] for leaf in row["leaves"]]
            numbers += [line["counted"] for line in row["adjustments"]]
            numbers += [line["amount"] for line in row["remainders"]]
            assert sum(map(Fraction, numbers)) == Fraction(row["total"])


@pytest.mark.parametrize("by", ["entropy", "critic", "merec", "deviation", "principal"])
def test_the_same_parameters_follow_from_the_file_and_the_facts(by: str) -> None:
    written, facts = weighed_by(by), table()
    result = result_of(written, facts)
    assert recomputing.parameters([written], result) == result["parameters"]
    moved = [dict(row) for row in facts]
    moved[0]["value"] += 500
    other = result_of(written, moved)
    assert recomputing.parameters([written], {**other, "facts": facts}) != other["parameters"]


def test_a_unit_that_lacks_a_part_moves_no_share_and_is_scored_by_them() -> None:
    parts = [{**part, "missing": "exclude_and_prorate"} for part in PARTS]
    whole = result_of(weighed_by("deviation", parts=parts), table())
    more = table({**MARKS, "qingxi": ("0", "100")})
    result = result_of(weighed_by("deviation", parts=parts), more)
    assert shares(result) == shares(whole)
    assert result["weighing"][0]["units"] == 5
    [row] = [row for row in result["rows"] if row["unit"] == "qingxi"]
    found = shares(result)
    assert Fraction(row["exact"]) == pytest.approx(100 * found["b"] / (found["a"] + found["b"]))


def test_a_part_that_tells_no_units_apart_weighs_nothing_and_is_named() -> None:
    marks = {unit: (a, b, "70") for unit, (a, b, _) in MARKS.items()}
    for by in ("entropy", "critic", "merec", "deviation", "principal"):
        result = result_of(weighed_by(by), table(marks))
        assert shares(result)["c"] == 0
        assert result["weighing"][0]["left"] == ["c"]
        assert any("c tell no units apart" in warning["en"] for warning in result["warnings"])


def test_where_nothing_tells_units_apart_all_parts_weigh_the_same() -> None:
    marks = dict.fromkeys(MARKS, ("50", "60", "70"))
    result = result_of(weighed_by("critic", told={"decimals": 2}), table(marks))
    assert shares(result) == {"a": Fraction("0.34"), "b": Fraction("0.33"), "c": Fraction("0.33")}
    assert any("no part tells units apart" in warning["en"] for warning in result["warnings"])
    nobody = result_of(weighed_by("entropy"), table({"yunling": ("90", "40")}))
    assert any("no unit has all parts" in warning["en"] for warning in nobody["warnings"])


@pytest.mark.parametrize("by", ["critic", "principal", "targets"])
def test_two_parts_that_always_agree_have_a_declared_outcome(by: str) -> None:
    marks = {unit: (a, a, a) for unit, (a, *_) in MARKS.items()}
    told = {"importance": [{"part": of["name"], "share": "0.3"} for of in (A, B, C)]}
    written = weighed_by(by, told=told if by == "targets" else {})
    if by == "targets":
        with pytest.raises(Refused, match="no weights follow"):
            result_of(written, table(marks))
    else:
        assert max(shares(result_of(written, table(marks))).values()) < 1


@pytest.mark.parametrize(("by", "mark"), [("merec", "0"), ("entropy", "-1"), ("doubt", "-1")])
def test_a_score_that_a_way_of_weighing_cannot_take_is_refused_by_name(by: str, mark: str) -> None:
    marks = {**MARKS, "yunling": (mark, "40", "70")}
    with pytest.raises(Refused, match="cannot weigh a: the score of yunling"):
        result_of(weighed_by(by), table(marks))


def test_weights_below_a_node_follow_its_new_share() -> None:
    inner = {"name": "both", "title": title("both"), "combine": "mean", "parts": PARTS[:2]}
    result = result_of(weighed_by("deviation", parts=[inner, PARTS[2]]), table())
    share = shares(result)["both"]
    assert result["indicators"][0]["weight"] == f"{float(share * 50):g}"
    node = next(row for row in result["rows"][0]["nodes"] if row["path"] == "both")
    score = Fraction(node["score"])
    assert Fraction(node["contribution"]) == score * share


def test_each_unit_is_weighed_by_its_own_shares_in_doubt() -> None:
    result = result_of(weighed_by("doubt", told={"least": "0.1"}), table())
    own = {line["unit"]: line["shares"] for line in result["weighing"][0]["own"]}
    for row in result["rows"]:
        for leaf, share in zip(row["leaves"], own[row["unit"]], strict=True):
            part = Fraction(leaf["contribution"]) / Fraction(row["exact"])
            assert abs(part - Fraction(share)) < Fraction(1, 10**6)
    assert "own shares: a " in explain(result, "yunling", "en")


def test_a_unit_without_a_part_has_no_total_under_its_own_shares() -> None:
    parts = [{**part, "missing": "exclude_and_prorate"} for part in PARTS]
    more = table({**MARKS, "qingxi": ("10", "100")})
    result = result_of(weighed_by("doubt", parts=parts), more)
    assert result["blocked"] == ["qingxi"]


def test_a_correction_is_run_again_where_weights_come_from_scores() -> None:
    parameters = resolved(weighed_by("deviation"), table())
    kept = keep(prepare(parameters, from_rows(parameters, table())))
    with pytest.raises(RunAgain):
        corrected(kept, "yunling", "a", {"value": 100})


def test_weights_change_with_the_first_day_of_the_period() -> None:
    changes = [{"since": "2025-04-01", "weight": "3"}, {"since": "2025-04-02", "weight": "9"}]
    parts = [{**PARTS[0], "weight": "1", "weight_since": changes}, {**PARTS[1], "weight": "1"}]
    written = scheme([A, B], parts, root={"combine": "mean"})
    groups = {"yunling": "all"}

    def weight(period: str) -> int:
        sheet = resolve(written, {}, groups, Period.parse(period))["sheets"][0]
        found: int = sheet["leaves"][0]["weight"]
        return found

    assert [weight(period) for period in ("2025Q1", "2025Q2", "2025Q3")] == [
        500_000_000, 750_000_000, 900_000_000,
    ]  # fmt: skip
    said = resolve(written, {}, groups, Period.parse("2025Q1"))["choices"]
    assert [line["value"] for line in said if line["choice"] == "weight_since"] == [
        "2025-04-01, 2025-04-02"
    ]


def test_points_to_earn_change_with_the_period_too() -> None:
    since = [{"since": "2025-07-01", "weight": "40"}]
    node = {
        "name": "n", "title": title("n"), "combine": "mean", "weight": "30",
        "weight_since": since, "parts": PARTS[:1],
    }  # fmt: skip
    mixed = {
        "indicator": "b", "method": "level_growth_mix", "weight": "70", "weight_since": since,
        "level": "0.3", "increment": "0.3", "growth": "0.4",
    }  # fmt: skip
    written = scheme([A, B], [node, mixed], root={"combine": "sum"})
    for period, full in (("2025Q2", 100_000_000), ("2025Q3", 80_000_000)):
        sheet = resolve(written, {}, {"yunling": "all"}, Period.parse(period))["sheets"][0]
        assert sheet["nodes"][-1]["full"] == full


def test_strategies_know_what_is_refused() -> None:
    written = weighed_by("merec")
    groups = dict.fromkeys(MARKS, "all")
    assert settles(written, table(), groups)
    assert not settles(written, table({**MARKS, "yunling": ("0", "1", "1")}), groups)
