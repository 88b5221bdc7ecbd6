from decimal import Decimal

import pytest

from bihuan.measures import actions, queries
from bihuan.measures.engine.plausible import doubts
from bihuan.measures.observations import Entry
from bihuan.measures.spec import Plausible
from bihuan.orgs import queries as orgs
from tests.measures.cast import AT, district, enact

D = Decimal

# 尹家村: 63 of 66 households, printed as 97 percent; whole percents allow half a point.
SIGNING = Plausible(
    check="abs(value - 100 * households_signed / households) <= 0.5",
    beside=("households-signed", "households"),
)
# 43,100 people in 11 villages; a large village has about 2,500.
WATER = Plausible(check="value / water_villages <= 2500", beside=("water-villages",))


def codes(plausible, **record):
    return [doubt.code for doubt in doubts(plausible, {"unit": "yinjia", **record})]


def test_a_printed_rate_is_flagged_where_its_own_counts_say_otherwise():
    counts = {"households_signed": D(63), "households": D(66)}
    assert codes(SIGNING, value=D("97"), **counts) == ["value-contradicts"]
    assert codes(SIGNING, value=D("95.45"), **counts) == []
    assert codes(SIGNING, value=D("95"), **counts) == []


def test_too_many_people_for_so_few_villages_are_flagged():
    assert codes(WATER, value=D(43100), water_villages=D(11)) == ["value-contradicts"]
    assert codes(WATER, value=D(4310), water_villages=D(11)) == []


def test_nothing_is_flagged_while_a_figure_beside_it_is_missing():
    assert codes(SIGNING, value=D(97), households_signed=D(63)) == []
    assert codes(SIGNING, value=None, households_signed=D(63), households=D(66)) == []


@pytest.mark.parametrize(
    ("value", "code"),
    [("-0.01", ["value-low"]), ("100.01", ["value-high"]), ("0", []), ("100", [])],
)
def test_bounds_are_flagged_beyond_and_not_on_them(value, code):
    assert codes(Plausible(min=D(0), max=D(100)), value=D(value)) == code


@pytest.mark.parametrize(
    ("value", "prior", "flagged"),
    [("30", "10", False), ("30.01", "10", True), ("-10.01", "10", True), ("5", "0", False)],
)
def test_a_change_beyond_the_stated_percentage_is_flagged(value, prior, flagged):
    found = codes(Plausible(change=D(200)), value=D(value), prior=D(prior))
    assert found == (["value-jumps"] if flagged else [])


def test_a_doubt_says_in_both_languages_what_is_wrong():
    (doubt,) = doubts(Plausible(max=D(100)), {"unit": "yinjia", "value": D("120.50")})
    assert doubt.text.en == "120.50 is above the plausible 100"
    assert doubt.text.zh == "120.50 高于合理上限 100"


RATE = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: signing-rate, title: {zh: 签约率, en: Signing rate}}
spec:
  every: quarter
  unit_of_measure: "%"
  decimals: 2
  plausible:
    beside: [households-signed, households]
    check: abs(value - 100 * households_signed / households) <= 0.5
    because: {zh: 与签约户数算出的比例不符, en: not the share that the counts give}
"""
COUNT = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: NAME, title: {zh: 户数, en: Households}}
spec: {every: quarter, unit_of_measure: 户, decimals: 0}
"""


@pytest.mark.django_db
def test_values_are_read_with_their_flags_whichever_came_first():
    district()
    enact(RATE, COUNT.replace("NAME", "households-signed"), COUNT.replace("NAME", "households"))
    by = orgs.operator("qingxi")

    def seen():
        (value,) = queries.observations(by, ["signing-rate"], ["2020Q3"])
        return value.flags

    for indicator, value in (("signing-rate", "97"), ("households", "66")):
        actions.observe([Entry(indicator, "yunling", "2020Q3", value)], by=by, at=AT)
        assert seen() == ()
    actions.observe([Entry("households-signed", "yunling", "2020Q3", "63")], by=by, at=AT)
    assert seen() == ("value-contradicts",)
    (doubt,) = queries.doubts(by, "signing-rate", "yunling", "2020Q3")
    assert doubt.text.zh == "97.00：与签约户数算出的比例不符"
