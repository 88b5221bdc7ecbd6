"""A deadline in words: how it was counted, what was stepped over, and by which rule.

Whoever waits for an answer, and whoever owes it, can count it again on a wall calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from bihuan.calendars.engine.deadlines import UNDISTURBED, Course, Due, due
from bihuan.calendars.engine.workdays import (
    CHINA,
    ONE_DAY,
    SATURDAY,
    WorkingCalendar,
    day_of,
)
from bihuan.calendars.spec import HOLIDAYS, Limit, Unit
from bihuan.ledger.words import Text

UNITS: dict[Unit, Text] = {
    "hour": Text(en="hours", zh="小时"),
    "business_hour": Text(en="office hours", zh="个工作小时"),
    "day": Text(en="days", zh="日"),
    "working_day": Text(en="working days", zh="个工作日"),
    "month": Text(en="months", zh="个月"),
}
ONE: dict[Unit, str] = {
    "hour": "hour",
    "business_hour": "office hour",
    "day": "day",
    "working_day": "working day",
    "month": "month",
}
WEEKDAYS = (
    Text("Monday", "周一"), Text("Tuesday", "周二"), Text("Wednesday", "周三"),
    Text("Thursday", "周四"), Text("Friday", "周五"), Text("Saturday", "周六"),
    Text("Sunday", "周日"),
)  # fmt: skip

IN_DAYS = Text(
    en="{count} from {start}, which does not count itself: until the end of {last}.",
    zh="自{start}起{count}，当日不计，至{last}24时止。",
)
IN_HOURS = Text(en="{count} from {start}: until {last}.", zh="自{start}起{count}，至{last}止。")
GIVEN = Text(
    en="The last day is named by the record itself: the end of {last}.",
    zh="截止日由事项本身载明：至{last}24时止。",
)
HOURS = Text(en="Offices are open {hours} on working days.", zh="工作时间为工作日{hours}。")
OVER = Text(en="Not counted: {runs}.", zh="不计入：{runs}。")
WORKED = Text(
    en="Counted, though on a weekend: {days}, worked in exchange for a day off.",
    zh="计入调休上班日：{days}。",
)
ROLLED = Text(
    en="{natural} is a day off, so the last day moves to {last}, when offices open again.",
    zh="{natural}为休息日，截止日顺延至{last}。",
)
PAUSED = Text(
    en="Paused from {since} to {until}; that time is given back.",
    zh="{since}至{until}中止计算，相应顺延。",
)
EXTENDED = Text(en="Extended by {count}.", zh="已延长{count}。")
BASIS = Text(en="By {basis}.", zh="依据：{basis}。")
WEEKENDS = Text(en="{count} other days of weekends", zh="其他周末{count}天")
WEEKEND = Text(en="1 other day of a weekend", zh="其他周末1天")
ESTIMATED = Text(en="statutory holiday", zh="法定节假日")


@dataclass(frozen=True, slots=True)
class Off:
    """Days off in a row, with the name of the holiday; none of plain weekends."""

    first: date
    last: date
    name: Text | None


def said_day(day: date) -> Text:
    """Return a day as it is read: 2026-02-14 (Saturday), 2026年2月14日（周六）."""
    weekday = WEEKDAYS[day.weekday()]
    return Text(f"{day} ({weekday.en})", f"{day.year}年{day.month}月{day.day}日（{weekday.zh}）")


def said_moment(moment: datetime) -> Text:
    """Return a moment as it is read in China, to the minute."""
    local = moment.astimezone(CHINA)
    day, at = said_day(local.date()), f"{local.hour:02}:{local.minute:02}"
    return Text(f"{at} on {day.en}", f"{day.zh}{at}")


def said_count(count: int, unit: Unit) -> Text:
    """Return a number of days or hours: 1 working day, 5个工作日."""
    return Text(
        f"{count} {ONE[unit] if count == 1 else UNITS[unit].en}", f"{count}{UNITS[unit].zh}"
    )


def listed_days(days: Sequence[date]) -> Text:
    """Return days as a list, those in a row as first to last."""
    found = [said_days(*each) for each in _runs(sorted(days))]
    return Text(", ".join(each.en for each in found), "、".join(each.zh for each in found))


def said_days(first: date, last: date) -> Text:
    """Return days in a row as they are read; a single one with its weekday."""
    if first == last:
        return said_day(first)
    month = "" if (first.year, first.month) == (last.year, last.month) else f"{last.month}月"
    year = "" if first.year == last.year else f"{last.year}年"
    return Text(
        f"{first} to {last}",
        f"{first.year}年{first.month}月{first.day}日至{year}{month}{last.day}日",
    )


def _runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and last of days that follow each other."""
    for _, group in groupby(enumerate(days), key=lambda each: each[1].toordinal() - each[0]):
        run = [day for _, day in group]
        yield run[0], run[-1]


