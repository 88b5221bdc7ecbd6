"""When a time limit ends, with what extends it and what does not count.

A period in days, working days or months begins the day after the event; a period in hours begins
at the moment; the last day ends at 24:00 (民法典, articles 201 to 203).

A pause is given back in the unit of the limit: hours as time, office hours as office time, days
and months as days, working days as working days. As with every period, the day on which a pause
begins is not given back and the day on which it ends is; so a pause that ends on the day
on which it began changes nothing. A limit does not end while it is paused.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bihuan.calendars.engine.workdays import (
    CHINA,
    ONE_DAY,
    WorkingCalendar,
    day_of,
    moment_of,
)
from bihuan.calendars.spec import Limit
from bihuan.ledger.words import Text

PROVISIONAL = Text(
    en="provisional: the holiday notice of {years} is not published yet; "
    "counted as weekdays less the statutory holidays",
    zh="暂定：{years} 年放假通知尚未公布，按工作日扣除法定节假日估算",
)


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to a limit while it ran.

    Args:
        extended: by how much it was extended, in its unit.
        pauses: stretches that do not count, in their order, each begun before the limit ended.
        given: the last day that is named instead of a count; what extends it is added to it.
    """

    extended: int = 0
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    given: date | None = None


UNDISTURBED = Course()


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
        return self.moment or moment_of(self.day + ONE_DAY)

    @property
    def note(self) -> Text | None:
        """Why the day is provisional, None if it is certain."""
        years = Text(en=_listed(self.awaits, ", "), zh=_listed(self.awaits, "、"))
        return PROVISIONAL.fill(years=years) if self.awaits else None


def due(
    calendar: WorkingCalendar, event: date | datetime, limit: Limit, course: Course = UNDISTURBED
) -> Due:
    """Return when a limit ends that began with the event.

    The event is given by its day, or by its moment with a time zone, which hours need.
    """
    if limit.unit in {"hour", "business_hour"}:
        return _by_the_hour(calendar, event, limit, course)
    start = day_of(event) if isinstance(event, datetime) else event
    working = limit.unit == "working_day"
    last = (_last_working_day if working else _last_day)(calendar, start, limit, course)
    if course.pauses and (ran_on := day_of(course.pauses[-1][1])) > last:
        last = calendar.next_open(ran_on) if working else ran_on
    awaits = calendar.awaited(start, last) if working else ()
    if limit.roll == "none":
        return Due(last, None, awaits)
    rolled = calendar.next_open(last)
    return Due(rolled, None, calendar.awaited(start if working else last - ONE_DAY, rolled))


def _last_working_day(calendar: WorkingCalendar, start: date, limit: Limit, course: Course) -> date:
    more = course.extended
    for since, until in course.pauses:
        more += calendar.open_days_between(day_of(since), day_of(until))
    if course.given:
        return calendar.after(course.given, more)
    return calendar.after(start, limit.count + more)


def _last_day(_: WorkingCalendar, start: date, limit: Limit, course: Course) -> date:
    begins, count = course.given or start, course.extended
    if not course.given:
        count += limit.count
    last = months_after(begins, count) if limit.unit == "month" else begins + ONE_DAY * count
    for since, until in course.pauses:
        last += day_of(until) - day_of(since)
    return last


def _by_the_hour(
    calendar: WorkingCalendar, event: date | datetime, limit: Limit, course: Course
) -> Due:
    if not isinstance(event, datetime) or event.tzinfo is None:
        raise TypeError("a limit in hours runs from a moment with a time zone")
    begins = moment_of(course.given + ONE_DAY) if course.given else event
    length = timedelta(hours=course.extended + (0 if course.given else limit.count))
    if limit.unit == "hour":
        spent = sum((until - since for since, until in course.pauses), timedelta())
        moment = (begins.astimezone(UTC) + length + spent).astimezone(CHINA)
        return Due(moment.date(), moment)
    passed = calendar.office_time
    spent = sum((passed(until) - passed(since) for since, until in course.pauses), timedelta())
    moment = calendar.when_open_for(passed(begins) + length + spent)
    return Due(moment.date(), moment, calendar.awaited(day_of(begins) - ONE_DAY, moment.date()))


def months_after(day: date, months: int) -> date:
    """Return the matching day of a later month, or that month's last day if it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _listed(years: tuple[int, ...], comma: str) -> str:
    return comma.join(str(year) for year in years)
