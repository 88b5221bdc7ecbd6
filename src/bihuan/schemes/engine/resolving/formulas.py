"""CEL formulas of a scheme, computed once into whole numbers that every engine starts from.

A verifier that has no CEL takes the resolved numbers as given and says that it does. When each is
computed is told by the walk in settling.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from bihuan.mechanisms.engine.cel.evaluating import evaluate
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.tree import Expression
from bihuan.schemes.engine.definition.exact import MICRO, rounded

_parsed = lru_cache(maxsize=256)(parse)


def computed(formula: str, record: Mapping[str, object]) -> Decimal | None:
    """Return the number that a formula gives on a record; None where it has no answer."""
    expression: Expression = _parsed(formula)
    value = evaluate(expression, record)
    return value if isinstance(value, Decimal) else None


def _units(parameters: dict[str, Any]) -> list[tuple[str, dict[str, Any], int]]:
    """Return each contestant with the sheet and the size of its group."""
    groups = {group["name"]: group for group in parameters["groups"]}
    return [
        (unit, parameters["sheets"][groups[group]["sheet"]], groups[group]["size"])
        for unit, group in parameters["contestants"]
    ]


def of_leaves(parameters: dict[str, Any], scored: dict[str, Any]) -> list[list[Any]]:
    """Return the points of every leaf that is a formula, by path and unit."""
    elapsed = Decimal(parameters["elapsed"][0]) / Decimal(parameters["elapsed"][1])
    resolved = []
    for unit, sheet, size in _units(parameters):
        for leaf in sheet["leaves"]:
            if leaf["method"] == "formula":
                line = scored["units"][unit]["leaves"][leaf["path"]]
                record = {
                    "value": _number(line["taken"], leaf["take_decimals"]),
                    "target": _number(line["aim"], leaf["take_decimals"]),
                    "prior": _number(line["prior"], leaf["decimals"]),
                    "weight": _number(leaf["full"], 6),
                    "n": Decimal(size),
                    "elapsed": round(elapsed, 12),
                }
                points = _micro(computed(leaf["formula"], record), leaf["round"])
                resolved.append([leaf["path"], unit, points])
    return resolved


def of_node(parameters: dict[str, Any], path: str, scored: dict[str, Any]) -> list[list[Any]]:
    """Return the score of each unit on a node that is a formula, from the scores of its parts."""
    resolved = []
    for unit, sheet, _ in _units(parameters):
        node = next((node for node in sheet["nodes"] if node["path"] == path), None)
        if node is not None and node["combine"] == "formula":
            earned = scored["units"][unit]
            record = {}
            for part, _, _ in node["parts"]:
                line = earned["leaves"].get(part)
                points = line["points"] if line else earned["nodes"][part]["score"]
                record[part.rpartition("/")[2].replace("-", "_")] = _number(points, 6)
            points = _micro(computed(node["formula"], record), node["round"])
            resolved.append([path, unit, points])
    return resolved


def penalties_of(parameters: dict[str, Any], path: str, scored: dict[str, Any]) -> list[list[str]]:
    """Return the penalties of a node that hold, as path, unit and name.

    Conditions look at the node's score before any penalty, and at its parts' points as written.
    """
    held = []
    for unit, sheet, _ in _units(parameters):
        node = next((node for node in sheet["nodes"] if node["path"] == path), None)
        if node is not None and "penalties" in node:
            earned = scored["units"][unit]
            lines = {**earned["leaves"], **earned["nodes"]}
            record = {
                part.rpartition("/")[2].replace("-", "_"): _number(_points(line), 6)
                for part, line in lines.items()
                if part and part.rpartition("/")[0] == path
            }
            record["score"] = _number(lines[path]["score"], 6)
            held += [
                [path, unit, penalty["name"]]
                for penalty in node["penalties"]
                if evaluate(_parsed(penalty["when"]), record) is True
            ]
    return held


def _points(line: dict[str, Any]) -> int | None:
    found: int | None = line["points"] if "points" in line else line["score"]
    return found


def _number(integer: int | None, decimals: int) -> Decimal | None:
    return None if integer is None else Decimal(integer).scaleb(-decimals)


def _micro(number: Decimal | None, decimals: int) -> int | None:
    return None if number is None else rounded(Fraction(number) * MICRO, decimals)
