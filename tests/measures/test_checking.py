from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.words import Refused
from bihuan.measures.checking import Checker, canonical
from bihuan.measures.engine.numbers import scale, unscale
from bihuan.measures.observations import Entry
from bihuan.orgs.queries import operator
from tests.measures.cast import INVESTMENT, ORGANISATION, enact


def slowly(number, decimals):
    return unscale(scale(number, decimals), decimals)


@given(st.from_regex(r"-?[0-9]{1,13}(\.[0-9]{0,7})?", fullmatch=True), st.integers(0, 6))
def test_a_number_written_canonically_already_is_what_scaling_would_give(number, decimals):
    try:
        wanted = slowly(number, decimals)
    except Refused as refusal:
        wanted = refusal.code
    try:
        found = canonical(number, decimals)
    except Refused as refusal:
        found = refusal.code
    assert found == wanted


@pytest.mark.parametrize("number", ["١٢", "1_0", "²", "", ".", "1.", "-"])
def test_what_is_no_number_is_refused_here_too(number):
    with pytest.raises(Refused):
        canonical(number, 0)


@pytest.mark.parametrize(
    ("number", "kept"), [("007", "7"), ("-0", "0"), ("1.50", "1.5"), ("2", "2.0")]
)
def test_other_ways_to_write_a_number_become_the_one(number, kept):
    assert canonical(number, 1 if "." in kept else 0) == kept


# The third quarter begins in the district while it is still June in Greenwich.
EVE, FIRST = "2025-06-30T23:59:59+08:00", "2025-06-30T16:00:00+00:00"


@pytest.mark.django_db
def test_a_period_that_has_not_begun_has_no_value_but_may_have_a_target():
    enact(ORGANISATION, INVESTMENT)
    value = Entry("investment", "yunling", "2025Q3", value="0")
    by = operator("qingxi")
    with pytest.raises(Refused) as refusal:
        Checker(by, datetime.fromisoformat(EVE)).checked(value)
    assert refusal.value.code == "period-ahead"
    assert Checker(by, datetime.fromisoformat(FIRST)).checked(value).value == "0.00"
    target = Entry("investment", "yunling", "2025Q3", target="5")
    assert Checker(by, datetime.fromisoformat(EVE)).checked(target).target == "5.00"
