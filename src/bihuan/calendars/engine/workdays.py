"""Working days and deadlines.

A period in days, working days or months begins the day after the event; a period in hours
begins at the moment (民法典, articles 201 to 203). Offices are open on weekdays that are no
holidays and on the weekends that the yearly notice turns into working days (调休上班).

The notice of a year is published in the autumn before. What depends on days that no
notice covers is an estimate and says so: a `Due` names the years whose notice it awaits.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from bihuan.calendars.engine.statutory import LAST_YEAR, NOT_FORESEEN, estimated_days_off
from bihuan.calendars.spec import Limit
from bihuan.ledger.words import Refused, Text

SATURDAY = 5
ONE_DAY = timedelta(days=1)
# China has had one time without summer time since 1991.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

PROVISIONAL = Text(
    en="provisional: the holiday notice of {years} is not published yet; "
    "counted as weekdays less the statutory holidays",
    zh="暂定：{years} 年放假通知尚未公布，按工作日扣除法定节假日估算",
)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days on which offices are open, exact for the years that have a notice.

    Args:
        years: years whose notice is loaded, without a gap.
        holidays: days off of those notices, weekends among them.
        make_up_days: weekend days on which offices work.
    """

    years: frozenset[int]
    holidays: frozenset[date]
    make_up_days: frozenset[date]

    @property
    def certain_until(self) -> date:
        """The last day that no later notice moves.

        A notice may reach back into the last week of December: that of 2019 made
        29 December 2018 a working day.
        """
        return date(max(self.years), 12, 24)

    def is_open(self, day: date) -> bool:
        """Tell whether offices are open: an estimate after the last notice."""
        if day.year < min(self.years):
            raise Refused(NOT_FORESEEN, year=day.year, last=LAST_YEAR)
        if day in self.make_up_days:
            return True
        if day.weekday() >= SATURDAY or day in self.holidays:
            return False
        return day.year in self.years or day not in estimated_days_off(day.year)

    def next_open(self, day: date) -> date:
        """Return the day itself if offices are open, else the first day on which they are."""
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def after(self, day: date, working_days: int) -> date:
        """Return the last day of so many working days; `day` itself does not count."""
        for _ in range(working_days):
            day = self.next_open(day + ONE_DAY)
        return day

    def open_days_between(self, after: date, until: date) -> int:
        """Return how many days are open after the one day and up to the other, which counts."""
        span = (until - after).days
        return sum(self.is_open(after + ONE_DAY * n) for n in range(1, span + 1))

    def awaited(self, after: date, until: date) -> tuple[int, ...]:
        """Return the years whose notice may still change what lies between the two days."""
        first = max(after + ONE_DAY, self.certain_until + ONE_DAY)
        if first > until:
            return ()
        # The last week of the last loaded year awaits the notice of the year that follows.
        unloaded = max(self.years) + 1
        return tuple(range(max(first.year, unloaded), max(until.year, unloaded) + 1))


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a time limit.

    Args:
        day: the last day.
        moment: the exact end of a limit in hours, else None: the day ends at 24:00.
        awaits: years whose holiday notice is not loaded, though the day depends on it.
    """

    day: date
    moment: datetime | None = None
    awaits: tuple[int, ...] = ()

    @property
    def is_provisional(self) -> bool:
        return bool(self.awaits)

    @property
    def ends(self) -> datetime:
        """The moment after which it is late, in Chinese time."""
        return self.moment or datetime.combine(self.day + ONE_DAY, time(), CHINA)

    @property
    def note(self) -> Text | None:
        """Why the day is provisional, None if it is certain."""
        years = Text(en=_listed(self.awaits, ", "), zh=_listed(self.awaits, "、"))
        return PROVISIONAL.fill(years=years) if self.awaits else None


def due(calendar: WorkingCalendar, event: date | datetime, limit: Limit) -> Due:
    """Return when a limit ends that began with the event.

    The event is given by its day, or by its moment with a time zone, which hours need.
    """
    if limit.unit == "hour":
        return _due_by_the_hour(event, limit.count)
    start = _day_of(event)
    match limit.unit:
        case "working_day":
            last = calendar.after(start, limit.count)
            return Due(last, awaits=calendar.awaited(start, last))
        case "month":
            last = _months_after(start, limit.count)
        case _:
            last = start + ONE_DAY * limit.count
    if limit.roll == "none":
        return Due(last)
    rolled = calendar.next_open(last)
    return Due(rolled, awaits=calendar.awaited(last - ONE_DAY, rolled))


def _due_by_the_hour(event: date | datetime, hours: int) -> Due:
    if not isinstance(event, datetime) or event.tzinfo is None:
        raise TypeError("a limit in hours runs from a moment with a time zone")
    moment = (event.astimezone(UTC) + timedelta(hours=hours)).astimezone(CHINA)
    return Due(moment.date(), moment)


def _day_of(event: date | datetime) -> date:
    if not isinstance(event, datetime):
        return event
    if event.tzinfo is None:
        raise TypeError("a moment has a time zone")
    return event.astimezone(CHINA).date()


def _months_after(day: date, months: int) -> date:
    """Return the matching day of a later month, or that month's last day if it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _listed(years: tuple[int, ...], comma: str) -> str:
    return comma.join(str(year) for year in years)
