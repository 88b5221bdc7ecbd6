"""What a score is: plain, slow and exact. Other engines must agree with this one to the last digit.

Standard library only, as is all that it builds on: a published bundle carries these
texts one after another in its verifier, so that who checks a ranking can read them from top to
bottom. The parameters are those described in `resolve.py`; numbers are integers at their scales,
fractions in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bihuan.schemes.engine.definition.combining import combined_score, lessened
from bihuan.schemes.engine.definition.comparing_units import COMPARE, compared
from bihuan.schemes.engine.definition.exact import (
    MICRO,
    WHOLE,
    Amount,
    Json,
    Lines,
    clipped,
    half_up,
    nearest,
    rescaled,
    rounded,
)
from bihuan.schemes.engine.definition.methods import COMPLETING, METHODS, met, progress, rate_of
from bihuan.schemes.engine.definition.normalising import NORMALISING, common, pools_past, remarks
from bihuan.schemes.engine.definition.preparing import prepare
from bihuan.schemes.engine.definition.values import enough, per_unit_of

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


class Case:
    """What is at hand: rows by unit and indicator, resolved formulas, and how late rows count.

    Rows of earlier periods stand apart, by period. `members` are the units of each group.
    """

    def __init__(self, parameters: Json, facts: list[Json]) -> None:
        self.parameters = parameters
        self.members: dict[str, list[str]] = {group["name"]: [] for group in parameters["groups"]}
        for unit, group in parameters["contestants"]:
            self.members[group].append(unit)
        self.elapsed = Fraction(*parameters["elapsed"])
        self.late_is_missing = parameters["late"] == "treat_as_missing"
        self.resolved = {(path, unit): points for path, unit, points in parameters["resolved"]}
        self.penalties = set(map(tuple, parameters.get("resolved_penalties", ())))
        self.exponents = {
            (path, group): exponent for path, group, exponent in parameters.get("lambdas", ())
        }
        self.values: dict[tuple[str, str], Json] = {}
        self.earlier: dict[tuple[str, str], dict[str, Json]] = {}
        self.ratings: dict[tuple[str, str], list[int]] = {}
        for fact in facts:
            if fact["row"] == "observation":
                place = (fact["unit"], fact["indicator"])
                if place in self.values:
                    raise ValueError(f"two values for {place}")
                self.values[place] = fact
            elif fact["row"] == "earlier":
                by_period = self.earlier.setdefault((fact["unit"], fact["indicator"]), {})
                if fact["period"] in by_period:
                    raise ValueError(f"two values for {fact['unit']} in {fact['period']}")
                by_period[fact["period"]] = fact
            elif fact["row"] == "rating":
                place = (fact["unit"], fact["indicator"])
                self.ratings.setdefault(place, []).append(fact["value"])

    def row(self, unit: str, indicator: str, period: str = "") -> Json:
        """Return the row that counts, empty if there is none or it came too late.

        Without `period`, that of the period scored; another is an earlier one.
        """
        if period:
            return self.earlier.get((unit, indicator), {}).get(period, {})
        row = self.values.get((unit, indicator), {})
        return {} if row.get("late") and self.late_is_missing else row


# What is taken of an observation


def leaf_lines(case: Case, column: dict[str, Json]) -> dict[str, Lines]:
    """Return the lines of one leaf by group and unit: what was taken, its place, its points.

    Args:
        case: what is at hand.
        column: the leaf as it stands in the sheet of each group that has it.
    """
    now = {
        group: {unit: _taken(case, leaf, unit) for unit in case.members[group]}
        for group, leaf in column.items()
    }
    past = {
        group: {unit: _of_the_past(case, leaf, unit) for unit in case.members[group]}
        for group, leaf in column.items()
    }
    prepare(column, now, past, lambda leaf, unit: _own_past(case, leaf, unit), case.exponents)
    for group, leaf in column.items():
        for unit in case.members[group]:
            for line in (now[group][unit], *past[group][unit]):
                _stand(case, leaf, unit, line)
            if leaf["method"] == "fixed_base":
                now[group][unit]["base"] = _base(case, leaf, unit, now[group][unit])
    fields = _fields(column, now, past)
    for group, leaf in column.items():
        _earn(case, leaf, now[group], fields[group])
    return now


def _of_the_past(case: Case, leaf: Json, unit: str) -> list[Json]:
    """Return a unit's lines of the earlier periods that the leaf pools, nearest first."""
    periods = case.parameters["earlier"][: leaf.get("panel", 0)]
    return [_taken(case, leaf, unit, period) for period in periods]


