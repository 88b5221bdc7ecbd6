"""The ways of comparing units with each other, in floating point and for many sets of shares.

A way gets numbers (part, set, unit) turned so that more is better, one set of them where they are
the same in all; shares (set, part); and the node. It returns the scores of each set and unit, 1
for 100 points. What each means stands in `comparing_units`, whose functions are the definition.
ELECTRE and Kemeny are not here: one set takes them too long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bihuan.schemes.engine.definition.combining import HUNDRED_POINTS
from bihuan.schemes.engine.definition.exact import MICRO
from bihuan.schemes.engine.robust.field import Floats
from bihuan.schemes.engine.robust.ways import over

Json = dict[str, Any]
Way = Callable[[Floats, Floats, Json], Floats]
# So many numbers of pairs are held at a time.
CHUNK = 4_000_000


def steps(node: Json, rows: int, units: int, *, alike: bool) -> int:
    """Return about how many numbers are looked at; those that are alike in all sets only once.

    Args:
        node: that compares.
        rows: sets of shares.
        units: of all groups.
        alike: whether the parts are leaves, whose points are the same in every set.
    """
    parts = len(node["parts"])
    if node["combine"] == "copeland":
        return rows * units**2 * parts // (4 if alike else 1)
    if node["combine"] == "promethee":
        shapes = [line[1] for line in node["using"]["preferences"]]
        each = sum(units if shape == "gaussian" else 10 for shape in shapes)
        return units * (each if alike else each * rows) + rows * units * parts // 10
    return rows * units * parts


def _added(shares: Floats, terms: Floats) -> Floats:
    """Return the sum over the parts of share times term, for each set and unit."""
    if terms.shape[1] == 1:
        return np.asarray(shares @ terms[:, 0])
    return np.asarray(np.einsum("rp,prn->rn", shares, terms))


def _whole(shares: Floats) -> Floats:
    return np.asarray(shares.sum(axis=1, keepdims=True))


def _size(numbers: Floats, scale: str) -> Floats:
    """Return what a part's numbers are divided by to make parts comparable."""
    match scale:
        case "vector":
            return np.asarray(np.sqrt((numbers**2).sum(axis=2, keepdims=True)))
        case "sum":
            return np.asarray(np.abs(numbers).sum(axis=2, keepdims=True))
        case "max":
            return np.asarray(np.abs(numbers).max(axis=2, keepdims=True))
        case "minmax":
            return np.asarray(np.ptp(numbers, axis=2, keepdims=True))
    return np.full((*numbers.shape[:2], 1), float(HUNDRED_POINTS))


def _ends(numbers: Floats) -> tuple[Floats, Floats]:
    return numbers.min(axis=2, keepdims=True), numbers.max(axis=2, keepdims=True)


def _topsis(numbers: Floats, shares: Floats, node: Json) -> Floats:
    size = _size(numbers, node["using"]["scale"])
    worst, best = _ends(numbers)
    there = size > 0
    near = _added(shares**2, np.where(there, ((best - numbers) / over(size)) ** 2, 0.0))
    far = _added(shares**2, np.where(there, ((numbers - worst) / over(size)) ** 2, 0.0))
    near, far = np.sqrt(near), np.sqrt(far)
    return np.where(near == 0, 1.0, far / over(near + far))


def _vikor(numbers: Floats, shares: Floats, node: Json) -> Floats:
    worst, best = _ends(numbers)
    regret = (best - numbers) / over(best - worst)
    largest = np.zeros(np.broadcast_shapes((len(shares), 1), regret.shape[1:]))
    for part, its in enumerate(regret):
        np.maximum(largest, shares[:, part : part + 1] * its, out=largest)
    utility, least = _on_the_way(_added(shares, regret)), _on_the_way(largest)
    strategy = node["using"]["strategy"] / MICRO
    return np.asarray(1 - strategy * utility - (1 - strategy) * least)


def _on_the_way(numbers: Floats) -> Floats:
    least = numbers.min(axis=1, keepdims=True)
    spread = np.ptp(numbers, axis=1, keepdims=True)
    # What floating point leaves of numbers that are all one is no spread.
    return np.where(spread > 1e-12 * np.abs(least), (numbers - least) / over(spread), 0.0)


