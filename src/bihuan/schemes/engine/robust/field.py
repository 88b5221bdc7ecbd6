"""A scored sheet as columns, for scoring it again under many other weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Json = dict[str, Any]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
LARGEST = 2**61


@dataclass(frozen=True)
class Field:
    """The units of one sheet that have a total, and what each of them earned.

    Columns of `groups`, `points`, `there` and `given` go on with the units without a total: what
    these earned is compared with where a node compares units, or is rescaled to its best.

    Args:
        sheet: of the parameters.
        units: those with a total.
        others: those without.
        groups: a number for the group of each.
        points: the micro-points of each leaf, 0 where it is left out for a unit.
        there: where a leaf or node is not left out.
        given: the scores of nodes as they are, for those that are not scored again.
        penalties: those that hold, as (node, unit, name).
        moved: bonuses less deductions, in 1e-15 points; `struck` says whose total a veto sets to 0.
    """

    sheet: Json
    units: tuple[str, ...]
    others: tuple[str, ...]
    groups: Ints
    points: dict[str, Ints]
    there: dict[str, Bools]
    given: dict[str, Ints]
    penalties: frozenset[tuple[str, str, str]]
    moved: Ints
    struck: Bools

    @property
    def everybody(self) -> tuple[str, ...]:
        """The units of all columns."""
        return (*self.units, *self.others)

    @property
    def nodes(self) -> list[Json]:
        """The nodes that count, children first."""
        return [node for node in self.sheet["nodes"] if not node["folded"]]

    @property
    def plain(self) -> bool:
        """Whether the total is one weighted sum of leaves that 62 bits hold, weights doubled."""
        root = self.sheet["nodes"][-1]
        if not root["exact"] or any(path not in self.points for path, _, _ in root["parts"]):
            return False
        sizes = [share * int(np.abs(self.points[path]).max()) for path, share, _ in root["parts"]]
        return bool(2 * sum(map(abs, sizes)) + 2 * int(np.abs(self.moved).max()) < LARGEST)

    @cached_property
    def _fulls(self) -> dict[str, int]:
        parts = (*self.sheet["leaves"], *self.sheet["nodes"])
        return {part["path"]: int(part["full"]) for part in parts}

    def full_of(self, path: str) -> int:
        """Return what a leaf or node is out of, in micro-points."""
        return self._fulls[path]


def ranking_only(field: Field, units: tuple[str, ...]) -> Field | None:
    """Return the field with places for these units alone; None where one of them has no total.

    All others stay beside them: what is compared with the group still is.
    """
    if field.units == units:
        return field
    if not set(units) <= set(field.units):
        return None
    column = {unit: at for at, unit in enumerate(field.everybody)}
    everybody = tuple(dict.fromkeys((*units, *field.everybody)))
    at = np.array([column[unit] for unit in everybody], np.int64)
    mine = at[: len(units)]
    return replace(
        field,
        units=units,
        others=everybody[len(units) :],
        groups=field.groups[at],
        points={path: points[at] for path, points in field.points.items()},
        there={path: there[at] for path, there in field.there.items()},
        given={path: given[at] for path, given in field.given.items()},
        moved=field.moved[mine],
        struck=field.struck[mine],
    )


def fields(parameters: Json, facts: list[Json], scored: Json, concluded: Json) -> list[Field]:
    """Return a field for each sheet that has units with a total."""
    zero = {veto["name"] for veto in parameters["vetoes"] if veto["effect"] == "zero"}
    struck = {row["unit"] for row in facts if row["row"] == "veto" and row["rule"] in zero}
    found = []
    for number, sheet in enumerate(parameters["sheets"]):
        groups = [g["name"] for g in parameters["groups"] if g["sheet"] == number]
        mine = {u: its for u, its in concluded["units"].items() if its["group"] in groups}
        units = tuple(unit for unit, its in mine.items() if its["total"] is not None)
        others = tuple(unit for unit, its in mine.items() if its["total"] is None)
        if units:
            found.append(
                _field(parameters, sheet, groups, (units, others), scored["units"], mine, struck)
            )
    return found


def _field(  # noqa: PLR0913, PLR0917 - what is known of the units of a sheet
    parameters: Json,
    sheet: Json,
    groups: list[str],
    parted: tuple[tuple[str, ...], tuple[str, ...]],
    scored: Json,
    concluded: Json,
    struck: set[str],
) -> Field:
    units, others = parted
    everybody = (*units, *others)
    mine = [scored[unit] for unit in everybody]
    leaves = {
        leaf["path"]: [earned["leaves"][leaf["path"]]["points"] for earned in mine]
        for leaf in sheet["leaves"]
    }
    nodes = {
        node["path"]: [earned["nodes"][node["path"]]["score"] for earned in mine]
        for node in sheet["nodes"]
        if not node["folded"]
    }
    gone = np.array([unit in struck for unit in units], np.bool_)
    moved = [
        0 if unit in struck else concluded[unit]["exact"] - scored[unit]["exact"] for unit in units
    ]
    return Field(
        sheet=sheet,
        units=units,
        others=others,
        groups=np.array([groups.index(concluded[unit]["group"]) for unit in everybody], np.int64),
        points={path: _whole(points) for path, points in leaves.items()},
        there={
            path: np.array([one is not None for one in points], np.bool_)
            for path, points in (leaves | nodes).items()
        },
        given={path: _whole(points) for path, points in nodes.items()},
        penalties=frozenset(map(tuple, parameters.get("resolved_penalties", ()))),
        moved=np.array(moved, np.int64),
        struck=gone,
    )


def _whole(points: list[int | None]) -> Ints:
    return np.array([point or 0 for point in points], np.int64)
