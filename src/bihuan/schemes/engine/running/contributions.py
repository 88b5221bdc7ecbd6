"""What every leaf adds to every unit's score, as one table: unit, path, points, contribution.

Points are micro-points, contributions 1e-15 points. In a scheme that is one weighted sum they add
up to the scores exactly.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from bihuan.schemes.engine.running.places import Wholes
from bihuan.schemes.engine.running.scores import Prepared, Scores
from bihuan.schemes.engine.running.tree import THERE

# The columns of a piece: unit, path, points, contribution.
Piece = tuple[Wholes, Wholes, Wholes, Wholes]


def contributions(ready: Prepared, found: Scores) -> pa.Table:
    """Return the contributions of a run whose columns were made here (see `Scores.columns`).

    Leaves whose points are beyond 64 bits have none.
    """
    paths = [leaf["path"] for sheet in ready.parameters["sheets"] for leaf in sheet["leaves"]]
    pieces = _pieces(ready, found)
    u, path, points, contribution = (
        (np.concatenate(column) for column in zip(*pieces, strict=True))
        if pieces
        else (np.zeros(0, np.int64) for _ in range(4))
    )
    return pa.table(
        {
            "unit": pa.DictionaryArray.from_arrays(pa.array(u), pa.array(ready.facts.units)),
            "path": pa.DictionaryArray.from_arrays(pa.array(path), pa.array(paths)),
            "points": points,
            "contribution": contribution,
        }
    )


def _pieces(ready: Prepared, found: Scores) -> list[Piece]:
    pieces, place = [], 0
    for sheet, members, columns in zip(
        ready.parameters["sheets"], ready.members, found.columns, strict=True
    ):
        for leaf in sheet["leaves"]:
            column = columns[leaf["path"]]
            there = column.states == THERE
            if column.scores.dtype != object and len(members):
                units, points = members, column.scores
                if not there.all():
                    units, points = members[there], points[there]
                code = np.full(len(units), place, np.int32)
                pieces.append((units.astype(np.int32), code, points, points * leaf["weight"]))
            place += 1
    return pieces
