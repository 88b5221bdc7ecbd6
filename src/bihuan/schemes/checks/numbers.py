"""Numbers of a scheme: weights that are there, limits that do not cross, shares that are shares."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel

from bihuan.ledger.words import Message, Text
from bihuan.measures.spec import IndicatorSpec
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.checks.compared import compared
from bihuan.schemes.checks.scene import Part, Scene
from bihuan.schemes.engine.numbers.integers import TOO_FINE
from bihuan.schemes.engine.resolving.leaves import decimals_taken
from bihuan.schemes.spec.combining import COMPARING
from bihuan.schemes.spec.leaves import Deduct, Leaf, PerEvent, RankLinear
from bihuan.schemes.spec.nodes import Node
from bihuan.schemes.spec.normalising import (
    At,
    FixedBase,
    Step,
)

NO_WEIGHT = Message(
    "weight-missing",
    Text(en='"{name}" has no weight', zh="“{name}”没有权重"),
    Text(
        en="under a sum write the points it can earn; under a mean weigh all parts or none",
        zh="在 sum 之下请写明满分；在均值之下，各项要么都写权重，要么都不写",
    ),
)
CROSSED = Message(
    "crossed",
    Text(en="{low} is above {high}", zh="{low} 高于 {high}"),
    Text(en="exchange the two, or correct one", zh="请将两者对调，或更正其中一个"),
)
NOT_A_SHARE = Message(
    "not-a-share",
    Text(en="{written} is not a share between 0 and 1", zh="{written} 不是 0 到 1 之间的比例"),
    Text(en="write 25% as 0.25", zh="25% 请写作 0.25"),
)
BELOW_ZERO = Message(
    "below-zero",
    Text(en="{written} is below zero", zh="{written} 小于零"),
    Text(en="write how much it is, without a sign", zh="请只写数额，不写负号"),
)
TIERS_ORDER = Message(
    "tiers-order",
    Text(
        en='"{name}" does not ask for less than the tier before it',
        zh="“{name}”的起点分不低于前一等次",
    ),
    Text(en="list the tiers from the best to the poorest", zh="请从最高等次到最低等次依次列出"),
)

NOTHING_WEIGHS = Message(
    "nothing-weighs",
    Text(en="every part here weighs 0", zh="此处各项权重均为 0"),
    Text(
        en="give at least one part a weight, or leave all weights out for equal ones",
        zh="请至少给一项权重；如要等权，各项都不写 weight",
    ),
)

# Which keys are the floor and the cap of the same thing, wherever they stand together.
_PAIRS = (("low", "high"), ("low_points", "high_points"), ("floor", "cap"), ("worst", "best"))
# Ways of combining under which all parts are weighed or none.
_WEIGHED = COMPARING | {"mean", "geometric", "harmonic", "generalised", "mazziotta_pareto"}
# Shares of the full points that may be more than all of them.
_FREE = (At, Step)
# Points and factors are computed in millionths.
_MOST_DECIMALS = 6
_SHARES = (
    "base", "share", "level", "increment", "growth", "step", "together", "strategy", "concordance",
    "discordance",
)  # fmt: skip
_NEVER_NEGATIVE = (
    "weight", "points", "within", "spread", "cap", "most", "per_point", "out_of", "rescale_best",
    "times", "less", "indifference", "preference", "deviation", "bonus_most", "deduction_most",
)  # fmt: skip


def numbers(scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with weights, limits, shares and signs."""
    yield from _weights(scene)
    yield from _leaves(scene)
    yield from _limits(scene, scene.spec, ("spec",))
    yield from _tiers(scene)


def _leaves(scene: Scene) -> Iterator[Diagnostic]:
    """Yield numbers finer than the decimals that a leaf takes, and losses that would be gains."""
    for path, leaf, _ in scene.leaves:
        if isinstance(leaf, Deduct) and leaf.per < 0:
            yield scene.say(BELOW_ZERO, (*path, "per"), written=format(leaf.per, "f"))
        if indicator := scene.indicators.get(leaf.indicator):
            for step, number, most in _taken(leaf, indicator):
                if most < _decimals(number) <= _MOST_DECIMALS:
                    said = format(number, "f")
                    yield scene.say(TOO_FINE, (*path, *step), number=said, decimals=most)


