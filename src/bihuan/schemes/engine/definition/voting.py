"""The ways in which the parts of a node vote on the order of the units of a group.

Standard library only: a published bundle carries this text in its verifier. Each part votes with
its share for the unit that is better on it; columns are those of `comparing_units`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bihuan.schemes.engine.definition.exact import Json

Column = list[int]  # by unit
Numbers = list[Fraction]  # by unit
# An order is looked through so many times at most; it is good long before.
ROUNDS = 100


def pairs(size: int) -> Iterator[tuple[int, int]]:
    """Yield each pair of units once."""
    for other in range(size):
        for one in range(other):
            yield one, other


def margins(columns: list[Column], shares: list[int]) -> list[list[int]]:
    """Return by how much weight more parts speak for one unit than for another."""
    size = len(columns[0])
    found = [[0] * size for _ in range(size)]
    for column, share in zip(columns, shares, strict=True):
        for one, other in pairs(size):
            if column[one] != column[other]:
                gain = share if column[one] > column[other] else -share
                found[one][other] += gain
                found[other][one] -= gain
    return found


def copeland(_node: Json, columns: list[Column], shares: list[int]) -> Numbers:
    """Return the units that each one beats less those that beat it, over all others."""
    against = margins(columns, shares)
    others = max(len(against) - 1, 1)
    return [Fraction(sum((gain > 0) - (gain < 0) for gain in line), others) for line in against]


def kemeny(node: Json, columns: list[Column], shares: list[int]) -> Numbers:
    """Return the place in the order that contradicts the parts least (Kemeny 1959): 1 down to 0.

    Up to a declared number of units all orders are searched, and the place is the mean over
    those that are best. Above it the order by Borda's count is improved by moving one unit at a
    time, as long as that helps; units that nothing parts share the mean of their places.
    """
    against = margins(columns, shares)
    exact = len(against) <= node["using"]["all_orders"]
    places = best_orders(against) if exact else improved_order(against, columns)
    last = max(len(against) - 1, 1)
    return [1 - place / last for place in places]


def best_orders(against: list[list[int]]) -> Numbers:
    """Return the mean place (0 is the first) of each unit over all best orders, by subsets.

    A subset is a number whose bits are the units that stand first.
    """
    size, whole = len(against), 2 ** len(against)
    gains = [sums_by_subset(line, whole) for line in zip(*against, strict=True)]
    best_to, ways_to = [0] * whole, [1] + [0] * (whole - 1)
    for first in range(1, whole):
        ends = [
            (best_to[first ^ 1 << unit] + gains[unit][first ^ 1 << unit], first ^ 1 << unit)
            for unit in range(size) if first >> unit & 1
        ]  # fmt: skip
        best_to[first] = max(value for value, _ in ends)
        ways_to[first] = sum(ways_to[at] for value, at in ends if value == best_to[first])
    # Back from the whole: in how many ways a subset that stands first can be carried on.
    ways_from, places = [0] * (whole - 1) + [1], [0] * size
    for first in range(whole - 1, 0, -1):
        for unit in range(size):
            before = first ^ 1 << unit
            if first >> unit & 1 and best_to[before] + gains[unit][before] == best_to[first]:
                ways_from[before] += ways_from[first]
                places[unit] += ways_to[before] * ways_from[first] * before.bit_count()
    return [Fraction(place, ways_to[-1]) for place in places]


def sums_by_subset(line: tuple[int, ...], whole: int) -> list[int]:
    """Return, for every subset, the sum of a line over its units."""
    found = [0] * whole
    for first in range(1, whole):
        lowest = first & -first
        found[first] = found[first ^ lowest] + line[lowest.bit_length() - 1]
    return found


def improved_order(against: list[list[int]], columns: list[Column]) -> Numbers:
    """Return the place (0 is the first) of each unit in an order that no single move improves.

    It starts from the sums of margins, best first, then in the order of the units' slugs.
    """
    order = sorted(range(len(against)), key=lambda unit: (-sum(against[unit]), unit))
    for _ in range(ROUNDS):
        before = list(order)
        for unit in before:
            at = order.index(unit)
            order.insert(best_move(against, order, at), order.pop(at))
        if order == before:
            break
    return shared_places(against, columns, order)


def best_move(against: list[list[int]], order: list[int], at: int) -> int:
    """Return where in the order the unit at a place gains most; where it is if nowhere."""
    line, best, to = against[order[at]], 0, at
    for steps in (range(at - 1, -1, -1), range(at + 1, len(order))):
        gain = 0
        for place in steps:
            gain += line[order[place]] if place < at else -line[order[place]]
            if gain > best:
                best, to = gain, place
    return to


def shared_places(against: list[list[int]], columns: list[Column], order: list[int]) -> Numbers:
    """Return places, the mean of them for neighbours that nothing parts and for equal units."""
    runs: list[list[int]] = []
    for unit in order:
        if runs and all(against[unit][other] == 0 for other in runs[-1]):
            runs[-1].append(unit)
        else:
            runs.append([unit])
    places, at = [Fraction(0)] * len(order), 0
    for run in runs:
        for unit in run:
            places[unit] = Fraction(2 * at + len(run) - 1, 2)
        at += len(run)
    alike: dict[tuple[int, ...], list[int]] = {}
    for unit, row in enumerate(zip(*columns, strict=True)):
        alike.setdefault(row, []).append(unit)
    means = {
        unit: sum((places[each] for each in same), Fraction(0)) / len(same)
        for same in alike.values() for unit in same
    }  # fmt: skip
    return [means[unit] for unit in range(len(order))]
