"""How many units a node may compare with each other, two by two, before a run takes minutes."""

from __future__ import annotations

from math import isqrt
from typing import Any

from bihuan.ledger.words import Message, Refused, Text

Json = dict[str, Any]
TOO_MANY = Message(
    "too-many-to-compare",
    Text(
        en="combine: {combine} would compare every two of {size} units on {parts} parts; "
        "at most {most} units of a group can be",
        zh="combine: {combine} 须将 {size} 个单位按 {parts} 项两两比较，每组至多 {most} 个单位",
    ),
    Text(
        en="form smaller groups, or combine by topsis, vikor, moora, spotis or a mean",
        zh="请划小分组，或改用 topsis、vikor、moora、spotis 或均值",
    ),
)
# A few seconds. A verifier allows more, and counts alike (see limits.py of the boards).
MOST_STEPS = 20_000_000
_STEPS = {"copeland": (1, 0), "kemeny": (2, 10), "electre": (4, 0)}  # for each part, and at all
_GAUSSIAN = 80


def check_pairs(groups: list[Json], sheets: list[Json]) -> None:
    """Refuse a group that is too large for a node that compares every two units."""
    for group in groups:
        for node in sheets[group["sheet"]]["nodes"]:
            steps = steps_of_a_pair(node)
            if steps * group["size"] ** 2 > MOST_STEPS:
                raise Refused(
                    TOO_MANY,
                    combine=node["combine"],
                    size=group["size"],
                    parts=len(node["parts"]),
                    most=isqrt(MOST_STEPS // steps),
                )


def steps_of_a_pair(node: Json) -> int:
    """Return about how many steps it takes to compare two units; 0 where none are."""
    shapes = [row[1] for row in node.get("using", {}).get("preferences", ())]
    each, once = _STEPS.get(node["combine"], (0, 0))
    return each * len(node["parts"]) + once + _GAUSSIAN * shapes.count("gaussian")
