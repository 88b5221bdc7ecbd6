"""A whole scheme of assessment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bihuan.measures.spec import Every, IndicatorSpec
from bihuan.mechanisms.spec import Number, Slug, Title, Written
from bihuan.schemes.spec.adjustments import Adjustment, Veto
from bihuan.schemes.spec.awards import Award, Tier
from bihuan.schemes.spec.common import Missing, Over, Periods
from bihuan.schemes.spec.nodes import Root
from bihuan.schemes.spec.ranking import Late, Ranking, Rounding
from bihuan.schemes.spec.reactions import Reaction
from bihuan.schemes.spec.values import Impute, Treat


class ContestGroup(Written):
    """A group ranked on its own: units of an organisation's peer group or of some kinds."""

    name: Slug
    title: Title
    group: Slug | None = None
    kinds: tuple[str, ...] = Field(default=(), strict=False)
    units: tuple[Slug, ...] = Field(default=(), strict=False)
    without: tuple[Slug, ...] = Field(default=(), strict=False)


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


class Robustness(Written):
    """How firmly ranks stand: what a run tries beside its own weights.

    Args:
        replicates: seeded draws of all weights; 0 tries none.
        within: each weight is drawn evenly between 1 less this and 1 plus this times its own.
        seed: of the draws, stored with the result.
        largest: runs of more units are tried on request only.
    """

    replicates: Annotated[int, Field(ge=0, le=100_000)] = 1000
    within: Number = Field(default="0.25", validate_default=True)
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    largest: Annotated[int, Field(ge=0, le=100_000)] = 3000


class SchemeSpec(Written):
    """A scheme of assessment. What is left out falls to the named default, which `explain` prints.

    Args:
        every: period type.
        contestants: the groups; empty: every unit with a value, in one group.
        indicators: those that stand in no file of their own.
        impute, treat: what happens to missing and to outlying values before they are scored.
        over: whether units are compared within their group or with all that take part.
        panel: how many earlier periods are pooled with this one where units are compared, so
            that several periods share their goalposts.
        robustness: what is tried beside the scheme's own weights.
        bonus_most, deduction_most: ceilings on all bonuses and all deductions of a unit.
        reactions: what a published result leads to, beside awards.
        objection_days: working days in which a published result may be objected to.
    """

    every: Every
    contestants: tuple[ContestGroup, ...] = Field(default=(), strict=False)
    indicators: tuple[OwnIndicator, ...] = Field(default=(), strict=False)
    score: Root
    missing: Missing = "block_publication"
    impute: Impute = "none"
    treat: Treat = Treat(by="none")
    over: Over = "group"
    panel: Periods = 0
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
    robustness: Robustness = Robustness()
    reactions: tuple[Reaction, ...] = Field(default=(), strict=False)
    objection_days: Annotated[int, Field(ge=0, le=60)] | None = None
