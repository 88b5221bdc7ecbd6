"""A file made to do harm is refused with its reason; the same file without the harm is read."""

import resource
import time

import pytest

from bihuan.intake.engine.opening import open_file
from bihuan.intake.engine.reading import read_workbook
from bihuan.ledger.words import Refused
from tests.intake.hostile import HOSTILE, external_entity
from tests.intake.workbooks import workbook


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
