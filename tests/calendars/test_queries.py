from datetime import date

from bihuan.calendars.queries import Counted, calendar, due_on, working_days_between
from bihuan.calendars.spec import Limit


def test_the_loaded_calendar_reaches_from_2020_on():
    assert min(calendar().years) == 2020
    assert 2026 in calendar().years


def test_working_days_are_counted_and_an_estimate_says_so():
    assert working_days_between(date(2022, 12, 31), date(2023, 12, 31)) == Counted(249)
    after = max(calendar().years) + 1
    assert working_days_between(date(after, 3, 1), date(after, 3, 31)).awaits == (after,)


def test_a_limit_is_due_on_a_day():
    ten_days = Limit(unit="working_day", count=5, basis="行政许可法 第八十二条")
    assert due_on(date(2023, 9, 27), ten_days).day == date(2023, 10, 10)
