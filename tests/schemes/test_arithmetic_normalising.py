"""The formulas in numbers of the methods that compare with posts, with peers or with the past."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.calendars.engine.periods import Period
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.run import run
from tests.schemes.bench import PERIOD, indicator, observation, scheme

X = indicator("x", 1)
BAND = {"direction": "target_band", "band": {"low": 5, "high": 8}}
LOWER = {"direction": "lower"}
POSTS = {"method": "goalposts", "low": "20", "high": "80"}
STEPS = [{"least": "60", "share": "0.5"}, {"least": "80", "share": "1"}]
TABLE = [{"at": "80", "share": "0.5"}, {"at": "100", "share": "1"}]
RANGE = {"method": "target_range", "zero_below": 80, "low": 95, "high": 105, "zero_above": 125}
Z = {"method": "zscore", "middle": "0.5", "spread": "0.2"}
OWN = {"method": "cyclical", "panel": 3}


def formula(part: dict[str, Any], values: str, past: str = "") -> tuple[str, str]:
    """Return the formula of the first unit in Chinese and English; the others are its group."""
    rows = [
        observation(unit, X, value) for unit, value in zip("abcd", values.split(), strict=False)
    ]
    for period, value in zip(("2025Q1", "2024Q4", "2024Q3"), past.split(), strict=False):
        rows.append(observation("a", X, value, row="earlier", period=period))
    written = scheme([X], [{"indicator": "x", "weight": 20, **part}])
    contestants = {row["unit"]: "all" for row in rows}
    result = run(resolve(written, {}, contestants, Period.parse(PERIOD)), rows)
    words = next(row for row in result["rows"] if row["unit"] == "a")["leaves"][0]["formula"]
    return words["zh"], words["en"]


@pytest.mark.parametrize(
    ("part", "values", "zh", "en"),
    [
        (
            POSTS, "50",
            "20 × (50 − 20) ÷ (80 − 20) = 10.00", "20 × (50 − 20) ÷ (80 − 20) = 10.00",
        ),
        (
            {**POSTS, "base": "0.4", **LOWER}, "50",
            "20 × (0.4 + 0.6 × (80 − 50) ÷ (80 − 20)) = 14.00",
            "20 × (0.4 + 0.6 × (80 − 50) ÷ (80 − 20)) = 14.00",
        ),
        (POSTS, "95", "95达到满分值80：20.00", "95 reaches the better post 80: 20.00"),
        (POSTS, "10", "10未优于起分值20：0.00", "10 does not pass the worse post 20: 0.00"),
        (
            {**POSTS, "base": "0.4", **LOWER}, "95",
            "95未优于起分值80：20 × 0.4 = 8.00",
            "95 does not pass the worse post 80: 20 × 0.4 = 8.00",
        ),
        (
            Z, "8 4 6",
            "均值6，标准差1.633，z ≈ 1.2247：20 × (0.5 + 0.2 × z) ≈ 14.90",
            "mean 6, deviation 1.633, z ≈ 1.2247: 20 × (0.5 + 0.2 × z) ≈ 14.90",
        ),
        (
            {"method": "zscore", **LOWER}, "8 4",
            "均值6，标准差2，z = −1：20 × z = −20.00",
            "mean 6, deviation 2, z = −1: 20 × z = −20.00",
        ),
        (
            Z, "8 8",
            "数值均相同，z = 0：20 × (0.5 + 0.2 × z) = 10.00",
            "all are equal, so z = 0: 20 × (0.5 + 0.2 × z) = 10.00",
        ),
        (
            {**Z, **BAND}, "6 10",
            "按接近合理区间的程度，z = 1：20 × (0.5 + 0.2 × z) = 14.00",
            "by nearness to the band, z = 1: 20 × (0.5 + 0.2 × z) = 14.00",
        ),
        (
            {"method": "percentile"}, "8 8 4 9",
            "共4个，低于本单位的1个，相同的（含自身）2个：20 × (1 + 2 ÷ 2) ÷ 4 = 10.00",
            "1 of 4 stand below, 2 equal with itself: 20 × (1 + 2 ÷ 2) ÷ 4 = 10.00",
        ),
        (
            {"method": "borda"}, "8 8 4 9",
            "在其余3个中胜1个、平1个：20 × (1 + 1 ÷ 2) ÷ 3 = 10.00",
            "beats 1 of the 3 others and equals 1: 20 × (1 + 1 ÷ 2) ÷ 3 = 10.00",
        ),
        ({"method": "borda"}, "8", "没有可比单位，得20.00", "nobody else has a value: 20.00"),
        (
            {"method": "distance", "to": "leader"}, "8 10",
            "最优值10：20 × 8 ÷ 10 = 16.00", "the best has 10: 20 × 8 ÷ 10 = 16.00",
        ),
        (
            {"method": "distance", "to": "mean", "form": "difference", **LOWER}, "8 -28",
            "均值−10：20 × ((−10) − 8) ÷ 10 = −36.00",
            "the mean is −10: 20 × ((−10) − 8) ÷ 10 = −36.00",
        ),
        (
            {"method": "distance", "to": "unit", "unit": "b", **LOWER}, "8 4",
            "b为4：20 × 4 ÷ 8 = 10.00", "b has 4: 20 × 4 ÷ 8 = 10.00",
        ),
        (
            {"method": "distance", "to": "leader"}, "10 8",
            "最优值10：20.00", "the best has 10: 20.00",
        ),
        (
            {"method": "distance", "to": "mean", "missing": "zero"}, "-2 2",
            "除数为零或负数：缺数据的按零分计，得0.00",
            "what is divided by is zero or negative: a missing value earns no points: 0.00",
        ),
        (
            {"method": "categorical", "steps": STEPS}, "79.9",
            "79.9达到60一档：20 × 0.5 = 10.00", "79.9 reaches the step 60: 20 × 0.5 = 10.00",
        ),
        (
            {"method": "categorical", "steps": STEPS}, "59.9",
            "59.9未达到任何一档，得0.00", "59.9 reaches no step: 0.00",
        ),
        (
            {"method": "categorical", "of": "percentile", "steps": STEPS}, "8 4 5",
            "百分位83.33达到80一档：20 × 1 = 20.00",
            "the percentile 83.33 reaches the step 80: 20 × 1 = 20.00",
        ),
        (
            {"method": "above_mean"}, "8 4",
            "8优于均值6：20 × 1 = 20.00", "8 is better than the mean 6: 20 × 1 = 20.00",
        ),
        (
            {"method": "above_mean", "within": "0.5", **LOWER}, "8 4",
            "8与均值6相当：20 × 0.5 = 10.00", "8 is around the mean 6: 20 × 0.5 = 10.00",
        ),
        (
            {"method": "above_mean", **BAND}, "10 6",
            "比平均水平更偏离合理区间：20 × 0 = 0.00",
            "further from the band than the mean: 20 × 0 = 0.00",
        ),
        (
            {"method": "banded", "table": TABLE}, "90",
            "20 × (0.5 + (90 − 80) ÷ (100 − 80) × 0.5) = 15.00",
            "20 × (0.5 + (90 − 80) ÷ (100 − 80) × 0.5) = 15.00",
        ),
        ({"method": "banded", "table": TABLE}, "80", "20 × 0.5 = 10.00", "20 × 0.5 = 10.00"),
        (
            {"method": "banded", "table": TABLE, "outside": "nothing"}, "130",
            "130超出分段表：20 × 0 = 0.00", "130 lies outside the table: 20 × 0 = 0.00",
        ),
        (RANGE, "100", "100在95至105之内，得20.00", "100 is within 95 to 105: 20.00"),
        (
            RANGE, "86",
            "20 × (86 − 80) ÷ (95 − 80) = 8.00", "20 × (86 − 80) ÷ (95 − 80) = 8.00",
        ),
        (
            RANGE, "115",
            "20 × (125 − 115) ÷ (125 − 105) = 10.00", "20 × (125 − 115) ÷ (125 − 105) = 10.00",
        ),
        (RANGE, "130", "130偏离95至105过远，得0.00", "130 lies too far from 95 to 105: 0.00"),
        ({"method": "fixed_base", "base": "8"}, "10", "20 × 10 ÷ 8 = 25.00", "20 × 10 ÷ 8 = 25.00"),
        (
            {"method": "fixed_base", "base": "8", **LOWER}, "10",
            "20 × 8 ÷ 10 = 16.00", "20 × 8 ÷ 10 = 16.00",
        ),
        (
            {"method": "fixed_base", "base": "prior", "missing": "zero"}, "10",
            "缺对照值：缺数据的按零分计，得0.00",
            "nothing to compare the value with: a missing value earns no points: 0.00",
        ),
        ({"method": "raw"}, "-3.5", "(−3.5) = −3.50", "(−3.5) = −3.50"),
        ({"method": "raw", "times": "0.1"}, "35", "35 × 0.1 = 3.50", "35 × 0.1 = 3.50"),
    ],
)  # fmt: skip
def test_the_sum_is_written_out(part: dict[str, Any], values: str, zh: str, en: str) -> None:
    assert formula(part, values) == (zh, en)


@pytest.mark.parametrize(
    ("part", "past", "zh", "en"),
    [
        (
            OWN, "2 6 4",
            "本单位4期均值5，平均偏离2，c = 1.5：20 × (0.5 + 0.25 × c) = 17.50",
            "own mean of 4 periods 5, mean distance 2, c = 1.5: 20 × (0.5 + 0.25 × c) = 17.50",
        ),
        (
            OWN, "8 8",
            "各期数值相同，c = 0：20 × (0.5 + 0.25 × c) = 10.00",
            "never changed, so c = 0: 20 × (0.5 + 0.25 × c) = 10.00",
        ),
        (
            OWN, "",
            "没有往期数据，c = 0：20 × (0.5 + 0.25 × c) = 10.00",
            "no earlier value, so c = 0: 20 × (0.5 + 0.25 × c) = 10.00",
        ),
        (
            {**OWN, **BAND}, "12",
            "按2期接近合理区间的程度，c = 1：20 × (0.5 + 0.25 × c) = 15.00",
            "by nearness to the band over 2 periods, c = 1: 20 × (0.5 + 0.25 × c) = 15.00",
        ),
        (
            {"method": "fixed_base", "base_period": "2024Q4"}, "7 4",
            "20 × 8 ÷ 4 = 40.00", "20 × 8 ÷ 4 = 40.00",
        ),
    ],
)  # fmt: skip
def test_the_past_is_written_out(part: dict[str, Any], past: str, zh: str, en: str) -> None:
    assert formula(part, "8", past) == (zh, en)
