"""The exponents of Box and Cox, found once for each field of numbers that asks for one.

The exponent of greatest likelihood is the one whose normalised power has the least variance (Box
and Cox 1964). It is looked for between -2 and 2 in steps of 0.01, by narrowing the range to a third
at a time; on the way 28 digits are enough.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Any

from bihuan.schemes.engine.definition.values import FEWEST_TREATED

Json = dict[str, Any]

LEAST, MOST, STEP = -200, 200, 10_000  # steps of 0.01, in millionths
_ENOUGH = Context(prec=28)


def wants_exponent(leaf: Json) -> bool:
    """Tell whether outliers of a leaf may be treated by a power."""
    treat = leaf.get("treat", {})
    return "box_cox" in (treat.get("by"), treat.get("then"))


def found_in(parameters: Json, scored: Json) -> list[list[Any]]:
    """Return path, group and exponent wherever the scores say that one is wanted.

    Args:
        parameters: as resolved.
        scored: what the reference says without any exponent.
    """
    found: dict[tuple[str, str], int] = {}
    for unit, group in parameters["contestants"]:
        for leaf in _leaves_of(parameters, group):
            key = (leaf["path"], "" if leaf.get("over") == "all" else group)
            numbers = scored["units"][unit]["leaves"][leaf["path"]]["treatment"]["wanted"]
            if numbers is not None and key not in found and min(numbers) > 0:
                found[key] = likeliest(numbers, leaf["take_decimals"])
    return [[path, group, exponent] for (path, group), exponent in sorted(found.items())]


def _leaves_of(parameters: Json, group: str) -> list[Json]:
    numbers = {one["name"]: one["sheet"] for one in parameters["groups"]}
    leaves: list[Json] = parameters["sheets"][numbers[group]]["leaves"]
    return [leaf for leaf in leaves if wants_exponent(leaf)]


def likeliest(numbers: list[int], decimals: int) -> int:
    """Return the exponent of greatest likelihood in millionths; numbers are above zero."""
    if len(numbers) < FEWEST_TREATED:
        raise ValueError("too few numbers")
    with localcontext(_ENOUGH):
        logs = [(Decimal(number).scaleb(-decimals)).ln() for number in numbers]
        mean = sum(logs, Decimal(0)) / len(logs)
        centred = [log - mean for log in logs]

        @cache
        def spread(steps: int) -> Decimal:
            return _spread(centred, Decimal(steps) / 100)

        low, high = LEAST, MOST
        while high - low > 2:  # noqa: PLR2004 - three steps are looked at one by one
            third = (high - low) // 3
            if spread(low + third) <= spread(high - third):
                high -= third
            else:
                low += third
        best = min(range(low, high + 1), key=lambda steps: (spread(steps), abs(steps)))
    return best * STEP


def _spread(centred: list[Decimal], exponent: Decimal) -> Decimal:
    """Return the sum of squares of the normalised powers about their mean, over g squared.

    With logarithms about their mean, ``ln(x / g)``, the geometric mean g is 1.
    """
    powers = centred
    if exponent:
        powers = [(exponent * log).exp() / exponent for log in centred]
    mean = sum(powers, Decimal(0)) / len(powers)
    return sum(((power - mean) ** 2 for power in powers), Decimal(0))
