"""What happens to values before they are scored: what would change nothing or has no answer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.checks.leaves import EVERY, NO_PRIOR, OTHER_PERIOD
from bihuan.schemes.checks.numbers import BELOW_ZERO, NOT_A_SHARE
from bihuan.schemes.checks.scene import INDICATOR, Scene
from bihuan.schemes.engine.definition.values import transformed
from bihuan.schemes.engine.numbers.integers import scaled
from bihuan.schemes.engine.resolving.leaves import decimals_taken
from bihuan.schemes.engine.resolving.leaves_values import (
    AMONG_VALUES,
    OF_MANY,
    POST_OUTSIDE,
    POSTS_ALIKE,
    is_transformed,
    is_treated,
    transform_of,
)
from bihuan.schemes.spec.leaves import EfficacyTier, Leaf
from bihuan.schemes.spec.normalising import Banded, Categorical, Goalposts, TargetRange
from bihuan.schemes.spec.values import Transform, Treat

DOES_NOTHING = Message(
    "does-nothing",
    Text(
        en='"{key}" changes nothing under "{method}"',
        zh="“{method}”不受 {key} 影响，写了也不起作用",
    ),
    Text(
        en="delete {key}, or choose a method that scores how large one value is",
        zh="请删去 {key}，或改用按数值大小计分的方法",
    ),
)
SCALE_LEFT = Message(
    "scale-left",
    Text(
        en='"{way}" takes values off the scale on which "{method}" scores them',
        zh="“{way}”处理后的数值与“{method}”的计分标准不在同一尺度",
    ),
    Text(
        en="write by: winsorise, or choose a method that compares units with each other",
        zh="请写 by: winsorise，或改用单位之间相互比较的方法",
    ),
)
WAY_WITHOUT_IT = Message(
    "way-without-it",
    Text(en='"{key}" means nothing with by: {way}', zh="by: {way} 用不到 {key}"),
    Text(en="write by: {suits}, or delete {key}", zh="请改为 by: {suits}，或删去 {key}"),
)
NOT_ABOVE_ZERO = Message(
    "not-above-zero",
    Text(en="{written} is not above zero", zh="{written} 不大于零"),
    Text(en="write a number above zero", zh="请写大于零的数"),
)
DIVIDED_BY_ITSELF = Message(
    "divided-by-itself",
    Text(en='"{indicator}" is divided by itself', zh="“{indicator}”以自身为分母"),
    Text(
        en="name the indicator that counts heads, mu or yuan", zh="请写明人口、亩数、金额等分母指标"
    ),
)
LOG_OF_CHANGE = Message(
    "log-of-change",
    Text(
        en="{take} may be zero or less, which has no logarithm",
        zh="{take} 可能为零或负数，无法取对数",
    ),
    Text(
        en="write plus, so that what is added makes it positive; or take the value",
        zh="请用 plus 写明先加多少，使其为正；或取 value",
    ),
)


def values(scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with what each leaf, node and the scheme say of their values."""
    yield from _treat(scene, ("spec", "treat"), scene.spec.treat)
    for path, leaf, _ in scene.leaves:
        yield from _leaf(scene, path, leaf)
    nodes = [
        (("spec", "score"), scene.spec.score),
        *((part.path, part.spec) for part in scene.parts),
    ]
    for path, written in nodes:
        share = getattr(written, "available", None)
        if share is not None and not 0 <= share <= 1:
            yield scene.say(NOT_A_SHARE, (*path, "available"), written=format(share, "f"))


def _leaf(scene: Scene, path: Path, leaf: Leaf) -> Iterator[Diagnostic]:
    method = str(getattr(leaf, "method", ""))
    idle = [key for key in _idle(leaf) if getattr(leaf, key) is not None]
    for key in idle:
        yield scene.say(DOES_NOTHING, (*path, key), key=key, method=method)
    if leaf.denominator is not None and "denominator" not in idle:
        yield from _denominator(scene, path, leaf)
    if leaf.treat is not None and "treat" not in idle:
        yield from _treat(scene, (*path, "treat"), leaf.treat)
        yield from _scale(scene, path, leaf, leaf.treat)
    if leaf.transform is not None and "transform" not in idle:
        yield from _transform(scene, path, leaf, leaf.transform)


def _idle(leaf: Leaf) -> Iterator[str]:
    """Yield the keys that would change nothing under the leaf's method."""
    if isinstance(leaf, OF_MANY):
        yield from ("denominator", "impute")
    if not is_treated(leaf) and (leaf.treat is None or leaf.treat.by != "none"):
        yield "treat"
    if not is_transformed(leaf):
        yield "transform"


