# ruff: noqa: RUF001  # full-width characters are what people type
import pytest

from bihuan.ledger.viewer import public
from bihuan.ledger.words import Refused
from bihuan.mechanisms.diagnostics import Findings
from bihuan.registers import actions, queries
from tests.registers.cast import AT, LATER, account, district, household, project

pytestmark = pytest.mark.django_db


def codes(refusal):
    return [each.code for each in refusal.value.diagnostics]


def said(record):
    return {name: value.text.zh for name, value in record.values.items()}


def test_a_record_says_what_was_typed_in_the_form_in_which_it_is_kept():
    by = district()
    made = project(
        kind="工业", planned="1.2亿元", started="2025年4月1日", site="工业园 (28.9716, 118.8801)",
        code="Ｐ-０００１",
    )  # fmt: skip
    seen = queries.record(by, made.id)
    assert {name: value.kept for name, value in seen.values.items()} == {
        "title": "示例厂房", "town": "yunling", "kind": "industry", "planned": "120000000.00",
        "started": "2025-04-01", "code": "P-0001",
        "site": {"words": "工业园", "lat": "28.9716", "lon": "118.8801"},
    }  # fmt: skip
    assert said(seen)["planned"] == "120,000,000.00 元"
    assert said(seen)["town"] == "云岭镇"


def test_all_mistakes_of_a_form_are_told_at_once_each_at_its_field():
    district()
    with pytest.raises(Findings) as refusal:
        project(kind="农业", planned="很多", sarted="2025-04-01")
    assert codes(refusal) == ["choice-unknown", "number-unreadable", "field-unknown"]
    assert [each.place.cell for each in refusal.value.diagnostics] == ["kind", "planned", "sarted"]


def test_a_key_names_one_record():
    district()
    project(code="P-0001")
    with pytest.raises(Refused, match="the same Code: P-0001") as refusal:
        project("另一个", code="P-0001")
    assert refusal.value.code == "key-taken"


def test_a_key_is_free_again_once_its_record_has_ended():
    by = district()
    first = project(code="P-0001")
    actions.end(first.id, reason="重复登记", by=by, at=AT)
    assert project(code="P-0001").id != first.id


def test_a_personal_value_is_seen_whole_by_the_role_that_may_and_masked_by_the_others():
    district()
    made = household()
    assert said(queries.record(account("yunling-clerk"), made.id)) == {
        "number": "甲-1", "story": "三组示例户，门前道路塌陷", "head": "张示例",
        "phone": "138 0000 0001", "citizen": "110105********002X", "mu": "3.50 亩",
    }  # fmt: skip
    assert said(queries.record(account("yunling-head"), made.id))["phone"] == "138****0001"
    assert said(queries.record(account("yunling-head"), made.id))["citizen"] == "11010519491231002X"


def test_a_unit_does_not_see_the_records_of_another():
    district()
    made = household()
    with pytest.raises(Refused) as refusal:
        queries.record(account("baisha-clerk"), made.id)
    assert refusal.value.code == "record-unknown"
    assert queries.records(account("baisha-clerk"), "households").records == ()
    assert queries.search(account("baisha-clerk"), "households", "塌陷") == ()


def test_everybody_sees_the_public_fields_of_a_public_register():
    district()
    made = project(planned="1亿元", remark="内部")
    seen = queries.record(public("qingxi"), made.id)
    assert set(seen.values) == {"title", "town"}
    assert "remark" not in queries.record(account("yunling-clerk"), made.id).values
    assert "remark" in queries.record(account("office"), made.id).values


def test_a_list_is_filtered_by_what_was_typed_and_goes_on_after_its_cursor():
    by = district()
    made = [project(f"项目{n}", kind="roads" if n % 2 else "industry").id for n in range(6)]
    page = queries.records(by, "projects", where={"kind": "交通"}, limit=2)
    assert [each.id for each in page.records] == [made[5], made[3]]
    rest = queries.records(by, "projects", where={"kind": "交通"}, limit=2, after=page.after)
    assert [each.id for each in rest.records] == [made[1]]
    assert rest.after == ""


def test_a_word_of_two_characters_finds_a_record_and_a_longer_text_only_where_it_stands():
    by = district()
    made = household()
    other = household(number="乙-1", citizen="", story="塌方，陷坑在门前")
    assert [r.id for r in queries.search(by, "households", "门前")] == [other.id, made.id]
    assert [r.id for r in queries.search(by, "households", "道路塌陷")] == [made.id]
    assert queries.search(by, "households", "塌陷坑") == ()
    assert [r.id for r in queries.search(account("yunling-clerk"), "households", "塌陷")] == [
        made.id
    ]


def test_a_change_counts_from_then_on_and_a_correction_from_the_beginning():
    by = district()
    made = project(planned="1亿元", kind="roads")
    actions.change(made.id, {"planned": "2亿元", "kind": ""}, reason="调整", by=by, at=LATER)
    actions.correct(made.id, {"title": "示例厂房二期"}, reason="笔误", by=by, at=LATER)
    seen = queries.record(by, made.id)
    assert (seen.title, said(seen)["planned"], "kind" in seen.values) == (
        "示例厂房二期", "200,000,000.00 元", False,
    )  # fmt: skip
    steps = queries.history(by, made.id)
    assert [(each.does, each.of, each.stands) for each in steps] == [
        ("recorded", 0, False), ("changed", 0, True), ("recorded", 1, True),
    ]  # fmt: skip
    assert queries.records(by, "projects", where={"kind": "roads"}).records == ()


def test_a_request_seen_before_returns_what_it_made():
    by = district()
    values = {"title": "示例", "town": "yunling"}
    first = actions.record("projects", values, by=by, at=AT, request="r1")
    again = actions.record("projects", values, by=by, at=LATER, request="r1")
    assert again == first


def test_an_account_without_the_role_records_nothing():
    district()
    with pytest.raises(Refused) as refusal:
        household(by=account("visitor"))
    assert refusal.value.code == "may-not-record"
    with pytest.raises(Refused) as refusal:
        household(by=account("yunling-head"))
    assert refusal.value.code == "may-not-write-field"


def test_totals_add_up_by_unit_and_by_field():
    by = district()
    for n in range(4):
        project(f"项目{n}", kind="roads" if n % 2 else "industry", planned=f"{n}.5万元",
                started=f"2025-0{n + 1}-01")  # fmt: skip
    found = queries.totals(by, "projects", of="planned", by=["kind"])
    assert [(each.by, each.count, str(each.sum)) for each in found] == [
        (("industry",), 2, "30000.00"), (("roads",), 2, "50000.00"),
    ]  # fmt: skip
    quarter = (AT.date().replace(month=1, day=1), AT.date().replace(month=3, day=31))
    found = queries.totals(
        by, "projects", of="planned", by=["unit"], where={"kind": "industry"},
        within=("started", *quarter),
    )  # fmt: skip
    assert [(each.by, each.count, str(each.sum)) for each in found] == [
        (("yunling",), 2, "30000.00")
    ]
