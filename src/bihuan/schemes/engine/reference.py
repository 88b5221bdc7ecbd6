"""What a score is: plain, slow and exact. Other engines must agree with this one to the last digit.

Standard library only, as are `exact`, `methods` and `combining`: a published bundle carries these
texts one after another in its verifier, so that who checks a ranking can read them from top to
bottom. The parameters are those described in `resolve.py`; numbers are integers at their scales,
fractions in between.
"""

from __future__ import annotations

from fractions import Fraction

from bihuan.schemes.engine.combining import COMBINE
from bihuan.schemes.engine.exact import (
    MICRO,
    WHOLE,
    Json,
    Lines,
    clipped,
    half_up,
    rescaled,
    rounded,
)
from bihuan.schemes.engine.methods import COMPLETING, METHODS, met, progress, rate_of

BEYOND = 10**30  # more than any rate: nothing was left where nothing was wanted


def score(parameters: Json, facts: list[Json]) -> Json:
    """Return what each unit earned: `leaves` and `nodes` by path, and the root in 1e-15 points.

    A leaf line has `value, target, prior, taken, points, rank, of, low, high, missing, flags`; a
    node line has `score` and `state` ("", "excluded" or "blocked"). `exact` is None where a missing
    value blocks the unit.
    """
    case = _Case(parameters, facts)
    units: Json = {}
    for group in parameters["groups"]:
        members = [unit for unit, its in parameters["contestants"] if its == group["name"]]
        sheet = parameters["sheets"][group["sheet"]]
        leaves = {leaf["path"]: leaf_lines(case, leaf, members) for leaf in sheet["leaves"]}
        nodes = node_lines(case, sheet, members, leaves)
        for unit in members:
            units[unit] = {
                "group": group["name"],
                "leaves": {path: lines[unit] for path, lines in leaves.items()},
                "nodes": {path: lines[unit] for path, lines in nodes.items()},
                "exact": root_exact(sheet, unit, leaves, nodes),
            }
    return {"units": units}


class _Case:
    """What is at hand: rows by unit and indicator, resolved formulas, and how late rows count."""

    def __init__(self, parameters: Json, facts: list[Json]) -> None:
        self.elapsed = Fraction(*parameters["elapsed"])
        self.late_is_missing = parameters["late"] == "treat_as_missing"
        self.resolved = {(path, unit): points for path, unit, points in parameters["resolved"]}
        self.values: dict[tuple[str, str], Json] = {}
        self.ratings: dict[tuple[str, str], list[int]] = {}
        for fact in facts:
            if fact["row"] == "observation":
                place = (fact["unit"], fact["indicator"])
                if place in self.values:
                    raise ValueError(f"two values for {place}")
                self.values[place] = fact
            elif fact["row"] == "rating":
                place = (fact["unit"], fact["indicator"])
                self.ratings.setdefault(place, []).append(fact["value"])

    def row(self, unit: str, indicator: str) -> Json:
        """Return the row that counts, empty if there is none or it came too late."""
        row = self.values.get((unit, indicator), {})
        return {} if row.get("late") and self.late_is_missing else row


# What is taken of an observation


def leaf_lines(case: _Case, leaf: Json, members: list[str]) -> Lines:
    """Return the line of each member for one leaf: what was taken, its place, its points."""
    lines = {}
    for unit in members:
        line = _taken(case, leaf, unit)
        there = line.pop("there")
        if unit in leaf["not_applicable"]:
            line["missing"] = "not_applicable"
        elif not there:
            line["missing"] = leaf["missing"]
        line["standing"] = None if line["missing"] else _standing(leaf, line)
        lines[unit] = line
    present = {unit: line for unit, line in lines.items() if not line["missing"]}
    field = _place(leaf, lines, present)
    for unit, line in present.items():
        line["points"] = _points(case, leaf, unit, line, field)
    earned = [line["points"] for line in present.values()]
    for line in lines.values():
        if line["missing"]:
            line["points"] = _points_of_missing(leaf, line["missing"], earned)
    return lines


def _taken(case: _Case, leaf: Json, unit: str) -> Json:
    row = case.row(unit, leaf["indicator"])
    recorded = case.values.get((unit, leaf["indicator"]), {})
    flags = [*recorded.get("flags", ()), *(["late"] if recorded.get("late") else [])]
    line = {key: row.get(key) for key in ("value", "target", "prior")}
    line.update(taken=None, points=None, missing="", flags=flags)
    if leaf["method"] == "panel_mean":
        line["ratio"] = _panel(leaf, line["value"], case.ratings.get((unit, leaf["indicator"])))
    elif leaf["method"] == "tally_rate":
        line["ratio"] = _tally(case, leaf, unit)
    else:
        return _taken_of_value(case, leaf, unit, line)
    ratio = line["ratio"]
    line["there"] = ratio is not None
    if ratio is not None:
        percent = 100 if leaf["method"] == "tally_rate" else 1
        line["taken"] = half_up(ratio * percent * 10 ** leaf["take_decimals"])
    return line


