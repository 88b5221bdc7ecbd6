"""What a verifier asks of this room: what a score is, and the parameters of a scheme once more."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.mechanisms.kinds import Mechanism
from bihuan.schemes.engine.definition import (
    awards,
    combining,
    comparing_units,
    exact,
    methods,
    nodes,
    normalising,
    preparing,
    reference,
    taking,
    values,
    voting,
)
from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.settling import settle
from bihuan.schemes.engine.result import Result, Robustness

# In the order in which one file can hold them: each after those it builds on.
DEFINING = (
    exact, values, methods, normalising, preparing, combining, voting, comparing_units, taking,
    nodes, reference, awards,
)  # fmt: skip

__all__ = ["conclude", "definitions", "firmness", "is_one_sum", "parameters", "score"]


def definitions() -> tuple[tuple[str, str], ...]:
    """Return the texts that define `score` and `conclude`, by name, as they stand."""
    return tuple(
        (path.name, path.read_text("utf-8"))
        for path in (Path(str(module.__file__)) for module in DEFINING)
    )


def parameters(mechanisms: Iterable[Mechanism], result: Result) -> dict[str, Any]:
    """Resolve the scheme of a result again from its mechanism files.

    Who takes part, and in which group, is taken from the result.
    """
    by_kind: dict[str, dict[str, Mechanism]] = {}
    for mechanism in mechanisms:
        by_kind.setdefault(mechanism.kind, {})[mechanism.name] = mechanism
    resolved = resolve(
        by_kind["Scheme"][result["scheme"]],
        by_kind.get("Indicator", {}),
        dict(result["parameters"]["contestants"]),
        Period.parse(result["period"]),
    )
    return settle(resolved, result["facts"])


def firmness(result: Result) -> Robustness | None:
    """Try the weights of a result once more; see `robustness.robustness` for what comes of it."""
    parameters, facts = result["parameters"], result["facts"]
    scored = score(parameters, facts)
    concluded = conclude(parameters, facts, scored, _history(result))
    engine = import_module("bihuan.schemes.engine.robust.robustness")
    again: Robustness | None = engine.robustness(parameters, facts, scored, concluded)
    return again


def is_one_sum(result: Result) -> bool:
    """Return whether every total is one weighted sum, tried in whole numbers on any machine."""
    return all(_is_plain(sheet) for sheet in result["parameters"]["sheets"])


def _is_plain(sheet: dict[str, Any]) -> bool:
    leaves = {leaf["path"] for leaf in sheet["leaves"]}
    root = sheet["nodes"][-1]
    return bool(root["exact"]) and all(path in leaves for path, _, _ in root["parts"])


def _history(result: Result) -> list[dict[str, Any]]:
    return [
        {"unit": unit, **place} for unit, places in result["history"].items() for place in places
    ]
