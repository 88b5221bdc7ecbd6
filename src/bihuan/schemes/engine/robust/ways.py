"""The ways of combining parts, in floating point and for many sets of shares at once.

A way gets values (part, set, unit), weights of the same shape, which parts are there, and the
node. What each means stands in `combining`, whose functions are the definition. The score of a
unit none of whose parts is there counts nowhere, but must be a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bihuan.schemes.engine.definition.exact import MICRO, WHOLE
from bihuan.schemes.engine.robust.field import Bools, Floats

Json = dict[str, Any]
Way = Callable[[Floats, Floats, Bools, Json], Floats]


def over(numbers: Floats) -> Floats:
    """Return what may be divided by: 1 where nothing is there, so that nothing comes of it."""
    return np.where(numbers != 0, numbers, 1.0)


def _geometric(values: Floats, weights: Floats, present: Bools, _node: Json) -> Floats:
    gone = (present & (values <= 0)).any(axis=0)
    logs = np.log(np.where(values > 0, values, 1.0))
    mean = (weights * logs).sum(axis=0) / over(weights.sum(axis=0))
    return np.where(gone, 0.0, np.exp(mean))


def _harmonic(values: Floats, weights: Floats, present: Bools, _node: Json) -> Floats:
    gone = (present & (values <= 0)).any(axis=0)
    parts = weights / np.where(values > 0, values, 1.0)
    return np.where(gone, 0.0, weights.sum(axis=0) / over(parts.sum(axis=0)))


def _median(values: Floats, _weights: Floats, present: Bools, _node: Json) -> Floats:
    shown = np.where(present | ~present.any(axis=0), values, np.nan)
    return np.asarray(np.nanmedian(shown, axis=0))


def _min(values: Floats, _weights: Floats, present: Bools, _node: Json) -> Floats:
    shown = np.where(present | ~present.any(axis=0), values, np.inf)
    return np.asarray(shown.min(axis=0))


def _max(values: Floats, _weights: Floats, present: Bools, _node: Json) -> Floats:
    shown = np.where(present | ~present.any(axis=0), values, -np.inf)
    return np.asarray(shown.max(axis=0))


def _generalised(values: Floats, weights: Floats, present: Bools, node: Json) -> Floats:
    exponent = node["using"]["exponent"] / MICRO
    if exponent == 0:
        return _geometric(values, weights, present, node)
    gone = (present & (values <= 0)).any(axis=0) if exponent < 0 else np.zeros(1, np.bool_)
    powers = np.where(values > 0, np.where(values > 0, values, 1.0) ** exponent, 0.0)
    mean = (weights * powers).sum(axis=0) / over(weights.sum(axis=0))
    return np.where(gone | (mean <= 0), 0.0, np.where(mean > 0, mean, 1.0) ** (1 / exponent))


def _product(values: Floats, weights: Floats, present: Bools, node: Json) -> Floats:
    hundred = 100 * MICRO
    gone = (present & (values <= 0)).any(axis=0)
    logs = np.log(np.where(values > 0, values, 1.0) / hundred)
    powers = dict(node.get("using", {}).get("exponents", ()))
    given = [powers.get(path, share) / (share or 1) for path, share, _ in node["parts"]]
    scaled = weights * np.array(given)[:, None, None] / WHOLE
    return np.where(gone, 0.0, hundred * np.exp((scaled * logs).sum(axis=0)))


def _owa(values: Floats, _weights: Floats, present: Bools, node: Json) -> Floats:
    order = np.array(node["using"]["by_place"], np.float64)
    shown = -np.sort(-np.where(present, values, -np.inf), axis=0)
    there = np.broadcast_to(present, values.shape).sum(axis=0)
    total, ends = np.zeros(values.shape[1:]), np.cumsum(order) / order.sum()
    for at in range(len(values)):
        low, high = at / over(there), (at + 1) / over(there)
        share = _spread(high, ends) - _spread(low, ends)
        total += np.where(at < there, share * np.where(np.isfinite(shown[at]), shown[at], 0.0), 0.0)
    return total


def _spread(until: Floats, ends: Floats) -> Floats:
    """Return how much of the order's shares lies below a part of its places."""
    places = np.linspace(0, 1, len(ends) + 1)
    return np.asarray(np.interp(until, places, np.concatenate([[0.0], ends])))


def _mazziotta_pareto(values: Floats, weights: Floats, _present: Bools, node: Json) -> Floats:
    whole = over(weights.sum(axis=0))
    mean = (weights * values).sum(axis=0) / whole
    spread = (weights * (values - mean) ** 2).sum(axis=0) / whole
    sign = 1 if node["using"]["penalty"] == "plus" else -1
    return np.where(mean == 0, 0.0, mean + sign * spread / over(np.abs(mean)))


WAYS: Mapping[str, Way] = {
    "geometric": _geometric,
    "harmonic": _harmonic,
    "median": _median,
    "min": _min,
    "max": _max,
    "generalised": _generalised,
    "product": _product,
    "owa": _owa,
    "mazziotta_pareto": _mazziotta_pareto,
}
