"""Leaves: what their method needs of the indicator, and what would contradict itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from bihuan.ledger.words import Message, Text
from bihuan.measures.spec import IndicatorSpec
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.problems import CelProblem
from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.checks.scene import Scene
from bihuan.schemes.spec.leaves import (
    Completion,
    CompletionStep,
    EfficacyTier,
    Formula,
    GrowthVsRef,
    Leaf,
    LevelGrowthMix,
    PanelMean,
    Progress,
    RankStep,
    TargetOrNothing,
    Tiers,
)

NO_TARGET = Message(
    "target-missing",
    Text(
        en='"{method}" needs a target, and "{indicator}" has none',
        zh="“{method}”需要目标值，而“{indicator}”不填报目标值",
    ),
    Text(
        en='add "target" to the indicator\'s asks, or write target here',
        zh="请在该指标的 asks 中加上 target，或在此处写明 target",
    ),
)
NO_PRIOR = Message(
    "prior-missing",
    Text(
        en='the value of the year before is needed, and "{indicator}" has none',
        zh="此处需要上年同期值，而“{indicator}”不填报上年同期值",
    ),
    Text(en='add "prior" to the indicator\'s asks', zh="请在该指标的 asks 中加上 prior"),
)
NO_BAND = Message(
    "band-missing",
    Text(en="a target band is best, and no band is written", zh="按目标区间计分，但没有写区间"),
    Text(
        en="write band: {{low: 90, high: 110}} with your own limits",
        zh="请写明 band: {{low: 90, high: 110}}，界限按实际填写",
    ),
)
LOWER_UNSAID = Message(
    "lower-unsaid",
    Text(
        en='less is better for "{indicator}": how does it complete its target?',
        zh="“{indicator}”越低越好：完成率如何计算？",
    ),
    Text(
        en="write lower: target_over_value (目标/实绩) or lower: two_minus_rate (2 − 实绩/目标)",
        zh="请写 lower: target_over_value（目标÷实绩）或 lower: two_minus_rate（2−实绩÷目标）",
    ),
)
OTHER_PERIOD = Message(
    "other-period",
    Text(
        en='"{indicator}" is observed by {its}, and the scheme is by {every}',
        zh="“{indicator}”按{its}填报，而考核办法按{every}考核",
    ),
    Text(en="let both have the same every", zh="请使两者的 every 一致"),
)
CAP_AND_UNCAPPED = Message(
    "cap-and-uncapped",
    Text(en="a cap is written, and uncapped too", zh="既写了 cap，又写了 uncapped"),
    Text(en="delete one of them", zh="请删去其中一个"),
)
SHARES = Message(
    "shares",
    Text(
        en="level, increment and growth add up to {sum}, not to 1",
        zh="level、increment、growth 合计为 {sum}，而不是 1",
    ),
    Text(en="let the three add up to 1", zh="请使三者合计为 1"),
)
STANDARDS = Message(
    "standards-order",
    Text(
        en="the five standard values do not go one way from excellent to poor",
        zh="五档标准值没有从优到差依次排列",
    ),
    Text(
        en="each must be worse than the one before: smaller, or larger where less is better",
        zh="每一档都应差于前一档：越高越好则递减，越低越好则递增",
    ),
)
TRIM = Message(
    "trim",
    Text(
        en="{trim} marks dropped at each end leave none of {least}",
        zh="两端各去掉 {trim} 个后，{least} 个评分所剩无几",
    ),
    Text(en="let at_least be more than twice trim", zh="请使 at_least 大于 trim 的两倍"),
)
EVERY = {
    "month": Text("month", "月"), "quarter": Text("quarter", "季度"),
    "half_year": Text("half-year", "半年"), "year": Text("year", "年"),
}  # fmt: skip


def leaves(scene: Scene) -> Iterator[Diagnostic]:
    """Yield what is wrong with each leaf whose indicator is known."""
    for path, leaf, _ in scene.leaves:
        if indicator := scene.indicators.get(leaf.indicator):
            yield from _against(scene, path, leaf, indicator)
        yield from _itself(scene, path, leaf)


def _against(
    scene: Scene, path: Path, leaf: Leaf, indicator: IndicatorSpec
) -> Iterator[Diagnostic]:
    name = leaf.indicator
    direction = leaf.direction or indicator.direction
    method: str = getattr(leaf, "method", "")
    here = (*path, "indicator")
    if indicator.every != scene.spec.every:
        every = {"its": EVERY[indicator.every], "every": EVERY[scene.spec.every]}
        yield scene.say(OTHER_PERIOD, here, indicator=name, **every)
    if leaf.target is None and "target" not in indicator.asks and _compares(leaf, direction):
        yield scene.say(NO_TARGET, (*path, "method"), method=method, indicator=name)
    if "prior" not in indicator.asks and _grows(leaf):
        key = "take" if leaf.take in {"growth", "increment"} else "method"
        yield scene.say(NO_PRIOR, (*path, key), indicator=name)
    if isinstance(leaf, Formula):
        yield from _asked(scene, path, leaf, indicator)
    if direction == "target_band" and leaf.band is None:
        key = "direction" if leaf.direction else "indicator"
        yield scene.say(NO_BAND, (*path, key))
    if (
        isinstance(leaf, Completion | CompletionStep)
        and direction == "lower"
        and leaf.lower is None
    ):
        yield scene.say(LOWER_UNSAID, (*path, "method"), indicator=name)
    if isinstance(leaf, EfficacyTier) and not _one_way(leaf.standards, direction):
        yield scene.say(STANDARDS, (*path, "standards"))


def _asked(
    scene: Scene, path: Path, leaf: Formula, indicator: IndicatorSpec
) -> Iterator[Diagnostic]:
    """Yield what a formula reads and nobody is asked to enter."""
    with suppress(CelProblem):  # told elsewhere, at its own token
        names = parse(leaf.formula).names
        here, name = (*path, "formula"), leaf.indicator
        if "target" in names - set(indicator.asks) and leaf.target is None:
            yield scene.say(NO_TARGET, here, method="formula", indicator=name)
        if "prior" in names - set(indicator.asks):
            yield scene.say(NO_PRIOR, here, indicator=name)


def _compares(leaf: Leaf, direction: str) -> bool:
    """Tell whether the method compares with a target."""
    if leaf.take == "completion":
        return True
    if direction == "target_band":
        return False
    return (
        isinstance(leaf, Completion | CompletionStep | Progress | TargetOrNothing)
        or (isinstance(leaf, RankStep) and leaf.only_above_target)
        or (isinstance(leaf, GrowthVsRef) and leaf.reference == "target")
    )


def _grows(leaf: Leaf) -> bool:
    return leaf.take in {"growth", "increment"} or isinstance(leaf, LevelGrowthMix)


def _one_way(tiers: Tiers, direction: str) -> bool:
    values = [tiers.excellent, tiers.good, tiers.average, tiers.low, tiers.poor]
    if direction == "lower":
        values.reverse()
    return values == sorted(set(values), reverse=True)


def _itself(scene: Scene, path: Path, leaf: Leaf) -> Iterator[Diagnostic]:
    if getattr(leaf, "uncapped", False) and {"cap", "high"} & leaf.model_fields_set:
        yield scene.say(CAP_AND_UNCAPPED, (*path, "uncapped"))
    if isinstance(leaf, LevelGrowthMix) and leaf.level + leaf.increment + leaf.growth != 1:
        total = leaf.level + leaf.increment + leaf.growth
        yield scene.say(SHARES, (*path, "level"), sum=format(total, "f"))
    if isinstance(leaf, PanelMean) and leaf.at_least <= 2 * leaf.trim:
        yield scene.say(TRIM, (*path, "trim"), trim=leaf.trim, least=leaf.at_least)
