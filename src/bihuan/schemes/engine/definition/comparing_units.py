"""The ways in which a node compares the units of a group with each other.

Standard library only: a published bundle carries this text in its verifier. A way gets a column of
whole numbers for each part, in 1e-15 points and turned so that more is better, and the shares. It
gives each unit a number of which 1 is 100 points. Only units that have all parts are compared.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import isqrt, lcm

from bihuan.schemes.engine.definition.combining import HUNDRED_POINTS
from bihuan.schemes.engine.definition.exact import EXACT, MICRO, WHOLE, Json, half_up
from bihuan.schemes.engine.definition.voting import Column, Numbers, copeland, kemeny, pairs

# Roots are cut so far that 20 decimals of micro-points are kept.
KEPT = 10**28


def compared(node: Json, rows: list[list[int]]) -> Numbers:
    """Return the exact score of each unit in micro-points from rows of its parts' micro-points."""
    costs = set(node.get("costs", ()))
    columns, shares = [], []
    for place, (path, share, scale) in enumerate(node["parts"]):
        columns.append([row[place] * (-scale if path in costs else scale) for row in rows])
        shares.append(share)
    if not any(shares):
        shares = [1] * len(shares)
    found = COMPARE[node["combine"]](node, columns, shares) if rows else []
    return [number * HUNDRED_POINTS for number in found]


def squared_size(column: Column, scale: str) -> int:
    """Return the square of what a part's numbers are divided by to make parts comparable."""
    match scale:
        case "vector":
            return sum(number * number for number in column)
        case "sum":
            return int(sum(map(abs, column)) ** 2)
        case "max":
            return max(map(abs, column)) ** 2
        case "minmax":
            return (max(column) - min(column)) ** 2
    return (HUNDRED_POINTS * WHOLE) ** 2


