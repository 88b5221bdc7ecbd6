"""Leaves that compare with posts, with peers or with the past: what would contradict itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.spec import IndicatorSpec
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.checks.leaves import EVERY, NO_PRIOR
from bihuan.schemes.checks.numbers import CROSSED
from bihuan.schemes.checks.scene import UNIT, Scene
from bihuan.schemes.engine.resolving.leaves_normalising import among_peers, panel_of
from bihuan.schemes.engine.resolving.leaves_values import treat_of
from bihuan.schemes.spec.leaves import Leaf, LevelGrowthMix
from bihuan.schemes.spec.normalising import (
    AboveMean,
    Banded,
    Categorical,
    Cyclical,
    Distance,
    FixedBase,
    Goalposts,
    Raw,
    TargetRange,
)

POSTS_EQUAL = Message(
    "posts-equal",
    Text(en="low and high are both {post}, so nothing lies between", zh="low 与 high 同为 {post}"),
    Text(
        en="write the value that earns nothing and the one that earns everything",
        zh="请分别写明起分值与满分值",
    ),
)
TABLE_ORDER = Message(
    "table-order",
    Text(en="{at} does not lie above {before}", zh="{at} 不大于上一行的 {before}"),
    Text(
        en="list the rows from the smallest value to the largest, each value once",
        zh="请按数值从小到大逐行列出，每个数值只列一次",
    ),
)
STEPS_ORDER = Message(
    "steps-order",
    Text(
        en="the step {least} earns no more than the easier one {before}",
        zh="{least} 一档的得分比例不高于更容易达到的 {before} 一档",
    ),
    Text(
        en="let each harder step earn more, and list each limit once",
        zh="请使更难达到的档次得分比例更高，同一界限只列一次",
    ),
)
NOT_A_PERCENTILE = Message(
    "not-a-percentile",
    Text(
        en="{written} is not a percentile between 0 and 100", zh="{written} 不是 0 到 100 的百分位"
    ),
    Text(en="write the best quarter as 75", zh="前四分之一请写作 75"),
)
UNIT_MISSING = Message(
    "unit-missing",
    Text(
        en="a distance to a unit, and no unit is named", zh="按与某单位的差距计分，但没有写明单位"
    ),
    Text(en="write unit: with its slug", zh="请写明 unit"),
)
UNIT_UNUSED = Message(
    "unit-unused",
    Text(en="the distance is to the {to}, so no unit is used", zh="to: {to} 用不到 unit"),
    Text(en="write to: unit, or delete the unit", zh="请改为 to: unit，或删去 unit"),
)
PANEL_MISSING = Message(
    "panel-missing",
    Text(
        en="a unit is compared with its own past, and no earlier period is pooled",
        zh="与本单位往期比较，但没有写明比较几期",
    ),
    Text(en="write panel: 4 for the four periods before", zh="与前四期比较请写 panel: 4"),
)
BASE_MISSING = Message(
    "base-missing",
    Text(en="an index needs a base", zh="定基指数没有写基数"),
    Text(
        en="write base: with a number, base: prior, or base_period: with a period",
        zh="请写 base: 数值、base: prior，或 base_period: 基期",
    ),
)
BASE_TWICE = Message(
    "base-twice",
    Text(en="a base is written, and a base period too", zh="既写了 base，又写了 base_period"),
    Text(en="delete one of them", zh="请删去其中一个"),
)
BASE_NOT_POSITIVE = Message(
    "base-not-positive",
    Text(en="the base {written} is not above zero", zh="基数 {written} 不大于零"),
    Text(en="write a base above zero", zh="请写大于零的基数"),
)
BASE_OF_A_CHANGE = Message(
    "base-of-a-change",
    Text(
        en="the prior value is no base of what is taken: {take}",
        zh="上年同期值不能作为 {take} 的基数",
    ),
    Text(en="take the value, or write a number as base", zh="请取 value，或将 base 写成数值"),
)
BASE_PERIOD_KIND = Message(
    "base-period-kind",
    Text(
        en='"{period}" is not a period of a scheme by {every}',
        zh="“{period}”不是按{every}考核的考核期",
    ),
    Text(en="write a period such as {example}", zh="请写成 {example} 一类的考核期"),
)
BAND_UNSUITED = Message(
    "band-unsuited",
    Text(
        en='"{method}" asks for more or for less, and "{indicator}" is best in a band',
        zh="“{method}”按越高或越低越好计分，而“{indicator}”以区间内为优",
    ),
    Text(
        en="write method: target_range, or a direction of its own",
        zh="请改用 method: target_range，或在此另写 direction",
    ),
)
NOBODY = Message(
    "compared-with-nobody",
    Text(
        en='"{method}" compares with nobody, so {key} says nothing',
        zh="“{method}”不作比较，{key} 无作用",
    ),
    Text(
        en="delete {key}, or choose a method that compares units",
        zh="请删去 {key}，或改用比较各单位的方法",
    ),
)
_EXAMPLE = {"month": "2023-08", "quarter": "2023Q2", "half_year": "2023H1", "year": "2023"}
# Methods that have no use for a band.
_ONE_WAY = (Goalposts, Distance, FixedBase, Raw)
_MOST_PERCENTILE = 100


def normalising(scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with each leaf that compares, and with whom it does."""
    for path, leaf, _ in scene.leaves:
        yield from _compared(scene, path, leaf)
        find = _CHECKS.get(type(leaf))
        if find is not None:
            yield from find(scene, path, leaf)
        if indicator := scene.indicators.get(leaf.indicator):
            yield from _against(scene, path, leaf, indicator)


