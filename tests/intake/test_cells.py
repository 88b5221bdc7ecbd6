# ruff: noqa: RUF001  # full-width characters are what these tests are about
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bihuan.intake.engine.cells import (
    address,
    column_letters,
    inert,
    is_active,
    literal,
    row_and_column,
)
from bihuan.intake.engine.styles import look_of_format

PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|'/C calc'!A0", '=HYPERLINK("http://x","y")',
    "\t=1", "\r=1", "\n=1", " =1", "'=1", "＝1+1", "＋1", "－1+1", "＠SUM(1)",
    '-2+3+cmd|" /C calc"!A0',
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_that_a_spreadsheet_would_run_is_written_inert(payload):
    written = inert(payload)
    assert written[0] == "'"
    assert literal(written) == payload


@pytest.mark.parametrize("text", ["云岭镇", "12.5", "-12.5", "+3", "-5%", "2025Q2", "a=b", ""])
def test_ordinary_text_and_signed_numbers_stay_as_they_are(text):
    assert inert(text) == text
    assert not is_active(text)


@example("'\n")
@given(st.text() | st.text(alphabet="'=+-@ \t1."))
def test_what_was_written_inert_is_read_as_it_was(text):
    assert literal(inert(text)) == text


@given(st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_an_address_names_its_row_and_column(row, column):
    assert row_and_column(address(row, column)) == (row, column)


def test_the_last_column_of_a_sheet_is_xfd():
    assert column_letters(16_384) == "XFD"
    assert row_and_column("B") is None
    assert row_and_column("A0") is None


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ("General", ""),
        ("#,##0.00", ""),
        ('#,##0.00"元"', ""),
        ("#,##0.00_);[Red](#,##0.00)", ""),
        ("0.0%", "percent"),
        ("yyyy-mm-dd", "date"),
        ('yyyy"年"m"月"d"日"', "date"),
        ("[$-804]m月d日", "date"),
        ("[h]:mm", "date"),
        ("0.00E+00", ""),
        ("#,##0,", "scaled"),
        ("0!.0,", "scaled"),
        ('0.00,,"亿"', "scaled"),
        ('"%"0', ""),
        ("0\\%", ""),
    ],
)
def test_a_format_tells_how_a_number_looks(code, look):
    assert look_of_format(code) == look