def _own_past(case: Case, leaf: Json, unit: str) -> Iterator[Json]:
    """Yield what a unit had in earlier periods, nearest first, and how many periods ago."""
    recorded = case.earlier.get((unit, leaf["indicator"]), {})
    for steps, period in enumerate(case.parameters["earlier"], start=1):
        taken = _taken(case, leaf, unit, period)["taken"] if period in recorded else None
        if taken is not None:
            yield {"steps": steps, "taken": taken}


def _stand(case: Case, leaf: Json, unit: str, line: Json) -> None:
    """Say what a line is compared by, or by which rule it is missing."""
    there = line["taken"] is not None and _has_aim(leaf, line.get("aim"))
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


def _taken(case: Case, leaf: Json, unit: str, period: str = "") -> Json:
    row = case.row(unit, leaf["indicator"], period)
    recorded = {} if period else case.values.get((unit, leaf["indicator"]), {})
    flags = list(recorded.get("flags", ()))
    if recorded.get("late"):
        flags.append("late")
    line: Json = {
        "value": row.get("value"), "target": row.get("target"), "prior": row.get("prior"),
        "taken": None, "points": None, "missing": "", "flags": flags,
    }  # fmt: skip
    if leaf["method"] == "panel_mean":
        line["ratio"] = _panel(leaf, line["value"], case.ratings.get((unit, leaf["indicator"])))
    elif leaf["method"] == "tally_rate":
        line["ratio"] = _tally(case, leaf, unit)
    else:
        if "denominator" in leaf:
            below = case.row(unit, leaf["denominator"]["indicator"], period)
            line["by"] = {name: below.get(name) for name in ("value", "prior")}
        return _taken_of_value(leaf, line)
    ratio = line["ratio"]
    if ratio is not None:
        percent = 100 if leaf["method"] == "tally_rate" else 1
        line["taken"] = half_up(ratio * percent * 10 ** leaf["take_decimals"])
    return line


def _base(case: Case, leaf: Json, unit: str, line: Json) -> Fraction | None:
    """Return the base of an index at the decimals of what is taken, where there is one."""
    params = leaf["params"]
    if params["period"] == case.parameters["period"]:
        found = line["taken"]
    elif params["period"]:
        found = _taken(case, leaf, unit, params["period"])["taken"]
    elif params["base"] is None and (prior := per_unit_of(leaf, line, "prior")) is not None:
        return Fraction(prior * 10 ** leaf["take_decimals"]) / int(10 ** leaf["decimals"])
    else:
        found = params["base"]
    return None if found is None else Fraction(found)


def _taken_of_value(leaf: Json, line: Json) -> Json:
    decimals, kept = leaf["decimals"], leaf["take_decimals"]
    target = line["target"]
    value: Amount | None = line["value"]
    prior: Amount | None = line["prior"]
    if "denominator" in leaf:
        value, prior = per_unit_of(leaf, line, "value"), per_unit_of(leaf, line, "prior")
        if value is None and line["value"] is not None:
            line["flags"].append("no_denominator")
    if leaf["take"] == "completion":
        if leaf["target"] is not None:
            target = line["target"] = leaf["target"]
        line["aim"] = 100 * 10**kept
        if value is not None and target is not None and target > 0:
            line["taken"] = nearest(100 * value * 10**kept, target)
    else:
        line["aim"] = leaf["target"]
        if line["aim"] is None:
            line["aim"] = rescaled(target, decimals, kept)
        line["taken"] = _change(leaf, value, prior)
    if leaf["take"] == "growth" and prior is not None and prior <= 0:
        line["flags"].append("base_not_positive")
    return line


