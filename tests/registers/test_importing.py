import pytest

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.verifying import verify
from bihuan.mechanisms.diagnostics import Findings
from bihuan.registers import actions, queries
from bihuan.registers.actions import Row
from tests.registers.cast import AT, HOUSEHOLD, LATER, account, district, household

pytestmark = pytest.mark.django_db


def rows(count=3, **values):
    return [
        Row({"number": f"乙-{n}", "head": "王示例", "phone": f"1380000{n:04}", **values},
            cell=f"A{n + 2}", line=n + 2)
        for n in range(count)
    ]  # fmt: skip


def imported(what, *, by=None, at=AT, **more):
    by = by or account("yunling-clerk")
    return actions.import_table("households", what, file="农户.csv", by=by, at=at, **more)


def phones(by):
    page = queries.records(by, "households")
    return {each.title: each.values["phone"].text.zh for each in page.records}


def test_the_rows_of_a_table_become_records_by_one_fact():
    district()
    done = imported(rows())
    assert (done.recorded, done.changed, done.unchanged) == (3, 0, 0)
    assert done.fact.data["rows"] == 3
    assert phones(account("yunling-clerk"))["乙-1"] == "13800000001"
    assert phones(account("yunling-head"))["乙-1"] == "138****0001"
    row = ledger_queries.bulk_row(done.fact.id, 1)
    assert "13800000001" not in str(row)
    assert "王示例" not in str(row)


def test_a_table_that_comes_again_changes_only_what_it_says_otherwise():
    district()
    imported(rows())
    again = [*rows(2), Row({"number": "乙-2", "phone": "13800000009"})]
    done = imported(again, at=LATER)
    assert (done.recorded, done.changed, done.unchanged) == (0, 1, 2)
    by = account("yunling-clerk")
    assert phones(by)["乙-2"] == "13800000009"
    (changed,) = [r for r in queries.records(by, "households").records if r.title == "乙-2"]
    assert [step.does for step in queries.history(by, changed.id)] == ["imported", "imported"]
    assert imported(again, at=LATER).fact is None


def test_all_wrong_rows_are_told_at_their_places_and_nothing_is_stored():
    by = district()
    wrong = [*rows(2), Row({"number": "丙", "citizen": "110105194912310021"}, line=4),
             Row({"phone": "1"}, cells={"number": "A5"}), *rows(1)]  # fmt: skip
    with pytest.raises(Findings) as refusal:
        imported(wrong)
    told = [(each.code, each.place.line, each.place.cell) for each in refusal.value.diagnostics]
    assert told == [
        ("field-of-row-wrong", 4, ""), ("row-of-same-key", 2, "A2"), ("field-missing", 0, "A5"),
    ]  # fmt: skip
    assert queries.records(by, "households").records == ()


def test_a_clerk_imports_nothing_for_another_unit():
    district()
    with pytest.raises(Findings) as refusal:
        imported(rows(1), unit="baisha")
    assert [each.code for each in refusal.value.diagnostics] == ["may-not-record"]


def test_one_row_can_be_corrected_and_one_value_of_it_erased():
    by = district()
    done = imported(rows())
    clerk = account("yunling-clerk")
    first = next(r for r in queries.records(clerk, "households").records if r.title == "乙-1")
    actions.correct(first.id, {"phone": "13800000007"}, reason="误填", by=clerk, at=LATER)
    assert phones(clerk)["乙-1"] == "13800000007"
    ledger.erase(done.fact.id, fields=["0/phone", "0/head"], reason="申请", by=by, at=LATER)
    left = next(r for r in queries.records(clerk, "households").records if r.title == "乙-0")
    assert set(left.values) == {"number"}
    assert rebuild(check=True).problems == ()
    assert verify("qingxi").problems == ()


def test_a_key_that_is_personal_is_known_again_by_its_hash():
    district()
    household()
    done = imported([Row({"number": "甲-9", "citizen": HOUSEHOLD["citizen"]})], at=LATER)
    assert (done.recorded, done.changed) == (0, 1)
