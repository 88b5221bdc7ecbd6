"""Time limits of a matter: what starts and stops them, pauses, extensions, reminders."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.calendars.spec import Limit
from bihuan.mechanisms.spec import Slug, Title, Written

OPENED: Literal["opened"] = "opened"


class ClassLimit(Written):
    """Another limit for a class and those below it, or where a condition (CEL) holds, or both."""

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
        by: how long before or after, in working days, days, office hours or hours.
        any_time: told at the moment itself, at night and on days off too: for emergencies. Else
            a reminder moves back, and an escalation on, to the time at which offices open.
    """

    on: Literal["before", "after"]
    by: Limit
    to: tuple[Slug, ...] = Field(strict=False, min_length=1)
    any_time: bool = False


class Clock(Written):
    """One time limit, counted from when an act happened, never from when it was entered.

    Args:
        starts: acts that start it (``opened`` is the raising itself).
        stops: acts that stop it: from then on it was met or missed.
        of: a clock of the matter, or one for the lead, or one for each unit that handles it.
        limit: how long; `limits` are tried first, in their order.
        until: a field of the record (a day) that names the last day itself, such as the date of
            a plan; where it is empty, the limits rule.
        extended_told: who is told of an extension: the reporter, the holders of a duty.
        notify: reminders and escalations; none while it is paused, and none once it has stopped.
        warns: yellow from this share of the period before the end, in percent; of a limit in
            days or longer at least the last working day.
        main: the clock by which lists are sorted and on-time rates are counted.
    """

    name: Slug
    title: Title
    starts: tuple[Slug, ...] = Field(default=(OPENED,), strict=False, min_length=1)
    stops: tuple[Slug, ...] = Field(strict=False, min_length=1)
    of: Literal["matter", "lead", "each_handler"] = "matter"
    limit: Limit
    limits: tuple[ClassLimit, ...] = Field(default=(), strict=False)
    until: Slug | None = None
    pauses: tuple[Pause, ...] = Field(default=(), strict=False)
    extended_told: tuple[Literal["reporter"] | Slug, ...] = Field(default=(), strict=False)
    notify: tuple[Notify, ...] = Field(default=(), strict=False)
    warns: int = Field(default=20, ge=0, le=100)
    main: bool = False
