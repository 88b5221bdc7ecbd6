"""Reminders before a limit ends, and escalations after: which fall into a stretch of time.

Nobody is told at night or on a day off: a reminder moves back, and an escalation moves on, to the
time at which offices open. Only where the clock's file says ``any_time`` it is told at the moment
itself, for emergencies. Nothing is told of a clock that is paused, stopped or cancelled, so not
of a matter that was closed or merged, and no reminder is sent for a time before the clock began.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from bihuan.calendars.engine.deadlines import months_after
from bihuan.calendars.engine.workdays import ONE_DAY, WorkingCalendar, moment_of
from bihuan.loops.engine.lights import waits
from bihuan.loops.engine.matter import Running
from bihuan.loops.spec.clocks import Clock, Notify


@dataclass(frozen=True, slots=True)
class Word:
    """One notification: to the holders of which duties, when, by which entry of the clock."""

    on: Literal["before", "after"]
    at: datetime
    to: tuple[str, ...]
    entry: int


def words(clock: Clock, running: Running, calendar: WorkingCalendar) -> Iterator[Word]:
    """Yield all notifications of a clock, if it runs on as it is."""
    if running.state not in {"running", "paused"} or waits(running):
        return
    if not calendar.knows(running.day):
        return
    for entry, each in enumerate(clock.notify):
        at = _moment(each, running, calendar).astimezone(UTC)
        if at >= running.started:
            yield Word(each.on, at, each.to, entry)


def words_due(
    clock: Clock, running: Running, since: datetime, until: datetime, calendar: WorkingCalendar
) -> tuple[Word, ...]:
    """Return the notifications after the one moment and up to the other, which counts."""
    found = (each for each in words(clock, running, calendar) if since < each.at <= until)
    return tuple(sorted(found, key=lambda each: (each.at, each.entry)))


def _moment(each: Notify, running: Running, calendar: WorkingCalendar) -> datetime:
    before = each.on == "before"
    at = _counted(each, running, calendar, -1 if before else 1)
    if not each.any_time:
        at = calendar.open_until(at) if before else calendar.open_from(at)
    for pause in running.pauses[-1:]:
        if pause.until and pause.since <= at < pause.until:
            at = pause.until if each.any_time else calendar.open_from(pause.until)
    return at


def _counted(each: Notify, running: Running, calendar: WorkingCalendar, way: int) -> datetime:
    """Return the moment so long before or after the end; in days, when offices open."""
    count = each.by.count
    match each.by.unit:
        case "hour":
            return running.due + timedelta(hours=count) * way
        case "business_hour":
            return calendar.when_open_for(
                calendar.office_time(running.due) + timedelta(hours=count) * way
            )
    return moment_of(_day(each, running.day, calendar, count * way), calendar.hours.opens)


def _day(each: Notify, day: date, calendar: WorkingCalendar, count: int) -> date:
    match each.by.unit:
        case "working_day":
            return calendar.after(day, count) if count > 0 else calendar.before(day, -count)
        case "month":
            return months_after(day, count)
    return day + ONE_DAY * count
