"""A leaf as an author wrote it, turned into the integers of the resolved parameters.

The integers of each method (``params``); points, factors and shares of a weight are micro. Those of
the methods that compare with peers, posts or the past stand in `leaves_normalising.py`::

    completion         cap|null, floor, lower: null | target_over_value | two_minus_rate
    completion_step    per_point, low, high|null, lower
    target_or_nothing
    rank_step          step, only_above_target
    rank_linear        best, worst
    minmax_base        base
    efficacy_tier      standards [5, at take_decimals], coefficients [5]: excellent to poor
    deduct             per, most|null
    per_event          per, low, high
    growth_vs_ref      k, reference (at take_decimals; null: the target), cap|null, floor
    panel_mean         trim, at_least, out_of (at take_decimals)
    tally_rate         good, half, bad: [[indicator, times], ...]: times brings to equal decimals
    progress           cap|null, floor
    as_is              out_of (at take_decimals)
    formula
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bihuan.ledger.words import Text
from bihuan.measures.spec import IndicatorSpec
from bihuan.mechanisms.spec import Title
from bihuan.schemes.engine.definition.exact import MICRO
from bihuan.schemes.engine.numbers.integers import micro, optional_micro, scaled
from bihuan.schemes.engine.resolving.leaves_normalising import NORMALISING_PARAMS
from bihuan.schemes.engine.resolving.leaves_values import needs_a_quotient
from bihuan.schemes.spec.leaves import (
    AsIs,
    Completion,
    CompletionStep,
    Deduct,
    EfficacyTier,
    GrowthVsRef,
    Leaf,
    LevelGrowthMix,
    MinmaxBase,
    PanelMean,
    PerEvent,
    Progress,
    RankLinear,
    RankStep,
    TallyRate,
    Tiers,
)
from bihuan.schemes.spec.nodes import Node
from bihuan.schemes.spec.values import Treat

# domain rules 4.1: the cap where a rule names none.
DEFAULT_CAP = 1_200_000
# Decimals of numbers that are quotients: shares, growth rates, means of marks.
QUOTIENT = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator as a scheme sees it, from its own file or from the scheme's."""

    name: str
    title: Text
    spec: IndicatorSpec


Measures = Mapping[str, Measured]


def method_of(leaf: Leaf) -> str:
    """Return the leaf's method as it is written."""
    return str(getattr(leaf, "method", ""))


def opened(leaf: LevelGrowthMix, title: Text) -> Node:
    """Return the mixture of level, increment and growth as what it is: a mean of three leaves."""
    named = Title(zh=title.zh, en=title.en)
    takes: tuple[tuple[Any, str, str, Decimal], ...] = (
        ("value", "总量", "level", leaf.level),
        ("increment", "增量", "increment", leaf.increment),
        ("growth", "增速", "growth", leaf.growth),
    )
    parts = tuple(
        MinmaxBase(
            method="minmax_base",
            indicator=leaf.indicator,
            name=en,
            title=Title(zh=f"{title.zh}{zh}", en=f"{title.en}, {en}"),
            take=take,
            growth_base=leaf.growth_base,
            direction=leaf.direction,
            weight=weight,
            base=leaf.base,
            missing=leaf.missing,
            denominator=leaf.denominator,
            impute=leaf.impute,
            treat=leaf.treat,
            transform=leaf.transform,
            over=leaf.over,
            panel=leaf.panel,
            not_applicable=leaf.not_applicable,
            difficulty=leaf.difficulty,
            goals=leaf.goals,
        )
        for take, zh, en, weight in takes
    )
    return Node(
        name=leaf.name or leaf.indicator, title=named, combine="mean", weight=leaf.weight,
        weight_since=leaf.weight_since, parts=parts, round=leaf.round, low=leaf.low_points,
        high=leaf.high_points,
    )  # fmt: skip


def direction_of(leaf: Leaf, indicator: IndicatorSpec) -> str:
    """Return which way is better for what the leaf takes."""
    if isinstance(leaf, Deduct):
        return "lower"
    if isinstance(leaf, PerEvent):
        return "higher" if leaf.per >= 0 else "lower"
    if isinstance(leaf, PanelMean | TallyRate):
        return "higher"
    return leaf.direction or indicator.direction


def decimals_taken(leaf: Leaf, indicator: IndicatorSpec, treat: Treat | None = None) -> int:
    """Return the decimals of what the leaf takes; `treat` is how its outliers are treated."""
    if isinstance(leaf, PanelMean | TallyRate):
        return QUOTIENT
    if leaf.take_decimals is not None:
        return leaf.take_decimals
    if needs_a_quotient(leaf, treat or leaf.treat):
        return QUOTIENT
    return indicator.decimals if leaf.take in ("value", "increment") else QUOTIENT


def aim(leaf: Leaf, indicator: IndicatorSpec, kept: int) -> int | None:
    """Return the target that holds for all units: at the decimals of what is taken.

    Where completion is taken, the target belongs to the value, so it stands at the decimals of
    the indicator.
    """
    if leaf.target is None:
        return None
    return scaled(leaf.target, indicator.decimals if leaf.take == "completion" else kept)


