import decimal
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.mechanisms.engine.cel import numbers
from bihuan.mechanisms.engine.cel.evaluating import evaluate
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.problems import CelProblem

RECORD = {
    "value": Decimal("11.5"), "target": 10, "unit": "莲花镇", "late": True,
    "opened": date(2023, 8, 1), "tags": ["a", "b"], "marks": [Decimal("7.5"), 8], "gone": None,
}  # fmt: skip


def value(text):
    return evaluate(parse(text), RECORD)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("clip(value / target, 0, 1.2) * 40", "46"),
        ("clip(value, 12, 11)", "11"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.333333333333"),
        ("2 / 3", "0.666666666667"),
        ("-2 / 3", "-0.666666666667"),
        ("0.000000000001 / 2", "0.000000000001"),
        ("0.000000000001 / -2", "-0.000000000001"),
        ("0.0000005 * 0.000001", "0.000000000001"),
        ("7 % 4 + -7 % 4", "0"),
        ("7.5 % 2.1", "1.2"),
        ("floor(-2.5) + ceil(-2.5)", "-5"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(1.005, 2)", "1.01"),
        ("round(2.5, 12)", "2.5"),
        ("min(3, value, target)", "3"),
        ("max(3, value, target)", "11.5"),
        ("abs(-9999999999999.999999999999)", "9999999999999.999999999999"),
        ("pow(1.05, 30)", "4.321942375151"),
        ("pow(2, -13)", "0.000122070313"),
        ("pow(0.5, 13)", "0.000122070313"),
        ("pow(0.25, 6.5)", "0.000122070313"),
        ("pow(-2, 3)", "-8"),
        ("pow(0, 0)", "1"),
        ("pow(0, 5)", "0"),
        ("pow(1.000000000001, 1000000000000)", "2.718281828458"),
        ("pow(10, -1000000000)", "0"),
        ("pow(-1, 1000000001)", "-1"),
        ("sqrt(2)", "1.414213562373"),
        ("exp(1)", "2.718281828459"),
        ("ln(10)", "2.302585092994"),
        ("exp(-1000000)", "0"),
        ("exp(ln(8) / 3)", "2"),
        ("size(unit) + size(tags) + size('😀')", "6"),
        ("marks[1]", "8"),
        ("late ? 1 : 1 / 0", "1"),
    ],
)
def test_numbers_are_exact_and_rounded_half_up_at_the_twelfth_decimal(text, expected):
    result = value(text)
    assert isinstance(result, Decimal)
    assert result == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        "value > 3", "value == 11.50", "unit.contains('花')", "unit.endsWith('镇')",
        "unit.startsWith('莲')", "unit in ['莲花镇']", "'a' in tags", "8 in marks",
        "opened == date('2023-08-01')", "opened < date('2023-08-02')", "!(value == 3)",
        "has(value)", "!has(gone)", "!has(nowhere)", "gone == null", "value != null",
        "nowhere == null", "null == null", "tags[5] == null", "'a' < 'b'", "'镇' > 'z'",
        "late == true", "true || gone == 1",
    ],
)  # fmt: skip
def test_conditions_are_true(text):
    assert value(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "gone + 1", "1 - gone", "-gone", "gone * 0", "1 / 0", "1 % 0", "floor(gone)",
        "min(1, gone)", "clip(1, gone, 2)", "pow(gone, 0)", "ln(0)", "ln(-1)", "sqrt(-1)",
        "pow(0, -1)", "pow(-8, 0.5)", "tags[2]", "nowhere", "gone ? 1 : 2", "!gone", "null",
        "gone && true", "true && gone", "gone || false", "false || gone", "size(gone)",
    ],
)  # fmt: skip
def test_what_is_missing_or_has_no_value_is_null(text):
    assert value(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "gone > 1", "gone < 1", "gone == 1", "gone != 1", "1 != gone", "gone == gone",
        "gone in [1]", "1 in gone", "gone.contains('a')", "unit.contains(gone)",
        "gone && false", "false && gone", "1 / 0 > 0", "gone == (late ? null : null)",
    ],
)  # fmt: skip
def test_a_comparison_with_what_is_missing_is_false(text):
    assert value(text) is False


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1 + pow(10, 1000000000)", "pow(10, 1000000000)"),
        ("pow(0.1, -1000000000)", "pow(0.1, -1000000000)"),
        ("exp(1000000000)", "exp(1000000000)"),
        ("pow(1000000, 2.5)", "pow(1000000, 2.5)"),
        ("9999999999999 + 1", "9999999999999 + 1"),
        ("-9999999999999 - 1", "-9999999999999 - 1"),
        ("(9999999999999 * 2) > 1", "(9999999999999 * 2)"),
        ("10 / 0.000000000001", "10 / 0.000000000001"),
        ("round(9999999999999.5)", "round(9999999999999.5)"),
        ("ceil(9999999999999.5)", "ceil(9999999999999.5)"),
        ("9999999999999.999999999999 * 1.1", "9999999999999.999999999999 * 1.1"),
    ],
)  # fmt: skip
def test_a_number_that_outgrows_the_bound_is_refused_at_its_place(text, at):
    with pytest.raises(CelProblem) as refusal:
        value(text)
    assert refusal.value.code == "cel-too-large"
    assert text[refusal.value.start : refusal.value.end] == at


def test_a_field_beyond_the_bound_is_refused_at_its_name():
    with pytest.raises(CelProblem) as refusal:
        evaluate(parse("1 + value"), {"value": 10**13})
    assert (refusal.value.start, refusal.value.end) == (4, 9)


@pytest.mark.parametrize("given_value", [1.5, datetime(2023, 1, 1, tzinfo=UTC), {"a": 1}, b"a"])
def test_a_record_never_brings_floats_or_other_kinds(given_value):
    with pytest.raises(TypeError):
        evaluate(parse("value"), {"value": given_value})


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(CelProblem):
        evaluate(parse("value"), {"value": number})


def test_the_context_of_the_caller_does_not_matter():
    with decimal.localcontext(prec=3, rounding=decimal.ROUND_DOWN):
        assert value("1234567890.123456 * 1.000001 - 0.5") == Decimal("1234569124.191346123456")
        assert value("abs(-12345678.9) + -(-0.000000000001)") == Decimal("12345678.900000000001")


units = st.integers(-(10**16), 10**16)


def half_up(exact):
    scaled = abs(exact) * 10**12
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(-whole if exact < 0 else whole, 10**12)


@given(units, units, st.integers(0, 12), st.integers(0, 12))
def test_a_quotient_is_the_exact_one_rounded_once(one, other, decimals, others):
    top, bottom = Decimal(one).scaleb(-decimals), Decimal(other).scaleb(-others)
    try:
        found = numbers.divide(numbers.kept(top), numbers.kept(bottom))
    except numbers.TooLarge:
        return
    if other == 0:
        assert found is None
    else:
        assert Fraction(found) == half_up(Fraction(top) / Fraction(bottom))


@given(st.integers(-(10**6), 10**6), st.integers(0, 4), st.integers(-9, 9))
def test_a_whole_power_is_the_exact_one_rounded_once(unit, decimals, exponent):
    base = Decimal(unit).scaleb(-decimals)
    try:
        found = numbers.power(base, Decimal(exponent))
    except numbers.TooLarge:
        return
    if unit == 0:
        assert found == (None if exponent < 0 else (exponent == 0))
    else:
        assert Fraction(found) == half_up(Fraction(base) ** exponent)


@given(st.decimals("0.001", "100000", places=6))
def test_a_root_squared_comes_back(number):
    root = numbers.sqrt(number)
    assert abs(root * root - number) < Decimal("0.000000001")
