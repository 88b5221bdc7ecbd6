"""The worked vectors of the domain reference, exact to the digit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schemes.bench import (
    concluded,
    entry,
    indicator,
    observation,
    points,
    ranks,
    scheme,
    title,
    totals,
)

INVESTMENT = indicator("investment", asks=["target"])
GROWTH = indicator("growth", 1)
FUNDS = indicator("funds", 1)

# unit: target, invested, growth, funds, bonus
V1 = {
    "jia": ("10", "11.5", "12.0", "3.2", "2"),
    "yi": ("8", "8.0", "9.0", "2.1", "0"),
    "bing": ("6", "4.5", "15.0", "2.1", "7"),
    "ding": ("2", "2.9", "-3.0", "0.4", "1"),
    "wu": ("1.5", "1.2", "6.0", "0.9", "0"),
}


def race(bonus_most: int = 5) -> Any:
    return scheme(
        [INVESTMENT, GROWTH, FUNDS],
        [
            {"indicator": "investment", "method": "completion", "weight": 40, "cap": "1.2"},
            {"indicator": "growth", "method": "minmax_base", "weight": 30, "base": "0.6"},
            {"indicator": "funds", "method": "rank_linear", "weight": 30, "worst": 18},
        ],
        adjustments=[{"name": "honours", "title": title("加分"), "kind": "bonus"}],
        bonus_most=bonus_most,
    )


def table() -> list[dict[str, Any]]:
    rows = []
    for unit, (target, invested, growth, funds, bonus) in V1.items():
        rows += [
            observation(unit, INVESTMENT, invested, target),
            observation(unit, GROWTH, growth),
            observation(unit, FUNDS, funds),
            entry("bonus", unit, "honours", bonus, f"fact-of-{unit}"),
        ]
    return rows


@pytest.mark.parametrize(
    ("unit", "earned"),
    [
        ("jia", ("46", "28", "30", "106")),
        ("yi", ("40", "26", "27", "93")),
        ("bing", ("30", "30", "27", "92")),
        ("ding", ("48", "18", "18", "85")),
        ("wu", ("32", "24", "21", "77")),
    ],
)
def test_v1_the_race_of_five_towns_is_exact(unit: str, earned: tuple[str, ...]) -> None:
    outcome = concluded(race(), table())
    leaves = ("investment", "growth", "funds")
    assert (*(points(outcome, unit, leaf) for leaf in leaves), totals(outcome)[unit]) == earned


def test_v1_a_tie_on_funds_skips_the_third_place() -> None:
    outcome = concluded(race(), table())
    places = {unit: its["leaves"]["funds"]["rank"] for unit, its in outcome["scored"].items()}
    assert places == {"jia": 1, "yi": 2, "bing": 2, "wu": 4, "ding": 5}


def test_v1_without_the_bonus_ceiling_bing_would_be_second() -> None:
    assert ranks(concluded(race(), table()))["bing"] == 3
    outcome = concluded(race(bonus_most=100), table())
    assert totals(outcome)["bing"] == "94"
    assert ranks(outcome)["bing"] == 2


# indicator: weight, standards from excellent to poor, actual, direction, points
V2 = {
    "return-on-equity": (20, ("12", "8", "5", "1", "-3"), "6.8", "higher", "14.4"),
    "return-on-assets": (14, ("8", "6", "4", "1.5", "-1"), "4.0", "higher", "8.4"),
    "asset-turnover": (10, ("1.5", "1.0", "0.6", "0.3", "0.1"), "0.75", "higher", "6.75"),
    "receivables-turnover": (12, ("15", "10", "6", "3", "1"), "5.1", "higher", "6.48"),
    "debt-ratio": (12, ("45", "52", "60", "72", "85"), "64", "lower", "6.4"),
    "interest-cover": (10, ("6", "4", "2.5", "1.2", "-0.5"), "6.4", "higher", "10"),
    "revenue-growth": (12, ("20", "12", "6", "-2", "-12"), "10.5", "higher", "9"),
    "capital-preservation": (10, ("110", "106", "103", "99", "95"), "94", "higher", "0"),
}


def enterprise() -> dict[str, Any]:
    names = ("excellent", "good", "average", "low", "poor")
    indicators = [indicator(name, direction=row[3]) for name, row in V2.items()]
    parts = [
        {
            "indicator": name,
            "method": "efficacy_tier",
            "weight": weight,
            "standards": dict(zip(names, standards, strict=True)),
        }
        for name, (weight, standards, *_) in V2.items()
    ]
    tiers = [("a", 85), ("b", 70), ("c", 50), ("d", 40), ("e", 0)]
    written = scheme(
        indicators,
        parts,
        tiers=[{"name": name, "title": title(name), "least": least} for name, least in tiers],
    )
    rows = [observation("group", of, V2[of["name"]][2]) for of in indicators]
    return concluded(written, rows)


@pytest.mark.parametrize("name", V2)
def test_v2_each_indicator_by_the_efficacy_coefficient(name: str) -> None:
    assert points(enterprise(), "group", name) == V2[name][4]


def test_v2_the_enterprise_scores_61_43_and_is_graded_c() -> None:
    outcome = enterprise()
    assert totals(outcome) == {"group": "61.43"}
    assert outcome["units"]["group"]["tier"] == "c"


COUNTS = {
    "contacted": "205",
    "not-contacted": "2",
    "solved": "184",
    "not-solved": "16",
    "satisfied": "150",
    "basic": "36",
    "dissatisfied": "14",
}


def hotline(*, basic_counts_half: bool) -> dict[str, Any]:
    good, half = (["satisfied"], ["basic"]) if basic_counts_half else (["satisfied", "basic"], [])
    indicators = {name: indicator(name, 0) for name in COUNTS}
    rates = [
        ("contacted", 30, ["contacted"], [], ["not-contacted"]),
        ("solved", 35, ["solved"], [], ["not-solved"]),
        ("satisfied", 35, good, half, ["dissatisfied"]),
    ]
    parts = [
        {
            "indicator": name,
            "method": "tally_rate",
            "weight": weight,
            "good": good_ones,
            "half": half_ones,
            "bad": bad_ones,
        }
        for name, weight, good_ones, half_ones, bad_ones in rates
    ]
    rows = [observation("town", indicators[name], count) for name, count in COUNTS.items()]
    return concluded(scheme(list(indicators.values()), parts), rows)


def test_v3_the_three_rates_of_the_hotline_make_94_46() -> None:
    outcome = hotline(basic_counts_half=False)
    taken = [line["taken"] for line in outcome["scored"]["town"]["leaves"].values()]
    assert taken == [99_033816, 92_000000, 93_000000]
    assert totals(outcome) == {"town": "94.46"}


def test_v3_basically_satisfied_may_count_half() -> None:
    outcome = hotline(basic_counts_half=True)
    assert outcome["scored"]["town"]["leaves"]["satisfied"]["taken"] == 84_000000