def _spotis(numbers: Floats, shares: Floats, node: Json) -> Floats:
    costs = set(node.get("costs", ()))
    ends = [(-high, -low) if path in costs else (low, high)
            for path, low, high in node["using"]["bounds"]]  # fmt: skip
    least, most = (np.array(its, np.float64)[:, None, None] for its in zip(*ends, strict=True))
    away = (most - np.clip(numbers, least, most)) / over(most - least)
    return np.asarray(1 - _added(shares, away) / _whole(shares))


def _moora(numbers: Floats, shares: Floats, node: Json) -> Floats:
    scale, costs = node["using"]["scale"], set(node.get("costs", ()))
    size, (worst, best) = _size(numbers, scale), _ends(numbers)
    is_cost = np.array([path in costs for path, _, _ in node["parts"]])[:, None, None]
    start = np.where(is_cost, best, worst) if scale == "minmax" else 0.0
    terms = np.where(size > 0, (numbers - start) / over(size), 0.0)
    return np.asarray(_added(shares, terms) / _whole(shares))


def _promethee(numbers: Floats, shares: Floats, node: Json) -> Floats:
    net = np.empty_like(numbers)
    for part, (_, *preference) in enumerate(node["using"]["preferences"]):
        for row, its in enumerate(numbers[part]):
            net[part, row] = _net(its, *preference)
    return np.asarray(_added(shares, net) / (_whole(shares) * max(numbers.shape[2] - 1, 1)))


def _net(numbers: Floats, shape: str, q: int, p: int, s: int) -> Floats:
    """Return what speaks for each unit less what speaks against it on one part."""
    match shape:
        case "gaussian" if s:
            apart = numbers[:, None] - numbers
            return np.asarray((np.sign(apart) * -np.expm1(-(apart**2) / (2 * s * s))).sum(axis=1))
        case "u_shape":
            return _beaten(numbers, q)
        case "level":
            return np.asarray((_beaten(numbers, q) + _beaten(numbers, p)) / 2)
        case "v_shape" if p:
            return _rising(numbers, 0, p)
        case "linear":
            return _rising(numbers, q, p) if p > q else _beaten(numbers, q)
    return _beaten(numbers, 0)


def _beaten(numbers: Floats, distance: int) -> Floats:
    """Return how many each one beats by more than a distance, less those that beat it so."""
    ordered = np.sort(numbers)
    below = np.searchsorted(ordered, numbers - distance, "left")
    upto = np.searchsorted(ordered, numbers + distance, "right")
    return np.asarray(below + upto - len(numbers), np.float64)


def _rising(numbers: Floats, q: int, p: int) -> Floats:
    """Return the same with a preference that rises in a straight line from q to p."""
    ordered = np.sort(numbers)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    beaten = np.searchsorted(ordered, numbers - p, "right")
    near = np.searchsorted(ordered, numbers - q, "left")
    net = beaten * (p - q) + (near - beaten) * (numbers - q) - (sums[near] - sums[beaten])
    far = np.searchsorted(ordered, numbers + q, "right")
    beating = np.searchsorted(ordered, numbers + p, "left")
    net -= (len(numbers) - beating) * (p - q)
    net -= sums[beating] - sums[far] - (beating - far) * (numbers + q)
    return np.asarray(net / (p - q))


def _copeland(numbers: Floats, shares: Floats, _node: Json) -> Floats:
    parts, _, units = numbers.shape
    found = np.empty((len(shares), units))
    together = max(1, CHUNK // units**2)
    for at in range(0, len(shares), together):
        rows = slice(at, at + together)
        mine = numbers if numbers.shape[1] == 1 else numbers[:, rows]
        gains = np.zeros((len(shares[rows]), units, units))
        for part in range(parts):
            apart = np.sign(mine[part][:, :, None] - mine[part][:, None, :])
            gains += shares[rows, part][:, None, None] * apart
        found[rows] = np.sign(gains).sum(axis=2)
    return np.asarray(found / max(units - 1, 1))


BESIDE: Mapping[str, Way] = {
    "topsis": _topsis,
    "vikor": _vikor,
    "spotis": _spotis,
    "moora": _moora,
    "promethee": _promethee,
    "copeland": _copeland,
}
