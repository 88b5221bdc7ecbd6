import pytest

from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.words import Refused
from bihuan.registers import actions, hashing, queries
from tests.registers.cast import (
    AT,
    HOUSEHOLDS,
    LATER,
    PROJECTS,
    account,
    district,
    enact,
    household,
    project,
)

pytestmark = pytest.mark.django_db


def later(was, now, text=PROJECTS):
    assert was in text
    enact(
        text.replace(was, now).replace("metadata: {", "metadata: {effective: 2025-07-10, "),
        at=LATER,
    )


def refused(was, now, text=PROJECTS):
    with pytest.raises(Refused) as refusal:
        later(was, now, text)
    return refusal.value.code


CODE = "type: code, scheme: pattern, form: 'P-\\d{4}', sensitivity: public"


def test_records_that_stand_are_found_as_a_later_version_asks():
    by = district()
    made = project(code="P-0001", planned="1亿元")
    with pytest.raises(Refused) as refusal:
        queries.records(by, "projects", where={"code": "P-0001"})
    assert refusal.value.code == "field-not-filtered"
    later(CODE, f"{CODE}, filtered: true")
    found = queries.records(by, "projects", where={"code": "P-0001"}).records
    assert [each.id for each in found] == [made.id]
    (total,) = queries.totals(by, "projects", of="planned")
    assert (total.count, str(total.sum)) == (1, "100000000.00")
    assert rebuild(check=True).problems == ()


def test_a_later_version_may_search_what_an_earlier_did_not():
    by = district()
    made = project(remark="等待环评批复")
    assert queries.search(by, "projects", "环评") == ()
    later("type: text, rights: {read: [lead_office, assess_office]}", "type: text, searched: true")
    assert [each.id for each in queries.search(by, "projects", "环评")] == [made.id]


def test_a_finer_scale_is_kept_and_sums_stay_right():
    by = district()
    project(planned="1.25元")
    later("type: money, filtered: true", "type: money, decimals: 4, filtered: true")
    project("另一个", planned="0.0005元", at=LATER)
    (total,) = queries.totals(by, "projects", of="planned")
    assert str(total.sum) == "1.2505"


@pytest.mark.parametrize(
    ("was", "now", "text"),
    [
        ("type: money, filtered: true", "type: quantity, filtered: true", PROJECTS),
        ("type: money, filtered: true", "type: money, decimals: 0, filtered: true", PROJECTS),
        ("system: gcj02", "system: wgs84", PROJECTS),
        ("unit_of_measure: 亩", "unit_of_measure: 公顷", HOUSEHOLDS),
        (
            "type: text, searched: true}",
            "type: text, sensitivity: personal, purpose: 帮扶, mask: hidden}",
            HOUSEHOLDS,
        ),
    ],
)
def test_what_values_mean_cannot_change_under_them(was, now, text):
    district()
    project(planned="1元")
    household()
    assert refused(was, now, text) == "field-keeps-kind"


def test_a_key_that_records_share_already_is_refused():
    district()
    project("甲")
    project("乙")
    assert refused("[{fields: [code]}]", "[{fields: [town]}]") == "records-share-key"


def test_a_key_that_was_lost_is_not_replaced_by_a_new_one():
    district()
    household()
    hashing.key_path("qingxi").rename(hashing.key_path("qingxi").with_name("put-aside"))
    hashing.forget_keys()
    try:
        with pytest.raises(Refused) as refusal:
            household(number="甲-2", citizen="", phone="13800000003")
        assert refusal.value.code == "personal-key-missing"
        # What holds no personal value is recorded all the same.
        assert actions.record(
            "households", {"number": "甲-3"}, by=account("yunling-clerk"), at=AT
        ).id
    finally:
        hashing.key_path("qingxi").with_name("put-aside").rename(hashing.key_path("qingxi"))
