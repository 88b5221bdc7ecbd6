import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.engine.forms import EXAMPLE_SHEET, HELP_SHEET, read_mark
from bihuan.intake.engine.reading import read_workbook
from bihuan.intake.engine.template import write_template
from bihuan.measures.engine.numbers import BOUND, unscale
from bihuan.measures.observations import Observation
from tests.intake.cast import INDICATORS, INVESTMENT, UNITS, form, read
from tests.intake.filling import OTHER, SHEET, filled

PART = {
    "investment": frozenset({"yunling", "baita"}),
    "closing-rate": frozenset({"shuikou"}),
    "cases": frozenset(),
}

scaled = st.none() | st.integers(-BOUND + 1, BOUND - 1)


@st.composite
def standing(draw):
    """Draw what may be recorded: any figures of any units, target and prior where asked."""
    found = {}
    for indicator in INDICATORS.values():
        for unit in UNITS:
            asked = {what: draw(scaled) for what in indicator.spec.asks}
            value = draw(scaled)
            if value is not None or any(each is not None for each in asked.values()):
                key = (indicator.name, unit.slug)
                found[key] = Observation(*key, "2025Q2", value, **asked)
    return found


@st.composite
def concerned(draw):
    """Draw which units some indicators concern; one that is left out concerns all."""
    units = st.frozensets(st.sampled_from([unit.slug for unit in UNITS]))
    return draw(st.dictionaries(st.sampled_from(["investment", "cases"]), units))


def as_recorded(known, asked):
    """Return what stands of what is asked, in the words in which a file says it."""
    rows = set()
    for (indicator, unit), each in known.items():
        if unit not in asked.get(indicator, {unit}):
            continue
        decimals = INDICATORS[indicator].spec.decimals
        figures = (each.value, each.target, each.prior)
        said = tuple(None if one is None else unscale(one, decimals) for one in figures)
        rows.add((indicator, unit, "2025Q2", *said))
    return rows


@given(standing(), concerned())
def test_a_template_just_exported_says_what_is_recorded_and_nothing_else(known, asked):
    found = read(write_template(form(known, concerned=asked)), concerned=asked)
    assert not found.all_mistakes()
    assert not found.notes
    assert {row[:6] for row in found.rows} == as_recorded(known, asked)


def test_every_figure_that_was_read_is_found_again_at_the_place_that_was_recorded():
    content = filled({"C6": 12.5, "C8": "1,234.5万元"}, other={"C7": "95%"})
    (first, *_) = [sheet for sheet in read_workbook(content) if sheet.name == SHEET]
    for row in read(content).rows:
        if row.sheet == SHEET:
            assert first.text(int(row.cell[1:]), 3) in {"12.5", "1,234.5万元"}
    assert [(row.sheet, row.cell) for row in read(content).rows] == [
        (SHEET, "C6"),
        (SHEET, "C8"),
        (OTHER, "C7"),
    ]


def test_the_same_form_is_the_same_file():
    assert write_template(form()) == write_template(form())


def test_the_form_has_a_sheet_for_each_office_an_example_and_instructions(tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_template(form()))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [SHEET, OTHER, EXAMPLE_SHEET, HELP_SHEET]
    assert "示例" in book[EXAMPLE_SHEET]["A1"].value
    sheet = book[SHEET]
    assert sheet.freeze_panes == "C6"
    assert sheet["C3"].value == "固定资产投资（万元）"
    assert [sheet.cell(4, column).value for column in (3, 4, 5)] == ["实绩", "目标", "上年同期"]
    assert sheet.row_dimensions[5].hidden
    assert sheet.column_dimensions["A"].hidden
    assert read_mark(sheet["A5"].value).period == "2025Q2"


def test_names_are_locked_and_figures_are_not(tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_template(form()))
    sheet = openpyxl.load_workbook(path)[SHEET]
    assert sheet.protection.sheet
    assert sheet["B6"].protection.locked
    assert sheet["A6"].protection.locked
    assert not sheet["C6"].protection.locked


def test_an_unusual_value_brings_a_warning_and_is_not_stopped(tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_template(form()))
    rules = openpyxl.load_workbook(path)[SHEET].data_validations.dataValidation
    bounded = [rule for rule in rules if rule.type == "decimal"]
    assert [(rule.errorStyle, rule.formula1, rule.formula2) for rule in bounded] == [
        ("warning", "0", "900000")
    ]


def test_the_form_is_written_in_english_on_request(tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_template(form(), language="en"))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "Statistics bureau"
    assert book.worksheets[0]["B6"].value == "Yunling"
    assert book.properties.created == datetime(2025, 4, 1, tzinfo=UTC).replace(tzinfo=None)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_cell_is_white_where_the_indicator_concerns_the_unit_and_hatched_elsewhere():
    everybody = PART | {"cases": frozenset({"yunling", "shuikou", "baita"})}
    sheet = opened(write_template(form(concerned=everybody)))[OTHER]
    assert [sheet[cell].protection.locked for cell in ("C6", "C7", "C8")] == [True, False, True]
    assert sheet["C6"].fill.patternType == "lightUp"
    assert sheet["C7"].fill.patternType is None
    validated = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    assert validated == ["C7", "D6:D8"]


def test_a_sheet_leaves_out_the_units_of_which_it_asks_nothing():
    book = opened(write_template(form(concerned=PART)))
    names = {sheet.title: [cell.value for cell in sheet["A"][5:]] for sheet in book.worksheets[:2]}
    assert names == {SHEET: ["yunling", "baita"], OTHER: ["shuikou"]}


def test_a_sheet_prints_one_page_wide_with_its_headings_on_every_page():
    sheet = opened(write_template(form()))[SHEET]
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("portrait", "9")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.print_area.startswith("'统计局'!$B$1:")
    assert "&P" in sheet.oddFooter.center.text
    assert sheet.row_dimensions[6].height > 19


def test_a_wide_sheet_lies_on_its_side():
    many = tuple(replace(INVESTMENT, name=f"investment-{n}") for n in range(2))
    sheet = opened(write_template(replace(form(), indicators=many)))[SHEET]
    assert sheet.page_setup.orientation == "landscape"
