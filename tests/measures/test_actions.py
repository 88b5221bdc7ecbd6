from dataclasses import replace

import pytest

from bihuan.ledger.facts import Source
from bihuan.ledger.viewer import public
from bihuan.ledger.words import Refused
from bihuan.measures import actions, queries
from bihuan.measures.observations import Entry
from bihuan.orgs import queries as orgs
from tests.measures.cast import AT, INVESTMENT, LATER, district, enact

pytestmark = pytest.mark.django_db

ENTRY = Entry(
    "investment", "yunling", "2025Q2", "11.5", target="10", source=Source("d" * 64, "表一", "B7")
)
ON = AT.date()


@pytest.fixture(autouse=True)
def operator():
    return district()


def account(name):
    return orgs.viewer("qingxi", name, ON)


def refused(code, act, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code


def enter(entry=ENTRY, *, by="yunling-clerk", at=AT, **more):
    return actions.observe([entry], by=account(by), at=at, **more)


def stands(indicator="investment", unit="yunling", period="2025Q2"):
    return queries.current(orgs.operator("qingxi"), indicator, unit, period)


def test_a_value_is_kept_at_its_decimals_with_its_source():
    (fact,) = enter()
    seen = stands()
    assert (seen.value, seen.target, seen.prior) == (1150, 1000, None)
    assert seen.source == Source("d" * 64, "表一", "B7")
    assert (seen.fact, seen.row, seen.first_recorded) == (fact.id, None, AT)
    assert fact.data["value"] == "11.50"


def test_a_value_said_again_records_nothing():
    enter()
    assert enter() == []


def test_a_request_seen_before_records_nothing_again():
    (first,) = enter(request="form-7")
    assert enter(request="form-7") == [first]
    actions.correct(replace(ENTRY, value="12"), reason="核减", by=account("office"), at=LATER)
    assert enter(replace(ENTRY, target=None), request="form-7") == [first]
    assert stands().value == 1200


def test_a_request_of_many_values_returns_all_that_it_recorded():
    both = [ENTRY, replace(ENTRY, unit="baisha")]
    first = actions.observe(both, by=account("office"), at=AT, request="form-7")
    assert actions.observe(both, by=account("office"), at=LATER, request="form-7") == first


@pytest.mark.parametrize("change", [{"value": "12"}, {"target": "9"}, {"period": "2025Q1"}])
@pytest.mark.parametrize("changed", [0, 1])
def test_a_request_that_comes_back_with_another_value_is_refused(changed, change):
    both = [ENTRY, replace(ENTRY, unit="baisha")]
    by = account("office")
    actions.observe(both, by=by, at=AT, request="form-7")
    both[changed] = replace(both[changed], **change)
    refused("request-reused", actions.observe, both, by=by, at=AT, request="form-7")


def test_a_request_that_adjusted_or_imported_enters_no_value():
    adjust(request="r1")
    refused("request-reused", enter, request="r1")
    refused("request-reused", adjust, points="3", request="r1")
    row = {"indicator": "investment", "unit": "baisha", "period": "2025Q2", "value": "1"}
    by = account("office")
    actions.import_observations([row], document="a" * 64, by=by, at=AT, request="r2")
    refused("request-reused", enter, by="office", request="r2")
    enter(by="office", request="r3")
    for taken in ("r1", "r3"):
        more = {"document": "a" * 64, "by": by, "at": AT, "request": taken}
        refused("request-reused", actions.import_observations, [row], **more)
    assert stands().value == 1150


def test_a_request_of_somebody_else_is_refused():
    enter(request="form-7")
    refused("request-reused", enter, by="office", request="form-7")


def test_a_value_twice_in_one_act_is_refused():
    twice = [ENTRY, replace(ENTRY, value="12")]
    refused("row-twice", actions.observe, twice, by=account("office"), at=AT)


def test_a_changed_value_needs_a_reason():
    enter()
    refused("value-stands", enter, replace(ENTRY, value="12"))
    enter(replace(ENTRY, value="12"), reason="统计局核减", at=LATER)
    assert stands().value == 1200


def test_a_blank_is_filled_in_without_a_reason_and_is_no_earlier_for_it():
    enter(Entry("investment", "yunling", "2025Q2", target="10"))
    enter(Entry("investment", "yunling", "2025Q2", value="9"), at=LATER)
    seen = stands()
    assert (seen.value, seen.target, seen.first_recorded) == (900, 1000, LATER)


def test_what_a_correction_replaced_stays_readable_with_role_and_reason():
    enter()
    by = account("yunling-clerk")
    actions.correct(replace(ENTRY, value="12"), reason="漏计一个项目", by=by, at=LATER)
    first, second = queries.history(by, "investment", "yunling", "2025Q2")
    assert (first.value, first.stands, first.role) == ("11.50", False, "clerk")
    assert (second.value, second.stands, second.reason) == ("12.00", True, "漏计一个项目")
    (correction,) = queries.corrections(by, ["investment"], ["2025Q2"])
    assert (correction.before, correction.after) == (first, second)


def test_a_correction_can_be_corrected():
    enter()
    by = account("yunling-clerk")
    for value in ("12", "13"):
        actions.correct(replace(ENTRY, value=value), reason="核实", by=by, at=LATER)
    assert stands().value == 1300
    assert len(queries.corrections(by, ["investment"], ["2025Q2"])) == 2


def test_a_unit_does_not_change_what_an_office_recorded():
    enter(by="office")
    key, by = ("investment", "yunling", "2025Q2"), account("yunling-clerk")
    more = {"reason": "复核", "by": by, "at": LATER}
    refused("may-not-change", actions.correct, replace(ENTRY, value="12"), **more)
    refused("may-not-change", actions.retract, *key, **more)
    refused("may-not-change", enter, replace(ENTRY, value="12"), at=LATER, reason="复核")
    rows = [{"indicator": key[0], "unit": key[1], "period": key[2], "value": "12"}]
    refused("may-not-change", actions.import_observations, rows, document="e" * 64, **more)
    actions.correct(replace(ENTRY, value="12"), **{**more, "by": account("office")})
    refused("may-not-change", actions.correct, ENTRY, **{**more, "by": account("yunling-head")})


def test_what_a_unit_filled_in_beside_the_figure_of_an_office_is_its_own_alone():
    enter(replace(ENTRY, value=None, target="10"), by="office")
    enter(replace(ENTRY, value="9", target=None))
    more = {"reason": "复核", "by": account("yunling-head"), "at": LATER}
    actions.correct(replace(ENTRY, value="8", target=None), **more)
    refused("may-not-change", actions.correct, replace(ENTRY, target="7"), **more)
    refused("may-not-change", actions.retract, "investment", "yunling", "2025Q2", **more)
    assert (stands().value, stands().target) == (800, 1000)


def test_a_correction_does_not_make_a_value_late():
    enter()
    actions.correct(
        replace(ENTRY, value="12"), reason="核实", by=account("yunling-clerk"), at=LATER
    )
    assert not stands().is_late(AT)
    assert stands().recorded == LATER


def test_a_value_recorded_after_the_cutoff_is_late():
    enter(at=LATER)
    assert stands().is_late(AT)


def test_a_correction_without_a_reason_or_a_change_is_refused():
    enter()
    by = account("yunling-clerk")
    refused("reason-needed", actions.correct, replace(ENTRY, value="1"), reason=" ", by=by, at=AT)
    refused("nothing-changes", actions.correct, ENTRY, reason="核实", by=by, at=AT)


def test_a_value_that_was_never_entered_cannot_be_corrected():
    by = account("yunling-clerk")
    refused("nothing-stands", actions.correct, ENTRY, reason="核实", by=by, at=AT)


def test_a_withdrawn_value_is_gone_and_its_history_is_not():
    enter()
    by = account("yunling-clerk")
    actions.retract("investment", "yunling", "2025Q2", reason="重复填报", by=by, at=LATER)
    assert stands() is None
    first, last = queries.history(by, "investment", "yunling", "2025Q2")
    assert (first.value, last.withdrawn, last.reason) == ("11.50", True, "重复填报")
    enter(replace(ENTRY, value="10"), at=LATER)
    assert stands().value == 1000


def test_a_clerk_enters_for_the_own_unit_only():
    refused("may-not-enter", enter, replace(ENTRY, unit="baisha"))
    refused("may-not-enter", enter, by="audit")
    enter(replace(ENTRY, unit="baisha"), by="office")


def test_a_role_that_has_ended_enters_nothing():
    after = orgs.viewer("qingxi", "office", ON.replace(year=2026))
    refused("may-not-enter", actions.observe, [ENTRY], by=after, at=AT)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"indicator": "tax"}, "indicator-unknown"),
        ({"period": "2025-06"}, "period-of-other-length"),
        ({"period": "二季度"}, "not-a-period"),
        ({"unit": "yunlin"}, "unit-misspelt"),
        ({"unit": "shiqiao"}, "unit-ended"),
        ({"value": "1.234"}, "number-too-fine"),
        ({"value": "nan"}, "number-not-finite"),
        ({"value": "460000000"}, "number-too-large"),
        ({"value": None, "target": None}, "nothing-given"),
    ],
)
def test_what_is_unfit_is_refused_and_nothing_is_stored(change, code):
    refused(code, enter, replace(ENTRY, **change), by="office")
    assert stands() is None


