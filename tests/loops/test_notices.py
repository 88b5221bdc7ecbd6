from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.workdays import CHINA, ONE_DAY
from bihuan.loops.engine.clocks import Grant, cancel, extend, pause, stop
from bihuan.loops.engine.notices import words, words_due
from tests.loops.clock_cast import CALENDAR, EXTENSION, at, begun, clock_of

ASK = {"begins": "ask", "ends": ["answer"]}


def notify(on, count, unit="working_day", to=("handler",), **keys):
    return {"on": on, "by": {"unit": unit, "count": count}, "to": to, **keys}


LADDER = [
    notify("before", 1),
    notify("after", 1, to=["head"]),
    notify("after", 3, to=["head", "leader"]),
]
FIVE_DAYS = clock_of(5, "working_day", notify=LADDER, pauses=[ASK], extension=EXTENSION)


def told(clock, running, since="2020-01-01T00:00", until="2030-01-01T00:00"):
    return [
        (each.on, f"{each.at.astimezone(CHINA):%m-%dT%H:%M}", each.to)
        for each in words_due(clock, running, at(since), at(until), CALENDAR)
    ]


def test_reminders_come_before_and_escalations_climb_after():
    running = begun(FIVE_DAYS, "2026-02-11T10:00")  # ends on 25 February
    assert told(FIVE_DAYS, running) == [
        ("before", "02-24T08:30", ("handler",)),
        ("after", "02-26T08:30", ("head",)),
        ("after", "02-28T08:30", ("head", "leader")),  # a worked Saturday
    ]


def test_a_word_falls_into_one_of_two_stretches_that_meet():
    running = begun(FIVE_DAYS, "2026-02-11T10:00")
    moment = "2026-02-24T08:30"
    assert len(told(FIVE_DAYS, running, "2026-02-20T00:00", moment)) == 1
    assert told(FIVE_DAYS, running, moment, "2026-02-25T00:00") == []


@pytest.mark.parametrize(
    ("entry", "clock", "start", "moment"),
    [
        # a day before a Sunday is a Saturday: told on the Friday, when offices opened last
        (notify("before", 1, "day"), (6, "day"), "2026-03-02T10:00", "03-06T14:00"),
        # an hour before the end of a night is told in the afternoon before
        (notify("before", 1, "hour"), (12, "hour"), "2026-03-02T11:00", "03-02T14:00"),
        (notify("before", 1, "hour"), (4, "hour"), "2026-03-02T11:00", "03-02T14:00"),
        # two hours after midnight is told when offices open
        (notify("after", 2, "hour"), (5, "day"), "2026-02-10T10:00", "02-24T08:30"),
        (notify("after", 2, "business_hour"), (2, "working_day"), "2026-03-02T10:00",
         "03-05T10:30"),
        (notify("before", 2, "business_hour"), (2, "working_day"), "2026-03-02T10:00",
         "03-04T15:30"),
        (notify("after", 1, "month"), (1, "day"), "2026-03-02T10:00", "04-03T08:30"),
        (notify("before", 1, "month"), (2, "month"), "2026-03-02T10:00", "04-02T08:30"),
        # an emergency is told at the moment itself
        (notify("before", 1, "hour", any_time=True), (2, "hour"), "2026-02-17T22:00",
         "02-17T23:00"),
        (notify("after", 1, "hour", any_time=True), (2, "hour"), "2026-02-17T22:00",
         "02-18T01:00"),
    ],
)  # fmt: skip
def test_nobody_is_told_at_night_or_on_a_day_off_but_of_emergencies(entry, clock, start, moment):
    clock = clock_of(*clock, notify=[entry])
    assert [at for _, at, _ in told(clock, begun(clock, start))] == [moment]


def test_no_reminder_is_sent_for_a_time_before_the_clock_began():
    clock = clock_of(1, "working_day", notify=[notify("before", 3)])
    assert told(clock, begun(clock, "2026-03-02T10:00")) == []


def test_nothing_is_told_of_a_clock_that_stopped_stands_still_or_was_cancelled():
    running, moment = begun(FIVE_DAYS, "2026-03-02T10:00"), at("2026-03-03T10:00")
    for still in (
        stop(running, FIVE_DAYS, moment, CALENDAR),
        cancel(running, moment),  # as when its matter is merged
        pause(running, FIVE_DAYS, 0, moment, CALENDAR),
    ):
        assert told(FIVE_DAYS, still) == []


def test_an_extension_moves_what_is_still_to_be_told():
    running = begun(FIVE_DAYS, "2026-03-02T10:00")
    grant = Grant(5, at("2026-03-04T10:00"), 3, {"unit_head"})
    longer = extend(running, FIVE_DAYS, grant, CALENDAR)
    assert told(FIVE_DAYS, running)[0][1] == "03-06T08:30"
    assert told(FIVE_DAYS, longer)[0][1] == "03-13T08:30"


def test_what_falls_into_a_pause_that_ends_by_itself_is_told_after_it():
    short = {**ASK, "at_most": {"unit": "day", "count": 5}}
    clock = clock_of(10, "day", notify=[notify("before", 3, "day")], pauses=[short])
    paused = pause(begun(clock, "2026-03-02T10:00"), clock, 0, at("2026-03-11T10:00"), CALENDAR)
    assert told(clock, paused) == [("before", "03-17T08:30", ("handler",))]


def test_a_limit_beyond_all_years_that_can_be_foreseen_is_told_of_later():
    clock = clock_of(3650, "day", notify=LADDER)
    assert told(clock, begun(clock, "2030-03-02T10:00")) == []


@given(
    st.datetimes(datetime(2021, 1, 1), datetime(2026, 3, 1), timezones=st.just(CHINA)),  # noqa: DTZ001
    st.sampled_from(["hour", "business_hour", "day", "working_day", "month"]),
    st.integers(1, 10),
    st.timedeltas(timedelta(0), timedelta(days=60)),
)
def test_each_word_is_told_once_and_in_office_time(start, unit, count, step):
    clock = clock_of(10, "working_day", notify=[*LADDER, notify("after", count, unit)])
    running = begun(clock, start)
    everything = sorted(words(clock, running, CALENDAR), key=lambda each: (each.at, each.entry))
    assert all(CALENDAR.is_office_time(each.at) for each in everything)
    middle, end = start + step, start + 1000 * ONE_DAY
    first = words_due(clock, running, start - ONE_DAY, middle, CALENDAR)
    assert [*first, *words_due(clock, running, middle, end, CALENDAR)] == everything
