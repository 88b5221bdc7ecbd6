from datetime import UTC, datetime

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from bihuan.intake.engine.forms import EXAMPLE_SHEET, HELP_SHEET, read_mark
from bihuan.intake.engine.reading import read_workbook
from bihuan.intake.engine.template import write_template
from bihuan.measures.engine.numbers import BOUND, unscale
from bihuan.measures.observations import Observation
from tests.intake.cast import INDICATORS, UNITS, form, read
from tests.intake.filling import OTHER, SHEET, filled

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


def as_recorded(known):
    """Return what stands, in the words in which a file says it."""
    rows = set()
    for (indicator, unit), each in known.items():
        decimals = INDICATORS[indicator].spec.decimals
        figures = (each.value, each.target, each.prior)
        said = tuple(None if one is None else unscale(one, decimals) for one in figures)
        rows.add((indicator, unit, "2025Q2", *said))
    return rows


@given(standing())
def test_a_template_just_exported_says_what_is_recorded_and_nothing_else(known):
    found = read(write_template(form(known)))
    assert not found.all_mistakes()
    assert not found.notes
    assert {row[:6] for row in found.rows} == as_recorded(known)


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
