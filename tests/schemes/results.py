"""Results to read: schemes of `bench` scored on plain tables, in any period."""

from __future__ import annotations

from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.mechanisms.kinds import Mechanism
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.result import Result, UnitRow
from bihuan.schemes.engine.run import run
from tests.schemes.bench import indicator, observation, scheme

Rows = list[dict[str, Any]]


def result(
    written: Mechanism, rows: Rows, period: str = "2025Q2", groups: dict[str, str] | None = None
) -> Result:
    units = dict.fromkeys((row["unit"] for row in rows), "all") if groups is None else groups
    return run(resolve(written, {}, units, Period.parse(period)), rows)


def table(**columns: list[str | None]) -> Rows:
    """Return observations of units u1, u2, ... from a column for each indicator."""
    return [
        observation(f"u{at:02d}", indicator(name), value)
        for name, column in columns.items()
        for at, value in enumerate(column, start=1)
    ]


def as_they_are(*names: str, decimals: int = 6, **more: Any) -> Mechanism:
    """Return a scheme that adds its indicators up as they are, each out of 100."""
    parts = [{"indicator": name, "method": "as_is", "weight": 100} for name in names]
    return scheme([indicator(name) for name in names], parts, round={"total": decimals}, **more)


def row(of: Result, unit: str) -> UnitRow:
    return next(row for row in of["rows"] if row["unit"] == unit)
