"""The formula of each method in numbers, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.calendars.engine.periods import Period
from bihuan.schemes.engine.numbers.digits import about
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.run import run
from tests.schemes.bench import PERIOD, indicator, observation, scheme, title

X = indicator("x", 1)
BAND = {"direction": "target_band", "band": {"low": 5, "high": 8}}
STANDARDS = {"excellent": 12, "good": 8, "average": 5, "low": 1, "poor": -3}
TERRAIN = {"name": "terrain", "title": title("t"), "units": [{"unit": "a", "times": "1.03"}]}


def formula(part: dict[str, Any], *values: str, **more: str) -> tuple[str, str]:
    """Return the formula of the first unit in Chinese and English; the others are its group."""
    rows = [
        observation(unit, X, value, **(more if unit == "a" else {}))
        for unit, value in zip("abcd", values, strict=False)
    ]
    written = scheme([X], [{"indicator": "x", **part}], difficulty=[TERRAIN])
    contestants = {row["unit"]: "all" for row in rows}
    result = run(resolve(written, {}, contestants, Period.parse(PERIOD)), rows)
    words = next(row for row in result["rows"] if row["unit"] == "a")["leaves"][0]["formula"]
    return words["zh"], words["en"]


@pytest.mark.parametrize(
    ("part", "values", "more", "zh", "en"),
    [
        (
            {"method": "completion", "weight": 40}, ("11.5",), {"target": "10"},
            "40 × min(11.5 ÷ 10, 1.2) = 46.00", "40 × min(11.5 ÷ 10, 1.2) = 46.00",
        ),
        (
            {"method": "completion", "weight": 40, "uncapped": True}, ("-1",), {"target": "10"},
            "40 × max((−1) ÷ 10, 0) = 0.00", "40 × max((−1) ÷ 10, 0) = 0.00",
        ),
        (
            {"method": "completion", "weight": 40, "lower": "two_minus_rate"}, ("12",),
            {"target": "10"},
            "40 × min(2 − 12 ÷ 10, 1.2) = 32.00", "40 × min(2 − 12 ÷ 10, 1.2) = 32.00",
        ),
        (
            {"method": "completion_step", "weight": 20, "per_point": "0.5"}, ("9.6",),
            {"target": "10"},
            "min(20 + 0.5 × (100 × 9.6 ÷ 10 − 100), 24) = 18.00",
            "min(20 + 0.5 × (100 × 9.6 ÷ 10 − 100), 24) = 18.00",
        ),
        (
            {"method": "target_or_nothing", "weight": 4, "target": 8}, ("8.4",), {},
            "8.4达到目标8，得4.00", "8.4 meets the target 8: 4.00",
        ),
        (
            {"method": "target_or_nothing", "weight": 4, "target": 8}, ("7.9",), {},
            "7.9未达到目标8，得0.00", "7.9 misses the target 8: 0.00",
        ),
        (
            {"method": "target_or_nothing", "weight": 4, **BAND}, ("6",), {},
            "6在5至8之内，得4.00", "6 is within 5 to 8: 4.00",
        ),
        (
            {"method": "target_or_nothing", "weight": 4, **BAND}, ("9",), {},
            "9不在5至8之内，得0.00", "9 is not within 5 to 8: 0.00",
        ),
        (
            {"method": "rank_step", "weight": 6}, ("5", "9", "8"), {},
            "第3名（共3个）：6 × (1 − 0.05 × 2) = 5.40", "place 3 of 3: 6 × (1 − 0.05 × 2) = 5.40",
        ),
        (
            {"method": "rank_step", "weight": 6, "only_above_target": True, "target": 7},
            ("5", "9"), {},
            "未达到目标，不参与排名，得0.00", "the target is not met, so no place: 0.00",
        ),
        (
            {"method": "rank_linear", "weight": 30, "worst": 18}, ("5", "9", "8"), {},
            "第3名（共3个）：30 − 2 × (30 − 18) ÷ 2 = 18.00",
            "place 3 of 3: 30 − 2 × (30 − 18) ÷ 2 = 18.00",
        ),
        (
            {"method": "rank_linear", "weight": 30}, ("9", "5"), {},
            "第1名（共2个）：30.00", "place 1 of 2: 30.00",
        ),
        (
            {"method": "minmax_base", "weight": 30}, ("12", "-3", "15"), {},
            "30 × (0.6 + 0.4 × (12 − (−3)) ÷ (15 − (−3))) ≈ 28.00".replace("≈", "="),
            "30 × (0.6 + 0.4 × (12 − (−3)) ÷ (15 − (−3))) = 28.00",
        ),
        (
            {"method": "minmax_base", "weight": 30}, ("7", "7"), {},
            "组内相同，得30.00", "all are equal: 30.00",
        ),
        (
            {"method": "efficacy_tier", "weight": 20, "standards": STANDARDS}, ("6.8",), {},
            "20 × (0.6 + (6.8 − 5) ÷ (8 − 5) × 0.2) = 14.40",
            "20 × (0.6 + (6.8 − 5) ÷ (8 − 5) × 0.2) = 14.40",
        ),
        (
            {"method": "efficacy_tier", "weight": 20, "standards": STANDARDS}, ("13",), {},
            "13达到优秀值12：20 × 1 = 20.00",
            "13 reaches the excellent standard 12: 20 × 1 = 20.00",
        ),
        (
            {"method": "efficacy_tier", "weight": 20, "standards": STANDARDS}, ("-4",), {},
            "低于最低档标准值，得0.00", "below the lowest standard: 0.00",
        ),
        (
            {"method": "deduct", "weight": 100, "per": "0.5"}, ("3",), {},
            "100 − 3 × 0.5 = 98.50", "100 − 3 × 0.5 = 98.50",
        ),
        (
            {"method": "per_event", "per": 1, "high": 5}, ("7",), {},
            "min(7 × 1, 5) = 5.00", "min(7 × 1, 5) = 5.00",
        ),
        (
            {"method": "growth_vs_ref", "weight": 10, "k": "0.02", "reference": 8}, ("12",), {},
            "10 × min(1 + 0.02 × (12 − 8), 1.2) = 10.80",
            "10 × min(1 + 0.02 × (12 − 8), 1.2) = 10.80",
        ),
        (
            {"method": "panel_mean", "weight": 20}, ("88.5",), {},
            "20 × 88.5 ÷ 100 = 17.70", "20 × 88.5 ÷ 100 = 17.70",
        ),
        (
            {"method": "progress", "weight": 100, "uncapped": True}, ("21",), {"target": "28"},
            "100 × (21 ÷ 28 ÷ (1/2)) = 150.00", "100 × (21 ÷ 28 ÷ (1/2)) = 150.00",
        ),
        (
            {"method": "as_is", "weight": 20, "take": "growth"}, ("115",), {"prior": "100"},
            "(115 − 100) ÷ 100 = 15%；20 × 15 ÷ 100 = 3.00",
            "(115 − 100) ÷ 100 = 15%; 20 × 15 ÷ 100 = 3.00",
        ),
        (
            {"method": "as_is", "weight": 20, "take": "increment"}, ("15",), {"prior": "-5"},
            "15 − (−5) = 20；20 × 20 ÷ 100 = 4.00", "15 − (−5) = 20; 20 × 20 ÷ 100 = 4.00",
        ),
        (
            {"method": "as_is", "weight": 20, "take": "completion"}, ("9",), {"target": "10"},
            "9 ÷ 10 = 90%；20 × 90 ÷ 100 = 18.00", "9 ÷ 10 = 90%; 20 × 90 ÷ 100 = 18.00",
        ),
        (
            {"method": "as_is", "weight": 100, "difficulty": "terrain"}, ("57",), {},
            "100 × 57 ÷ 100 × 1.03 = 58.71", "100 × 57 ÷ 100 × 1.03 = 58.71",
        ),
        (
            {"method": "formula", "formula": "value / 2"}, ("9",), {},
            "value / 2 = 4.50", "value / 2 = 4.50",
        ),
        (
            {"method": "as_is", "weight": 20, "not_applicable": ["a"]}, ("9",), {},
            "本单位不涉及", "does not concern this unit",
        ),
        (
            {"method": "completion", "weight": 20, "missing": "zero"}, ("9",), {},
            "缺目标值：缺数据的按零分计，得0.00",
            "no target: a missing value earns no points: 0.00",
        ),
    ],
)  # fmt: skip
def test_the_sum_is_written_out(
    part: dict[str, Any], values: tuple[str, ...], more: dict[str, str], zh: str, en: str
) -> None:
    assert formula(part, *values, **more) == (zh, en)


def test_a_tally_shows_its_rate() -> None:
    good, bad = indicator("good", 0), indicator("bad", 0)
    part = {
        "indicator": "good", "method": "tally_rate", "weight": 35, "good": ["good"], "bad": ["bad"],
    }  # fmt: skip
    rows = [observation("a", good, "186"), observation("a", bad, "14")]
    period = Period.parse(PERIOD)
    result = run(resolve(scheme([good, bad], [part]), {}, {"a": "all"}, period), rows)
    assert result["rows"][0]["leaves"][0]["formula"]["zh"] == "35 × 93.00% = 32.55"


@pytest.mark.parametrize(
    ("number", "decimals", "printed"),
    [
        ("0.005", 2, "0.01"), ("-0.005", 2, "−0.01"), ("-0.004", 2, "0.00"), ("12", 2, "12.00"),
        ("1" * 60 + ".555", 2, "1" * 60 + ".56"),
    ],
)  # fmt: skip
def test_a_number_is_printed_half_up_however_long_it_is(
    number: str, decimals: int, printed: str
) -> None:
    assert about(number, decimals) == printed
