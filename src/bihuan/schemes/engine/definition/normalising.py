"""The points of methods that compare with posts, with peers or with the past: exact fractions.

Standard library only: a published bundle carries this text in its verifier. They are the
normalisations of the OECD/JRC Handbook on Constructing Composite Indicators (2008), table 14, and
those of the Human Development Index. A method gets the leaf, the line of the unit and what its
peers have in common; it returns micro-points, or None where it has no answer.

Units are compared by their standing (more is better; see `reference`), so that a mean, a deviation
or a percentile is one of values where more is better, of negative values where less is better, and
of negative distances where a band is best.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from bihuan.schemes.engine.definition.exact import EXACT, MICRO, Json, clipped
from bihuan.schemes.engine.definition.methods import worth

FINEST = Decimal("1e-20")


def pools_past(leaf: Json) -> bool:
    """Tell whether a unit is compared with its peers of earlier periods too, not with itself."""
    return bool(leaf["method"] != "cyclical" and leaf.get("panel"))


# What the peers have in common


def common(leaf: Json, standings: list[int]) -> Json:
    """Return what the method needs to know of all peers; `standings` are in ascending order."""
    if standings and leaf["method"] == "zscore":
        return {"sum": sum(standings), "root": _root(leaf, standings)}
    if standings and leaf["method"] in ("distance", "above_mean"):
        return {"mean": Fraction(sum(standings), len(standings))}
    return {}


def _root(leaf: Json, standings: list[int]) -> Decimal:
    """Return the deviation times the number of peers; 0 where all are equal."""
    count, total = len(standings), sum(standings)
    square = count * sum(standing * standing for standing in standings) - total * total
    if not square:
        return Decimal(0)
    if leaf["params"]["sample"]:
        return EXACT.sqrt(EXACT.divide(Decimal(square * count), Decimal(count - 1)))
    return EXACT.sqrt(Decimal(square))


def _below(line: Json, field: Json, count: str) -> Fraction:
    """Return how many peers stand below a line: without, with, or with half of its equals."""
    below = bisect_left(field["standings"], line["standing"])
    upto = bisect_right(field["standings"], line["standing"])
    return {
        "below": Fraction(below),
        "below_or_equal": Fraction(upto),
        "middle": Fraction(below + upto, 2),
    }[count]


# Against posts and tables


def _goalposts(leaf: Json, line: Json, _field: Json) -> Fraction:
    params = leaf["params"]
    low, high, base = params["low"], params["high"], params["base"]
    way = Fraction(line["taken"] - low, high - low)
    if leaf["direction"] == "lower":
        way = 1 - way
    if params["capped"]:
        way = clipped(way, 0, 1)
    return worth(leaf, base + (MICRO - base) * way)


def _banded(leaf: Json, line: Json, _field: Json) -> Fraction:
    taken, table = line["taken"], leaf["params"]["table"]
    first, last = table[0], table[-1]
    if taken < first[0] or taken > last[0]:
        end = first if taken < first[0] else last
        return worth(leaf, end[1] if leaf["params"]["ends"] else 0)
    share = Fraction(first[1])
    for (lower, from_share), (upper, to_share) in pairwise(table):
        if lower <= taken:
            way = Fraction(min(taken, upper) - lower, upper - lower)
            share = from_share + way * (to_share - from_share)
    return worth(leaf, share)


def _target_range(leaf: Json, line: Json, _field: Json) -> Fraction:
    params, taken = leaf["params"], line["taken"]
    way = Fraction(1)
    if taken < params["low"]:
        way = Fraction(taken - params["zero_below"], params["low"] - params["zero_below"] or 1)
    elif taken > params["high"]:
        way = Fraction(params["zero_above"] - taken, params["zero_above"] - params["high"] or 1)
    return worth(leaf, max(way, Fraction(0)) * MICRO)


def _fixed_base(leaf: Json, line: Json, _field: Json) -> Fraction | None:
    base, taken = line["base"], Fraction(line["taken"])
    lower = leaf["direction"] == "lower"
    if base is None or base <= 0 or (lower and taken <= 0):
        return None
    return worth(leaf, MICRO * (base / taken if lower else taken / base))


def _raw(leaf: Json, line: Json, _field: Json) -> Fraction:
    return Fraction(line["taken"] * leaf["params"]["per"], 10 ** leaf["take_decimals"])


# Against peers


def _zscore(leaf: Json, line: Json, field: Json) -> Fraction:
    z = Fraction(0)
    if field["root"]:
        above = len(field["standings"]) * line["standing"] - field["sum"]
        z = Fraction(EXACT.divide(Decimal(above), field["root"]).quantize(FINEST, context=EXACT))
    return worth(leaf, leaf["params"]["middle"] + leaf["params"]["spread"] * z)


def _percentile(leaf: Json, line: Json, field: Json) -> Fraction:
    below = _below(line, field, leaf["params"]["count"])
    return worth(leaf, MICRO * below / len(field["standings"]))


def _borda(leaf: Json, line: Json, field: Json) -> Fraction:
    others = len(field["standings"]) - 1
    if not others:
        return Fraction(leaf["full"])
    # Half of the equals holds half of the unit itself.
    beaten = _below(line, field, "middle") - Fraction(1, 2)
    return worth(leaf, MICRO * beaten / others)


def _reference(leaf: Json, field: Json) -> Fraction | None:
    """Return the standing that a distance is taken to, where there is one."""
    found = {"leader": field["best"], "mean": field["mean"], "unit": field["named"]}
    standing = found[leaf["params"]["to"]]
    return None if standing is None else Fraction(standing)


def _distance(leaf: Json, line: Json, field: Json) -> Fraction | None:
    reference, standing = _reference(leaf, field), Fraction(line["standing"])
    if reference is None:
        return None
    ratio = leaf["params"]["form"] == "ratio"
    if standing == reference and leaf["params"]["to"] != "mean":
        return worth(leaf, MICRO if ratio else 0)
    if not ratio:
        return worth(leaf, MICRO * (standing - reference) / abs(reference)) if reference else None
    if leaf["direction"] == "lower":
        # The reference over the value; both stand here with the other sign.
        divides = reference <= 0 and standing < 0
        return worth(leaf, MICRO * reference / standing) if divides else None
    return worth(leaf, MICRO * standing / reference) if reference > 0 else None


def _categorical(leaf: Json, line: Json, field: Json) -> Fraction:
    reached = Fraction(line["taken"])
    sign = -1 if leaf["direction"] == "lower" else 1
    if leaf["params"]["of"] == "percentile":
        share = _below(line, field, "middle") / len(field["standings"])
        reached, sign = 100 * MICRO * share, 1
    earned = 0
    for least, share_of_full in leaf["params"]["steps"]:
        if sign * reached >= sign * least:
            earned = share_of_full
    return worth(leaf, earned)


def _above_mean(leaf: Json, line: Json, field: Json) -> Fraction:
    params, mean = leaf["params"], field["mean"]
    around = Fraction(params["within"], MICRO) * abs(mean)
    if line["standing"] > mean + around:
        return worth(leaf, params["above"])
    return worth(leaf, params["below" if line["standing"] < mean - around else "around"])


# Against the unit's own past


def own_periods(line: Json) -> list[int]:
    """Return the standings of a unit in this period and in those before that have one."""
    return [line["standing"], *(past for past in line["past"] if past is not None)]


def _cyclical(leaf: Json, line: Json, _field: Json) -> Fraction:
    standings, cycle = own_periods(line), Fraction(0)
    total, count = sum(standings), len(standings)
    apart = sum(abs(count * standing - total) for standing in standings)
    if apart:
        cycle = Fraction(count * (count * line["standing"] - total), apart)
    return worth(leaf, leaf["params"]["middle"] + leaf["params"]["spread"] * cycle)


NORMALISING: dict[str, Callable[[Json, Json, Json], Fraction | None]] = {
    "goalposts": _goalposts,
    "zscore": _zscore,
    "percentile": _percentile,
    "borda": _borda,
    "distance": _distance,
    "categorical": _categorical,
    "above_mean": _above_mean,
    "cyclical": _cyclical,
    "banded": _banded,
    "target_range": _target_range,
    "fixed_base": _fixed_base,
    "raw": _raw,
}
AMONG_PEERS = ("zscore", "percentile", "borda", "distance", "above_mean")


def remarks(leaf: Json, line: Json, field: Json) -> list[str]:
    """Return what a reader should know of a line's comparison.

    `alone`: there is nobody to compare with. `constant`: nobody differs, so that nothing is above
    or below. `no_past`: no earlier value. `no_reference`: what is compared with has no value.
    `no_quotient`: what is divided by is zero or less.
    """
    method, params = leaf["method"], leaf["params"]
    if method == "cyclical":
        standings = own_periods(line)
        if len(standings) == 1:
            return ["no_past"]
        return ["constant"] if len(set(standings)) == 1 else []
    if line["points"] is None and method in ("fixed_base", "distance"):
        reference = line["base"] if method == "fixed_base" else _reference(leaf, field)
        return ["no_reference" if reference is None else "no_quotient"]
    among = method in AMONG_PEERS and params.get("to") != "unit"
    if (among or params.get("of") == "percentile") and len(field["standings"]) == 1:
        return ["alone"]
    level = method in ("zscore", "above_mean") and field["worst"] == field["best"]
    return ["constant"] if level else []
