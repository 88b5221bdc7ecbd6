import csv
import io

import openpyxl
import pytest

from bihuan.intake.engine.forms import MISTAKES_SHEET
from bihuan.intake.engine.marking import mark
from bihuan.intake.engine.template import write_template
from bihuan.intake.engine.wrong import AUTHOR
from bihuan.ledger.words import Refused
from tests.intake.cast import form, read
from tests.intake.filling import OTHER, SHEET, filled
from tests.intake.test_long import GOOD
from tests.intake.workbooks import repacked

RED = "00FFC7CE"


def marked(content, name="form.xlsx"):
    """Return the file as the sender gets it back."""
    return mark(content, read(content, name).all_mistakes())


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_wrong_cells_are_coloured_and_commented_and_the_others_are_not():
    book = opened(marked(filled({"C6": "约一百", "D6": 7, "C7": "12、34"}, other={"C8": "95亩"})))
    sheet = book[SHEET]
    assert sheet["C6"].fill.start_color.rgb == RED
    assert "不是数字" in sheet["C6"].comment.text
    assert "云岭镇" in sheet["C6"].comment.text
    assert "\n" in sheet["C6"].comment.text
    assert "\\n" not in sheet["C6"].comment.text
    assert sheet["C7"].fill.start_color.rgb == RED
    assert book[OTHER]["C8"].comment.author == AUTHOR
    assert sheet["D6"].comment is None
    assert sheet["D6"].fill.start_color.rgb != RED
    assert sheet["C6"].value == "约一百"


def test_all_mistakes_are_listed_on_a_last_sheet():
    book = opened(marked(filled({"C6": "x", "C7": "y"})))
    rows = list(book[MISTAKES_SHEET].iter_rows(values_only=True))
    assert [(row[0], row[1]) for row in rows[1:]] == [(SHEET, "C6"), (SHEET, "C7")]


def test_the_file_that_came_back_is_mended_and_read_without_a_mistake():
    back = marked(filled({"C6": "x", "C7": 5}))
    mended = filled({"C6": 100}, content=back)
    found = read(mended)
    assert not found.all_mistakes()
    assert not found.notes
    assert {row.unit: row.value for row in found.rows} == {"yunling": "100.00", "shuikou": "5.00"}


def test_a_second_round_takes_the_marks_of_the_first_away():
    back = marked(filled({"C6": "x"}))
    again = opened(marked(filled({"C6": 1, "C7": "y"}, content=back)))
    assert again[SHEET]["C6"].comment is None
    assert again[SHEET]["C6"].fill.start_color.rgb != RED
    assert again[SHEET]["C7"].fill.start_color.rgb == RED
    assert len(list(again[MISTAKES_SHEET].iter_rows())) == 2


def test_a_marked_form_keeps_its_keys_locks_and_frozen_panes():
    sheet = opened(marked(filled({"C6": "x"})))[SHEET]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[5].hidden
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "C6"
    assert sheet.data_validations.dataValidation


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_table_comes_back_with_a_last_column_that_says_what_is_wrong(encoding):
    content = GOOD.replace("95%", "95亩").encode(encoding)
    back = marked(content, "table.csv")
    rows = list(
        csv.reader(io.StringIO(back.decode("utf-8-sig" if encoding == "utf-8" else encoding)))
    )
    assert [row[-1] for row in rows[:3]] == ["错误 mistakes", "", ""]
    assert "“亩”与该指标的计量单位“%”不符" in rows[3][-1]
    mended = back.replace("95亩".encode(encoding), b"95%")
    assert not read(mended, "table.csv").all_mistakes()


def test_a_mistake_in_the_headings_is_said_in_the_heading_row():
    back = marked(GOOD.replace("上年同期", "备注说明").encode(), "table.csv").decode("utf-8-sig")
    assert back.splitlines()[0].startswith("单位,考核期,指标,实绩,目标,备注说明,错误 mistakes")
    assert "备注说明" in back.splitlines()[0].split("错误 mistakes")[1]


def test_nothing_in_a_marked_table_is_run_by_a_spreadsheet():
    text = 'unit,period,indicator,value\n"=HYPERLINK(""http://x"")",2025Q2,cases,1\n'
    back = marked(text.encode(), "table.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(back)))
    assert rows[1][0].startswith("'=")
    assert not any(field.startswith("=") for row in rows for field in row)


def test_the_form_saved_as_csv_is_read_and_marked_as_the_form_is():
    sheet = opened(filled({"C6": 12.5, "C7": "x"}))[SHEET]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["" if cell is None else cell for cell in row] for row in sheet.values])
    content = out.getvalue().encode("gb18030")
    found = read(content, "form.csv")
    assert [row[:4] for row in found.rows] == [("investment", "yunling", "2025Q2", "12.50")]
    (mistake,) = found.all_mistakes()
    # Excel leaves out no row when it saves as CSV, hidden ones included.
    assert (mistake.place.cell, mistake.place.line) == ("C7", 7)
    back = marked(content, "form.csv")
    mended = back.decode("gb18030").replace(",x,", ",7,").encode("gb18030")
    assert not read(mended, "form.csv").all_mistakes()
    assert len(read(mended, "form.csv").rows) == 2


def test_a_form_without_a_mistake_comes_back_with_an_empty_list():
    book = opened(mark(write_template(form()), ()))
    assert len(list(book[MISTAKES_SHEET].iter_rows())) == 1


def test_a_workbook_that_the_marking_reader_does_not_know_is_refused_and_not_a_fault():
    content = repacked(
        filled({"C6": "x"}), "xl/styles.xml", lambda xml: xml.replace('<sz val="', '<sz val="x')
    )
    assert len(read(content).all_mistakes()) == 1
    with pytest.raises(Refused) as refused:
        mark(content, ())
    assert refused.value.code == "not-marked"
