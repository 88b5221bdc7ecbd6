import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.registers.engine.forms import NotAForm, fits, parse_form

ONE = st.sampled_from(["A", "7", "-", r"\d", "[A-C]", "[A-C0-3]", r"\.", "号"])
COUNT = st.sampled_from(["", "{2}", "{0,2}", "{1,3}", "?"])
FORM = st.lists(st.tuples(ONE, COUNT).map("".join), max_size=5).map("".join)


@given(FORM, st.text("AB7-0.号", max_size=8))
def test_a_form_means_what_it_means_in_regular_expressions(form, text):
    assert fits(text, parse_form(form)) == bool(re.fullmatch(form, text, re.ASCII))


@given(FORM, st.data())
def test_a_text_made_by_a_form_fits_it(form, data):
    text = data.draw(st.from_regex(re.compile(form, re.ASCII), fullmatch=True))
    assert fits(text, parse_form(form))


@pytest.mark.parametrize(
    ("form", "at"),
    [
        ("(a|b)", 0), ("P-([0-9]+)*", 2), ("a*", 1), ("a+", 1), (".", 0), ("[^a]", 0), ("[]", 0),
        ("[z-a]", 0), ("a{3,2}", 0), ("a{0}", 0), ("a{1,}", 1), ("^a", 0), ("a$", 1), (r"\w", 0),
        (r"a\1", 1), ("(?i)a", 0),
    ],
)  # fmt: skip
def test_what_could_make_a_reader_slow_or_mean_more_is_no_form(form, at):
    with pytest.raises(NotAForm) as error:
        parse_form(form)
    assert error.value.at == at


@given(st.text(max_size=30))
def test_no_form_makes_the_reader_crash(form):
    try:
        pieces = parse_form(form)
    except NotAForm:
        return
    fits("0" * 40, pieces)


def test_a_form_that_would_ruin_an_ordinary_matcher_is_answered():
    # An ordinary matcher tries 50 to the power of 14 ways and would not come back.
    assert not fits("a" * 400, parse_form("a{0,50}" * 14 + "b"))
