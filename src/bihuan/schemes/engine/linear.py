"""Leaves as whole numbers: which method families they fall in, and with which factors.

Almost every method is a fraction of two sums, cut off at two ends::

    points = clip(step * half_up(num / den), low, high)        step: 1e-6 points, or coarser
    num = a * x + b * y + c        den = d * x + e * y + f     x: what was taken, y: the aim

Clipping after rounding gives what rounding after clipping gives, because rounding keeps the order.
Ranks, spreads and tiers have their own few factors. The same rules serve the query and NumPy.
What does not fit, or could pass 64 bits with the numbers at hand, is *kept* for the reference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import gcd
from typing import Any, Literal

from bihuan.schemes.engine.facts import Extent, FactTable
from bihuan.schemes.engine.reference import MICRO, clipped, rounded

Family = Literal["ratio", "spread", "step", "place", "tier"]
FAMILIES: tuple[Family, ...] = ("ratio", "spread", "step", "place", "tier")
LIMIT = 2**63
ENDLESS = 2**61
# More units than are ever ranked in one group.
PLACES = 10**7


@dataclass(frozen=True, slots=True)
class Take:
    """How the taken number comes about: half_up of (v * tv + p * tp) / (p * dp + t * dt + d0)."""

    tv: int = 1
    tp: int = 0
    dp: int = 0
    dt: int = 0
    d0: int = 1

    @property
    def plain(self) -> bool:
        return (self.tp, self.dp, self.dt, self.d0) == (0, 0, 0, 1)


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a tiered leaf: for `since` <= standing < `until`, (a * standing + c) / d."""

    since: int
    until: int
    a: int
    c: int
    d: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One leaf as factors.

    Args:
        leaf: its place among the leaves of its sheet.
        code: the code of its indicator in the fact table.
        aims: the observed target is used; it must be at least `aim`.
        sign: -1 where less is better.
        band: the best range, for `target_band`.
        factors: a to f of a ratio; three factors of another family.
        beyond: the points where the denominator is not positive.
        blocks: a unit without a value has no total, and some unit may be without one.
        most: no points are larger than this, in either direction.
    """

    leaf: int
    path: str
    code: int
    family: Family
    take: Take
    sign: int
    band: tuple[int, int] | None
    aims: bool
    aim: int
    factors: tuple[int, ...]
    step: int
    low: int
    high: int
    beyond: int
    blocks: bool
    most: int = 0
    pieces: tuple[Piece, ...] = ()

    @property
    def direct(self) -> bool:
        """Whether the number scored is the value itself, or its negative."""
        return self.take.plain and self.band is None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The leaves of one sheet: as rules, and the paths that are kept, each with the reason."""

    rules: tuple[Rule, ...]
    kept: tuple[tuple[str, str], ...]


def sheet_rules(parameters: dict[str, Any], number: int, facts: FactTable) -> Sheet:
    """Return the rules of a sheet for the numbers at hand."""
    rules, kept = [], []
    for place, leaf in enumerate(parameters["sheets"][number]["leaves"]):
        found = leaf_rule(parameters, place, number, facts)
        if isinstance(found, Rule):
            rules.append(found)
        else:
            kept.append((leaf["path"], found))
    return Sheet(tuple(rules), tuple(kept))


def leaf_rule(parameters: dict[str, Any], place: int, sheet: int, facts: FactTable) -> Rule | str:
    """Return a leaf of a sheet as a rule, or why it is kept."""
    leaf = parameters["sheets"][sheet]["leaves"][place]
    method = leaf["method"]
    if method not in _SHAPES or leaf["difficulty"] or leaf["not_applicable"]:
        return "not linear"
    if leaf["indicator"] in facts.large:
        return "too large"
    code = facts.code(leaf["indicator"], sheet)
    seen = {name: facts.extents.get((code, name), Extent()) for name in "vtp"}
    take = _take(leaf, seen)
    if take is None or (leaf["direction"] == "target_band" and method not in _BANDED):
        return "not linear"
    rule = _SHAPES[method](
        parameters, leaf, Rule(
            leaf=place, path=leaf["path"], code=code, family="ratio", take=take,
            sign=-1 if leaf["direction"] == "lower" else 1,
            band=tuple(leaf["band"]) if leaf["direction"] == "target_band" else None,
            aims=False, aim=0, factors=(), step=10 ** (6 - leaf["round"]),
            low=-ENDLESS, high=ENDLESS, beyond=0, blocks=leaf["missing"] == "block_publication",
        ),
    )  # fmt: skip
    if rule is None:
        return "not linear"
    missing = _some_missing(parameters, sheet, rule, seen)
    if missing and leaf["missing"] in ("min_of_group", "mean_of_group"):
        return "not linear"
    rule = replace(rule, blocks=missing and rule.blocks)
    return _bounded(_cut(leaf, rule), seen) or "too large"


