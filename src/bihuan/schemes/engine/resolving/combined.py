"""What a node's way of combining needs, as whole numbers in its parameters.

Each key stands only where the node uses it::

    using         exponent: micro                       of generalised
                  exponents: [[path, parts of 10^9]]    of product, unless `weigh` gives the shares
                  by_place: [parts of 10^9]             of owa
                  penalty: minus | plus                 of mazziotta_pareto
                  scale: word                           of topsis, moora, electre
                  strategy: micro                       of vikor
                  preferences: [[path, shape, q, p, s]] of promethee, one for each part, in micro
                  bounds: [[path, low, high]]           of spotis, one for each part, in micro
                  concordance, discordance: micro|null  of electre; null is the mean of all pairs
                  all_orders: units                     of kemeny
    costs         [path]: parts of a comparing node of which less is better
    difficulty    [[unit, micro]]: the coefficients of `times`, where not 1
    penalties     [{name, title, when, factor: micro or less: micro}], in their order
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bihuan.schemes.engine.definition.exact import MICRO, WHOLE
from bihuan.schemes.engine.numbers.integers import micro, optional_micro, scaled
from bihuan.schemes.engine.resolving.branches import Branch
from bihuan.schemes.engine.resolving.leaves import Measures, direction_of
from bihuan.schemes.spec.combining import COMPARING, Penalty, Preference, Using
from bihuan.schemes.spec.leaves import Leaf
from bihuan.schemes.spec.nodes import Node, Root
from bihuan.schemes.spec.normalising import Raw
from bihuan.schemes.spec.scheme import SchemeSpec

Json = dict[str, Any]
HUNDRED = 100 * MICRO


def combining(node: Branch, spec: SchemeSpec, measures: Measures) -> Json:
    """Return what a node's way of combining needs, and what lessens its score."""
    written = node.written
    if isinstance(written, Leaf):
        raise TypeError(node.path)
    found: Json = {}
    if written.combine in _USING:
        found["using"] = _USING[written.combine](written.using, node)
    if written.combine in COMPARING and (costs := list(_costs(node, measures))):
        found["costs"] = costs
    if times := _coefficients(spec, written):
        found["difficulty"] = times
    if written.penalties:
        found["penalties"] = [_penalty(each) for each in written.penalties]
    return found


def _costs(node: Branch, measures: Measures) -> Iterator[str]:
    """Yield the parts that are raw numbers of which less is better."""
    for part in node.children:
        leaf = part.written
        if isinstance(leaf, Raw):
            indicator = measures[leaf.indicator].spec
            if direction_of(leaf, indicator) == "lower":
                yield part.path


def _coefficients(spec: SchemeSpec, written: Node | Root) -> list[list[Any]]:
    for table in spec.difficulty:
        if table.name == written.times:
            rows = ([row.unit, micro(row.times)] for row in table.units)
            return sorted(row for row in rows if row[1] != MICRO)
    return []


def _penalty(penalty: Penalty) -> Json:
    title = penalty.title.text
    written = {"name": penalty.name, "title": {"zh": title.zh, "en": title.en}}
    written["when"] = penalty.when
    if penalty.times is not None:
        return {**written, "factor": micro(penalty.times)}
    return {**written, "less": optional_micro(penalty.less) or 0}


# The numbers of each way


def _product(_using: Using, node: Branch) -> Json:
    """A part without a weight stands once; shares found elsewhere are the powers themselves."""
    if node.weigh is not None:
        return {}
    powers = [
        [part.path, WHOLE if part.weight is None else int(part.weight * WHOLE)]
        for part in node.children
    ]
    return {"exponents": powers}


def _electre(using: Using, _node: Branch) -> Json:
    return {
        "scale": using.scale or "vector",
        "concordance": optional_micro(using.concordance),
        "discordance": optional_micro(using.discordance),
    }


def _promethee(using: Using, node: Branch) -> Json:
    rows = []
    for part in node.children:
        chosen = (each for each in using.preferences if not each.parts or part.name in each.parts)
        its = next(chosen, Preference())
        numbers = (its.indifference, its.preference, its.deviation)
        rows.append([part.path, its.shape, *(micro(number) for number in numbers)])
    return {"preferences": rows}


def _spotis(using: Using, node: Branch) -> Json:
    ends = {each.part: [micro(each.low), micro(each.high)] for each in using.bounds}
    # Parts are brought to 100 points first, whatever they are out of.
    return {
        "bounds": [[part.path, *ends.get(part.name, [0, HUNDRED])] for part in node.children],
    }


def _scale(using: Using, _node: Branch) -> Json:
    return {"scale": using.scale or "vector"}


_USING: dict[str, Callable[[Using, Branch], Json]] = {
    "generalised": lambda using, _: {"exponent": optional_micro(using.exponent) or 0},
    "product": _product,
    "owa": lambda using, _: {"by_place": [scaled(share, 9) for share in using.order]},
    "mazziotta_pareto": lambda using, _: {"penalty": using.penalty or "minus"},
    "topsis": _scale,
    "moora": _scale,
    "electre": _electre,
    "vikor": lambda using, _: {"strategy": _half(using)},
    "promethee": _promethee,
    "spotis": _spotis,
    "kemeny": lambda using, _: {"all_orders": using.exact or 8},
}


def _half(using: Using) -> int:
    return MICRO // 2 if using.strategy is None else micro(using.strategy)
