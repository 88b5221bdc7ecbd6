"""Deadlines against an independent count, and what pauses and extensions do to them."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.deadlines import Course, due
from bihuan.calendars.engine.telling import listed_days, told
from bihuan.calendars.engine.workdays import CHINA, ONE_DAY
from bihuan.calendars.notices import SHIPPED, calendar_of, load
from bihuan.calendars.spec import Limit
from bihuan.ledger.words import Refused

CALENDAR = calendar_of(load(SHIPPED))
COUNTS = (1, 3, 5, 7, 15, 20, 30, 60)
UNITS = ("hour", "business_hour", "day", "working_day", "month")

moments = st.datetimes(datetime(2020, 1, 2), datetime(2026, 6, 30), timezones=st.just(CHINA))  # noqa: DTZ001  # the zone is the third argument
spans = st.timedeltas(timedelta(0), timedelta(days=40))
limits = st.builds(
    Limit,
    unit=st.sampled_from(UNITS),
    count=st.integers(1, 24),
    roll=st.sampled_from(["none", "next_after_holiday"]),
)


def limit(count, unit, roll="none"):
    return Limit(unit=unit, count=count, roll=roll)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def counted_by_walking(start):
    """Yield the day on which each count is reached, by a package of others and one step a day."""
    day, reached = start, 0
    while reached < max(COUNTS):
        day += ONE_DAY
        if day.year > 2026:
            return
        reached += chinese_calendar.is_workday(day)
        if reached in COUNTS and chinese_calendar.is_workday(day):
            yield reached, day


def test_no_due_day_of_2020_to_2026_differs_from_an_independent_count():
    compared = 0
    for offset in range((date(2027, 1, 1) - date(2020, 1, 1)).days):
        start = date(2020, 1, 1) + ONE_DAY * offset
        reached = dict(counted_by_walking(start))
        for count in COUNTS:
            found = due(CALENDAR, start, limit(count, "working_day"))
            if count in reached:
                assert found.day == reached[count], (start, count)
                compared += 1
            else:
                assert found.awaits == (2027,), (start, count)
    assert compared > 19_500


def test_a_calendar_asked_for_days_it_cannot_foresee_refuses():
    with pytest.raises(Refused) as refusal:
        due(CALENDAR, date(2036, 12, 1), limit(60, "working_day"))
    assert refusal.value.said.parameters["year"] == 2037
    assert due(CALENDAR, date(2036, 12, 1), limit(60, "day")).day == date(2037, 1, 30)
    assert not CALENDAR.knows(date(2037, 1, 1))
    assert CALENDAR.knows(date(2036, 12, 31))


@given(st.dates(date(2020, 1, 20), date(2026, 12, 31)), st.integers(0, 9))
def test_counting_back_undoes_counting_on(day, count):
    assert CALENDAR.before(CALENDAR.after(day, count + 1), count + 1) == CALENDAR.last_open(day)
    assert CALENDAR.before(day, count) <= CALENDAR.last_open(day) <= day


@pytest.mark.parametrize(
    ("start", "hours", "ends"),
    [
        ("2026-02-11T09:00", 4, "2026-02-11T15:00"),  # over lunch
        ("2026-02-11T16:30", 4, "2026-02-12T11:30"),  # over night
        ("2026-02-14T16:00", 4, "2026-02-24T11:00"),  # a worked Saturday, then Spring Festival
        ("2026-02-16T10:00", 4, "2026-02-24T14:30"),  # begun on a day off: from the next opening
        ("2026-02-11T08:30", 7, "2026-02-11T17:30"),  # a whole day ends when offices close
        ("2026-02-11T12:30", 1, "2026-02-11T15:00"),  # begun at lunch
        ("2026-02-11T22:00", 1, "2026-02-12T09:30"),
    ],
)
def test_office_hours_run_only_while_offices_are_open(start, hours, ends):
    assert due(CALENDAR, at(start), limit(hours, "business_hour")).ends == at(ends)


def test_office_hours_into_a_year_without_a_notice_are_provisional():
    assert due(CALENDAR, at("2026-12-31T16:00"), limit(4, "business_hour")).awaits == (2027,)
    assert not due(CALENDAR, at("2026-12-21T16:00"), limit(4, "business_hour")).awaits


@given(moments, st.integers(1, 100))
def test_as_many_office_hours_pass_up_to_the_end_as_were_asked_for(start, hours):
    ends = due(CALENDAR, start, limit(hours, "business_hour")).ends
    minutes = 0
    if start.microsecond == 0 and start.second == 0 and hours <= 8:
        moment = start
        while moment < ends:
            minutes += CALENDAR.is_office_time(moment)
            moment += timedelta(minutes=1)
        assert minutes == hours * 60
    passed = CALENDAR.office_time
    assert passed(ends) - passed(start) == timedelta(hours=hours)


PAUSED = [
    # unit, count, paused, resumed, last day
    ("day", 10, "2026-03-04T10:00", "2026-03-09T10:00", "2026-03-17"),  # five days given back
    ("working_day", 5, "2026-03-04T10:00", "2026-03-09T10:00", "2026-03-12"),  # Thu, Fri, Mon
    ("working_day", 5, "2026-03-06T10:00", "2026-03-08T10:00", "2026-03-09"),  # only a weekend
    ("working_day", 5, "2026-03-07T10:00", "2026-03-09T10:00", "2026-03-10"),
    ("month", 1, "2026-03-04T10:00", "2026-03-09T10:00", "2026-04-07"),
    ("working_day", 5, "2026-03-04T10:00", "2026-03-04T17:00", "2026-03-09"),  # the same day
    ("day", 2, "2026-03-04T10:00", "2026-03-20T10:00", "2026-03-20"),  # paused on the last day
]


@pytest.mark.parametrize(("unit", "count", "since", "until", "last"), PAUSED)
def test_a_pause_is_given_back_in_the_unit_of_the_limit(unit, count, since, until, last):
    course = Course(pauses=((at(since), at(until)),))
    found = due(CALENDAR, date(2026, 3, 2), limit(count, unit), course)
    assert found.day == date.fromisoformat(last)


def test_hours_that_were_paused_are_given_back_to_the_second():
    course = Course(pauses=((at("2026-03-02T10:00:30"), at("2026-03-02T12:00:31")),))
    found = due(CALENDAR, at("2026-03-02T09:00"), limit(24, "hour"), course)
    assert found.ends == at("2026-03-03T11:00:01")


def test_only_the_office_hours_of_a_pause_are_given_back_to_office_hours():
    course = Course(pauses=((at("2026-03-02T11:00"), at("2026-03-02T15:00")),))
    found = due(CALENDAR, at("2026-03-02T09:00"), limit(4, "business_hour"), course)
    assert found.ends == at("2026-03-02T17:00")


def test_a_limit_does_not_end_while_it_is_paused():
    # due on Sunday 1 March, moved to Monday 2nd; paused on the Monday, until Saturday
    course = Course(pauses=((at("2026-03-02T09:00"), at("2026-03-07T09:00")),))
    rolled = limit(5, "day", "next_after_holiday")
    assert due(CALENDAR, date(2026, 2, 24), rolled, course).day == date(2026, 3, 9)
    friday = Course(pauses=((at("2026-03-06T09:00"), at("2026-03-07T09:00")),))
    assert due(CALENDAR, date(2026, 3, 5), limit(1, "working_day"), friday).day == date(2026, 3, 9)


def test_a_day_that_is_named_takes_the_place_of_the_count():
    named = Course(given=date(2026, 5, 2))
    assert due(CALENDAR, date(2026, 3, 2), limit(9, "day"), named).day == date(2026, 5, 2)
    rolled = due(CALENDAR, date(2026, 3, 2), limit(9, "day", "next_after_holiday"), named)
    assert rolled.day == date(2026, 5, 6)
    extended = Course(extended=3, given=date(2026, 5, 2))
    assert due(CALENDAR, date(2026, 3, 2), limit(9, "working_day"), extended).day == date(
        2026, 5, 8
    )


@given(moments, limits, st.lists(st.tuples(spans, spans), max_size=3), st.integers(0, 9))
def test_neither_pauses_nor_extensions_make_a_deadline_earlier(start, asked, gaps, more):
    plain = due(CALENDAR, start, asked)
    pauses, moment, last = [], start, plain
    for after, length in gaps:
        moment += after
        if moment >= last.ends:
            break
        pauses.append((moment, moment + length))
        moment += length
        paused = due(CALENDAR, start, asked, Course(pauses=tuple(pauses)))
        assert paused.ends >= last.ends
        assert paused.day >= moment.date()
        last = paused
    extended = due(CALENDAR, start, asked, Course(extended=more, pauses=tuple(pauses)))
    assert extended.ends >= last.ends


@given(moments, limits, st.timedeltas(timedelta(0), timedelta(hours=12)))
def test_a_pause_within_one_day_changes_nothing_in_days(start, asked, after):
    if asked.unit in {"hour", "business_hour"}:
        return
    since = start + after
    until = min(since + timedelta(hours=3), since.replace(hour=23, minute=59))
    if since > until or since >= due(CALENDAR, start, asked).ends:
        return
    course = Course(pauses=((since, until),))
    assert due(CALENDAR, start, asked, course) == due(CALENDAR, start, asked)


def test_the_time_zone_in_which_a_moment_is_given_changes_nothing():
    late = datetime(2026, 3, 1, 17, tzinfo=UTC)
    for unit in UNITS:
        assert due(CALENDAR, late, limit(3, unit)) == due(
            CALENDAR, late.astimezone(CHINA), limit(3, unit)
        )


def test_a_deadline_is_told_with_what_was_stepped_over_and_its_article():
    asked = Limit(unit="working_day", count=5, basis="信访工作条例 第二十三条")
    text = told(CALENDAR, date(2026, 2, 11), asked)
    assert text.zh == (
        "自2026年2月11日（周三）起5个工作日，当日不计，至2026年2月25日（周三）24时止。"
        "不计入：春节2026年2月15日至23日。计入调休上班日：2026年2月14日（周六）。"
        "依据：信访工作条例 第二十三条。"
    )
    assert text.en == (
        "5 working days from 2026-02-11 (Wednesday), which does not count itself: "
        "until the end of 2026-02-25 (Wednesday). "
        "Not counted: Spring Festival, 2026-02-15 to 2026-02-23. "
        "Counted, though on a weekend: 2026-02-14 (Saturday), worked in exchange for a day off. "
        "By 信访工作条例 第二十三条."
    )


def test_a_deadline_that_rolls_says_from_where():
    text = told(CALENDAR, date(2026, 8, 4), limit(60, "day", "next_after_holiday"))
    assert text.zh.endswith("2026年10月3日（周六）为休息日，截止日顺延至2026年10月8日（周四）。")


def test_a_provisional_deadline_says_so():
    text = told(CALENDAR, date(2026, 12, 20), limit(10, "working_day"))
    assert "法定节假日2027年1月1日（周五）、其他周末4天" in text.zh
    assert "Provisional: the holiday notice of 2027 is not published yet" in text.en


def test_pauses_extensions_and_office_hours_are_told():
    course = Course(2, ((at("2026-03-02T11:00"), at("2026-03-02T15:00")),))
    text = told(CALENDAR, at("2026-03-02T09:00"), limit(4, "business_hour"), course)
    assert "2026年3月2日（周一）11:00至2026年3月2日（周一）15:00中止计算，相应顺延。" in text.zh
    assert "Extended by 2 office hours." in text.en
    assert "Offices are open 08:30-12:00, 14:00-17:30 on working days." in text.en
    named = told(CALENDAR, date(2026, 3, 2), limit(4, "day"), Course(given=date(2026, 5, 8)))
    assert named.en.startswith("The last day is named by the record itself")


def test_days_in_a_row_are_listed_as_first_to_last():
    days = [date(2026, 2, 28), date(2026, 12, 31), date(2027, 1, 1), date(2026, 3, 1)]
    assert listed_days(days).zh == "2026年2月28日至3月1日、2026年12月31日至2027年1月1日"
