"""The parts of a loop beside acts and clocks: stages, evidence, panels, visits, supervision."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from bihuan.calendars.spec import Limit
from bihuan.mechanisms.spec import Number, Slug, Title, Written


class Stage(Written):
    """A named state.

    Args:
        ends: an end: ``closed`` as it should be, ``other`` by a decision (not accepted, merged).
        pool: matters wait here to be claimed.
    """

    name: Slug
    title: Title
    ends: Literal["closed", "other"] | None = None
    pool: bool = False


class Named(Written):
    """A word of a list with its titles: a channel, a kind of evidence, a ground, a level."""

    name: Slug
    title: Title


class EvidenceKind(Named):
    """A kind of evidence, and the media types it may have (all, if none is named)."""

    types: tuple[str, ...] = Field(default=(), strict=False)


class Panel(Written):
    """A joint review (会商).

    Args:
        fixed: units that always sit on it.
        extended: units that sit on it for the matter at hand, named when it is called.
        on_demand: how many others may be asked.
        quorum: how many members must have given an opinion.
        passes: the share of all members, silent ones included, that must agree.
        rostered: the members are not published; they are entered before the panel is called.
    """

    name: Slug
    title: Title
    fixed: tuple[Slug, ...] = Field(default=(), strict=False)
    extended: tuple[Slug, ...] = Field(default=(), strict=False)
    fixed_count: int | None = Field(default=None, ge=1, le=99)
    extended_count: int | None = Field(default=None, ge=1, le=99)
    on_demand: int = Field(default=0, ge=0, le=99)
    quorum: int = Field(default=1, ge=1, le=99)
    passes: Number | None = None


class Unreachable(Written):
    """What happens when nobody can be reached: so many tries, then how it counts."""

    tries: int = Field(default=3, ge=1, le=9)
    counts: Literal["not_visited", "unsolved"] = "not_visited"


class Visit(Written):
    """The return visit.

    Args:
        sample: percent of closed matters that are visited; drawn from the closing fact, so that
            nobody chooses.
        always: a condition (CEL) under which a matter is visited whatever the sample says.
        reopens: a visit that finds it unsolved reopens the matter through this act.
        within: the time for the reopening, from the closing.
    """

    sample: Number = Decimal(100)
    always: str = Field(default="", max_length=2000)
    unreachable: Unreachable = Unreachable()
    reopens: Slug | None = None
    within: Limit | None = None


class Supervision(Written):
    """Supervision (督办): its levels from light to heavy, and the grounds that a rule names."""

    levels: tuple[Named, ...] = Field(strict=False, min_length=1)
    grounds: tuple[Named, ...] = Field(strict=False, min_length=1)


class Same(Written):
    """Fields that must be equal for two matters to look alike."""

    fields: tuple[Slug, ...] = Field(strict=False, min_length=1, max_length=4)


class Duplicates(Written):
    """When a new matter looks like an earlier one; a person decides.

    Args:
        days: how far back to look.
        same: any of these sets of equal fields (``class`` may be one).
        text: the field whose words are compared by pairs of characters.
        likeness: from this share of common pairs (of all pairs of both) they look alike.
    """

    days: int = Field(default=30, ge=1, le=3660)
    same: tuple[Same, ...] = Field(default=(), strict=False)
    text: Slug | None = None
    likeness: Number = Decimal("0.6")


class Numbering(Written):
    """The number that people read: a prefix, the year, and a running number."""

    prefix: str = Field(default="", pattern=r"^[A-Z]{0,8}$")
    digits: int = Field(default=6, ge=3, le=9)


class Rates(Written):
    """What the rates are counted from.

    Args:
        dispatched: the act that makes a matter count (the denominator of the response rate).
        contact: the clock whose meeting is a response in time.
        satisfied, basic: grades of the visit that count as satisfied; of those, the grade that
            the weighted form counts half.
    """

    dispatched: Slug | None = None
    contact: Slug | None = None
    grades: tuple[Named, ...] = Field(default=(), strict=False)
    satisfied: tuple[Slug, ...] = Field(default=(), strict=False)
    basic: Slug | None = None


class StageMove(Written):
    """Where a matter in a stage of an earlier version goes."""

    was: Slug
    now: Slug


class TakesOver(Written):
    """How open matters of an earlier version come under this one; else they finish under theirs."""

    earlier: str = Field(pattern=r"^[0-9a-f]{12,64}$|^all$")
    stages: tuple[StageMove, ...] = Field(default=(), strict=False)