def goals_of(leaf: Leaf) -> list[dict[str, Any]]:
    """Return the goals of a leaf, the most ambitious first."""
    return [
        {"name": goal.name, "title": {"zh": goal.title.zh, "en": goal.title.en}, "rank": goal.rank}
        for goal in sorted(leaf.goals, key=lambda goal: goal.rank)
    ]


def params_of(leaf: Leaf, full: int, kept: int, measures: Measures) -> dict[str, Any]:
    """Return the integers of the leaf's method."""
    found = _PARAMS.get(type(leaf))
    return found(leaf, full, kept, measures) if found else {}


def _cap(cap: Decimal | None, *, uncapped: bool) -> int | None:
    if uncapped:
        return None
    return DEFAULT_CAP if cap is None else micro(cap)


def _completion(leaf: Completion, _full: int, _kept: int, _: Measures) -> dict[str, Any]:
    return {
        "cap": _cap(leaf.cap, uncapped=leaf.uncapped),
        "floor": micro(leaf.floor),
        "lower": leaf.lower,
    }


def _completion_step(leaf: CompletionStep, full: int, _kept: int, _: Measures) -> dict[str, Any]:
    high = optional_micro(leaf.high)
    if high is None and not leaf.uncapped:
        high = full * DEFAULT_CAP // MICRO
    return {
        "per_point": micro(leaf.per_point),
        "low": micro(leaf.low),
        "high": high,
        "lower": leaf.lower,
    }


def _rank_step(leaf: RankStep, _full: int, _kept: int, _: Measures) -> dict[str, Any]:
    return {"step": micro(leaf.step), "only_above_target": leaf.only_above_target}


def _rank_linear(leaf: RankLinear, full: int, _kept: int, _: Measures) -> dict[str, Any]:
    return {"best": full if leaf.best is None else micro(leaf.best), "worst": micro(leaf.worst)}


def _minmax_base(leaf: MinmaxBase, _full: int, _kept: int, _: Measures) -> dict[str, Any]:
    return {"base": micro(leaf.base)}


def _five(tiers: Tiers) -> tuple[Decimal, ...]:
    return (tiers.excellent, tiers.good, tiers.average, tiers.low, tiers.poor)


def _efficacy_tier(leaf: EfficacyTier, _full: int, kept: int, _: Measures) -> dict[str, Any]:
    return {
        "standards": [scaled(number, kept) for number in _five(leaf.standards)],
        "coefficients": [micro(number) for number in _five(leaf.coefficients)],
    }


def _deduct(leaf: Deduct, _full: int, _kept: int, _: Measures) -> dict[str, Any]:
    return {"per": micro(leaf.per), "most": optional_micro(leaf.most)}


def _per_event(leaf: PerEvent, _full: int, _kept: int, _: Measures) -> dict[str, Any]:
    return {"per": micro(leaf.per), "low": micro(leaf.low), "high": micro(leaf.high)}


def _growth_vs_ref(leaf: GrowthVsRef, _full: int, kept: int, _: Measures) -> dict[str, Any]:
    by_target = leaf.reference == "target"
    return {
        "k": micro(leaf.k),
        "reference": None if by_target else scaled(Decimal(leaf.reference), kept),
        "cap": _cap(leaf.cap, uncapped=leaf.uncapped),
        "floor": micro(leaf.floor),
    }


def _panel_mean(leaf: PanelMean, _full: int, kept: int, _: Measures) -> dict[str, Any]:
    return {"trim": leaf.trim, "at_least": leaf.at_least, "out_of": scaled(leaf.out_of, kept)}


def _tally_rate(leaf: TallyRate, _full: int, _kept: int, measures: Measures) -> dict[str, Any]:
    finest = max(measures[name].spec.decimals for name in (*leaf.good, *leaf.half, *leaf.bad))

    def counted(names: tuple[str, ...]) -> list[list[Any]]:
        return [[name, 10 ** (finest - measures[name].spec.decimals)] for name in names]

    return {"good": counted(leaf.good), "half": counted(leaf.half), "bad": counted(leaf.bad)}


def _progress(leaf: Progress, _full: int, _kept: int, _: Measures) -> dict[str, Any]:
    return {"cap": _cap(leaf.cap, uncapped=leaf.uncapped), "floor": micro(leaf.floor)}


def _as_is(leaf: AsIs, _full: int, kept: int, _: Measures) -> dict[str, Any]:
    return {"out_of": scaled(leaf.out_of, kept)}


_PARAMS: dict[type[Leaf], Callable[..., dict[str, Any]]] = {
    Completion: _completion,
    CompletionStep: _completion_step,
    RankStep: _rank_step,
    RankLinear: _rank_linear,
    MinmaxBase: _minmax_base,
    EfficacyTier: _efficacy_tier,
    Deduct: _deduct,
    PerEvent: _per_event,
    GrowthVsRef: _growth_vs_ref,
    PanelMean: _panel_mean,
    TallyRate: _tally_rate,
    Progress: _progress,
    AsIs: _as_is,
    **NORMALISING_PARAMS,
}
