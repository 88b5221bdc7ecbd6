"""What may be done to a matter, by whom, and what is told where it may not."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bihuan.ledger.words import Refused
from bihuan.loops.engine.asked import Other
from bihuan.loops.engine.deciding import noting
from bihuan.loops.engine.evolving import evolve
from bihuan.loops.spec.loop import LoopSpec
from tests.loops.errands import BAISHI, CLERK, CLERK_2, JUDGE, LOOP, OFFICE, VISITOR, Way, photo


class refusal:  # noqa: N801 - reads as a word of the test
    """Expects a refusal of one code; `said` holds it afterwards."""

    def __init__(self, code):
        self.code = code
        self.said = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        assert isinstance(error, Refused), f"was not refused with {self.code}"
        assert error.code == self.code
        self.said = error.said
        return True


def with_acts(*acts, **changed):
    written = LOOP.model_dump(mode="json", by_alias=True)
    written["acts"] += acts
    return LoopSpec.model_validate_json(json.dumps(written | changed))


def test_an_errand_goes_from_raising_to_closing():
    way = Way().done()
    way.does("close", JUDGE)
    assert (way.matter.stage, way.matter.lead) == ("closed", "baishi")
    assert [clock.state for clock in way.matter.clocks] == ["met", "met"]
    assert way.matter.closed == way.now


def test_nobody_but_the_lead_unit_handles():
    way = Way().assigned("baishi")
    with refusal("act-not-yours") as refused:
        way.does("finish", CLERK, evidence=(photo(),))
    assert "Handler" in refused.said.help.en


def test_an_act_is_done_at_its_stage_only():
    with refusal("act-not-here") as refused:
        Way().does("close", JUDGE)
    assert refused.said.parameters["stages"].en == "Done"


def test_the_handler_never_closes_and_a_deputy_does_not_help():
    way = Way().done()
    with refusal("act-conflict"):
        way.does("close", JUDGE, persons=(BAISHI.name,))
    way.does("close", JUDGE)
    assert way.matter.stage == "closed"


def test_who_closed_does_not_visit():
    way = Way().done()
    way.does("close", JUDGE)
    with refusal("act-conflict"):
        way.does("visit", VISITOR, persons=("judge",), said={"reached": False})


def test_the_visit_is_of_a_third_party():
    way = Way().done("tongji", VISITOR)
    way.does("close", JUDGE)
    with refusal("act-not-yours"):
        way.does("visit", replace(VISITOR, name="another"), said={"reached": False})


def test_all_that_is_missing_is_told_at_once():
    way = Way().assigned()
    way.values = {"told": False}
    with refusal("act-not-ready") as refused:
        way.does("finish", BAISHI)
    said = refused.said.text
    assert "the person must be told first" in said.en
    assert "outcome" in said.en
    assert "Photo" in said.en
    assert "须先告知本人" in said.zh


@pytest.mark.parametrize(
    "pieces",
    [(), (photo(place=None),), (photo(made=Way().now),)],
    ids=["none", "no place", "made before the work began"],
)
def test_evidence_is_there_and_placed_and_made_after_the_work_began(pieces):
    with refusal("act-not-ready"):
        Way().assigned().does("finish", BAISHI, evidence=pieces)


def test_a_decision_has_a_reason():
    with refusal("act-not-ready"):
        Way().does("end", OFFICE, reason=" ")


def test_an_unknown_key_of_what_is_said_is_refused():
    with refusal("act-said-wrong"):
        Way().does("assign", OFFICE, said={"lead": "baishi", "urgent": True})


def test_a_wrong_dispatch_is_returned_once_and_then_final():
    way = Way().assigned("baishi")
    way.does("return", BAISHI)
    way.does("adjudicate", JUDGE, said={"upheld": False})
    assert way.matter.final
    with refusal("finally-designated"):
        way.does("return", BAISHI)


def test_an_objection_that_is_upheld_gives_another_lead_with_a_clock_of_its_own():
    way = Way().assigned("baishi")
    way.does("return", BAISHI)
    way.does("adjudicate", JUDGE, said={"upheld": True, "lead": "yunling"})
    assert way.matter.lead == "yunling"
    assert way.matter.objections[0].upheld


def test_who_dispatched_does_not_adjudicate():
    way = Way().assigned("baishi")
    way.does("return", BAISHI)
    with refusal("act-conflict"):
        way.does("adjudicate", JUDGE, persons=(OFFICE.name,), said={"upheld": False})


def test_an_objection_is_made_within_its_clock():
    way = Way().assigned("baishi")
    way.now += timedelta(days=5)
    with refusal("act-too-late"):
        way.does("return", BAISHI)


def test_what_must_wait_for_a_clock_is_refused_before_its_end():
    late = tuple(
        each.model_copy(update={"after": "handle"}) if each.name == "finish" else each
        for each in LOOP.acts
    )
    way = Way(LOOP.model_copy(update={"acts": late})).assigned("baishi")
    with refusal("act-too-early"):
        way.does("finish", BAISHI, evidence=(photo(),))
    way.now += timedelta(days=30)
    assert way.does("finish", BAISHI, evidence=(photo(),)).stage == "done"


def test_the_first_to_claim_has_it():
    way = Way()
    way.does("claim", BAISHI)
    assert way.matter.lead == "baishi"
    with refusal("act-not-here"):
        way.does("claim", CLERK)


def test_the_unit_that_is_reported_takes_no_part():
    way = Way(concerns="baishi")
    with refusal("act-reported"):
        way.assigned("baishi")
    with refusal("act-reported"):
        way.does("claim", BAISHI)


def test_a_reported_person_takes_no_part():
    way = Way(concerns="clerk-2").assigned("yunling")
    with refusal("act-reported"):
        way.does("finish", CLERK_2, evidence=(photo(),))


def test_a_visit_that_finds_it_unsolved_reopens_and_keeps_both_clocks():
    way = Way().done()
    way.does("close", JUDGE)
    before = way.matter.clocks
    way.does("visit", VISITOR, said={"reached": True, "solved": False, "grade": "bad"})
    assert (way.matter.stage, way.matter.round, way.matter.closed) == ("assigned", 2, None)
    assert way.matter.clocks[: len(before)] == before
    assert [clock.round for clock in way.matter.clocks if clock.state == "running"] == [2]


def test_a_visit_says_whether_it_is_solved():
    way = Way().done()
    way.does("close", JUDGE)
    with refusal("act-word-unknown"):
        way.does("visit", VISITOR, said={"reached": True, "grade": "good"})
    with refusal("act-word-unknown"):
        way.does("visit", VISITOR, said={"reached": True, "solved": True, "grade": "best"})


def test_a_matter_does_not_close_while_a_sub_matter_is_open():
    way = Way().done()
    way.matter = evolve(way.matter, noting(way.matter, "m2", "opened", way.asked(OFFICE)), LOOP)
    with refusal("act-not-ready"):
        way.does("close", JUDGE)
    way.matter = evolve(way.matter, noting(way.matter, "m2", "ended", way.asked(OFFICE)), LOOP)
    way.does("close", JUDGE)


def test_a_merged_matter_has_no_clock_that_runs():
    merge = {
        "name": "merge", "title": {"zh": "并件", "en": "Merge"}, "does": "merge",
        "from": ["assigned"], "to": "ended", "by": ["dispatcher"], "reason": True,
    }  # fmt: skip
    way = Way(with_acts(merge)).assigned()
    other = Other("m2", "errands", is_open=True)
    with refusal("other-matter"):
        way.does("merge", OFFICE, said={"into": "2"}, other=replace(other, is_open=False))
    way.does("merge", OFFICE, said={"into": "2"}, other=other)
    assert {clock.state for clock in way.matter.clocks} == {"cancelled"}
    assert way.matter.merged_into == "m2"


def panel_acts():
    common = {"from": ["assigned"], "panel": "review"}
    title = {"zh": "会商", "en": "Panel"}
    return (
        {"name": "opine", "title": title, "does": "opine", "by": ["member"], **common},
        {"name": "conclude", "title": title, "does": "conclude", "by": ["dispatcher"], **common},
    )


def test_silence_is_never_consent():
    written = LOOP.model_dump(mode="json", by_alias=True)
    member = {
        "name": "member", "title": {"zh": "成员", "en": "Member"}, "roles": ["clerk"],
        "over": "member",
    }  # fmt: skip
    panel = {**written["panels"][0], "quorum": 1, "passes": "60"}
    loop = with_acts(*panel_acts(), duties=[*written["duties"], member], panels=[panel])
    way = Way(loop).assigned()
    way.does("convene", OFFICE)
    with refusal("panel-refused"):
        way.does("conclude", OFFICE)
    said = {"unit": "tongji", "verdict": "agree_on_conditions", "conditions": ["invented"]}
    way.does("opine", VISITOR, said=said)
    with refusal("panel-refused"):
        way.does("opine", VISITOR, said=said)
    # One of two members agreed: half of all, less than the share.
    event = way.does("conclude", OFFICE)
    assert event.said["passed"] is False


def test_a_time_before_the_stage_or_in_the_future_is_refused():
    way = Way()
    asked_at = way.now - timedelta(days=1)
    way.now = asked_at
    with refusal("act-at-another-time"):
        way.assigned()


def test_nobody_raises_a_matter_without_a_role():
    with refusal("act-not-yours"):
        Way(by=OFFICE)
