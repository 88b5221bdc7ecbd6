"""Nodes of the tree: parts combined into one score, up to the root."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from bihuan.mechanisms.spec import Number, Slug, Title, Written
from bihuan.schemes.spec.combining import Combine, Penalty, Using
from bihuan.schemes.spec.common import Decimals
from bihuan.schemes.spec.leaves import (
    AsIs,
    Completion,
    CompletionStep,
    Deduct,
    EfficacyTier,
    Formula,
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
    TargetOrNothing,
)
from bihuan.schemes.spec.normalising import (
    AboveMean,
    Banded,
    Borda,
    Categorical,
    Cyclical,
    Distance,
    FixedBase,
    Goalposts,
    Percentile,
    Raw,
    TargetRange,
    Zscore,
)
from bihuan.schemes.spec.weights import Weigh, WeightSince


class Combining(Written):
    """What a node says of how its parts become one score, the root of the tree too.

    Args:
        combine: how; weighted kinds use the parts' weights (equal where none is given).
        formula: CEL over the parts' names (``-`` written as ``_``), for `combine: formula`.
        using: the numbers that the way of combining needs.
        weigh: where the parts' shares come from, in place of their weights.
        available: the share of the indicators below (by number) that must have a value of their
            own, not a filled-in one; where fewer have, the node is left out as
            `exclude_and_prorate` leaves out a leaf, and at the root the unit has no total.
        times: name of a table in `spec.difficulty` whose coefficient multiplies the rounded score.
        penalties: what is taken from the rounded score, in their order, after `times`.
        rescale_best: the best of the group is set to this number, the others in proportion.
        low, high: floor and cap on the score.
    """

    combine: Combine = "sum"
    parts: tuple[Part, ...] = Field(strict=False, min_length=1)
    formula: str = ""
    using: Using = Using()
    weigh: Weigh | None = None
    available: Number | None = None
    times: Slug | None = None
    penalties: tuple[Penalty, ...] = Field(default=(), strict=False)
    rescale_best: Number | None = None
    low: Number | None = None
    high: Number | None = None


class Node(Combining):
    """Parts combined into one score, itself a part of the node above.

    Args:
        weight: its own share or points in its parent; `weight_since` says it anew from a day on.
        round: decimals of the node's score, half up; default none (exact).
    """

    name: Slug
    title: Title
    weight: Number | None = None
    weight_since: tuple[WeightSince, ...] = Field(default=(), strict=False)
    round: Decimals | None = None


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
    | Annotated[Formula, Tag("formula")]
    | Annotated[Goalposts, Tag("goalposts")]
    | Annotated[Zscore, Tag("zscore")]
    | Annotated[Percentile, Tag("percentile")]
    | Annotated[Borda, Tag("borda")]
    | Annotated[Distance, Tag("distance")]
    | Annotated[Categorical, Tag("categorical")]
    | Annotated[AboveMean, Tag("above_mean")]
    | Annotated[Cyclical, Tag("cyclical")]
    | Annotated[Banded, Tag("banded")]
    | Annotated[TargetRange, Tag("target_range")]
    | Annotated[FixedBase, Tag("fixed_base")]
    | Annotated[Raw, Tag("raw")],
    Discriminator(_part_tag),
]
Node.model_rebuild()


class Root(Combining):
    """The top of the tree. Its score plus adjustments, after vetoes, is the total."""