def test_cumulative_months_are_taken_for_any_indicator():
    enter(replace(ENTRY, period="2025-01..2025-09"))
    assert stands(period="2025-01..2025-09").value == 1150


def test_a_value_counts_once_a_second_person_verified_it():
    enter(Entry("signed", "yunling", "2025Q2", "63"))
    key = ("signed", "yunling", "2025Q2")
    by = account("yunling-head")
    assert queries.counting(by, ["signed"], ["2025Q2"]) == []
    assert [value.unit for value in queries.unverified(by, ["signed"], ["2025Q2"])] == ["yunling"]
    actions.verify(*key, by=by, at=LATER)
    assert [value.value for value in queries.counting(by, ["signed"], ["2025Q2"])] == [63]


def test_whoever_entered_a_value_cannot_verify_it_even_by_another_account():
    enter(Entry("signed", "yunling", "2025Q2", "63"))
    key = ("signed", "yunling", "2025Q2")
    refused("verifier-entered-it", actions.verify, *key, by=account("yunling-deputy"), at=LATER)
    refused("may-not-verify", actions.verify, *key, by=account("yunling-clerk"), at=LATER)


def test_a_value_is_verified_once():
    enter(Entry("signed", "yunling", "2025Q2", "63"))
    key = ("signed", "yunling", "2025Q2")
    actions.verify(*key, by=account("yunling-head"), at=LATER)
    refused("verified-already", actions.verify, *key, by=account("office"), at=LATER)


