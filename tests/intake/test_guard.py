"""A file made to do harm is refused with its reason; the same file without the harm is read."""

import resource
import time

import pytest

from bihuan.intake.engine.forms import MARK
from bihuan.intake.engine.guard import MIB
from bihuan.intake.engine.opening import open_file
from bihuan.intake.engine.reading import read_workbook
from bihuan.ledger.words import Refused
from tests.intake.hostile import HOSTILE, external_entity
from tests.intake.workbooks import workbook


def tall_areas():
    """Return merged areas that span more rows than a form has."""
    areas = "".join(f'<mergeCell ref="{c}1:{c}50000"/>' for c in "ABCDEF")
    return f"<mergeCells>{areas}</mergeCells>"


def test_the_workbook_from_which_the_hostile_ones_are_made_is_read():
    (sheet,) = read_workbook(workbook('<row r="1"><c r="A1"><v>7</v></c></row>'))
    assert sheet.cells[1, 1].text == "7"


@pytest.mark.parametrize(("make", "code"), HOSTILE.items(), ids=[make.__name__ for make in HOSTILE])
def test_a_hostile_file_is_refused_with_its_reason(make, code, record_property):
    content = make()
    began = time.perf_counter()
    with pytest.raises(Refused) as refused:
        open_file(content, "hostile.xlsx")
    assert refused.value.code == code
    assert refused.value.said.help
    # Figures for the report; nothing is asserted on them, since machines differ.
    record_property("seconds", round(time.perf_counter() - began, 2))
    record_property("child_mib", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10)


def test_a_refusal_holds_nothing_of_a_file_on_this_machine():
    with pytest.raises(Refused) as refused:
        read_workbook(external_entity())
    assert "root:" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\3\4" + bytes(33 * MIB), "file-too-big"),
        (b"PK\5\6" + bytes(18), "not-a-table"),
        (b"PK\3\4" + bytes(10), "workbook-damaged"),
        (b"%PDF-1.7\n1 0 obj", "not-a-table"),
        (f"{MARK}1 scheme=r{',' * 2100}x\n".encode(), "table-too-long"),
        (workbook("", after=tall_areas()), "workbook-too-heavy"),
    ],
)
def test_what_is_too_large_or_no_table_is_refused(content, code):
    with pytest.raises(Refused) as refused:
        open_file(content, "file")
    assert refused.value.code == code
