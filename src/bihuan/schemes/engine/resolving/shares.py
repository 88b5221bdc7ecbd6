"""Shares of parts found from their scores, put where ordinary shares stand, and weights below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from bihuan.ledger.words import Refused
from bihuan.schemes.engine.definition.exact import MICRO, WHOLE, half_up, rounded
from bihuan.schemes.engine.numbers.digits import points as shown
from bihuan.schemes.engine.resolving.weighed import found
from bihuan.schemes.engine.weighing.doubt import BOUNDS, bounds_hold, by_doubt
from bihuan.schemes.engine.weighing.matrix import Column, Matrix, Weights
from bihuan.schemes.engine.weighing.sharing import shared
from bihuan.schemes.engine.weighing.ways import WAYS

Json = dict[str, Any]
HUNDRED = 100 * MICRO
_MEANS = ("mean", "doubt")


def find(sheet: Json, node: Json, earned: Mapping[str, Json]) -> list[list[Any]]:
    """Set the shares of a node's parts by what its units earned; return what is resolved of it.

    Units that lack a part take no part in finding the shares.
    """
    matrix = _matrix(sheet, node, earned)
    if node["weigh"]["by"] == "doubt":
        return list(_own_shares(sheet, node, matrix, earned))
    left = [column.path for column in matrix.columns if column.constant]
    weights = Weights(tuple(Fraction(0) for _ in matrix.columns))
    if len(left) < len(matrix.columns):
        asked = {**node["weigh"], "path": node["path"]}
        weights = WAYS[node["weigh"]["by"]](matrix, asked)
    parts = shared(weights.sizes, node["weigh"]["decimals"])
    _put(sheet, node, parts)
    listed = zip((column.path for column in matrix.columns), parts, strict=True)
    node["weighed"] = found(node["weigh"]["by"], len(matrix.units), listed, weights.measures, left)
    return []


def _matrix(sheet: Json, node: Json, earned: Mapping[str, Json]) -> Matrix:
    """Return the scores of the parts on the node's scale, of the units that have all of them."""
    paths = [path for path, _, _ in node["parts"]]
    scores = {unit: [_score(lines, path) for path in paths] for unit, lines in earned.items()}
    units = tuple(unit for unit, row in scores.items() if None not in row)
    leaves = {leaf["path"]: leaf for leaf in sheet["leaves"]}
    fulls = _fulls(sheet)
    columns = []
    for at, path in enumerate(paths):
        leaf = leaves.get(path, {})
        raw = leaf.get("method") == "raw"
        columns.append(
            Column(
                path,
                tuple(scores[unit][at] or 0 for unit in units),
                Fraction(1, MICRO) if raw else Fraction(100, fulls[path] or HUNDRED),
                raw,
                raw and leaf["direction"] == "lower",
            )
        )
    return Matrix(units, tuple(columns))


def _score(lines: Json, path: str) -> int | None:
    line = lines["leaves"].get(path)
    got: int | None = line["points"] if line else lines["nodes"][path]["score"]
    return got


def _fulls(sheet: Json) -> dict[str, int]:
    return {part["path"]: part["full"] for part in (*sheet["leaves"], *sheet["nodes"])}


def _put(sheet: Json, node: Json, parts: list[int]) -> None:
    """Put the shares where they stand: those of a mean bring scores to its scale too."""
    fulls = _fulls(sheet)
    for part, share in zip(node["parts"], parts, strict=True):
        to_hundred = Fraction(HUNDRED, fulls[part[0]] or HUNDRED)
        part[1] = half_up(share * to_hundred) if node["combine"] in _MEANS else share


# Benefit of the doubt: every unit has its own


def _own_shares(
    sheet: Json, node: Json, matrix: Matrix, earned: Mapping[str, Json]
) -> Iterator[list[Any]]:
    """Yield each unit's score under its own shares; None where it lacks a part.

    `edges` are what a point of each part adds to the unit's score, until the weights are set.
    """
    weigh, count = node["weigh"], len(matrix.columns)
    least, most = Fraction(weigh["least"], MICRO), Fraction(weigh["most"], MICRO)
    if not bounds_hold(least, most, count):
        raise Refused(BOUNDS, least=shown(weigh["least"]), most=shown(weigh["most"]), count=count)
    owned = by_doubt(matrix, weigh)
    paths, decimals = [column.path for column in matrix.columns], weigh["decimals"]
    rows = {unit: shared(own.shares, decimals) for unit, own in owned.items()}
    sums = [sum((Fraction(row[at]) for row in rows.values()), Fraction(0)) for at in range(count)]
    means = shared(sums, decimals)
    _put(sheet, node, means)
    node["weighed"] = {
        **found(weigh["by"], len(rows), zip(paths, means, strict=True), ()),
        "shares": [[unit, *row] for unit, row in rows.items()],
        "edges": {
            unit: [half_up(weight * HUNDRED * WHOLE) for weight in own.weights]
            for unit, own in owned.items()
        },
    }
    for unit in earned:
        score = rounded(owned[unit].score * HUNDRED, node["round"]) if unit in owned else None
        yield [node["path"], unit, score]


# Weights, once all shares are known


def weigh_again(parameters: Json) -> None:
    """Set what every part weighs under the shares that were found, downwards from the root."""
    own: list[list[Any]] = []
    for sheet in parameters["sheets"]:
        if not any("weigh" in node for node in sheet["nodes"]):
            continue
        weights = _weights(sheet, {})
        for part in (*sheet["leaves"], *sheet["nodes"]):
            part["weight"] = weights[part["path"]]
        own += _own_weights(sheet)
    if own:
        parameters["own_weights"] = own


def _own_weights(sheet: Json) -> Iterator[list[Any]]:
    """Yield what parts weigh for one unit, below the nodes that it has its own shares of."""
    edges: dict[str, dict[str, list[int]]] = {}
    for node in sheet["nodes"]:
        for unit, line in node.get("weighed", {}).pop("edges", {}).items():
            edges.setdefault(unit, {})[node["path"]] = line
    for unit, lines in sorted(edges.items()):
        inside = tuple(f"{path}/" if path else "" for path in lines)
        for path, weight in _weights(sheet, lines).items():
            if path.startswith(inside) and path not in lines:
                yield [path, unit, weight]


def _weights(sheet: Json, edges: Mapping[str, list[int]]) -> dict[str, int]:
    """Return the weight of every part by path; `edges` in place of the shares of some nodes."""
    weights = {"": WHOLE}
    for node in reversed(sheet["nodes"]):
        if node["folded"]:
            continue
        own = edges.get(node["path"])
        for at, (path, share, scale) in enumerate(node["parts"]):
            edge = Fraction(own[at]) if own else Fraction(share * scale, WHOLE)
            weights[path] = half_up(weights[node["path"]] * edge / WHOLE)
    # A folded node is there for display: it weighs what its parts do.
    fulls = _fulls(sheet)
    for node in sheet["nodes"]:
        if node["folded"]:
            whole = sum(weights[path] * fulls[path] for path, _, _ in node["parts"])
            weights[node["path"]] = half_up(Fraction(whole, node["full"])) if node["full"] else 0
    return weights
