"""What a log tells is what plain counting finds, and working time knows make-up days."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.workdays import CHINA, day_of
from bihuan.calendars.queries import calendar
from bihuan.loops.engine.logs.analysing import Variant, analyse
from bihuan.loops.engine.logs.columns import Gathering, microseconds
from bihuan.loops.engine.logs.working import WorkTime
from bihuan.loops.log_files import analyse_file

BOSTON = Path(__file__).parents[4] / "shared" / "data" / "boston_cases_2011_jul_oct.csv"
MAPPING = Path(__file__).parent / "boston.yaml"
START = datetime(2024, 1, 30, 8, tzinfo=CHINA)
MOMENTS = st.integers(0, 60 * 24 * 40).map(lambda minutes: START + timedelta(minutes=minutes))


def analysed(events):
    gathered = Gathering(frozenset({"close"}))
    for case, activity, unit, at in events:
        gathered.add(case, activity, unit, microseconds(at))
    loaded = calendar()
    work = WorkTime(loaded.is_open, loaded.hours)
    return analyse(gathered.columns(), work, at=microseconds(START))


@given(MOMENTS, MOMENTS)
def test_working_time_is_what_the_calendar_counts_moment_by_moment(one, other):
    first, last = sorted((one, other))
    loaded = calendar()
    (wait,) = analysed([("c", "a", "", first), ("c", "b", "", last)]).waits
    assert wait.median_days == loaded.open_days_between(day_of(first), day_of(last))
    assert wait.median_working == loaded.office_time(last) - loaded.office_time(first)
    assert wait.median == last - first


def test_a_make_up_sunday_is_a_working_day():
    sunday = datetime(2024, 2, 4, 9, tzinfo=CHINA)
    wait = analysed([("c", "a", "", sunday), ("c", "b", "", sunday + timedelta(hours=2))]).waits[0]
    assert wait.median_working == timedelta(hours=2)


def test_ways_repeats_and_handovers_are_counted():
    at = [START + timedelta(hours=each) for each in range(6)]
    found = analysed([
        ("1", "take", "x", at[0]), ("1", "do", "x", at[1]), ("1", "do", "y", at[2]),
        ("1", "close", "y", at[3]), ("2", "close", "x", at[5]), ("2", "take", "x", at[4]),
    ])  # fmt: skip
    assert found.variants == (
        Variant(("take", "close"), 1),
        Variant(("take", "do", "do", "close"), 1),
    )
    (repeated,) = found.repeats
    assert (repeated.activity, repeated.cases, repeated.again, repeated.at_once) == ("do", 1, 1, 1)
    assert [(each.before, each.after, each.count) for each in found.handovers] == [("x", "y", 1)]
    assert [(each.period, each.opened, each.closed) for each in found.flow] == [("2024-01", 2, 2)]


PUBLISHED = {
    "PWDx": (26235, "91.27"), "PROP": (744, "98.52"), "BTDT": (2980, "83.72"),
    "PARK": (3793, "74.85"), "INFO": (2207, "46.53"), "ISD": (5729, "40.93"),
}  # fmt: skip


@pytest.mark.skipif(not BOSTON.exists(), reason="the cases of Boston are not beside this checkout")
def test_every_flag_that_boston_set_is_found_again():
    found = analyse_file(BOSTON, MAPPING, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert found.cases == 41827
    assert sum(each.judged for each in found.kept) == 41713
    assert sum(each.differing for each in found.kept) == 0
    kept = {each.unit: each for each in found.kept}
    for unit, (count, rate) in PUBLISHED.items():
        assert kept[unit].judged == count
        assert f"{100 * kept[unit].on_time / count:.2f}" == rate
