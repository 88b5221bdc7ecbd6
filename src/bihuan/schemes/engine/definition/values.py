"""What may happen to taken numbers before they are scored: filled in, brought in, transformed.

Standard library only: a published bundle carries this text in its verifier. Numbers are integers
at the decimals of what is taken; thresholds are compared exactly, without roots. Skewness and
kurtosis are those of samples, G1 and G2 (the functions SKEW and KURT of spreadsheets), by which
the COIN Tool of the European Commission and the package COINr look for outliers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import islice

from bihuan.schemes.engine.definition.exact import EXACT, MICRO, Json, divided, half_up

FEWEST_TREATED = 4  # fewer values have no kurtosis
LARGEST_RESULT = 10**28
LAST_DIGIT = Decimal("1e-20")
FROM_OWN_PAST = ("previous", "linear")


# Divided by another indicator


def per_unit_of(leaf: Json, line: Json, name: str) -> int | Fraction | None:
    """Return the value or the prior value, divided by that of the denominator where it has one.

    A denominator that is missing, zero or less leaves none.
    """
    number: int | None = line[name]
    if "denominator" not in leaf or number is None:
        return number
    below, rule = line["by"][name], leaf["denominator"]
    if below is None or below <= 0:
        return None
    times, per = rule["times"]
    return Fraction(number * times * 10 ** rule["decimals"], below * per)


# Filled in


def filled(leaf: Json, group: list[int], everybody: list[int], past: Iterable[Json]) -> int | None:
    """Return the number that stands for a missing one; None where there is nothing to take it from.

    Args:
        leaf: whose rule `impute` it is.
        group: the numbers that the group has.
        everybody: those of all that take part.
        past: the unit's own earlier numbers, nearest first: ``{"steps", "taken"}``.
    """
    rule = leaf["impute"]
    if rule == "zero":
        return 0
    if rule in FROM_OWN_PAST:
        return _carried_on(rule, list(islice(past, 2)))
    numbers = everybody if rule in ("mean", "median") else group
    if not numbers:
        return None
    if rule == "worst_of_group":
        return _worst(leaf, numbers)
    return _median(numbers) if rule.endswith("median") else divided(sum(numbers), len(numbers))


def _carried_on(rule: str, past: list[Json]) -> int | None:
    """Return the last number of a unit, or that on the line through its last two."""
    if rule == "previous":
        return past[0]["taken"] if past else None
    if len(past) < 2:  # noqa: PLR2004 - a line takes two points
        return None
    last, before = past
    rise = Fraction(last["taken"] - before["taken"], before["steps"] - last["steps"])
    return half_up(last["taken"] + rise * last["steps"])


def _worst(leaf: Json, numbers: list[int]) -> int:
    if leaf["direction"] == "target_band":
        low, high = leaf["band"]
        return max(sorted(numbers), key=lambda number: max(low - number, number - high, 0))
    return max(numbers) if leaf["direction"] == "lower" else min(numbers)


def _median(numbers: list[int]) -> int:
    ordered, middle = sorted(numbers), len(numbers) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return divided(ordered[middle - 1] + ordered[middle], 2)


# Outliers


def moments(numbers: list[int]) -> tuple[int, int, int]:
    """Return the sums of squares, cubes and fourth powers of the distances from the mean.

    Distances are multiplied by the number of values, so that they are whole; neither skewness nor
    kurtosis changes by that.
    """
    count, total = len(numbers), sum(numbers)
    apart = [count * number - total for number in numbers]
    squares = [distance * distance for distance in apart]
    return (
        sum(squares),
        sum(square * distance for square, distance in zip(squares, apart, strict=True)),
        sum(square * square for square in squares),
    )


def squared_skewness(numbers: list[int]) -> Fraction:
    """Return the square of G1, ``n sqrt(n - 1) m3 / ((n - 2) m2^1.5)`` with sums m2 and m3."""
    count = len(numbers)
    second, third, _ = moments(numbers)
    return Fraction(count**2 * (count - 1) * third**2, (count - 2) ** 2 * second**3)


def kurtosis(numbers: list[int]) -> Fraction:
    """Return G2, the excess kurtosis of a sample: 0 for a normal distribution in the long run."""
    count = len(numbers)
    second, _, fourth = moments(numbers)
    excess = Fraction(count * fourth, second**2) - 3
    return Fraction(count - 1, (count - 2) * (count - 3)) * ((count + 1) * excess + 6)


def is_outlying(rule: Json, numbers: list[int]) -> bool:
    """Tell whether numbers are both skewed and peaked beyond the thresholds of a rule."""
    if len(numbers) < FEWEST_TREATED or min(numbers) == max(numbers):
        return False
    skewed = squared_skewness(numbers) > Fraction(rule["skewness"], MICRO) ** 2
    return skewed and kurtosis(numbers) > Fraction(rule["kurtosis"], MICRO)


def shape(numbers: list[int]) -> list[int]:
    """Return skewness and kurtosis in millionths, rounded half up, to be shown."""
    square = squared_skewness(numbers)
    root = EXACT.sqrt(EXACT.divide(Decimal(square.numerator), Decimal(square.denominator)))
    skewness = int(EXACT.multiply(root, Decimal(MICRO)).quantize(Decimal(1), ROUND_HALF_UP))
    return [-skewness if moments(numbers)[1] < 0 else skewness, half_up(kurtosis(numbers) * MICRO)]


def treated(
    rule: Json, numbers: list[int], decimals: int, exponent: int | None
) -> tuple[list[int], Json]:
    """Return numbers after the treatment of outliers, and what was done.

    What is told: `count` of the numbers, the `outcome`, the `kind` of treatment ("" for none), how
    many were `moved`, the `exponent` in millionths, and skewness and kurtosis `before` and `after`.
    Outcomes: `few` (fewer than four), `constant`, `kept` (the rule is not met), `treated`,
    `outlying` (treated as far as allowed, and the rule is still met) and `impossible` (no power
    could be taken).

    Args:
        rule: the leaf's `treat`.
        numbers: of the peers.
        decimals: at which they stand.
        exponent: of Box and Cox, in millionths, where one was found.
    """
    told: Json = {
        "count": len(numbers), "outcome": "kept", "kind": "", "moved": 0, "exponent": None,
        "before": None, "after": None, "wanted": None,
    }  # fmt: skip
    if len(numbers) < FEWEST_TREATED or min(numbers) == max(numbers):
        told["outcome"] = "few" if len(numbers) < FEWEST_TREATED else "constant"
        return numbers, told
    told["before"] = shape(numbers)
    if not is_outlying(rule, numbers):
        return numbers, told
    found, way = numbers, rule["by"]
    if way == "winsorise":
        found = brought_in(rule, numbers)
        told["kind"], way = "winsorised", rule["then"] if is_outlying(rule, found) else "none"
    told["outcome"] = "treated"
    if way != "none":
        found = _by_function(way, numbers, found, decimals, exponent, told)
    told["moved"] = sum(one != other for one, other in zip(numbers, found, strict=True))
    told["after"] = shape(found) if min(found) != max(found) else None
    if told["outcome"] == "treated" and is_outlying(rule, found):
        told["outcome"] = "outlying"
    return found, told


def _by_function(  # noqa: PLR0913, PLR0917 - what a function of all numbers looks at
    way: str,
    numbers: list[int],
    instead: list[int],
    decimals: int,
    exponent: int | None,
    told: Json,
) -> list[int]:
    """Return a function of the numbers as they were; `instead` where it has no answer."""
    if way == "log":
        told["kind"] = "log"
        return logarithms(numbers, decimals)
    told["wanted"] = numbers
    found = None if exponent is None else powers(numbers, decimals, exponent)
    if found is None:
        told["outcome"] = "impossible"
        return instead
    told.update(kind="box_cox", exponent=exponent)
    return found


def brought_in(rule: Json, numbers: list[int]) -> list[int]:
    """Return numbers with the farthest set to the next, until they are not outlying any more.

    The side is that of the skewness. Equal ones move together; no more than `most` move in all.
    """
    found, moved = list(numbers), set[int]()
    while is_outlying(rule, found):
        side: Callable[[Iterable[int]], int] = max if moments(found)[1] > 0 else min
        end = side(found)
        farthest = {place for place, number in enumerate(found) if number == end}
        if len(moved | farthest) > rule["most"]:
            break
        inner = side(number for number in found if number != end)
        moved |= farthest
        found = [inner if place in farthest else number for place, number in enumerate(found)]
    return found


def logarithms(numbers: list[int], decimals: int) -> list[int]:
    """Return ``ln(x - min + 0.01 (max - min))``; ``-ln(max - x + ...)`` where the low end is long.

    The shift is that of the COIN Tool, so that numbers of any sign have a logarithm.
    """
    low, high = min(numbers), max(numbers)
    upward = moments(numbers)[1] >= 0
    found = []
    for number in numbers:
        inner = 100 * (number - low if upward else high - number) + high - low
        log = EXACT.ln(EXACT.scaleb(Decimal(inner), -2 - decimals))
        found.append(cut_to(log if upward else -log, decimals) or 0)
    return found


def powers(numbers: list[int], decimals: int, exponent: int) -> list[int] | None:
    """Return Box and Cox's power in its normalised form, ``(x^e - 1) / (e g^(e - 1))``.

    g is the geometric mean, so that numbers stay as large as they were; e = 0 gives ``g ln(x)``.
    None where some number is not positive, or too large for its power.
    """
    if min(numbers) <= 0:
        return None
    logs = [EXACT.ln(EXACT.scaleb(Decimal(number), -decimals)) for number in numbers]
    mean = EXACT.divide(sum(logs, Decimal(0)), Decimal(len(logs)))
    found = []
    for log in logs:
        number = cut_to(normalised_power(log, mean, exponent), decimals)
        if number is None:
            return None
        found.append(number)
    return found


def normalised_power(log: Decimal, mean: Decimal, exponent: int) -> Decimal:
    """Return the normalised power of a number, by its logarithm and the mean of all logarithms."""
    if exponent == 0:
        return EXACT.multiply(EXACT.exp(mean), log)
    e = EXACT.scaleb(Decimal(exponent), -6)
    above = EXACT.subtract(EXACT.exp(EXACT.multiply(e, log)), Decimal(1))
    below = EXACT.multiply(e, EXACT.exp(EXACT.multiply(EXACT.subtract(e, Decimal(1)), mean)))
    return EXACT.divide(above, below)


def cut_to(number: Decimal, decimals: int) -> int | None:
    """Return a number as an integer at `decimals`, cut to 20 decimals first; None if too large."""
    if abs(number) >= LARGEST_RESULT:
        return None
    return half_up(Fraction(number.quantize(LAST_DIGIT, context=EXACT)) * 10**decimals)


# A function of the number


def transformed(rule: Json, number: int, decimals: int) -> int | None:
    """Return a logarithm or power of a number; None where the function has no answer.

    Logarithms ask for more than zero and powers for zero or more, after `plus` was added: better
    stays better.
    """
    plus, per = rule["plus"]
    inner = EXACT.divide(Decimal(number * per + plus * 10**decimals), Decimal(per * 10**decimals))
    if rule["by"] == "power":
        return None if inner < 0 else cut_to(_power(inner, rule["exponent"]), decimals)
    if inner <= 0:
        return None
    return cut_to(EXACT.ln(inner) if rule["by"] == "log" else EXACT.log10(inner), decimals)


def _power(number: Decimal, exponent: int) -> Decimal:
    """Return the power of a number that is not below zero; beyond measure, the largest result."""
    if not number:
        return Decimal(0)
    power = EXACT.scaleb(Decimal(exponent), -6)
    size = EXACT.multiply(power, EXACT.log10(number))
    if abs(size) > EXACT.log10(Decimal(LARGEST_RESULT)):
        return Decimal(LARGEST_RESULT if size > 0 else 0)
    return EXACT.power(number, power)


# Whether there are enough values


def enough(node: Json, seen: int, concerned: int) -> bool:
    """Tell whether as many indicators below a node have a value as it asks for."""
    return bool(seen * MICRO >= node["available"] * concerned)
