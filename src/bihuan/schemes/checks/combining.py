"""Nodes: what their way of combining needs, and what would lessen their score."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.cel.types import BOOL, NUMBER
from bihuan.mechanisms.engine.expressions import expression_mistakes
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.checks.names import TABLE, given_twice
from bihuan.schemes.checks.numbers import NOT_A_SHARE
from bihuan.schemes.checks.scene import PART, Scene
from bihuan.schemes.engine.numbers.integers import TOO_FINE
from bihuan.schemes.spec.combining import COMPARING, Preference
from bihuan.schemes.spec.nodes import Node, Root
from bihuan.schemes.spec.normalising import Raw

USING_UNUSED = Message(
    "using-unused",
    Text(
        en="combine: {combine} has no use for {key}",
        zh="combine: {combine} 用不到 {key}",
    ),
    Text(en="delete it, or write another combine: {ways}", zh="请删去，或改写 combine：{ways}"),
)
EXPONENT_MISSING = Message(
    "exponent-missing",
    Text(en="a generalised mean has no exponent", zh="广义平均没有写指数"),
    Text(
        en="write using: {{exponent: 2}}; 1 is the arithmetic mean, 0 the geometric, "
        "-1 the harmonic one",
        zh="请写 using: {{exponent: 2}}；1 为算术平均，0 为几何平均，-1 为调和平均",
    ),
)
ORDER_LENGTH = Message(
    "order-length",
    Text(
        en="the order has {count} shares for {parts} parts",
        zh="order 有 {count} 个份额，而共有 {parts} 项",
    ),
    Text(
        en="write one share for each place, the best part first",
        zh="请按名次自高到低各写一个份额",
    ),
)
ORDER_SUM = Message(
    "order-sum",
    Text(en="the shares of the order add up to {sum}, not to 1", zh="order 合计为 {sum}，而不是 1"),
    Text(en="let them add up to 1", zh="请使各份额合计为 1"),
)
NO_THRESHOLD = Message(
    "threshold-missing",
    Text(
        en="shape: {shape} needs a {key} above {least}",
        zh="shape: {shape} 需要大于 {least} 的 {key}",
    ),
    Text(en="write {key} in the points of the parts", zh="请以各项的分值单位写明 {key}"),
)
NO_WIDTH = Message(
    "bounds-equal",
    Text(en="low and high are both {number}", zh="low 与 high 同为 {number}"),
    Text(en="let high be above low", zh="请使 high 大于 low"),
)
NO_BOUNDS = Message(
    "bounds-missing",
    Text(
        en='the raw numbers of "{name}" have no bounds',
        zh="“{name}”以原始数值参与比较，但没有写区间",
    ),
    Text(
        en="write using: {{bounds: [{{part: {name}, low: 0, high: 10}}]}} with your own limits",
        zh="请写 using: {{bounds: [{{part: {name}, low: 0, high: 10}}]}}，界限按实际填写",
    ),
)
PENALTY_EFFECT = Message(
    "penalty-effect",
    Text(
        en="a penalty does one thing to the score, not {count}",
        zh="扣减须写且只写一种方式，此处有 {count} 种",
    ),
    Text(
        en="write times (the score is multiplied) or less (so much is taken off)",
        zh="请写 times（乘以系数）或 less（直接扣分）",
    ),
)
POWER = Message(
    "power-too-large",
    Text(
        en="under a product the weight is a power, and {weight} is above {most}",
        zh="连乘时权重即指数，{weight} 超过 {most}",
    ),
    Text(
        en="write at most {most}, or combine: geometric",
        zh="请写不超过 {most} 的数，或改用 geometric",
    ),
)
RAW_OUTSIDE = Message(
    "raw-outside",
    Text(
        en="raw numbers are no points: {combine} would add them to points",
        zh="原始数值不是分数，不能用 {combine} 与其他得分合并",
    ),
    Text(
        en="let the node compare units ({ways}), or score the value by another method",
        zh="请使用比较各单位的合并方式（{ways}），或改用其他计分方法",
    ),
)

# Whose key each is.
_KEYS = {
    "exponent": ("generalised",),
    "order": ("owa",),
    "penalty": ("mazziotta_pareto",),
    "scale": ("topsis", "moora", "electre"),
    "strategy": ("vikor",),
    "preferences": ("promethee",),
    "bounds": ("spotis",),
    "concordance": ("electre",),
    "discordance": ("electre",),
    "exact": ("kemeny",),
}
_NEEDS = {"v_shape": "preference", "level": "preference", "linear": "preference",
          "gaussian": "deviation"}  # fmt: skip
_MOST_POWER = 100
# What names the score itself in the condition of a penalty.
_SCORE = "score"
_ORDER_DECIMALS = 9


def combining(scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with each node's way of combining and with what lessens its score."""
    nodes: list[tuple[Path, Node | Root]] = [(("spec", "score"), scene.spec.score)]
    nodes += [(part.path, part.spec) for part in scene.parts if isinstance(part.spec, Node)]
    for path, node in nodes:
        yield from _using(scene, path, node)
        yield from _raw(scene, path, node)
        yield from _lessened(scene, path, node)


