"""What others may ask about how firmly a result stands; NumPy is loaded when they do."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.result import Result, Robustness


def robustness(found: Result, *, replicates: int | None = None) -> Robustness | None:
    """Return the robustness of a result, also of one too large for it to stand in the result.

    Args:
        found: the result.
        replicates: draws of the weights; as many as the scheme says if left out.

    Returns:
        None where the scheme wants nothing tried, or the numbers are too large for it.
    """
    kept = found.get("robustness")
    if kept is not None and replicates in (None, kept["replicates"]):
        return kept
    engine = import_module("bihuan.schemes.engine.robust.robustness")
    parameters, facts = dict(found["parameters"]), found["facts"]
    if replicates is not None:
        its = {**engine.DEFAULT, **parameters.get("robustness", {})}
        parameters["robustness"] = {**its, "replicates": replicates}
    scored = reference.score(parameters, facts)
    concluded = conclude(parameters, facts, scored)
    again: Robustness | None = engine.robustness(parameters, facts, scored, concluded, asked=True)
    return again


def sensitivity(
    found: Result, *, evaluations: int = 5000, seed: int | None = None
) -> list[dict[str, Any]]:
    """Return Sobol' indices of the choices of a result's scheme (see `engine.sensitivity`)."""
    engine = import_module("bihuan.schemes.engine.robust.sensitivity")
    indices: list[dict[str, Any]] = engine.sensitivity(
        found["parameters"], found["facts"], evaluations=evaluations, seed=seed
    )
    return indices
