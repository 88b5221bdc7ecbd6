"""The scores of a tree under many sets of shares, node by node; a row for each set.

Trees that round at their nodes, or are not linear, are reckoned in floating point.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bihuan.schemes.engine.definition.combining import HUNDRED_POINTS
from bihuan.schemes.engine.definition.exact import MICRO, WHOLE
from bihuan.schemes.engine.robust.beside import BESIDE, steps
from bihuan.schemes.engine.robust.field import Bools, Field, Floats, Ints
from bihuan.schemes.engine.robust.ways import WAYS, over

Json = dict[str, Any]
Shares = Mapping[str, Ints]  # by node: a row for each set, a column for each part
LINEAR = ("sum", "mean")
# More micro-points than any score that is tried has; times a share they stay below 2^63.
MOST = 2**61 // WHOLE
# So many numbers are looked at where units are compared: a few seconds.
MOST_COMPARED = 500_000_000


def held(field: Field, rows: int) -> list[str]:
    """Return the nodes whose scores stay as they are under so many sets of shares."""
    return [node["path"] for node in field.nodes if not _is_reckoned(field, node, rows)]


def is_below(path: str, node: str) -> bool:
    """Return whether a part stands below a node."""
    return not node or path.startswith(f"{node}/")


def _is_reckoned(field: Field, node: Json, rows: int) -> bool:
    if node["combine"] in BESIDE:
        alike = all(path in field.points for path, _, _ in node["parts"])
        return steps(node, rows, len(field.everybody), alike=alike) <= MOST_COMPARED
    return node["combine"] in WAYS or node["combine"] in LINEAR


def root_scores(field: Field, shares: Shares, still: frozenset[str]) -> Ints:
    """Return the root's scores in 1e-15 points; the nodes named in `still` keep theirs."""
    scores: dict[str, Floats] = {
        path: points[None, :].astype(np.float64) for path, points in field.points.items()
    }
    root = field.sheet["nodes"][-1]
    rows = len(shares[root["path"]])
    for node in field.nodes:
        if node is root and node["exact"]:
            return _added_up(node, scores, shares[node["path"]], len(field.everybody))
        if node["path"] in still:
            scores[node["path"]] = field.given[node["path"]][None, :].astype(np.float64)
        else:
            parts = [scores[path] for path, _, _ in node["parts"]]
            exact = _exact(field, node, parts, shares[node["path"]])
            scores[node["path"]] = _finished(field, node, exact)
    wholes = np.rint(np.clip(scores[root["path"]], -MOST, MOST)).astype(np.int64) * WHOLE
    return np.broadcast_to(wholes, (rows, len(field.everybody)))


def _added_up(root: Json, scores: Mapping[str, Floats], shares: Ints, units: int) -> Ints:
    """Return a plain weighted sum in whole numbers: it is not rounded before bonuses are added."""
    found = np.zeros((len(shares), units), np.int64)
    for at, (path, _, _) in enumerate(root["parts"]):
        part = np.rint(np.clip(scores[path], -MOST, MOST)).astype(np.int64)
        found += shares[:, at : at + 1] * part
    return found


def _exact(field: Field, node: Json, parts: list[Floats], shares: Ints) -> Floats:
    present = np.stack([field.there[path] for path, _, _ in node["parts"]])
    if node["combine"] in BESIDE:
        return _beside_each_other(field, node, parts, shares)
    if node["combine"] in LINEAR:
        return _weighted(field, node, parts, shares.astype(np.float64), present)
    weights = shares.astype(np.float64)[:, :, None] * present[None, :, :]
    scales = [scale / WHOLE for _, _, scale in node["parts"]]
    # One row where all are leaves, whose points are the same in every set: roots are dear.
    rows = (max(len(part) for part in parts), len(field.everybody))
    values = np.stack(
        [np.broadcast_to(part * scale, rows) for part, scale in zip(parts, scales, strict=True)]
    )
    return WAYS[node["combine"]](values, weights.transpose(1, 0, 2), present[:, None, :], node)


def _weighted(
    field: Field, node: Json, parts: list[Floats], shares: Floats, present: Bools
) -> Floats:
    weights = shares[:, :, None] * present[None, :, :]
    total = np.zeros((len(weights), len(field.everybody)))
    for at, part in enumerate(parts):
        total += weights[:, at] * part / WHOLE
    fulls = np.array([field.full_of(path) for path, _, _ in node["parts"]], np.float64)
    now = np.einsum("rpu,p->ru", weights, fulls)
    whole = shares @ fulls
    prorated = total * whole[:, None] / over(now)
    return np.asarray(np.where(present.all(axis=0) | (now == 0), total, prorated))


def _beside_each_other(field: Field, node: Json, parts: list[Floats], shares: Ints) -> Floats:
    """Return the scores of units that are compared with each other, group by group."""
    costs = set(node.get("costs", ()))
    scales = [(-scale if path in costs else scale) / WHOLE for path, _, scale in node["parts"]]
    rows = (max(len(part) for part in parts), len(field.everybody))
    numbers = np.stack(
        [np.broadcast_to(part * scale, rows) for part, scale in zip(parts, scales, strict=True)]
    )
    # Where nothing weighs, all weigh the same.
    weights = np.where(shares.any(axis=1, keepdims=True), shares, 1).astype(np.float64)
    found = np.zeros((len(shares), len(field.everybody)))
    for group in np.unique(field.groups):
        mine = np.flatnonzero((field.groups == group) & field.there[node["path"]])
        if len(mine):
            scores = BESIDE[node["combine"]](numbers[:, :, mine], weights, node)
            found[:, mine] = scores * HUNDRED_POINTS
    return found


def _finished(field: Field, node: Json, exact: Floats) -> Floats:
    """Return the scores rescaled to the best of the group, rounded, and lessened."""
    if node["rescale_best"] is not None:
        for group in np.unique(field.groups):
            mine = np.flatnonzero((field.groups == group) & field.there[node["path"]])
            best = np.rint(exact[:, mine]).max(axis=1, keepdims=True, initial=0)
            times = np.where(best > 0, node["rescale_best"] / over(np.maximum(best, 0)), 1)
            exact[:, mine] = np.rint(exact[:, mine]) * times
    times_of = dict(node.get("difficulty", ()))
    factors = np.array([times_of.get(unit, MICRO) / MICRO for unit in field.everybody])
    scores = _rounded(exact, node)
    if times_of:
        scores = np.where(factors == 1, scores, _rounded(scores * factors, node))
    scores = _within(scores, node)
    for penalty in node.get("penalties", ()):
        holds = [
            (node["path"], unit, penalty["name"]) in field.penalties for unit in field.everybody
        ]
        factor, less = penalty.get("factor", MICRO) / MICRO, penalty.get("less", 0)
        scores = np.where(np.array(holds), _rounded(scores * factor - less, node), scores)
    return _within(scores, node)


def _rounded(numbers: Floats, node: Json) -> Floats:
    step = 10 ** (6 - node["round"])
    # A hair is added so that a half that floating point cut short still goes up.
    return np.asarray(np.sign(numbers) * np.floor(np.abs(numbers) / step + 0.5 + 1e-9) * step)


def _within(scores: Floats, node: Json) -> Floats:
    low = -np.inf if node["low"] is None else node["low"]
    high = np.inf if node["high"] is None else node["high"]
    return np.asarray(np.clip(scores, low, high))
