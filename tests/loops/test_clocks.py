from datetime import UTC, date, timedelta

import pytest

from bihuan.ledger.words import Refused
from bihuan.loops.engine.clock_words import explain
from bihuan.loops.engine.clocks import (
    Grant,
    Start,
    cancel,
    choose,
    extend,
    is_paused,
    moved_by,
    pause,
    resume,
    start,
    stop,
    told_of_extension,
)
from bihuan.loops.spec.clocks import Clock
from tests.loops.clock_cast import CALENDAR, EXTENSION, at, begun, clock_of

HEARING = {"begins": "call-hearing", "ends": ["end-hearing"], "basis": "信访工作条例 第三十六条"}
WEEK = {"unit": "day", "count": 7}
MATERIAL = {"begins": "ask-material", "ends": ["give-material"], "at_most": WEEK}
PETITION = clock_of(60, "day", extension=EXTENSION, pauses=[HEARING, MATERIAL])
FIVE_DAYS = clock_of(5, "working_day", extension=EXTENSION, pauses=[HEARING])
OFFICE_HOURS = clock_of(4, "business_hour", pauses=[HEARING])


def grant(count, moment="2026-03-03T10:00", n=7, roles=("unit_head",)):
    return Grant(count, at(moment), n, roles)


def test_a_clock_starts_with_its_last_day_and_the_moment_of_yellow():
    running = begun(FIVE_DAYS, "2026-02-11T10:00", unit="lianhua", round=2)
    assert (running.name, running.unit, running.round) == ("handling", "lianhua", 2)
    assert running.day == date(2026, 2, 25)
    assert running.due == at("2026-02-26T00:00")
    assert running.due.tzinfo is UTC
    assert running.warns == at("2026-02-25T00:00")
    assert running.state == "running"


def test_the_first_limit_whose_class_and_condition_fit_rules():
    written = {
        "name": "handling",
        "title": {"zh": "办理", "en": "Handling"},
        "stops": ["reply"],
        "limit": {"unit": "working_day", "count": 5},
        "limits": [
            {"class": "water", "when": "urgent", "limit": {"unit": "hour", "count": 2}},
            {"class": "water", "limit": {"unit": "hour", "count": 24}},
            {"when": "complex", "limit": {"unit": "working_day", "count": 15}},
        ],
    }
    clock = Clock.model_validate(written)
    assert choose(clock, {"water", "utilities"}, {"urgent"}.__contains__) == 0
    assert choose(clock, {"water", "utilities"}, set().__contains__) == 1
    assert choose(clock, {"noise"}, {"complex"}.__contains__) == 2
    assert choose(clock, {"noise"}, set().__contains__) == -1
    assert begun(clock, "2026-02-11T10:00", which=1).due == at("2026-02-12T10:00")
    assert begun(clock, "2026-02-11T10:00").day == date(2026, 2, 25)


def test_it_is_met_until_the_last_day_is_over_and_missed_from_then_on():
    running = begun(FIVE_DAYS, "2026-02-11T10:00")
    assert stop(running, FIVE_DAYS, at("2026-02-25T23:59:59"), CALENDAR).state == "met"
    # a day that was entered without a time of day is its midnight, and belongs to that day
    missed = stop(running, FIVE_DAYS, at("2026-02-26T00:00"), CALENDAR)
    assert (missed.state, missed.stopped) == ("missed", at("2026-02-26T00:00"))


def test_a_limit_in_hours_is_met_at_its_last_moment():
    clock = clock_of(2, "hour")
    running = begun(clock, "2026-02-11T10:00")
    assert stop(running, clock, at("2026-02-11T12:00"), CALENDAR).state == "met"
    assert stop(running, clock, at("2026-02-11T12:00:01"), CALENDAR).state == "missed"


def test_a_clock_that_has_stopped_never_moves_again():
    met = stop(begun(FIVE_DAYS, "2026-02-11T10:00"), FIVE_DAYS, at("2026-02-12T10:00"), CALENDAR)
    later = at("2026-02-13T10:00")
    assert stop(met, FIVE_DAYS, later, CALENDAR) is met
    assert pause(met, FIVE_DAYS, 0, later, CALENDAR) is met
    assert resume(met, FIVE_DAYS, later, CALENDAR) is met
    assert cancel(met, later) is met
    assert moved_by(FIVE_DAYS, met, "reply", later, CALENDAR) is None


