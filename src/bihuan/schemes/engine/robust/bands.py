"""Rank bands from weight replicates, and ranks with each indicator left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bihuan.schemes.engine.robust.draws import factors, redrawn
from bihuan.schemes.engine.robust.field import Field, Ints
from bihuan.schemes.engine.robust.tree import Shares
from bihuan.schemes.engine.robust.trying import places

Json = dict[str, Any]
LOW, MIDDLE, HIGH = 5, 50, 95  # percent


def own_shares(field: Field) -> dict[str, list[int]]:
    """Return the shares of each node as they are."""
    return {node["path"]: [share for _, share, _ in node["parts"]] for node in field.nodes}


def replicates(field: Field, seed: int, count: int, within: int) -> Shares:
    """Return so many sets of shares, each drawn around the scheme's own."""
    found = {}
    for node in field.nodes:
        fulls = [field.full_of(path) for path, _, _ in node["parts"]]
        drawn = [factors(seed, path, count, within) for path, _, _ in node["parts"]]
        shares = [share for _, share, _ in node["parts"]]
        rows = [redrawn(shares, fulls, times) for times in zip(*drawn, strict=True)]
        found[node["path"]] = np.array(rows, np.int64).reshape(count, len(shares))
    return found


def bands(field: Field, shares: Shares, ranking: Json, decimals: int) -> dict[str, Ints]:
    """Return low, median and high place of each unit: the 5th, 50th and 95th percent of the sets.

    Each is a place that came up: the one at which so many percent of the sets are reached.
    """
    found = np.sort(places(field, shares, ranking, decimals), axis=0)
    at = {"low": LOW, "median": MIDDLE, "high": HIGH}
    return {name: found[-(-len(found) * percent // 100) - 1] for name, percent in at.items()}


def left_out(field: Field, ranking: Json, decimals: int) -> Iterator[tuple[str, Ints]]:
    """Yield each leaf with the places that units have when it is left out.

    The other parts of its node take over its points; a leaf that is alone in its node takes the
    node with it. Without the only leaf of a scheme there are no places, and it is not listed.
    """
    own = own_shares(field)
    sets: list[tuple[str, str, list[int]]] = []
    for leaf in field.sheet["leaves"]:
        spot = _spot(field, leaf["path"])
        if spot is not None:
            sets.append((leaf["path"], *spot))
    if not sets:
        return
    shares: Shares = {
        path: np.array([changed if path == at else its for _, at, changed in sets], np.int64)
        for path, its in own.items()
    }
    yield from zip([path for path, _, _ in sets], places(field, shares, ranking, decimals),
                   strict=True)  # fmt: skip


def _spot(field: Field, path: str) -> tuple[str, list[int]] | None:
    """Return the node in which a part can be left out, and its shares then."""
    for node in field.nodes:
        paths = [part for part, _, _ in node["parts"]]
        if path in paths:
            if len(paths) == 1:
                return _spot(field, node["path"]) if node["path"] else None
            fulls = [field.full_of(part) for part in paths]
            shares = [share for _, share, _ in node["parts"]]
            others = sum(
                s * f for s, f, part in zip(shares, fulls, paths, strict=True) if part != path
            )
            if others <= 0:  # what the others weigh could not take its points over
                return None
            times = [0 if part == path else 1 for part in paths]
            return node["path"], redrawn(shares, fulls, times)
    return None