def test_a_corrected_value_must_be_verified_again():
    enter(Entry("signed", "yunling", "2025Q2", "63"))
    actions.verify("signed", "yunling", "2025Q2", by=account("yunling-head"), at=LATER)
    entry = Entry("signed", "yunling", "2025Q2", "64")
    actions.correct(entry, reason="补签一户", by=account("yunling-clerk"), at=LATER)
    assert not stands("signed").verified


def test_ratings_of_a_panel_are_one_value():
    enter(Entry("investment", "yunling", "2025Q2", ratings=("90", "85.5", "70")))
    assert stands().ratings == (9000, 8550, 7000)
    by = account("office")
    assert queries.missing(by, ["investment"], ["yunling", "baisha"], "2025Q2") == [
        ("investment", "baisha")
    ]


def adjust(**more):
    event = {
        "scheme": "race", "effect": "bonus", "rule": "model", "unit": "yunling",
        "period": "2025Q2", "points": "2", "reason": "省级现场会", "at": AT,
    }  # fmt: skip
    return actions.adjust(**{**event, "by": account("office"), **more})


def test_a_bonus_counts_in_micro_points_until_it_is_withdrawn():
    fact = adjust()
    (seen,) = queries.adjustments(account("yunling-clerk"), "race", "2025Q2")
    assert (seen.effect, seen.points, seen.reason) == ("bonus", 2_000_000, "省级现场会")
    by = account("office")
    actions.withdraw_adjustment(fact.id, reason="重复", by=by, at=LATER)
    assert queries.adjustments(by, "race", "2025Q2") == []
    with pytest.raises(Refused, match="no record"):
        actions.withdraw_adjustment(fact.id, reason="重复", by=by, at=LATER)


