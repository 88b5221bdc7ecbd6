"""Totals and places of a sheet under many sets of shares at once, a row for each set.

A plain weighted sum is added up in whole numbers. In other trees the nodes are reckoned in
floating point and rounded at each node as declared: enough for places, which are all that is
kept; a node that compares units with each other, or a formula, keeps the scores that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bihuan.schemes.engine.exact import WHOLE
from bihuan.schemes.engine.fast import half_up
from bihuan.schemes.engine.robust.field import Bools, Field, Floats, Ints
from bihuan.schemes.engine.whatif import places_by_row, product

Json = dict[str, Any]
Shares = Mapping[str, Ints]  # by node: a row for each set, a column for each part
# So many scores are held at a time.
CHUNK = 4_000_000
LINEAR = ("sum", "mean")


def places(field: Field, shares: Shares, ranking: Json, decimals: int) -> Ints:
    """Return the place of each unit in its group, a row for each set of shares."""
    rows = len(next(iter(shares.values())))
    most = max(len(node["parts"]) for node in field.nodes)
    size = max(1, CHUNK // (most * len(field.units)))
    found = [
        _places(field, {path: each[at : at + size] for path, each in shares.items()}, ranking,
                decimals)
        for at in range(0, rows, size)
    ]  # fmt: skip
    return np.concatenate(found)


def _places(field: Field, shares: Shares, ranking: Json, decimals: int) -> Ints:
    exact = _plain(field, shares) if field.plain else _tree(field, shares) * WHOLE
    exact = np.where(field.struck, 0, exact + field.moved)
    step = 10 ** (15 - decimals)
    by = half_up(exact, step) if ranking["order"] == "round_then_rank" else exact
    if ranking["style"] == "dense":
        return _dense(by, field.groups)
    found: Ints = places_by_row(_close(by), field.groups).astype(np.int64)
    return found


def _close(numbers: Ints) -> Ints:
    """Return numbers in the same order, small enough that the group can be put above them."""
    if int(numbers.max()) - int(numbers.min()) < 2**40:
        return numbers
    return np.unique(numbers, return_inverse=True)[1].reshape(numbers.shape).astype(np.int64)


def _dense(by: Ints, groups: Ints) -> Ints:
    found = np.zeros(by.shape, np.int64)
    for group in np.unique(groups):
        mine = np.flatnonzero(groups == group)
        order = np.argsort(-by[:, mine], axis=1, kind="stable")
        ordered = np.take_along_axis(by[:, mine], order, axis=1)
        steps = np.cumsum(np.diff(ordered, axis=1, prepend=ordered[:, :1]) != 0, axis=1) + 1
        its = np.empty(order.shape, np.int64)
        np.put_along_axis(its, order, steps, axis=1)
        found[:, mine] = its
    return found


def _plain(field: Field, shares: Shares) -> Ints:
    root = field.sheet["nodes"][-1]
    points = np.stack([field.points[path] for path, _, _ in root["parts"]])
    total: Ints = product(shares[root["path"]], points)
    return total


# Trees that round at their nodes, or are not linear


def _tree(field: Field, shares: Shares) -> Ints:
    """Return the root's score in micro-points."""
    scores: dict[str, Floats] = {
        path: points[None, :].astype(np.float64) for path, points in field.points.items()
    }
    there = dict(field.there)
    for node in field.nodes:
        parts = [scores[path] for path, _, _ in node["parts"]]
        present = np.stack([there[path] for path, _, _ in node["parts"]])
        there[node["path"]] = np.asarray(present.any(axis=0), np.bool_)
        if node["combine"] in WAYS or node["combine"] in LINEAR:
            exact = _combined(field, node, parts, present, shares[node["path"]])
            scores[node["path"]] = _finished(field, node, exact)
        else:
            scores[node["path"]] = field.given[node["path"]][None, :].astype(np.float64)
    root = scores[field.sheet["nodes"][-1]["path"]]
    rows = len(next(iter(shares.values())))
    return np.broadcast_to(np.rint(root).astype(np.int64), (rows, len(field.units)))


