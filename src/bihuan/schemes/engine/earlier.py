"""Which earlier periods a scheme looks at, and how their rows arrive among the facts.

An earlier row is ``{"row": "earlier", "period", "unit", "indicator", "value", "target", "prior",
"source"}``. Nothing ever looks at a later period.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bihuan.calendars.engine.periods import Period

Json = dict[str, Any]
# Rules that fill a gap from the unit's own past look as far back as there are values.
FROM_THE_PAST = ("previous", "linear")


def looked_at(parameters: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return, by indicator, the earlier periods whose values its leaves need, nearest first."""
    now, found = Period.parse(parameters["period"]), dict[str, dict[str, None]]()
    for sheet in parameters["sheets"]:
        for leaf in sheet["leaves"]:
            periods = dict.fromkeys(_periods(leaf, parameters["earlier"], now))
            if periods:
                for indicator in _indicators(leaf):
                    found.setdefault(indicator, {}).update(periods)
    return {indicator: tuple(periods) for indicator, periods in found.items()}


def earlier_rows(rows: Iterable[Json], period: str, needed: Mapping[str, Any]) -> Iterator[Json]:
    """Yield the observations of an earlier period that a scheme needs, as earlier rows."""
    for row in rows:
        wanted = row["row"] == "observation" and period in needed.get(row["indicator"], ())
        if wanted and row["value"] is not None:
            kept = ("unit", "indicator", "value", "target", "prior", "source")
            yield {"row": "earlier", "period": period, **{name: row[name] for name in kept}}


def _periods(leaf: Json, earlier: list[str], now: Period) -> Iterator[str]:
    yield from earlier[: leaf.get("panel", 0)]
    if leaf.get("impute") in FROM_THE_PAST:
        yield from earlier
    base = leaf["params"].get("period")
    if base and Period.parse(base) < now:
        yield base


def _indicators(leaf: Json) -> Iterator[str]:
    yield leaf["indicator"]
    if "denominator" in leaf:
        yield leaf["denominator"]["indicator"]