def squared_factors(node: Json, columns: list[Column], shares: list[int]) -> list[int]:
    """Return whole numbers in proportion to (share / size)^2; a part of size 0 adds nothing."""
    sizes = [squared_size(column, node["using"]["scale"]) for column in columns]
    common = lcm(*(size for size in sizes if size))
    return [
        share * share * (common // size) if size else 0
        for share, size in zip(shares, sizes, strict=True)
    ]


# Distance from the best and the worst


def topsis(node: Json, columns: list[Column], shares: list[int]) -> Numbers:
    """Return the relative closeness to the ideal (Hwang, Yoon 1981): far / (far + near).

    Far is the distance from the worst, near that from the best of each part. Where all units
    are alike they are all at the ideal.
    """
    near, far = [0] * len(columns[0]), [0] * len(columns[0])
    for column, factor in zip(columns, squared_factors(node, columns, shares), strict=True):
        best, worst = max(column), min(column)
        for unit, number in enumerate(column):
            near[unit] += factor * (best - number) ** 2
            far[unit] += factor * (number - worst) ** 2
    return [closeness(*both) for both in zip(near, far, strict=True)]


def closeness(near: int, far: int) -> Fraction:
    """Return the closeness from the squares of both distances."""
    if near == 0 or far == 0:
        return Fraction(near == 0)
    quotient = EXACT.sqrt(EXACT.divide(Decimal(near), Decimal(far)))
    found = EXACT.divide(Decimal(1), EXACT.add(Decimal(1), quotient))
    return Fraction(half_up(Fraction(found) * KEPT), KEPT)


def vikor(node: Json, columns: list[Column], shares: list[int]) -> Numbers:
    """Return 1 - Q of VIKOR (Opricovic, Tzeng 2004): group utility against individual regret.

    Q = v (S - S*) / (S- - S*) + (1 - v) (R - R*) / (R- - R*), where S is the sum and R the
    largest of share x (best - score) / (best - worst). A quotient without a spread is 0, so that
    units that are all alike are all at the best.
    """
    spreads = [max(column) - min(column) for column in columns]
    common = lcm(*(spread for spread in spreads if spread))
    sums, largest = [0] * len(columns[0]), [0] * len(columns[0])
    for column, share, spread in zip(columns, shares, spreads, strict=True):
        if spread:
            best, factor = max(column), share * (common // spread)
            for unit, number in enumerate(column):
                regret = factor * (best - number)
                sums[unit] += regret
                largest[unit] = max(largest[unit], regret)
    strategy = Fraction(node["using"]["strategy"], MICRO)
    return [
        1 - strategy * utility - (1 - strategy) * regret
        for utility, regret in zip(share_of_spread(sums), share_of_spread(largest), strict=True)
    ]


def share_of_spread(numbers: list[int]) -> Numbers:
    """Return how far each number is on the way from the least to the most; 0 where all are one."""
    least, most = min(numbers), max(numbers)
    return [Fraction(number - least, (most - least) or 1) for number in numbers]


def spotis(node: Json, columns: list[Column], shares: list[int]) -> Numbers:
    """Return 1 less the distance from the best of the declared bounds (Dezert and others 2020).

    A number outside its bounds counts as at the nearer one.
    """
    costs, away = set(node.get("costs", ())), [Fraction(0)] * len(columns[0])
    for column, share, (path, low, high) in zip(
        columns, shares, node["using"]["bounds"], strict=True
    ):
        ends = (-high, -low) if path in costs else (low, high)
        least, most = ends[0] * WHOLE, ends[1] * WHOLE
        for unit, number in enumerate(column):
            distance = most - min(max(number, least), most)
            away[unit] += Fraction(share * distance, (most - least) or 1)
    return [1 - distance / sum(shares) for distance in away]


def moora(node: Json, columns: list[Column], shares: list[int]) -> Numbers:
    """Return the ratio system of MOORA (Brauers, Zavadskas 2006): benefits less costs.

    Each number is divided by the size of its part and weighted; a part of size 0 adds nothing.
    """
    costs, total = set(node.get("costs", ())), [Fraction(0)] * len(columns[0])
    scale = node["using"]["scale"]
    for (path, _, _), column, share in zip(node["parts"], columns, shares, strict=True):
        size = EXACT.sqrt(Decimal(squared_size(column, scale)))
        factor = Fraction(EXACT.divide(Decimal(share), size)) if size else Fraction(0)
        # Between least and most a benefit counts from the least; so does a cost, turned about.
        start = (max(column) if path in costs else min(column)) if scale == "minmax" else 0
        total = [
            sum_ + factor * (number - start) for sum_, number in zip(total, column, strict=True)
        ]
    return [Fraction(half_up(sum_ / sum(shares) * KEPT), KEPT) for sum_ in total]


# Every unit against every other


def promethee(node: Json, columns: list[Column], shares: list[int]) -> Numbers:
    """Return the net flow of PROMETHEE II (Brans, Vincke 1985), from -1 to 1.

    It is the mean over all others of what speaks for the unit less what speaks against it.
    """
    others, flow = len(columns[0]) - 1, [Fraction(0)] * len(columns[0])
    for column, share, preference in zip(
        columns, shares, node["using"]["preferences"], strict=True
    ):
        net = net_preferences(column, *preference[1:])
        flow = [sum_ + share * number for sum_, number in zip(flow, net, strict=True)]
    return [number / (sum(shares) * (others or 1)) for number in flow]


def net_preferences(column: Column, shape: str, q: int, p: int, s: int) -> Numbers:
    """Return what speaks for each unit less what speaks against it on one part, over all others."""
    q, p, s = q * WHOLE, p * WHOLE, s * WHOLE
    match shape:
        case "gaussian" if s:
            return gaussian(column, s)
        case "u_shape":
            return beaten_by_more_than(column, q)
        case "level":
            both = zip(beaten_by_more_than(column, q), beaten_by_more_than(column, p), strict=True)
            return [(first + second) / 2 for first, second in both]
        case "v_shape" if p:
            return rising(column, 0, p)
        case "linear":
            return rising(column, q, p) if p > q else beaten_by_more_than(column, q)
    return beaten_by_more_than(column, 0)


def beaten_by_more_than(column: Column, distance: int) -> Numbers:
    """Return how many units each one beats by more than a distance, less those that beat it so."""
    ordered = sorted(column)
    return [
        Fraction(
            bisect_left(ordered, number - distance)
            + bisect_right(ordered, number + distance)
            - len(ordered)
        )
        for number in column
    ]


def rising(column: Column, q: int, p: int) -> Numbers:
    """Return the same with a preference that rises in a straight line from q to p.

    With sums of the ordered numbers each unit takes four looks, not one for every other.
    """
    ordered = sorted(column)
    sums = [0, *accumulate(ordered)]
    found = []
    for number in column:
        beaten, near = bisect_right(ordered, number - p), bisect_left(ordered, number - q)
        net = beaten * (p - q) + (near - beaten) * (number - q) - (sums[near] - sums[beaten])
        near, beating = bisect_right(ordered, number + q), bisect_left(ordered, number + p)
        net -= (len(ordered) - beating) * (p - q)
        net -= sums[beating] - sums[near] - (beating - near) * (number + q)
        found.append(Fraction(net, p - q))
    return found


def gaussian(column: Column, s: int) -> Numbers:
    """Return the same with the preference 1 - exp(-d^2 / 2 s^2)."""
    known: dict[int, int] = {}
    net = [0] * len(column)
    for one, other in pairs(len(column)):
        distance = column[one] - column[other]
        if distance:
            size = abs(distance)
            if size not in known:
                power = EXACT.exp(EXACT.divide(Decimal(-size * size), Decimal(2 * s * s)))
                known[size] = KEPT - int(EXACT.multiply(power, Decimal(KEPT)))
            gain = known[size] if distance > 0 else -known[size]
            net[one] += gain
            net[other] -= gain
    return [Fraction(number, KEPT) for number in net]


def electre(node: Json, columns: list[Column], shares: list[int]) -> Numbers:
    """Return how many units each one outranks less those that outrank it, over all others.

    One unit outranks another (ELECTRE I, Roy 1968, in the form of Hwang and Yoon 1981) where the
    shares of parts on which it is at least as good reach the threshold of concordance, and its
    largest weighted loss over their largest weighted difference stays within the threshold of
    discordance. A threshold that is not declared is the mean over all pairs.
    """
    size, factors = len(columns[0]), squared_factors(node, columns, shares)
    agree, differ = {}, {}
    for pair in pairs(size):
        for (a, b), agreed, differs in both_ways(columns, shares, factors, *pair):
            agree[a, b], differ[a, b] = agreed, differs
    least = threshold(node["using"]["concordance"], list(agree.values()), sum(shares))
    most = threshold(node["using"]["discordance"], list(differ.values()), KEPT)
    net = [0] * size
    for (a, b), agreed in agree.items():
        if agreed >= least and differ[a, b] <= most:
            net[a] += 1
            net[b] -= 1
    return [Fraction(number, max(size - 1, 1)) for number in net]


def both_ways(
    columns: list[Column], shares: list[int], factors: list[int], a: int, b: int
) -> Iterator[tuple[tuple[int, int], int, int]]:
    """Yield concordance and discordance of a against b, and of b against a.

    Discordance is the largest loss over the largest difference, in parts of KEPT.
    """
    for_a = for_b = gain = loss = 0
    for column, share, factor in zip(columns, shares, factors, strict=True):
        difference = column[a] - column[b]
        if difference >= 0:
            for_a += share
            gain = max(gain, factor * difference * difference)
        if difference <= 0:
            for_b += share
            loss = max(loss, factor * difference * difference)
    largest = max(gain, loss) or 1
    yield (a, b), for_a, isqrt(loss * KEPT * KEPT // largest)
    yield (b, a), for_b, isqrt(gain * KEPT * KEPT // largest)


def threshold(declared: int | None, found: list[int], whole: int) -> Fraction:
    """Return a threshold: what is declared in millionths of the whole, or the mean of all pairs."""
    if declared is not None:
        return Fraction(declared * whole, MICRO)
    return Fraction(sum(found), len(found) or 1)


COMPARE: dict[str, Callable[[Json, list[Column], list[int]], Numbers]] = {
    "topsis": topsis,
    "vikor": vikor,
    "spotis": spotis,
    "moora": moora,
    "promethee": promethee,
    "electre": electre,
    "copeland": copeland,
    "kemeny": kemeny,
}
