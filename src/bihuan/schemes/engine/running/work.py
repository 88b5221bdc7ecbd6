"""About how much work a scheme is to score, so that who must answer at once can refuse the rest.

It is counted in leaf values: what it takes to score one value of one unit by a plain method, some
ten millionths of a second. What takes longer counts for more, as it was measured.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from bihuan.schemes.engine.resolving.pair_limits import steps_of_a_pair

Json = dict[str, Any]
# What happens to a value before it is scored, and how much that is beside scoring it.
BEFORE = {"impute": 1, "treat": 2, "transform": 12, "denominator": 1}
# What a part of a node is for one unit: roots and logarithms of fifty digits take their time.
PART = {"geometric": 3, "product": 3, "generalised": 8, "promethee": 1}
PLAIN_PART = Fraction(3, 5)
# What finding shares is for each score that they are found from.
SHARES = {"entropy": 4, "principal": 3}
PLAIN_SHARE = Fraction(3, 2)
# So many steps of comparing two units, of a linear programme and characters of a formula make one.
PAIR_STEPS, PROGRAMME_STEPS, CHARACTERS = 150, 140, 5
# So many units of subsets do, where Kemeny looks through all orders.
SUBSETS = 25


def work(parameters: Json) -> int:
    """Return about how many leaf values it takes to score what is resolved."""
    whole = Fraction(0)
    for group in parameters["groups"]:
        sheet = parameters["sheets"][group["sheet"]]
        whole += sum(map(_of_leaf, sheet["leaves"])) * group["size"]
        whole += sum(_of_node(node, group["size"]) for node in sheet["nodes"])
    return int(whole)


def _of_leaf(leaf: Json) -> Fraction:
    """Return what a leaf takes for one unit; earlier periods that are pooled are taken, too."""
    each = 1 + sum(times for name, times in BEFORE.items() if name in leaf)
    return Fraction(each * (1 + leaf.get("panel", 0))) + _of_text(leaf)


def _of_node(node: Json, units: int) -> Fraction:
    parts = len(node["parts"])
    each = Fraction(0 if node["folded"] else PART.get(node["combine"], PLAIN_PART))
    found = units * (parts * each + _of_text(node))
    for penalty in node.get("penalties", ()):
        found += units * Fraction(len(str(penalty["when"])), CHARACTERS)
    found += Fraction(steps_of_a_pair(node) * units**2, PAIR_STEPS)
    if units <= node.get("using", {}).get("all_orders", 0):
        found += Fraction(2**units * units, SUBSETS)
    return found + _of_shares(node, units, parts)


def _of_text(part: Json) -> Fraction:
    return Fraction(len(part["formula"]), CHARACTERS)


def _of_shares(node: Json, units: int, parts: int) -> Fraction:
    """Return what it takes to find shares from scores: a programme for each unit, or one for all.

    Eigenvectors take the cube of the parts.
    """
    if "weigh" not in node:
        return Fraction(0)
    by = node["weigh"]["by"]
    if by == "doubt":
        return Fraction(units**2 * parts**3, PROGRAMME_STEPS)
    found = units * parts * Fraction(SHARES.get(by, PLAIN_SHARE))
    return found + (parts**3 if by == "principal" else 0)
