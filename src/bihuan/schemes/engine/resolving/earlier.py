"""Which earlier periods a scheme looks at, and how their rows arrive among the facts.

An earlier row is ``{"row": "earlier", "period", "unit", "indicator", "value", "target", "prior",
"source"}``. Nothing ever looks at a later period.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.schemes.engine.definition.values import FROM_OWN_PAST

Json = dict[str, Any]
Rows = dict[tuple[str, str], dict[str, Json]]  # by unit and indicator, then by period
# Stands among periods for the unit's own last values, whenever they were.
OWN_PAST = "own past"
# A line goes through two values.
MOST_OWN = 2


def looked_at(parameters: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return, by indicator, the earlier periods whose values its leaves need, nearest first.

    `OWN_PAST` stands last where gaps are filled in from the unit's own last values.
    """
    now, found = Period.parse(parameters["period"]), dict[str, dict[str, None]]()
    for leaf in _leaves(parameters):
        periods = dict.fromkeys(_periods(leaf, parameters["earlier"], now))
        if periods:
            for indicator in _indicators(leaf):
                found.setdefault(indicator, {}).update(periods)
    return {
        indicator: tuple(sorted(periods, key=OWN_PAST.__eq__))
        for indicator, periods in found.items()
    }


def periods_of(parameters: Mapping[str, Any]) -> list[str]:
    """Return all earlier periods from which rows may be needed."""
    found = {period for periods in looked_at(parameters).values() for period in periods}
    return sorted(parameters["earlier"]) if OWN_PAST in found else sorted(found)


def earlier_rows(rows: Iterable[Json], period: str) -> Iterator[Json]:
    """Yield the observations of an earlier period that hold a value, as earlier rows."""
    for row in rows:
        if row["row"] == "observation" and row["value"] is not None:
            kept = ("unit", "indicator", "value", "target", "prior", "source")
            yield {"row": "earlier", "period": period, **{name: row[name] for name in kept}}


def needed_rows(parameters: Mapping[str, Any], rows: list[Json]) -> Iterator[Json]:
    """Yield those of the earlier rows that the scheme looks at, and no others."""
    whole, own = looked_at(parameters), _of_own_past(parameters, rows)
    for row in rows:
        place = (row["unit"], row["indicator"], row["period"])
        if row["period"] in whole.get(row["indicator"], ()) or place in own:
            yield row


def _leaves(parameters: Mapping[str, Any]) -> Iterator[Json]:
    return (leaf for sheet in parameters["sheets"] for leaf in sheet["leaves"])


def _periods(leaf: Json, earlier: list[str], now: Period) -> Iterator[str]:
    yield from earlier[: leaf.get("panel", 0)]
    base = leaf["params"].get("period")
    if base and Period.parse(base) < now:
        yield base
    if leaf.get("impute") in FROM_OWN_PAST:
        yield OWN_PAST


def _indicators(leaf: Json) -> Iterator[str]:
    yield leaf["indicator"]
    if "denominator" in leaf:
        yield leaf["denominator"]["indicator"]


# A unit's own last values


def _of_own_past(parameters: Mapping[str, Any], rows: list[Json]) -> set[tuple[str, str, str]]:
    """Return unit, indicator and period of the last values of each unit, as far as one may count.

    They stand there for every unit, whether it has a gap now or not, so that a value can be taken
    back in a trial.
    """
    at: Rows = {}
    for row in rows:
        at.setdefault((row["unit"], row["indicator"]), {})[row["period"]] = row
    found: set[tuple[str, str, str]] = set()
    for leaf in _leaves(parameters):
        if leaf.get("impute") in FROM_OWN_PAST:
            for unit, _ in parameters["contestants"]:
                found.update(_last(leaf, unit, at, parameters["earlier"]))
    return found


def _last(leaf: Json, unit: str, at: Rows, earlier: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the places of a unit's last values, until two of them count for certain."""
    its, counted = at.get((unit, leaf["indicator"]), {}), 0
    for period in earlier:
        row = its.get(period)
        if row is None:
            continue
        yield unit, leaf["indicator"], period
        counts = _counts(leaf, row)
        if "denominator" in leaf:
            name = leaf["denominator"]["indicator"]
            below = at.get((unit, name), {}).get(period)
            yield unit, name, period
            counts = counts and below is not None and _divides(leaf, below)
        counted += counts
        if counted == MOST_OWN:
            return


def _counts(leaf: Json, row: Json) -> bool:
    """Tell whether something is taken of a row for certain."""
    if leaf["take"] == "completion":
        target = row["target"] if leaf["target"] is None else leaf["target"]
        return target is not None and target > 0
    return leaf["take"] == "value" or (row["prior"] or 0) > 0


def _divides(leaf: Json, below: Json) -> bool:
    """Tell whether a denominator divides for certain what is taken."""
    names = ("value", "prior") if leaf["take"] in ("growth", "increment") else ("value",)
    return all((below[name] or 0) > 0 for name in names)