def _combined(
    field: Field, node: Json, parts: list[Floats], present: Bools, shares: Ints
) -> Floats:
    """Return the exact scores of a node, by row and unit."""
    weights = shares.astype(np.float64)[:, :, None] * present[None, :, :]
    if node["combine"] in LINEAR:
        total = sum(
            weights[:, at] * part for at, part in enumerate(parts)
        ) / WHOLE  # fmt: skip
        fulls = np.array([field.full_of(path) for path, _, _ in node["parts"]], np.float64)
        now = np.einsum("rpu,p->ru", weights, fulls)
        whole = (shares @ fulls)[:, None]
        left = present.all(axis=0) | (now == 0)
        return np.asarray(np.where(left, total, total * whole / _over(now)))
    scales = [scale / WHOLE for _, _, scale in node["parts"]]
    rows = (len(shares), len(field.units))
    values = np.stack(
        [np.broadcast_to(part * scale, rows) for part, scale in zip(parts, scales, strict=True)]
    )
    return WAYS[node["combine"]](values, weights.transpose(1, 0, 2), present[:, None, :], node)


def _finished(field: Field, node: Json, exact: Floats) -> Floats:
    """Return the scores rescaled to the best of the group, rounded, and cut at both ends."""
    if node["rescale_best"] is not None:
        for group in np.unique(field.groups):
            mine = np.flatnonzero(field.groups == group)
            best = np.rint(exact[:, mine]).max(axis=1, keepdims=True)
            times = np.where(best > 0, node["rescale_best"] / np.where(best > 0, best, 1), 1)
            exact[:, mine] = exact[:, mine] * times
    step = 10 ** (6 - node["round"])
    scores = np.sign(exact) * np.floor(np.abs(exact) / step + 0.5) * step
    low = -np.inf if node["low"] is None else node["low"]
    high = np.inf if node["high"] is None else node["high"]
    return np.asarray(np.clip(scores, low, high))


def _over(numbers: Floats) -> Floats:
    """Return what may be divided by: 1 where nothing is there, so that nothing comes of it."""
    return np.where(numbers != 0, numbers, 1.0)


# The score of a unit none of whose parts is there counts nowhere, but must be a number.
Way = Callable[[Floats, Floats, Bools, Json], Floats]


def _geometric(values: Floats, weights: Floats, present: Bools, _node: Json) -> Floats:
    gone = (present & (values <= 0)).any(axis=0)
    logs = np.log(np.where(values > 0, values, 1.0))
    mean = (weights * logs).sum(axis=0) / _over(weights.sum(axis=0))
    return np.where(gone, 0.0, np.exp(mean))


def _harmonic(values: Floats, weights: Floats, present: Bools, _node: Json) -> Floats:
    gone = (present & (values <= 0)).any(axis=0)
    parts = weights / np.where(values > 0, values, 1.0)
    return np.where(gone, 0.0, weights.sum(axis=0) / _over(parts.sum(axis=0)))


def _median(values: Floats, _weights: Floats, present: Bools, _node: Json) -> Floats:
    shown = np.where(present | ~present.any(axis=0), values, np.nan)
    return np.asarray(np.nanmedian(shown, axis=0))


def _min(values: Floats, _weights: Floats, present: Bools, _node: Json) -> Floats:
    shown = np.where(present | ~present.any(axis=0), values, np.inf)
    return np.asarray(shown.min(axis=0))


def _max(values: Floats, _weights: Floats, present: Bools, _node: Json) -> Floats:
    shown = np.where(present | ~present.any(axis=0), values, -np.inf)
    return np.asarray(shown.max(axis=0))


WAYS: Mapping[str, Way] = {
    "geometric": _geometric,
    "harmonic": _harmonic,
    "median": _median,
    "min": _min,
    "max": _max,
}


def held(field: Field) -> list[str]:
    """Return the nodes whose scores stay as they are, whatever the shares of their parts."""
    return [
        node["path"] for node in field.nodes
        if node["combine"] not in WAYS and node["combine"] not in LINEAR
    ]  # fmt: skip