def test_several_pauses_are_each_given_back():
    running = begun(PETITION, "2026-03-02T10:00")
    assert running.day == date(2026, 5, 1)
    running = pause(running, PETITION, 0, at("2026-03-10T09:00"), CALENDAR)
    assert (running.state, running.day) == ("paused", date(2026, 5, 1))
    running = resume(running, PETITION, at("2026-03-15T09:00"), CALENDAR)
    assert (running.state, running.day) == ("running", date(2026, 5, 6))
    running = pause(running, PETITION, 0, at("2026-05-06T09:00"), CALENDAR)
    running = resume(running, PETITION, at("2026-05-07T09:00"), CALENDAR)
    assert running.day == date(2026, 5, 7)
    assert len(running.pauses) == 2


def test_a_clock_that_stands_still_is_never_late_and_a_second_pause_within_it_changes_nothing():
    paused = pause(
        begun(FIVE_DAYS, "2026-03-02T10:00"), FIVE_DAYS, 0, at("2026-03-04T09:00"), CALENDAR
    )
    assert pause(paused, FIVE_DAYS, 0, at("2026-03-05T09:00"), CALENDAR) is paused
    a_year_later = stop(paused, FIVE_DAYS, at("2027-03-01T09:00"), CALENDAR)
    assert a_year_later.state == "met"
    assert a_year_later.pauses[-1].until == at("2027-03-01T09:00")


def test_a_pause_ends_by_itself_after_its_longest_time():
    running = begun(PETITION, "2026-03-02T10:00")
    paused = pause(running, PETITION, 1, at("2026-03-10T09:00"), CALENDAR)
    assert paused.day == date(2026, 5, 8)
    assert is_paused(paused, at("2026-03-17T23:59"))
    assert not is_paused(paused, at("2026-03-18T00:00"))
    early = resume(paused, PETITION, at("2026-03-12T09:00"), CALENDAR)
    assert early.day == date(2026, 5, 3)
    never = resume(paused, PETITION, at("2026-04-20T09:00"), CALENDAR)
    assert never.day == date(2026, 5, 8)
    again = pause(paused, PETITION, 0, at("2026-04-01T09:00"), CALENDAR)
    assert len(again.pauses) == 2
    assert resume(again, PETITION, at("2026-04-02T09:00"), CALENDAR).day == date(2026, 5, 9)
    assert stop(paused, PETITION, at("2026-05-09T09:00"), CALENDAR).state == "missed"


def test_a_clock_that_ran_out_can_no_longer_be_paused():
    running = begun(FIVE_DAYS, "2026-03-02T10:00")
    assert pause(running, FIVE_DAYS, 0, at("2026-03-10T00:00"), CALENDAR) is running


def test_an_extension_moves_the_last_day_and_names_its_act():
    extended = extend(begun(PETITION, "2026-03-02T10:00"), PETITION, grant(30), CALENDAR)
    assert extended.day == date(2026, 5, 31)
    assert [(each.count, each.n) for each in extended.extensions] == [(30, 7)]
    assert told_of_extension(PETITION, PETITION.limit) == ("reporter",)


@pytest.mark.parametrize(
    ("clock", "before", "asked", "code"),
    [
        (clock_of(5, "working_day"), [], grant(5), "clock-not-extendable"),
        (FIVE_DAYS, [], grant(5, "2026-03-10T00:00"), "clock-run-out"),
        (FIVE_DAYS, [], grant(5, roles=("clerk",)), "clock-extended-by-another"),
        (FIVE_DAYS, [grant(1), grant(1)], grant(1), "clock-extended-enough"),
        (FIVE_DAYS, [grant(20)], grant(11), "clock-extended-too-far"),
        (FIVE_DAYS, [], grant(0), "clock-extended-too-far"),
        (FIVE_DAYS, [], grant(-3), "clock-extended-too-far"),
    ],
)
def test_an_extension_that_the_rule_does_not_allow_is_refused(clock, before, asked, code):
    running = begun(clock, "2026-03-02T10:00")
    for each in before:
        running = extend(running, clock, each, CALENDAR)
    with pytest.raises(Refused) as refusal:
        extend(running, clock, asked, CALENDAR)
    assert refusal.value.code == code


def test_more_is_said_of_a_refused_extension_in_the_unit_of_the_limit():
    with pytest.raises(Refused) as refusal:
        extend(begun(FIVE_DAYS, "2026-03-02T10:00"), FIVE_DAYS, grant(31), CALENDAR)
    assert refusal.value.said.text.zh == "“办理”最多还可延长 30 个工作日，不能延长 31 个工作日"


