from datetime import date

import pytest

from bihuan.ledger.viewer import public
from bihuan.ledger.words import Refused
from bihuan.measures import actions, queries
from bihuan.measures.engine.awards import COLUMNS, read_awards, streak
from bihuan.measures.observations import Streak
from bihuan.mechanisms.diagnostics import Findings
from bihuan.orgs import queries as orgs
from tests.measures.cast import AT, district

LINE = (
    "red-flag,district,流动红旗,Mobile red flag,{unit},{period},{position},"
    "清溪日报,2023-08-22,第1版,"
)


def table(*rows):
    lines = [
        LINE.format(unit=unit, period=period, position=n)
        for n, (unit, period) in enumerate(rows, 1)
    ]
    return "\n".join([",".join(COLUMNS), *lines]).encode()


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code


def test_a_streak_counts_back_over_the_year_and_stops_at_a_gap():
    held = {"2022Q3", "2022Q4", "2023Q1", "2023Q2", "2022Q1"}
    assert streak(held, "2023Q2") == Streak(4, "2022Q3", "2023Q2")
    assert streak(held, "2022Q1") == Streak(1, "2022Q1", "2022Q1")
    assert streak(held, "2023Q3") is None


def test_a_table_of_awards_is_read_line_by_line():
    first, second = read_awards(
        b"\xef\xbb\xbf" + table(("yunling", "2023Q2"), ("baisha", "2023Q2"))
    )
    assert (first.unit, first.position, first.title.zh) == ("yunling", 1, "流动红旗")
    assert (second.unit, second.published_on, second.place) == ("baisha", "2023-08-22", "第1版")


@pytest.mark.parametrize(
    ("wrong", "code", "line"),
    [
        (b"award,unit\n", "listing-columns", 1),
        (b"", "listing-columns", 1),
        (b"\xff\xfe", "listing-columns", 1),
        (table(("yunling", "2023Q2")) + b",more", "listing-columns", 2),
        (table(("yunling", "2023Q2")) + b'"open', "listing-columns", 1),
        (table(("yunling", "second quarter")), "listing-line", 2),
        (table(("", "2023Q2")), "listing-line", 2),
        (table(("yunling", "2023Q2")).replace(b",district,", b",village,"), "listing-line", 2),
        (table(("yunling", "2023Q2")).replace(b"2023-08-22", b"2023-02-30"), "listing-line", 2),
        (table(("yunling", "2023Q2")).replace(b"2023-08-22", b"22.8.2023"), "listing-line", 2),
        (table(("yunling", "2023Q2")).replace(b",1,", b",first,"), "listing-line", 2),
        (table(("yunling", "2023Q2")).replace(b"red-flag", b"Red Flag"), "listing-line", 2),
        (table(("yunling", "2023Q2")).replace("第1版".encode(), b"\x00"), "listing-line", 2),
        (table(("yunling", "2023Q2")).replace("第1版".encode(), b"1" * 201), "listing-line", 2),
    ],
)
def test_a_line_that_is_no_award_is_refused(wrong, code, line):
    with pytest.raises(Findings) as refusal:
        read_awards(wrong)
    assert [(one.code, one.place.line) for one in refusal.value.diagnostics] == [(code, line)]


def test_every_mistake_of_a_table_is_told_at_once():
    wrong = table(("", "2023Q2"), ("baisha", "spring"), ("yunling", "2023Q2"))
    with pytest.raises(Findings) as refusal:
        read_awards(wrong)
    assert [one.place.line for one in refusal.value.diagnostics] == [2, 3]
    assert "write a period such as 2023Q2" in refusal.value.diagnostics[1].help.en


@pytest.mark.django_db
def test_holders_are_public_and_counted_from_facts():
    by = district()
    rows = (("yunling", "2022Q4"), ("baisha", "2023Q1"), ("yunling", "2023Q1"))
    assert len(actions.record_awards(read_awards(table(*rows)), by=by, at=AT)) == 3
    anyone = public("qingxi")
    held = queries.holders(anyone, "red-flag", "district", "2023Q1")
    assert [award.unit for award in held] == ["baisha", "yunling"]
    found = queries.award_streak(anyone, "red-flag", "district", "yunling", "2023Q1")
    assert found == Streak(2, "2022Q4", "2023Q1")
    assert queries.awards(public("linjiang")) == []


@pytest.mark.django_db
def test_an_award_is_recorded_once_and_by_the_assessment_office():
    by = district()
    awards = read_awards(table(("yunling", "2023Q1")))
    actions.record_awards(awards, by=by, at=AT)
    assert actions.record_awards(awards, by=by, at=AT) == []
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    refused("may-not-award", actions.record_awards, awards, by=clerk, at=AT)


@pytest.mark.django_db
def test_an_award_needs_a_unit_that_stood_in_its_period():
    by = district()
    assert orgs.unit(by, "shiqiao", date(2024, 12, 31))
    actions.record_awards(read_awards(table(("shiqiao", "2024Q4"))), by=by, at=AT)
    late = read_awards(table(("shiqiao", "2025Q1")))
    refused("unit-ended", actions.record_awards, late, by=by, at=AT)


@pytest.mark.django_db
def test_other_words_for_a_known_award_need_a_reason_and_then_replace_it():
    by = district()
    first = table(("yunling", "2023Q1"))
    (old,) = actions.record_awards(read_awards(first), by=by, at=AT)
    other = read_awards(first.replace("第1版".encode(), "第2版".encode()))
    refused("award-stands", actions.record_awards, other, by=by, at=AT)
    (new,) = actions.record_awards(other, by=by, at=AT, reason="版次有误")
    assert (new.supersedes, new.reason) == (old.id, "版次有误")
    (held,) = queries.awards(by)
    assert held.place == "第2版"


@pytest.mark.django_db
def test_an_award_that_stands_twice_in_one_table_counts_once_or_is_refused():
    by = district()
    same = read_awards(table(("yunling", "2023Q1")))
    assert len(actions.record_awards([*same, *same], by=by, at=AT)) == 1
    twice = read_awards(table(("baisha", "2023Q1"), ("baisha", "2023Q1")))
    refused("row-twice", actions.record_awards, twice, by=by, at=AT)
