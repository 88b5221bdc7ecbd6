"""What a score is: plain, slow and exact. Other engines must agree with this one to the last digit.

Standard library only, as is all that it builds on: a published bundle carries these
texts one after another in its verifier, so that who checks a ranking can read them from top to
bottom. The parameters are those described in `resolve.py`; numbers are integers at their scales,
fractions in between.
"""

from __future__ import annotations

from fractions import Fraction

from bihuan.schemes.engine.definition.exact import (
    MICRO,
    Json,
    Lines,
    clipped,
    half_up,
    rounded,
)
from bihuan.schemes.engine.definition.methods import COMPLETING, METHODS, met, progress, rate_of
from bihuan.schemes.engine.definition.nodes import node_lines, root_exact
from bihuan.schemes.engine.definition.normalising import NORMALISING, common, pools_past, remarks
from bihuan.schemes.engine.definition.preparing import prepare
from bihuan.schemes.engine.definition.taking import (
    Case,
    base_of,
    has_aim,
    of_the_past,
    own_past,
    taken_of,
)

BEYOND = 10**30  # more than any rate: nothing was left where nothing was wanted


def score(parameters: Json, facts: list[Json]) -> Json:
    """Return what each unit earned: `leaves` and `nodes` by path, and the root in 1e-15 points.

    A leaf line has `value, target, prior, taken, points, rank, of, low, high, missing, flags`; a
    node line has `score` and `state` ("", "excluded" or "blocked"), and `times` (its coefficient),
    `penalties` (the names of those that hold) and `available` (how many indicators below it have
    a value, of how many) where the node has such. `exact` is None where a
    missing value blocks the unit.
    """
    case = Case(parameters, facts)
    units: Json = {}
    everything = _all_leaves(case)
    for group in parameters["groups"]:
        members = case.members[group["name"]]
        sheet = parameters["sheets"][group["sheet"]]
        leaves = {leaf["path"]: everything[leaf["path"]][group["name"]] for leaf in sheet["leaves"]}
        nodes = node_lines(case, sheet, members, leaves)
        for unit in members:
            units[unit] = {
                "group": group["name"],
                "leaves": {path: lines[unit] for path, lines in leaves.items()},
                "nodes": {path: lines[unit] for path, lines in nodes.items()},
                "exact": root_exact(sheet, unit, leaves, nodes),
            }
    return {"units": units}


def _all_leaves(case: Case) -> dict[str, dict[str, Lines]]:
    """Return the lines of each leaf by group; it is one column over all groups that have it."""
    columns: dict[str, dict[str, Json]] = {}
    for group in case.parameters["groups"]:
        for leaf in case.parameters["sheets"][group["sheet"]]["leaves"]:
            columns.setdefault(leaf["path"], {})[group["name"]] = leaf
    return {path: leaf_lines(case, column) for path, column in columns.items()}


def leaf_lines(case: Case, column: dict[str, Json]) -> dict[str, Lines]:
    """Return the lines of one leaf by group and unit: what was taken, its place, its points.

    Args:
        case: what is at hand.
        column: the leaf as it stands in the sheet of each group that has it.
    """
    now = {
        group: {unit: taken_of(case, leaf, unit) for unit in case.members[group]}
        for group, leaf in column.items()
    }
    past = {
        group: {unit: of_the_past(case, leaf, unit) for unit in case.members[group]}
        for group, leaf in column.items()
    }
    prepare(column, now, past, lambda leaf, unit: own_past(case, leaf, unit), case.exponents)
    for group, leaf in column.items():
        for unit in case.members[group]:
            for line in (now[group][unit], *past[group][unit]):
                _stand(case, leaf, unit, line)
            if leaf["method"] == "fixed_base":
                now[group][unit]["base"] = base_of(case, leaf, unit, now[group][unit])
    fields = _fields(column, now, past)
    for group, leaf in column.items():
        _earn(case, leaf, now[group], fields[group])
    return now


def _stand(case: Case, leaf: Json, unit: str, line: Json) -> None:
    """Say what a line is compared by, or by which rule it is missing."""
    there = line["taken"] is not None and has_aim(leaf, line.get("aim"))
    if leaf["method"] == "formula":
        there = case.resolved.get((leaf["path"], unit)) is not None
    if line["taken"] is not None and not there:
        line["flags"].append("no_target")
    if unit in leaf["not_applicable"]:
        line["missing"] = "not_applicable"
    elif not there:
        line["missing"] = leaf["missing"]
    line["standing"] = None if line["missing"] else _standing(leaf, line)


