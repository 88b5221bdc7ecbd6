from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.calendars.engine.periods import Period
from bihuan.calendars.queries import periods
from bihuan.ledger.words import Refused

KINDS = ["month", "quarter", "half_year", "year", "cumulative"]
days = st.dates(date(1950, 1, 1), date(2199, 12, 31))
kinds = st.sampled_from(KINDS)


@pytest.mark.parametrize(
    ("text", "kind", "span", "en", "zh"),
    [
        ("2023", "year", "2023-01-01..2023-12-31", "2023", "2023年"),
        ("2023H1", "half_year", "2023-01-01..2023-06-30", "H1 2023", "2023年上半年"),
        ("2023H2", "half_year", "2023-07-01..2023-12-31", "H2 2023", "2023年下半年"),
        ("2023Q2", "quarter", "2023-04-01..2023-06-30", "Q2 2023", "2023年二季度"),
        ("2024-02", "month", "2024-02-01..2024-02-29", "February 2024", "2024年2月"),
        ("2023-01..2023-09", "cumulative", "2023-01-01..2023-09-30",
         "January to September 2023", "2023年1至9月"),
    ],
)  # fmt: skip
def test_a_period_is_read_and_printed(text, kind, span, en, zh):
    period = Period.parse(text)
    assert (period.kind, f"{period.first}..{period.last}") == (kind, span)
    assert str(period) == text
    assert (period.title.en, period.title.zh) == (en, zh)


@pytest.mark.parametrize(
    "text",
    ["", "23", "2023Q5", "2023Q0", "2023H3", "2023-13", "2023-00", "2023-1", "2023q2", "2023 Q2",
     "\uff12\uff10\uff12\uff13", "2023-09..2023-01", "2023-02..2023-09", "2023-01..2024-09",
     "2023-01..2023-01",
     "2023\n", "0000", "Q2"],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(Refused) as refusal:
        Period.parse(text)
    assert refusal.value.code == "not-a-period"


@given(kinds, days)
def test_every_day_lies_in_one_period_of_each_kind(kind, day):
    period = Period.containing(kind, day)
    assert day in period
    if kind != "cumulative":
        assert day not in period.next()
        assert day not in period.previous()


@given(kinds, days)
def test_what_was_written_is_read_back(kind, day):
    period = Period.containing(kind, day)
    if period.index != period.last_index or kind != "cumulative":
        assert Period.parse(str(period)) == period


@given(st.sampled_from(KINDS[:4]), days)
def test_periods_of_a_kind_follow_each_other_without_a_gap(kind, day):
    period = Period.containing(kind, day)
    assert (period.next().first - period.last).days == 1
    assert period.next().previous() == period
    assert period.last_year().first.year == period.first.year - 1


def test_a_cumulative_period_steps_by_years():
    assert str(Period.parse("2023-01..2023-09").previous()) == "2022-01..2022-09"


@pytest.mark.parametrize(
    ("text", "share"),
    [("2023-01..2023-09", Fraction(3, 4)), ("2023Q2", Fraction(1, 2)), ("2023", Fraction(1)),
     ("2023-01", Fraction(1, 12))],
)  # fmt: skip
def test_the_share_of_the_year_that_has_passed_is_exact(text, share):
    assert Period.parse(text).elapsed == share


def test_the_periods_of_a_span_are_listed():
    found = periods("quarter", date(2022, 11, 5), date(2023, 7, 1))
    assert [str(period) for period in found] == ["2022Q4", "2023Q1", "2023Q2", "2023Q3"]


def test_periods_stand_in_the_order_in_which_they_end():
    written = ["2023-10", "2023Q3", "2023-01..2023-09", "2023-09", "2023-01..2023-10", "2022"]
    assert [str(period) for period in sorted(map(Period.parse, written))] == [
        "2022", "2023-01..2023-09", "2023Q3", "2023-09", "2023-01..2023-10", "2023-10",
    ]  # fmt: skip


@given(days, days, kinds)
def test_of_two_periods_of_a_kind_the_earlier_day_has_the_earlier_or_the_same(one, other, kind):
    first, second = sorted([one, other])
    earlier, later = Period.containing(kind, first), Period.containing(kind, second)
    assert earlier == later or earlier < later
