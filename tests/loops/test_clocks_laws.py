"""What always holds of a clock, whatever happens to it, in whatever order."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.workdays import CHINA, day_of
from bihuan.ledger.words import Refused
from bihuan.loops.engine.clocks import Grant, cancel, extend, pause, resume, stop
from bihuan.loops.engine.lights import late, light
from tests.loops.clock_cast import CALENDAR, begun, clock_of

PAUSES = [
    {"begins": "ask", "ends": ["answer"]},
    {"begins": "wait", "ends": ["come"], "at_most": {"unit": "working_day", "count": 3}},
]
EXTENSION = {"max_times": 3, "max_count": 20, "approver_role": "unit_head"}
moments = st.datetimes(
    datetime(2021, 1, 1),  # noqa: DTZ001
    datetime(2026, 3, 1),  # noqa: DTZ001
    timezones=st.just(CHINA),
)
units = st.sampled_from(["hour", "business_hour", "day", "working_day", "month"])
counts = st.integers(1, 15)
rolls = st.sampled_from(["none", "next_after_holiday"])
clocks = st.builds(
    lambda count, unit, roll: clock_of(count, unit, roll, pauses=PAUSES, extension=EXTENSION),
    counts, units, rolls,
)  # fmt: skip
steps = st.lists(
    st.tuples(
        st.sampled_from(["ask", "wait", "resume", "extend"]),
        st.timedeltas(timedelta(0), timedelta(days=5)),
    ),
    max_size=6,
)


def walked(clock, running, taken):
    """Yield the moment, what was done and the clock after each step."""
    moment = running.started
    for what, after in taken:
        moment += after
        match what:
            case "resume":
                running = resume(running, clock, moment, CALENDAR)
            case "extend":
                try:
                    grant = Grant(2, moment, 2, {"unit_head"})
                    running = extend(running, clock, grant, CALENDAR)
                except Refused:
                    assert late(running, moment) or len(running.extensions) == 3
            case _:
                running = pause(running, clock, int(what == "wait"), moment, CALENDAR)
        yield moment, what, running


@given(clocks, moments, steps)
def test_neither_pauses_nor_extensions_make_a_deadline_earlier_than_without_them(
    clock, start, taken
):
    plain = running = begun(clock, start)
    for _, what, after in walked(clock, running, taken):
        assert after.due >= plain.due
        if what != "resume":
            assert after.due >= running.due
        running = after


@given(clocks, moments, steps)
def test_a_clock_that_ran_out_is_never_cured(clock, start, taken):
    running, ran_out = begun(clock, start), False
    for moment, _, after in walked(clock, running, taken):
        ran_out = ran_out or late(running, moment)
        if ran_out:
            assert late(after, moment)
        running = after


@given(clocks, moments, steps, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_clock_is_met_exactly_if_its_light_was_not_red(clock, start, taken, after):
    running, moment = begun(clock, start), start
    for moment, _, changed in walked(clock, running, taken):  # noqa: B007
        running = changed
    now = moment + after
    stopped = stop(running, clock, now, CALENDAR)
    assert (stopped.state == "missed") == (light(running, now) == "red")
    assert all(each.until for each in stopped.pauses)
    assert all(each.until for each in cancel(running, now).pauses)
    assert stop(stopped, clock, now + after, CALENDAR) == stopped


@given(moments, counts, rolls, st.sampled_from(["day", "working_day", "month"]), st.data())
def test_a_pause_within_one_day_changes_no_limit_in_days(start, count, roll, unit, data):
    clock = clock_of(count, unit, roll, pauses=PAUSES)
    running = begun(clock, start)
    midnight = start.replace(hour=23, minute=59, second=59)
    until = start + data.draw(st.timedeltas(timedelta(0), max(midnight - start, timedelta(0))))
    paused = pause(running, clock, 0, start, CALENDAR)
    resumed = resume(paused, clock, until, CALENDAR)
    assert day_of(until) == day_of(start)
    assert (resumed.due, resumed.day) == (running.due, running.day)


@given(clocks, moments, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_pause_that_ends_at_once_changes_no_limit(clock, start, after):
    running = begun(clock, start)
    paused = pause(running, clock, 0, start + after, CALENDAR)
    resumed = resume(paused, clock, start + after, CALENDAR)
    assert (resumed.due, resumed.day) == (running.due, running.day)
