"""How each method becomes a rule: from the parameters of a leaf to its factors and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import Any

from bihuan.schemes.engine.definition.exact import MICRO, rounded
from bihuan.schemes.engine.running.rules import ENDLESS, Piece, Rule

Json = dict[str, Any]
Shape = Callable[[Json, Json, Rule], Rule | None]


def _aimed(leaf: Json, rule: Rule, *, positive: bool) -> tuple[Rule, int, int] | None:
    """Return the rule with its aim, as the pair (times, plus): aim = times * target + plus."""
    aim = 100 * 10 ** leaf["take_decimals"] if leaf["take"] == "completion" else leaf["target"]
    if aim is not None:
        return (rule, 0, aim) if aim > 0 or not positive else None
    shift = leaf["take_decimals"] - leaf["decimals"]
    if shift < 0:
        return None
    return replace(rule, aims=True, aim=1 if positive else -ENDLESS), 10**shift, 0


def _ratio(rule: Rule, num: tuple[int, int, int], den: tuple[int, int, int]) -> Rule:
    """Return the rule with its fraction in lowest terms."""
    return replace(rule, factors=_lowest(*num, *den))


def _lowest(*numbers: int) -> tuple[int, ...]:
    common = gcd(*numbers) or 1
    return tuple(number // common for number in numbers)


def _by_rate(
    leaf: Json, rule: Rule, times: Fraction, plus: Fraction, pace: Fraction = Fraction(1)
) -> Rule | None:
    """Return the rule for ``times * rate + plus``, the rate being that of value and target."""
    aimed = _aimed(leaf, rule, positive=True)
    if aimed is None:
        return None
    rule, scale, fixed = aimed
    rate = times / pace
    upon, by = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))  # (of x, of y)
    match leaf["params"].get("lower"):
        case "target_over_value":
            num, den = by, upon
        case "two_minus_rate":
            num, den = (Fraction(-1), Fraction(2)), by
        case _:
            num, den = upon, by
    top = [rate * n + plus * d for n, d in zip(num, den, strict=True)]
    whole = 1
    for number in top:
        whole = whole * number.denominator // gcd(whole, number.denominator)
    (a, y), (d, dy) = [int(number * whole) for number in top], [int(k * whole) for k in den]
    return _ratio(rule, (a, y * scale, y * fixed), (d, dy * scale, dy * fixed))


def _completion(_p: Json, leaf: Json, rule: Rule) -> Rule | None:
    found = _by_rate(leaf, rule, Fraction(leaf["full"]), Fraction(0))
    return found and _between(leaf, found, "floor", "cap", Fraction(leaf["full"], MICRO))


def _completion_step(_p: Json, leaf: Json, rule: Rule) -> Rule | None:
    each = 100 * leaf["params"]["per_point"]
    found = _by_rate(leaf, rule, Fraction(each), Fraction(leaf["full"] - each))
    return found and _between(leaf, found, "low", "high", Fraction(1))


def _progress(parameters: Json, leaf: Json, rule: Rule) -> Rule | None:
    pace = Fraction(*parameters["elapsed"])
    found = _by_rate(leaf, rule, Fraction(leaf["full"]), Fraction(0), pace)
    return found and _between(leaf, found, "floor", "cap", Fraction(leaf["full"], MICRO))


def _between(leaf: Json, rule: Rule, least: str, most: str, times: Fraction) -> Rule:
    """Return the rule cut off at two of its parameters; beyond measure it earns the upper one."""
    params, decimals = leaf["params"], leaf["round"]
    if params.get(least) is not None:
        rule = replace(rule, low=rounded(params[least] * times, decimals))
    upper = params.get(most)
    if upper is not None:
        rule = replace(rule, high=rounded(upper * times, decimals))
    return replace(
        rule, beyond=rule.high if upper is not None else rounded(Fraction(leaf["full"]), decimals)
    )


def _within(leaf: Json, rule: Rule, ends: tuple[Fraction, ...]) -> Rule:
    """Return the rule with the ends that its points cannot pass anyway, for a bound on them."""
    points = [rounded(end, leaf["round"]) for end in ends]
    return replace(rule, low=min(points), high=max(points))


def _target_or_nothing(_p: Json, leaf: Json, rule: Rule) -> Rule | None:
    """Missing the target by the smallest step already gives nothing: a ratio cut at both ends."""
    aimed = _aimed(leaf, rule, positive=False)
    if aimed is None:
        return None
    rule, scale, fixed = aimed
    full, sign = rounded(Fraction(leaf["full"]), leaf["round"]), rule.sign
    factors = (full * sign, -full * sign * scale, full - full * sign * fixed, 0, 0, 1)
    return replace(rule, factors=factors, low=0, high=full, step=1)


def _counted(leaf: Json, rule: Rule, sign: int, plus: int) -> Rule:
    whole = 10 ** leaf["take_decimals"]
    return _ratio(rule, (sign * leaf["params"]["per"], 0, plus * whole), (0, 0, whole))


def _deduct(_p: Json, leaf: Json, rule: Rule) -> Rule:
    most = leaf["params"]["most"]
    least = 0 if most is None else max(0, leaf["full"] - most)
    low = rounded(Fraction(least), leaf["round"])
    return replace(_counted(leaf, rule, -1, leaf["full"]), low=low)


def _per_event(_p: Json, leaf: Json, rule: Rule) -> Rule:
    return _between(leaf, _counted(leaf, rule, 1, 0), "low", "high", Fraction(1))


def _growth_vs_ref(_p: Json, leaf: Json, rule: Rule) -> Rule | None:
    params, whole = leaf["params"], 10 ** leaf["take_decimals"]
    scale, fixed = 0, params["reference"]
    if fixed is None:
        aimed = _aimed(leaf, rule, positive=False)
        if aimed is None:
            return None
        rule, scale, fixed = aimed
    each = leaf["full"] * params["k"] * rule.sign
    num = (each, -each * scale, leaf["full"] * MICRO * whole - each * fixed)
    found = _ratio(rule, num, (0, 0, MICRO * whole))
    return _between(leaf, found, "floor", "cap", Fraction(leaf["full"], MICRO))


def _as_is(_p: Json, leaf: Json, rule: Rule) -> Rule:
    return _ratio(rule, (leaf["full"], 0, 0), (0, 0, leaf["params"]["out_of"]))


def _minmax_base(_p: Json, leaf: Json, rule: Rule) -> Rule:
    """Factors: base and rise of the points, over the whole."""
    base = leaf["params"]["base"]
    factors = _lowest(leaf["full"] * base, leaf["full"] * (MICRO - base), MICRO)
    ends = (Fraction(leaf["full"]), Fraction(leaf["full"] * base, MICRO))
    return _within(leaf, replace(rule, family="spread", factors=factors), ends)


def _rank_step(_p: Json, leaf: Json, rule: Rule) -> Rule | None:
    """Factors: points of the first and loss by place, over the whole."""
    if leaf["params"]["only_above_target"] or leaf["params"]["step"] < 0:
        return None
    factors = _lowest(leaf["full"] * MICRO, leaf["full"] * leaf["params"]["step"], MICRO)
    rule = replace(rule, family="step", factors=factors)
    return _within(leaf, rule, (Fraction(0), Fraction(leaf["full"])))


def _rank_linear(_p: Json, leaf: Json, rule: Rule) -> Rule:
    """Factors: points of the first, and what lies between first and last."""
    best, worst = leaf["params"]["best"], leaf["params"]["worst"]
    rule = replace(rule, family="place", factors=(best, best - worst, 1))
    return _within(leaf, rule, (Fraction(best), Fraction(worst)))


def _efficacy_tier(_p: Json, leaf: Json, rule: Rule) -> Rule:
    standards = [rule.sign * standard for standard in leaf["params"]["standards"]]
    times = leaf["params"]["coefficients"]
    pieces = [_piece(standards[0], ENDLESS, 0, leaf["full"] * times[0], MICRO)]
    tiers = list(zip(standards, times, strict=True))
    for (upper, upper_times), (this, this_times) in pairwise(tiers):
        rise, span = upper_times - this_times, upper - this
        constant = leaf["full"] * (this_times * span - this * rise)
        pieces.append(_piece(this, upper, leaf["full"] * rise, constant, MICRO * span))
    pieces.append(Piece(-ENDLESS, standards[-1], 0, 0, 1))
    rule = replace(rule, family="tier", factors=(0, 0, 1), pieces=tuple(pieces))
    ends = tuple(Fraction(leaf["full"] * each, MICRO) for each in (*times, 0))
    return _within(leaf, rule, ends)


def _goalposts(_p: Json, leaf: Json, rule: Rule) -> Rule:
    """Points by the way from the worse post: ``base + (1 - base) * sign * (x - worse) / span``."""
    params, full = leaf["params"], leaf["full"]
    low, high, base = params["low"], params["high"], params["base"]
    worse, span = (high if rule.sign < 0 else low), high - low
    each = full * (MICRO - base) * rule.sign
    found = _ratio(rule, (each, 0, full * base * span - each * worse), (0, 0, MICRO * span))
    if not params["capped"]:
        return found
    return _within(leaf, found, (Fraction(full), Fraction(full * base, MICRO)))


def _banded(_p: Json, leaf: Json, rule: Rule) -> Rule:
    table = leaf["params"]["table"]
    first, last = table[0], table[-1]
    below, above = (first[1], last[1]) if leaf["params"]["ends"] else (0, 0)
    pieces = [_flat(leaf, -ENDLESS, first[0], below)]
    for (lower, from_share), (upper, to_share) in pairwise(table):
        pieces.append(_slope(leaf, (lower, from_share), (upper, to_share)))
    # The last value belongs to the table, and what lies above it no longer does.
    pieces += [_flat(leaf, last[0], last[0] + 1, last[1])]
    pieces += [_flat(leaf, last[0] + 1, ENDLESS, above)]
    return _tiered(leaf, rule, pieces, [0, *(share for _, share in table)])


def _target_range(_p: Json, leaf: Json, rule: Rule) -> Rule:
    names = ("zero_below", "low", "high", "zero_above")
    nothing, low, high, over = (leaf["params"][name] for name in names)
    pieces = [
        _flat(leaf, -ENDLESS, nothing, 0),
        _slope(leaf, (nothing, 0), (low, MICRO)),
        _flat(leaf, low, high + 1, MICRO),
        # From the first whole step above the range on.
        _slope(leaf, (high, MICRO), (over, 0), since=high + 1),
        _flat(leaf, max(over, high + 1), ENDLESS, 0),
    ]
    return _tiered(leaf, rule, [piece for piece in pieces if piece.since < piece.until], [0, MICRO])


def _categorical(_p: Json, leaf: Json, rule: Rule) -> Rule | None:
    if leaf["params"]["of"] != "value":
        return None
    steps = [(rule.sign * least, share) for least, share in leaf["params"]["steps"]]
    ends = [(-ENDLESS, 0), *steps, (ENDLESS, 0)]
    pieces = [_flat(leaf, since, until, share) for (since, share), (until, _) in pairwise(ends)]
    return _tiered(leaf, rule, pieces, [0, *(share for _, share in steps)], sign=rule.sign)


def _fixed_base(_p: Json, leaf: Json, rule: Rule) -> Rule | None:
    base = leaf["params"]["base"]
    if base is None or base <= 0 or leaf["params"]["period"] or rule.sign < 0:
        return None
    return _ratio(rule, (leaf["full"], 0, 0), (0, 0, base))


def _raw(_p: Json, leaf: Json, rule: Rule) -> Rule:
    return _ratio(rule, (leaf["params"]["per"], 0, 0), (0, 0, 10 ** leaf["take_decimals"]))


def _tiered(
    leaf: Json, rule: Rule, pieces: list[Piece], shares: list[int], *, sign: int = 1
) -> Rule:
    """Return a rule of stretches of the value itself, whatever is better."""
    found = replace(
        rule, family="tier", factors=(0, 0, 1), pieces=tuple(pieces), sign=sign, band=None
    )
    return _within(leaf, found, tuple(Fraction(leaf["full"] * share, MICRO) for share in shares))


def _flat(leaf: Json, since: int, until: int, share: int) -> Piece:
    return _piece(since, until, 0, leaf["full"] * share, MICRO)


def _slope(
    leaf: Json, start: tuple[int, int], end: tuple[int, int], *, since: int | None = None
) -> Piece:
    """Return the straight line between two values with their shares of the full points."""
    (lower, from_share), (upper, to_share) = start, end
    rise, span = to_share - from_share, upper - lower
    constant = leaf["full"] * (from_share * span - lower * rise)
    first = lower if since is None else since
    return _piece(first, upper, leaf["full"] * rise, constant, MICRO * span)


def _piece(since: int, until: int, a: int, c: int, d: int) -> Piece:
    common = gcd(a, c, d) or 1
    return Piece(since, until, a // common, c // common, d // common)


SHAPES: Mapping[str, Shape] = {
    "completion": _completion,
    "completion_step": _completion_step,
    "progress": _progress,
    "target_or_nothing": _target_or_nothing,
    "deduct": _deduct,
    "per_event": _per_event,
    "growth_vs_ref": _growth_vs_ref,
    "as_is": _as_is,
    "minmax_base": _minmax_base,
    "rank_step": _rank_step,
    "rank_linear": _rank_linear,
    "efficacy_tier": _efficacy_tier,
    "goalposts": _goalposts,
    "banded": _banded,
    "target_range": _target_range,
    "categorical": _categorical,
    "fixed_base": _fixed_base,
    "raw": _raw,
}
# Methods that can compare distances from a band.
BANDED = frozenset(SHAPES) - {"target_or_nothing", "efficacy_tier"}
