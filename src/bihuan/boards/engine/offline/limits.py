"""How much a bundle may ask of whoever verifies it: a stranger's file costs seconds, not hours.

The bounds stand well above every scheme that is held, and are looked at before anything is
computed. Numbers arrive as text of bounded length and are read digit by digit.
"""

from __future__ import annotations

import re
from typing import Any

from bihuan.boards.engine.offline.container import Found
from bihuan.boards.engine.offline.forms import check_form, parts_of

# Each is one of the lists that the definition of a score runs through.
MOST_ENTRIES = {
    "contestants": 20_000, "groups": 500, "sheets": 500, "indicators": 5_000, "resolved": 1_000_000,
    "adjustments": 500, "vetoes": 500, "tiers": 50, "awards": 200, "ties": 50, "choices": 500,
    "earlier": 200,
}  # fmt: skip
MOST_FACTS = 1_000_000
# All orders of so many units are looked through one by one.
MOST_ORDERED = 12
# What it takes to compare two units: for each part, and at all.
PAIRS = {"copeland": (1, 0), "kemeny": (2, 10), "electre": (4, 0)}
# Steps of the longest loops; a thousand units by a hundred indicators take about four million.
MOST_STEPS = 30_000_000
NUMBER = re.compile(r"(-?)([0-9]{1,40})(?:\.([0-9]{1,18}))?")


def read_number(text: Any, decimals: int) -> int | None:
    """Return a plain decimal as an integer at its scale; ValueError for any other text."""
    if text is None:
        return None
    found = NUMBER.fullmatch(text)
    if found is None:
        raise ValueError("not a plain decimal")
    sign, whole, part = found.groups()
    part = (part or "").rstrip("0")
    if len(part) > decimals:
        raise ValueError("more decimals than its scale")
    return int(f"{sign}{whole}{part.ljust(decimals, '0')}")


def check_limits(result: Found) -> None:
    """Refuse parameters and facts that no scheme has, before anything is computed from them."""
    parameters = result["parameters"]
    for name, most in MOST_ENTRIES.items():
        if not isinstance(parameters[name], list) or len(parameters[name]) > most:
            raise ValueError(f"too many {name}")
    if len(result["facts"]) > MOST_FACTS:
        raise ValueError("too many facts")
    check_form(parameters)
    _check_names(parameters)
    if steps(parameters, result) > MOST_STEPS:
        raise ValueError("too much to compute")


def _check_names(parameters: Found) -> None:
    """Refuse a name that is given twice, and groups of another size than they have."""
    units = [unit for unit, _ in parameters["contestants"]]
    lists = [units, *(
        [one["name"] for one in parameters[name]]
        for name in ("groups", "indicators", "adjustments", "vetoes", "tiers", "awards")
    )]  # fmt: skip
    lists += [[part["path"] for part in parts_of({"sheets": [s]})] for s in parameters["sheets"]]
    if any(len(names) != len(set(names)) for names in lists):
        raise ValueError("a name stands twice")
    sizes = count_members(parameters)
    if any(sizes.get(group["name"], 0) != group["size"] for group in parameters["groups"]):
        raise ValueError("a group is of another size")


def count_members(parameters: Found) -> dict[str, int]:
    """Return how many units take part in each group."""
    sizes: dict[str, int] = {}
    for _, group in parameters["contestants"]:
        sizes[group] = sizes.get(group, 0) + 1
    return sizes


def weight_of(value: Any) -> int:
    """Return how many values stand in a piece of JSON."""
    count, left = 0, [value]
    while left:
        one = left.pop()
        count += 1
        if isinstance(one, dict):
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    return count


def panels(sheet: Found, earlier: list[str]) -> int:
    """Return how many lines of earlier periods its leaves read for each unit, in steps.

    A gap is filled in from the unit's own past, and outliers are brought in one after the other.
    """
    return sum(
        40 * (leaf.get("panel") or 0)
        + 2 * len(earlier) * (leaf.get("impute") in ("previous", "linear"))
        + _treating(leaf)
        for leaf in sheet["leaves"]
    )


def _treating(leaf: Found) -> int:
    """Return what the treatment of outliers and a function take for each unit and pooled period."""
    lines = 1 + (leaf.get("panel") or 0)
    brought = 6 * lines * (leaf["treat"]["most"] + 2) if "treat" in leaf else 0
    return brought + 60 * lines * ("treat" in leaf or "transform" in leaf)


def slow_parts(sheet: Found) -> int:
    """Return what means of fractions and logarithms take beyond sums: their digits add up."""
    total = 0
    for node in sheet["nodes"]:
        size = len(node["parts"])
        if node["combine"] in ("geometric", "product", "generalised"):
            total += 40 * size
        elif node["combine"] in ("harmonic", "mazziotta_pareto"):
            total += 20 * size + size**3 // 20
        elif node["combine"] == "owa":
            total += 20 * size * size
    return total


def comparing_parts(sheet: Found, size: int) -> int:
    """Return what it takes to compare so many units with each other; their numbers grow long."""
    total = 0
    for node in sheet["nodes"]:
        using, parts = node.get("using") or {}, len(node["parts"])
        if "using" in node or node["combine"] == "copeland":
            total += size * parts * (10 + parts // 4)
        each, once = PAIRS.get(node["combine"], (0, 0))
        shapes = [row[1] for row in using.get("preferences", ())]
        total += size * size * (each * parts + once + 80 * shapes.count("gaussian"))
        if node["combine"] == "kemeny":
            if using["all_orders"] > MOST_ORDERED:
                raise ValueError("too many orders")
            total += size * 2**size if size <= using["all_orders"] else 0
    return total


def steps(parameters: Found, result: Found) -> int:
    """Return about how many steps it takes to score: the longest loops, one after the other."""
    sizes, units = count_members(parameters), len(parameters["contestants"])
    groups, count = parameters["groups"], {name: len(parameters[name]) for name in MOST_ENTRIES}
    weights = [
        weight_of(sheet) + slow_parts(sheet) + panels(sheet, parameters["earlier"])
        for sheet in parameters["sheets"]
    ]
    shared = sum(tier["share"] is not None for tier in parameters["tiers"])
    past = sum(weight_of(line) for line in result["history"].values())
    awards = sum(
        1 + len(award["groups"]) + len(award["not_with"]) for award in parameters["awards"]
    )
    loops = (
        sum(sizes.get(group["name"], 0) * weights[group["sheet"]] for group in groups),
        sum(
            comparing_parts(parameters["sheets"][group["sheet"]], sizes.get(group["name"], 0))
            for group in groups
        ),
        len(parameters.get("resolved_penalties", ())),
        len(groups) * units,
        shared * sum(size * size for size in sizes.values()),
        units * count["vetoes"] * (count["tiers"] + awards),
        units * count["ties"],
        awards * (units + past + count["awards"]),
        len(result["facts"]) * (1 + count["adjustments"]),
    )
    return sum(loops)
