"""What is found once, in Python, before any engine scores: powers, formulas, shares by the scores.

Bottom-up, each node once, so that what is found lower down counts higher up. All that comes out
are whole numbers in the parameters, from which every engine and the offline verifier start; these
take them as given and say that they do. The same facts always settle the same way, and settling
what was settled changes nothing.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.resolving import exponents, formulas, shares

Json = dict[str, Any]
# In place of a sheet that has nothing of what is looked at.
_NOTHING = {
    "path": "", "parts": [], "combine": "sum", "exact": False, "prorate": False, "full": 0,
    "rescale_best": None, "low": None, "high": None, "round": 6, "folded": False, "weight": 0,
}  # fmt: skip


def settle(parameters: Json, facts: list[Json]) -> Json:
    """Return the parameters with formulas resolved and shares found: leaves first, then nodes."""
    settled = {**parameters, "resolved": []}
    settled.pop("own_weights", None)
    settled.pop("resolved_penalties", None)
    settled.pop("lambdas", None)
    asking = {leaf["path"] for leaf in _leaves(settled) if exponents.wants_exponent(leaf)}
    if asking:
        bare = score(_only(settled, asking, set()), facts)
        if lambdas := exponents.found_in(_only(settled, asking, set()), bare):
            settled["lambdas"] = lambdas
    if any("weigh" in node for sheet in settled["sheets"] for node in sheet["nodes"]):
        settled["sheets"] = deepcopy(settled["sheets"])
    leaves = {leaf["path"] for leaf in _leaves(settled) if leaf["method"] == "formula"}
    if leaves:
        found = score(_only(settled, leaves, set()), facts)
        settled["resolved"] = formulas.of_leaves(settled, found)
    of_nodes: dict[str, list[list[Any]]] = {}
    for path in sorted(_to_settle(settled), key=_depth, reverse=True):
        found = score(_below(settled, path), facts)
        of_nodes[path] = _of_node(settled, path, found)
        settled["resolved"] = settled["resolved"] + of_nodes[path]
        if _has_penalties(settled, path):
            held = formulas.penalties_of(settled, path, score(_up_to(settled, path), facts))
            settled["resolved_penalties"] = [*settled.get("resolved_penalties", ()), *held]
    if of_nodes:
        settled["resolved"] = _in_order(settled, of_nodes)
    shares.weigh_again(settled)
    return settled


def _leaves(parameters: Json) -> list[Json]:
    return [leaf for sheet in parameters["sheets"] for leaf in sheet["leaves"]]


def _to_settle(parameters: Json) -> list[str]:
    """Return the paths of the nodes that ask for something, in the order of the file."""
    nodes = [node for sheet in parameters["sheets"] for node in sheet["nodes"]]
    asking = (
        node for node in nodes
        if node["combine"] == "formula" or "weigh" in node or "penalties" in node
    )  # fmt: skip
    return list(dict.fromkeys(node["path"] for node in asking))


def _has_penalties(parameters: Json, path: str) -> bool:
    nodes = (node for sheet in parameters["sheets"] for node in sheet["nodes"])
    return any(node["path"] == path and "penalties" in node for node in nodes)


def _depth(path: str) -> int:
    return path.count("/") + 1 if path else 0


def _of_node(settled: Json, path: str, scored: Json) -> list[list[Any]]:
    """Find what a node asks for, and return what is resolved of it."""
    resolved = formulas.of_node(settled, path, scored)
    for number, sheet in enumerate(settled["sheets"]):
        for node in sheet["nodes"]:
            if node["path"] == path and "weigh" in node:
                earned = {unit: scored["units"][unit] for unit in _units(settled, number)}
                resolved += shares.find(sheet, node, earned)
    return resolved


def _units(parameters: Json, number: int) -> list[str]:
    """Return the units of a sheet, in their order."""
    groups = {group["name"] for group in parameters["groups"] if group["sheet"] == number}
    return sorted(unit for unit, group in parameters["contestants"] if group in groups)


def _in_order(settled: Json, of_nodes: dict[str, list[list[Any]]]) -> list[list[Any]]:
    """Return what is resolved: of leaves, then of nodes in the order of the file."""
    nodes = [line for path in _to_settle(settled) for line in of_nodes[path]]
    return [*settled["resolved"][: len(settled["resolved"]) - len(nodes)], *nodes]


def _below(parameters: Json, path: str) -> Json:
    """Return the parameters with nothing but the parts of a node, and what stands below them."""
    inside = f"{path}/" if path else ""
    paths = {
        part["path"]
        for sheet in parameters["sheets"]
        for part in (*sheet["leaves"], *sheet["nodes"])
        if part["path"].startswith(inside) and part["path"] != path
    }
    return _only(parameters, paths, paths)


def _up_to(parameters: Json, path: str) -> Json:
    """Return the parameters with a node and what stands below it."""
    if not path:
        return parameters
    below = _below(parameters, path)
    for sheet, whole in zip(below["sheets"], parameters["sheets"], strict=True):
        sheet["nodes"][-1:-1] = [node for node in whole["nodes"] if node["path"] == path]
    return below


def _only(parameters: Json, leaves: set[str], nodes: set[str]) -> Json:
    """Return the parameters with some leaves and nodes, and a root that says nothing."""
    sheets = [
        {
            "leaves": [leaf for leaf in sheet["leaves"] if leaf["path"] in leaves],
            "nodes": [*(node for node in sheet["nodes"] if node["path"] in nodes), _NOTHING],
        }
        for sheet in parameters["sheets"]
    ]
    return {**parameters, "sheets": sheets}
