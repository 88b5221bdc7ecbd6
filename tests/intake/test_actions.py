# ruff: noqa: RUF001  # full-width characters are what these tests are about
"""From a form handed out to a receipt, and everything that can be refused on the way."""

import io
import random
from dataclasses import replace

import openpyxl
import pytest

from bihuan.intake import actions
from bihuan.intake.engine.forms import MISTAKES_SHEET
from bihuan.ledger import queries as ledger
from bihuan.ledger.applying import projections
from bihuan.ledger.models import Document, FactRow
from bihuan.ledger.proving import receipt as receipt_of
from bihuan.ledger.words import Refused
from bihuan.measures import actions as measures
from bihuan.measures import queries
from bihuan.measures.observations import Entry
from bihuan.mechanisms.diagnostics import Findings
from bihuan.orgs import queries as orgs
from tests.intake.test_fuzz import broken_workbook, spliced
from tests.measures.cast import AT, LATER, district, enact

pytestmark = pytest.mark.django_db

RACE = """
apiVersion: bihuan/v1
kind: Scheme
metadata: {name: race, title: {zh: 投资“赛马”, en: Investment race}}
spec:
  every: quarter
  contestants:
    - {name: towns, title: {zh: 乡镇, en: Towns}, kinds: [town]}
  score:
    parts:
      - {indicator: investment, weight: 60, method: completion, cap: "1.2"}
      - {indicator: signed, weight: 40, method: rank_step}
"""
NARROW = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: signed, title: {zh: 签约户数, en: Households signed}}
spec:
  {every: quarter, unit_of_measure: 户, decimals: 0, plausible: {min: 0, max: 500}}
