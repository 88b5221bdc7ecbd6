"""What a scheme is turned into: whole numbers, weights that add up, and choices that are named."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Refused
from bihuan.schemes.engine.definition.exact import half_up
from bihuan.schemes.engine.numbers.integers import apportioned, scaled
from bihuan.schemes.engine.resolve import resolve
from tests.schemes.bench import PERIOD, indicator, scheme, title
from tests.schemes.strategies import Case, cases

X = indicator("x", 1)


def resolved(written: Any, **contestants: str) -> dict[str, Any]:
    return resolve(written, {}, contestants or {"a": "all"}, Period.parse(PERIOD))


def leaf(name: str, **more: Any) -> dict[str, Any]:
    return {"indicator": "x", "name": name, "method": "as_is", **more}


def node(name: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "title": title(name), "parts": list(parts), **more}


def weights(written: Any) -> dict[str, int]:
    sheet = resolved(written)["sheets"][0]
    return {part["path"]: part["weight"] for part in (*sheet["leaves"], *sheet["nodes"])}


def test_three_equal_parts_of_a_mean_weigh_exactly_the_whole() -> None:
    parts = [leaf(name) for name in "abc"]
    found = weights(scheme([X], parts, root={"combine": "mean"}))
    assert [found[name] for name in "abc"] == [333333334, 333333333, 333333333]


def test_points_of_a_sum_count_as_they_are() -> None:
    found = weights(scheme([X], [leaf("a", weight=40), leaf("b", weight=60)]))
    assert found == {"a": 10**9, "b": 10**9, "": 10**9}


def test_means_within_a_sum_are_folded_into_one_weighted_sum() -> None:
    inner = node("block", leaf("a", weight=1), leaf("b", weight=3), combine="mean", weight=40)
    sheet = resolved(scheme([X], [inner, leaf("c", weight=60)]))["sheets"][0]
    root = sheet["nodes"][-1]
    assert root["parts"] == [
        ["block/a", 100_000000, 10**9], ["block/b", 300_000000, 10**9], ["c", 10**9, 10**9],
    ]  # fmt: skip
    assert root["exact"]
    assert [part["folded"] for part in sheet["nodes"]] == [True, False]


@pytest.mark.parametrize(
    "more",
    [{"round": 2}, {"rescale_best": 100}, {"high": 90}, {"combine": "geometric"}],
)
def test_a_node_that_does_more_than_add_up_is_not_folded(more: dict[str, Any]) -> None:
    inner = node("block", leaf("a", weight=1), leaf("b", weight=3), weight=40, **more)
    sheet = resolved(scheme([X], [inner, leaf("c", weight=60)]))["sheets"][0]
    assert not sheet["nodes"][0]["folded"]
    assert [part[0] for part in sheet["nodes"][-1]["parts"]] == ["block", "c"]


def test_leaves_for_some_groups_make_a_sheet_for_each() -> None:
    parts = [leaf("a", weight=60), leaf("b", weight=40, groups=["towns"])]
    contestants = [{"name": name, "title": title(name)} for name in ("towns", "offices")]
    found = resolved(scheme([X], parts, contestants=contestants), u="towns", v="offices")
    assert [group["sheet"] for group in found["groups"]] == [0, 1]
    assert [[one["path"] for one in sheet["leaves"]] for sheet in found["sheets"]] == [
        ["a", "b"], ["a"],
    ]  # fmt: skip


def test_groups_with_the_same_leaves_share_a_sheet() -> None:
    contestants = [{"name": name, "title": title(name)} for name in ("towns", "offices")]
    written = scheme([X], [leaf("a", weight=60)], contestants=contestants)
    assert len(resolved(written, u="towns", v="offices")["sheets"]) == 1


def test_a_veto_without_an_approved_list_entry_is_refused() -> None:
    veto = {"name": "fraud", "title": title("造假")}
    with pytest.raises(Refused) as refused:
        resolved(scheme([X], [leaf("a", weight=1)], vetoes=[veto]))
    assert refused.value.code == "veto-without-basis"


def test_a_group_that_no_leaf_is_for_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        resolved(scheme([X], [leaf("a", weight=1, groups=["towns"])]), u="offices")
    assert refused.value.code == "group-without-leaves"


def test_an_indicator_that_is_not_in_force_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        resolved(scheme([], [leaf("a", weight=1)]))
    assert refused.value.code == "no-such-indicator-in-force"


def test_a_number_finer_than_its_scale_is_refused_and_never_rounded() -> None:
    with pytest.raises(Refused) as refused:
        resolved(scheme([X], [leaf("a", weight=1, target="8.25")]))
    assert refused.value.code == "too-many-decimals"


def test_an_award_is_an_incentive_unless_somebody_approved_it() -> None:
    awards = [
        {"name": "ox", "title": title("奖"), "take": {"top": 1}},
        {
            "name": "model",
            "title": title("表彰"),
            "take": {"top": 1},
            "approval": "浙评〔2025〕1号",
        },
    ]
    found = resolved(scheme([X], [leaf("a", weight=1)], awards=awards))
    assert [award["kind"] for award in found["awards"]] == [
        "assessment_incentive", "commendation",
    ]  # fmt: skip


def choices(written: Any) -> dict[str, tuple[str, bool]]:
    return {c["choice"]: (c["value"], c["stated"]) for c in resolved(written)["choices"]}


def test_every_choice_is_named_with_its_default() -> None:
    part = {"indicator": "x", "method": "completion", "weight": 1}
    assert choices(scheme([X], [part])) == {
        "cap": ("1.2", False),
        "missing": ("block_publication", False),
        "late": ("no_cutoff", False),
        "rounding": ("half_up:2", False),
        "rank_style": ("competition", False),
        "rank_order": ("round_then_rank", False),
        "tie_chain": ("none", False),
        "groups": ("all", False),
        "ceilings": ("+5/-5", False),
        "once_per_fact": ("on", False),
    }


def test_what_a_scheme_states_is_said_to_be_stated() -> None:
    part = {"indicator": "x", "method": "completion", "weight": 1, "cap": "1.1", "take": "growth"}
    found = choices(
        scheme(
            [X],
            [{**part, "growth_base": "absolute_change"}],
            missing="zero",
            late={"days": 15},
            round={"total": 1},
            rank={"style": "dense", "order": "rank_then_round", "chain": [{"last_rank": True}]},
            bonus_most=3,
            deduction_most=3,
            awards=[{"name": "ox", "title": title("奖"), "take": {"top": 1}, "at_line": "all_in"}],
        )
    )
    assert found["growth_base"] == ("absolute_change", True)
    assert found["award_line"] == ("all_in", True)
    assert found["tie_chain"] == ("last_rank", True)
    assert {name for name, (_, stated) in found.items() if not stated} == {
        "groups", "once_per_fact",
    }  # fmt: skip


@given(cases())
def test_parameters_are_plain_json_of_small_whole_numbers(case: Case) -> None:
    parameters = resolve(case.scheme, {}, case.groups, Period.parse(PERIOD))
    assert json.loads(json.dumps(parameters)) == parameters

    def look(value: Any) -> None:
        assert not isinstance(value, float)
        if isinstance(value, int):
            assert abs(value) < 2**53
        for below in value.values() if isinstance(value, dict) else value:
            if not isinstance(below, str | None):
                look(below) if isinstance(below, dict | list) else None

    look(parameters)


@given(st.lists(st.fractions(0, 5, max_denominator=60), min_size=1, max_size=9))
def test_shares_add_up_and_none_is_a_whole_part_off(shares: list[Fraction]) -> None:
    parts = apportioned(shares)
    assert sum(parts) == half_up(sum(shares) * 10**9)
    assert all(abs(part - share * 10**9) < 1 for part, share in zip(parts, shares, strict=True))


def test_a_half_is_rounded_away_from_zero() -> None:
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]


def test_numbers_are_scaled_exactly() -> None:
    assert scaled(Decimal("-1.25"), 2) == -125
    with pytest.raises(Refused):
        scaled(Decimal("1.005"), 2)
