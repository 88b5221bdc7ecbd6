"""Where weights come from, when no author gives them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from bihuan.mechanisms.spec import Day, Number, Slug, Written

WeightDecimals = Annotated[int, Field(ge=2, le=9)]


class WeightSince(Written):
    """Another weight for periods that begin on this day or later."""

    since: Day
    weight: Number


class Weighing(Written):
    """What every way of weighing may say.

    Args:
        decimals: of the shares, which add up to 1 exactly (largest remainders).
    """

    decimals: WeightDecimals = 6


class Equal(Weighing):
    """The same share for every part, whatever `weight` says."""

    by: Literal["equal"]


class Entropy(Weighing):
    """Shares by information entropy (熵权法): parts that tell units apart weigh more."""

    by: Literal["entropy"]


class Critic(Weighing):
    """CRITIC: contrast (standard deviation) times conflict (1 less correlation)."""

    by: Literal["critic"]


class Merec(Weighing):
    """MEREC: the change of performance when a part is removed."""

    by: Literal["merec"]


class Deviation(Weighing):
    """Shares by standard deviation of the parts' scores."""

    by: Literal["deviation"]


class Principal(Weighing):
    """Shares from principal components of the parts' correlations.

    Args:
        form: `first` takes the squared loadings of the first component; `rotated` the form of the
            OECD/JRC Handbook: varimax rotation of the factors kept, squared loadings scaled to
            unity, grouped into intermediate composites weighted by explained variance.
        eigenvalue: factors are kept whose eigenvalue is above this, and that explain more than
            `share` of the variance each, until `together` is explained.
    """

    by: Literal["principal"]
    form: Literal["first", "rotated"] = "first"
    eigenvalue: Number = Field(default=1, validate_default=True)
    share: Number = Field(default="0.1", validate_default=True)
    together: Number = Field(default="0.6", validate_default=True)


class Importance(Written):
    """How strongly a part is to go with the score of its node, relative to the other parts."""

    part: Slug
    share: Number


class Targets(Weighing):
    """Weights under which each part's correlation with the node is as its share says."""

    by: Literal["targets"]
    importance: tuple[Importance, ...] = Field(strict=False, min_length=1)


class Points(Written):
    """The points of a budget that one expert gave to one part."""

    part: Slug
    points: Number


class Expert(Written):
    """One expert's allocation; the name is a role or a number, never a person."""

    name: Slug
    points: tuple[Points, ...] = Field(strict=False, min_length=1)


class Budget(Weighing):
    """Budget allocation: each expert spreads the same number of points; shares are their means."""

    by: Literal["budget"]
    experts: tuple[Expert, ...] = Field(strict=False, min_length=1)


class Judgement(Written):
    """`part` is so many `times` as important as `over` (1 to 9, or below 1 for less)."""

    part: Slug
    over: Slug
    times: Number


class Ahp(Weighing):
    """Analytic hierarchy process (层次分析法) from pairwise judgements.

    Args:
        judgements: one for each pair of parts.
        form: shares by the principal eigenvector, or by geometric means of rows.
        consistency: the consistency ratio above which the judgements are refused.
    """

    by: Literal["ahp"]
    judgements: tuple[Judgement, ...] = Field(strict=False, min_length=1)
    form: Literal["eigenvector", "geometric"] = "eigenvector"
    consistency: Number = Field(default="0.1", validate_default=True)


class Doubt(Weighing):
    """Benefit of the doubt (DEA): each unit has the shares that suit it best.

    No unit passes 1 under the shares of another.

    Args:
        least, most: bounds on the part of each part in a unit's score.
    """

    by: Literal["doubt"]
    least: Number = Field(default=0, validate_default=True)
    most: Number = Field(default=1, validate_default=True)


def _way(written: Any) -> str:
    """Tell the way of weighing by its word."""
    if isinstance(written, Weighing):
        return str(getattr(written, "by", ""))
    return str(written.get("by", "")) if isinstance(written, dict) else ""


Weigh = Annotated[
    Annotated[Equal, Tag("equal")]
    | Annotated[Entropy, Tag("entropy")]
    | Annotated[Critic, Tag("critic")]
    | Annotated[Merec, Tag("merec")]
    | Annotated[Deviation, Tag("deviation")]
    | Annotated[Principal, Tag("principal")]
    | Annotated[Targets, Tag("targets")]
    | Annotated[Budget, Tag("budget")]
    | Annotated[Ahp, Tag("ahp")]
    | Annotated[Doubt, Tag("doubt")],
    Discriminator(_way),
]
