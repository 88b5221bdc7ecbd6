"""Our reader beside another one, on workbooks that a third program wrote."""

import io

import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bihuan.intake.engine.archive import open_workbook
from bihuan.intake.engine.values import Cell, number_of
from bihuan.intake.engine.workbook import read
from bihuan.intake.engine.worksheet import KEPT

text = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn"), exclude_characters="_"),
    min_size=1,
    max_size=30,
).filter(lambda written: written.strip() == written)
number = st.floats(-1e9, 1e9).map(lambda drawn: round(drawn, 4))
cells = st.dictionaries(
    st.tuples(st.integers(0, 30), st.integers(0, 12)), text | number | st.booleans(), min_size=1
)


def written(content):
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("数据")
        for (row, column), value in content.items():
            sheet.write(row, column, value)
    return out.getvalue()


def read_by_us(content):
    found = {}

    def emit(line):
        if line[0] == "row":
            for column, *cell in line[3]:
                found[line[1] - 1, column - 1] = Cell(*cell)

    with open_workbook(content) as archive:
        read(archive, emit)
    return found


@given(cells)
def test_every_cell_that_was_written_is_read_as_another_reader_reads_it(content):
    file = written(content)
    ours = read_by_us(file)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0)
    theirs = sheet.to_python(skip_empty_area=False)
    assert set(ours) == set(content)
    for (row, column), cell in ours.items():
        other = theirs[row][column]
        match cell.kind:
            case "n":
                assert float(number_of(cell)) == float(other)
            case "b":
                assert (cell.text == "1") is other
            case _:
                assert cell.text == other


def test_a_long_text_is_cut_since_nobody_reads_a_number_in_it():
    (cell,) = read_by_us(written({(0, 0): "云" * 5000})).values()
    assert len(cell.text) == KEPT
