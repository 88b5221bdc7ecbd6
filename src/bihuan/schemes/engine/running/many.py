"""Scores of many units: on matrices, the largest by the query, and one group explained."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.running import elsewhere, query
from bihuan.schemes.engine.running.contributions import contributions
from bihuan.schemes.engine.running.facts import FactTable
from bihuan.schemes.engine.running.query import by_query
from bihuan.schemes.engine.running.scores import Prepared, Scores, by_numpy, prepare

Json = dict[str, Any]

# Matrices of so many cells take some 500 MB, and on two cores half the time of the query.
CELLS = 20_000_000


def scores(
    parameters: Json,
    facts: FactTable,
    *,
    others: list[Json] | None = None,
    engine: str = "auto",
    folder: str = "",
) -> Scores:
    """Return score, total and place of every unit.

    Args:
        parameters: as resolved and settled.
        facts: the observations (see `facts.from_rows` and `facts.from_table`).
        others: rows of bonuses, deductions and vetoes, where the facts came as a table.
        engine: ``numpy``, ``sql`` (DuckDB), ``auto`` for whichever is faster with this many facts,
            or one outside this process: ``postgresql://...``, ``spark://HOST:PORT``,
            ``spark local[2]``.
        folder: what all machines of a Spark cluster see.
    """
    return of_prepared(prepare(parameters, facts, others), engine, folder)


def of_prepared(ready: Prepared, engine: str = "auto", folder: str = "") -> Scores:
    """Return the scores of what was made ready."""
    if engine == "auto":
        engine = "numpy" if fits(ready) else "sql"
    if engine == "numpy":
        return by_numpy(ready)
    if engine == "sql":
        return by_query(ready)
    found: Scores = elsewhere.scores(ready, engine, folder)
    return found


def with_contributions(ready: Prepared, engine: str = "auto") -> tuple[Scores, pa.Table]:
    """Return the scores, and what every leaf adds to them (see contributions.py)."""
    if engine == "numpy" or (engine == "auto" and fits(ready)):
        found = by_numpy(ready)
        return found, contributions(ready, found)
    return query.with_contributions(ready)


def fits(ready: Prepared) -> bool:
    """Return whether the facts of a run are few enough for matrices."""
    return len(ready.facts.indicators) * len(ready.rules) * len(ready.facts.units) <= CELLS


def of_group(parameters: Json, facts: FactTable, unit: str) -> Json:
    """Return the lines of one unit and its peers out of a large run, by the reference."""
    group = dict(parameters["contestants"])[unit]
    everybody = _looks_further(parameters, group)
    peers = [pair for pair in parameters["contestants"] if everybody or pair[1] == group]
    mine = {pair[0] for pair in peers}
    rows = [row for row in facts.rows_of(frozenset(facts.indicators)) if row["unit"] in mine]
    return reference.score({**parameters, "contestants": peers}, rows)


def _looks_further(parameters: Json, group: str) -> bool:
    """Tell whether some leaf of a group looks at units of other groups too."""
    number = next(one["sheet"] for one in parameters["groups"] if one["name"] == group)
    return any(
        leaf.get("over") == "all"
        or leaf.get("impute") in ("mean", "median")
        or leaf["params"].get("unit")
        for leaf in parameters["sheets"][number]["leaves"]
    )