def _listed(parts: Sequence[Text]) -> Text:
    return Text("; ".join(each.en for each in parts), "、".join(each.zh for each in parts))


def days_off(calendar: WorkingCalendar, after: date, until: date) -> Iterator[Off]:
    """Yield the days off after the one day and up to the other, holidays with their names."""
    span = (until - after).days
    days = [after + ONE_DAY * n for n in range(1, span + 1)]
    closed = [(day, _name(calendar, day)) for day in days if not calendar.is_open(day)]
    for name, group in groupby(closed, key=lambda each: each[1]):
        for first, last in _runs([day for day, _ in group]):
            yield Off(first, last, name)


def _name(calendar: WorkingCalendar, day: date) -> Text | None:
    for block in calendar.blocks:
        if block.first <= day <= block.last:
            return HOLIDAYS[block.holiday]
    return None if day.weekday() >= SATURDAY else ESTIMATED


def make_up_days(calendar: WorkingCalendar, after: date, until: date) -> tuple[date, ...]:
    """Return the weekend days that are worked after the one day and up to the other."""
    return tuple(sorted(day for day in calendar.make_up_days if after < day <= until))


def told(
    calendar: WorkingCalendar, event: date | datetime, limit: Limit, course: Course = UNDISTURBED
) -> Text:
    """Return in words how the end of a limit was counted."""
    found = due(calendar, event, limit, course)
    sentences = [
        *_how_long(event, limit, course, found),
        *_stepped_over(calendar, event, limit, found),
        *_rolled(calendar, event, limit, course, found),
        *(_pause(limit, since, until) for since, until in course.pauses),
    ]
    if course.extended:
        sentences.append(EXTENDED.fill(count=said_count(course.extended, limit.unit)))
    if limit.unit == "business_hour":
        sentences.append(HOURS.fill(hours=str(calendar.hours)))
    if found.note:
        sentences.append(Text(en=_sentence(found.note.en), zh=f"{found.note.zh}。"))
    if limit.basis:
        sentences.append(BASIS.fill(basis=limit.basis))
    return Text(
        en=" ".join(each.en for each in sentences), zh="".join(each.zh for each in sentences)
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _how_long(event: date | datetime, limit: Limit, course: Course, found: Due) -> Iterator[Text]:
    if course.given:
        yield GIVEN.fill(last=said_day(found.day))
        return
    count = said_count(limit.count, limit.unit)
    if found.moment and isinstance(event, datetime):
        yield IN_HOURS.fill(count=count, start=said_moment(event), last=said_moment(found.moment))
        return
    start = day_of(event) if isinstance(event, datetime) else event
    yield IN_DAYS.fill(count=count, start=said_day(start), last=said_day(found.day))


def _stepped_over(
    calendar: WorkingCalendar, event: date | datetime, limit: Limit, found: Due
) -> Iterator[Text]:
    if limit.unit not in {"working_day", "business_hour"}:
        return
    start = day_of(event) if isinstance(event, datetime) else event
    off = list(days_off(calendar, start, found.day))
    parts = [_named(each) for each in off if each.name]
    weekends = sum((each.last - each.first).days + 1 for each in off if not each.name)
    if weekends:
        parts.append(WEEKEND if weekends == 1 else WEEKENDS.fill(count=weekends))
    if parts:
        yield OVER.fill(runs=_listed(parts))
    if worked := make_up_days(calendar, start, found.day):
        yield WORKED.fill(days=_listed([said_day(day) for day in worked]))


def _named(each: Off) -> Text:
    days, name = said_days(each.first, each.last), each.name or ESTIMATED
    return Text(f"{name.en}, {days.en}", f"{name.zh}{days.zh}")


def _rolled(
    calendar: WorkingCalendar, event: date | datetime, limit: Limit, course: Course, found: Due
) -> Iterator[Text]:
    if limit.roll == "none" or found.moment:
        return
    natural = due(calendar, event, limit.model_copy(update={"roll": "none"}), course).day
    if natural != found.day:
        yield ROLLED.fill(natural=said_day(natural), last=said_day(found.day))


def _pause(limit: Limit, since: datetime, until: datetime) -> Text:
    exact = limit.unit in {"hour", "business_hour"}
    said = said_moment if exact else lambda moment: said_day(day_of(moment))
    return PAUSED.fill(since=said(since), until=said(until))
