"""Leaves of the tree: what every leaf may say, and the methods M01 to M17 of the domain rules."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bihuan.mechanisms.spec import Number, Slug, Title, Written
from bihuan.schemes.spec.common import Band, Decimals, Direction, Goal, Missing, Over, Periods
from bihuan.schemes.spec.values import Denominator, Impute, Transform, Treat
from bihuan.schemes.spec.weights import WeightSince


class Leaf(Written):
    """What every leaf may say beside its method.

    Args:
        indicator: the indicator scored; the same one may appear under several names.
        name: defaults to the indicator's.
        weight: points to earn under a sum; share under a mean; `weight_since` says it anew from a
            day on.
        take: what of the observation is scored: the value itself, its growth against the prior
            value in percent, the increment, or the value over its target in percent.
        take_decimals: decimals of what is taken, rounded half up; default the indicator's for
            value and increment, 6 for the two ratios.
        growth_base: what a zero or negative prior value means for growth: no value, or the
            change itself (value less prior, in the indicator's unit of measure).
        target: a target that holds for all units in place of the observed one.
        direction, band: in place of the indicator's; `target_band` needs a band, and suits the
            methods that compare units or ask whether a target is met (M03 to M06).
        denominator: the value is divided by that of another indicator.
        impute, treat: in place of the scheme's; what happens to a missing and to an outlying value.
        transform: a function of the taken number, after `treat`.
        over, panel: in place of the scheme's; whom a unit is compared with.
        not_applicable: units that the leaf does not concern (M16; prorated).
        difficulty: name of a table in `spec.difficulty` whose coefficient multiplies the points.
        low_points, high_points: floor and cap on the points, difficulty included.
        round: decimals of the points, half up; default 6.
        goals: levels shown beside the rank on the leaf; they move no points.
    """

    indicator: Slug
    name: Slug | None = None
    title: Title | None = None
    weight: Number | None = None
    weight_since: tuple[WeightSince, ...] = Field(default=(), strict=False)
    groups: tuple[Slug, ...] = Field(default=(), strict=False)
    take: Literal["value", "growth", "increment", "completion"] = "value"
    take_decimals: Decimals | None = None
    growth_base: Literal["undefined", "absolute_change"] = "undefined"
    target: Number | None = None
    direction: Direction | None = None
    band: Band | None = None
    denominator: Denominator | None = None
    impute: Impute | None = None
    treat: Treat | None = None
    transform: Transform | None = None
    over: Over | None = None
    panel: Periods | None = None
    missing: Missing | None = None
    not_applicable: tuple[Slug, ...] = Field(default=(), strict=False)
    difficulty: Slug | None = None
    low_points: Number | None = None
    high_points: Number | None = None
    round: Decimals | None = None
    goals: tuple[Goal, ...] = Field(default=(), strict=False)


class Completion(Leaf):
    """M01: weight times value over target, between floor and cap (default 1.2, unless `uncapped`).

    `lower` says how a lower-is-better value completes its target; required there.
    """

    method: Literal["completion"]
    cap: Number | None = Field(default=None)
    floor: Number = Field(default=0, validate_default=True)
    uncapped: bool = False
    lower: Literal["target_over_value", "two_minus_rate"] | None = None


class CompletionStep(Leaf):
    """M02: the weight, plus or minus `per_point` for each percentage point above or below 100.

    The points stay between `low` and `high` (default 1.2 times the weight, unless `uncapped`).
    """

    method: Literal["completion_step"]
    per_point: Number
    low: Number = Field(default=0, validate_default=True)
    high: Number | None = None
    uncapped: bool = False
    lower: Literal["target_over_value", "two_minus_rate"] | None = None


class TargetOrNothing(Leaf):
    """M03: the weight if the target is met, else nothing."""

    method: Literal["target_or_nothing"]


class RankStep(Leaf):
    """M04: full points for the first; each next rank loses `step` of them.

    `only_above_target` ranks only the units that met the target; the others get nothing.
    """

    method: Literal["rank_step"]
    step: Number = Field(default="0.05", validate_default=True)
    only_above_target: bool = False


class RankLinear(Leaf):
    """M05: points spread evenly from `best` (default the weight) to `worst`."""

    method: Literal["rank_linear"]
    best: Number | None = None
    worst: Number = Field(default=0, validate_default=True)


class MinmaxBase(Leaf):
    """M06: the share `base` of the weight for the worst, all of it for the best of the group."""

    method: Literal["minmax_base"]
    base: Number = Field(default="0.6", validate_default=True)


class Tiers(Written):
    """The five standard values of M07, from excellent to poor."""

    excellent: Number
    good: Number
    average: Number
    low: Number
    poor: Number


class EfficacyTier(Leaf):
    """M07: the efficacy coefficient between five standard values (domain rules 9.2)."""

    method: Literal["efficacy_tier"]
    standards: Tiers
    coefficients: Tiers = Field(
        default={"excellent": 1, "good": "0.8", "average": "0.6", "low": "0.4", "poor": "0.2"},
        validate_default=True,
    )


class Deduct(Leaf):
    """M08: the weight less `per` for each counted event, never below 0; `most` caps the loss."""

    method: Literal["deduct"]
    per: Number
    most: Number | None = None


class PerEvent(Leaf):
    """M09: `per` points for each counted event, between `low` and `high` (the cap is required)."""

    method: Literal["per_event"]
    per: Number
    low: Number = Field(default=0, validate_default=True)
    high: Number


class GrowthVsRef(Leaf):
    """M10: weight times 1 + k times the growth above the reference, in percentage points.

    The factor stays between `floor` and `cap` (default 1.2, unless `uncapped`).
    """

    method: Literal["growth_vs_ref"]
    k: Number
    reference: Number | Literal["target"]
    cap: Number | None = None
    floor: Number = Field(default=0, validate_default=True)
    uncapped: bool = False


class LevelGrowthMix(Leaf):
    """M11: shares of level, increment and growth rate, each by M06 with `base` in its group.

    It opens into a mean of three leaves named level, increment and growth.
    """

    method: Literal["level_growth_mix"]
    level: Number
    increment: Number
    growth: Number
    base: Number = Field(default="0.6", validate_default=True)


class PanelMean(Leaf):
    """M13: mean of the raters' marks (of `out_of`), after dropping `trim` at each end."""

    method: Literal["panel_mean"]
    trim: Annotated[int, Field(ge=0, le=9)] = 0
    at_least: Annotated[int, Field(ge=1, le=999)] = 1
    out_of: Number = Field(default=100, validate_default=True)


class TallyRate(Leaf):
    """M14: the tallied `good` count over all valid answers, `half` counting one half.

    The leaf's `indicator` is the first of `good`; the others are named here.
    """

    method: Literal["tally_rate"]
    good: tuple[Slug, ...] = Field(strict=False, min_length=1)
    half: tuple[Slug, ...] = Field(default=(), strict=False)
    bad: tuple[Slug, ...] = Field(strict=False, min_length=1)


class Progress(Leaf):
    """M15: completion over the share of the year that has passed, between floor and cap.

    The cap is 1.2 by default, unless `uncapped`.
    """

    method: Literal["progress"]
    cap: Number | None = None
    floor: Number = Field(default=0, validate_default=True)
    uncapped: bool = False


class AsIs(Leaf):
    """The value itself as a mark out of `out_of`."""

    method: Literal["as_is"]
    out_of: Number = Field(default=100, validate_default=True)


class Formula(Leaf):
    """Points by a CEL formula over value, target, prior, weight, n (size of group), elapsed.

    Where the formula has no answer (a value that it needs is missing), the value is missing.
    """

    method: Literal["formula"]
    formula: str = Field(min_length=1, max_length=2000)
