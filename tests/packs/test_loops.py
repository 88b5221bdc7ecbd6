"""The loops of the invented district, played from raising to return visit by its accounts."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest

import bihuan.packs
from bihuan.calendars.notices import SHIPPED, calendar_of, load
from bihuan.ledger.words import Refused
from bihuan.loops.engine.asked import Asked, Brought
from bihuan.loops.engine.deciding import Raising, act_of, decide, opening
from bihuan.loops.engine.evolving import begin, ends, evolve
from bihuan.mechanisms.reading import read
from tests.loops.walking import cast_of

PACK = Path(bihuan.packs.__file__).parent / "qingxi"
CALENDAR = calendar_of(load(SHIPPED))
MONDAY = datetime(2024, 3, 4, 1, tzinfo=UTC)
CAST = cast_of(read(PACK / "organisation.yaml", "organisation.yaml").spec)
PEOPLE = {each.name: each for each in CAST.people}
# A year's matters of a town, by whichever way they came (今日衢江 2024-01).
MATTERS_IN_A_YEAR = 207


@lru_cache
def loop_of(name):
    return read(PACK / f"loop-{name}.yaml", f"loop-{name}.yaml").spec


class Played:
    """One matter; each act an hour after the last, with the evidence that its file wants."""

    def __init__(self, name, by, *, class_="", **values):
        self.loop, self.now, self.values = loop_of(name), MONDAY, values
        raising = Raising("1", "record-1", "v1", class_=class_)
        event = opening(self.loop, raising, self.asked(by, given=values), CALENDAR)
        self.matter = begin("m1", name, event)

    def asked(self, by, given=(), **keys):
        person = PEOPLE[f"p-{by}"]
        return Asked(
            at=self.now,
            now=self.now,
            persons=(person.name,),
            homes=(person.home,),
            grants=person.grants,
            units=CAST.units,
            values=self.values,
            given=frozenset(given),
            **keys,
        )

    def does(self, name, by, said=None, *, bare=False, **values):
        self.now += timedelta(hours=1)
        self.values |= values
        act = act_of(self.loop, name)
        asked = self.asked(by, values, said=said or {}, reason="invented")
        if not bare:
            asked = self.asked(
                by, values, said=said or {}, reason="invented", evidence=tuple(self.brought(act))
            )
        event = decide(self.loop, self.matter, act, asked, CALENDAR)
        self.matter = evolve(self.matter, event, self.loop, fact=f"f{event.n}")
        return self

    def brought(self, act):
        types = {each.name: each.types for each in self.loop.evidence}
        for rule in act.evidence:
            kind = (types[rule.kind] or ("application/pdf",))[0]
            digest = f"{rule.kind}-{self.matter.n}"
            yield Brought(rule.kind, digest, kind, self.now, ("118.9", "28.9"))

    def clock(self, name):
        return next(each for each in self.matter.clocks if each.name == name)

    @property
    def ended(self):
        return ends(self.loop, self.matter.stage)


def refused(code):
    return pytest.raises(Refused, match=code)


def five_steps():
    """Return a matter that went through 排查, 交办, 化解, 销号 and 回访."""
    matter = Played("residents-matters", "yunling", urgency="ordinary")
    matter.does("look-into", "yunling", {"class": "dispute"}, findings="invented")
    matter.does("assign", "yunling-head", {"lead": "yunling-xiayang", "co": []})
    matter.does("accept", "yunling-xiayang-clerk")
    matter.does("contact", "yunling-xiayang-clerk", {"reached": True})
    told = {"outcome": "invented", "person_told": True}
    matter.does("ask-closing", "yunling-xiayang-clerk", **told)
    matter.does("close", "yunling-deputy")
    return matter.does("visit", "huifang-clerk", SATISFIED)


SATISFIED = {"reached": True, "solved": True, "grade": "satisfied"}


def test_all_matters_of_a_year_go_through_the_five_steps():
    year = [five_steps().matter for _ in range(MATTERS_IN_A_YEAR)]
    closed = [each for each in year if each.closed]
    assert len(closed) * 100 / len(year) == 100
    assert all(each.visits and each.visits[-1].reached for each in year)
    assert {each.stage for each in year} == {"visited"}


def test_no_matter_of_a_town_ends_without_a_decision():
    loop = loop_of("residents-matters")
    other = {each.name for each in loop.stages if each.ends == "other"}
    assert other
    assert all(act.reason for act in loop.acts if act.to in other)


def test_who_resolved_a_matter_neither_closes_nor_visits_it():
    loop = loop_of("residents-matters")
    apart = {frozenset(each.duties) for each in loop.conflicts}
    assert {frozenset({"handler", "closer"}), frozenset({"handler", "visitor"})} <= apart


def ordered(class_="", urgency="ordinary", kind="help"):
    """Return a work order that was dispatched on Monday at eleven."""
    order = Played(
        "hotline-12345", "rexian-clerk", urgency=urgency, kind=kind, place="invented"
    ).does("classify", "rexian-clerk", {"class": class_ or "city"})
    return order.does("dispatch", "rexian-dispatch", {"lead": "zhifa", "co": []})


@pytest.mark.parametrize(
    ("class_", "urgency", "kind", "limit"),
    [
        ("", "emergency", "help", timedelta(hours=2)),
        ("water", "ordinary", "help", timedelta(hours=24)),
        ("power", "ordinary", "complaint", timedelta(hours=24)),
        ("gas", "ordinary", "help", timedelta(hours=24)),
        ("heat", "ordinary", "help", timedelta(hours=24)),
        ("", "ordinary", "consult", "2024-03-07"),
        ("", "ordinary", "help", "2024-03-11"),
        ("", "ordinary", "complaint", "2024-03-11"),
        ("", "complex", "help", "2024-03-25"),
    ],
)
def test_the_hotline_keeps_its_service_levels(class_, urgency, kind, limit):
    clock = ordered(class_, urgency, kind).clock("handle")
    if isinstance(limit, timedelta):
        assert clock.due - clock.started == limit
    else:
        assert str(clock.day) == limit


def test_an_order_is_signed_for_within_four_office_hours():
    # Dispatched at 11:00: one hour before noon, three after two o'clock.
    assert ordered().clock("sign").due == datetime(2024, 3, 4, 9, tzinfo=UTC)


def test_an_order_goes_from_the_call_to_the_return_visit():
    order = ordered().does("sign", "zhifa-clerk").does("contact", "zhifa-clerk", {"reached": True})
    order.does("start", "zhifa-clerk")
    told = {"findings": "invented", "outcome": "invented", "person_told": True}
    order.does("reply", "zhifa-clerk", {"text": "invented"}, **told)
    order.does("review", "zhifa-head").does("close", "rexian-check")
    order.does("visit", "huifang-clerk", SATISFIED)
    assert (order.matter.stage, order.ended) == ("visited", "closed")


def test_an_order_is_not_ended_by_who_handles_it():
    order = ordered().does("sign", "zhifa-clerk").does("start", "zhifa-clerk")
    order.does("ask-end", "zhifa-clerk")
    with refused("not yours"):
        order.does("approve-end", "zhifa-head")
    assert order.does("approve-end", "leader").ended == "other"


FIVE = {
    "duty": "invented",
    "measure": "invented",
    "money": 1000,
    "due_on": MONDAY.date() + timedelta(days=20),
    "emergency_plan": "invented",
}


def hazard(grade):
    found = Played("hazards", "yunling", field="gas", site="invented")
    found.does("grade", "yingji-lead", {"class": "gas"}, grade=grade)
    return found.does("order", "yingji-lead", {"lead": "ranqi", "co": []})


@pytest.mark.parametrize("missing", FIVE)
def test_a_hazard_without_all_five_elements_stays_ordered(missing):
    found = hazard("general")
    with refused(missing):
        found.does("cure", "ranqi-clerk", **{k: v for k, v in FIVE.items() if k != missing})
    assert found.matter.stage == "ordered"


def test_a_major_hazard_is_listed_before_it_is_cured_and_reviewed_before_it_resumes():
    found = hazard("major")
    with refused("listed"):
        found.does("cure", "ranqi-clerk", **FIVE)
    found.does("list", "leader", {"level": "listed", "ground": "major"})
    found.does("stop", "yingji-head", stopped=True).does("cure", "ranqi-clerk", **FIVE)
    found.does("self-check", "ranqi-clerk", workers_told=True)
    with refused("resumption"):
        found.does("delist", "yingji-check")
    found.does("ask-resume", "ranqi-head").does("resume", "yingji-head", stopped=False)
    found.does("delist", "yingji-check").does("look-back", "huifang-clerk", SOLVED)
    assert found.ended == "closed"


SOLVED = {"reached": True, "solved": True}


def test_the_five_fields_of_the_end_of_the_year_are_there():
    register = read(PACK / "register-hazards.yaml", "register-hazards.yaml").spec
    field = next(each for each in register.fields if each.name == "field")
    named = {each.title.zh for each in field.choices}
    assert {"危险化学品", "燃气", "建筑", "交通运输", "消防"} <= named


def test_a_finding_is_reported_in_sixty_days_and_recognised_on_proof():
    found = Played("audit-findings", "shenji-lead", class_="immediate", amount_to_rectify=100)
    found.does("receive", "shenji-lead", {"lead": "zhujian", "co": []})
    # 2024-03-04 and sixty days is 3 May, in the holiday; it moves to 6 May.
    assert str(found.clock("report").day) == "2024-05-06"
    found.does("plan", "zhujian-head", measures="invented")
    done = {"similar_checked": True, "rules_made": 1, "amount_rectified": 90}
    found.does("report", "zhujian-head", **done)
    with refused("in full"):
        found.does("recognise", "shenji-check", recognition="done")
    found.does("recognise", "shenji-check", recognition="done", amount_rectified=100)
    assert found.does("look-back", "huifang-clerk", SOLVED).matter.stage == "looked-back"


def test_every_question_of_an_inquiry_has_an_owner_and_a_date():
    asked = Played("special-inquiry", "renda-deputy").does(
        "put", "renda-lead", {"lead": "zhujian", "co": []}
    )
    asked.does("answer", "zhujian-head", {"text": "invented"}, answer="invented")
    with refused("commitment_due"):
        asked.does("commit", "zhujian-head", {"title": "invented"}, commitment="invented")
    day = MONDAY.date() + timedelta(days=45)
    asked.does("commit", "zhujian-head", {"title": "invented"}, commitment="x", commitment_due=day)
    assert asked.matter.lead == "zhujian"
    assert asked.clock("keep").day == day


def petition():
    return Played(
        "petitions", "xinfang-clerk", class_="land", kind="appeal", route="other-appeal"
    ).does("forward", "xinfang-dispatch", {"lead": "nongye", "co": []})


def test_a_petition_runs_by_the_days_of_the_regulation():
    case = petition()
    days = {name: (case.clock(name).day - MONDAY.date()).days for name in ("route", "tell")}
    assert days == {"route": 15, "tell": 15}
    assert str(case.clock("object").day) == "2024-03-11"
    case.does("accept", "nongye-clerk", {"reached": True})
    assert str(case.clock("decide").day) == "2024-05-06"
    case.does("investigate", "nongye-clerk")
    case.does("extend", "nongye-head", {"clock": "decide", "count": 30})
    with refused("used up|extended"):
        case.does("extend", "nongye-head", {"clock": "decide", "count": 1})


def test_who_reviewed_a_petition_does_not_re_examine_it_and_five_may_speak_for_a_group():
    apart = {frozenset(each.duties) for each in loop_of("petitions").conflicts}
    assert frozenset({"reviewer", "reexaminer"}) in apart
    register = read(PACK / "register-petitions.yaml", "register-petitions.yaml").spec
    assert next(each for each in register.fields if each.name == "representatives").max == 5


def test_nobody_mediates_against_the_will_of_a_party():
    case = Played("mediation", "zhili-clerk", class_="neighbours")
    lead = {"lead": "yunling-tiaojie", "co": []}
    with refused("against the will"):
        case.does("accept", "zhili-dispatch", lead, all_consent=False)
    case.does("accept", "zhili-dispatch", lead, all_consent=True)
    assert case.does("begin", "yunling-tiaojie-clerk").matter.stage == "mediating"
