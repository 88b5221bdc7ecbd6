"""Working time between many pairs of moments at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import numpy as np

from bihuan.calendars.engine.hours import USUAL, OfficeHours
from bihuan.loops.engine.logs.columns import EPOCH, MICROSECOND, Integers

_DAY = timedelta(days=1) // MICROSECOND
_HOUR = timedelta(hours=1) // MICROSECOND
_EPOCH_DAY = date(1970, 1, 1).toordinal()
SATURDAY = 5


def is_weekday(day: date) -> bool:
    """Tell whether the day is none of a weekend: what is open where no calendar is known."""
    return day.weekday() < SATURDAY


@dataclass(frozen=True)
class WorkTime:
    """Which days are open, the hours of an open day, and the zone in which days are days."""

    is_open: Callable[[date], bool]
    hours: OfficeHours = USUAL
    zone: str = "Asia/Shanghai"

    def local(self, times: Integers) -> Integers:
        """Return moments as their zone's clocks show them, in microseconds since 1970."""
        # An offset changes on the hour; each hour that occurs is looked up once.
        hours, where = np.unique(times // _HOUR, return_inverse=True)
        zone = ZoneInfo(self.zone)
        offsets = [_offset(int(hour), zone) for hour in hours]
        return times + np.array(offsets, dtype=np.int64)[where]

    def between(self, first: Integers, last: Integers) -> tuple[Integers, Integers]:
        """Return the working days and the working time, in microseconds, between moments.

        A day counts if it is open, lies after the day of the first moment, and not after that of
        the last: as the days of a limit are counted.
        """
        if not first.size:
            return first, first
        one, other = self.local(first), self.local(last)
        begin, end = int(one.min() // _DAY), int(other.max() // _DAY)
        begin, end = min(begin, int(other.min() // _DAY)), max(end, int(one.max() // _DAY))
        is_open = [
            self.is_open(date.fromordinal(_EPOCH_DAY + day)) for day in range(begin, end + 1)
        ]
        before = np.array(list(accumulate(is_open, initial=0)), dtype=np.int64)
        days = before[other // _DAY - begin + 1] - before[one // _DAY - begin + 1]
        opened = np.array(is_open, dtype=np.int64)
        time = self._passed(other, begin, before, opened) - self._passed(one, begin, before, opened)
        return days, time

    def _passed(self, at: Integers, begin: int, before: Integers, opened: Integers) -> Integers:
        day, clock = at // _DAY - begin, at % _DAY
        today = np.zeros_like(at)
        for first, last in self.hours.spans:
            start, stop = first // MICROSECOND, last // MICROSECOND
            today += np.clip(clock, start, stop) - start
        return before[day] * (self.hours.length // MICROSECOND) + today * opened[day]


def _offset(hour: int, zone: ZoneInfo) -> int:
    moment: datetime = (EPOCH + timedelta(hours=hour)).astimezone(zone)
    return (moment.utcoffset() or timedelta()) // MICROSECOND
