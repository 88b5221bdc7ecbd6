"""One corrected fact: what depends on it is scored anew by the reference, the rest is kept.

What depends on a value are the leaves that read it, for the peers its unit is compared with, and
the nodes above them. Where whole numbers of the parameters come from the values (shares found in
the data, exponents of Box-Cox, conditions of penalties, formulas), the scheme is settled again;
if they come out otherwise, everything may depend on the value, and everything is scored again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.schemes.engine.definition.nodes import node_lines, root_exact
from bihuan.schemes.engine.definition.reference import leaf_lines, score
from bihuan.schemes.engine.definition.taking import Case
from bihuan.schemes.engine.resolving.settling import settle

Json = dict[str, Any]
FOUND = ("lambdas", "resolved", "resolved_penalties", "own_weights", "sheets")


@dataclass(frozen=True, slots=True)
class Scored:
    """A run as the reference scores it: settled parameters, facts, and what each unit earned."""

    parameters: Json
    facts: tuple[Json, ...]
    scored: Json


@dataclass(frozen=True, slots=True)
class Correction:
    """The run after a correction, and the leaves and units that were scored anew for it."""

    run: Scored
    leaves: tuple[str, ...]
    units: tuple[str, ...]


def scored(parameters: Json, facts: list[Json]) -> Scored:
    """Return a run of resolved parameters on facts."""
    settled = settle(parameters, facts)
    return Scored(settled, tuple(facts), score(settled, facts))


def corrected(
    run: Scored, unit: str, indicator: str, numbers: Mapping[str, int | None]
) -> Correction:
    """Return what the run gives when one observation is corrected: the same as a run from scratch.

    Args:
        run: as it was.
        unit: whose observation.
        indicator: of what.
        numbers: the new `value`, `target` or `prior`, at the indicator's decimals.
    """
    facts = list(_with(run.facts, unit, indicator, numbers))
    parameters = settle(run.parameters, facts)
    if any(parameters.get(name) != run.parameters.get(name) for name in FOUND):
        everybody = tuple(unit for unit, _ in parameters["contestants"])
        again = Scored(parameters, tuple(facts), score(parameters, facts))
        return Correction(again, tuple(dict.fromkeys(_paths(parameters))), everybody)
    return _partly(Scored(parameters, tuple(facts), run.scored), unit, indicator)


def _with(
    facts: tuple[Json, ...], unit: str, indicator: str, numbers: Mapping[str, int | None]
) -> Iterator[Json]:
    """Yield the facts with the observation corrected, or added where there was none."""
    there = False
    for row in facts:
        if (row["row"], row.get("unit"), row.get("indicator")) == ("observation", unit, indicator):
            there = True
            yield {**row, **numbers}
        else:
            yield row
    if not there:
        bare = {"value": None, "target": None, "prior": None, "late": False, "source": None}
        yield {"row": "observation", "unit": unit, "indicator": indicator, **bare, **numbers}


def _paths(parameters: Json) -> Iterator[str]:
    for sheet in parameters["sheets"]:
        yield from (leaf["path"] for leaf in sheet["leaves"])


def reads(leaf: Json, indicator: str) -> bool:
    """Return whether a leaf looks at the values of an indicator."""
    tallied = (leaf["params"].get(part, ()) for part in ("good", "half", "bad"))
    named = {name for part in tallied for name, _ in part} if leaf["method"] == "tally_rate" else ()
    denominator = leaf.get("denominator", {}).get("indicator")
    return indicator in (leaf["indicator"], denominator) or indicator in named


def _looks_beyond(leaf: Json) -> bool:
    """Return whether a leaf may look at units of other groups than the one it scores."""
    filled = leaf.get("impute") in ("mean", "median")
    return leaf.get("over") == "all" or filled or bool(leaf["params"].get("unit"))


def _partly(run: Scored, unit: str, indicator: str) -> Correction:
    """Score again the leaves that read the indicator, and the nodes of their groups."""
    parameters = run.parameters
    mine = dict(parameters["contestants"]).get(unit)
    sheets = {group["name"]: parameters["sheets"][group["sheet"]] for group in parameters["groups"]}
    fresh: dict[str, dict[str, Json]] = {}
    for group, sheet in sheets.items():
        for leaf in sheet["leaves"]:
            wide = mine is not None and _looks_beyond(leaf)
            if reads(leaf, indicator) and (group == mine or wide):
                fresh.setdefault(leaf["path"], {})[group] = leaf
    case = Case(_of_groups(parameters, fresh), list(run.facts))
    lines = {path: leaf_lines(case, column) for path, column in fresh.items()}
    units = dict(run.scored["units"])
    touched = tuple(dict.fromkeys(group for column in fresh.values() for group in column))
    for group in touched:
        units.update(_group(run, case, sheets[group], group, lines))
    members = tuple(each for each, group in parameters["contestants"] if group in touched)
    return Correction(Scored(parameters, run.facts, {"units": units}), tuple(fresh), members)


def _of_groups(parameters: Json, fresh: dict[str, dict[str, Json]]) -> Json:
    """Return the parameters with the units of the groups concerned alone."""
    concerned = {group for column in fresh.values() for group in column}
    pairs = [pair for pair in parameters["contestants"] if pair[1] in concerned]
    return {**parameters, "contestants": pairs}


def _group(
    run: Scored, case: Case, sheet: Json, group: str, lines: dict[str, dict[str, dict[str, Json]]]
) -> dict[str, Json]:
    """Return what the units of a group earned: fresh leaves, kept leaves, and all nodes anew."""
    members, kept = case.members[group], run.scored["units"]
    leaves = {
        leaf["path"]: lines[leaf["path"]][group]
        if group in lines.get(leaf["path"], {})
        else {unit: kept[unit]["leaves"][leaf["path"]] for unit in members}
        for leaf in sheet["leaves"]
    }
    nodes = node_lines(case, sheet, members, leaves)
    return {
        unit: {
            "group": group,
            "leaves": {path: its[unit] for path, its in leaves.items()},
            "nodes": {path: its[unit] for path, its in nodes.items()},
            "exact": root_exact(sheet, unit, leaves, nodes),
        }
        for unit in members
    }
