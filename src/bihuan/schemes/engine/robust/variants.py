"""Other ways in which the same figures could have been scored: the choices a scheme has made.

Each is the scheme's own parameters with one choice made differently, scored by the plain
reference: nothing is defined a second time here.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np

from bihuan.schemes.engine.definition.exact import MICRO, WHOLE
from bihuan.schemes.engine.robust.field import Field, Ints
from bihuan.schemes.engine.robust.tree import LINEAR

Json = dict[str, Any]
OWN = "own"
# Methods that score a value as it stands, so that another normalisation of it has a meaning.
NORMALISED = (
    "completion", "rank_step", "rank_linear", "minmax_base", "goalposts", "zscore", "percentile",
    "borda", "distance", "above_mean", "as_is", "banded", "efficacy_tier", "growth_vs_ref",
    "target_or_nothing", "completion_step",
)  # fmt: skip
NORMALISATIONS: dict[str, tuple[str, Json]] = {
    "minmax": ("minmax_base", {"base": 0}),
    "zscore": (
        "zscore",
        {"middle": MICRO // 2, "spread": MICRO // 6, "sample": False},
    ),
    "percentile": ("percentile", {"count": "middle"}),
}
IMPUTATIONS = ("group_mean", "group_median", "worst_of_group")
TREATMENTS: dict[str, Json] = {
    "winsorise": {
        "by": "winsorise", "skewness": 2 * MICRO, "kurtosis": 3_500_000, "most": 5, "then": "none",
    }
}  # fmt: skip
AGGREGATIONS = ("arithmetic", "geometric", "harmonic")


def varied(parameters: Json, normalise: str, impute: str, treat: str) -> Json:
    """Return the parameters with every leaf that can be scored so scored otherwise."""
    return {
        **parameters,
        "sheets": [
            {**sheet, "leaves": [_leaf(leaf, normalise, impute, treat) for leaf in sheet["leaves"]]}
            for sheet in parameters["sheets"]
        ],
    }


def _leaf(leaf: Json, normalise: str, impute: str, treat: str) -> Json:
    if leaf["method"] not in NORMALISED:
        return leaf
    found = copy(leaf)
    if impute != OWN:
        found["impute"] = impute
    if treat != OWN:
        found["treat"] = TREATMENTS[treat]
    if normalise != OWN:
        method, params = NORMALISATIONS[normalise]
        found |= {"method": method, "params": params}
        if leaf["method"] in ("completion", "completion_step") and leaf["take"] == "value":
            found |= {"take": "completion", "take_decimals": 6}
            found["direction"] = "lower" if leaf["params"].get("lower") else "higher"
    return found


def aggregated(field: Field, aggregation: str) -> Field:
    """Return the field with its weighted sums and means combined in another way."""
    if aggregation == OWN:
        return field
    nodes = [
        node if node["folded"] else _combining(field, node, aggregation)
        for node in field.sheet["nodes"]
    ]
    return replace(field, sheet={**field.sheet, "nodes": nodes})


def _combining(field: Field, node: Json, aggregation: str) -> Json:
    """Return a weighted sum as a mean of its parts on the node's own scale."""
    if node["combine"] not in LINEAR or len(node["parts"]) == 1 or aggregation == "arithmetic":
        return node
    parts = []
    for path, share, _ in node["parts"]:
        full = field.full_of(path)
        scale = WHOLE * node["full"] // full if full else WHOLE
        parts.append([path, share * full // max(node["full"], 1), scale])
    return {**node, "combine": aggregation, "parts": parts, "exact": False}


def on_scale(field: Field, node: str, shares: Ints) -> Ints:
    """Return shares of a weighted sum as shares of a mean of its parts (see `_combining`)."""
    its = next(one for one in field.nodes if one["path"] == node)
    if its["combine"] not in LINEAR or len(its["parts"]) == 1:
        return shares
    fulls = np.array([field.full_of(path) for path, _, _ in its["parts"]], np.float64)
    return np.asarray(np.rint(shares * fulls / max(its["full"], 1)), np.int64)
