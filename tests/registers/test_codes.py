# ruff: noqa: RUF001  # full-width characters are what people type
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.words import Refused
from bihuan.registers.engine.codes import CREDIT, citizen_check, credit_check, read_code


def why(written, scheme):
    with pytest.raises(Refused) as refusal:
        read_code(written, scheme)
    return refusal.value.said.parameters["why"].en


def test_the_codes_of_the_standards_are_valid():
    # Domain rules 3.1 and 3.2: worked by hand there, the second checked with another program.
    assert read_code("91350100M000100Y4" + "3", "social_credit") == "91350100M000100Y43"
    assert read_code("91110000600037341L", "social_credit") == "91110000600037341L"
    assert read_code("11010519491231002X", "citizen_number") == "11010519491231002X"


def test_the_example_that_the_standard_itself_gets_wrong_is_refused():
    assert why("91350100M000100Y4Z", "social_credit") == "a character in it cannot stand there"
    assert credit_check("91350100M000100Y4") == "3"


def test_width_case_and_spaces_do_no_harm():
    assert (
        read_code(" ９１１１００００ ６０００３７３４１ｌ", "social_credit") == "91110000600037341L"
    )
    assert read_code("11010519491231002x", "citizen_number") == "11010519491231002X"


@pytest.mark.parametrize(
    ("written", "scheme", "told"),
    [
        ("9111000060003734", "social_credit", "it must have 18 characters"),
        ("91110000600037341M", "social_credit", "its check character does not fit"),
        ("9111000060003O341L", "social_credit", "a character in it cannot stand there"),
        ("110105194912310021", "citizen_number", "its check character does not fit"),
        ("11010519491331002X", "citizen_number", "it holds no date of birth"),
        ("1101051949123X002X", "citizen_number", "a character in it cannot stand there"),
        ("33080", "division", "it must have 2, 4, 6, 9, 12 characters"),
        ("03", "division", "a character in it cannot stand there"),
        ("U01", "industry", "a character in it cannot stand there"),
        ("C01", "industry", "its digits belong to another section"),
    ],
)
def test_a_wrong_code_is_told_what_is_wrong_with_it(written, scheme, told):
    assert why(written, scheme) == told


@pytest.mark.parametrize("code", ["33", "3308", "330803", "330803101", "330803101001"])
def test_a_division_has_two_to_twelve_digits(code):
    assert read_code(code, "division") == code


@pytest.mark.parametrize("code", ["A", "C13", "c1311", "T97"])
def test_an_industry_is_a_section_with_up_to_four_digits(code):
    assert read_code(code, "industry") == code.upper()


@given(st.lists(st.sampled_from(CREDIT), min_size=17, max_size=17), st.data())
def test_one_wrong_character_never_fits_the_check(first, data):
    code = [*"91", *first[:0], *"110000", *(c for c in first[8:17])]
    right = "".join(code) + credit_check("".join(code))
    at = data.draw(st.integers(8, 16))
    wrong = data.draw(st.sampled_from(CREDIT.replace(right[at], "")))
    with pytest.raises(Refused):
        read_code(right[:at] + wrong + right[at + 1 :], "social_credit")


@given(st.integers(0, 999))
def test_a_citizen_number_is_known_by_its_check(order):
    # The division and the day of the test value; no other place and day are made up.
    number = f"11010519491231{order:03}"
    right = number + citizen_check(number)
    assert read_code(right, "citizen_number") == right
    for wrong in set("0123456789X") - {right[-1]}:
        assert why(number + wrong, "citizen_number") == "its check character does not fit"