def _taken(leaf: Leaf, indicator: IndicatorSpec) -> Iterator[tuple[Path, Decimal, int]]:
    """Yield the numbers that are compared with what a leaf takes, and the decimals it keeps."""
    kept = decimals_taken(leaf, indicator)
    if leaf.target is not None:
        yield ("target",), leaf.target, indicator.decimals if leaf.take == "completion" else kept
    for step, number in compared(leaf):
        yield step, number, kept


def _decimals(number: Decimal) -> int:
    """Return how many decimals count: 1.50 has one."""
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _weights(scene: Scene) -> Iterator[Diagnostic]:
    for part in scene.parts:
        if part.spec.weight is None and _needs_weight(part):
            key = "name" if isinstance(part.spec, Node) or part.spec.name else "indicator"
            yield scene.say(NO_WEIGHT, (*part.path, key), name=part.name)
    for first in (part for part in scene.parts if part.path[-1] == 0):
        siblings = first.parent.parts
        if first.parent.weigh is None and all(part.weight == 0 for part in siblings):
            yield scene.say(NOTHING_WEIGHS, (*first.path, "weight"))


def _needs_weight(part: Part) -> bool:
    """Tell whether the part of a sum, or of a mean that weighs others, must have a weight."""
    if part.parent.weigh is not None:
        return False
    if part.parent.combine == "sum":
        return _worth_unsaid(part)
    if part.parent.combine in _WEIGHED:
        return any(other.weight is not None for other in part.parent.parts)
    return False


def _worth_unsaid(part: Part) -> bool:
    """Tell whether nothing but a weight says what the part can earn in a sum."""
    if isinstance(part.spec, Node):
        return part.spec.combine != "sum"
    if isinstance(part.spec, RankLinear):
        return part.spec.best is None
    return not isinstance(part.spec, PerEvent)


def _limits(scene: Scene, written: BaseModel, path: Path) -> Iterator[Diagnostic]:
    """Yield crossed limits, shares that are none and wrong signs, here and further in."""
    yield from _crossed(scene, written, path)
    for key, value in written:
        if isinstance(value, Decimal):
            yield from _signs(scene, written, (*path, key), value)
        elif isinstance(value, BaseModel):
            yield from _limits(scene, value, (*path, key))
        elif isinstance(value, tuple):
            for at, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from _limits(scene, each, (*path, key, at))


def _crossed(scene: Scene, written: BaseModel, path: Path) -> Iterator[Diagnostic]:
    # Without a best of its own, a linear rank is best at the weight.
    linear = isinstance(written, RankLinear) and written.best is None
    for low, high in (*_PAIRS, *([("worst", "weight")] if linear else ())):
        floor, cap = getattr(written, low, None), getattr(written, high, None)
        if isinstance(floor, Decimal) and isinstance(cap, Decimal) and floor > cap:
            yield scene.say(CROSSED, _written(written, path, low, high), low=low, high=high)


def _written(written: BaseModel, path: Path, low: str, high: str) -> Path:
    """Return the path of whichever of the two limits the author wrote."""
    return (*path, low if low in written.model_fields_set else high)


def _signs(scene: Scene, written: BaseModel, path: Path, value: Decimal) -> Iterator[Diagnostic]:
    key = path[-1]
    if _decimals(value) > _MOST_DECIMALS:
        yield scene.say(TOO_FINE, path, number=format(value, "f"), decimals=_MOST_DECIMALS)
    free = isinstance(written, _FREE) and key == "share"
    if key in _SHARES and not free and not isinstance(written, FixedBase) and not 0 <= value <= 1:
        yield scene.say(NOT_A_SHARE, path, written=format(value, "f"))
    elif (free or key in _NEVER_NEGATIVE) and value < 0:
        yield scene.say(BELOW_ZERO, path, written=format(value, "f"))


def _tiers(scene: Scene) -> Iterator[Diagnostic]:
    tiers = scene.spec.tiers
    for at in range(1, len(tiers)):
        if tiers[at].least >= tiers[at - 1].least:
            yield scene.say(TIERS_ORDER, ("spec", "tiers", at, "least"), name=tiers[at].name)
