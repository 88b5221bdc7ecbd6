"""A run that is only tried: ranks, totals and awards, without the words that explain a result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.numbers.digits import points
from bihuan.schemes.engine.resolving.settling import settle
from bihuan.schemes.engine.running.uncollected import uncollected

Json = dict[str, Any]


class Stood(TypedDict):
    """Where a unit would stand, as in a row of a result."""

    unit: str
    group: str
    rank: int | None
    total: str | None
    awards: list[str]


@uncollected()
def trial(parameters: Json, facts: list[Json], history: Iterable[Json] = ()) -> list[Stood]:
    """Return where each unit would stand, by group and rank; those without a total last.

    Args:
        parameters: as resolved.
        facts: the long-form rows, awards taken back among them.
        history: places of earlier periods.
    """
    settled = settle(parameters, facts)
    concluded = conclude(settled, facts, score(settled, facts), history)
    won: dict[str, list[str]] = {}
    for award in concluded["awards"]:
        for winner in (winner for group in award["groups"] for winner in group["winners"]):
            won.setdefault(winner["unit"], []).append(award["name"])
    decimals = settled["rounding"]["total"]
    order = {group["name"]: at for at, group in enumerate(settled["groups"])}
    rows = [
        Stood(
            unit=unit,
            group=its["group"],
            rank=its["rank"],
            total=None if its["total"] is None else points(its["total"], decimals),
            awards=won.get(unit, []),
        )
        for unit, its in concluded["units"].items()
    ]
    last = len(rows) + 1
    return sorted(rows, key=lambda row: (order[row["group"]], row["rank"] or last, row["unit"]))
