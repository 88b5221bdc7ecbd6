"""The scores of nodes from those of their parts, up to the root.

Standard library only: a published bundle carries this text in its verifier.
"""

from __future__ import annotations

from fractions import Fraction

from bihuan.schemes.engine.definition.combining import combined_score, lessened
from bihuan.schemes.engine.definition.comparing_units import COMPARE, compared
from bihuan.schemes.engine.definition.exact import (
    MICRO,
    WHOLE,
    Json,
    Lines,
    half_up,
    rounded,
)
from bihuan.schemes.engine.definition.taking import Case
from bihuan.schemes.engine.definition.values import enough


def node_lines(
    case: Case,
    sheet: Json,
    members: list[str],
    leaves: dict[str, Lines],
) -> dict[str, Lines]:
    """Return each member's line for each node, from the leaves up."""
    full = {leaf["path"]: leaf["full"] for leaf in sheet["leaves"]}
    nodes: dict[str, Lines] = {}
    for node in sheet["nodes"]:
        lines = {unit: _parts(node, unit, leaves, nodes) for unit in members}
        if "available" in node:
            _leave_out(node, lines, [leaves[path] for path in leaves if _is_below(path, node)])
        if node["combine"] in COMPARE:
            _compare(node, lines)
        else:
            for unit, line in lines.items():
                line["exact"] = None
                if not line["state"]:
                    line["exact"] = _combined(case, node, unit, line["parts"], full)
                    # A formula without an answer blocks the unit: nothing is guessed.
                    line["state"] = "" if line["exact"] is not None else "blocked"
        _finish(case, node, lines)
        nodes[node["path"]] = lines
        full[node["path"]] = node["full"]
    return nodes


def _parts(
    node: Json,
    unit: str,
    leaves: dict[str, Lines],
    nodes: dict[str, Lines],
) -> Json:
    """Return the scores of the parts that are there, and whether one blocks or none is left."""
    parts: dict[str, int] = {}
    blocked = False
    for path, _share, _scale in node["parts"]:
        if path in leaves:
            line = leaves[path][unit]
            got = line["points"]
            excluded = line["missing"] in ("exclude_and_prorate", "not_applicable")
        else:
            line = nodes[path][unit]
            got, excluded = line["score"], line["state"] == "excluded"
        if got is not None:
            parts[path] = got
        elif not excluded:
            blocked = True
    state = "blocked" if blocked else ("" if parts else "excluded")
    return {"parts": parts, "state": state, "score": None}


def _is_below(path: str, node: Json) -> bool:
    return not node["path"] or path.startswith(f"{node['path']}/")


def _leave_out(node: Json, lines: Lines, leaves: list[Lines]) -> None:
    """Leave out the units that have too few values below a node; at the root they have no total.

    What was filled in is no value, and what does not concern a unit is not counted.
    """
    for unit, line in lines.items():
        below = [its[unit] for its in leaves]
        concerned = [its for its in below if its["missing"] != "not_applicable"]
        seen = sum(not its["missing"] and not its.get("imputed") for its in concerned)
        line["available"] = [seen, len(concerned)]
        if not enough(node, seen, len(concerned)):
            line["state"] = "excluded" if node["path"] else "blocked"


def _combined(
    case: Case,
    node: Json,
    unit: str,
    scores: dict[str, int],
    full: dict[str, int],
) -> Fraction | None:
    """Return the node's exact score in micro-points."""
    if node["combine"] in ("formula", "doubt"):
        resolved = case.resolved.get((node["path"], unit))
        return None if resolved is None else Fraction(resolved)
    parts = [part for part in node["parts"] if part[0] in scores]
    if node["combine"] in ("sum", "mean"):
        weighted = Fraction(sum(share * scores[path] for path, share, _ in parts), WHOLE)
        present = sum(share * full[path] for path, share, _ in parts)
        if len(parts) == len(node["parts"]) or present == 0:
            return weighted
        whole = sum(share * full[path] for path, share, _ in node["parts"])
        return weighted * Fraction(whole, present)
    return combined_score(node, scores)


def _compare(node: Json, lines: Lines) -> None:
    """Give each unit that has all parts its exact score beside the others; the rest is left out."""
    paths = [path for path, _, _ in node["parts"]]
    for line in lines.values():
        line["exact"] = None
        if not line["state"] and len(line["parts"]) < len(paths):
            line["state"] = "excluded"
    there = [line for line in lines.values() if not line["state"]]
    rows = [[line["parts"][path] for path in paths] for line in there]
    for line, exact in zip(there, compared(node, rows), strict=True):
        line["exact"] = exact


def _finish(case: Case, node: Json, lines: Lines) -> None:
    """Rescale to the best of the group if declared, round, then apply what lessens the score."""
    times = dict(node.get("difficulty", ()))
    there = [line for line in lines.values() if line["exact"] is not None]
    best = max((half_up(line["exact"]) for line in there), default=0)
    for unit, line in lines.items():
        exact = line["exact"]
        if exact is None:
            continue
        if node["rescale_best"] is not None and best > 0:
            exact = Fraction(half_up(exact) * node["rescale_best"], best)
        score = rounded(exact, node["round"])
        names = [penalty["name"] for penalty in node.get("penalties", ())]
        held = [name for name in names if (node["path"], unit, name) in case.penalties]
        line["score"] = lessened(node, score, times.get(unit, MICRO), held)
        if "difficulty" in node:
            line["times"] = times.get(unit, MICRO)
        if "penalties" in node:
            line["penalties"] = held
    for line in lines.values():
        line.pop("exact")
        line.pop("parts", None)


def root_exact(
    sheet: Json,
    unit: str,
    leaves: dict[str, Lines],
    nodes: dict[str, Lines],
) -> int | None:
    """Return the root's score in 1e-15 points; a plain weighted sum is not rounded before."""
    root = sheet["nodes"][-1]
    score = nodes[root["path"]][unit]["score"]
    if score is None:
        return None
    if not root["exact"]:
        return int(score) * WHOLE
    exact = 0
    for path, share, _ in root["parts"]:
        part = leaves[path][unit]["points"] if path in leaves else nodes[path][unit]["score"]
        exact += share * part
    return exact
