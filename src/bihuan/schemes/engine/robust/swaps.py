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

from bihuan.schemes.engine.exact import MICRO
from bihuan.schemes.engine.robust.bands import own_shares
from bihuan.schemes.engine.robust.draws import redrawn
from bihuan.schemes.engine.robust.field import Field, Floats, Ints
from bihuan.schemes.engine.robust.trying import places

Json = dict[str, Any]
# Steps of a weight that are tried where the tree is not one weighted sum, in percent of it.
STEPS = tuple(percent for percent in range(-100, 201, 5) if percent)
# So many units times parts times steps are tried at most.
TRIED = 3_000_000


class Swap(NamedTuple):
    """Two neighbours, and the part whose weight would have to go from one number to another.

    The weights are in percent of the total (of its node, where the tree is not one weighted sum).
    `path` is None where no change of a single weight swaps the two.
    """

    above: str
    below: str
    path: str | None
    old: float
    new: float


def swaps(field: Field, exact: Ints, ranks: Ints, ranking: Json, decimals: int) -> Iterator[Swap]:
    """Yield each pair of neighbours by group, the best first; those who share a rank are left out.

    Args:
        field: the sheet.
        exact: of each unit, the score after adjustments, in 1e-15 points.
        ranks: of each unit.
        ranking: of the parameters.
        decimals: of the total.
    """
    pairs = list(_neighbours(field, exact, ranks))
    if not pairs:
        return
    if field.plain:
        yield from _solved(field, exact, pairs)
    else:
        yield from _tried(field, pairs, ranking, decimals)


def _neighbours(field: Field, exact: Ints, ranks: Ints) -> Iterator[tuple[int, int]]:
    for group in np.unique(field.groups):
        mine = np.flatnonzero((field.groups == group) & ~field.struck)
        order = mine[np.argsort(-exact[mine], kind="stable")]
        for above, below in zip(order[:-1].tolist(), order[1:].tolist(), strict=True):
            if exact[above] > exact[below] and ranks[above] != ranks[below]:
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
        best = int(np.argmin(np.abs(changes)))
        found = bool(np.isfinite(changes[best]))
        old, new = float(worth[best]), float(worth[best] + changes[best])
        yield _swap(field, above, below, paths[best] if found else None, old, new, whole)


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


def _swap(  # noqa: PLR0913, PLR0917 - a pair and what swaps it
    field: Field, above: int, below: int, path: str | None, old: float, new: float, whole: float
) -> Swap:
    units = field.units
    if path is None:
        return Swap(units[above], units[below], None, 0.0, 0.0)
    return Swap(units[above], units[below], path, 100 * old / whole, 100 * new / whole)


def _tried(
    field: Field, pairs: list[tuple[int, int]], ranking: Json, decimals: int
) -> Iterator[Swap]:
    own = own_shares(field)
    tries = [
        (node, at, percent)
        for node in field.nodes if len(node["parts"]) > 1
        for at in range(len(node["parts"]))
        for percent in sorted(STEPS, key=abs)
    ]  # fmt: skip
    if not tries or len(tries) * len(field.units) > TRIED:
        return
    shares = {path: np.array([its] * len(tries), np.int64) for path, its in own.items()}
    for row, (node, at, percent) in enumerate(tries):
        shares[node["path"]][row] = _moved(field, node, at, percent)
    found = places(field, shares, ranking, decimals)
    sizes = np.array([abs(percent) for _, _, percent in tries])
    for above, below in pairs:
        swapped = np.flatnonzero(found[:, below] < found[:, above])
        if not len(swapped):
            yield Swap(field.units[above], field.units[below], None, 0.0, 0.0)
            continue
        node, at, percent = tries[
            int(
                swapped[
                    np.argmin(
                        sizes[swapped],
                    )
                ]
            )
        ]
        path, share, _ = node["parts"][at]
        whole = float(sum(its for _, its, _ in node["parts"]))
        new = float(shares[node["path"]][row][at])
        yield _swap(field, above, below, path, float(share), new, whole)


def _moved(field: Field, node: Json, at: int, percent: int) -> list[int]:
    """Return the shares of a node with one of them changed, the others giving way."""
    fulls = [field.full_of(path) for path, _, _ in node["parts"]]
    times = [MICRO] * len(fulls)
    times[at] = MICRO * (100 + percent) // 100
    return redrawn([share for _, share, _ in node["parts"]], fulls, times)
