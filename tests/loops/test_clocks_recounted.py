from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.hours import OfficeHours
from bihuan.calendars.engine.workdays import CHINA
from bihuan.calendars.notices import SHIPPED, calendar_of, load
from bihuan.loops.engine.clocks import Grant, cancel, extend, pause, stop
from bihuan.loops.engine.recounting import recount
from tests.loops.clock_cast import CALENDAR, EXTENSION, at, begun, clock_of

BEFORE_2026 = calendar_of(notice for notice in load(SHIPPED) if notice.year < 2026)
SHORT_ASK = {"begins": "ask", "ends": ["answer"], "at_most": {"unit": "working_day", "count": 3}}
FIVE_DAYS = clock_of(5, "working_day", extension=EXTENSION, pauses=[SHORT_ASK])


def test_a_notice_that_is_loaded_moves_a_deadline_and_the_days_are_told():
    running = begun(FIVE_DAYS, "2026-02-13T10:00", BEFORE_2026)
    assert (running.day, running.awaits) == (date(2026, 2, 26), (2026,))
    moved = recount(running, FIVE_DAYS, CALENDAR)
    assert (moved.after.day, moved.after.awaits) == (date(2026, 2, 27), ())
    assert moved.off == (date(2026, 2, 20), date(2026, 2, 23))
    assert moved.worked == (date(2026, 2, 14),)
    assert moved.why.zh == (
        "截止日由2026年2月26日（周四）改为2026年2月27日（周五）；"
        "2026年2月20日（周五）、2026年2月23日（周一）改为放假；"
        "2026年2月14日（周六）改为上班；不再是暂定日期"
    )
    assert moved.why.en == (
        "moved from 2026-02-26 (Thursday) to 2026-02-27 (Friday); "
        "days off now: 2026-02-20 (Friday), 2026-02-23 (Monday); "
        "worked now: 2026-02-14 (Saturday); no longer provisional"
    )


def test_a_deadline_that_stays_is_certain_from_then_on():
    running = begun(FIVE_DAYS, "2026-03-02T10:00", BEFORE_2026)
    moved = recount(running, FIVE_DAYS, CALENDAR)
    assert moved.before.day == moved.after.day
    assert moved.why.zh == "截止日仍为2026年3月9日（周一）；不再是暂定日期"


def test_recounting_with_the_same_calendar_changes_nothing():
    assert recount(begun(FIVE_DAYS, "2026-03-02T10:00"), FIVE_DAYS, CALENDAR) is None


def test_a_clock_that_has_stopped_is_not_recounted():
    running = begun(FIVE_DAYS, "2026-02-13T10:00", BEFORE_2026)
    moment = at("2026-02-14T10:00")
    stopped = stop(running, FIVE_DAYS, moment, BEFORE_2026)
    assert recount(stopped, FIVE_DAYS, CALENDAR) is None
    assert recount(cancel(running, moment), FIVE_DAYS, CALENDAR) is None


def test_a_pause_that_ends_by_itself_is_recounted_with_its_clock():
    running = begun(FIVE_DAYS, "2026-02-10T10:00", BEFORE_2026)
    moment = at("2026-02-13T10:00")
    paused = pause(running, FIVE_DAYS, 0, moment, BEFORE_2026)
    assert paused.awaits == (2026,)
    moved = recount(paused, FIVE_DAYS, CALENDAR)
    assert moved.after == pause(
        begun(FIVE_DAYS, "2026-02-10T10:00"), FIVE_DAYS, 0, moment, CALENDAR
    )
    assert moved.after.pauses[-1].until == at("2026-02-25T23:59:59.999999")


def test_an_extension_outlives_a_recount():
    running = extend(
        begun(FIVE_DAYS, "2026-02-13T10:00", BEFORE_2026),
        FIVE_DAYS,
        Grant(5, at("2026-02-13T11:00"), 2, {"unit_head"}),
        BEFORE_2026,
    )
    moved = recount(running, FIVE_DAYS, CALENDAR)
    assert moved.after.extensions == running.extensions
    assert moved.after.day == date(2026, 3, 5)


def test_other_office_hours_move_an_hour_and_say_so():
    clock = clock_of(4, "business_hour")
    summer = calendar_of(load(SHIPPED), OfficeHours.parse("08:00-12:00,15:00-18:00"))
    moved = recount(begun(clock, "2026-07-01T09:00"), clock, summer, former=CALENDAR)
    assert moved.why.zh == "截止日仍为2026年7月1日（周三），时刻有变；工作日历有更正"
    assert moved.after.due == at("2026-07-01T16:00")


def test_a_corrected_calendar_is_compared_with_the_former_one():
    first = begun(FIVE_DAYS, "2026-02-13T10:00")
    moved = recount(first, FIVE_DAYS, BEFORE_2026, former=CALENDAR)
    assert moved.after.day == date(2026, 2, 26)
    assert moved.worked == (date(2026, 2, 20), date(2026, 2, 23))


@given(
    st.datetimes(datetime(2025, 6, 1), datetime(2026, 9, 1), timezones=st.just(CHINA)),  # noqa: DTZ001
    st.sampled_from(["hour", "business_hour", "day", "working_day", "month"]),
    st.integers(1, 40),
    st.sampled_from(["none", "next_after_holiday"]),
    st.timedeltas(timedelta(0), timedelta(days=10)),
)
def test_recounting_twice_equals_once_and_equals_counting_with_the_new_calendar(
    start, unit, count, roll, after
):
    clock = clock_of(count, unit, roll, pauses=[SHORT_ASK])
    running = begun(clock, start, BEFORE_2026)
    moved = recount(running, clock, CALENDAR)
    once = moved.after if moved else running
    assert once == begun(clock, start)
    assert recount(once, clock, CALENDAR) is None
    paused = pause(running, clock, 0, start + after, BEFORE_2026)
    moved = recount(paused, clock, CALENDAR)
    once = moved.after if moved else paused
    assert recount(once, clock, CALENDAR) is None
