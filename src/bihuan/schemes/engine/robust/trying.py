"""Totals and places of a sheet under many sets of shares at once, a row for each set.

A plain weighted sum is added up in whole numbers. In other trees the nodes are reckoned in
floating point and rounded at each node as declared: enough for places, which are all that is
kept. A formula, shares of each unit's own, ELECTRE, Kemeny, and what takes too long keep the
scores that they have, and penalties that hold go on to.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bihuan.schemes.engine.robust.field import LARGEST, Field, Ints, Places
from bihuan.schemes.engine.robust.products import product
from bihuan.schemes.engine.robust.tree import Shares, held, root_scores
from bihuan.schemes.engine.running.matrices import half_up
from bihuan.schemes.engine.running.places import places as places_of

Json = dict[str, Any]
# So many scores are held at a time.
CHUNK = 4_000_000


def places(field: Field, shares: Shares, ranking: Json, decimals: int) -> Places:
    """Return the place of each unit in its group, a row for each set of shares."""
    rows = len(next(iter(shares.values())))
    still = frozenset(held(field, rows))
    # A plain sum holds a number for each unit, a tree one for each part of its largest node.
    most = 4 if field.plain else max(len(node["parts"]) for node in field.nodes)
    size = max(1, CHUNK // (most * len(field.everybody)))
    found = [
        _places(
            field, {path: each[at : at + size] for path, each in shares.items()}, ranking, decimals,
            still,
        ).astype(np.int32)
        for at in range(0, rows, size)
    ]  # fmt: skip
    return np.concatenate(found)


def _places(
    field: Field, shares: Shares, ranking: Json, decimals: int, still: frozenset[str]
) -> Ints:
    ranked = slice(len(field.units))
    exact = _plain(field, shares) if field.plain else root_scores(field, shares, still)[:, ranked]
    exact = np.where(field.struck, 0, exact + field.moved)
    step = 10 ** (15 - decimals)
    by = half_up(exact, step) if ranking["order"] == "round_then_rank" else exact
    there = np.ones((1, by.shape[1]), np.bool_)
    return places_of(by, there, field.groups[ranked], dense=ranking["style"] == "dense")


def _plain(field: Field, shares: Shares) -> Ints:
    root = field.sheet["nodes"][-1]
    ranked = slice(len(field.units))
    points = np.stack([field.points[path][ranked] for path, _, _ in root["parts"]])
    its = shares[root["path"]]
    most = np.abs(points).max(axis=1).astype(np.float64)
    if (np.abs(its) @ most).max() >= LARGEST:  # a small part took over what a large one weighed
        its, points = its.astype(object), points.astype(object)
        return np.asarray(its @ points)
    total: Ints = product(its, points)
    return total
