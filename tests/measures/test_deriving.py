"""Indicators that are counted from the matters of a loop."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from bihuan.ledger.queries import bulk_rows
from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.words import Refused
from bihuan.loops.engine.rates import Counted, Grades
from bihuan.measures import actions, queries
from bihuan.measures.deriving import basis, derive, stated
from bihuan.measures.engine import derived as engine
from bihuan.measures.observations import Entry
from bihuan.orgs import queries as orgs
from tests.loops import town
from tests.loops.town import AT, does, enact, led, person, raised

pytestmark = pytest.mark.django_db

NEXT_DAY = AT + timedelta(days=1)
LATER = AT + timedelta(days=40)
RATE = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: NAME, title: {zh: 统计指标, en: Counted}}
spec:
  every: month
  unit_of_measure: "%"
  decimals: 2
  derived: {loop: hotline, rate: RATE, by: dispatched}
"""


def rated(rate):
    return RATE.replace("NAME", rate.replace("_", "-")).replace("RATE", rate)


def counted_town(*rates):
    """Put the town in force, with an indicator for each rate; returns its operator."""
    operator = town.district()
    enact(*map(rated, rates))
    return operator


def answered(*, in_time=True, by="water", at=AT):
    """Raise a matter, hand it over, and let its unit call back, or not."""
    matter = raised(at=at).id
    led(matter, by, at=at)
    if in_time:
        does(matter, "contact", {"reached": True}, by=f"{by}-clerk", at=at)
    return matter


def value(operator, indicator, unit):
    found = queries.current(operator, indicator, unit, "2025-07")
    return None if found is None else found.value


def test_a_rate_is_counted_from_the_matters_of_its_loop():
    operator = counted_town("response")
    matters = [answered(), answered(), answered(in_time=False)]
    answered(by="roads")
    count = derive("response", "2025-07", by=operator, at=LATER)
    assert (count.is_new, count.units, count.matters) == (True, 2, 4)
    assert (value(operator, "response", "water"), value(operator, "response", "roads")) == (
        6667,
        10000,
    )
    found = basis(operator, "response", "water", "2025-07")
    assert found
    assert set(found.matters) == set(matters)
    told = [(each.unit, each.value) for each in stated(operator, count.fact)]
    assert told == [("roads", "100.00"), ("water", "66.67")]
    assert (found.numerator, found.denominator, found.excluded) == ("2", 3, 0)
    stands = queries.current(operator, "response", "water", "2025-07")
    assert stands
    assert stands.source
    assert stands.source.feed == "loop:hotline"


def test_no_row_of_a_count_names_a_person():
    operator = counted_town("response")
    answered()
    count = derive("response", "2025-07", by=operator, at=LATER)
    written = repr([row for _, row in bulk_rows(count.fact.id)])
    assert "p-" not in written
    assert "水管" not in written


def test_counting_again_changes_nothing_while_the_matters_say_the_same():
    operator = counted_town("response")
    answered()
    first = derive("response", "2025-07", by=operator, at=LATER)
    again = derive("response", "2025-07", by=operator, at=LATER)
    assert (again.is_new, again.fact.id) == (False, first.fact.id)


def test_a_later_count_needs_a_reason_and_keeps_what_was_said_before():
    operator = counted_town("response")
    answered()
    first = derive("response", "2025-07", by=operator, at=NEXT_DAY)
    answered(in_time=False, at=NEXT_DAY)
    with pytest.raises(Refused) as refused:
        derive("response", "2025-07", by=operator, at=LATER)
    assert refused.value.code == "reason-needed"
    later = LATER + timedelta(days=1)
    derive("response", "2025-07", by=operator, at=later, reason="补录一件")
    steps = queries.history(operator, "response", "water", "2025-07")
    assert [(step.value, step.reason) for step in steps] == [("100.00", ""), ("50.00", "补录一件")]
    stands = queries.current(operator, "response", "water", "2025-07")
    assert stands
    assert stands.first_recorded == first.fact.recorded


def test_a_unit_that_no_longer_counts_has_no_value():
    operator = counted_town("response")
    matter = raised().id
    led(matter)
    derive("response", "2025-07", by=operator, at=NEXT_DAY)
    assert value(operator, "response", "water") == 0
    into = {"into": raised(at=NEXT_DAY).id}
    does(matter, "merge", into, by="chief", reason="同一件事", at=NEXT_DAY)
    derive("response", "2025-07", by=operator, at=LATER, reason="并案")
    assert value(operator, "response", "water") is None


