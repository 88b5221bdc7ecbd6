"""The deadline of a clock in words, for whoever waits and whoever owes."""

from __future__ import annotations

from bihuan.calendars.engine.deadlines import Course
from bihuan.calendars.engine.telling import said_day, told
from bihuan.calendars.engine.workdays import WorkingCalendar, day_of
from bihuan.ledger.words import Text
from bihuan.loops.engine.lights import limit_of, waits
from bihuan.loops.engine.matter import Running
from bihuan.loops.spec.clocks import Clock

WAITS = Text(
    en="It stands still since {since}; the end is counted on from when it runs again.",
    zh="{since}起中止计算，恢复后继续计算。",
)


def course_of(running: Running) -> Course:
    """Return what happened to a clock while it ran, as far as it is over or planned."""
    return Course(
        sum(each.count for each in running.extensions),
        tuple((each.since, each.until) for each in running.pauses if each.until),
        running.given,
    )


def explain(running: Running, clock: Clock, calendar: WorkingCalendar) -> Text:
    """Return how the deadline was counted: days stepped over, pauses, extensions, its article."""
    found = told(calendar, running.started, limit_of(clock, running), course_of(running))
    if not waits(running):
        return found
    standing = WAITS.fill(since=said_day(day_of(running.pauses[-1].since)))
    return Text(f"{found.en} {standing.en}", f"{found.zh}{standing.zh}")
