"""The filled example and the short instructions that travel with the form."""

from typing import Any

from bihuan.intake.engine.forms import EXAMPLE_SHEET, HELP_SHEET, WORDS, Form, asked
from bihuan.intake.engine.looks import Looks
from bihuan.ledger.words import Language, Text
from bihuan.measures.observations import Declared

_ONLY = Text("Example only: nothing on this sheet is read", "仅为示例：本表内容不会被读取")
_PLACES = (Text("Example town", "示例镇"), Text("Example subdistrict", "示例街道"))
_MOST = 4

_HELP = (
    Text("How to fill the form", "填写说明"),
    Text("1. Fill the white cells; hatched ones do not concern the unit. Names, headings and "
         "hidden rows are read by the system.",
         "1. 只填白色单元格；斜线单元格不涉及该单位。名称、表头和隐藏行列供系统识别，请勿改动。"),
    Text("2. One cell, one number: 1234.5; 1,234.5; 1,234.5万元 and 95% are read.",
         "2. 一格一个数：1234.5、1,234.5 均可，全角数字亦可；也可写 1,234.5万元、95%。"),
    Text("3. Blank means no statement. If it is zero, write 0.",
         "3. 不填表示未报；确为零的，请填 0。"),
    Text("4. Paste figures as values. Formulas other than sums on this sheet are not accepted.",
         "4. 从别处复制时请“选择性粘贴—数值”；除本表内求和与加减乘除外，不接受公式。"),
    Text("5. Do not merge cells, hide rows or columns, or write notes beside the table.",
         "5. 请勿合并单元格、隐藏行列，也不要在表旁写备注。"),
    Text("6. A figure already sent can be changed here; say why when you send the form again.",
         "6. 已报数据可直接改，重新报送时须说明原因。"),
    Text("7. Send the file back as it is (.xlsx), or saved as CSV. If something is wrong, the file "
         "comes back with the cells coloured and a note in each.",
         "7. 请原样报送（.xlsx），也可另存为 CSV。如有错误，系统会退回标色并加批注的原文件。"),
)  # fmt: skip


def write_example(book: Any, form: Form, looks: Looks, language: Language) -> None:
    """Write a sheet with a few columns of the form, filled in."""
    sheet = book.add_worksheet(EXAMPLE_SHEET)
    sheet.set_tab_color("#E0A100")
    sheet.write_string(0, 0, _ONLY.zh, looks.warning)
    sheet.write_string(1, 0, _ONLY.en, looks.warning)
    for row, place in enumerate(_PLACES, 4):
        sheet.write_string(row, 0, place.said_in(language), looks.example)
    sheet.set_row(2, 42)
    columns = [(i, w) for i in form.entered[:_MOST] for w in asked(i)]
    for column, (indicator, what) in enumerate(columns, 1):
        heading = f"{indicator.title.said_in(language)}（{indicator.spec.unit_of_measure}）"
        sheet.write_string(2, column, heading, looks.heading)
        sheet.write_string(3, column, WORDS[what].said_in(language), looks.heading)
        for row, typed in enumerate(typed_examples(indicator), 4):
            sheet.write_string(row, column, typed, looks.example)
    sheet.set_column(0, max(len(columns), 1), 20)
    _close(sheet)


def typed_examples(indicator: Declared) -> tuple[str, str]:
    """Return two ways in which a number of the indicator may be typed; both are read."""
    part = "5" if indicator.spec.decimals else ""
    plain = f"86.{part}".rstrip(".")
    return plain, f"{plain}{indicator.spec.unit_of_measure}"


def write_help(book: Any, looks: Looks) -> None:
    """Write the instructions, Chinese and English side by side."""
    sheet = book.add_worksheet(HELP_SHEET)
    sheet.set_column(0, 1, 62)
    for row, text in enumerate(_HELP):
        look = looks.text if row else looks.title
        sheet.write_string(row, 0, text.zh, look)
        sheet.write_string(row, 1, text.en, look)
    _close(sheet)


def _close(sheet: Any) -> None:
    """Lock a sheet, and let it print on one page of A4."""
    sheet.protect()
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
