"""Methods of leaves that compare a value with its peers, with goalposts, or with itself over time.

Beside M01 to M17 of the domain rules these are the normalisations of the OECD/JRC Handbook on
Constructing Composite Indicators (2008), table 14 and step 5.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.mechanisms.spec import Number, Slug, Written
from bihuan.schemes.spec.leaves import Leaf


class Goalposts(Leaf):
    """The share of the way from `low` to `high`; `base` of the full points is earned at `low`.

    Outside the posts the points stay at their ends, unless `uncapped`.
    """

    method: Literal["goalposts"]
    low: Number
    high: Number
    base: Number = Field(default=0, validate_default=True)
    uncapped: bool = False


class Zscore(Leaf):
    """Full points times ``middle + spread * z``: z is the distance from the mean in deviations."""

    method: Literal["zscore"]
    middle: Number = Field(default=0, validate_default=True)
    spread: Number = Field(default=1, validate_default=True)
    deviation: Literal["population", "sample"] = "population"


class Percentile(Leaf):
    """Full points times the share of the peers that stand below the value.

    Args:
        count: those `below` alone, those `below_or_equal`, or below and half of the equal ones.
    """

    method: Literal["percentile"]
    count: Literal["below", "below_or_equal", "middle"] = "middle"


class Borda(Leaf):
    """Full points times the share of the other peers that are beaten; a tie counts one half."""

    method: Literal["borda"]


class Distance(Leaf):
    """The value over that of the leader, of the mean of the peers, or of one unit.

    Args:
        to: the reference; `unit` names it where it is one unit.
        form: `ratio` is value over reference (reference over value where less is better);
            `difference` is the distance over the size of the reference.
    """

    method: Literal["distance"]
    to: Literal["leader", "mean", "unit"]
    unit: Slug | None = None
    form: Literal["ratio", "difference"] = "ratio"


class Step(Written):
    """From this value (or percentile) on, the share of the full points."""

    least: Number
    share: Number


class Categorical(Leaf):
    """A scale of categories: the share of the highest step that the value reaches, else 0.

    Args:
        of: steps by the value itself, or by its percentile (0 to 100) among the peers.
    """

    method: Literal["categorical"]
    of: Literal["value", "percentile"] = "value"
    steps: tuple[Step, ...] = Field(strict=False, min_length=1)


class AboveMean(Leaf):
    """A share of the points for standing above, around or below the mean of the peers.

    Args:
        within: around is within this share of the mean's size, both sides.
    """

    method: Literal["above_mean"]
    within: Number = Field(default=0, validate_default=True)
    above: Number = Field(default=1, validate_default=True)
    around: Number = Field(default="0.5", validate_default=True)
    below: Number = Field(default=0, validate_default=True)


class Cyclical(Leaf):
    """Full points times ``middle + spread * c``: c compares the value with the unit's own past.

    c is the distance from the unit's mean over its periods over the mean absolute distance; the
    periods are this one and those that `panel` pools.
    """

    method: Literal["cyclical"]
    middle: Number = Field(default="0.5", validate_default=True)
    spread: Number = Field(default="0.25", validate_default=True)


class At(Written):
    """The share of the full points at a value."""

    at: Number
    share: Number


class Banded(Leaf):
    """A table of values with the share of the points at each, and straight lines between them.

    Args:
        outside: beyond the table the share of its ends, or nothing.
    """

    method: Literal["banded"]
    table: tuple[At, ...] = Field(strict=False, min_length=2)
    outside: Literal["ends", "nothing"] = "ends"


class TargetRange(Leaf):
    """Full points between `low` and `high`, falling in a straight line to nothing on either side.

    Args:
        zero_below, zero_above: where nothing is left.
    """

    method: Literal["target_range"]
    low: Number
    high: Number
    zero_below: Number
    zero_above: Number


class FixedBase(Leaf):
    """Full points times the value over its base: an index with the base at full points.

    Args:
        base: a number, or `prior` for the unit's own prior value.
        base_period: in place of it, the period whose value of the unit is the base.
    """

    method: Literal["fixed_base"]
    base: Number | Literal["prior"] | None = None
    base_period: str | None = None


class Raw(Leaf):
    """The taken number itself as points, times `times`; for nodes that compare raw numbers.

    Where less is better, such a node treats it as a cost.
    """

    method: Literal["raw"]
    times: Number = Field(default=1, validate_default=True)
