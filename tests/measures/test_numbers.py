# ruff: noqa: RUF001 - full-width digits are what is tested here
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.ledger.words import Refused
from bihuan.measures.engine.numbers import (
    BOUND,
    decimal_of,
    read_number,
    scale,
    unscale,
)

scaled = st.integers(-BOUND + 1, BOUND - 1)
kept = st.integers(0, 6)
WIDE = {
    ord(narrow): wide
    for narrow, wide in zip("0123456789.-,%", "０１２３４５６７８９．－，％", strict=True)
}


@pytest.mark.parametrize(
    ("typed", "unit", "decimals", "read"),
    [
        ("１２３", "个", 0, 123),
        ("1,234.5万元", "元", 0, 12_345_000),
        ("1,234.5万元", "万元", 2, 123_450),
        ("1.2亿元", "万元", 2, 1_200_000),
        ("1.2 亿", "万元", 2, 1_200_000),
        ("￥12.5万", "元", 0, 125_000),
        ("95%", "%", 2, 9_500),
        ("９５％", "‰", 0, 950),
        ("0.5‰", "%", 2, 5),
        ("+5.2", "%", 1, 52),
        ("－５．２", "%", 1, -52),
        ("−5.2", "%", 1, -52),
        ("1 234 567", "户", 0, 1_234_567),
        ("1，234", "户", 0, 1_234),
        ("4.31万人", "人", 0, 43_100),
        ("66户", "户", 0, 66),
        ("46公顷", "亩", 0, 690),
        ("321亩", "公顷", 1, 214),
        (" 007 ", "个", 0, 7),
        ("1.5000", "个", 1, 15),
        (12, "个", 2, 1_200),
        (Decimal("1E+2"), "个", 0, 100),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, unit, decimals, read):
    assert read_number(typed, unit, decimals) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "number-empty"),
        ("　", "number-empty"),
        ("一百", "number-unreadable"),
        ("-", "number-unreadable"),
        ("1_000", "number-unreadable"),
        ("½", "number-unreadable"),
        (".5", "number-unreadable"),
        (1.5, "number-unreadable"),
        (None, "number-unreadable"),
        ("9" * 200, "number-unreadable"),
        ("NaN", "number-not-finite"),
        ("-inf", "number-not-finite"),
        ("#DIV/0!", "number-not-finite"),
        (Decimal("NaN"), "number-not-finite"),
        ("TRUE", "number-is-yes-no"),
        ("是", "number-is-yes-no"),
        (True, "number-is-yes-no"),
        ("1.5E+10", "number-scientific"),
        ("1e3", "number-scientific"),
        ("٣٤", "number-foreign-digits"),
        ("①", "number-foreign-digits"),
        ("12 34", "number-twice"),
        ("3~5", "number-twice"),
        ("3-5", "number-twice"),
        ("2023-01-01", "number-is-date"),
        ("2023/1/1", "number-is-date"),
        ("2023年8月", "number-is-date"),
        ("8月5日", "number-is-date"),
        ("12,34", "number-separators"),
        ("1,2345", "number-separators"),
        ("5%", "number-other-unit"),
        ("5亩", "number-other-unit"),
        ("1.234", "number-too-fine"),
        ("1.5元", "number-too-fine"),
        ("460,000,000", "number-too-large"),
        ("5亿亿", "number-other-unit"),
        (Decimal("1E+999999"), "number-too-large"),
    ],
)
def test_what_is_no_plain_number_is_refused_with_its_reason(typed, code):
    with pytest.raises(Refused) as refusal:
        read_number(typed, "万元", 2)
    assert refusal.value.code == code


def test_money_typed_into_a_percentage_names_both_units():
    with pytest.raises(Refused) as refusal:
        read_number("5万元", "%", 2)
    assert refusal.value.said.text.zh == "“5万元”中的“万元”与该指标的计量单位“%”不符"


def test_too_large_a_number_is_told_to_take_a_coarser_unit():
    with pytest.raises(Refused) as refusal:
        scale("460000000", 2)
    assert "万元 instead of 元" in refusal.value.said.help.en
    assert scale("459999999.99", 2) == BOUND - 1


@given(scaled, kept)
def test_a_scaled_number_reads_back_as_itself(number, decimals):
    assert scale(unscale(number, decimals), decimals) == number
    assert scale(decimal_of(number, decimals), decimals) == number
    assert read_number(unscale(number, decimals), "个", decimals) == number


@given(scaled, kept)
def test_width_and_separators_change_nothing(number, decimals):
    grouped = f"{decimal_of(number, decimals):,f}"
    assert read_number(grouped, "元", decimals) == number
    assert read_number(grouped.translate(WIDE), "元", decimals) == number


@given(st.integers(-4_000, 4_000), st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_a_unit_that_is_written_never_changes_the_amount(number, unit):
    sizes = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
    if abs(number) * sizes[unit] < BOUND:
        assert read_number(f"{number}{unit}", "元", 0) == number * sizes[unit]


@given(st.text(max_size=90), st.sampled_from(["万元", "%", "户", "亩"]), kept)
def test_any_text_is_a_number_or_refused(text, unit, decimals):
    code, number = "number-", 0
    try:
        number = read_number(text, unit, decimals)
    except Refused as refusal:
        code = refusal.code
    assert code.startswith("number-")
    assert abs(number) < BOUND
