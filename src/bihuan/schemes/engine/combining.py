"""The ways in which the scores of parts become one: each gives an exact score in micro-points.

Standard library only: a published bundle carries this text in its verifier. A way gets, for one
unit, the parts that are there as (score on the node's scale, share).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from bihuan.schemes.engine.exact import EXACT


def geometric(values: list[tuple[Fraction, int]]) -> Fraction:
    """Return the weighted geometric mean; a part without points leaves nothing."""
    if any(value <= 0 for value, _ in values):
        return Fraction(0)
    logs = Decimal(0)
    for value, share in values:
        quotient = EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
        logs = EXACT.add(logs, EXACT.multiply(EXACT.ln(quotient), Decimal(share)))
    mean = EXACT.exp(EXACT.divide(logs, Decimal(sum(share for _, share in values))))
    return Fraction(mean.quantize(Decimal("1e-20"), context=EXACT))


def harmonic(values: list[tuple[Fraction, int]]) -> Fraction:
    """Return the weighted harmonic mean; a part without points leaves nothing."""
    if any(value <= 0 for value, _ in values):
        return Fraction(0)
    whole = sum(share for _, share in values)
    return whole / sum((share / value for value, share in values), Fraction(0))


def median(values: list[tuple[Fraction, int]]) -> Fraction:
    """Return the middle score, or the mean of the two in the middle; weights do not matter."""
    ordered = sorted(value for value, _ in values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


COMBINE: dict[str, Callable[[list[tuple[Fraction, int]]], Fraction]] = {
    "geometric": geometric,
    "harmonic": harmonic,
    "median": median,
    "min": lambda values: min(value for value, _ in values),
    "max": lambda values: max(value for value, _ in values),
}
