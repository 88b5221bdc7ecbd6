"""What an author may write in a `Scheme`: from indicators to points, totals, ranks and awards.

The tree of `score` has leaves (one indicator, one method) and nodes (parts combined).
A leaf under a `sum` earns up to its weight in points; under a mean it earns up to 100
and its weight is its share. Methods M01 to M17 are those of the domain reference, section 4.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from bihuan.measures.spec import Every, IndicatorSpec
from bihuan.mechanisms.spec import Number, Slug, Title, Written

Decimals = Annotated[int, Field(ge=0, le=6)]
# `mean_of_group`: the mean of the points of the group's units that have a value.
Missing = Literal[
    "zero", "min_of_group", "mean_of_group", "exclude_and_prorate", "block_publication"
]
Direction = Literal["higher", "lower", "target_band"]


class ContestGroup(Written):
    """A group ranked on its own: units of an organisation's peer group or of some kinds."""

    name: Slug
    title: Title
    group: Slug | None = None
    kinds: tuple[str, ...] = Field(default=(), strict=False)
    units: tuple[Slug, ...] = Field(default=(), strict=False)
    without: tuple[Slug, ...] = Field(default=(), strict=False)


class Band(Written):
    """The range in which a `target_band` value is best; outside, the distance counts against it."""

    low: Number
    high: Number


class Goal(Written):
    """A level to aim at, reached at this rank in the group or better (保三、争二、拼第一)."""

    name: Slug
    title: Title
    rank: Annotated[int, Field(ge=1, le=9999)]


class Leaf(Written):
    """What every leaf may say beside its method.

    Args:
        indicator: the indicator scored; the same one may appear under several names.
        name: defaults to the indicator's.
        weight: points to earn under a sum; share under a mean.
        take: what of the observation is scored: the value itself, its growth against the prior
            value in percent, the increment, or the value over its target in percent.
        take_decimals: decimals of what is taken, rounded half up; default the indicator's for
            value and increment, 6 for the two ratios.
        growth_base: what a zero or negative prior value means for growth: no value, or the
            change itself (value less prior, in the indicator's unit of measure).
        target: a target that holds for all units in place of the observed one.
        direction, band: in place of the indicator's; `target_band` needs a band, and suits the
            methods that compare units or ask whether a target is met (M03 to M06).
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
    groups: tuple[Slug, ...] = Field(default=(), strict=False)
    take: Literal["value", "growth", "increment", "completion"] = "value"
    take_decimals: Decimals | None = None
    growth_base: Literal["undefined", "absolute_change"] = "undefined"
    target: Number | None = None
    direction: Direction | None = None
    band: Band | None = None
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


class Node(Written):
    """Parts combined into one score.

    Args:
        combine: how; weighted kinds use the parts' weights (equal where none is given).
        weight: its own share or points in its parent.
        formula: CEL over the parts' names (``-`` written as ``_``), for `combine: formula`.
        rescale_best: the best of the group is set to this number, the others in proportion.
        round: decimals of the node's score, half up; default none (exact).
        low, high: floor and cap on the score.
    """

    name: Slug
    title: Title
    combine: Literal["sum", "mean", "geometric", "harmonic", "median", "min", "max", "formula"] = (
        "sum"
    )
    weight: Number | None = None
    parts: tuple[Part, ...] = Field(strict=False, min_length=1)
    formula: str = ""
    rescale_best: Number | None = None
    round: Decimals | None = None
    low: Number | None = None
    high: Number | None = None


def _part_tag(written: Any) -> str:
    """Tell a node from a leaf by its keys; models come back here when they are dumped."""
    if isinstance(written, Node):
        return "node"
    if isinstance(written, Leaf):
        return str(getattr(written, "method", ""))
    if isinstance(written, dict):
        return "node" if "parts" in written else str(written.get("method", ""))
    return ""


Part = Annotated[
    Annotated[Node, Tag("node")]
    | Annotated[Completion, Tag("completion")]
    | Annotated[CompletionStep, Tag("completion_step")]
    | Annotated[TargetOrNothing, Tag("target_or_nothing")]
    | Annotated[RankStep, Tag("rank_step")]
    | Annotated[RankLinear, Tag("rank_linear")]
    | Annotated[MinmaxBase, Tag("minmax_base")]
    | Annotated[EfficacyTier, Tag("efficacy_tier")]
    | Annotated[Deduct, Tag("deduct")]
    | Annotated[PerEvent, Tag("per_event")]
    | Annotated[GrowthVsRef, Tag("growth_vs_ref")]
    | Annotated[LevelGrowthMix, Tag("level_growth_mix")]
    | Annotated[PanelMean, Tag("panel_mean")]
    | Annotated[TallyRate, Tag("tally_rate")]
    | Annotated[Progress, Tag("progress")]
    | Annotated[AsIs, Tag("as_is")]
    | Annotated[Formula, Tag("formula")],
    Discriminator(_part_tag),
]
Node.model_rebuild()


class Root(Written):
    """The top of the tree. Its score plus adjustments, after vetoes, is the total."""

    combine: Literal["sum", "mean", "geometric", "harmonic", "median", "min", "max", "formula"] = (
        "sum"
    )
    parts: tuple[Part, ...] = Field(strict=False, min_length=1)
    formula: str = ""
    rescale_best: Number | None = None
    low: Number | None = None
    high: Number | None = None


class Adjustment(Written):
    """A bonus or a deduction: dated facts with sources, each named by this rule.

    Args:
        kind: bonus adds, deduction takes away; facts carry positive points.
        most: the most this rule may move a unit in one period.
        once: the same fact id counts once, under the rule that moves it most (就高不重复).
    """

    name: Slug
    title: Title
    kind: Literal["bonus", "deduction"]
    most: Number | None = None
    once: bool = True


class Basis(Written):
    """The approved list on which a veto stands: document and entry (domain rules 4.4)."""

    document: str = Field(min_length=1, max_length=200)
    entry: str = Field(min_length=1, max_length=200)


class Veto(Written):
    """A listed event that sets the total to zero, caps the tier, or bars from awards.

    Without a `basis` the engine refuses it.
    """

    name: Slug
    title: Title
    basis: Basis | None = None
    effect: Literal["zero", "cap_tier", "bar_award"] = "bar_award"
    tier: Slug | None = None


class Rounding(Written):
    """Decimals, half up: of the total, and of what is shown."""

    total: Decimals = 2
    shown: Decimals = 2


class TieStep(Written):
    """One step of the tie chain: exactly one of its keys."""

    score: str | None = None
    value: Slug | None = None
    last_rank: Literal[True] | None = None


class Ranking(Written):
    """How totals become ranks.

    Args:
        order: rank on the rounded total, or on the exact one (then round).
        chain: breaks ties between equal totals before ranks are given; a tie that it leaves
            is shown as a tie.
    """

    style: Literal["competition", "dense"] = "competition"
    order: Literal["round_then_rank", "rank_then_round"] = "round_then_rank"
    chain: tuple[TieStep, ...] = Field(default=(), strict=False)


class Late(Written):
    """Values first recorded after the cut-off: `days` after the period's last day."""

    days: Annotated[int, Field(ge=0, le=366)]
    rule: Literal["accept", "treat_as_missing"] = "treat_as_missing"


