"""The robustness of a result: rank bands, what swaps neighbours, ranks without each indicator.

It answers one question of whoever reads a ranking: would another reasonable choice of weights have
given another order? See the OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bihuan.schemes.engine.numbers.digits import plain
from bihuan.schemes.engine.result import Band, LeftOut, Robustness, SwapLine
from bihuan.schemes.engine.robust.bands import bands, left_out, replicates
from bihuan.schemes.engine.robust.field import LARGEST, Field, fields
from bihuan.schemes.engine.robust.swaps import Swap, swaps
from bihuan.schemes.engine.robust.tree import held

Json = dict[str, Any]
# What holds where a scheme says nothing.
DEFAULT: Json = {"replicates": 1000, "within": 250_000, "seed": 1, "largest": 3000}


def robustness(
    parameters: Json, facts: list[Json], scored: Json, concluded: Json, *, asked: bool = False
) -> Robustness | None:
    """Return how firmly the ranks of a run stand.

    Args:
        parameters: as settled; `robustness` of them says how much is tried.
        facts: the long-form rows.
        scored: by the reference.
        concluded: by `awards.conclude`.
        asked: whether a run larger than `largest` is tried too.

    Returns:
        None where nothing is tried: the scheme says so, the run is larger than `largest`, or its
        numbers are too large for 64 bits.
    """
    trying = {**DEFAULT, **parameters.get("robustness", {})}
    if not trying["replicates"] or (not asked and len(scored["units"]) > trying["largest"]):
        return None
    if _too_large(scored, concluded):
        return None
    result = Robustness(
        seed=trying["seed"],
        replicates=trying["replicates"],
        within=plain(trying["within"], 6) or "0",
        bands=[],
        swaps=[],
        left_out=[],
        held=[],
    )
    for field in fields(parameters, facts, scored, concluded):
        _add(result, parameters, field, trying, concluded["units"])
    return result


def _too_large(scored: Json, concluded: Json) -> bool:
    """Return whether some number does not leave the room that other weights need."""
    every = scored["units"].values()
    points = (line["points"] or 0 for its in every for line in its["leaves"].values())
    scores = (line["score"] or 0 for its in every for line in its["nodes"].values())
    exact = (its["exact"] or 0 for its in (*every, *concluded["units"].values()))
    return any(abs(number) >= 2**52 for number in (*points, *scores)) or any(
        abs(number) >= LARGEST for number in exact
    )


def _add(result: Robustness, parameters: Json, field: Field, trying: Json, concluded: Json) -> None:
    ranking, decimals = parameters["ranking"], parameters["rounding"]["total"]
    still = held(field, trying["replicates"])
    result["held"] += [path for path in still if path not in result["held"]]
    if "" in still:
        return  # other weights would not move a total: nothing was tried, and nothing is said
    drawn = replicates(field, trying["seed"], trying["replicates"], trying["within"])
    found = {
        name: places.tolist() for name, places in bands(field, drawn, ranking, decimals).items()
    }
    for at, unit in enumerate(field.units):
        low, median, high = (found[name][at] for name in ("low", "median", "high"))
        result["bands"].append(Band(unit=unit, low=low, median=median, high=high))
    by = "total" if ranking["order"] == "round_then_rank" else "exact"
    exact, totals, ranks = (
        np.array([concluded[unit][name] for unit in field.units], np.int64)
        for name in ("exact", by, "rank")
    )
    found_swaps = swaps(field, exact, totals, ranks, ranking, decimals)
    result["swaps"] += [_said(swap) for swap in found_swaps]
    result["left_out"] += [
        LeftOut(path=path, ranks=dict(zip(field.units, numbers.tolist(), strict=True)))
        for path, numbers in left_out(field, ranking, decimals)
    ]


def _said(swap: Swap) -> SwapLine:
    there = swap.path is not None
    return {
        "above": swap.above,
        "below": swap.below,
        "path": swap.path,
        "from": f"{swap.old:.2f}" if there else None,
        "to": f"{swap.new:.2f}" if there else None,
    }