def _compared(scene: Scene, path: Path, leaf: Leaf) -> Iterator[Diagnostic]:
    """Yield `over` and `panel` on a leaf that looks at nobody else and at no other period."""
    treats = treat_of(leaf, scene.spec) is not None
    if treats or among_peers(leaf) or isinstance(leaf, LevelGrowthMix):
        return
    for key in ("over", "panel"):
        of_itself = key == "panel" and isinstance(leaf, Cyclical)
        if getattr(leaf, key) is not None and not of_itself:
            yield scene.say(NOBODY, (*path, key), method=_method(leaf), key=key)


def _method(leaf: Leaf) -> str:
    return str(getattr(leaf, "method", ""))


def _against(
    scene: Scene, path: Path, leaf: Leaf, indicator: IndicatorSpec
) -> Iterator[Diagnostic]:
    one_way = isinstance(leaf, _ONE_WAY) or (isinstance(leaf, Categorical) and leaf.of == "value")
    if one_way and (leaf.direction or indicator.direction) == "target_band":
        said = {"method": _method(leaf), "indicator": leaf.indicator}
        yield scene.say(BAND_UNSUITED, (*path, "method"), **said)
    of_prior = isinstance(leaf, FixedBase) and leaf.base == "prior"
    if of_prior and "prior" not in indicator.asks:
        yield scene.say(NO_PRIOR, (*path, "base"), indicator=leaf.indicator)
    if isinstance(leaf, Categorical):
        yield from _steps(scene, path, leaf, indicator)


def _goalposts(scene: Scene, path: Path, leaf: Goalposts) -> Iterator[Diagnostic]:
    if leaf.low == leaf.high:
        yield scene.say(POSTS_EQUAL, (*path, "high"), post=format(leaf.high, "f"))


def _distance(scene: Scene, path: Path, leaf: Distance) -> Iterator[Diagnostic]:
    if leaf.to == "unit" and leaf.unit is None:
        yield scene.say(UNIT_MISSING, (*path, "to"))
    elif leaf.to != "unit" and leaf.unit is not None:
        yield scene.say(UNIT_UNUSED, (*path, "unit"), to=leaf.to)
    elif leaf.unit and scene.units is not None and leaf.unit not in scene.units:
        here = (*path, "unit")
        yield unknown_reference(scene.mechanism, here, leaf.unit, scene.units, what=UNIT)


