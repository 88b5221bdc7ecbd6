# ruff: noqa: RUF001  # full-width characters are what these tests are about
"""Every refusal starts from the form that is read without a mistake."""

import re

import pytest
from openpyxl.comments import Comment

from bihuan.ledger.words import Refused
from bihuan.measures.checking import MAY_NOT_ENTER
from tests.intake.cast import QUARTER, codes, read, refusal
from tests.intake.filling import OTHER, SHEET, filled
from tests.intake.workbooks import repacked

FIRST = "xl/worksheets/sheet1.xml"
GOOD = {"C6": 1234.5, "D6": 2000, "E6": 1100}


def only(found):
    """Return the one mistake of a file."""
    (mistake,) = found.all_mistakes()
    return mistake


def said(cells, **more):
    """Return the one mistake of the form with these cells, in Chinese."""
    return only(read(filled(cells, **more)))


def test_a_filled_form_is_read():
    found = read(filled(GOOD, other={"C6": "95.5%", "D8": 7}))
    assert not found.all_mistakes()
    assert [row[:6] for row in found.rows] == [
        ("investment", "yunling", "2025Q2", "1234.50", "2000.00", "1100.00"),
        ("closing-rate", "yunling", "2025Q2", "95.5", None, None),
        ("cases", "baita", "2025Q2", "7", None, None),
    ]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("１２３４．５", "1234.50"),
        ("1,234.5万元", "1234.50"),
        (" 1 234.5 ", "1234.50"),
        ("0.12345亿元", "1234.50"),
        ("12345000元", "1234.50"),
        ("−3", "-3.00"),
        (0.1 + 0.2, "0.30"),
        (1234.5, "1234.50"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, meant):
    (row,) = read(filled({"C6": typed})).rows
    assert row.value == meant


def test_a_percent_format_shows_what_is_meant():
    def percent(book):
        book[OTHER]["C6"] = 0.955
        book[OTHER]["C6"].number_format = "0.0%"

    (row,) = read(filled(change=percent)).rows
    assert row.value == "95.5"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (True, "number-is-yes-no"),
        ("是", "number-is-yes-no"),
        ("#DIV/0!", "number-not-finite"),
        ("NaN", "number-not-finite"),
        ("inf", "number-not-finite"),
        ("12 / 34", "number-twice"),
        ("12、34", "number-twice"),
        ("2025-03-04", "number-is-date"),
        ("3月4日", "number-is-date"),
        ("1,23,4", "number-separators"),
        ("95%", "number-other-unit"),
        ("12亩", "number-other-unit"),
        (1.234, "number-too-fine"),
        ("约 100", "number-unreadable"),
        ("१२३", "number-foreign-digits"),
        ("99999999999", "number-too-large"),
        ("=C7+C8*2 & 1", "formula-without-value"),
    ],
)
def test_what_is_no_number_is_refused_at_its_cell(typed, code):
    mistake = said({"C6": typed, "C7": 5})
    assert (mistake.code, mistake.place.sheet, mistake.place.cell) == (code, SHEET, "C6")
    assert mistake.text.zh.startswith("云岭镇“固定资产投资”：")
    assert mistake.help


def test_a_date_made_by_the_spreadsheet_is_refused():
    def date(book):
        book[SHEET]["C6"] = 45000
        book[SHEET]["C6"].number_format = "yyyy-mm-dd"

    mistake = only(read(filled(change=date)))
    assert mistake.code == "number-is-date"
    assert "2023-03-15" in mistake.text.zh


def test_a_format_that_shows_another_number_is_refused():
    def scaled(book):
        book[SHEET]["C6"] = 12345
        book[SHEET]["C6"].number_format = '0!.0,"万"'

    assert only(read(filled(change=scaled))).code == "format-scales"


def test_every_mistake_is_told_at_once_and_the_good_rows_are_known():
    found = read(filled({"C6": "x", "D6": "y", "C7": 1, "C8": "2025年"}, other={"C6": "z"}))
    assert [each.place.cell for each in found.all_mistakes()] == ["C6", "D6", "C8", "C6"]
    assert [row.unit for row in found.rows] == ["shuikou"]
    assert found.left_out == 3


def test_a_merged_cell_of_figures_is_refused():
    mistake = said({"C6": 5}, change=lambda book: book[SHEET].merge_cells("C6:C7"))
    assert (mistake.code, mistake.place.cell) == ("cell-merged", "C6")
    assert "C6:C7" in mistake.text.zh


def test_a_hidden_row_with_figures_is_refused_once():
    def hide(book):
        book[SHEET].row_dimensions[7].hidden = True

    assert codes(read(filled({"C6": 1, "C7": 2, "D7": 3}, change=hide))) == ["hidden-figures"]
    assert not codes(read(filled({"C6": 1}, change=hide)))


def test_a_row_of_no_height_is_hidden_too():
    def flatten(xml):
        return re.sub(r'<row r="7"( ht="[^"]*")?', '<row r="7" ht="0"', xml)

    assert codes(read(repacked(filled({"C7": 2}), FIRST, flatten))) == ["hidden-figures"]


def test_a_hidden_column_with_figures_is_refused():
    def hide(book):
        book[SHEET].column_dimensions["D"].hidden = True

    mistake = said({"D6": 1}, change=hide)
    assert (mistake.code, mistake.text.zh) == ("hidden-figures", "D 列已隐藏，但其中有数据")


def test_a_hidden_sheet_with_figures_is_refused():
    def hide(book):
        book[OTHER].sheet_state = "veryHidden"

    assert codes(read(filled(other={"C6": 1}, change=hide))) == ["hidden-figures"]


