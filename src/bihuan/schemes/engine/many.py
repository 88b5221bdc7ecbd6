"""Scores of many units: small runs on matrices, large ones by the query, one group explained."""

from __future__ import annotations

from typing import Any, Literal

from bihuan.schemes.engine import reference
from bihuan.schemes.engine.facts import FactTable
from bihuan.schemes.engine.query import by_query
from bihuan.schemes.engine.scores import Prepared, Scores, by_numpy, prepare

Json = dict[str, Any]
Engine = Literal["auto", "numpy", "sql"]

# Up to so many facts, matrices are done before the database has planned its query and read them.
SMALL = 200_000


def scores(
    parameters: Json,
    facts: FactTable,
    *,
    others: list[Json] | None = None,
    engine: Engine = "auto",
) -> Scores:
    """Return score, total and place of every unit.

    Args:
        parameters: as resolved and settled.
        facts: the observations (see `facts.from_rows` and `facts.from_table`).
        others: rows of bonuses, deductions and vetoes, where the facts came as a table.
        engine: ``numpy``, ``sql``, or whichever is faster for this many facts.
    """
    return of_prepared(prepare(parameters, facts, others), engine)


def of_prepared(ready: Prepared, engine: Engine = "auto") -> Scores:
    """Return the scores of what was made ready."""
    if engine == "auto":
        engine = "numpy" if ready.facts.table.num_rows <= SMALL else "sql"
    return by_numpy(ready) if engine == "numpy" else by_query(ready)


def of_group(parameters: Json, facts: FactTable, unit: str) -> Json:
    """Return the lines of one unit and its peers out of a large run, by the reference."""
    group = dict(parameters["contestants"])[unit]
    peers = [pair for pair in parameters["contestants"] if pair[1] == group]
    mine = {pair[0] for pair in peers}
    rows = [row for row in facts.rows_of(frozenset(facts.indicators)) if row["unit"] in mine]
    return reference.score({**parameters, "contestants": peers}, rows)
