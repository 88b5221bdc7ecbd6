"""Rank bands from weight replicates, and ranks with each indicator left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from bihuan.schemes.engine.robust.draws import factors, redrawn, redrawn_rows
from bihuan.schemes.engine.robust.field import Field, Places
from bihuan.schemes.engine.robust.tree import Shares, held, is_below
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
        times = [factors(seed, path, count, within) for path, _, _ in node["parts"]]
        shares = [share for _, share, _ in node["parts"]]
        found[node["path"]] = redrawn_rows(shares, fulls, np.stack(times, axis=1))
    return found


def bands(field: Field, shares: Shares, ranking: Json, decimals: int) -> dict[str, Places]:
    """Return low, median and high place of each unit: the 5th, 50th and 95th percent of the sets.

    Each is a place that came up: the one at which so many percent of the sets are reached.
    """
    found = places(field, shares, ranking, decimals)
    found.sort(axis=0)
    at = {"low": LOW, "median": MIDDLE, "high": HIGH}
    return {name: found[-(-len(found) * percent // 100) - 1] for name, percent in at.items()}


def left_out(field: Field, ranking: Json, decimals: int) -> Iterator[tuple[str, Places]]:
    """Yield each leaf with the places that units have when it is left out.

    The other indicators of its node take over its points; a leaf that is alone in its node takes
    the node with it. Not listed is what has no answer: without the only leaf of a scheme there are
    no places, and a node that keeps its score does not tell what it would be without a leaf.
    """
    own = own_shares(field)
    still = held(field, len(field.sheet["leaves"]))
    sets: list[tuple[str, str, list[int]]] = []
    for leaf in field.sheet["leaves"]:
        if any(is_below(leaf["path"], node) for node in still):
            continue
        spot = _spot(field, leaf["path"], leaf["path"])
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


def _spot(field: Field, path: str, taken: str) -> tuple[str, list[int]] | None:
    """Return the node that combines a leaf, and its shares when the leaf is left out.

    A node that is folded into the one above is a node here: its own indicators take over.

    Args:
        field: the sheet.
        path: of the leaf, or of the node above it that is left out with it.
        taken: what was left out so far, as the path of a part.
    """
    if not path:
        return None
    above = path.rpartition("/")[0]
    node = next(one for one in field.sheet["nodes"] if one["path"] == above)
    its = {part for part, _, _ in node["parts"]}
    gone = {part for part in its if part == taken or is_below(part, path)}
    if its == gone:
        return _spot(field, above, taken if node["folded"] else above)
    combined = next(one for one in field.nodes if its <= {part for part, _, _ in one["parts"]})
    shares = [share for _, share, _ in combined["parts"]]
    mine = [at for at, (part, _, _) in enumerate(combined["parts"]) if part in its]
    fulls = [field.full_of(combined["parts"][at][0]) for at in mine]
    times = [0 if combined["parts"][at][0] in gone else 1 for at in mine]
    left = [shares[at] for at in mine]
    if sum(s * f * t for s, f, t in zip(left, fulls, times, strict=True)) <= 0:
        return None  # what the others weigh could not take its points over
    for at, share in zip(mine, redrawn(left, fulls, times), strict=True):
        shares[at] = share
    return combined["path"], shares
