"""Words and numbers that several keys of a scheme hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bihuan.mechanisms.spec import Number, Slug, Title, Written

Decimals = Annotated[int, Field(ge=0, le=6)]
# `mean_of_group`: the mean of the points of the group's units that have a value.
Missing = Literal[
    "zero", "min_of_group", "mean_of_group", "exclude_and_prorate", "block_publication"
]
Direction = Literal["higher", "lower", "target_band"]
# Whom a unit is compared with: the units of its group, or all that take part.
Over = Literal["group", "all"]
Periods = Annotated[int, Field(ge=0, le=60)]


class Band(Written):
    """The range in which a `target_band` value is best; outside, the distance counts against it."""

    low: Number
    high: Number


class Goal(Written):
    """A level to aim at, reached at this rank in the group or better (保三、争二、拼第一)."""

    name: Slug
    title: Title
    rank: Annotated[int, Field(ge=1, le=9999)]
