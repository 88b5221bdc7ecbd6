"""How a node's weighing stands in the parameters: what was asked for, and what was found.

`weigh` is asked for where shares come from the scores, so that they are found when these are
known (settling.py). `weighed` is what was found, and what led there::

    weigh     {by, decimals, ...}: `form, eigenvalue, share, together` (micro) of principal,
              `importance` [[path, micro]] of targets, `least, most` (micro) of doubt
    weighed   by
              units      how many had all parts; 0 where no score is asked
              parts      [[path, share]] of the parts as written; for doubt the means of all units
              measures   [[name, path, at, number]]: numbers on the way, in parts of 10^9
              left       paths of the parts without weight, since they tell no units apart
              shares     of doubt alone: [[unit, share of each part, ...]]
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bihuan.schemes.engine.definition.exact import WHOLE, half_up
from bihuan.schemes.engine.numbers.integers import micro
from bihuan.schemes.engine.resolving.branches import Branch
from bihuan.schemes.engine.weighing.matrix import Measure
from bihuan.schemes.spec.weights import Doubt, Principal, Targets, Weigh

Json = dict[str, Any]


def weighing(node: Branch) -> Json:
    """Return the keys of a node about where its parts' shares come from; none where it has none."""
    weigh, paths = node.weigh, [part.path for part in node.children]
    if weigh is None:
        return {}
    if node.weights is None:
        return {"weigh": _asked(weigh, paths)}
    parts = list(zip(paths, node.shares, strict=True))
    named = {part.name: part.path for part in node.children}
    measures = [
        Measure(line.name, named.get(line.part, ""), line.value, line.at)
        for line in node.weights.measures
    ]
    return {"weighed": found(weigh.by, 0, parts, measures)}


def found(
    by: str,
    units: int,
    parts: Iterable[tuple[str, int]],
    measures: Iterable[Measure],
    left: Iterable[str] = (),
) -> Json:
    """Return what was found, as it stands in the parameters."""
    return {
        "by": by,
        "units": units,
        "parts": [[path, share] for path, share in parts],
        "measures": [
            [line.name, line.part, line.at, half_up(line.value * WHOLE)] for line in measures
        ],
        "left": list(left),
    }


def _asked(weigh: Weigh, paths: list[str]) -> Json:
    asked: Json = {"by": weigh.by, "decimals": weigh.decimals}
    if isinstance(weigh, Principal):
        asked["form"] = weigh.form
        for name in ("eigenvalue", "share", "together"):
            asked[name] = micro(getattr(weigh, name))
    elif isinstance(weigh, Targets):
        shares = {line.part: micro(line.share) for line in weigh.importance}
        asked["importance"] = [[path, shares.get(_name(path), 0)] for path in paths]
    elif isinstance(weigh, Doubt):
        asked["least"], asked["most"] = micro(weigh.least), micro(weigh.most)
    return asked


def _name(path: str) -> str:
    return path.rpartition("/")[2]
