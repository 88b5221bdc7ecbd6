from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.engine.sheets import Sheet
from bihuan.intake.engine.values import Cell, decimal_near, plain
from bihuan.ledger.words import Refused


def sheet(formula, cached, **cells):
    """Return a sheet with numbers in A1, A2 … and a formula in B1."""
    found = {(1, 2): Cell("n", cached, formula=formula), (9, 1): Cell("s", "合计")}
    found |= {(int(place[1:]), 1): Cell("n", text) for place, text in cells.items()}
    return Sheet("s", cells=found)


def test_a_sum_that_agrees_with_its_cells_is_believed():
    assert sheet("SUM(A1:A3)", "6", a1="1", a2="2", a3="3").entry(1, 2) == "6"


@pytest.mark.parametrize(
    ("formula", "cached"),
    [
        ("A1+A2*A3", "7"),
        ("(A1+A2)*A3", "9"),
        ("-A1+10", "9"),
        ("2*-A3", "-6"),
        ("A2/A1", "2"),
        ("sum(a1,A2:A3,10)", "16"),
        ("$A$1+A2", "3"),
        (" A1 + 0.1 + 0.2 ", "1.3000000000000003"),
        ("SUM(A4:A8)", "0"),
    ],
)
def test_simple_arithmetic_is_computed_again(formula, cached):
    entry = sheet(formula, cached, a1="1", a2="2", a3="3").entry(1, 2)
    assert Fraction(entry) == Fraction(cached).limit_denominator(10**9)


@pytest.mark.parametrize(
    ("formula", "cached", "code"),
    [
        ("SUM(A1:A3)", "999999", "formula-lies"),
        ("1", "999999", "formula-lies"),
        ("SUM(A1:A3)", "", "formula-without-value"),
        ("AVERAGE(A1:A3)", "2", "formula-refused"),
        ("Sheet2!A1", "2", "formula-refused"),
        ("[1]Sheet1!A1", "2", "formula-refused"),
        ("A1^2", "1", "formula-refused"),
        ("A9+1", "1", "formula-refused"),
        ("SUM(A1:A9)", "6", "formula-refused"),
        ("A1/A4", "1", "formula-refused"),
        ("B1", "1", "formula-refused"),
        ("{SUM(A1:A3)}", "6", "formula-refused"),
        ("", "6", "formula-refused"),
        ("A1 A2", "1", "formula-refused"),
        ("SUM(A1:A3", "6", "formula-refused"),
        ("SUM(A1:1048576)", "6", "formula-refused"),
        ("SUM(A1:XFD1048576)", "6", "formula-refused"),
        ("(" * 60 + "A1" + ")" * 60, "1", "formula-refused"),
        ("=cmd|'/C calc'!A0", "1", "formula-refused"),
    ],
)
def test_a_formula_that_lies_or_cannot_be_checked_is_refused(formula, cached, code):
    with pytest.raises(Refused) as refused:
        sheet(formula, cached, a1="1", a2="2", a3="3").entry(1, 2)
    assert refused.value.code == code


def test_a_formula_that_was_filled_down_means_the_cells_of_its_own_row():
    cells = {
        (1, 1): Cell("n", "1"),
        (2, 1): Cell("n", "5"),
        (1, 2): Cell("n", "2", formula="A1*2"),
        (2, 2): Cell("n", "10", formula="A1*2", down=1),
    }
    assert Sheet("s", cells=cells).entry(2, 2) == "10"


def test_a_chain_of_squares_ends_in_a_refusal_and_not_in_all_memory():
    cells = {(1, 1): Cell("n", "7")}
    for row in range(2, 39):
        cells[row, 1] = Cell("n", "1", formula=f"A{row - 1}*A{row - 1}")
    with pytest.raises(Refused) as refused:
        Sheet("s", cells=cells).entry(38, 1)
    assert refused.value.code == "formula-refused"


def test_a_circle_is_refused():
    cells = {(1, 1): Cell("n", "1", formula="A2"), (2, 1): Cell("n", "1", formula="A1")}
    with pytest.raises(Refused):
        Sheet("s", cells=cells).entry(1, 1)


@given(st.lists(st.decimals("-99999", "99999", places=2), min_size=1, max_size=30))
def test_a_sum_in_binary_arithmetic_is_never_taken_for_a_lie(numbers):
    cells = {(row, 1): Cell("n", str(each)) for row, each in enumerate(numbers, 1)}
    cached = repr(sum(float(each) for each in numbers))
    cells[1, 2] = Cell("n", cached, formula=f"SUM(A1:A{len(numbers)})")
    entry = Sheet("s", cells=cells).entry(1, 2)
    assert Decimal(entry) == sum(numbers)


@given(st.text(max_size=40), st.text(max_size=12))
def test_no_formula_makes_the_reader_crash(formula, cached):
    try:
        entry = sheet(formula, cached, a1="1").entry(1, 2)
    except Refused:
        return
    assert Decimal(entry).is_finite()


def test_a_number_is_written_out_in_plain_digits():
    assert plain(decimal_near(Fraction(10**20))) == "100000000000000000000"
    assert plain(Decimal("1.500")) == "1.5"
