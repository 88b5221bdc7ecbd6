"""Which units a published result calls something for, and why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bihuan.schemes.engine.result import Result
from bihuan.schemes.spec.reactions import Reaction

_TWO = 2


def concerned(result: Result, reaction: Reaction) -> list[str]:
    """Return the units that a reaction is for, in order of name."""
    return sorted(_last(result) if reaction.when == "last_of_group" else _below(result, reaction))


def _last(result: Result) -> Iterator[str]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in result["rows"]:
        if row["rank"] is not None:
            groups.setdefault(row["group"], []).append((row["rank"], row["unit"]))
    for places in groups.values():
        last = max(rank for rank, _ in places)
        # Where all share one place, nobody is behind anybody.
        if len(places) >= _TWO and last > min(rank for rank, _ in places):
            yield from (unit for rank, unit in places if rank == last)


def _below(result: Result, reaction: Reaction) -> Iterator[str]:
    least = reaction.least
    found = _values(result, reaction.of) if reaction.of else _totals(result)
    yield from (unit for unit, value in found if least is not None and value < least)


def _totals(result: Result) -> Iterator[tuple[str, Decimal]]:
    for row in result["rows"]:
        if row["total"] is not None:
            yield row["unit"], Decimal(row["total"])


def _values(result: Result, indicator: str) -> Iterator[tuple[str, Decimal]]:
    declared: list[dict[str, Any]] = result["parameters"]["indicators"]
    decimals = {each["name"]: each["decimals"] for each in declared}
    for fact in result["facts"]:
        is_meant = fact["row"] == "observation" and fact["indicator"] == indicator
        if is_meant and fact["value"] is not None:
            yield fact["unit"], Decimal(fact["value"]).scaleb(-decimals[indicator])