def _some_missing(
    parameters: dict[str, Any], sheet: int, rule: Rule, seen: dict[str, Extent]
) -> bool:
    """Return whether a unit of the sheet could lack what the rule needs."""
    groups = {group["name"] for group in parameters["groups"] if group["sheet"] == sheet}
    size = sum(group in groups for _, group in parameters["contestants"])
    needs = "v" + "t" * bool(rule.aims or rule.take.dt) + "p" * bool(rule.take.tp)
    least = {"t": 1 if rule.take.dt else rule.aim, "p": 1 if rule.take.dp else -LIMIT, "v": -LIMIT}
    return any(seen[name].count < size or seen[name].least < least[name] for name in needs)


def _take(leaf: dict[str, Any], seen: dict[str, Extent]) -> Take | None:
    """Return how the leaf's number is taken; None where only the reference can take it."""
    shift = leaf["take_decimals"] - leaf["decimals"]
    up, down = 10 ** max(shift, 0), 10 ** max(-shift, 0)
    hundred = 100 * 10 ** leaf["take_decimals"]
    match leaf["take"]:
        case "growth" if leaf["growth_base"] == "absolute_change" and seen["p"].least <= 0:
            return None
        case "growth":
            return Take(tv=hundred, tp=-hundred, dp=1, d0=0)
        case "increment":
            return Take(tv=up, tp=-up, d0=down)
        case "completion" if leaf["target"] is None:
            return Take(tv=hundred, dt=1, d0=0)
        case "completion":
            return Take(tv=hundred, d0=leaf["target"]) if leaf["target"] > 0 else None
    return Take(tv=up, d0=down)


def _aimed(leaf: dict[str, Any], rule: Rule, *, positive: bool) -> tuple[Rule, int, int] | None:
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
    leaf: dict[str, Any], rule: Rule, times: Fraction, plus: Fraction, pace: Fraction = Fraction(1)
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


