"""The ways in which the scores of parts become one: each gives an exact score in micro-points.

Standard library only: a published bundle carries this text in its verifier. A way gets, for one
unit, the parts that are there as (score on the node's scale, share). Ways that compare units with
each other stand in `comparing_units`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from fractions import Fraction

from bihuan.schemes.engine.definition.exact import EXACT, MICRO, WHOLE, Json, clipped, rounded

Values = list[tuple[Fraction, int]]

HUNDRED_POINTS = 100 * MICRO  # what a part, and so a node that is no sum, is out of
MOST_DIGITS_CUT = 29  # of 50 digits so many may stand before the point for 20 to stand behind it


def combined_score(node: Json, scores: dict[str, int]) -> Fraction:
    """Return a unit's exact score on a node from its parts' scores, by path; at least one is there.

    Parts that only have a weight of zero leave nothing, where weights matter.
    """
    using, combine = node.get("using", {}), node["combine"]
    powers = dict(using.get("exponents", ()))
    values = [
        (Fraction(scores[path] * scale, WHOLE), powers.get(path, share))
        for path, share, scale in node["parts"]
        if path in scores
    ]
    if combine in WEIGHTED and not any(share for _, share in values):
        return Fraction(0)
    if combine in COMBINE:
        return COMBINE[combine](values)
    return COMBINE_USING[combine](using, values)


def decimal_of(number: Fraction) -> Decimal:
    """Return a fraction as a decimal of 50 digits."""
    return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def cut(number: Decimal) -> Fraction:
    """Return a root or power cut to 20 decimals, so that its last digits decide nothing."""
    if number.adjusted() < MOST_DIGITS_CUT:
        number = number.quantize(Decimal("1e-20"), context=EXACT)
    return Fraction(number)


# Means and their like


def geometric(values: Values) -> Fraction:
    """Return the weighted geometric mean; a part without points leaves nothing."""
    if any(value <= 0 for value, _ in values):
        return Fraction(0)
    logs = Decimal(0)
    for value, share in values:
        logs = EXACT.add(logs, EXACT.multiply(EXACT.ln(decimal_of(value)), Decimal(share)))
    return cut(EXACT.exp(EXACT.divide(logs, Decimal(sum(share for _, share in values)))))


def harmonic(values: Values) -> Fraction:
    """Return the weighted harmonic mean; a part without points leaves nothing."""
    if any(value <= 0 for value, _ in values):
        return Fraction(0)
    whole = sum(share for _, share in values)
    return whole / sum((share / value for value, share in values), Fraction(0))


def median(values: Values) -> Fraction:
    """Return the middle score, or the mean of the two in the middle; weights do not matter."""
    ordered = sorted(value for value, _ in values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def generalised(using: Json, values: Values) -> Fraction:
    """Return the weighted mean of powers: (sum of share x score^p, over the shares)^(1/p).

    With p = 0 it is the geometric mean. Scores below zero count as zero, since their powers have
    no one meaning; with p below zero a part without points leaves nothing.
    """
    if using["exponent"] == 0:
        return geometric(values)
    if using["exponent"] < 0 and any(value <= 0 for value, _ in values):
        return Fraction(0)
    exponent = EXACT.divide(Decimal(using["exponent"]), Decimal(MICRO))
    total = Decimal(0)
    for value, share in values:
        if value > 0:
            power = EXACT.power(decimal_of(value), exponent)
            total = EXACT.add(total, EXACT.multiply(power, Decimal(share)))
    mean = EXACT.divide(total, Decimal(sum(share for _, share in values)))
    return cut(EXACT.power(mean, EXACT.divide(Decimal(1), exponent))) if mean else Fraction(0)


def product_of_shares(_using: Json, values: Values) -> Fraction:
    """Return 100 points times each score over 100 points to the power of its weight.

    A part without points leaves nothing. The powers come in place of the shares (10^9: once).
    """
    if any(value <= 0 for value, _ in values):
        return Fraction(0)
    logs = Decimal(0)
    for value, power in values:
        share = EXACT.ln(decimal_of(value / HUNDRED_POINTS))
        logs = EXACT.add(logs, EXACT.multiply(share, Decimal(power)))
    found = EXACT.exp(EXACT.divide(logs, Decimal(WHOLE)))
    return cut(EXACT.multiply(found, Decimal(HUNDRED_POINTS)))


def owa(using: Json, values: Values) -> Fraction:
    """Return the ordered weighted average (Yager 1988): shares by place, the best part first.

    Where fewer parts are there than places, the shares are spread evenly over those that are.
    """
    order = using["by_place"]
    ordered, places = sorted((value for value, _ in values), reverse=True), len(order)
    if len(ordered) == places:
        every = zip(ordered, order, strict=True)
        return sum((value * share for value, share in every), Fraction(0)) / sum(order)
    total = Fraction(0)
    for at, value in enumerate(ordered):
        low, high = Fraction(at * places, len(ordered)), Fraction((at + 1) * places, len(ordered))
        for place, share in enumerate(order):
            within = min(high, Fraction(place + 1)) - max(low, Fraction(place))
            total += value * share * max(within, Fraction(0))
    return total / sum(order)


def mazziotta_pareto(using: Json, values: Values) -> Fraction:
    """Return the mean less (or plus) what imbalance costs: M -+ S^2/|M| (Mazziotta, Pareto 2016).

    M and S are mean and standard deviation of the unit's parts; S^2/|M| is S times the
    coefficient of variation. A mean of zero stays zero.
    """
    whole = sum(share for _, share in values)
    mean = sum((share * value for value, share in values), Fraction(0)) / whole
    if mean == 0:
        return mean
    spread = sum((share * (value - mean) ** 2 for value, share in values), Fraction(0)) / whole
    return mean + (1 if using["penalty"] == "plus" else -1) * spread / abs(mean)


COMBINE: dict[str, Callable[[Values], Fraction]] = {
    "geometric": geometric,
    "harmonic": harmonic,
    "median": median,
    "min": lambda values: min(value for value, _ in values),
    "max": lambda values: max(value for value, _ in values),
}
COMBINE_USING: dict[str, Callable[[Json, Values], Fraction]] = {
    "generalised": generalised,
    "product": product_of_shares,
    "owa": owa,
    "mazziotta_pareto": mazziotta_pareto,
}
WEIGHTED = ("geometric", "harmonic", "generalised", "mazziotta_pareto")


# What happens to the rounded score of a node


def lessened(node: Json, score: int, times: int, penalties: Collection[str]) -> int:
    """Return a rounded score after its coefficient, floor and cap, and the penalties that hold.

    Each step is rounded as the node is. `times` is the unit's coefficient in millionths.
    """
    if times != MICRO:
        score = rounded(Fraction(score * times, MICRO), node["round"])
    score = int(clipped(Fraction(score), node["low"], node["high"]))
    for penalty in node.get("penalties", ()):
        if penalty["name"] in penalties:
            exact = Fraction(score * penalty.get("factor", MICRO), MICRO) - penalty.get("less", 0)
            score = rounded(exact, node["round"])
    return int(clipped(Fraction(score), node["low"], node["high"]))