def _denominator(scene: Scene, path: Path, leaf: Leaf) -> Iterator[Diagnostic]:
    below = leaf.denominator
    if below is None:
        return
    here, name = (*path, "denominator", "indicator"), below.indicator
    indicator = scene.indicators.get(name)
    if indicator is None:
        yield unknown_reference(scene.mechanism, here, name, scene.indicators, what=INDICATOR)
        return
    if name == leaf.indicator:
        yield scene.say(DIVIDED_BY_ITSELF, here, indicator=name)
    elif indicator.every != scene.spec.every:
        said = {"its": EVERY[indicator.every], "every": EVERY[scene.spec.every]}
        yield scene.say(OTHER_PERIOD, here, indicator=name, **said)
    elif leaf.take in ("growth", "increment") and "prior" not in indicator.asks:
        yield scene.say(NO_PRIOR, here, indicator=name)
    if below.times == 0:
        yield scene.say(NOT_ABOVE_ZERO, (*path, "denominator", "times"), written="0")


def _treat(scene: Scene, path: Path, treat: Treat) -> Iterator[Diagnostic]:
    if treat.skewness < 0:
        written = format(treat.skewness, "f")
        yield scene.say(BELOW_ZERO, (*path, "skewness"), written=written)
    for key in ("most", "then"):
        if treat.by != "winsorise" and key in treat.model_fields_set:
            said = {"key": key, "way": treat.by, "suits": "winsorise"}
            yield scene.say(WAY_WITHOUT_IT, (*path, key), **said)


def _scale(scene: Scene, path: Path, leaf: Leaf, treat: Treat) -> Iterator[Diagnostic]:
    """Yield a function of all values where these are compared with something beside them."""
    indicator = scene.indicators.get(leaf.indicator)
    direction = leaf.direction or (indicator.direction if indicator else "higher")
    if isinstance(leaf, AMONG_VALUES) and direction != "target_band":
        return
    for key in ("by", "then"):
        way = getattr(treat, key)
        if way in ("log", "box_cox"):
            method = getattr(leaf, "method", "")
            yield scene.say(SCALE_LEFT, (*path, "treat", key), way=way, method=method)


def _transform(scene: Scene, path: Path, leaf: Leaf, its: Transform) -> Iterator[Diagnostic]:
    here = (*path, "transform")
    if its.by != "power" and "exponent" in its.model_fields_set:
        said = {"key": "exponent", "way": its.by, "suits": "power"}
        yield scene.say(WAY_WITHOUT_IT, (*here, "exponent"), **said)
    if its.exponent <= 0:
        said = {"written": format(its.exponent, "f")}
        yield scene.say(NOT_ABOVE_ZERO, (*here, "exponent"), **said)
    elif leaf.take in ("growth", "increment") and its.by != "power" and its.plus <= 0:
        yield scene.say(LOG_OF_CHANGE, (*here, "by"), take=leaf.take)
    else:
        yield from _posts(scene, path, leaf, its)


def _posts(scene: Scene, path: Path, leaf: Leaf, its: Transform) -> Iterator[Diagnostic]:
    """Yield the numbers that values are compared with, where the function has no answer."""
    indicator = scene.indicators.get(leaf.indicator)
    if indicator is None:
        return
    kept, found = decimals_taken(leaf, indicator), dict[int, int]()
    for step, number in _written(leaf):
        try:
            post = scaled(number, kept)
        except Refused:  # told elsewhere: finer than what is taken
            continue
        after = transformed(transform_of(its), post, kept)
        if after is None:
            said = {"by": its.by, "number": format(number, "f")}
            yield scene.say(POST_OUTSIDE, (*path, *step), **said)
        elif found.setdefault(after, post) != post:
            yield scene.say(POSTS_ALIKE, (*path, *step), by=its.by)


def _written(leaf: Leaf) -> Iterator[tuple[Path, Decimal]]:
    """Yield the numbers that a leaf compares its value with."""
    if leaf.band is not None:
        yield from ((("band", key), number) for key, number in leaf.band)
    if isinstance(leaf, Goalposts):
        yield from ((("low",), leaf.low), (("high",), leaf.high))
    elif isinstance(leaf, TargetRange):
        for key in ("zero_below", "low", "high", "zero_above"):
            yield (key,), getattr(leaf, key)
    elif isinstance(leaf, Banded):
        yield from ((("table", at, "at"), row.at) for at, row in enumerate(leaf.table))
    elif isinstance(leaf, Categorical):
        yield from ((("steps", at, "least"), step.least) for at, step in enumerate(leaf.steps))
    elif isinstance(leaf, EfficacyTier):
        yield from ((("standards", key), number) for key, number in leaf.standards)