def _change(leaf: Json, value: Amount | None, prior: Amount | None) -> int | None:
    decimals, kept = leaf["decimals"], leaf["take_decimals"]
    if value is None or (leaf["take"] != "value" and prior is None):
        return None
    if leaf["take"] == "value" or prior is None:
        return _at(value, decimals, kept)
    if leaf["take"] == "growth" and prior > 0:
        return nearest(100 * (value - prior) * 10**kept, prior)
    if leaf["take"] == "growth" and leaf["growth_base"] == "undefined":
        return None
    return _at(value - prior, decimals, kept)


def _at(number: Amount, decimals: int, kept: int) -> int:
    """Return a number at the decimals that are kept."""
    return nearest(number * 10**kept, 10**decimals)


def _has_aim(leaf: Json, aim: int | None) -> bool:
    """Return whether the leaf has the target that its method compares with, if any."""
    method, params = leaf["method"], leaf["params"]
    if method in COMPLETING:
        return aim is not None and aim > 0
    compares = (
        method == "target_or_nothing"
        or (method == "rank_step" and params["only_above_target"])
        or (method == "growth_vs_ref" and params["reference"] is None)
    )
    return not compares or leaf["direction"] == "target_band" or aim is not None


def _panel(leaf: Json, value: int | None, ratings: list[int] | None) -> Fraction | None:
    """Return the trimmed mean of the marks; a single value stands for one rater."""
    marks = sorted(ratings or ([] if value is None else [value]))
    trim = leaf["params"]["trim"]
    kept = marks[trim : len(marks) - trim]
    if len(marks) < leaf["params"]["at_least"] or not kept:
        return None
    return Fraction(sum(kept), len(kept) * 10 ** leaf["decimals"])


def _tally(case: Case, leaf: Json, unit: str) -> Fraction | None:
    """Return good answers, and half of the half-good ones, over all valid answers."""
    sums = {}
    for part in ("good", "half", "bad"):
        sums[part] = 0
        for indicator, times in leaf["params"][part]:
            value = case.row(unit, indicator).get("value")
            if value is None:
                return None
            sums[part] += value * times
    valid = sums["good"] + sums["half"] + sums["bad"]
    return Fraction(2 * sums["good"] + sums["half"], 2 * valid) if valid > 0 else None


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


# Nodes


def node_lines(
    case: Case,
    sheet: Json,
    members: list[str],
    leaves: dict[str, Lines],
) -> dict[str, Lines]:
    """Return each member's line for each node, from the leaves up."""
    full = {leaf["path"]: leaf["full"] for leaf in sheet["leaves"]}
    nodes: dict[str, Lines] = {}
    for node in sheet["nodes"]:
        lines = {unit: _parts(node, unit, leaves, nodes) for unit in members}
        if "available" in node:
            _leave_out(node, lines, [leaves[path] for path in leaves if _is_below(path, node)])
        if node["combine"] in COMPARE:
            _compare(node, lines)
        else:
            for unit, line in lines.items():
                line["exact"] = None
                if not line["state"]:
                    line["exact"] = _combined(case, node, unit, line["parts"], full)
                    # A formula without an answer blocks the unit: nothing is guessed.
                    line["state"] = "" if line["exact"] is not None else "blocked"
        _finish(case, node, lines)
        nodes[node["path"]] = lines
        full[node["path"]] = node["full"]
    return nodes


def _parts(
    node: Json,
    unit: str,
    leaves: dict[str, Lines],
    nodes: dict[str, Lines],
) -> Json:
    """Return the scores of the parts that are there, and whether one blocks or none is left."""
    parts: dict[str, int] = {}
    blocked = False
    for path, _share, _scale in node["parts"]:
        if path in leaves:
            line = leaves[path][unit]
            got = line["points"]
            excluded = line["missing"] in ("exclude_and_prorate", "not_applicable")
        else:
            line = nodes[path][unit]
            got, excluded = line["score"], line["state"] == "excluded"
        if got is not None:
            parts[path] = got
        elif not excluded:
            blocked = True
    state = "blocked" if blocked else ("" if parts else "excluded")
    return {"parts": parts, "state": state, "score": None}


