"""Facts in long form as columns: one row per unit and indicator, numbers as 64-bit integers.

Units and indicators are numbered: `u` is the place of the unit among the contestants, `i` the
place of the indicator in `FactTable.indicators`, shifted by the unit's sheet, so that a rule meets
only the units of its own sheet. `v`, `t` and `p` are value, target and prior value, null where not
given. A number that 64 bits cannot hold is left out, and its indicator listed in `large`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

COLUMNS = ("value", "target", "prior")
SHORT = {"value": "v", "target": "t", "prior": "p"}
LARGEST = 2**61


@dataclass(frozen=True, slots=True)
class Extent:
    """The smallest and the largest number of a column; both 0 where it is empty."""

    least: int = 0
    most: int = 0
    count: int = 0

    @property
    def size(self) -> int:
        return max(abs(self.least), abs(self.most))


@dataclass(frozen=True, slots=True)
class FactTable:
    """The observations that one set of parameters is applied to.

    Args:
        units, indicators: what the numbers `u` and `i` of the table stand for.
        table: columns u, i, v, t, p in any order of rows.
        extents: by code `i` and column (v, t, p), what the numbers lie between.
        large: indicators with a number beyond 61 bits.
        rows: rows as they came, where they came as rows: what the plain reference reads.
    """

    units: tuple[str, ...]
    indicators: tuple[str, ...]
    table: pa.Table
    extents: Mapping[tuple[int, str], Extent]
    large: frozenset[str] = frozenset()
    rows: tuple[dict[str, Any], ...] | None = None

    def code(self, indicator: str, sheet: int) -> int:
        """Return the number of an indicator for the units of a sheet."""
        return sheet * len(self.indicators) + self.indicators.index(indicator)

    def rows_of(self, indicators: frozenset[str]) -> list[dict[str, Any]]:
        """Return the rows of some indicators, as the plain reference reads them."""
        if self.rows is not None:
            return [row for row in self.rows if row.get("indicator") in indicators]
        kept = [place for place, name in enumerate(self.indicators) if name in indicators]
        place = np.asarray(self.table["i"]) % max(len(self.indicators), 1)
        found = self.table.filter(pa.array(np.isin(place, kept)))
        return [
            {
                "row": "observation",
                "unit": self.units[row["u"]],
                "indicator": self.indicators[row["i"] % len(self.indicators)],
                **{name: row[SHORT[name]] for name in COLUMNS},
            }
            for row in found.to_pylist()
        ]


def from_rows(parameters: Mapping[str, Any], rows: Iterable[dict[str, Any]]) -> FactTable:
    """Return the table of observations among long-form rows; two for one place are a mistake."""
    rows = tuple(rows)
    units, sheets = _contestants(parameters)
    number = {unit: place for place, unit in enumerate(units)}
    indicators = _indicators(parameters)
    codes = {name: place for place, name in enumerate(indicators)}
    columns: dict[str, list[Any]] = {name: [] for name in "uivtp"}
    large, seen = set(), set()
    for row in rows:
        unit, indicator = row.get("unit"), row.get("indicator")
        if row["row"] != "observation" or unit not in number or indicator not in codes:
            continue
        if (unit, indicator) in seen:
            raise ValueError(f"two values for {unit}, {indicator}")
        seen.add((unit, indicator))
        if row.get("late") and parameters["late"] == "treat_as_missing":
            continue
        numbers = [row.get(name) for name in COLUMNS]
        if any(number is not None and abs(number) >= LARGEST for number in numbers):
            large.add(indicator)
            continue
        place = number[unit]
        columns["u"].append(place)
        columns["i"].append(codes[indicator] + len(indicators) * sheets[place])
        for name, found in zip("vtp", numbers, strict=True):
            columns[name].append(found)
    table = pa.table(
        [pa.array(columns[name], pa.int32() if name in "ui" else pa.int64()) for name in "uivtp"],
        names=list("uivtp"),
    )
    return FactTable(units, indicators, table, extents(table), frozenset(large), rows)


def from_table(parameters: Mapping[str, Any], long: pa.Table) -> FactTable:
    """Return the table of observations that stand in an Arrow table.

    Args:
        parameters: the resolved parameters.
        long: columns unit, indicator (text), value, target, prior (integers or null), and late
            (optional), such as a store hands them over.
    """
    units, sheets = _contestants(parameters)
    indicators = _indicators(parameters)
    if "late" in long.column_names and parameters["late"] == "treat_as_missing":
        long = long.filter(pa.array(~np.asarray(long["late"].fill_null(False))))
    u, known_unit = _numbered(long["unit"], units)
    i, known = _numbered(long["indicator"], indicators)
    keep = known_unit & known
    i = i + np.asarray(sheets, np.int32)[u] * np.int32(len(indicators))
    _refuse_doubles(u[keep], i[keep], len(units))
    table = pa.table(
        {"u": u, "i": i, **{SHORT[name]: long[name].cast(pa.int64()) for name in COLUMNS}}
    )
    table = table if keep.all() else table.filter(pa.array(keep))
    return FactTable(units, indicators, table, extents(table))


def _contestants(parameters: Mapping[str, Any]) -> tuple[tuple[str, ...], list[int]]:
    """Return the units in order, and the sheet by which each is scored."""
    sheet_of = {group["name"]: group["sheet"] for group in parameters["groups"]}
    pairs = parameters["contestants"]
    return tuple(unit for unit, _ in pairs), [sheet_of[group] for _, group in pairs]


def needed(leaves: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the indicators that leaves are scored from."""
    names = set()
    for leaf in leaves:
        names.add(leaf["indicator"])
        for part in ("good", "half", "bad") if leaf["method"] == "tally_rate" else ():
            names.update(name for name, _ in leaf["params"][part])
        if "denominator" in leaf:
            names.add(leaf["denominator"]["indicator"])
    return frozenset(names)


def _indicators(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    leaves = (leaf for sheet in parameters["sheets"] for leaf in sheet["leaves"])
    return tuple(sorted(needed(leaves)))


def _numbered(column: Any, names: tuple[str, ...]) -> tuple[Any, Any]:
    """Return the place of each text among the names, and which texts are among them."""
    coded = column.combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    place = {name: number for number, name in enumerate(names)}
    by_code = np.array([place.get(name, -1) for name in coded.dictionary.to_pylist()], np.int32)
    found = by_code[np.asarray(coded.indices)] if len(by_code) else np.zeros(0, np.int32)
    return np.maximum(found, 0), found >= 0


def _refuse_doubles(u: Any, i: Any, size: int) -> None:
    places = i.astype(np.int64) * size + u
    if len(places) and np.bincount(places).max() > 1:
        raise ValueError("two values for one unit and indicator")


def extents(table: pa.Table) -> dict[tuple[int, str], Extent]:
    """Return what the numbers of each code and column lie between."""
    asked = [(name, what) for name in "vtp" for what in ("min", "max", "count")]
    return {
        (line["i"], name): Extent(line[f"{name}_min"], line[f"{name}_max"], line[f"{name}_count"])
        for line in table.group_by("i").aggregate(asked).to_pylist()
        for name in "vtp"
        if line[f"{name}_count"]
    }
