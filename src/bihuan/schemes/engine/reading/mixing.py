"""Runs that never were: some causes as they are in a later result, the rest as in an earlier one.

An indicator that only one of the schemes asks for brings its figures with it, and figures are
brought to the decimals of the scheme that reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bihuan.schemes.engine.definition.exact import rescaled
from bihuan.schemes.engine.reading.causes import causes
from bihuan.schemes.engine.reading.sides import (
    LEAF_WEIGHTS,
    NODE_WEIGHTS,
    NUMBERS,
    TARGETS,
    Cause,
    Json,
    Sides,
    by_path,
    place,
)
from bihuan.schemes.engine.result import Result

Chosen = frozenset[Cause]
Placed = list[tuple[int, Json]]  # rows, each with the side that it is of


class Mixture:
    """Two results as one unit sees them, and any run between them.

    `causes` are those in which the two differ.
    """

    def __init__(self, before: Result, after: Result, unit: str) -> None:
        self.unit, self.sides = unit, Sides(before, after, unit)
        self.causes = causes(self.sides)

    @property
    def weights_apart(self) -> bool:
        """Tell whether weights are a cause of their own: the trees are the same."""
        return self.sides.same_tree

    def documents(self, later: Chosen) -> tuple[Json, list[Json]]:
        """Return parameters and facts with these causes as they are in the later result."""
        if not later:
            return self.sides.parameters[0], self.sides.facts[0]
        if later >= set(self.causes):
            return self.sides.parameters[1], self.sides.facts[1]
        return self._parameters(later), list(self._facts(later))

    def _parameters(self, later: Chosen) -> Json:
        sides, side = self.sides, int("scheme" in later)
        base = sides.parameters[side]
        mixed = {
            **base,
            "elapsed": sides.parameters[int("targets" in later)]["elapsed"],
            "sheets": [self._sheet(side, at, later) for at in range(len(base["sheets"]))],
        }
        if sides.looking_back is not None:
            seen = sides.parameters[int(sides.looking_back in later)]
            mixed |= {"period": seen["period"], "earlier": seen["earlier"]}
        if sides.same_groups:
            peers = sides.parameters[int("peers" in later)]
            sizes = [group["size"] for group in peers["groups"]]
            mixed["contestants"] = peers["contestants"]
            mixed["groups"] = [
                {**group, "size": size} for group, size in zip(base["groups"], sizes, strict=True)
            ]
        return mixed

    def _sheet(self, side: int, number: int, later: Chosen) -> Json:
        sheet = self.sides.parameters[side]["sheets"][number]
        leaves, nodes = list(sheet["leaves"]), list(sheet["nodes"])
        targets, weights = int("targets" in later), int("weights" in later)
        if targets != side:
            leaves = [self._with_target(number, leaf, targets) for leaf in leaves]
        if weights != side and self.sides.same_tree:
            other = self.sides.parameters[weights]["sheets"][number]
            leaves = [self._with_weight(number, leaf, by_path(other["leaves"])) for leaf in leaves]
            nodes = [_taking(node, by_path(other["nodes"]), NODE_WEIGHTS) for node in nodes]
        return {**sheet, "leaves": leaves, "nodes": nodes}

    def _with_target(self, number: int, leaf: Json, side: int) -> Json:
        other = self.sides.takes_alike(number, leaf, side)
        return leaf if other is None else {**leaf, **{key: other[key] for key in TARGETS}}

    def _with_weight(self, number: int, leaf: Json, others: dict[str, Json]) -> Json:
        weighed = _taking(leaf, others, LEAF_WEIGHTS)
        if key := self.sides.follows_weight(number, leaf):
            points = others[leaf["path"]]["params"][key]
            weighed["params"] = {**leaf["params"], key: points}
        return weighed

    def _facts(self, later: Chosen) -> Iterator[Json]:
        sides, to = self.sides, int("scheme" in later)
        own = self._rows(sides.own, int("values" in later))
        targets = {
            row["indicator"]: (side, row["target"])
            for side, row in self._rows(sides.own, int("targets" in later))
            if row["row"] == "observation"
        }
        for side, row in (*own, *_targets_alone(own, targets, self.unit)):
            mixed = self._read_by(to, side, row)
            if row["row"] == "observation":
                found_on, target = targets.get(row["indicator"], (side, None))
                mixed["target"] = self._at(to, found_on, row["indicator"], target)
            yield mixed
        for side, row in self._rows(sides.others, int("peers" in later)):
            yield self._read_by(to, side, row)

    def _rows(self, rows: list[list[Json]], side: int) -> Placed:
        """Return rows of one side; of an indicator that one scheme asks for, its own.

        What an earlier period left is the same past for both: rows that only one of them has
        looked at are there for both.
        """
        sides, other = self.sides, 1 - side
        found = [(side, row) for row in sides.shared(rows[side])]
        for each in (0, 1):
            found += [(each, row) for row in rows[each] if row["indicator"] in sides.only[each]]
        there = {place(row) for _, row in found if row["row"] == "earlier"}
        found += [
            (other, row)
            for row in sides.shared(rows[other])
            if row["row"] == "earlier" and place(row) not in there
        ]
        return found

    def _read_by(self, to: int, side: int, row: Json) -> Json:
        """Return a row of one side at the decimals of the scheme of another."""
        numbers = {
            key: self._at(to, side, row["indicator"], row[key]) for key in NUMBERS if key in row
        }
        return {**row, **numbers}

    def _at(self, to: int, side: int, indicator: str, number: int | None) -> int | None:
        kept = self.sides.decimals[side].get(indicator)
        wanted = self.sides.decimals[to].get(indicator)
        if kept is None or wanted is None or kept == wanted:
            return number
        return rescaled(number, kept, wanted)


def _taking(part: Json, others: dict[str, Json], keys: Iterable[str]) -> Json:
    """Return a part with some keys as the other side's part of its path has them."""
    return {**part, **{key: others[part["path"]][key] for key in keys}}


def _targets_alone(own: Placed, targets: dict[str, tuple[int, int | None]], unit: str) -> Placed:
    """Return rows for targets of the unit that come without a value."""
    there = {row["indicator"] for _, row in own if row["row"] == "observation"}
    empty: Json = {"row": "observation", "unit": unit, "value": None, "prior": None, "late": False}
    return [
        (side, {**empty, "indicator": name, "target": target})
        for name, (side, target) in targets.items()
        if name not in there
    ]
