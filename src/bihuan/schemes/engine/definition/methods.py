"""The points of the methods M01 to M17: each one exact fraction of micro-points.

Standard library only: a published bundle carries this text in its verifier. A method gets the
leaf, the line of the unit (what was taken, its standing, its place) and what the group has in
common; what it returns is rounded once by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from bihuan.schemes.engine.definition.exact import MICRO, Json, clipped

COMPLETING = ("completion", "completion_step", "progress")


def met(leaf: Json, line: Json) -> bool:
    """Return whether the target was met, or the value lies in its band."""
    if leaf["direction"] == "target_band":
        return bool(line["standing"] == 0)
    if leaf["direction"] == "lower":
        return bool(line["taken"] <= line["aim"])
    return bool(line["taken"] >= line["aim"])


def worth(leaf: Json, millionths: Fraction | int) -> Fraction:
    """Return so many millionths of what the leaf is out of."""
    return Fraction(leaf["full"] * millionths.numerator, MICRO * millionths.denominator)


def rate_of(leaf: Json, line: Json) -> Fraction | None:
    """Return how far the target was met; None where a value of zero completes it beyond measure."""
    taken, aim = line["taken"], line["aim"]
    if leaf["params"].get("lower") == "target_over_value":
        return Fraction(aim, taken) if taken > 0 else None
    if leaf["params"].get("lower") == "two_minus_rate":
        return 2 - Fraction(taken, aim)
    return Fraction(taken, aim)


def _completion(leaf: Json, line: Json, _field: Json) -> Fraction:
    floor, cap = leaf["params"]["floor"], leaf["params"]["cap"]
    rate = rate_of(leaf, line)
    if rate is None:
        return worth(leaf, MICRO if cap is None else cap)
    return worth(leaf, clipped(rate * MICRO, floor, cap))


def _completion_step(leaf: Json, line: Json, _field: Json) -> Fraction:
    params = leaf["params"]
    rate = rate_of(leaf, line)
    if rate is None:
        return Fraction(leaf["full"] if params["high"] is None else params["high"])
    points: Fraction = leaf["full"] + params["per_point"] * (100 * rate - 100)
    return clipped(points, params["low"], params["high"])


def _target_or_nothing(leaf: Json, line: Json, _field: Json) -> Fraction:
    return Fraction(leaf["full"] if met(leaf, line) else 0)


def _rank_step(leaf: Json, line: Json, _field: Json) -> Fraction:
    if line["rank"] is None:
        return Fraction(0)
    return worth(leaf, max(0, MICRO - leaf["params"]["step"] * (line["rank"] - 1)))


def _rank_linear(leaf: Json, line: Json, field: Json) -> Fraction:
    best, worst = leaf["params"]["best"], leaf["params"]["worst"]
    if field["of"] == 1:
        return Fraction(best)
    return Fraction(best) - Fraction((line["rank"] - 1) * (best - worst), field["of"] - 1)


def _minmax_base(leaf: Json, line: Json, field: Json) -> Fraction:
    base, spread = leaf["params"]["base"], field["best"] - field["worst"]
    above = Fraction(line["standing"] - field["worst"], spread) if spread else Fraction(1)
    return worth(leaf, base + (MICRO - base) * above)


def _efficacy_tier(leaf: Json, line: Json, _field: Json) -> Fraction:
    sign = -1 if leaf["direction"] == "lower" else 1
    actual = sign * line["taken"]
    tiers = [
        (sign * standard, coefficient)
        for standard, coefficient in zip(
            leaf["params"]["standards"], leaf["params"]["coefficients"], strict=True
        )
    ]
    if actual >= tiers[0][0]:
        return worth(leaf, tiers[0][1])
    for (upper, upper_times), (this, this_times) in pairwise(tiers):
        if actual >= this:
            efficacy = Fraction(actual - this, upper - this)
            return worth(leaf, this_times + efficacy * (upper_times - this_times))
    return Fraction(0)


def _counted(leaf: Json, line: Json) -> Fraction:
    return Fraction(leaf["params"]["per"] * line["taken"], 10 ** leaf["take_decimals"])


def _deduct(leaf: Json, line: Json, _field: Json) -> Fraction:
    loss = clipped(_counted(leaf, line), None, leaf["params"]["most"])
    return max(Fraction(0), Fraction(leaf["full"]) - loss)


def _per_event(leaf: Json, line: Json, _field: Json) -> Fraction:
    return clipped(_counted(leaf, line), leaf["params"]["low"], leaf["params"]["high"])


def _growth_vs_ref(leaf: Json, line: Json, _field: Json) -> Fraction:
    params = leaf["params"]
    reference = line["aim"] if params["reference"] is None else params["reference"]
    above = line["taken"] - reference
    if leaf["direction"] == "lower":
        above = -above
    times = MICRO + Fraction(params["k"] * above, 10 ** leaf["take_decimals"])
    return worth(leaf, clipped(times, params["floor"], params["cap"]))


def _panel_mean(leaf: Json, line: Json, _field: Json) -> Fraction:
    out_of = Fraction(leaf["params"]["out_of"], 10 ** leaf["take_decimals"])
    return Fraction(leaf["full"]) * Fraction(line["ratio"]) / out_of


def _tally_rate(leaf: Json, line: Json, _field: Json) -> Fraction:
    return worth(leaf, line["ratio"] * MICRO)


def progress(leaf: Json, line: Json, elapsed: Fraction) -> Fraction:
    """Return the points of M15, whose pace is the share of the year that has passed."""
    pace = Fraction(line["taken"], line["aim"]) / elapsed
    return worth(leaf, clipped(pace * MICRO, leaf["params"]["floor"], leaf["params"]["cap"]))


def _as_is(leaf: Json, line: Json, _field: Json) -> Fraction:
    return Fraction(leaf["full"] * line["taken"], leaf["params"]["out_of"])


METHODS: dict[str, Callable[[Json, Json, Json], Fraction]] = {
    "completion": _completion,
    "completion_step": _completion_step,
    "target_or_nothing": _target_or_nothing,
    "rank_step": _rank_step,
    "rank_linear": _rank_linear,
    "minmax_base": _minmax_base,
    "efficacy_tier": _efficacy_tier,
    "deduct": _deduct,
    "per_event": _per_event,
    "growth_vs_ref": _growth_vs_ref,
    "panel_mean": _panel_mean,
    "tally_rate": _tally_rate,
    "as_is": _as_is,
}
