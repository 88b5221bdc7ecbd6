"""What random schemes say of their values: denominators, gaps, outliers, functions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

IMPUTE = (
    "none", "zero", "mean", "median", "group_mean", "group_median", "previous", "linear",
    "worst_of_group",
)  # fmt: skip
OF_MANY = ("panel_mean", "tally_rate")
AMONG_VALUES = ("minmax_base", "level_growth_mix", "zscore", "distance", "above_mean")
ALONG_POSTS = ("goalposts", "banded", "target_range", "efficacy_tier")
TRANSFORMED = (*AMONG_VALUES, *ALONG_POSTS, "cyclical", "raw", "formula")
WINSORISED = (*AMONG_VALUES, *ALONG_POSTS, "raw", "formula", "completion", "as_is", "fixed_base")


def values(draw: st.DrawFn, method: str, indicators: list[Json]) -> Json:
    """Return what one leaf says."""
    if method in OF_MANY:
        return {}
    found: Json = {"impute": draw(st.sampled_from(IMPUTE))}
    if draw(st.integers(0, 2)) == 0:
        other = draw(st.sampled_from(indicators))["name"]
        found["denominator"] = {
            "indicator": other, "times": draw(st.sampled_from(("1", "100", "0.5"))),
        }  # fmt: skip
    if method in WINSORISED:
        ways = ("none", "winsorise") + ("log", "box_cox") * (method in AMONG_VALUES)
        found["treat"] = treat(draw, ways)
    if method in TRANSFORMED and draw(st.booleans()):
        found["transform"] = {
            "by": draw(st.sampled_from(("log", "log10", "power"))),
            # Posts lie between -5 and 30, and all have an answer.
            "plus": draw(st.sampled_from(("6", "10.5"))),
            "exponent": draw(st.sampled_from(("0.5", "1", "2"))),
        }
    return found


def treat(draw: st.DrawFn, ways: tuple[str, ...]) -> Json:
    """Return how outliers are treated; few values are skewed by much, so thresholds are low."""
    return {
        "by": draw(st.sampled_from(ways)),
        "skewness": draw(st.sampled_from(("0", "0.5", "2"))),
        "kurtosis": draw(st.sampled_from(("-3", "0", "3.5"))),
        "most": draw(st.integers(1, 3)),
        "then": draw(st.sampled_from([way for way in ways if way != "winsorise"])),
    }


def whole(draw: st.DrawFn) -> Json:
    """Return what a scheme says for all its leaves."""
    if draw(st.integers(0, 3)):
        return {}
    return {
        "impute": draw(st.sampled_from(IMPUTE)),
        "treat": treat(draw, ("none", "winsorise", "log", "box_cox")),
        "over": draw(st.sampled_from(("group", "all"))),
        "panel": draw(st.integers(0, 2)),
    }
