from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.hours import USUAL, OfficeHours
from bihuan.calendars.engine.workdays import CHINA
from bihuan.calendars.notices import SHIPPED, calendar_of, load

CALENDAR = calendar_of(load(SHIPPED))
SUMMER = OfficeHours.parse("08:00-12:00,15:00-18:00")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def test_hours_are_read_and_written_back():
    assert str(USUAL) == "08:30-12:00, 14:00-17:30"
    assert OfficeHours.parse(str(USUAL)) == USUAL
    assert USUAL.length == timedelta(hours=7)
    assert OfficeHours.parse("00:00-24:00").length == timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    ["", "8:30-12:00", "12:00-08:30", "08:30-12:00,11:00-17:30", "08:30-24:30", "08:30", "always",
     "08:30-12:00;14:00-17:30"],
)  # fmt: skip
def test_other_hours_are_refused(text):
    with pytest.raises(ValueError, match=r"^"):
        OfficeHours.parse(text)


@given(st.timedeltas(timedelta(microseconds=1), timedelta(hours=7)))
def test_the_time_at_which_so_much_has_passed_is_found_again(passed):
    assert USUAL.passed(USUAL.when_passed(passed)) == passed


@pytest.mark.parametrize(
    ("moment", "opened_last", "opens_next"),
    [
        ("2026-02-11T09:00", "2026-02-11T09:00", "2026-02-11T09:00"),
        ("2026-02-11T12:00", "2026-02-11T08:30", "2026-02-11T14:00"),
        ("2026-02-11T00:00", "2026-02-10T14:00", "2026-02-11T08:30"),
        ("2026-02-11T17:30", "2026-02-11T14:00", "2026-02-12T08:30"),
        ("2026-02-17T10:00", "2026-02-14T14:00", "2026-02-24T08:30"),
    ],
)
def test_a_moment_moves_to_when_offices_opened_last_or_open_next(moment, opened_last, opens_next):
    assert CALENDAR.open_until(at(moment)) == at(opened_last)
    assert CALENDAR.open_from(at(moment)) == at(opens_next)


def test_other_hours_make_another_calendar():
    summer = calendar_of(load(SHIPPED), SUMMER)
    assert summer.digest != CALENDAR.digest
    assert calendar_of(load(SHIPPED)).digest == CALENDAR.digest
    assert summer.is_office_time(at("2026-07-01T08:10"))
    assert not CALENDAR.is_office_time(at("2026-07-01T08:10"))