def test_a_clock_that_is_cancelled_ends_its_pause_and_counts_for_nothing():
    paused = pause(
        begun(FIVE_DAYS, "2026-03-02T10:00"), FIVE_DAYS, 0, at("2026-03-04T09:00"), CALENDAR
    )
    cancelled = cancel(paused, at("2026-03-05T09:00"))
    assert (cancelled.state, cancelled.stopped) == ("cancelled", at("2026-03-05T09:00"))
    assert cancelled.pauses[-1].until == at("2026-03-05T09:00")


def test_an_act_of_the_file_stops_pauses_and_resumes_it():
    running = begun(FIVE_DAYS, "2026-03-02T10:00")
    moment = at("2026-03-04T09:00")
    assert moved_by(FIVE_DAYS, running, "progress", moment, CALENDAR) is None
    assert moved_by(FIVE_DAYS, running, "end-hearing", moment, CALENDAR) is None
    paused = moved_by(FIVE_DAYS, running, "call-hearing", moment, CALENDAR)
    assert (paused.does, paused.clock.state) == ("pause", "paused")
    resumed = moved_by(FIVE_DAYS, paused.clock, "end-hearing", moment + timedelta(days=2), CALENDAR)
    assert (resumed.does, resumed.clock.day) == ("resume", date(2026, 3, 11))
    stopped = moved_by(FIVE_DAYS, paused.clock, "reply", moment + timedelta(days=2), CALENDAR)
    assert (stopped.does, stopped.clock.state) == ("stop", "met")


def test_an_act_that_ends_one_pause_may_begin_another():
    relay = {"begins": "end-hearing", "ends": ["expert-reply"]}
    clock = clock_of(60, "day", pauses=[HEARING, relay])
    paused = pause(begun(clock, "2026-03-02T10:00"), clock, 0, at("2026-03-04T09:00"), CALENDAR)
    change = moved_by(clock, paused, "end-hearing", at("2026-03-06T09:00"), CALENDAR)
    assert change.does == "pause"
    assert [each.rule for each in change.clock.pauses] == [0, 1]
    assert change.clock.day == date(2026, 5, 3)


def test_an_act_that_was_entered_late_never_turns_time_round():
    running = begun(FIVE_DAYS, "2026-03-02T10:00")
    paused = pause(running, FIVE_DAYS, 0, at("2026-03-01T09:00"), CALENDAR)
    assert paused.pauses[0].since == running.started
    resumed = resume(paused, FIVE_DAYS, at("2026-02-01T09:00"), CALENDAR)
    assert resumed.pauses[0].until == running.started
    assert resumed.day == running.day


def test_a_day_that_the_record_names_rules_instead_of_the_limit():
    clock = clock_of(7, "day", extension=EXTENSION, until="plan_ends")
    running = begun(clock, "2026-03-02T10:00", given=date(2026, 6, 30))
    assert running.day == date(2026, 6, 30)
    assert extend(running, clock, grant(10), CALENDAR).day == date(2026, 7, 10)
    assert begun(clock, "2026-03-02T10:00").day == date(2026, 3, 9)


def test_a_deadline_is_explained_with_its_pauses_and_extension():
    running = extend(
        begun(FIVE_DAYS, "2026-02-11T10:00"), FIVE_DAYS, grant(5, "2026-02-12T10:00"), CALENDAR
    )
    paused = pause(running, FIVE_DAYS, 0, at("2026-02-13T09:00"), CALENDAR)
    assert explain(paused, FIVE_DAYS, CALENDAR).zh.endswith(
        "已延长5个工作日。2026年2月13日（周五）起中止计算，恢复后继续计算。"
    )
    resumed = resume(paused, FIVE_DAYS, at("2026-02-25T09:00"), CALENDAR)
    told = explain(resumed, FIVE_DAYS, CALENDAR).en
    assert "Paused from 2026-02-13 (Friday) to 2026-02-25 (Wednesday)" in told


def test_office_hours_pause_while_offices_are_closed_too():
    running = begun(OFFICE_HOURS, "2026-03-02T16:30")
    paused = pause(running, OFFICE_HOURS, 0, at("2026-03-02T17:00"), CALENDAR)
    resumed = resume(paused, OFFICE_HOURS, at("2026-03-03T09:00"), CALENDAR)
    assert running.due == at("2026-03-03T11:30")
    assert resumed.due == at("2026-03-03T14:30")


def test_an_hour_clock_starts_only_from_a_moment():
    with pytest.raises(TypeError):
        start(OFFICE_HOURS, Start(at("2026-03-02T16:30").replace(tzinfo=None)), CALENDAR)
