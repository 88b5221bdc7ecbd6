"""Ranks, ties, tiers and awards; bonuses, deductions and vetoes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schemes.bench import (
    concluded,
    entry,
    indicator,
    observation,
    past,
    ranks,
    scheme,
    title,
    totals,
    winners,
)

X = indicator("x", 2)
Y = indicator("y", 2, direction="lower")
BASIS = {"document": "清单", "entry": "一"}


def table(**values: str) -> list[dict[str, Any]]:
    return [observation(unit, X, value) for unit, value in values.items()]


def race(**more: Any) -> Any:
    return scheme([X], [{"indicator": "x", "method": "as_is", "weight": 100}], **more)


def with_lower(**more: Any) -> Any:
    """Return a race on x where y, of which less is better, weighs nothing."""
    parts = [
        {"indicator": "x", "method": "as_is", "weight": 100},
        {"indicator": "y", "method": "rank_linear", "weight": 0},
    ]
    return scheme([X, Y], parts, **more)


def award(take: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "ox", "title": title("金牛奖"), "take": take, **more}


FOUR = {"a": "90", "b": "80", "c": "80", "d": "70"}


def test_equal_totals_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks(concluded(race(), table(**FOUR))) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_dense_ranks_skip_nothing() -> None:
    outcome = concluded(race(rank={"style": "dense"}), table(**FOUR))
    assert ranks(outcome) == {"a": 1, "b": 2, "c": 2, "d": 3}


def test_a_tie_that_nothing_breaks_is_shown_as_a_tie() -> None:
    outcome = concluded(race(), table(**FOUR))
    tied = {unit for unit, its in outcome["units"].items() if its["tied"]}
    assert tied == {"b", "c"}


def test_totals_are_rounded_before_ranking_unless_the_scheme_says_otherwise() -> None:
    close = table(a="80.04", b="80.01")
    rounding = {"total": 1}
    assert ranks(concluded(race(round=rounding), close)) == {"a": 1, "b": 1}
    exact = race(round=rounding, rank={"order": "rank_then_round"})
    outcome = concluded(exact, close)
    assert ranks(outcome) == {"a": 1, "b": 2}
    assert totals(outcome) == {"a": "80", "b": "80"}


def test_a_half_is_rounded_up_and_never_to_even() -> None:
    outcome = concluded(race(round={"total": 1}), table(a="80.25", b="-80.25"))
    assert totals(outcome) == {"a": "80.3", "b": "-80.3"}


@pytest.mark.parametrize(
    ("chain", "first"),
    [
        ([{"value": "y"}], "b"),
        ([{"last_rank": True}], "a"),
        ([{"last_rank": True}, {"value": "y"}], "a"),
    ],
)
def test_the_tie_chain_parts_equal_totals(chain: list[dict[str, Any]], first: str) -> None:
    rows = table(a="80", b="80")
    rows += [observation("a", Y, "5"), observation("b", Y, "4")]
    history = [past("a", "2025Q1", 3), past("b", "2025Q1", 4), past("b", "2024Q4", 1)]
    outcome = concluded(with_lower(rank={"chain": chain}), rows, history=history)
    assert outcome["units"][first]["rank"] == 1
    assert sorted(ranks(outcome).values(), key=str) == [1, 2]


def test_a_tie_may_go_by_the_score_of_a_leaf_or_node() -> None:
    z = indicator("z", 2)
    node = {
        "name": "n", "title": title("n"),
        "parts": [{"indicator": "x", "method": "as_is", "weight": 50}],
    }  # fmt: skip
    parts = [node, {"indicator": "z", "method": "as_is", "weight": 50}]
    rows = [*table(a="80", b="70"), observation("a", z, "60"), observation("b", z, "70")]
    for path, first in (("n", "a"), ("n/x", "a"), ("z", "b")):
        outcome = concluded(scheme([X, z], parts, rank={"chain": [{"score": path}]}), rows)
        assert totals(outcome) == {"a": "70", "b": "70"}
        assert ranks(outcome)[first] == 1


def test_who_has_nothing_to_compare_comes_last_in_a_tie() -> None:
    chain = {"chain": [{"last_rank": True}]}
    outcome = concluded(race(rank=chain), table(a="80", b="80"), history=[past("b", "2025Q1", 9)])
    assert ranks(outcome) == {"a": 2, "b": 1}


def test_groups_are_ranked_apart() -> None:
    groups = {"a": "towns", "b": "departments", "c": "towns", "d": "departments"}
    contestants = [{"name": name, "title": title(name)} for name in ("towns", "departments")]
    outcome = concluded(race(contestants=contestants), table(**FOUR), groups)
    assert ranks(outcome) == {"a": 1, "c": 2, "b": 1, "d": 2}


@pytest.mark.parametrize(
    ("take", "expected"),
    [
        ({"top": 1}, ["a"]),
        ({"share": "0.25"}, ["a"]),
        ({"share": "0.26"}, ["a", "b", "c"]),
        ({"formula": "ceil(0.25 * n)"}, ["a"]),
        ({"formula": "n - 1"}, ["a", "b", "c"]),
        ({"threshold": 80}, ["a", "b", "c"]),
        ({"threshold": 75, "first": 1}, ["a"]),
        ({"threshold": 95}, []),
        ({"top": 9}, ["a", "b", "c", "d"]),
    ],
)
def test_an_award_takes_as_many_as_declared(take: dict[str, Any], expected: list[str]) -> None:
    assert winners(concluded(race(awards=[award(take)]), table(**FOUR)), "ox") == expected


def test_five_of_twenty_towns_are_a_quarter() -> None:
    rows = table(**{f"t{n:02}": str(90 - n) for n in range(20)})
    outcome = concluded(race(awards=[award({"formula": "ceil(0.25 * n)"})]), rows)
    assert len(winners(outcome, "ox")) == 5


@pytest.mark.parametrize(
    ("at_line", "expected", "unresolved"),
    [
        ("all_in", ["a", "b", "c"], []),
        ("tie_break", ["a", "c"], []),
        ("committee", ["a"], ["b", "c"]),
    ],
)
def test_a_tie_at_the_line_goes_by_its_rule(
    at_line: str, expected: list[str], unresolved: list[str]
) -> None:
    rows = [*table(**FOUR), observation("b", Y, "5"), observation("c", Y, "4")]
    rows += [observation("a", Y, "9"), observation("d", Y, "9")]
    written = with_lower(
        awards=[award({"top": 2}, at_line=at_line)], rank={"chain": [{"value": "y"}]}
    )
    outcome = concluded(written, rows)
    assert sorted(winners(outcome, "ox")) == expected
    assert sorted(outcome["awards"][0]["groups"][0]["unresolved"]) == unresolved


def test_a_tie_at_the_line_that_the_chain_leaves_lets_all_in() -> None:
    assert winners(concluded(race(awards=[award({"top": 2})]), table(**FOUR)), "ox") == [
        "a", "b", "c",
    ]  # fmt: skip


def test_each_group_may_have_its_own_quota() -> None:
    groups = {"a": "towns", "b": "departments", "c": "towns", "d": "departments"}
    contestants = [{"name": name, "title": title(name)} for name in ("towns", "departments")]
    quotas = [{"group": "departments", "top": 2}]
    written = race(contestants=contestants, awards=[award({"top": 1}, quotas=quotas)])
    assert winners(concluded(written, table(**FOUR), groups), "ox") == ["a", "b", "d"]


def test_an_award_for_some_groups_leaves_the_others_out() -> None:
    groups = {"a": "towns", "b": "departments", "c": "towns", "d": "departments"}
    contestants = [{"name": name, "title": title(name)} for name in ("towns", "departments")]
    written = race(contestants=contestants, awards=[award({"top": 1}, groups=["departments"])])
    assert winners(concluded(written, table(**FOUR), groups), "ox") == ["b"]


def test_the_flag_goes_to_who_rose_most() -> None:
    history = [past(u, "2025Q1", rank) for u, rank in (("a", 1), ("b", 3), ("c", 4), ("d", 2))]
    outcome = concluded(race(awards=[award({"rise": 1})]), table(**FOUR), history=history)
    assert winners(outcome, "ox") == ["c"]


def test_nobody_holds_two_awards_that_exclude_each_other() -> None:
    flag = {"name": "flag", "title": title("旗"), "take": {"top": 1}, "not_with": ["ox"]}
    outcome = concluded(race(awards=[award({"top": 1}), flag]), table(**FOUR, e="85"))
    assert (winners(outcome, "ox"), winners(outcome, "flag")) == (["a"], ["e"])


def test_a_streak_counts_the_periods_in_a_row() -> None:
    held = [past("a", period, 1, ("ox",)) for period in ("2024Q2", "2024Q4", "2025Q1")]
    outcome = concluded(race(awards=[award({"top": 1})]), table(**FOUR), history=held)
    assert outcome["awards"][0]["groups"][0]["winners"] == [
        {"unit": "a", "streak": 3, "since": "2024Q4"}
    ]


def test_ten_quarters_from_2022q4_to_2025q1() -> None:
    periods = [f"{year}Q{quarter}" for year in (2022, 2023, 2024, 2025) for quarter in (1, 2, 3, 4)]
    held = [past("a", period, 1, ("ox",)) for period in periods[3:12]]
    outcome = concluded(race(awards=[award({"top": 1})]), table(a="90"), history=held)
    # The bench scores 2025Q2; without 2025Q1 the streak is broken.
    assert outcome["awards"][0]["groups"][0]["winners"][0]["streak"] == 1
    outcome = concluded(
        race(awards=[award({"top": 1})]),
        table(a="90"),
        history=[*held, past("a", "2025Q1", 1, ("ox",))],
    )
    assert outcome["awards"][0]["groups"][0]["winners"][0] == {
        "unit": "a", "streak": 11, "since": "2022Q4",
    }  # fmt: skip


def test_who_held_an_award_and_lost_it_is_named() -> None:
    held = [past("d", "2025Q1", 1, ("ox",)), past("c", "2024Q4", 1, ("ox",))]
    outcome = concluded(race(awards=[award({"top": 1})]), table(**FOUR), history=held)
    assert outcome["awards"][0]["groups"][0]["left"] == ["d"]


def test_an_award_taken_back_goes_to_the_next() -> None:
    rows = [*table(**FOUR, e="85"), {"row": "revoked", "award": "ox", "unit": "a"}]
    assert winners(concluded(race(awards=[award({"top": 1})]), rows), "ox") == ["e"]


def veto(effect: str, **more: Any) -> dict[str, Any]:
    return {"name": "fraud", "title": title("造假"), "basis": BASIS, "effect": effect, **more}


@pytest.mark.parametrize("effect", ["zero", "bar_award"])
def test_a_vetoed_unit_wins_nothing(effect: str) -> None:
    rows = [*table(**FOUR, e="85"), entry("veto", "a", "fraud")]
    outcome = concluded(race(awards=[award({"top": 1})], vetoes=[veto(effect)]), rows)
    assert winners(outcome, "ox") == ["e"]
    assert totals(outcome)["a"] == ("0" if effect == "zero" else "90")


TIERS = [
    {"name": "excellent", "title": title("优秀"), "least": 80, "share": "0.5"},
    {"name": "good", "title": title("良好"), "least": 70},
    {"name": "pass", "title": title("合格"), "least": 60},
]


def tiers(outcome: dict[str, Any]) -> dict[str, str]:
    return {unit: its["tier"] for unit, its in outcome["units"].items()}


def test_a_tier_has_a_least_total_and_a_share_of_the_group() -> None:
    rows = table(a="90", b="85", c="82", d="65", e="50")
    assert tiers(concluded(race(tiers=TIERS), rows)) == {
        "a": "excellent", "b": "excellent", "c": "good", "d": "pass", "e": "",
    }  # fmt: skip


def test_units_that_share_a_rank_get_a_tier_together_or_not_at_all() -> None:
    rows = table(a="90", b="85", c="85", d="65")
    assert tiers(concluded(race(tiers=TIERS), rows)) == {
        "a": "excellent", "b": "good", "c": "good", "d": "pass",
    }  # fmt: skip


def test_a_veto_may_cap_the_tier_and_frees_the_place() -> None:
    rows = [*table(a="90", b="85", c="82", d="65"), entry("veto", "a", "fraud")]
    written = race(tiers=TIERS, vetoes=[veto("cap_tier", tier="pass")])
    assert tiers(concluded(written, rows)) == {
        "a": "pass", "b": "excellent", "c": "excellent", "d": "pass",
    }  # fmt: skip


RULES = [
    {"name": "province", "title": title("省级"), "kind": "bonus", "most": 3},
    {"name": "city", "title": title("市级"), "kind": "bonus"},
    {"name": "loss", "title": title("减分"), "kind": "deduction"},
]


def counted(*entries: dict[str, Any], **more: Any) -> list[tuple[str, int, str]]:
    outcome = concluded(race(adjustments=RULES, **more), [*table(a="50"), *entries])
    return [
        (line["rule"], line["counted"] // 10**6, line["why"])
        for line in outcome["units"]["a"]["adjustments"]
    ]


def test_bonuses_stop_at_the_ceiling_of_the_rule_and_of_all() -> None:
    assert counted(
        entry("bonus", "a", "province", "2", "f1"),
        entry("bonus", "a", "province", "2", "f2"),
        entry("bonus", "a", "city", "4", "f3"),
    ) == [("province", 2, ""), ("province", 1, "rule_cap"), ("city", 2, "total_cap")]


def test_the_same_fact_counts_once_under_the_rule_that_gives_most() -> None:
    assert counted(
        entry("bonus", "a", "province", "2", "f1"), entry("bonus", "a", "city", "3", "f1")
    ) == [("province", 0, "same_fact"), ("city", 3, "")]


def test_a_bonus_and_a_deduction_on_one_fact_both_count() -> None:
    assert counted(
        entry("bonus", "a", "city", "3", "f1"), entry("deduction", "a", "loss", "1", "f1")
    ) == [("city", 3, ""), ("loss", -1, "")]


def test_deductions_stop_at_their_ceiling() -> None:
    assert counted(entry("deduction", "a", "loss", "9", "f1"), deduction_most=4) == [
        ("loss", -4, "total_cap")
    ]


TWO_GROUPS = [{"name": name, "title": title(name)} for name in ("towns", "streets")]


def test_a_rank_in_another_group_is_no_rank_to_rise_from() -> None:
    written = race(contestants=TWO_GROUPS, awards=[award({"rise": 2})])
    groups = {"a": "towns", "b": "towns", "c": "streets"}
    history = [
        {**past("a", "2025Q1", 9), "group": "streets"},
        {**past("b", "2025Q1", 4), "group": "towns"},
    ]
    outcome = concluded(written, table(a="90", b="80", c="80"), groups, history)
    assert [outcome["units"][unit]["previous_rank"] for unit in "abc"] == [None, 4, None]
    assert winners(outcome, "ox") == ["b"]


def test_a_tie_goes_by_the_last_rank_of_the_same_group_only() -> None:
    chain = {"chain": [{"last_rank": True}]}
    history = [
        {**past("a", "2025Q1", 1), "group": "streets"},
        {**past("b", "2025Q1", 4), "group": "towns"},
    ]
    groups = {"a": "towns", "b": "towns", "c": "streets"}
    written = race(contestants=TWO_GROUPS, rank=chain)
    assert ranks(concluded(written, table(a="80", b="80", c="1"), groups, history))["b"] == 1


def test_a_history_of_earlier_releases_says_no_group_and_still_counts() -> None:
    outcome = concluded(race(), table(a="90"), history=[past("a", "2025Q1", 3)])
    assert outcome["units"]["a"]["previous_rank"] == 3
