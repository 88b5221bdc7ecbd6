"""What is at hand, and what a leaf takes of it: a value, its growth, a rate, a mean of marks.

Standard library only: a published bundle carries this text in its verifier.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bihuan.schemes.engine.definition.exact import (
    Amount,
    Json,
    half_up,
    nearest,
    rescaled,
)
from bihuan.schemes.engine.definition.methods import COMPLETING
from bihuan.schemes.engine.definition.values import per_unit_of


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


def taken_of(case: Case, leaf: Json, unit: str, period: str = "") -> Json:
    """Return the line of a unit as it begins: its numbers, what the leaf takes of them, flags."""
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


def of_the_past(case: Case, leaf: Json, unit: str) -> list[Json]:
    """Return a unit's lines of the earlier periods that the leaf pools, nearest first."""
    periods = case.parameters["earlier"][: leaf.get("panel", 0)]
    return [taken_of(case, leaf, unit, period) for period in periods]


def own_past(case: Case, leaf: Json, unit: str) -> Iterator[Json]:
    """Yield what a unit had in earlier periods, nearest first, and how many periods ago."""
    recorded = case.earlier.get((unit, leaf["indicator"]), {})
    for steps, period in enumerate(case.parameters["earlier"], start=1):
        taken = taken_of(case, leaf, unit, period)["taken"] if period in recorded else None
        if taken is not None:
            yield {"steps": steps, "taken": taken}


def base_of(case: Case, leaf: Json, unit: str, line: Json) -> Fraction | None:
    """Return the base of an index at the decimals of what is taken, where there is one."""
    params = leaf["params"]
    if params["period"] == case.parameters["period"]:
        found = line["taken"]
    elif params["period"]:
        found = taken_of(case, leaf, unit, params["period"])["taken"]
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


def has_aim(leaf: Json, aim: int | None) -> bool:
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
