"""The smallest change of one weight that makes two neighbours of the ranking change places.

In a plain weighted sum it is solved: with u the points that a part is out of in the total, d the
difference of the two units' shares of them, U the sum of all u and D the lead of the upper unit, a
change of one u by x, the others giving way in proportion, leaves the lead::

    D + x * (d - R / (U - u)),  R = D without the part and without bonuses

so that x = -D / (d - R / (U - u)), where u + x stays between 0 and U. In other trees the weights
are tried in steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from bihuan.schemes.engine.definition.exact import MICRO
from bihuan.schemes.engine.robust.bands import own_shares
from bihuan.schemes.engine.robust.draws import redrawn
from bihuan.schemes.engine.robust.field import Field, Floats, Ints
from bihuan.schemes.engine.robust.tree import LINEAR, held, is_below
from bihuan.schemes.engine.robust.trying import places

Json = dict[str, Any]
# Steps of a weight that are tried where the tree is not one weighted sum, in percent of it.
STEPS = tuple(percent for percent in range(-95, 201, 5) if percent)
# So many units times parts times steps are tried at most.
TRIED = 3_000_000


class Swap(NamedTuple):
    """Two neighbours, and the part whose weight would have to go from one number to another.

    The weights are in percent of the total (of its node, where the tree is not one weighted sum).
    `path` is None where no change of a single weight brings the two level.
    """

    above: str
    below: str
    path: str | None = None
    old: float = 0.0
    new: float = 0.0


def swaps(  # noqa: PLR0913, PLR0917 - a field, where its units stand and how they are ranked
    field: Field, exact: Ints, totals: Ints, ranks: Ints, ranking: Json, decimals: int
) -> Iterator[Swap]:
    """Yield each pair of neighbours by group, the best first; those who are level are left out.

    Args:
        field: the sheet.
        exact: of each unit, the score after adjustments, in 1e-15 points.
        totals: what they are ranked by before the tie chain: `exact`, or that rounded.
        ranks: of each unit.
        ranking: of the parameters.
        decimals: of the total.
    """
    pairs = list(_neighbours(field, exact, totals, ranks))
    if not pairs:
        return
    if field.plain:
        yield from _solved(field, exact, pairs)
    else:
        yield from _tried(field, pairs, ranking, decimals)


def _neighbours(field: Field, exact: Ints, totals: Ints, ranks: Ints) -> Iterator[tuple[int, int]]:
    groups = field.groups[: len(field.units)]
    for group in np.unique(groups):
        mine = np.flatnonzero((groups == group) & ~field.struck)
        order = mine[np.lexsort((-exact[mine], ranks[mine]))]
        for above, below in zip(order[:-1].tolist(), order[1:].tolist(), strict=True):
            if totals[above] > totals[below]:
                yield above, below


def _solved(field: Field, exact: Ints, pairs: list[tuple[int, int]]) -> Iterator[Swap]:
    root = field.sheet["nodes"][-1]
    paths = [path for path, _, _ in root["parts"]]
    shares = np.array([share for _, share, _ in root["parts"]], np.float64)
    fulls = np.array([field.full_of(path) for path in paths], np.float64)
    worth, points = shares * fulls, np.stack([field.points[path] for path in paths])
    whole = float(worth.sum())
    for above, below in pairs:
        lead = float(int(exact[above]) - int(exact[below]))
        earned = (points[:, above] - points[:, below]).astype(np.float64)
        changes = _changes(earned, shares, fulls, worth, whole, lead)
        # To a billionth: of two parts that need the same, the first of the file is named.
        best = int(np.argmin(np.round(np.abs(changes) / whole, 9)))
        if not np.isfinite(changes[best]):
            yield Swap(field.units[above], field.units[below])
            continue
        old, new = (100 * float(its) / whole for its in (worth[best], worth[best] + changes[best]))
        yield Swap(field.units[above], field.units[below], paths[best], old, new)


def _changes(  # noqa: PLR0913, PLR0917 - the letters of the formula
    earned: Floats, shares: Floats, fulls: Floats, worth: Floats, whole: float, lead: float
) -> Floats:
    """Return the change of each part's points that closes the lead; infinite where none does."""
    differs = np.divide(earned, fulls, out=np.zeros_like(earned), where=fulls > 0)
    rest = (shares * earned).sum() - shares * earned
    room = whole - worth
    slope = differs - np.divide(rest, room, out=np.zeros_like(rest), where=room > 0)
    possible = (slope != 0) & (room > 0)
    changes = np.divide(-lead, slope, out=np.full_like(slope, np.inf), where=possible)
    fits = (worth + changes > 0) & (worth + changes < whole)
    return np.where(fits, changes, np.inf)


def _tried(
    field: Field, pairs: list[tuple[int, int]], ranking: Json, decimals: int
) -> Iterator[Swap]:
    own = own_shares(field)
    still = held(field, len(STEPS))
    tries = [
        (node, at, percent)
        for node in field.nodes
        if len(node["parts"]) > 1
        and not any(node["path"] == one or is_below(node["path"], one) for one in still)
        for at in range(len(node["parts"]))
        for percent in STEPS
    ]
    if not tries or len(tries) * len(field.units) > TRIED:
        return
    shares = {path: np.array([its] * len(tries), np.int64) for path, its in own.items()}
    for row, (node, at, percent) in enumerate(tries):
        shares[node["path"]][row] = _moved(field, node, at, percent)
    found = places(field, shares, ranking, decimals)
    weights = [
        (_weight(field, node, at, own[node["path"]]),
         _weight(field, node, at, shares[node["path"]][row].tolist()))
        for row, (node, at, _) in enumerate(tries)
    ]  # fmt: skip
    sizes = np.array([round(abs(new - old), 9) for old, new in weights])
    for above, below in pairs:
        level = np.flatnonzero(found[:, below] <= found[:, above])
        if not len(level):
            yield Swap(field.units[above], field.units[below])
            continue
        row = int(level[np.argmin(sizes[level])])
        node, at, _ = tries[row]
        part = node["parts"][at][0]
        yield Swap(field.units[above], field.units[below], part, *weights[row])


def _weight(field: Field, node: Json, at: int, shares: list[int]) -> float:
    """Return what a part weighs in its node, in percent; in a sum, of the points it is out of."""
    if node["combine"] in LINEAR:
        worth = [
            share * field.full_of(path)
            for share, (path, _, _) in zip(shares, node["parts"], strict=True)
        ]
    else:
        worth = shares
    whole = sum(worth)
    return 100 * worth[at] / whole if whole else 0.0


def _moved(field: Field, node: Json, at: int, percent: int) -> list[int]:
    """Return the shares of a node with one of them changed, the others giving way."""
    fulls = [field.full_of(path) for path, _, _ in node["parts"]]
    times = [MICRO] * len(fulls)
    times[at] = MICRO * (100 + percent) // 100
    return redrawn([share for _, share, _ in node["parts"]], fulls, times)