def _is_below(path: str, node: Json) -> bool:
    return not node["path"] or path.startswith(f"{node['path']}/")


def _leave_out(node: Json, lines: Lines, leaves: list[Lines]) -> None:
    """Leave out the units that have too few values below a node; at the root they have no total.

    What was filled in is no value, and what does not concern a unit is not counted.
    """
    for unit, line in lines.items():
        below = [its[unit] for its in leaves]
        concerned = [its for its in below if its["missing"] != "not_applicable"]
        seen = sum(not its["missing"] and not its.get("imputed") for its in concerned)
        line["available"] = [seen, len(concerned)]
        if not enough(node, seen, len(concerned)):
            line["state"] = "excluded" if node["path"] else "blocked"


def _combined(
    case: Case,
    node: Json,
    unit: str,
    scores: dict[str, int],
    full: dict[str, int],
) -> Fraction | None:
    """Return the node's exact score in micro-points."""
    if node["combine"] in ("formula", "doubt"):
        resolved = case.resolved.get((node["path"], unit))
        return None if resolved is None else Fraction(resolved)
    parts = [part for part in node["parts"] if part[0] in scores]
    if node["combine"] in ("sum", "mean"):
        weighted = Fraction(sum(share * scores[path] for path, share, _ in parts), WHOLE)
        present = sum(share * full[path] for path, share, _ in parts)
        if len(parts) == len(node["parts"]) or present == 0:
            return weighted
        whole = sum(share * full[path] for path, share, _ in node["parts"])
        return weighted * Fraction(whole, present)
    return combined_score(node, scores)


def _compare(node: Json, lines: Lines) -> None:
    """Give each unit that has all parts its exact score beside the others; the rest is left out."""
    paths = [path for path, _, _ in node["parts"]]
    for line in lines.values():
        line["exact"] = None
        if not line["state"] and len(line["parts"]) < len(paths):
            line["state"] = "excluded"
    there = [line for line in lines.values() if not line["state"]]
    rows = [[line["parts"][path] for path in paths] for line in there]
    for line, exact in zip(there, compared(node, rows), strict=True):
        line["exact"] = exact


def _finish(case: Case, node: Json, lines: Lines) -> None:
    """Rescale to the best of the group if declared, round, then apply what lessens the score."""
    times = dict(node.get("difficulty", ()))
    there = [line for line in lines.values() if line["exact"] is not None]
    best = max((half_up(line["exact"]) for line in there), default=0)
    for unit, line in lines.items():
        exact = line["exact"]
        if exact is None:
            continue
        if node["rescale_best"] is not None and best > 0:
            exact = Fraction(half_up(exact) * node["rescale_best"], best)
        score = rounded(exact, node["round"])
        names = [penalty["name"] for penalty in node.get("penalties", ())]
        held = [name for name in names if (node["path"], unit, name) in case.penalties]
        line["score"] = lessened(node, score, times.get(unit, MICRO), held)
        if "difficulty" in node:
            line["times"] = times.get(unit, MICRO)
        if "penalties" in node:
            line["penalties"] = held
    for line in lines.values():
        line.pop("exact")
        line.pop("parts", None)


def root_exact(
    sheet: Json,
    unit: str,
    leaves: dict[str, Lines],
    nodes: dict[str, Lines],
) -> int | None:
    """Return the root's score in 1e-15 points; a plain weighted sum is not rounded before."""
    root = sheet["nodes"][-1]
    score = nodes[root["path"]][unit]["score"]
    if score is None:
        return None
    if not root["exact"]:
        return int(score) * WHOLE
    exact = 0
    for path, share, _ in root["parts"]:
        part = leaves[path][unit]["points"] if path in leaves else nodes[path][unit]["score"]
        exact += share * part
    return exact
