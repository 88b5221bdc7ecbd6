from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.deadlines import Due, due
from bihuan.calendars.engine.statutory import LAST_YEAR, estimated_days_off, statutory_days
from bihuan.calendars.engine.workdays import CHINA, WorkingCalendar
from bihuan.calendars.notices import SHIPPED, calendar_of, load
from bihuan.calendars.spec import Limit
from bihuan.ledger.words import Refused

CALENDAR = calendar_of(load(SHIPPED))
THROUGH_2025 = calendar_of(notice for notice in load(SHIPPED) if notice.year < 2026)
ONE_DAY = timedelta(days=1)

loaded_days = st.dates(date(2020, 1, 1), date(2026, 10, 31))


def limit(count, unit, roll="none"):
    return Limit(unit=unit, count=count, roll=roll)


def day(text):
    return date.fromisoformat(text)


# domain rules 2.2
@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2023-09-27", 5, "2023-10-10"),
        ("2023-09-28", 7, "2023-10-13"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2026-02-11", 3, "2026-02-14"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-09-30", 5, "2026-10-13"),
    ],
)
def test_working_days_step_over_holidays_and_use_make_up_days(start, count, last):
    assert due(CALENDAR, day(start), limit(count, "working_day")) == Due(day(last))


@pytest.mark.parametrize(
    ("start", "count", "natural", "rolled"),
    [
        ("2023-08-03", 60, "2023-10-02", "2023-10-07"),
        ("2026-09-17", 15, "2026-10-02", "2026-10-08"),
        ("2026-08-04", 60, "2026-10-03", "2026-10-08"),
    ],
)
def test_a_last_day_on_a_holiday_moves_to_the_day_on_which_offices_open(
    start, count, natural, rolled
):
    assert due(CALENDAR, day(start), limit(count, "day")).day == day(natural)
    assert due(CALENDAR, day(start), limit(count, "day", "next_after_holiday")) == Due(day(rolled))


def test_an_ordinary_weekend_is_a_day_off_for_the_last_day_too():
    friday = date(2023, 3, 10)
    assert due(CALENDAR, friday, limit(1, "day", "next_after_holiday")).day == date(2023, 3, 13)


@pytest.mark.parametrize(
    ("year", "count"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_each_year_has_the_working_days_of_its_notice(year, count):
    assert CALENDAR.open_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_every_day_of_2020_to_2026_agrees_with_two_independent_packages():
    china = holidays.country_holidays("CN", years=range(2020, 2027))
    for offset in range((date(2027, 1, 1) - date(2020, 1, 1)).days):
        each = date(2020, 1, 1) + ONE_DAY * offset
        assert CALENDAR.is_open(each) == chinese_calendar.is_workday(each), each
        assert CALENDAR.is_open(each) == china.is_working_day(each), each


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-03-15", 3, "2023-06-15"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2023-12-31", 12, "2024-12-31"),
    ],
)
def test_months_end_on_the_matching_day_or_the_last_of_the_month(start, months, last):
    assert due(CALENDAR, day(start), limit(months, "month")).day == day(last)


def test_a_month_that_ends_on_a_holiday_rolls_too():
    assert due(CALENDAR, date(2023, 9, 1), limit(1, "month", "next_after_holiday")).day == date(
        2023, 10, 7
    )


def test_hours_run_from_the_moment_through_nights_and_holidays():
    moment = datetime(2023, 9, 29, 15, 30, tzinfo=CHINA)
    found = due(CALENDAR, moment, limit(24, "hour"))
    assert found.moment == datetime(2023, 9, 30, 15, 30, tzinfo=CHINA)
    assert found.ends == found.moment
    assert found.day == date(2023, 9, 30)


def test_the_day_of_a_moment_is_the_day_in_china():
    late_evening_in_london = datetime(2023, 3, 1, 17, 0, tzinfo=UTC)  # 01:00 on the 2nd in China
    assert due(CALENDAR, late_evening_in_london, limit(1, "day")).day == date(2023, 3, 3)


@pytest.mark.parametrize("unit", ["hour", "day"])
def test_a_moment_without_a_time_zone_is_a_programming_mistake(unit):
    with pytest.raises(TypeError):
        due(CALENDAR, datetime(2023, 3, 1, 17, 0), limit(1, unit))  # noqa: DTZ001


def test_hours_need_a_moment():
    with pytest.raises(TypeError):
        due(CALENDAR, date(2023, 3, 1), limit(1, "hour"))


def test_a_day_ends_at_midnight_in_china():
    assert due(CALENDAR, date(2023, 3, 1), limit(1, "day")).ends == datetime(
        2023, 3, 3, tzinfo=CHINA
    )


