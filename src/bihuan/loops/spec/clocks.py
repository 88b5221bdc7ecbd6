"""Time limits of a matter: what starts and stops them, pauses, extensions, reminders."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.calendars.spec import Limit
from bihuan.mechanisms.spec import Slug, Title, Written

OPENED: Literal["opened"] = "opened"


class ClassLimit(Written):
    """Another limit for a class and those below it, or where a condition (CEL) holds."""

    class_: Slug | None = Field(default=None, alias="class")
    when: str = Field(default="", max_length=2000)
    limit: Limit


class Pause(Written):
    """A stretch that does not count: from one act until another.

    Args:
        at_most: the clock runs on after this even without the ending act.
        basis: the rule that says so.
    """

    begins: Slug
    ends: tuple[Slug, ...] = Field(strict=False, min_length=1)
    at_most: Limit | None = None
    basis: str = Field(default="", max_length=200)


class Notify(Written):
    """Word to the holders of a duty, so long before or after the end of the limit.

    Args:
        on: ``before`` reminds, ``after`` escalates (to ever higher duties, one entry each).
        by: how long before or after; counted in the units of an office's day where it is working
            days; reminders fall on days on which offices are open.
    """

    on: Literal["before", "after"]
    by: Limit
    to: tuple[Slug, ...] = Field(strict=False, min_length=1)


class Clock(Written):
    """One time limit.

    Args:
        starts: acts that start it (``opened`` is the raising itself).
        stops: acts that stop it: from then on it was met or missed.
        of: a clock of the matter, or one for the lead, or one for each unit that handles it.
        limit: how long; `limits` are tried first, in their order.
        within: the moment of the start counts from: ``happened`` (the act), never the entry.
        extended_told: who is told of an extension: the reporter, the holders of a duty.
        warns: yellow from this share of the period, and at least one working day, before the end.
        round: each reopening starts it anew; what ran before stays as it was.
        main: the clock by which lists are sorted and on-time rates are counted.
    """

    name: Slug
    title: Title
    starts: tuple[Slug, ...] = Field(default=(OPENED,), strict=False, min_length=1)
    stops: tuple[Slug, ...] = Field(strict=False, min_length=1)
    of: Literal["matter", "lead", "each_handler"] = "matter"
    limit: Limit
    limits: tuple[ClassLimit, ...] = Field(default=(), strict=False)
    pauses: tuple[Pause, ...] = Field(default=(), strict=False)
    extended_told: tuple[Literal["reporter"] | Slug, ...] = Field(default=(), strict=False)
    notify: tuple[Notify, ...] = Field(default=(), strict=False)
    warns: int = Field(default=20, ge=0, le=100)
    main: bool = False
