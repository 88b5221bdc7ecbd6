"""The lines of one unit: what each leaf and node adds to the total, and what stands between.

Contributions, adjustments and remainders add up to the total exactly, in 1e-15 points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bihuan.ledger.words import Text
from bihuan.schemes.engine.definition.exact import MICRO, WHOLE
from bihuan.schemes.engine.numbers.digits import exact, plain, points
from bihuan.schemes.engine.result import (
    AdjustmentLine,
    LeafLine,
    NodeLine,
    RemainderLine,
    SourceLine,
    VetoLine,
    Words,
)
from bihuan.schemes.engine.telling.arithmetic import in_numbers
from bihuan.schemes.engine.telling.node_words import causes_of

Json = dict[str, Any]
EXCLUDED = ("exclude_and_prorate", "not_applicable")
_PRORATED = Text("parts left out are scaled up", "不涉及或缺项折算")
_LEFT_OUT = Text("left out, since parts are missing", "因缺项不计入")
_RESCALED = Text("scaled to the best of the group", "按组内最高分折算")
_BOUNDED = Text("floor or cap", "保底或封顶")
_ROUNDED = Text("rounding", "四舍五入")
_STRUCK = Text("veto: the total is zero", "一票否决，总分为零")
_WHY = {
    "": Text("", ""),
    "same_fact": Text("the same fact counts once", "同一事项只计一次，就高不就低"),
    "rule_cap": Text("ceiling of the rule", "超出该项上限部分不计"),
    "total_cap": Text("ceiling on the sum", "超出合计上限部分不计"),
}


def words(text: Text) -> Words:
    """Return a text as it stands in a result."""
    return Words(zh=text.zh, en=text.en)


def weighed_for(sheet: Json, own: Mapping[str, int] | None) -> Json:
    """Return a sheet as it weighs for one unit that has weights of its own, by path."""
    if not own:
        return sheet
    return {
        kind: [{**part, "weight": own.get(part["path"], part["weight"])} for part in sheet[kind]]
        for kind in ("leaves", "nodes")
    }


def leaf_lines(
    parameters: Json, sheet: Json, unit: str, earned: Json, sources: dict[tuple[str, str], Any]
) -> Iterator[LeafLine]:
    """Yield the line of each leaf of a unit."""
    shown = parameters["rounding"]["shown"]
    for leaf in sheet["leaves"]:
        line, decimals = earned["leaves"][leaf["path"]], leaf["decimals"]
        kept = leaf["take_decimals"]
        its = LeafLine(
            path=leaf["path"],
            name=leaf["name"],
            title=leaf["title"],
            indicator=leaf["indicator"],
            method=leaf["method"],
            unit_of_measure=leaf["unit_of_measure"],
            value=plain(line["value"], decimals),
            target=plain(_target(leaf, line), decimals),
            prior=plain(line["prior"], decimals),
            taken=plain(line["taken"], kept),
            points="" if line["points"] is None else points(line["points"], shown),
            full=points(leaf["full"]),
            contribution=exact(contribution(leaf, line["points"]), shown),
            most=exact(leaf["weight"] * most(leaf, unit)),
            rank=line["rank"],
            of=line["of"],
            low=plain(line["low"], kept),
            high=plain(line["high"], kept),
            formula=words(in_numbers(parameters, leaf, line, unit)),
            goal=_goal(leaf, line["rank"]),
            missing=line["missing"],
            flags=sorted(set(line["flags"])) if line["flags"] else [],
            source=sources.get((unit, leaf["indicator"])),
        )
        if "imputed" in line:
            its["imputed"] = line["imputed"]
        if "treated" in line:
            its["treated"] = line["treated"]
        if "before" in line:
            its["before"] = plain(line["before"], kept)
        yield its


def _goal(leaf: Json, rank: int | None) -> Words | None:
    """Return the title of the best goal that a rank reaches; goals stand best first."""
    if rank is None or not leaf.get("goals"):
        return None
    best = next((goal for goal in leaf["goals"] if rank <= goal["rank"]), None)
    return Words(zh=best["title"]["zh"], en=best["title"]["en"]) if best else None


def _target(leaf: Json, line: Json) -> int | None:
    """Return the target that counted, at the decimals of the indicator where it has no more."""
    if leaf["target"] is not None and leaf["take_decimals"] == leaf["decimals"]:
        aim: int = leaf["target"]
        return aim
    target: int | None = line["target"]
    return target


def contribution(part: Json, score: int | None) -> int:
    """Return what a leaf or node adds to the total, in 1e-15 points."""
    return int(part["weight"]) * (score or 0)


def most(leaf: Json, unit: str) -> int:
    """Return the most micro-points that a unit can earn on a leaf; without a cap, the full ones."""
    params = leaf["params"]
    found: int = leaf["full"]
    if params.get("cap") is not None:
        found = max(found * params["cap"] // MICRO, 0)
    elif leaf["method"] == "completion_step" and params["high"] is not None:
        found = params["high"]
    elif leaf["method"] == "efficacy_tier":
        found = found * params["coefficients"][0] // MICRO
    elif leaf["method"] == "banded":
        found = found * max(share for _, share in params["table"]) // MICRO
    elif leaf["method"] == "categorical":
        found = found * params["steps"][-1][1] // MICRO
    elif leaf["method"] == "above_mean":
        found = found * params["above"] // MICRO
    found = found * dict(leaf["difficulty"]).get(unit, MICRO) // MICRO
    return found if leaf["high"] is None else min(found, leaf["high"])


def node_lines(sheet: Json, earned: Json) -> Iterator[NodeLine]:
    """Yield the line of each inner node that has a score."""
    parts = _by_path(sheet)
    for node in sheet["nodes"][:-1]:
        its = earned["nodes"][node["path"]]
        if its["score"] is not None:
            line = NodeLine(
                path=node["path"],
                title=node["title"],
                combine=node["combine"],
                score=points(its["score"]),
                contribution=exact(_adds(parts, node, earned)),
            )
            if "penalties" in its:
                line["penalties"] = its["penalties"]
            yield line


def _adds(parts: Json, node: Json, earned: Json) -> int:
    """Return what a node adds; a folded one adds what its parts do."""
    if node["folded"]:
        return _of_parts(parts, node, earned)
    return contribution(node, earned["nodes"][node["path"]]["score"])


def _by_path(sheet: Json) -> Json:
    """Return the leaves and nodes of a sheet by their path."""
    return {part["path"]: part for part in (*sheet["leaves"], *sheet["nodes"])}


def _of_parts(parts: Json, node: Json, earned: Json) -> int:
    return sum(contribution(parts[path], _earned(earned, path)) for path, _, _ in node["parts"])


def _earned(earned: Json, path: str) -> int | None:
    line = earned["leaves"].get(path)
    found: int | None = line["points"] if line else earned["nodes"][path]["score"]
    return found


def remainder_lines(
    parameters: Json, sheet: Json, earned: Json, concluded: Json
) -> Iterator[RemainderLine]:
    """Yield what stands between the parts and the total: each node that is not a plain sum ..."""
    root, parts = sheet["nodes"][-1], _by_path(sheet)
    for node in sheet["nodes"]:
        score = earned["nodes"][node["path"]]["score"]
        if node["folded"]:
            continue
        whole = earned["exact"] if node is root else contribution(node, score)
        amount = whole - _of_parts(parts, node, earned)
        if amount:
            yield _remainder(node["path"], _cause(node, earned), amount)
    counted = sum(line["counted"] for line in concluded["adjustments"]) * WHOLE
    before = earned["exact"] + counted
    if concluded["exact"] != before:
        yield _remainder("", _STRUCK, concluded["exact"] - before)
    left = concluded["total"] * WHOLE - concluded["exact"]
    if left:
        decimals = parameters["rounding"]["total"]
        rounding = Text(f"rounding to {decimals} decimals", f"四舍五入到{decimals}位小数")
        yield _remainder("", rounding, left)


def _remainder(path: str, why: Text, amount: int) -> RemainderLine:
    return RemainderLine(path=path, why=words(why), amount=exact(amount))


def _cause(node: Json, earned: Json) -> Text:
    """Return what a node does to its parts beside adding them up."""
    if earned["nodes"][node["path"]]["score"] is None:
        return _LEFT_OUT
    causes = list(causes_of(node, earned["nodes"][node["path"]]))
    if any(_is_excluded(earned, path) for path, _, _ in node["parts"]):
        causes.append(_PRORATED)
    if node["rescale_best"] is not None:
        causes.append(_RESCALED)
    if earned["nodes"][node["path"]]["score"] in (node["low"], node["high"]):
        causes.append(_BOUNDED)
    causes = causes or [_ROUNDED]
    return Text(", ".join(cause.en for cause in causes), "、".join(cause.zh for cause in causes))


def _is_excluded(earned: Json, path: str) -> bool:
    line = earned["leaves"].get(path)
    if line:
        return line["missing"] in EXCLUDED and line["points"] is None
    return bool(earned["nodes"][path]["state"] == "excluded")


def adjustment_lines(
    parameters: Json, facts: list[Json], concluded: Json
) -> Iterator[AdjustmentLine]:
    """Yield each bonus and deduction of a unit as entered and as it counts."""
    titles = {rule["name"]: rule["title"] for rule in parameters["adjustments"]}
    for line in concluded["adjustments"]:
        row = facts[line["at"]]
        yield AdjustmentLine(
            rule=line["rule"],
            title=titles[line["rule"]],
            kind=line["kind"],
            raw=points(line["raw"]),
            counted=points(line["counted"]),
            why=words(_WHY[line["why"]]),
            reason=row.get("reason") or "",
            source=source_of(row),
        )


def veto_lines(
    parameters: Json, facts: list[Json], unit: str, concluded: Json
) -> Iterator[VetoLine]:
    """Yield each veto that struck a unit, with the list entry it stands on."""
    for veto in parameters["vetoes"]:
        if veto["name"] in concluded["vetoes"]:
            row = next(
                row
                for row in facts
                if (row["row"], row.get("unit"), row.get("rule")) == ("veto", unit, veto["name"])
            )
            yield VetoLine(
                name=veto["name"],
                title=veto["title"],
                effect=veto["effect"],
                basis=veto["basis"],
                source=source_of(row),
            )


def source_of(row: Json) -> SourceLine | None:
    """Return where a row was read, if it says so."""
    source: SourceLine | None = row.get("source") or None
    return source
