"""A result that people will read is computed twice, by two engines that must agree.

The plain reference explains every point; the engine that would score a whole country computes the
scores again, and the run is refused where the two differ. DuckDB, Arrow and NumPy are loaded when
a run is scored and not before: a process that only serves pages stays small.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

from bihuan.schemes.engine import reference

Json = dict[str, Any]


class EnginesDisagree(AssertionError):
    """Two engines gave a unit different scores: a fault of ours, and nothing is published."""


def score(
    parameters: Json, facts: list[Json], *, engine: Literal["auto", "numpy", "sql"] = "auto"
) -> Json:
    """Return what each unit earned in the shape of the reference, checked by a second engine."""
    explained = reference.score(parameters, facts)
    table = import_module("bihuan.schemes.engine.facts").from_rows(parameters, facts)
    found = import_module("bihuan.schemes.engine.many").scores(parameters, table, engine=engine)
    for unit, exact in zip(found.units, found.exact, strict=True):
        if explained["units"][unit]["exact"] != exact:
            raise EnginesDisagree(unit, explained["units"][unit]["exact"], exact, found.engine)
    return explained