def test_a_deadline_beyond_the_last_notice_is_provisional_and_says_why():
    found = due(THROUGH_2025, date(2026, 2, 13), limit(5, "working_day"))
    assert found.is_provisional
    assert found.awaits == (2026,)
    assert found.note.zh == ("暂定：2026 年放假通知尚未公布，按工作日扣除法定节假日估算")


def test_it_is_recomputed_when_the_notice_is_loaded():
    asked = date(2026, 2, 13), limit(5, "working_day")
    assert due(THROUGH_2025, *asked).day == date(2026, 2, 26)
    assert due(CALENDAR, *asked) == Due(date(2026, 2, 27))


def test_natural_days_beyond_the_last_notice_are_certain_unless_they_roll():
    assert due(THROUGH_2025, date(2026, 2, 13), limit(5, "day")) == Due(date(2026, 2, 18))
    assert due(
        THROUGH_2025, date(2026, 2, 13), limit(5, "day", "next_after_holiday")
    ).is_provisional


def test_the_last_week_of_december_awaits_the_next_notice():
    assert not due(CALENDAR, date(2026, 12, 23), limit(1, "working_day")).is_provisional
    assert due(CALENDAR, date(2026, 12, 24), limit(1, "working_day")).awaits == (2027,)


def test_a_year_before_the_first_notice_is_refused_rather_than_guessed():
    with pytest.raises(Refused) as refusal:
        due(CALENDAR, date(2019, 3, 1), limit(5, "working_day"))
    assert refusal.value.code == "not-foreseen"


def test_a_year_whose_lunar_dates_are_not_listed_is_refused():
    with pytest.raises(Refused) as refusal:
        CALENDAR.is_open(date(LAST_YEAR + 1, 3, 2))
    assert refusal.value.code == "not-foreseen"


def test_the_estimate_is_right_about_how_many_days_offices_are_open():
    for year in (2025, 2026):
        before = calendar_of(notice for notice in load(SHIPPED) if notice.year < year)
        span = date(year - 1, 12, 31), date(year, 12, 31)
        assert before.open_days_between(*span) == CALENDAR.open_days_between(*span)


@pytest.mark.parametrize("year", range(2025, LAST_YEAR + 1))
def test_the_law_gives_thirteen_days_and_a_package_agrees_on_which(year):
    days = statutory_days(year)
    assert len(days) == 13
    assert len(estimated_days_off(year)) == 13
    listed = holidays.country_holidays("CN", years=year, language="en_US")
    stated = {each for each, name in listed.items() if each.year == year and "observed" not in name
              and "Day off" not in name}  # fmt: skip
    assert set(days) == stated


@given(loaded_days, st.integers(1, 40))
def test_as_many_days_are_open_up_to_the_last_day_as_were_asked_for(start, count):
    last = due(CALENDAR, start, limit(count, "working_day")).day
    assert CALENDAR.is_open(last)
    assert CALENDAR.open_days_between(start, last) == count


@given(loaded_days, st.integers(1, 60), st.sampled_from(["day", "month"]))
def test_rolling_only_ever_moves_to_the_first_open_day(start, count, unit):
    natural = due(CALENDAR, start, limit(count, unit)).day
    if natural.year > 2026:
        return
    rolled = due(CALENDAR, start, limit(count, unit, "next_after_holiday")).day
    assert rolled >= natural
    assert CALENDAR.is_open(rolled)
    assert CALENDAR.open_days_between(natural - ONE_DAY, rolled) == 1


@given(loaded_days, st.integers(1, 60), st.sampled_from(["day", "working_day", "month"]))
def test_a_later_event_never_ends_earlier(start, count, unit):
    asked = limit(count, unit)
    assert due(CALENDAR, start, asked).day <= due(CALENDAR, start + ONE_DAY, asked).day


@given(loaded_days, loaded_days, loaded_days)
def test_open_days_of_two_spans_add_up(one, two, three):
    first, middle, last = sorted([one, two, three])
    count = CALENDAR.open_days_between
    assert count(first, middle) + count(middle, last) == count(first, last)


@given(loaded_days, st.integers(1, 40))
def test_what_the_loaded_notices_settle_does_not_change_with_a_new_one(start, count):
    asked = limit(count, "working_day")
    before = due(THROUGH_2025, start, asked)
    if not before.is_provisional:
        assert due(CALENDAR, start, asked) == before


def test_a_calendar_made_by_hand_follows_the_same_rules():
    calendar = WorkingCalendar(
        years=frozenset({2023}),
        holidays=frozenset(date(2023, 10, n) for n in range(1, 7)) | {date(2023, 9, 29)},
        make_up_days=frozenset({date(2023, 10, 7), date(2023, 10, 8)}),
    )
    assert calendar.after(date(2023, 9, 28), 2) == date(2023, 10, 8)
