"""A sheet: the leaves and nodes of a tree with whole-number shares and weights.

Leaves that are for some groups only make a sheet for each group, so that the weights of each
add up among the parts that it has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from bihuan.schemes.engine.definition.exact import MICRO, WHOLE, half_up
from bihuan.schemes.engine.numbers.integers import apportioned, micro, optional_micro, scaled
from bihuan.schemes.engine.resolving.branches import LINEAR, Branch, Planting, leaves_written
from bihuan.schemes.engine.resolving.combined import combining
from bihuan.schemes.engine.resolving.leaves import (
    Measures,
    aim,
    decimals_taken,
    direction_of,
    goals_of,
    method_of,
    params_of,
)
from bihuan.schemes.engine.resolving.leaves_normalising import compared_with
from bihuan.schemes.engine.resolving.leaves_values import along, band_along, treat_of, values_of
from bihuan.schemes.engine.resolving.weighed import weighing
from bihuan.schemes.spec.leaves import Formula, Leaf
from bihuan.schemes.spec.nodes import Node
from bihuan.schemes.spec.scheme import SchemeSpec
from bihuan.schemes.spec.weights import Doubt


def sheet(spec: SchemeSpec, measures: Measures, group: str | None, day: date) -> dict[str, Any]:
    """Return the sheet of one group, or of all groups where `group` is None.

    Weights are those in force on `day`, the first of the period.
    """
    writing = _Writing(spec, measures)
    writing.node(Planting(spec, measures, group, day).tree(), WHOLE)
    return {"leaves": writing.leaves, "nodes": writing.nodes}


def has_leaves_by_group(spec: SchemeSpec) -> bool:
    """Return whether some leaf is for some groups only."""
    return any(leaf.groups for leaf in leaves_written(spec.score))


@dataclass(slots=True)
class _Writing:
    """A sheet while it is written: parts in the order of the file, each node after its parts."""

    spec: SchemeSpec
    measures: Measures
    leaves: list[dict[str, Any]] = field(default_factory=list)
    nodes: list[dict[str, Any]] = field(default_factory=list)

    def node(self, node: Branch, weight: int) -> None:
        parts = list(node.flat())
        shares = _shares(parts)
        weights = {
            part.path: half_up(Fraction(weight * share, WHOLE) * part.scale)
            for (part, _), share in zip(parts, shares, strict=True)
        }
        self._parts(node, weight, weights)
        found = _node(node, weight, shares) | combining(node, self.spec, self.measures)
        if "difficulty" in found or "penalties" in found:
            found["exact"] = False
        self.nodes.append(found)

    def _parts(self, node: Branch, weight: int, weights: dict[str, int]) -> None:
        """Write what stands below; parts of a folded node weigh what the node above gave them."""
        for part in node.children:
            if isinstance(part.written, Leaf):
                self.leaves.append(self._leaf(part, part.written, weights[part.path]))
            elif part.folded:
                own = half_up(weight * part.edge)
                self._parts(part, own, weights)
                self.nodes.append(_node(part, own, _shares(list(part.flat()))))
            else:
                self.node(part, weights[part.path])

    def _leaf(self, branch: Branch, leaf: Leaf, weight: int) -> dict[str, Any]:
        measured = self.measures[leaf.indicator]
        indicator = measured.spec
        title = leaf.title.text if leaf.title else measured.title
        full = half_up(branch.full * MICRO)
        kept = decimals_taken(leaf, indicator, treat_of(leaf, self.spec))
        direction = direction_of(leaf, indicator)
        band = leaf.band if direction == "target_band" else None
        within = [scaled(band.low, kept), scaled(band.high, kept)] if band else None
        params = params_of(leaf, full, kept, self.measures)
        happens = values_of(leaf, self.spec, self.measures)
        if transform := happens.get("transform"):
            within, params = (
                band_along(within, transform, kept),
                along(leaf, params, transform, kept),
            )
        return {
            "path": branch.path,
            "name": branch.path.rpartition("/")[2],
            "title": {"zh": title.zh, "en": title.en},
            "indicator": leaf.indicator,
            "method": method_of(leaf),
            "unit_of_measure": indicator.unit_of_measure,
            "decimals": indicator.decimals,
            "take": leaf.take,
            "take_decimals": kept,
            "growth_base": leaf.growth_base,
            "direction": direction,
            "target": aim(leaf, indicator, kept),
            "band": within,
            "full": full,
            "missing": leaf.missing or self.spec.missing,
            "not_applicable": sorted(leaf.not_applicable),
            "difficulty": _difficulty(self.spec, leaf),
            "round": 6 if leaf.round is None else leaf.round,
            "low": optional_micro(leaf.low_points),
            "high": optional_micro(leaf.high_points),
            "weight": weight,
            "params": params,
            "formula": leaf.formula if isinstance(leaf, Formula) else "",
            # Goals move nothing, so that a scheme without them has no word of them here.
            **({"goals": goals_of(leaf)} if leaf.goals else {}),
            **happens,
            **compared_with(leaf, self.spec),
        }


def _shares(parts: list[tuple[Branch, Fraction]]) -> list[int]:
    """Return whole-number shares; those of parts out of the same points keep their exact sum."""
    shares = [0] * len(parts)
    for full in {part.full for part, _ in parts}:
        at = [i for i, (part, _) in enumerate(parts) if part.full == full]
        for i, share in zip(at, apportioned([parts[i][1] for i in at]), strict=True):
            shares[i] = share
    return shares


def _node(node: Branch, weight: int, shares: list[int]) -> dict[str, Any]:
    written = node.written
    if isinstance(written, Leaf):
        raise TypeError(node.path)
    title = written.title if isinstance(written, Node) else None
    low, high = optional_micro(written.low), optional_micro(written.high)
    rescale = optional_micro(written.rescale_best)
    prorate = node.may_prorate
    combine = "doubt" if isinstance(written.weigh, Doubt) else written.combine
    plain = combine in LINEAR and not prorate
    rounding = getattr(written, "round", None)
    return {
        "path": node.path,
        "name": node.path.rpartition("/")[2],
        "title": {"zh": title.zh, "en": title.en} if title else {"zh": "总分", "en": "Total"},
        "combine": combine,
        "formula": written.formula,
        "parts": [
            [part.path, share, half_up(part.scale * WHOLE)]
            for (part, _), share in zip(node.flat(), shares, strict=True)
        ],
        "folded": node.folded,
        "exact": not node.path and plain and (low, high, rescale) == (None, None, None),
        "prorate": prorate,
        "full": half_up(node.full * MICRO),
        "rescale_best": rescale,
        "low": low,
        "high": high,
        "round": 6 if rounding is None else rounding,
        "weight": weight,
        **({"available": micro(written.available)} if written.available is not None else {}),
        # Only where shares come from elsewhere than the parts' weights.
        **weighing(node),
    }


def _difficulty(spec: SchemeSpec, leaf: Leaf) -> list[list[Any]]:
    for table in spec.difficulty:
        if table.name == leaf.difficulty:
            return sorted([row.unit, micro(row.times)] for row in table.units)
    return []