def _steps(
    scene: Scene, path: Path, leaf: Categorical, indicator: IndicatorSpec
) -> Iterator[Diagnostic]:
    of_value = leaf.of == "value"
    sign = -1 if of_value and (leaf.direction or indicator.direction) == "lower" else 1
    order = sorted(range(len(leaf.steps)), key=lambda at: sign * leaf.steps[at].least)
    for easier, at in pairwise(order):
        before, step = leaf.steps[easier], leaf.steps[at]
        if step.least == before.least or step.share <= before.share:
            said = {"least": format(step.least, "f"), "before": format(before.least, "f")}
            yield scene.say(STEPS_ORDER, (*path, "steps", at, "share"), **said)
    for at, step in enumerate(leaf.steps):
        if not of_value and not 0 <= step.least <= _MOST_PERCENTILE:
            here = (*path, "steps", at, "least")
            yield scene.say(NOT_A_PERCENTILE, here, written=format(step.least, "f"))


def _above_mean(scene: Scene, path: Path, leaf: AboveMean) -> Iterator[Diagnostic]:
    for low, high in (("below", "around"), ("around", "above")):
        yield from _crossed(scene, path, leaf, low, high)


def _cyclical(scene: Scene, path: Path, leaf: Cyclical) -> Iterator[Diagnostic]:
    if not panel_of(leaf, scene.spec):
        yield scene.say(PANEL_MISSING, (*path, "method" if leaf.panel is None else "panel"))


def _banded(scene: Scene, path: Path, leaf: Banded) -> Iterator[Diagnostic]:
    for at, (before, row) in enumerate(pairwise(leaf.table), start=1):
        if row.at <= before.at:
            said = {"at": format(row.at, "f"), "before": format(before.at, "f")}
            yield scene.say(TABLE_ORDER, (*path, "table", at, "at"), **said)


def _target_range(scene: Scene, path: Path, leaf: TargetRange) -> Iterator[Diagnostic]:
    for low, high in (("zero_below", "low"), ("high", "zero_above")):
        yield from _crossed(scene, path, leaf, low, high)


def _crossed(scene: Scene, path: Path, leaf: Leaf, low: str, high: str) -> Iterator[Diagnostic]:
    if getattr(leaf, low) > getattr(leaf, high):
        key = low if low in leaf.model_fields_set else high
        yield scene.say(CROSSED, (*path, key), low=low, high=high)


def _fixed_base(scene: Scene, path: Path, leaf: FixedBase) -> Iterator[Diagnostic]:
    if leaf.base is None and leaf.base_period is None:
        yield scene.say(BASE_MISSING, (*path, "method"))
    elif leaf.base is not None and leaf.base_period is not None:
        yield scene.say(BASE_TWICE, (*path, "base_period"))
    elif isinstance(leaf.base, Decimal) and leaf.base <= 0:
        yield scene.say(BASE_NOT_POSITIVE, (*path, "base"), written=format(leaf.base, "f"))
    elif leaf.base == "prior" and leaf.take != "value":
        yield scene.say(BASE_OF_A_CHANGE, (*path, "take"), take=leaf.take)
    elif leaf.base_period is not None and not _is_of(leaf.base_period, scene.spec.every):
        every = scene.spec.every
        said = {"period": leaf.base_period, "every": EVERY[every], "example": _EXAMPLE[every]}
        yield scene.say(BASE_PERIOD_KIND, (*path, "base_period"), **said)


def _is_of(written: str, every: str) -> bool:
    """Return whether a text is a period in which a scheme can be held."""
    try:
        return Period.parse(written).kind in (every, "cumulative")
    except Refused:
        return False


_CHECKS: dict[type[Leaf], Callable[[Scene, Path, Any], Iterator[Diagnostic]]] = {
    Goalposts: _goalposts,
    Distance: _distance,
    AboveMean: _above_mean,
    Cyclical: _cyclical,
    Banded: _banded,
    TargetRange: _target_range,
    FixedBase: _fixed_base,
}