class Take(Written):
    """Who wins an award in a group: exactly one of top, share, formula, threshold.

    Args:
        top: the first k; `share`: the first ceil(share times n).
        formula: CEL over n giving k, such as ``ceil(0.25 * n)``.
        threshold: all with at least this total; with `first`, only the first k of them.
        rise: the k that rose most ranks since the last period.
    """

    top: Annotated[int, Field(ge=1, le=9999)] | None = None
    share: Number | None = None
    formula: str = ""
    threshold: Number | None = None
    first: Annotated[int, Field(ge=1, le=9999)] | None = None
    rise: Annotated[int, Field(ge=1, le=9999)] | None = None


class GroupTake(Take):
    """A quota for one contest group."""

    group: Slug


class Award(Written):
    """An award; recorded as an assessment incentive, not a commendation, unless approved.

    Args:
        take: who wins in each group; `quotas` override it per group.
        at_line: a tie across the line: all in, by the tie chain then all in, or left to the
            committee (shown as unresolved).
        look: how a page shows it.
        approval: number of the approval, if it is a commendation.
    """

    name: Slug
    title: Title
    look: Literal["gold", "flag", "plain"] = "plain"
    groups: tuple[Slug, ...] = Field(default=(), strict=False)
    take: Take | None = None
    quotas: tuple[GroupTake, ...] = Field(default=(), strict=False)
    at_line: Literal["all_in", "tie_break", "committee"] = "tie_break"
    not_with: tuple[Slug, ...] = Field(default=(), strict=False)
    approval: str = ""


class Tier(Written):
    """A grade by total: at least `least`, and at most the share of the group."""

    name: Slug
    title: Title
    least: Number
    share: Number | None = None


class Coefficient(Written):
    """The difficulty coefficient of one unit (M12)."""

    unit: Slug
    times: Number


class Difficulty(Written):
    """A table of difficulty coefficients; units not listed have 1."""

    name: Slug
    title: Title
    units: tuple[Coefficient, ...] = Field(strict=False)


class OwnIndicator(IndicatorSpec):
    """An indicator that the scheme's own file holds, so that the file can be tried alone."""

    name: Slug
    title: Title


class SchemeSpec(Written):
    """A scheme of assessment. What is left out falls to the named default, which `explain` prints.

    Args:
        every: period type.
        contestants: the groups; empty: every unit with a value, in one group.
        indicators: those that stand in no file of their own.
        bonus_most, deduction_most: ceilings on all bonuses and all deductions of a unit.
        objection_days: working days in which a published result may be objected to.
    """

    every: Every
    contestants: tuple[ContestGroup, ...] = Field(default=(), strict=False)
    indicators: tuple[OwnIndicator, ...] = Field(default=(), strict=False)
    score: Root
    missing: Missing = "block_publication"
    late: Late | None = None
    round: Rounding = Rounding()
    rank: Ranking = Ranking()
    adjustments: tuple[Adjustment, ...] = Field(default=(), strict=False)
    bonus_most: Number = Field(default=5, validate_default=True)
    deduction_most: Number = Field(default=5, validate_default=True)
    vetoes: tuple[Veto, ...] = Field(default=(), strict=False)
    tiers: tuple[Tier, ...] = Field(default=(), strict=False)
    awards: tuple[Award, ...] = Field(default=(), strict=False)
    difficulty: tuple[Difficulty, ...] = Field(default=(), strict=False)
    objection_days: Annotated[int, Field(ge=0, le=60)] | None = None