def test_figures_beside_the_form_are_refused_rather_than_lost():
    mistake = said({"C6": 1, "G6": 7, "G7": 8})
    assert (mistake.code, mistake.place.cell) == ("column-without-key", "G6")


def test_a_row_without_a_unit_is_refused():
    mistake = said({"C9": 1})
    assert (mistake.code, mistake.place.cell) == ("row-without-unit", "C9")


def test_a_unit_that_was_added_by_name_is_read_and_a_misprint_is_understood():
    def move(book):
        for column in "AB":
            book[SHEET][f"{column}8"] = None

    found = read(filled({"B9": "白塔回乡", "C9": 3}, change=move))
    assert [row.unit for row in found.rows] == ["baita"]


def test_an_unknown_unit_is_told_with_the_nearest_name():
    mistake = said({"B9": "白塔镇", "C9": 3})
    assert (mistake.code, mistake.place.cell) == ("unit-misspelt", "B9")
    assert "白塔乡" in mistake.help.zh


def test_a_row_whose_name_was_changed_is_refused():
    mistake = said({"B6": "水口镇", "C6": 1})
    assert (mistake.code, mistake.place.cell) == ("row-of-another", "B6")


def test_a_unit_that_stands_twice_is_refused_and_names_the_first_place():
    mistake = said({"C7": 1, "A9": "shuikou", "B9": "水口镇", "C9": 2})
    assert (mistake.code, mistake.place.cell) == ("row-repeated", "C9")
    assert f"{SHEET}!C7" in mistake.text.zh


def test_rows_in_another_order_mean_the_same():
    swapped = {"A6": "baita", "B6": "白塔乡", "C6": 3, "A8": "yunling", "B8": "云岭镇", "C8": 1}
    rows = read(filled(swapped)).rows
    assert {row.unit: row.value for row in rows} == {"baita": "3.00", "yunling": "1.00"}


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("A5", "bihuan-form/1 scheme=race", "form-not-readable"),
        ("A5", "bihuan-form/9 scheme=race period=2025Q2 digest=ab", "form-not-readable"),
    ],
)
def test_a_form_whose_key_was_changed_is_refused_as_a_whole(cell, text, code):
    assert refusal(filled({**GOOD, cell: text})) == code


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("investment", "form-not-readable"),
        ("investment.value|元", "measure-changed"),
        ("investmemt.value|万元", "indicator-misspelt"),
        ("something-else.value|万元", "indicator-not-known"),
        ("investment.target|万元", "column-repeated"),
    ],
)
def test_a_column_whose_key_was_changed_is_refused(key, code):
    found = read(filled({"C6": 1, "D6": 2, "C5": key}))
    assert code in codes(found)


def test_the_form_of_another_period_is_refused():
    found = read(filled(GOOD), period=QUARTER.previous())
    assert codes(found) == ["period-other"]
    assert not found.rows


def test_a_form_made_for_an_earlier_version_is_read_with_a_note():
    found = read(filled({**GOOD, "A5": "bihuan-form/1 scheme=race period=2025Q2 digest=ffff"}))
    assert not found.all_mistakes()
    assert [note.code for note in found.notes] == ["older-form"]


def test_a_unit_that_the_sender_may_not_enter_for_is_refused():
    def admit(unit, _):
        if unit == "shuikou":
            raise Refused(MAY_NOT_ENTER, unit=unit)

    found = read(filled({"C6": 1, "C7": 2}), admit=admit)
    assert codes(found) == ["may-not-enter"]
    assert [row.unit for row in found.rows] == ["yunling"]


def test_a_sheet_of_notes_is_left_alone_and_mentioned():
    def add(book):
        book.create_sheet("备注")["A1"] = "请审核"

    found = read(filled(GOOD, change=add))
    assert not found.all_mistakes()
    assert [note.code for note in found.notes] == ["sheet-ignored"]


@pytest.mark.parametrize("part", ["column", "row"])
def test_a_sheet_that_lost_its_hidden_keys_is_a_mistake_and_not_left_out_in_silence(part):
    def cut(book):
        sheet = book[OTHER]
        sheet.delete_cols(1) if part == "column" else sheet.delete_rows(5)

    found = read(filled(GOOD, other={"C6": "95.5%"}, change=cut))
    mistake = only(found)
    assert (mistake.said.code, mistake.place.sheet) == ("form-not-readable", OTHER)


def test_a_comment_of_the_clerk_does_no_harm():
    def comment(book):
        book[SHEET]["C6"].comment = Comment("已核实", "clerk")

    assert not codes(read(filled(GOOD, change=comment)))


def test_a_workbook_that_is_no_form_is_refused():
    def empty(book):
        for name in book.sheetnames[1:]:
            del book[name]
        book[SHEET].delete_rows(1, 10)
        book[SHEET]["A1"] = "会议纪要"

    assert refusal(filled(change=empty)) == "not-a-form"


def test_a_figure_of_a_unit_that_the_indicator_does_not_concern_is_refused_at_its_cell():
    asked = {"investment": frozenset({"shuikou"})}
    found = read(filled({"C6": 5, "D6": 6, "C7": 7}), concerned=asked)
    assert [(each.code, each.place.cell) for each in found.all_mistakes()] == [
        ("not-concerned", "C6"),
        ("not-concerned", "D6"),
    ]
    assert found.all_mistakes()[0].said.text.zh == (
        "按“投资“赛马””，云岭镇不考核“固定资产投资”，填了也不计分"
    )
    assert [(row.unit, row.value) for row in found.rows] == [("shuikou", "7.00")]
    assert found.left_out == 1
