"""Working days.

Offices are open on weekdays that are no holidays and on the weekends that the yearly notice turns
into working days (调休上班).

The notice of a year is published in the autumn before. What depends on days that no notice covers
is an estimate and says so. How many days are open up to each day is counted once for a calendar;
every question after that is a look into that list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from itertools import accumulate

from bihuan.calendars.engine.hours import USUAL, OfficeHours
from bihuan.calendars.engine.statutory import LAST_YEAR, NOT_FORESEEN, estimated_days_off
from bihuan.calendars.spec import Block
from bihuan.ledger.words import Refused

SATURDAY = 5
ONE_DAY = timedelta(days=1)
# China has had one time without summer time since 1991.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True)
class _Counted:
    """The working days of a calendar in a row, as ordinals of days.

    Args:
        first: the first day that is known.
        opened: each working day.
        before: for each day from the first on, and the one after the last, how many working days
            lie before it.
    """

    first: int
    opened: list[int]
    before: list[int]

    def until(self, day: int) -> int:
        """Return how many working days lie before the day; refuses one that is not known."""
        at = day - self.first
        if not 0 <= at < len(self.before):
            raise Refused(NOT_FORESEEN, year=date.fromordinal(day).year, last=LAST_YEAR)
        return self.before[at]

    def nth(self, number: int) -> date:
        """Return the working day that so many lie before; refuses one that is not known."""
        if not 0 <= number < len(self.opened):
            beyond = self.first + len(self.before) - 1 if number > 0 else self.first - 1
            raise Refused(NOT_FORESEEN, year=date.fromordinal(beyond).year, last=LAST_YEAR)
        return date.fromordinal(self.opened[number])


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which offices are open, exact for the years that have a notice.

    Args:
        years: years whose notice is loaded, without a gap.
        holidays: days off of those notices, weekends among them.
        make_up_days: weekend days on which offices work.
        blocks: the holidays by name, to tell a reader what was stepped over.
        hours: the hours in which offices are open.
    """

    years: frozenset[int]
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    blocks: tuple[Block, ...] = ()
    hours: OfficeHours = USUAL

    @cached_property
    def certain_until(self) -> date:
        """The last day that no later notice moves.

        A notice may reach back into the last week of December: that of 2019 made
        29 December 2018 a working day.
        """
        return date(max(self.years), 12, 24)

    @cached_property
    def digest(self) -> str:
        """What the loaded notices and office hours come to: equal calendars, equal digests."""
        told = [
            sorted(self.years),
            sorted(map(str, self.holidays)),
            sorted(map(str, self.make_up_days)),
            str(self.hours),
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def before_notice_of(self, year: int) -> WorkingCalendar:
        """Return the calendar as it stood before the notice of the year was loaded."""
        last = date(year - 1, 12, 24)
        return replace(
            self,
            years=frozenset(each for each in self.years if each < year),
            holidays=frozenset(day for day in self.holidays if day <= last),
            make_up_days=frozenset(day for day in self.make_up_days if day <= last),
            blocks=tuple(each for each in self.blocks if each.first <= last),
        )

    def is_open(self, day: date) -> bool:
        """Tell whether offices are open: an estimate after the last notice."""
        if day.year < min(self.years):
            raise Refused(NOT_FORESEEN, year=day.year, last=LAST_YEAR)
        if day in self.make_up_days:
            return True
        if day.weekday() >= SATURDAY or day in self.holidays:
            return False
        return day.year in self.years or day not in estimated_days_off(day.year)

    @cached_property
    def _counted(self) -> _Counted:
        first, is_open = date(min(self.years), 1, 1).toordinal(), list(self._foreseen())
        return _Counted(
            first,
            [first + at for at, each in enumerate(is_open) if each],
            list(accumulate(is_open, initial=0)),
        )

    def _foreseen(self) -> Iterator[bool]:
        """Yield of each day from the first year on whether it is open, as far as it is known."""
        day = date(min(self.years), 1, 1)
        while True:
            try:
                yield self.is_open(day)
            except Refused:
                return
            day += ONE_DAY

    def knows(self, day: date) -> bool:
        """Tell whether it is known or can be foreseen which days up to this one are open."""
        return 0 <= day.toordinal() - self._counted.first < len(self._counted.before) - 1

    def next_open(self, day: date) -> date:
        """Return the day itself if offices are open, else the first day on which they are."""
        return self._counted.nth(self._counted.until(day.toordinal()))

    def last_open(self, day: date) -> date:
        """Return the day itself if offices are open, else the last day on which they were."""
        return self._counted.nth(self._counted.until(day.toordinal() + 1) - 1)

    def after(self, day: date, working_days: int) -> date:
        """Return the last day of so many working days; `day` itself does not count."""
        if not working_days:
            return day
        return self._counted.nth(self._counted.until(day.toordinal() + 1) + working_days - 1)

    def before(self, day: date, working_days: int) -> date:
        """Return the working day that so many lie after, up to `day`, which counts if open."""
        return self._counted.nth(self._counted.until(day.toordinal() + 1) - 1 - working_days)

    def open_days_between(self, after: date, until: date) -> int:
        """Return how many days are open after the one day and up to the other, which counts."""
        if until <= after:
            return 0
        counted = self._counted
        return counted.until(until.toordinal() + 1) - counted.until(after.toordinal() + 1)

    def office_time(self, moment: datetime) -> timedelta:
        """Return for how long offices have been open since the first known day."""
        day, at = day_and_time(moment)
        whole = self._counted.until(day.toordinal()) * self.hours.length
        return whole + self.hours.passed(at) if self.is_open(day) else whole

    def when_open_for(self, office_time: timedelta) -> datetime:
        """Return the first moment at which offices have been open for so long."""
        days, rest = divmod(office_time, self.hours.length)
        if not rest:
            days, rest = days - 1, self.hours.length
        return moment_of(self._counted.nth(days), self.hours.when_passed(rest))

    def is_office_time(self, moment: datetime) -> bool:
        """Tell whether offices are open at the moment."""
        day, at = day_and_time(moment)
        return self.hours.holds(at) and self.is_open(day)

    def open_from(self, moment: datetime) -> datetime:
        """Return the moment itself if offices are open, else that at which they open next."""
        if self.is_office_time(moment):
            return moment
        day, at = day_and_time(moment)
        if self.is_open(day):
            for opening in self.hours.openings:
                if opening > at:
                    return moment_of(day, opening)
        return moment_of(self.after(day, 1), self.hours.opens)

    def open_until(self, moment: datetime) -> datetime:
        """Return the moment itself if offices are open, else that at which they opened last."""
        if self.is_office_time(moment):
            return moment
        day, at = day_and_time(moment)
        opened = [each for each in self.hours.openings if each <= at] if self.is_open(day) else []
        if opened:
            return moment_of(day, opened[-1])
        return moment_of(self.last_open(day - ONE_DAY), max(self.hours.openings))

    def awaited(self, after: date, until: date) -> tuple[int, ...]:
        """Return the years whose notice may still change what lies between the two days."""
        certain = self.certain_until
        if until <= certain:
            return ()
        first = max(after, certain) + ONE_DAY
        if first > until:
            return ()
        # The last week of the last loaded year awaits the notice of the year that follows.
        unloaded = certain.year + 1
        return tuple(range(max(first.year, unloaded), max(until.year, unloaded) + 1))


def day_and_time(moment: datetime) -> tuple[date, timedelta]:
    """Return the day of a moment in China, and the time since its midnight."""
    local = moment.astimezone(CHINA)
    return local.date(), timedelta(
        hours=local.hour,
        minutes=local.minute,
        seconds=local.second,
        microseconds=local.microsecond,
    )


def day_of(moment: datetime) -> date:
    """Return the day of a moment in China."""
    if moment.tzinfo is None:
        raise TypeError("a moment has a time zone")
    return moment.astimezone(CHINA).date()


def moment_of(day: date, at: timedelta = timedelta()) -> datetime:
    """Return the moment of a time of a day in China: its midnight, if none is given."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA) + at
