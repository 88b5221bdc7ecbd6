"""A result that people will read is computed twice, by two engines that must agree.

The plain reference explains every point; the engine that would score a whole country computes the
scores again, and the run is refused where the two differ. DuckDB, Arrow and NumPy are loaded when
a run is scored and not before: a process that only serves pages stays small.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.running import elsewhere

Json = dict[str, Any]


class EnginesDisagree(AssertionError):
    """Two engines gave a unit different scores: a fault of ours, and nothing is published."""


def score(parameters: Json, facts: list[Json], *, engine: str = "auto", folder: str = "") -> Json:
    """Return what each unit earned in the shape of the reference, checked by a second engine.

    `engine` and `folder` name the second one, as `many.scores` takes them.
    """
    explained = reference.score(parameters, facts)
    table = import_module("bihuan.schemes.engine.running.facts").from_rows(parameters, facts)
    many = import_module("bihuan.schemes.engine.running.many")
    found = many.scores(parameters, table, engine=engine, folder=folder)
    for unit, exact in zip(found.units, found.exact, strict=True):
        if explained["units"][unit]["exact"] != exact:
            raise EnginesDisagree(unit, explained["units"][unit]["exact"], exact, found.engine)
    return explained


def reach(engine: str) -> None:
    """Refuse an engine that does not exist or does not answer, before anything depends on it."""
    if engine not in ("auto", "numpy", "sql"):
        elsewhere.reach(engine)
