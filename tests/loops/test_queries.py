"""What is asked of matters, and by whom."""

from datetime import timedelta

import pytest

from bihuan.ledger.words import Refused
from bihuan.loops import queries
from bihuan.loops.counting import counted
from bihuan.loops.models import MatterRow
from tests.loops.town import AT, PROOF, district, does, led, person, raised

pytestmark = pytest.mark.django_db


def listed(account, **keys):
    return [
        line.number
        for line in queries.work_list(
            person(account), "hotline", at=keys.pop("at", AT), **keys
        ).lines
    ]


def test_a_unit_sees_what_it_has_a_part_in_and_the_centre_sees_all():
    district()
    first, second = raised(), raised("路灯不亮")
    led(first.id)
    assert listed("desk") == [first.number, second.number]
    assert listed("water-clerk") == [first.number]
    assert listed("roads-clerk") == []
    assert listed("roads-clerk", stage="new") == [second.number]
    assert listed("audit", lead="water") == [first.number]
    assert listed("chief", stage="new") == [second.number]


def test_what_is_not_seen_is_not_found():
    district()
    matter = raised().id
    led(matter)
    for name in (matter, "RX202500001", "RX202599999"):
        with pytest.raises(Refused) as refused:
            queries.matter(person("roads-clerk"), name, at=AT)
        assert refused.value.code == "matter-unknown"
        with pytest.raises(Refused) as refused:
            queries.history(person("roads-clerk"), name, at=AT)
        assert refused.value.code == "matter-unknown"


def test_pages_follow_each_other_without_a_gap_or_a_repetition():
    district()
    matters = [raised().id for _ in range(7)]
    for each in matters[:5]:
        led(each)
    for account, count in (("chief", 7), ("water-clerk", 5)):
        found, after = [], ""
        while True:
            page = queries.work_list(person(account), "hotline", at=AT, after=after, limit=2)
            found += [line.id for line in page.lines]
            after = page.after
            if not after:
                break
        assert len(found) == len(set(found)) == count
    with pytest.raises(Refused) as refused:
        queries.work_list(person("chief"), "hotline", at=AT, after="nonsense")
    assert refused.value.code == "matter-cursor-wrong"


def test_lights_are_comparisons_of_moments():
    district()
    matter = raised().id
    led(matter)
    (line,) = queries.work_list(person("chief"), "hotline", at=AT, light="green").lines
    assert line.light == "green"
    assert {clock.name for clock in line.clocks} == {"handle", "contact"}
    late = AT + timedelta(days=10)
    assert listed("chief", at=late, light="red") == [line.number]
    assert listed("chief", at=late, light="green") == []
    (due,) = queries.due_list(person("chief"), at=AT, until=AT + timedelta(days=1, hours=20))
    assert (due.clock, due.matter) == ("contact", matter)


def test_the_unit_that_is_reported_sees_nothing_whatever_it_leads():
    district()
    matter = raised("水利局乱收费", values={"reported": "water"}, confidential=True).id
    assert MatterRow.objects.get(id=matter).concerns == "water"
    with pytest.raises(Refused) as refused:
        led(matter, by="water")
    assert refused.value.code == "act-reported"
    led(matter, by="roads")
    assert listed("water-clerk") == []
    assert queries.search(person("water-clerk"), "hotline", "乱收费", at=AT) == ()
    (line,) = queries.search(person("roads-clerk"), "hotline", "乱收费", at=AT)
    assert line.id == matter


def test_who_reported_confidentially_is_shown_to_the_unit_that_took_it_in_alone():
    district()
    matter = raised(values={"phone": "13800000001"}, confidential=True).id
    led(matter)
    assert "phone" in queries.matter(person("desk"), matter, at=AT).shown
    assert "phone" not in queries.matter(person("water-clerk"), matter, at=AT).shown
    assert queries.history(person("water-clerk"), matter, at=AT)[0].persons == ()
    assert queries.history(person("desk"), matter, at=AT)[0].persons == ("p-desk",)


def test_a_handler_sees_the_record_of_its_matter():
    district()
    matter = raised(values={"phone": "13800000001"}).id
    led(matter)
    shown = queries.matter(person("water-clerk"), matter, at=AT).shown
    assert shown["title"].zh == "水管漏水"
    assert shown["phone"].zh == "13800000001"


def test_a_receipt_tells_stage_dates_unit_and_reply_and_no_person():
    district()
    receipt = raised(values={"phone": "13800000001"})
    led(receipt.id)
    does(receipt.id, "reply", {"text": "已安排维修"}, by="water-clerk")
    told = queries.lookup("qingxi", receipt.number, receipt.code.lower())
    assert (told.stage.zh, told.unit, told.reply) == ("办理中", "water", "已安排维修")
    assert "p-" not in repr(told)
    assert "138" not in repr(told)
    for number, code in ((receipt.number, "A" * 12), ("RX202500009", receipt.code), ("", "")):
        with pytest.raises(Refused) as refused:
            queries.lookup("qingxi", number, code)
        assert refused.value.code == "receipt-unknown"


def test_a_matter_that_looks_like_an_earlier_one_is_proposed_with_the_reasons():
    district()
    first = raised("云岭镇水管漏水三天", values={"phone": "13800000001"})
    second = raised("云岭镇水管漏水四天", values={"phone": "138 0000 0001"})
    (alike,) = second.lookalikes
    assert alike.number == first.number
    assert alike.why.zh == "电话相同；乡镇、类别相同；内容相近"
    assert raised("夜间施工噪声", class_="noise").lookalikes == ()
    old = AT + timedelta(days=40)
    assert raised("云岭镇水管漏水四天", at=old).lookalikes == ()


def test_two_origins_never_meet():
    district()
    district("beixi")
    here, there = raised(), raised(root="beixi")
    assert here.number == there.number
    assert here.code != there.code
    assert listed("chief") == [here.number]
    with pytest.raises(Refused):
        queries.lookup("qingxi", here.number, there.code)
    with pytest.raises(Refused) as refused:
        queries.matter(person("audit"), there.id, at=AT)
    assert refused.value.code == "matter-unknown"
    with pytest.raises(Refused) as refused:
        led(there.id)
    assert refused.value.code == "matter-unknown"


def test_rates_are_given_what_they_count():
    district()
    matter = raised().id
    led(matter)
    does(matter, "contact", {"reached": True}, by="water-clerk")
    does(matter, "ask", by="water-clerk", values={"outcome": "已修复"}, evidence=[PROOF])
    does(matter, "close", by="chief")
    (row,) = counted("qingxi", "hotline", AT.date(), AT.date(), by="dispatched", at=AT)
    assert (row.on_time, row.contacted_in_time, row.visited) == (True, True, False)
    assert queries.counts(person("chief"), "hotline", at=AT) == {"closed": 1}
    assert queries.counts(person("water-clerk"), "hotline", at=AT) == {}


def test_a_closing_is_no_contact():
    district()
    matter = raised().id
    led(matter)
    does(matter, "ask", by="water-clerk", values={"outcome": "已修复"}, evidence=[PROOF])
    does(matter, "close", by="chief")
    (row,) = counted("qingxi", "hotline", AT.date(), AT.date(), by="dispatched", at=AT)
    assert (row.on_time, row.contacted_in_time) == (True, False)
    clocks = queries.matter(person("chief"), matter, at=AT).matter.clocks
    states = {each.name: each.state for each in clocks}
    assert states["contact"] == "cancelled"
    assert "missed" not in states.values()