def _using(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    using, here = node.using, (*path, "using")
    for key, ways in _KEYS.items():
        if key in using.model_fields_set and node.combine not in ways:
            said = {"combine": node.combine, "key": key, "ways": ", ".join(ways)}
            yield scene.say(USING_UNUSED, (*here, key), **said)
    find = _WANTS.get(node.combine)
    if find is not None:
        yield from find(scene, path, node)


def _exponent(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    if node.using.exponent is None:
        yield scene.say(EXPONENT_MISSING, (*path, "combine"))


def _powers(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    for at, part in enumerate(node.parts):
        if part.weight is not None and part.weight > _MOST_POWER:
            said = {"weight": format(part.weight, "f"), "most": _MOST_POWER}
            yield scene.say(POWER, (*path, "parts", at, "weight"), **said)


def _order(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    order, here = node.using.order, (*path, "using", "order")
    if len(order) != len(node.parts):
        place = here if order else (*path, "combine")
        yield scene.say(ORDER_LENGTH, place, count=len(order), parts=len(node.parts))
        return
    for at, share in enumerate(order):
        said = format(share, "f")
        if not 0 <= share <= 1:
            yield scene.say(NOT_A_SHARE, (*here, at), written=said)
        elif share != round(share, _ORDER_DECIMALS):
            yield scene.say(TOO_FINE, (*here, at), number=said, decimals=_ORDER_DECIMALS)
    total = sum(order, Decimal(0))
    if total != 1 and all(0 <= share <= 1 for share in order):
        yield scene.say(ORDER_SUM, here, sum=format(total.normalize(), "f"))


def _preferences(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    for at, preference in enumerate(node.using.preferences):
        yield from _preference(scene, (*path, "using", "preferences", at), preference, node)


def _preference(
    scene: Scene, path: Path, preference: Preference, node: Node | Root
) -> Iterator[Diagnostic]:
    key = _NEEDS.get(preference.shape)
    least = preference.indifference if preference.shape in ("level", "linear") else Decimal(0)
    if key is not None and getattr(preference, key) <= least:
        said = {"shape": preference.shape, "key": key, "least": format(least, "f")}
        yield scene.say(NO_THRESHOLD, (*path, "shape"), **said)
    for at, name in enumerate(preference.parts):
        yield from _part(scene, (*path, "parts", at), name, node)


def _bounds(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    here = (*path, "using", "bounds")
    for at, bounds in enumerate(node.using.bounds):
        yield from _part(scene, (*here, at, "part"), bounds.part, node)
        if bounds.low == bounds.high:
            yield scene.say(NO_WIDTH, (*here, at, "high"), number=format(bounds.low, "f"))
    named = [(bounds.part, (*here, at, "part")) for at, bounds in enumerate(node.using.bounds)]
    yield from given_twice(scene, named)
    for at, part in enumerate(node.parts):
        name = _name(part)
        if isinstance(part, Raw) and name not in {bounds.part for bounds in node.using.bounds}:
            yield scene.say(NO_BOUNDS, (*path, "parts", at, "method"), name=name)


_WANTS: dict[str, Callable[[Scene, Path, Node | Root], Iterator[Diagnostic]]] = {
    "generalised": _exponent,
    "product": _powers,
    "owa": _order,
    "promethee": _preferences,
    "spotis": _bounds,
}


def _part(scene: Scene, path: Path, name: str, node: Node | Root) -> Iterator[Diagnostic]:
    names = [_name(part) for part in node.parts]
    if name not in names:
        yield unknown_reference(scene.mechanism, path, name, names, what=PART)


def _name(part: object) -> str:
    return str(getattr(part, "name", None) or getattr(part, "indicator", ""))


def _raw(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    if node.combine not in COMPARING:
        for at, part in enumerate(node.parts):
            if isinstance(part, Raw):
                said = {"combine": node.combine, "ways": ", ".join(sorted(COMPARING))}
                yield scene.say(RAW_OUTSIDE, (*path, "parts", at, "method"), **said)


def _lessened(scene: Scene, path: Path, node: Node | Root) -> Iterator[Diagnostic]:
    tables = [table.name for table in scene.spec.difficulty]
    if node.times is not None and node.times not in tables:
        yield unknown_reference(scene.mechanism, (*path, "times"), node.times, tables, what=TABLE)
    here = (*path, "penalties")
    named = [(penalty.name, (*here, at, "name")) for at, penalty in enumerate(node.penalties)]
    yield from given_twice(scene, named)
    fields = {_name(part).replace("-", "_"): NUMBER for part in node.parts} | {_SCORE: NUMBER}
    for at, penalty in enumerate(node.penalties):
        count = len({"times", "less"} & penalty.model_fields_set)
        if count != 1:
            yield scene.say(PENALTY_EFFECT, (*here, at, "name"), count=count)
        where = (*here, at, "when")
        yield from expression_mistakes(scene.mechanism, where, penalty.when, fields, BOOL)