def test_a_counted_indicator_cannot_be_entered():
    operator = counted_town("response")
    entry = Entry("response", "water", "2025-07", "100")
    with pytest.raises(Refused) as refused:
        actions.observe([entry], by=operator, at=LATER)
    assert refused.value.code == "is-counted"
    row = {"indicator": "response", "unit": "water", "period": "2025-07", "value": "100"}
    with pytest.raises(Refused) as refused:
        actions.import_observations([row], document="", by=operator, at=LATER)
    assert refused.value.code == "is-counted"


def test_a_counted_value_cannot_be_corrected_or_withdrawn_by_hand():
    operator = counted_town("response")
    answered()
    derive("response", "2025-07", by=operator, at=LATER)
    about = {"reason": "试试", "by": operator, "at": LATER}
    for change in (
        lambda: actions.correct(Entry("response", "water", "2025-07", "90"), **about),
        lambda: actions.retract("response", "water", "2025-07", **about),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "is-counted"
    assert value(operator, "response", "water") == 10000


def test_an_entered_indicator_is_not_counted():
    operator = town.district()
    by_hand = rated("response").rsplit("  derived:", 1)[0]
    enact(by_hand)
    with pytest.raises(Refused) as refused:
        derive("response", "2025-07", by=operator, at=LATER)
    assert refused.value.code == "not-derived"
    actions.observe([Entry("response", "water", "2025-07", "99")], by=operator, at=LATER)
    enact(rated("response"), at=LATER)
    with pytest.raises(Refused) as refused:
        derive("response", "2025-07", by=operator, at=LATER)
    assert refused.value.code == "entered-already"


def test_a_unit_does_not_count_its_own_rate():
    counted_town("response")
    with pytest.raises(Refused) as refused:
        derive("response", "2025-07", by=person("water-clerk"), at=LATER)
    assert refused.value.code == "may-not-enter"


def test_a_period_that_has_not_begun_is_not_counted():
    operator = counted_town("response")
    with pytest.raises(Refused) as refused:
        derive("response", "2025-12", by=operator, at=LATER)
    assert refused.value.code == "period-ahead"


def test_another_unit_does_not_see_what_a_value_rests_on():
    counted_town("response")
    answered()
    derive("response", "2025-07", by=orgs.operator("qingxi"), at=LATER)
    assert basis(person("roads-clerk"), "response", "water", "2025-07") is None
    assert basis(person("water-clerk"), "response", "water", "2025-07") is not None


def test_a_rebuild_gives_the_same_values():
    operator = counted_town("response", "overdue")
    answered()
    derive("response", "2025-07", by=operator, at=NEXT_DAY)
    answered(in_time=False, at=NEXT_DAY)
    derive("response", "2025-07", by=operator, at=LATER, reason="补录")
    derive("overdue", "2025-07", by=operator, at=LATER)
    assert rebuild(check=True).problems == ()


def test_a_matter_that_ran_out_of_time_is_overdue():
    operator = counted_town("overdue")
    led(raised().id)
    derive("overdue", "2025-07", by=operator, at=NEXT_DAY)
    assert value(operator, "overdue", "water") is None
    derive("overdue", "2025-07", by=operator, at=LATER, reason="期满重算")
    assert value(operator, "overdue", "water") == 10000


def test_what_a_median_rests_on_is_the_exact_number_of_days():
    rows = engine.rows(
        [Counted(f"m{n}", "water", days=n) for n in (1, 2, 3, 5)], "median_days", Grades(),
        indicator="days", period="2025-07", decimals=0,
    )  # fmt: skip
    assert rows[0] == {
        "indicator": "days", "period": "2025-07", "unit": "water", "value": "3",
        "numerator": "2.5", "denominator": 4, "excluded": 0,
    }  # fmt: skip
    assert engine.text_of(Fraction(335, 2)) == "167.5"


def test_a_matter_closed_without_a_word_to_anybody_is_no_response():
    operator = counted_town("response")
    answered()
    silent = raised().id
    led(silent)
    town.does(silent, "ask", by="water-clerk", values={"outcome": "已修复"}, evidence=(town.PROOF,))
    town.does(silent, "close", by="chief")
    derive("response", "2025-07", by=operator, at=LATER)
    assert value(operator, "response", "water") == 5000
