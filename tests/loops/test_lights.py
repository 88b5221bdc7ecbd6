from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.workdays import CHINA
from bihuan.loops.engine.clocks import cancel, pause, resume, stop
from bihuan.loops.engine.lights import LIGHTS, compared, light, warns_at
from tests.loops.clock_cast import CALENDAR, at, begun, clock_of

ASK = {"begins": "ask", "ends": ["answer"]}
SHORT_ASK = {**ASK, "at_most": {"unit": "day", "count": 3}}
FIVE_DAYS = clock_of(5, "working_day", pauses=[ASK])
PAUSABLE = clock_of(10, "day", pauses=[SHORT_ASK])


def test_a_clock_that_has_not_started_is_grey():
    assert light(None, at("2026-03-02T09:00")) == "grey"


def test_the_light_follows_the_clock():
    running = begun(FIVE_DAYS, "2026-03-02T10:00")
    seen = [
        light(running, at(moment))
        for moment in ("2026-03-02T10:00", "2026-03-08T23:59", "2026-03-09T00:00",
                       "2026-03-09T23:59", "2026-03-10T00:00", "2026-03-10T00:01")
    ]  # fmt: skip
    assert seen == ["green", "green", "yellow", "yellow", "red", "red"]
    now = at("2026-06-01T09:00")
    assert light(stop(running, FIVE_DAYS, at("2026-03-09T09:00"), CALENDAR), now) == "blue"
    assert light(stop(running, FIVE_DAYS, at("2026-03-11T09:00"), CALENDAR), now) == "purple"
    assert light(cancel(running, at("2026-03-11T09:00")), now) == "grey"


@pytest.mark.parametrize(
    ("unit", "count", "start", "warns"),
    [
        # a fifth of fifteen working days is three
        ("working_day", 15, "2026-03-02T10:00", "2026-03-19T00:00"),
        # a fifth of seven, rounded up: two
        ("working_day", 7, "2026-03-02T10:00", "2026-03-10T00:00"),
        # less than a day: the last working day
        ("working_day", 1, "2026-03-02T10:00", "2026-03-03T00:00"),
        ("day", 60, "2026-03-02T10:00", "2026-04-20T00:00"),
        # the last day is a Sunday: yellow since the Friday, the last day on which it can be done
        ("day", 6, "2026-03-02T10:00", "2026-03-06T00:00"),
        ("month", 6, "2026-03-02T10:00", "2026-07-28T00:00"),
        # of hours the share alone decides
        ("hour", 24, "2026-03-02T10:00", "2026-03-03T05:12"),
        ("hour", 2, "2026-03-02T10:00", "2026-03-02T11:36"),
        ("business_hour", 10, "2026-03-02T08:30", "2026-03-03T09:30"),
    ],
)
def test_yellow_begins_a_fifth_of_the_period_before_the_end(unit, count, start, warns):
    clock = clock_of(count, unit)
    running = begun(clock, start)
    assert running.warns == at(warns)
    assert warns_at(running, clock, CALENDAR) == running.warns


def test_the_share_is_that_of_the_clocks_file():
    running = begun(clock_of(20, "working_day", warns=50), "2026-03-02T10:00")
    assert running.warns == at("2026-03-17T00:00")
    assert begun(clock_of(2, "hour", warns=0), "2026-03-02T10:00").warns == at("2026-03-02T12:00")


def test_a_limit_beyond_all_years_that_can_be_foreseen_still_has_its_yellow():
    running = begun(clock_of(3650, "day"), "2030-03-02T10:00")
    assert running.warns == at("2038-03-01T00:00")


def test_a_clock_that_stands_still_is_green_and_its_row_compares_with_nothing():
    paused = pause(
        begun(FIVE_DAYS, "2026-03-02T10:00"), FIVE_DAYS, 0, at("2026-03-09T09:00"), CALENDAR
    )
    assert light(paused, at("2027-03-09T09:00")) == "green"
    assert compared(paused) == (None, None)


def test_a_pause_that_ends_by_itself_is_green_until_then():
    paused = pause(
        begun(PAUSABLE, "2026-03-02T10:00"), PAUSABLE, 0, at("2026-03-12T09:00"), CALENDAR
    )
    assert paused.day == date(2026, 3, 15)
    assert light(paused, at("2026-03-15T23:59:59")) == "green"
    assert light(paused, at("2026-03-16T00:00")) == "red"
    resumed = resume(paused, PAUSABLE, at("2026-03-13T09:00"), CALENDAR)
    assert light(resumed, at("2026-03-13T09:00")) == "yellow"
    assert compared(paused) == (paused.warns, paused.due)


def test_every_light_has_its_words():
    assert set(LIGHTS) == {"grey", "green", "yellow", "red", "blue", "purple"}


MORE_DUE = ["green", "yellow", "red"]


@given(
    st.datetimes(datetime(2021, 1, 1), datetime(2026, 3, 1), timezones=st.just(CHINA)),  # noqa: DTZ001
    st.sampled_from(["hour", "business_hour", "day", "working_day", "month"]),
    st.integers(1, 20),
    st.lists(st.timedeltas(timedelta(0), timedelta(days=700)), min_size=2, max_size=5),
)
def test_time_only_makes_things_more_due(start, unit, count, later):
    running = begun(clock_of(count, unit), start)
    seen = [MORE_DUE.index(light(running, start + after)) for after in sorted(later)]
    assert seen == sorted(seen)
    assert running.started <= running.warns <= running.due