def _taken_of_value(case: _Case, leaf: Json, unit: str, line: Json) -> Json:
    decimals, kept = leaf["decimals"], leaf["take_decimals"]
    value, target, prior = line["value"], line["target"], line["prior"]
    if leaf["take"] == "completion":
        if leaf["target"] is not None:
            target = line["target"] = leaf["target"]
        line["aim"] = 100 * 10**kept
        if value is not None and target is not None and target > 0:
            line["taken"] = half_up(Fraction(100 * value * 10**kept, target))
    else:
        line["aim"] = leaf["target"]
        if line["aim"] is None:
            line["aim"] = rescaled(target, decimals, kept)
        line["taken"] = _change(leaf, value, prior)
    if leaf["take"] == "growth" and prior is not None and prior <= 0:
        line["flags"].append("base_not_positive")
    if leaf["method"] == "formula":
        line["there"] = case.resolved.get((leaf["path"], unit)) is not None
    else:
        line["there"] = line["taken"] is not None and _has_aim(leaf, line["aim"])
    if line["taken"] is not None and not line["there"]:
        line["flags"].append("no_target")
    return line


def _change(leaf: Json, value: int | None, prior: int | None) -> int | None:
    decimals, kept = leaf["decimals"], leaf["take_decimals"]
    if leaf["take"] == "value" or value is None:
        return rescaled(value, decimals, kept)
    if prior is None:
        return None
    if leaf["take"] == "growth" and prior > 0:
        return half_up(Fraction(100 * (value - prior) * 10**kept, prior))
    if leaf["take"] == "growth" and leaf["growth_base"] == "undefined":
        return None
    return rescaled(value - prior, decimals, kept)


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


def _tally(case: _Case, leaf: Json, unit: str) -> Fraction | None:
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


def _place(leaf: Json, lines: Lines, present: Lines) -> Json:
    """Give each line its place among those with a value, and return what the group has in common.

    Equal standings share a place and the next place is skipped, whatever the totals' rank style.
    """
    ranked = [line for line in present.values() if line["taken"] is not None]
    if leaf["method"] == "rank_step" and leaf["params"]["only_above_target"]:
        ranked = [line for line in ranked if met(leaf, line)]
    standings = sorted((line["standing"] for line in ranked), reverse=True)
    first: dict[Fraction | int, int] = {}
    for place, standing in enumerate(standings, start=1):
        first.setdefault(standing, place)
    taken = [line["taken"] for line in present.values() if line["taken"] is not None]
    low, high = (min(taken), max(taken)) if taken else (None, None)
    for line in lines.values():
        line.update(rank=None, of=len(standings), low=low, high=high)
    for line in ranked:
        line["rank"] = first[line["standing"]]
    every = [line["standing"] for line in present.values() if line["standing"] is not None]
    return {
        "ranked": len(standings),
        "worst": min(every, default=None),
        "best": max(every, default=None),
    }


# Points: exact fractions of micro-points


def _points(case: _Case, leaf: Json, unit: str, line: Json, field: Json) -> int:
    if leaf["method"] == "formula":
        exact = Fraction(case.resolved.get((leaf["path"], unit)) or 0)
    elif leaf["method"] == "progress":
        exact = progress(leaf, line, case.elapsed)
    else:
        exact = METHODS[leaf["method"]](leaf, line, field)
    times = dict(leaf["difficulty"]).get(unit, MICRO)
    if times == MICRO:
        points = rounded(exact, leaf["round"])
    else:
        points = rounded(Fraction(half_up(exact) * times, MICRO), leaf["round"])
    return int(clipped(Fraction(points), leaf["low"], leaf["high"]))


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
    case: _Case,
    sheet: Json,
    members: list[str],
    leaves: dict[str, Lines],
) -> dict[str, Lines]:
    """Return each member's line for each node, from the leaves up."""
    full = {leaf["path"]: leaf["full"] for leaf in sheet["leaves"]}
    nodes: dict[str, Lines] = {}
    for node in sheet["nodes"]:
        lines = {unit: _parts(node, unit, leaves, nodes) for unit in members}
        for unit, line in lines.items():
            line["exact"] = None
            if not line["state"]:
                line["exact"] = _combined(case, node, unit, line.pop("parts"), full)
                # A formula without an answer blocks the unit: nothing is guessed.
                line["state"] = "" if line["exact"] is not None else "blocked"
        _finish(node, lines)
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


def _combined(
    case: _Case,
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
    values = [(Fraction(scores[path] * scale, WHOLE), share) for path, share, scale in parts]
    return COMBINE[node["combine"]](values)


def _finish(node: Json, lines: Lines) -> None:
    """Rescale to the best of the group if declared, round, then apply floor and cap."""
    there = [line for line in lines.values() if line["exact"] is not None]
    best = max((half_up(line["exact"]) for line in there), default=0)
    for line in there:
        exact = line["exact"]
        if node["rescale_best"] is not None and best > 0:
            exact = Fraction(half_up(exact) * node["rescale_best"], best)
        score = rounded(exact, node["round"])
        line["score"] = int(clipped(Fraction(score), node["low"], node["high"]))
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