def _completion(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule | None:
    found = _by_rate(leaf, rule, Fraction(leaf["full"]), Fraction(0))
    return found and _between(leaf, found, "floor", "cap", Fraction(leaf["full"], MICRO))


def _completion_step(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule | None:
    each = 100 * leaf["params"]["per_point"]
    found = _by_rate(leaf, rule, Fraction(each), Fraction(leaf["full"] - each))
    return found and _between(leaf, found, "low", "high", Fraction(1))


def _progress(parameters: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule | None:
    pace = Fraction(*parameters["elapsed"])
    found = _by_rate(leaf, rule, Fraction(leaf["full"]), Fraction(0), pace)
    return found and _between(leaf, found, "floor", "cap", Fraction(leaf["full"], MICRO))


def _between(leaf: dict[str, Any], rule: Rule, least: str, most: str, times: Fraction) -> Rule:
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


def _within(leaf: dict[str, Any], rule: Rule, ends: tuple[Fraction, ...]) -> Rule:
    """Return the rule with the ends that its points cannot pass anyway, for a bound on them."""
    points = [rounded(end, leaf["round"]) for end in ends]
    return replace(rule, low=min(points), high=max(points))


def _target_or_nothing(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule | None:
    """Missing the target by the smallest step already gives nothing: a ratio cut at both ends."""
    aimed = _aimed(leaf, rule, positive=False)
    if aimed is None:
        return None
    rule, scale, fixed = aimed
    full, sign = rounded(Fraction(leaf["full"]), leaf["round"]), rule.sign
    factors = (full * sign, -full * sign * scale, full - full * sign * fixed, 0, 0, 1)
    return replace(rule, factors=factors, low=0, high=full, step=1)


def _counted(leaf: dict[str, Any], rule: Rule, sign: int, plus: int) -> Rule:
    whole = 10 ** leaf["take_decimals"]
    return _ratio(rule, (sign * leaf["params"]["per"], 0, plus * whole), (0, 0, whole))


def _deduct(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule:
    most = leaf["params"]["most"]
    least = 0 if most is None else max(0, leaf["full"] - most)
    low = rounded(Fraction(least), leaf["round"])
    return replace(_counted(leaf, rule, -1, leaf["full"]), low=low)


def _per_event(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule:
    return _between(leaf, _counted(leaf, rule, 1, 0), "low", "high", Fraction(1))


def _growth_vs_ref(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule | None:
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


def _as_is(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule:
    return _ratio(rule, (leaf["full"], 0, 0), (0, 0, leaf["params"]["out_of"]))


def _minmax_base(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule:
    """Factors: base and rise of the points, over the whole."""
    base = leaf["params"]["base"]
    factors = _lowest(leaf["full"] * base, leaf["full"] * (MICRO - base), MICRO)
    ends = (Fraction(leaf["full"]), Fraction(leaf["full"] * base, MICRO))
    return _within(leaf, replace(rule, family="spread", factors=factors), ends)


def _rank_step(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule | None:
    """Factors: points of the first and loss by place, over the whole."""
    if leaf["params"]["only_above_target"] or leaf["params"]["step"] < 0:
        return None
    factors = _lowest(leaf["full"] * MICRO, leaf["full"] * leaf["params"]["step"], MICRO)
    rule = replace(rule, family="step", factors=factors)
    return _within(leaf, rule, (Fraction(0), Fraction(leaf["full"])))


def _rank_linear(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule:
    """Factors: points of the first, and what lies between first and last."""
    best, worst = leaf["params"]["best"], leaf["params"]["worst"]
    rule = replace(rule, family="place", factors=(best, best - worst, 1))
    return _within(leaf, rule, (Fraction(best), Fraction(worst)))


def _efficacy_tier(_p: dict[str, Any], leaf: dict[str, Any], rule: Rule) -> Rule:
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


def _piece(since: int, until: int, a: int, c: int, d: int) -> Piece:
    common = gcd(a, c, d)
    return Piece(since, until, a // common, c // common, d // common)


_SHAPES: dict[str, Any] = {
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
}
_BANDED = frozenset(_SHAPES) - {"target_or_nothing", "efficacy_tier"}


def _cut(leaf: dict[str, Any], rule: Rule) -> Rule:
    """Return the rule with the leaf's own floor and cap put over those of its method."""
    ends = [
        int(clipped(Fraction(number), leaf["low"], leaf["high"]))
        for number in (rule.low, rule.high, rule.beyond)
    ]
    return replace(rule, low=ends[0], high=ends[1], beyond=ends[2])


# Whether 64 bits are enough


def _bounded(rule: Rule, seen: dict[str, Extent]) -> Rule | None:
    """Return the rule with a bound on its points; None where a product could pass 63 bits."""
    take = rule.take
    v, t, p = (seen[name].size for name in "vtp")
    above = abs(take.tv) * v + abs(take.tp) * p
    below = abs(take.dp) * p + abs(take.dt) * t + abs(take.d0)
    least = take.dp * max(seen["p"].least, 1) + take.dt * max(seen["t"].least, 1) + take.d0
    x = above // least + 1
    if rule.band:
        x += max(map(abs, rule.band))
    num, den, smallest = _sizes(rule, x, t if rule.aims else 0, seen)
    if max(2 * above + below, 2 * num + 2 * den * rule.step, x) >= LIMIT:
        return None
    ends = (rule.low, rule.high, rule.beyond)
    if rule.low > -ENDLESS and rule.high < ENDLESS:
        return replace(rule, most=max(map(abs, ends)))
    most = num // smallest + rule.step
    kept = [abs(end) for end in ends if abs(end) < ENDLESS]
    return replace(rule, most=max(most, *kept, 0))


def _sizes(rule: Rule, x: int, y: int, seen: dict[str, Extent]) -> tuple[int, int, int]:
    """Return how large numerator and denominator can be, and how small the denominator."""
    factors = tuple(map(abs, rule.factors))
    if rule.family == "ratio":
        a, b, c, d, e, f = factors
        smallest = d + f if d else e * max(seen["t"].least, 1) + f
        return a * x + b * y + c, d * x + e * y + f, max(smallest, 1)
    a, b, c = factors
    if rule.family == "spread":
        return (a + b) * 2 * x, c * 2 * x, c
    if rule.family == "tier":
        num = max(abs(piece.a) * x + abs(piece.c) for piece in rule.pieces)
        return num, max(piece.d for piece in rule.pieces), 1
    return (a + b) * PLACES, c * PLACES, c