"""
PERIOD = "2025Q2"


@pytest.fixture
def office():
    """Return the assessment office of a district with a race."""
    operator = district()
    enact(RACE, NARROW)
    assert operator.origin == "qingxi"
    return orgs.viewer("qingxi", "office", AT.date())


def form(by, cells=None, sheet="填报", period=PERIOD):
    """Return the form as a clerk sends it back."""
    book = openpyxl.load_workbook(io.BytesIO(actions.template("race", period, by=by)))
    for cell, value in (cells or {}).items():
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought(content, by, name="form.xlsx", at=AT, **more):
    return actions.import_file(content, name, by=by, at=at, **more)


def found(content, by, name="form.xlsx", **more):
    """Return the codes and cells of the mistakes for which a file is refused."""
    with pytest.raises(Findings) as refused:
        brought(content, by, name, **more)
    return [(each.code, each.place.cell) for each in refused.value.diagnostics]


def code(content, by, name="form.xlsx", **more):
    with pytest.raises(Refused) as refused:
        brought(content, by, name, **more)
    return refused.value.code


def everything():
    """Return every row of the ledger and of all tables, to see that nothing changed."""
    tables = [model.objects.count() for model in projections()]
    return FactRow.objects.count(), Document.objects.count(), tables


def values(by, period=PERIOD):
    seen = queries.observations(by, ["investment", "signed"], [period])
    return {(each.indicator, each.unit): (each.value, each.target, each.prior) for each in seen}


GOOD = {"C6": 1234.5, "D6": 2000, "F6": 12, "C7": "１,５００.５万元"}


def test_a_filled_form_is_stored_with_the_cell_of_every_figure(office):
    content = form(office, GOOD)
    receipt = brought(content, office)
    assert (receipt.read, receipt.stored, receipt.left_out) == (3, 3, 0)
    assert values(office) == {
        ("investment", "yunling"): (123450, 200000, None),
        ("signed", "yunling"): (12, None, None),
        ("investment", "baisha"): (150050, None, None),
    }
    (fact,) = ledger.facts(office, kind="measures.imported@1")
    assert receipt.fact == fact.id
    assert receipt.leaf == receipt_of(fact.id).leaf.hex()
    assert ledger.document(receipt.document) == content
    rows = {(row["indicator"], row["unit"]): row for _, row in ledger.bulk_rows(fact.id)}
    assert (rows["signed", "yunling"]["sheet"], rows["signed", "yunling"]["cell"]) == ("填报", "F6")
    assert receipt.lines[0].zh == "共读取 3 项数据：新增 3 项，更正 0 项，未变 0 项。"
    assert receipt.as_data()["fact"] == fact.id


def test_a_form_just_handed_out_changes_nothing_when_it_comes_back(office):
    brought(form(office, GOOD), office)
    before = everything()
    receipt = brought(form(office), office, at=LATER)
    assert (receipt.stored, receipt.corrected, receipt.unchanged) == (0, 0, 3)
    assert not receipt.fact
    assert everything() == before


def test_an_empty_form_is_refused(office):
    assert code(form(office), office) == "nothing-filled"


def test_the_form_lists_the_towns_that_take_part(office):
    book = openpyxl.load_workbook(io.BytesIO(actions.template("race", PERIOD, by=office)))
    assert [book["填报"].cell(row, 2).value for row in (6, 7, 8)] == ["云岭镇", "白沙镇", None]


@pytest.mark.usefixtures("office")
def test_the_form_of_a_town_lists_that_town_alone():
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    book = openpyxl.load_workbook(io.BytesIO(actions.template("race", PERIOD, by=clerk)))
    assert [book["填报"].cell(row, 2).value for row in (6, 7)] == ["云岭镇", None]


def test_nothing_is_stored_of_a_file_with_a_mistake_and_all_are_told(office):
    content = form(office, {**GOOD, "C7": "约一百", "F7": "1.5"})
    before = everything()
    assert found(content, office) == [("number-unreadable", "C7"), ("number-too-fine", "F7")]
    assert everything() == before


def test_the_clean_rows_are_stored_on_request_and_the_mended_file_brings_the_rest(office):
    content = form(office, {**GOOD, "C7": "约一百"})
    receipt = brought(content, office, keep_clean=True)
    assert (receipt.stored, receipt.left_out) == (2, 1)
    assert [each.code for each in receipt.mistakes] == ["number-unreadable"]
    rest = brought(form(office, GOOD), office, at=LATER)
    assert (rest.stored, rest.unchanged) == (1, 2)


def test_the_same_file_again_is_recognised_and_records_no_second_fact(office):
    content = form(office, GOOD)
    first = brought(content, office)
    before = everything()
    again = brought(content, office, name="copy.xlsx", at=LATER)
    assert again.already
    assert (again.fact, again.leaf, again.recorded) == (first.fact, first.leaf, AT)
    assert "已于 2025-07-05 09:00 导入" in again.lines[0].zh
    assert everything() == before


def test_a_file_whose_import_was_withdrawn_can_be_sent_again_and_again(office):
    content = form(office, GOOD)
    facts = []
    for at in (AT, LATER, LATER):
        receipt = brought(content, office, at=at)
        assert (receipt.already, receipt.stored) == (False, 3)
        assert values(office)["signed", "yunling"][0] == 12
        assert brought(content, office, at=LATER).already
        measures.retract_import(receipt.fact, reason="误传", by=office, at=LATER)
        assert values(office) == {}
        facts.append(receipt.fact)
    assert len(set(facts)) == 3


def test_the_same_file_of_another_sender_changes_nothing_and_claims_nothing(office):
    content = form(office, GOOD)
    brought(content, office)
    other = replace(office, actor="other-desk", person="p9")
    receipt = brought(content, other, at=LATER)
    assert (receipt.fact, receipt.stored, receipt.unchanged) == ("", 0, 3)


def test_a_stale_file_does_not_undo_a_correction(office):
    content = form(office, GOOD)
    brought(content, office)
    entry = Entry("signed", "yunling", PERIOD, value="15")
    measures.correct(entry, reason="复核", by=office, at=LATER)
    assert brought(content, office, at=LATER).already
    assert values(office)["signed", "yunling"][0] == 15


def test_a_changed_figure_needs_a_reason_and_says_what_was_recorded(office):
    brought(form(office, GOOD), office)
    content = form(office, {"F6": 13, "F7": 4})
    with pytest.raises(Findings) as refused:
        brought(content, office, at=LATER)
    (mistake,) = refused.value.diagnostics
    assert (mistake.code, mistake.place.cell) == ("change-without-reason", "F6")
    assert mistake.text.zh == "云岭镇“签约户数”：实绩已记录为 12，文件中为 13"
    receipt = brought(content, office, at=LATER, reason="漏报一户")
    assert (receipt.stored, receipt.corrected, receipt.unchanged) == (1, 1, 2)
    assert values(office)["signed", "yunling"][0] == 13
    assert len(receipt.corrections) == 1


def test_what_an_office_recorded_is_refused_to_a_unit_at_its_cell(office):
    brought(form(office, {"C6": 5}), office)
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    changed = form(office, {"C6": 6})
    assert found(changed, clerk, reason="漏报") == [("may-not-change", "C6")]
    assert brought(changed, office, at=LATER, reason="漏报").corrected == 1


def test_a_target_is_filled_in_later_without_a_reason(office):
    brought(form(office, {"C6": 100}), office)
    receipt = brought(form(office, {"D6": 120}), office, at=LATER)
    assert receipt.corrected == 1
    assert values(office)["investment", "yunling"] == (10000, 12000, None)


def test_a_blank_cell_withdraws_nothing(office):
    brought(form(office, GOOD), office)
    receipt = brought(form(office, {"C6": None, "F6": None}), office, at=LATER)
    assert (receipt.stored, receipt.corrected) == (0, 0)
    assert values(office)["signed", "yunling"][0] == 12
    blanked = [each for each in receipt.warnings if each.code == "cell-blanked"]
    assert [each.place.cell for each in blanked] == ["C6", "F6"]
    assert "云岭镇“签约户数”：实绩已记录为 12，单元格现为空白，原数据保留" in blanked[1].text.zh
    assert blanked[1].help.en.endswith("bihuan retract signed yunling 2025Q2")
    assert any("F6" in said.en and "it stays" in said.en for said in receipt.lines)
    assert receipt.as_data()["warnings"][-1]["error"] == "cell-blanked"


def test_a_unit_whose_row_is_blank_and_a_blank_in_a_table_are_named_too(office):
    brought(form(office, GOOD), office)
    receipt = brought(form(office, {"F6": None, "C7": None, "F7": None}), office, at=LATER)
    named = [each.place.cell for each in receipt.warnings]
    table = "单位,指标,实绩,目标\n云岭镇,签约户数,,\n白沙镇,签约户数,3,\n"
    receipt = brought(table.encode(), office, "t.csv", period=PERIOD, at=LATER)
    assert (named, [each.place.line for each in receipt.warnings]) == (["F6", "C7"], [2])


def test_a_unit_outside_the_senders_subtree_is_refused_at_its_row(office):
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    assert found(form(office, GOOD), clerk) == [("may-not-enter", "B7")]
    receipt = brought(form(office, {"C6": 5}), clerk)
    assert receipt.stored == 1


def test_an_auditor_enters_nothing(office):
    audit = orgs.viewer("qingxi", "audit", AT.date())
    assert {each for each, _ in found(form(office, GOOD), audit)} == {"may-not-enter"}


def test_an_unusual_figure_is_stored_and_listed_for_a_second_look(office):
    receipt = brought(form(office, {"F6": 501, "F7": 5}), office)
    assert receipt.stored == 2
    (warning,) = receipt.warnings
    assert (warning.code, warning.place.cell) == ("value-high", "F6")
    assert "云岭镇“签约户数”" in warning.text.zh
    assert any("请核对" in line.zh for line in receipt.lines)


def test_the_form_of_another_scheme_or_period_is_refused(office):
    content = form(office, GOOD)
    assert code(content, office, scheme="other") == "other-scheme"
    assert found(content, office, period="2025Q1") == [("period-other", "A5")]


TABLE = "unit,period,indicator,value\n云岭镇,2025Q2,签约户数,12\n白沙镇,2025Q2,签约户数,7\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_is_stored_with_its_lines(office, encoding):
    receipt = brought(TABLE.encode(encoding), office, "t.csv")
    assert receipt.stored == 2
    rows = [row for _, row in ledger.bulk_rows(receipt.fact)]
    assert [row["cell"] for row in rows] == ["L2", "L3"]


def test_a_table_without_periods_is_about_the_period_given_and_another_one_is_another_import(
    office,
):
    content = TABLE.replace("period,", "").replace("2025Q2,", "").encode()
    assert code(content, office, "t.csv") == "file-refused"
    assert brought(content, office, "t.csv", period="2025Q2").stored == 2
    assert brought(content, office, "t.csv", period="2025Q1").stored == 2
    assert brought(content, office, "t.csv", period="2025Q1", at=LATER).already


def test_a_period_of_another_length_is_refused(office):
    content = TABLE.replace("2025Q2", "2025-06").encode()
    with pytest.raises(Findings) as refused:
        brought(content, office, "t.csv")
    assert {(each.code, each.place.line) for each in refused.value.diagnostics} == {
        ("period-of-other-length", 2),
        ("period-of-other-length", 3),
    }


def test_progress_is_told_from_the_first_row_to_the_last(office):
    heard = []
    rows = "".join(f"云岭镇,{year}Q1,签约户数,5\n" for year in range(2000, 2024))
    content = f"unit,period,indicator,value\n{rows}".encode()
    actions.import_file(
        content, "t.csv", by=office, at=AT, progress=lambda *done: heard.append(done)
    )
    assert heard == sorted(heard)
    assert heard[0] == (24, 50)
    assert heard[-1] == (49, 50)


def test_the_senders_file_comes_back_marked(office):
    content = form(office, {"C6": "x"})
    with pytest.raises(Findings) as refused:
        brought(content, office)
    back = actions.mark(content, "form.xlsx", refused.value.diagnostics)
    book = openpyxl.load_workbook(io.BytesIO(back))
    assert "云岭镇" in book["填报"]["C6"].comment.text
    assert MISTAKES_SHEET in book.sheetnames


def test_two_districts_never_meet_in_an_import(office):
    other = district("beishan")
    enact(RACE, root="beishan")
    brought(form(office, GOOD), office)
    assert not values(other)
    receipt = brought(form(other, {"C6": 1}), other)
    assert receipt.stored == 1
    assert values(office)["investment", "yunling"][0] == 123450


def test_no_malformed_file_stores_anything_or_fails_unexplained(office):
    good = form(office, GOOD)
    before = everything()
    dice = random.Random(7)  # noqa: S311
    for number in range(60):
        if number % 3:
            # The last row is wrong in any case, so that no change can make the table right.
            content, name = spliced(TABLE.encode(), dice) + b"\nx,y", "t.csv"
        else:
            content, name = broken_workbook(dice), "t.xlsx"
        with pytest.raises(Refused):
            brought(content, office, name)
    assert everything() == before
    assert brought(good, office).stored == 3


BUREAU = """
apiVersion: bihuan/v1
kind: Scheme
metadata: {name: race, title: {zh: 投资“赛马”, en: Investment race}}
spec:
  every: quarter
  contestants:
    - {name: towns, title: {zh: 乡镇, en: Towns}, kinds: [town]}
    - {name: bureaus, title: {zh: 部门, en: Bureaus}, kinds: [department]}
  score:
    parts:
      - indicator: investment
        groups: [towns]
        weight: 60
        method: completion
        not_applicable: [baisha]
      - {indicator: signed, weight: 40, method: rank_step}
"""


def test_a_form_asks_a_unit_for_what_its_group_is_scored_by(office):
    enact(BUREAU, at=LATER)
    sheet = openpyxl.load_workbook(io.BytesIO(form(office)))["填报"]
    white = {
        cell.coordinate for row in sheet["C6:F8"] for cell in row if not cell.protection.locked
    }
    assert [sheet.cell(row, 1).value for row in (6, 7, 8)] == ["yunling", "baisha", "statistics"]
    assert white == {"C6", "D6", "E6", "F6", "F7", "F8"}
    assert found(form(office, {"C7": 5, "C8": 5, "F8": 2}), office) == [
        ("not-concerned", "C7"),
        ("not-concerned", "C8"),
    ]


def test_a_clerk_is_asked_for_nothing_that_does_not_concern_the_unit(office):
    enact(BUREAU.replace("[baisha]", "[yunling]"), at=LATER)
    assert office.origin == "qingxi"
    clerk = orgs.viewer("qingxi", "yunling-clerk", AT.date())
    sheet = openpyxl.load_workbook(io.BytesIO(form(clerk)))["填报"]
    keys = [cell.value for cell in sheet[5]][2:]
    assert [key for key in keys if key] == ["signed.value|户"]
