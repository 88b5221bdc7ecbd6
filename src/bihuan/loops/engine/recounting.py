"""What a holiday notice that was loaded later moves: the new end, and the days that moved it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.calendars.engine.telling import listed_days, said_day
from bihuan.calendars.engine.workdays import ONE_DAY, WorkingCalendar, day_of
from bihuan.ledger.words import Text
from bihuan.loops.engine.clocks import OPEN, counted
from bihuan.loops.engine.matter import Running
from bihuan.loops.spec.clocks import Clock

MOVED = Text(en="moved from {before} to {after}", zh="截止日由{before}改为{after}")
STAYS = Text(en="stays on {after}", zh="截止日仍为{after}")
SAME_DAY = Text(en="ends at another hour of {after}", zh="截止日仍为{after}，时刻有变")
OFF = Text(en="days off now: {days}", zh="{days}改为放假")
WORKED = Text(en="worked now: {days}", zh="{days}改为上班")
CERTAIN = Text(en="no longer provisional", zh="不再是暂定日期")
CORRECTED = Text(en="the calendar was corrected", zh="工作日历有更正")


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock before and after; the days that became days off, and those that became worked."""

    before: Running
    after: Running
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()

    @property
    def why(self) -> Text:
        """What moved it, in words."""
        return why(self.before, self.after, self.off, self.worked)


def recount(
    running: Running,
    clock: Clock,
    calendar: WorkingCalendar,
    former: WorkingCalendar | None = None,
) -> Moved | None:
    """Return what the calendar that is loaded now changes of a clock, None if nothing.

    The days are told by comparing with the former calendar; if it is not given, with this one as
    it was before the notice that the clock awaits.
    """
    if running.state not in OPEN:
        return None
    after = counted(running, clock, calendar)
    if after == running:
        return None
    if former is None and running.awaits and min(running.awaits) - 1 in calendar.years:
        former = calendar.before_notice_of(min(running.awaits))
    if former is None:
        return Moved(running, after)
    first, last = day_of(running.started), max(running.day, after.day)
    changed = [
        (day, calendar.is_open(day))
        for day in _days(first, last)
        if calendar.is_open(day) != former.is_open(day)
    ]
    return Moved(
        running,
        after,
        off=tuple(day for day, is_open in changed if not is_open),
        worked=tuple(day for day, is_open in changed if is_open),
    )


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + ONE_DAY * offset


def why(before: Running, after: Running, off: Sequence[date], worked: Sequence[date]) -> Text:
    """Return a sentence on what moved a clock."""
    parts = [_moved(before, after)]
    if off:
        parts.append(OFF.fill(days=listed_days(off)))
    if worked:
        parts.append(WORKED.fill(days=listed_days(worked)))
    if not off and not worked and not before.awaits:
        parts.append(CORRECTED)
    if before.awaits and not after.awaits:
        parts.append(CERTAIN)
    return Text(en="; ".join(each.en for each in parts), zh="；".join(each.zh for each in parts))


def _moved(before: Running, after: Running) -> Text:
    if before.day != after.day:
        return MOVED.fill(before=said_day(before.day), after=said_day(after.day))
    same = SAME_DAY if before.due != after.due else STAYS
    return same.fill(after=said_day(after.day))