def _fields(
    column: dict[str, Json], now: dict[str, Lines], past: dict[str, dict[str, list[Json]]]
) -> dict[str, Json]:
    """Return, by group, what the lines have in common that each of its lines is compared with."""
    everybody = {unit: line for lines in now.values() for unit, line in lines.items()}
    fields: dict[str, Json] = {}
    for group, leaf in column.items():
        wide = leaf.get("over") == "all"
        if wide and fields:
            fields[group] = next(iter(fields.values()))
            continue
        peers = []
        for each in column if wide else (group,):
            for unit, line in now[each].items():
                peers += [line, *(past[each][unit] if pools_past(leaf) else ())]
            for unit, line in now[each].items():
                line["past"] = [its["standing"] for its in past[each][unit]]
        named = everybody.get(leaf["params"].get("unit"), {})
        fields[group] = _field(leaf, [line for line in peers if not line["missing"]], named)
    return fields


def _earn(case: Case, leaf: Json, lines: Lines, field: Json) -> None:
    """Give each line its place and its points; whoever is missing, what the rule for it says."""
    for unit, line in lines.items():
        line.update(of=field["of"], low=field["low"], high=field["high"], rank=None)
        if leaf["method"] in NORMALISING:
            line["field"] = field
        if not line["missing"]:
            line["rank"] = _place_of(leaf, line, field)
            line["points"] = _points(case, leaf, unit, line, field)
            line["flags"] += remarks(leaf, line, field)
            if line["points"] is None:
                line.update(missing=leaf["missing"], rank=None)
    earned = [line["points"] for line in lines.values() if not line["missing"]]
    for line in lines.values():
        if line["missing"]:
            line["points"] = _points_of_missing(leaf, line["missing"], earned)


# Places in the group


def _standing(leaf: Json, line: Json) -> Fraction | int | None:
    """Return what a leaf compares units by: more is better.

    Where a method asks how far a target was met, that is compared and not the size of the value.
    """
    taken = line["taken"]
    if taken is None:
        return None
    if leaf["method"] in COMPLETING:
        rate = rate_of(leaf, line)
        return BEYOND if rate is None else rate
    if leaf["direction"] == "target_band":
        low, high = leaf["band"]
        return -int(max(low - taken, taken - high, 0))
    return -int(taken) if leaf["direction"] == "lower" else int(taken)


def _field(leaf: Json, peers: list[Json], named: Json) -> Json:
    """Return what the peers have in common: their places, their ends, what their method needs.

    Equal standings share a place and the next place is skipped, whatever the totals' rank style.
    `named` is the line of the one unit that a method may compare with.
    """
    ranked = [line for line in peers if line["taken"] is not None]
    taken = [line["taken"] for line in ranked]
    every = sorted(line["standing"] for line in peers if line["standing"] is not None)
    standings = every
    if leaf["method"] == "rank_step" and leaf["params"]["only_above_target"]:
        standings = sorted(line["standing"] for line in ranked if met(leaf, line))
    first: dict[Fraction | int, int] = {}
    for place, standing in enumerate(reversed(standings), start=1):
        first.setdefault(standing, place)
    return {
        "places": first,
        "of": len(standings),
        "low": min(taken, default=None),
        "high": max(taken, default=None),
        "standings": every,
        "worst": every[0] if every else None,
        "best": every[-1] if every else None,
        "named": named.get("standing"),
        **common(leaf, every),
    }


def _place_of(leaf: Json, line: Json, field: Json) -> int | None:
    """Return the place of a line among its peers, if it is ranked at all."""
    if line["taken"] is None:
        return None
    if leaf["method"] == "rank_step" and leaf["params"]["only_above_target"]:
        return field["places"][line["standing"]] if met(leaf, line) else None
    place: int = field["places"][line["standing"]]
    return place


# Points: exact fractions of micro-points


def _points(case: Case, leaf: Json, unit: str, line: Json, field: Json) -> int | None:
    exact: Fraction | None
    if leaf["method"] == "formula":
        exact = Fraction(case.resolved.get((leaf["path"], unit)) or 0)
    elif leaf["method"] == "progress":
        exact = progress(leaf, line, case.elapsed)
    elif leaf["method"] in METHODS:
        exact = METHODS[leaf["method"]](leaf, line, field)
    else:
        exact = NORMALISING[leaf["method"]](leaf, line, field)
    if exact is None:
        return None
    times = dict(leaf["difficulty"]).get(unit, MICRO)
    if times == MICRO:
        points = rounded(exact, leaf["round"])
    else:
        points = rounded(Fraction(half_up(exact) * times, MICRO), leaf["round"])
    return clipped(points, leaf["low"], leaf["high"])


def _points_of_missing(leaf: Json, rule: str, earned: list[int]) -> int | None:
    if rule == "zero":
        return 0
    if rule == "min_of_group" and earned:
        return min(earned)
    if rule == "mean_of_group" and earned:
        return rounded(Fraction(sum(earned), len(earned)), leaf["round"])
    return None
