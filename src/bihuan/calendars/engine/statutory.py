"""The holidays that the law itself sets, for a year whose notice is not published yet.

The Regulation on Public Holidays (全国年节及纪念日放假办法, revised 2024) gives thirteen days.
Which weekdays are moved around them is only known from the yearly notice, so this is an estimate:
the thirteen days, each that falls on a weekend made up on the next weekday that is not
off (article 6), and no weekend worked. Seven of the days have fixed dates, Qingming follows from
the sun, and the other five (Spring Festival with its eve, Dragon Boat, Mid-Autumn) from
the lunar calendar, whose dates are listed here.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from bihuan.ledger.words import Message, Refused, Text

_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
# First day of the lunar year; fifth day of the fifth month; fifteenth day of the eighth.
_LUNAR = {
    2025: ("01-29", "05-31", "10-06"),
    2026: ("02-17", "06-19", "09-25"),
    2027: ("02-06", "06-09", "09-15"),
    2028: ("01-26", "05-28", "10-03"),
    2029: ("02-13", "06-16", "09-22"),
    2030: ("02-03", "06-05", "09-12"),
    2031: ("01-23", "06-24", "10-01"),
    2032: ("02-11", "06-12", "09-19"),
    2033: ("01-31", "06-01", "09-08"),
    2034: ("02-19", "06-20", "09-27"),
    2035: ("02-08", "06-10", "09-16"),
    2036: ("01-28", "05-30", "10-04"),
}
LAST_YEAR = max(_LUNAR)

NOT_FORESEEN = Message(
    "not-foreseen",
    Text(
        en="working days of {year} are not known: no holiday notice is loaded for it",
        zh="无法确定 {year} 年的工作日：未载入该年的放假通知",
    ),
    Text(
        en="load the notice of {year}; without one, only the years after the last notice "
        "and up to {last} can be estimated",
        zh="请载入 {year} 年的放假通知；没有通知时，只能估算最近一份通知之后至 {last} 年的工作日",
    ),
)


def statutory_days(year: int) -> tuple[date, ...]:
    """Return the thirteen days of the law in their order; raises `Refused` for an unlisted year."""
    if year not in _LUNAR:
        raise Refused(NOT_FORESEEN, year=year, last=LAST_YEAR)
    spring, dragon_boat, mid_autumn = (date.fromisoformat(f"{year}-{day}") for day in _LUNAR[year])
    days = [date(year, month, day) for month, day in _FIXED]
    days += [spring + timedelta(days=offset) for offset in range(-1, 3)]
    return tuple(sorted([*days, _qingming(year), dragon_boat, mid_autumn]))


@cache
def estimated_days_off(year: int) -> frozenset[date]:
    """Return the weekdays off that the law alone lets expect."""
    off: set[date] = set()
    for day in statutory_days(year):
        while day.weekday() > 4 or day in off:  # noqa: PLR2004  # Friday
            day += timedelta(days=1)  # noqa: PLW2901
        off.add(day)
    return frozenset(off)


def _qingming(year: int) -> date:
    """Return the day on which the sun stands at 15 degrees; the formula holds for 2000 to 2099."""
    since = year - 2000
    # 4.81 + 0.2422 * years, less the leap days, in whole numbers
    return date(year, 4, (48100 + 2422 * since) // 10000 - since // 4)
