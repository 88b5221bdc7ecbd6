"""The leaves of a sheet as rules, for the numbers at hand.

What does not fit a rule, or could pass 64 bits with these numbers, is *kept* for the reference.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from bihuan.schemes.engine.definition.exact import clipped
from bihuan.schemes.engine.running.facts import Extent, FactTable
from bihuan.schemes.engine.running.rules import ENDLESS, Rule, Take
from bihuan.schemes.engine.running.shapes import BANDED, SHAPES

Json = dict[str, Any]

LIMIT = 2**63
# More units than are ever ranked in one group.
PLACES = 10**7
# What happens to values before they are compared, and whom with, is known to the reference alone.
FOR_THE_REFERENCE = frozenset({"denominator", "impute", "treat", "transform", "over", "panel"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The leaves of one sheet: as rules, and the paths that are kept, each with the reason."""

    rules: tuple[Rule, ...]
    kept: tuple[tuple[str, str], ...]


def sheet_rules(parameters: Json, number: int, facts: FactTable) -> Sheet:
    """Return the rules of a sheet for the numbers at hand."""
    rules, kept = [], []
    for place, leaf in enumerate(parameters["sheets"][number]["leaves"]):
        found = leaf_rule(parameters, place, number, facts)
        if isinstance(found, Rule):
            rules.append(found)
        else:
            kept.append((leaf["path"], found))
    return Sheet(tuple(rules), tuple(kept))


def leaf_rule(parameters: Json, place: int, sheet: int, facts: FactTable) -> Rule | str:
    """Return a leaf of a sheet as a rule, or why it is kept."""
    leaf = parameters["sheets"][sheet]["leaves"][place]
    method = leaf["method"]
    by_unit = leaf["difficulty"] or leaf["not_applicable"]
    if method not in SHAPES or by_unit or not FOR_THE_REFERENCE.isdisjoint(leaf):
        return "not linear"
    if leaf["indicator"] in facts.large:
        return "too large"
    code = facts.code(leaf["indicator"], sheet)
    seen = {name: facts.extents.get((code, name), Extent()) for name in "vtp"}
    take = _take(leaf, seen)
    if take is None or (leaf["direction"] == "target_band" and method not in BANDED):
        return "not linear"
    rule = SHAPES[method](
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


def _some_missing(parameters: Json, sheet: int, rule: Rule, seen: dict[str, Extent]) -> bool:
    """Return whether a unit of the sheet could lack what the rule needs."""
    size = sum(group["size"] for group in parameters["groups"] if group["sheet"] == sheet)
    needs = "v" + "t" * bool(rule.aims or rule.take.dt) + "p" * bool(rule.take.tp)
    least = {"t": 1 if rule.take.dt else rule.aim, "p": 1 if rule.take.dp else -LIMIT, "v": -LIMIT}
    return any(seen[name].count < size or seen[name].least < least[name] for name in needs)


def _take(leaf: Json, seen: dict[str, Extent]) -> Take | None:
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


def _cut(leaf: Json, rule: Rule) -> Rule:
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
