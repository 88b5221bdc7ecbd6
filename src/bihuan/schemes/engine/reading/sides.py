"""Two results side by side as one unit sees them: what they have in common and what they have not.

A number stands for a side: 0 is the earlier result, 1 the later one.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Literal, get_args

from bihuan.schemes.engine.result import Result

Json = dict[str, Any]
Cause = Literal["values", "targets", "peers", "weights", "scheme"]
CAUSES: tuple[Cause, ...] = get_args(Cause)

SCORED = ("observation", "rating", "earlier")
NUMBERS = ("value", "target", "prior")
LEAF_WEIGHTS = ("full", "weight")
NODE_WEIGHTS = ("full", "weight", "parts")
TARGETS = ("target", "band")
# What a leaf must take alike for a target to mean the same on it.
_TAKEN = ("indicator", "take", "decimals", "take_decimals", "method")
# What a method holds in points that is the leaf's weight, or so many times it, unless written.
_OF_WEIGHT = {"rank_linear": "best", "completion_step": "high"}


class Sides:
    """Parameters and scored facts of both sides.

    Args:
        own: the rows of the unit, by side.
        others: those of all other units.
        only: indicators that one side alone asks for.
        same_groups: whether a group means the same on both sides.
        same_tree: whether a weight does.
    """

    def __init__(self, before: Result, after: Result, unit: str) -> None:
        self.unit = unit
        self.parameters = (before["parameters"], after["parameters"])
        self.facts = (before["facts"], after["facts"])
        self.own = [self._scored(side, own=True) for side in (0, 1)]
        self.others = [self._scored(side, own=False) for side in (0, 1)]
        self.decimals = [
            {one["name"]: one["decimals"] for one in side["indicators"]} for side in self.parameters
        ]
        first, second = map(set, self.decimals)
        self.only = (first - second, second - first)
        self.same_groups: bool = groups(self.parameters[0]) == groups(self.parameters[1])
        shapes = [_tree(side) for side in self.parameters]
        self.same_tree: bool = self.same_groups and shapes[0] == shapes[1]
        self.looking_back = self._looking_back()

    def _scored(self, side: int, *, own: bool) -> list[Json]:
        return [
            row
            for row in self.facts[side]
            if row["row"] in SCORED and (row["unit"] == self.unit) == own
        ]

    def _looking_back(self) -> Cause | None:
        """Return the cause that goes with which periods leaves look back at, if any does.

        Where they are peers to be compared with, it is that of the peers.
        """
        if not any(row["row"] == "earlier" for rows in self.facts for row in rows):
            return None
        return "peers" if any(map(_pools, self.parameters)) else "values"

    def shared(self, rows: Iterable[Json]) -> list[Json]:
        """Return the rows of indicators that both schemes ask for."""
        return [row for row in rows if not any(row["indicator"] in only for only in self.only)]

    def takes_alike(self, number: int, leaf: Json, side: int) -> Json | None:
        """Return the leaf of a side that a target for this one may be taken from."""
        if not self.same_groups:
            return None
        other = by_path(self.parameters[side]["sheets"][number]["leaves"]).get(leaf["path"])
        alike = other is not None and all(leaf[key] == other[key] for key in _TAKEN)
        return other if alike else None

    def follows_weight(self, number: int, leaf: Json) -> str:
        """Return what the method holds in points that grows with the leaf's weight; else empty."""
        key = _OF_WEIGHT.get(leaf["method"], "")
        if not key or not self.same_tree:
            return ""
        pair = [by_path(p["sheets"][number]["leaves"])[leaf["path"]] for p in self.parameters]
        shares = {_share(each, key) for each in pair}
        return key if len(shares) == 1 and None not in shares else ""


def _share(leaf: Json, key: str) -> Fraction | None:
    """Return how many times its weight something of a leaf's method is."""
    size = leaf["params"].get(key)
    return Fraction(size, leaf["full"]) if size is not None and leaf["full"] else None


def groups(parameters: Json) -> list[tuple[str, int]]:
    """Return the groups, each with the tree that it is scored by."""
    return [(group["name"], group["sheet"]) for group in parameters["groups"]]


def by_path(parts: Iterable[Json]) -> dict[str, Json]:
    """Return leaves or nodes by their paths."""
    return {part["path"]: part for part in parts}


def place(row: Json) -> tuple[str, ...]:
    """Return which number a row is about."""
    return (row["row"], row["unit"], row["indicator"], row.get("period", ""))


def _tree(parameters: Json) -> Any:
    """Return the shape of the trees: what is combined with what, and how."""
    return [
        ([leaf["path"] for leaf in sheet["leaves"]], list(map(_shape, sheet["nodes"])))
        for sheet in parameters["sheets"]
    ]


def _shape(node: Json) -> Any:
    named = [node[key] for key in ("path", "combine", "folded", "exact")]
    return (named, [path for path, _, _ in node["parts"]], node.get("weigh"))


def _pools(parameters: Json) -> bool:
    """Tell whether any leaf compares a unit with its peers of earlier periods."""
    return any(leaf.get("panel") for sheet in parameters["sheets"] for leaf in sheet["leaves"])
