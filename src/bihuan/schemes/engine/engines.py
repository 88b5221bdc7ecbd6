"""Which engine scores: small runs on matrices, large ones by the query, and the plain reference.

All of them give the same digits. A result that people will read is computed twice, by the
reference that explains it and by the engine that would score a whole country, and is refused where
the two differ.
"""

from __future__ import annotations

from typing import Any, Literal

from bihuan.schemes.engine import reference
from bihuan.schemes.engine.facts import FactTable, from_rows
from bihuan.schemes.engine.query import by_query
from bihuan.schemes.engine.scores import Prepared, Scores, by_numpy, prepare

Json = dict[str, Any]
Engine = Literal["auto", "numpy", "sql"]

# Up to here matrices are done before the database has planned its query and read the facts.
SMALL = 200_000


class EnginesDisagree(AssertionError):
    """Two engines gave a unit different scores: a fault of ours, and nothing is published."""


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


def score(parameters: Json, facts: list[Json], *, engine: Engine = "auto") -> Json:
    """Return what each unit earned in the shape of the reference, checked by a second engine."""
    explained = reference.score(parameters, facts)
    found = scores(parameters, from_rows(parameters, facts), engine=engine)
    for unit, exact in zip(found.units, found.exact, strict=True):
        if explained["units"][unit]["exact"] != exact:
            raise EnginesDisagree(unit, explained["units"][unit]["exact"], exact, found.engine)
    return explained


def of_group(parameters: Json, facts: FactTable, unit: str) -> Json:
    """Return the lines of one unit and its peers out of a large run, by the reference."""
    group = dict(parameters["contestants"])[unit]
    peers = [pair for pair in parameters["contestants"] if pair[1] == group]
    mine = {pair[0] for pair in peers}
    rows = [row for row in facts.rows_of(frozenset(facts.indicators)) if row["unit"] in mine]
    return reference.score({**parameters, "contestants": peers}, rows)