def test_a_reason_and_a_place_fit_their_columns_to_the_last_character():
    source = Source("d" * 64, "表" * 100, "A" * 20, "f" * 200)
    adjust(reason="因" * 1000, source=source)
    enter(replace(ENTRY, source=source))
    (seen,) = queries.adjustments(account("office"), "race", "2025Q2")
    assert (seen.reason, seen.source) == ("因" * 1000, source)
    refused("text-too-long", adjust, reason="因" * 1001)
    refused("text-too-long", adjust, source=replace(source, sheet="表" * 101))
    refused(
        "text-too-long",
        enter,
        replace(ENTRY, unit="baisha", source=Source(cell="A" * 21)),
        by="office",
    )


def test_a_veto_carries_no_points():
    adjust(effect="veto", rule="accident", points=None)
    (seen,) = queries.adjustments(account("office"), "race", "2025Q2")
    assert (seen.effect, seen.points) == ("veto", None)


def test_a_bonus_without_points_or_without_its_ground_is_told_so():
    refused("points-missing", adjust, points=None)
    refused("ground-needed", adjust, reason=" ")


@pytest.mark.parametrize("points", ["-1", "0", "many", ""])
def test_points_stand_without_a_sign(points):
    refused("points-positive", adjust, points=points)


def test_a_clerk_gives_no_bonus_and_none_goes_without_a_reason():
    refused("may-not-adjust", adjust, by=account("yunling-clerk"))
    refused("ground-needed", adjust, reason="")


def test_an_indicator_keeps_its_unit_of_measure_once_it_has_values():
    enact(INVESTMENT.replace("decimals: 2", "decimals: 3"))
    enter()
    refused("indicator-keeps-scale", enact, INVESTMENT)


def test_a_value_that_was_withdrawn_keeps_the_scale_of_its_indicator():
    enter(replace(ENTRY, value="12.34"))
    by = account("yunling-clerk")
    actions.retract("investment", "yunling", "2025Q2", reason="重复填报", by=by, at=LATER)
    refused(
        "indicator-keeps-scale", enact, INVESTMENT.replace("decimals: 2", "decimals: 0"), at=LATER
    )
    assert queries.history(by, "investment", "yunling", "2025Q2")[0].value == "12.34"


def test_viewers_see_the_values_under_their_roles_only():
    enter()
    enter(replace(ENTRY, unit="baisha"), by="office")

    def units(viewer):
        return [value.unit for value in queries.observations(viewer, ["investment"], ["2025Q2"])]

    assert units(account("yunling-clerk")) == ["yunling"]
    assert units(account("audit")) == ["baisha", "yunling"]
    assert units(public("qingxi")) == []


def test_two_origins_never_meet():
    district("linjiang")
    enter()
    adjust()
    other = orgs.operator("linjiang")
    assert queries.observations(other, ["investment"], ["2025Q2"]) == []
    assert queries.history(other, "investment", "yunling", "2025Q2") == []
    assert queries.corrections(other, ["investment"], ["2025Q2"]) == []
    assert queries.adjustments(other, "race", "2025Q2") == []
    refused("nothing-stands", actions.correct, ENTRY, reason="核实", by=other, at=LATER)
    actions.observe([replace(ENTRY, value="1")], by=other, at=AT)
    assert stands().value == 1150
