from concurrent.futures import ThreadPoolExecutor
from inspect import isfunction
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.ledger.actions import keep, record
from bihuan.ledger.facts import Draft, Source
from bihuan.ledger.rebuilding import rebuild
from bihuan.ledger.sealing import seal
from bihuan.ledger.viewer import Grant, Viewer, public
from bihuan.ledger.words import Refused, Text
from bihuan.measures.actions import correct, observe, withdraw_adjustment
from bihuan.measures.observations import Entry
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator
from bihuan.schemes import actions, queries
from bihuan.schemes.gathering import gather
from tests.schemes.cast_of_runs import ORIGIN, account, day, put_in_force, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _district(tmp_path):
    put_in_force(tmp_path)


def third_quarter():
    report("2025Q3", "2025-10-08", jia=("115", "100"), yi=("80", "80"), bing=("45", "60"))


def score(period="2025Q3", on="2025-10-12"):
    return actions.score("race", period, by=account("desk"), at=day(on))


def approve(run, on="2025-10-16"):
    return actions.approve(run, by=account("leader"), at=day(on))


def refused(code, attempt):
    with pytest.raises(Refused) as found:
        attempt()
    assert found.value.code == code


def take_back(**other):
    """Take the golden ox of the third quarter from Jia, or do whatever else is said."""
    said = {
        "award": "golden-ox", "unit": "jia",
        "decision_no": "青考〔2025〕3号", "reason": "投资额不实",
        "by": account("leader"), "at": day("2025-10-20"), **other,
    }  # fmt: skip
    return actions.revoke_award("race", said.pop("period", "2025Q3"), **said)


def totals(run):
    return {row["unit"]: row["total"] for row in queries.result(run)["rows"]}


def test_a_run_scores_what_was_reported_and_is_a_trial():
    third_quarter()
    run = score()
    assert (run.state, run.number) == ("trial", 1)
    assert totals(run) == {"jia": "115.00", "yi": "100.00", "bing": "75.00"}
    assert queries.result(run)["awards"][0]["groups"][0]["winners"][0]["unit"] == "jia"


def test_a_period_without_values_is_refused():
    with pytest.raises(Refused) as refused:
        score()
    assert refused.value.code == "nothing-to-score"


PANEL = """
apiVersion: bihuan/v1
kind: Scheme
metadata: {name: panel, title: {zh: 评议, en: Panel}, effective: 2020-01-01}
spec:
  every: quarter
  contestants: [{name: towns, title: {zh: 乡镇, en: Towns}, group: towns}]
  score:
    parts: [{indicator: work, weight: 100, method: panel_mean}]
"""
WORK = """
apiVersion: bihuan/v1
kind: Indicator
metadata: {name: work, title: {zh: 工作评议, en: Work}, effective: 2020-01-01}
spec: {every: quarter, unit_of_measure: 分, decimals: 1}
"""


def test_a_scheme_of_panel_marks_alone_is_scored(tmp_path):
    for name, text in (("panel", PANEL), ("work", WORK)):
        (tmp_path / f"{name}.yaml").write_text(text.lstrip(), encoding="utf-8")
    apply_pack(read_pack(tmp_path), by=operator(ORIGIN), at=day("2025-01-06"))
    marks = {"jia": ("90", "80"), "yi": ("70", "80"), "bing": ("60", "60")}
    entries = [Entry("work", unit, "2025Q3", ratings=given) for unit, given in marks.items()]
    observe(entries, by=operator(ORIGIN), at=day("2025-10-08"))
    run = actions.score("panel", "2025Q3", by=account("desk"), at=day("2025-10-12"))
    assert totals(run) == {"jia": "85.00", "yi": "75.00", "bing": "60.00"}


def test_the_name_of_a_document_is_asked_for_once_however_many_figures_it_holds():
    document = keep(b"q3", name="三季度.xlsx", type="application/xlsx")
    entries = [
        Entry("investment", unit, "2025Q3", "9", "9", source=Source(document, "表", cell))
        for unit, cell in (("jia", "B2"), ("yi", "B3"), ("bing", "B4"))
    ]
    observe(entries, by=operator(ORIGIN), at=day("2025-10-08"))
    seal(ORIGIN)
    with CaptureQueriesContext(connection) as asked:
        gathered = gather(account("desk"), "race", "2025Q3", as_of=0)
    names = [each for each in asked if "ledger_document" in each["sql"] and document in each["sql"]]
    assert len(names) == 1
    sources = {row["source"]["cell"]: row["source"]["name"] for row in gathered.result["facts"]}
    assert sources == dict.fromkeys(("B2", "B3", "B4"), "三季度.xlsx")


def test_a_period_of_another_kind_is_refused():
    with pytest.raises(Refused) as refused:
        score("2025H1")
    assert refused.value.code == "wrong-period-type"


def test_a_town_reporter_may_not_score():
    third_quarter()
    with pytest.raises(Refused) as refused:
        actions.score("race", "2025Q3", by=account("clerk"), at=day("2025-10-12"))
    assert refused.value.code == "not-your-role"


def test_whoever_may_not_is_told_in_words_who_may():
    third_quarter()
    with pytest.raises(Refused) as refused:
        actions.approve(score(), by=account("clerk"), at=day("2025-10-16"))
    assert refused.value.said.help == Text(
        "ask somebody who is the committee or a leader in charge",
        "请由具有以下角色的人员办理：考核委员会、分管领导",
    )


def of_one_town(role):
    """Return somebody who holds a role over Jia only."""
    return Viewer(ORIGIN, "town", "p-town", (Grant(role, f"/{ORIGIN}/jia/"),))


def test_a_role_over_one_town_decides_nothing_for_all():
    third_quarter()
    run, when = score(), day("2025-10-16")
    for attempt in (
        lambda: actions.score("race", "2025Q3", by=of_one_town("assess_office"), at=when),
        lambda: actions.approve(run, by=of_one_town("committee"), at=when),
        lambda: actions.revoke_award(
            "race", "2025Q3", award="golden-ox", unit="jia", decision_no="1", reason="–",
            by=of_one_town("committee"), at=when,
        ),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "not-your-role"


def test_the_committee_approves_what_the_desk_prepared():
    third_quarter()
    assert actions.approve(score(), by=account("leader"), at=day("2025-10-16")).state == "approved"


def test_whoever_prepared_a_result_cannot_approve_it_through_another_account():
    third_quarter()
    with pytest.raises(Refused) as refused:
        actions.approve(score(), by=account("desk-two"), at=day("2025-10-16"))
    assert refused.value.code == "same-person"


def test_whoever_recorded_what_counts_cannot_approve_it():
    third_quarter()
    leader = account("leader")
    first = adjust(by=leader)
    refused("approver-took-part", lambda: approve(score()))
    withdraw_adjustment(first.id, reason="重复", by=leader, at=day("2025-10-12"))
    adjust(at=day("2025-10-12"))
    assert approve(score()).state == "approved"


def test_whoever_entered_a_figure_cannot_approve_it_through_another_account():
    report("2025Q3", "2025-10-08", jia=("115", "100"), yi=("80", "80"))
    entry = Entry("investment", "bing", "2025Q3", "45", "60")
    grants = (Grant("clerk", f"/{ORIGIN}/"),)
    observe([entry], by=Viewer(ORIGIN, "b", "p-leader", grants), at=day("2025-10-08"))
    with pytest.raises(Refused, match="a figure of Bing") as found:
        approve(score())
    assert found.value.code == "approver-took-part"


def test_the_desk_cannot_approve():
    third_quarter()
    with pytest.raises(Refused) as refused:
        actions.approve(score(), by=account("desk"), at=day("2025-10-16"))
    assert refused.value.code == "not-your-role"


def test_a_result_with_a_missing_value_is_not_approved():
    report("2025Q3", "2025-10-08", jia=("115", "100"), yi=("80", "80"))
    run = score()
    assert totals(run)["bing"] is None
    with pytest.raises(Refused) as refused:
        actions.approve(run, by=account("leader"), at=day("2025-10-16"))
    assert refused.value.code == "result-blocked"


def test_a_value_first_reported_after_the_cut_off_counts_as_missing():
    report("2025Q3", "2025-10-08", jia=("115", "100"), yi=("80", "80"))
    report("2025Q3", "2025-10-11", bing=("45", "60"))
    assert totals(score())["bing"] is None


def test_a_value_reported_on_the_last_evening_is_in_time():
    report("2025Q3", "2025-10-10", jia=("115", "100"), yi=("80", "80"), bing=("45", "60"))
    assert totals(score())["bing"] == "75.00"


def test_a_correction_makes_a_new_run_and_leaves_the_old_one_as_it_was():
    third_quarter()
    first = score()
    entry = Entry("investment", "bing", "2025Q3", "54")
    correct(entry, reason="银行回单补充", by=account("desk"), at=day("2025-10-13"))
    second = score(on="2025-10-14")
    assert (totals(first)["bing"], totals(second)["bing"]) == ("75.00", "90.00")
    assert second.number == 2


def test_an_approved_run_that_a_newer_one_replaced_goes_no_further():
    third_quarter()
    first = score()
    score(on="2025-10-14")
    refused("run-changed", lambda: approve(first))


def adjust(**other):
    """Give Yi two points under the race's rule, or whatever else is said."""
    said = {
        "effect": "bonus", "rule": "listed", "unit": "yi", "period": "2025Q3", "points": "2",
        "reason": "列入省重大项目", **other,
    }  # fmt: skip
    said = {"by": account("desk"), "at": day("2025-10-09"), **said}
    return actions.adjust(said.pop("scheme", "race"), **said)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("not-in-force", {"scheme": "rase"}),
        ("wrong-period-type", {"period": "2025H2"}),
        ("rule-unknown", {"rule": "lister"}),
        ("rule-unknown", {"effect": "deduction"}),
        ("rule-unknown", {"effect": "veto", "points": None}),
        ("no-unit-in-run", {"unit": "office"}),
        ("points-above-most", {"points": "3.5"}),
        ("points-missing", {"points": None}),
        ("ground-needed", {"reason": ""}),
        ("veto-with-points", {"effect": "veto", "rule": "false-figures"}),
    ],
)
def test_an_adjustment_stands_on_a_rule_of_the_scheme(code, said):
    with pytest.raises(Refused) as refused:
        adjust(**said)
    assert refused.value.code == code


def test_a_rule_written_wrong_is_told_what_was_meant_and_a_cap_is_named():
    with pytest.raises(Refused) as refused:
        adjust(rule="lister")
    assert 'did you mean "listed"?' in refused.value.said.help.en
    with pytest.raises(Refused) as refused:
        adjust(points="3.5")
    assert "超过“入选”每期最多 3 分" in refused.value.said.text.zh


def test_a_veto_on_its_basis_is_recorded_without_points():
    assert adjust(effect="veto", rule="false-figures", points=None).data["points"] is None


def test_a_bonus_moves_the_total_and_keeps_its_reason():
    third_quarter()
    adjust()
    row = queries.row(queries.result(score()), "yi")
    assert row["total"] == "102.00"
    assert row["adjustments"][0]["reason"] == "列入省重大项目"


def test_streaks_run_through_approved_periods_only():
    report("2025Q1", "2025-04-05", jia=("90", "100"), yi=("70", "80"), bing=("45", "60"))
    actions.score("race", "2025Q1", by=account("desk"), at=day("2025-04-10"))
    report("2025Q2", "2025-07-05", jia=("95", "100"), yi=("70", "80"), bing=("45", "60"))
    second = actions.score("race", "2025Q2", by=account("desk"), at=day("2025-07-10"))
    actions.approve(second, by=account("leader"), at=day("2025-07-12"))
    third_quarter()
    won = queries.result(score())["awards"][0]["groups"][0]["winners"][0]
    assert (won["streak"], won["since"]) == (2, "2025Q2")


def test_an_award_taken_back_goes_to_the_next_and_the_first_result_stays():
    third_quarter()
    first = approve(score())
    take_back()
    winners = [
        queries.result(run)["awards"][0]["groups"][0]["winners"][0]["unit"]
        for run in (first, score(on="2025-10-21"))
    ]
    assert winners == ["jia", "yi"]


def test_an_award_that_a_unit_does_not_hold_cannot_be_taken_back():
    third_quarter()
    approve(score())
    refused("no-such-award", lambda: take_back(unit="bing"))


def test_only_an_approved_result_gives_an_award_that_can_be_taken_back():
    third_quarter()
    score()
    refused("not-approved", take_back)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("decision-needed", {"decision_no": " "}),
        ("decision-needed", {"decision_no": "第" * 101}),
        ("revocation-needs-reason", {"reason": " "}),
        ("same-person", {"by": lambda: account("desk-two")}),
    ],
)
def test_an_award_is_taken_back_by_a_numbered_decision_with_a_reason_by_another(code, said):
    third_quarter()
    approve(score())
    said = {name: value() if callable(value) else value for name, value in said.items()}
    refused(code, lambda: take_back(**said))


def test_an_award_is_taken_back_once_and_the_decision_is_named():
    third_quarter()
    approve(score())
    take_back()
    refused("already-revoked", take_back)
    approve(score(on="2025-10-21"), on="2025-10-22")
    with pytest.raises(Refused) as found:
        take_back(unit="甲镇")
    assert found.value.code == "already-revoked"
    assert "青考〔2025〕3号" in found.value.said.text.zh


def won_in_a_row(on="2025-10-20"):
    winner = queries.result(score(on=on))["awards"][0]["groups"][0]["winners"][0]
    return winner["unit"], winner["streak"]


def two_quarters_won_by_jia():
    report("2025Q2", "2025-07-05", jia=("95", "100"), yi=("70", "80"), bing=("45", "60"))
    second = actions.score("race", "2025Q2", by=account("desk"), at=day("2025-07-10"))
    second = approve(second, on="2025-07-12")
    third_quarter()
    return second


def test_an_award_taken_back_makes_no_streak():
    two_quarters_won_by_jia()
    assert won_in_a_row() == ("jia", 2)
    take_back(period="2025Q2")
    assert won_in_a_row() == ("jia", 1)
    (past,) = queries.result(score(on="2025-10-20"))["history"]["jia"]
    assert past["awards"] == []


def test_a_run_taken_back_is_no_history_and_no_result():
    second = two_quarters_won_by_jia()
    gone = actions.revoke_run(second, reason="数据有误", by=account("leader"), at=day("2025-10-20"))
    assert gone.state == "revoked"
    assert won_in_a_row() == ("jia", 1)
    assert queries.history(account("leader"), "race", "2025Q3") == []
    refused("no-run", lambda: queries.latest(account("leader"), "race", "2025Q2"))


def test_taking_a_run_back_needs_a_reason_and_goes_once():
    third_quarter()
    run, by, at = score(), account("leader"), day("2025-10-16")
    refused("revocation-needs-reason", lambda: actions.revoke_run(run, reason=" ", by=by, at=at))
    gone = actions.revoke_run(run, reason="有误", by=by, at=at)
    refused("run-changed", lambda: actions.revoke_run(run, reason="有误", by=by, at=at))
    refused("no-such-step", lambda: actions.revoke_run(gone, reason="有误", by=by, at=at))


def test_only_an_approved_run_can_be_marked_published_and_by_a_second_person():
    third_quarter()
    run, leader, at = score(), account("leader"), day("2025-10-17")
    refused("no-such-step", lambda: actions.mark_published(run, by=leader, at=at))
    run = approve(run)
    refused("same-person", lambda: actions.mark_published(run, by=account("desk"), at=at))
    assert actions.mark_published(run, by=leader, at=at).state == "published"


def test_a_step_is_taken_only_from_the_state_that_it_names():
    third_quarter()
    run = score()
    data = {"run": run.key, "from": "approved", "to": "published"}
    step = Draft("schemes.moved@1", "runs/race/2025Q3", f"run:{run.key}", data)
    record(step, by=account("leader"), at=day("2025-10-17"))
    assert queries.by_key(account("leader"), run.key).state == "trial"


# Every verb of the room, with what it is given.
VERBS = {
    "score": lambda _, **who: actions.score("race", "2025Q3", **who),
    "approve": actions.approve,
    "mark_published": actions.mark_published,
    "revoke_run": lambda run, **who: actions.revoke_run(run, reason="–", **who),
    "revoke_award": lambda _, **who: take_back(**who),
    "adjust": lambda _, **who: actions.adjust(
        "race", effect="bonus", rule="listed", unit="yi", period="2025Q3", points="2",
        reason="列入", **who,
    ),
}  # fmt: skip
BOTH = (Grant("committee", f"/{ORIGIN}/"), Grant("assess_office", f"/{ORIGIN}/"))
PREPARER = Viewer(ORIGIN, "desk-three", "p-desk", BOTH)


def test_the_verbs_are_these_and_no_other_public_function_changes_a_run():
    public_ones = {
        name
        for name, found in vars(actions).items()
        if isfunction(found) and found.__module__ == actions.__name__ and name[0] != "_"
    }
    assert public_ones == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", ["trial", "approved"])
def test_no_verb_serves_a_clerk_of_one_town(verb, state):
    third_quarter()
    run = score() if state == "trial" else approve(score())
    code = "may-not-adjust" if verb == "adjust" else "not-your-role"
    refused(code, lambda: VERBS[verb](run, by=account("clerk"), at=day("2025-10-16")))
    assert queries.by_key(account("leader"), run.key) == run


@pytest.mark.parametrize("verb", sorted(VERBS.keys() - {"score", "adjust"}))
@pytest.mark.parametrize("state", ["trial", "approved"])
def test_no_verb_lets_whoever_prepared_a_run_decide_on_it(verb, state):
    third_quarter()
    run = score() if state == "trial" else approve(score())
    code = "not-approved" if (verb, state) == ("revoke_award", "trial") else "same-person"
    refused(code, lambda: VERBS[verb](run, by=PREPARER, at=day("2025-10-16")))
    assert queries.by_key(account("leader"), run.key) == run


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_refused():
    third_quarter()
    run, at, by = score(), day("2025-10-16"), account("leader")
    together = Barrier(2)

    def decide(verb):
        together.wait()
        try:
            return VERBS[verb](run, by=by, at=at).state
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = set(pool.map(decide, ["approve", "revoke_run"]))
    assert done in ({"approved", "run-changed"}, {"revoked", "run-changed"}, {"revoked", "no-run"})
    (now,) = queries.runs(by)
    assert now.state in done


def test_the_public_sees_no_run():
    third_quarter()
    score()
    assert queries.runs(public(ORIGIN)) == ()


@pytest.mark.parametrize("role", ["citizen", "enterprise_user", "public"])
def test_who_does_not_work_in_the_district_sees_no_run(role):
    third_quarter()
    run = score()
    resident = Viewer(ORIGIN, "resident", "p-resident", (Grant(role, f"/{ORIGIN}/"),))
    assert queries.runs(resident) == ()
    refused("no-run", lambda: queries.latest(resident, "race", "2025Q3"))
    refused("run-unknown", lambda: queries.by_key(resident, run.key))
    assert queries.runs(account("clerk")) == (run,)


def test_periods_go_by_time_and_only_those_of_a_kind_are_history():
    for period, on in (
        ("2024-01..2024-09", "2024-10-08"), ("2025-01..2025-06", "2025-07-05"),
        ("2025Q2", "2025-07-05"), ("2025-01..2025-09", "2025-10-08"),
    ):  # fmt: skip
        report(period, on, jia=("9", "9"), yi=("8", "9"), bing=("7", "9"))
        approve(score(period, on), on)
    by = account("leader")
    assert [run.period for run in queries.runs(by)] == [
        "2025-01..2025-09", "2025Q2", "2025-01..2025-06", "2024-01..2024-09",
    ]  # fmt: skip
    past = queries.history(by, "race", "2025-01..2025-09")
    assert [row["period"] for row in past if row["unit"] == "jia"] == [
        "2024-01..2024-09", "2025-01..2025-06",
    ]  # fmt: skip
    assert {row["group"] for row in past} == {"towns"}
    assert queries.history(by, "race", "2025Q2") == []


def test_an_explanation_names_the_unit_in_both_languages():
    third_quarter()
    score()
    said = queries.explain(account("clerk"), "race", "2025Q3", "甲镇")
    assert "115.00" in said.en
    assert "甲镇" in said.zh


def test_a_unit_that_takes_no_part_is_answered_with_those_that_do():
    third_quarter()
    score()
    with pytest.raises(Refused) as refused:
        queries.explain(account("clerk"), "race", "2025Q3", "丁镇")
    assert "jia" in refused.value.said.help.en


def test_a_rebuild_gives_the_same_runs():
    third_quarter()
    actions.approve(score(), by=account("leader"), at=day("2025-10-16"))
    assert rebuild(check=True).good


def test_a_period_that_is_not_over_is_not_approved():
    figures = {"jia": ("90", "100"), "yi": ("70", "80"), "bing": ("45", "60")}
    report("2025Q4", "2025-12-10", **figures)
    run = score("2025Q4", on="2025-12-12")
    for on in ("2025-12-12", "2025-12-31"):
        with pytest.raises(Refused) as refused:
            actions.approve(run, by=account("leader"), at=day(on))
        assert refused.value.code == "period-not-over"
    assert actions.approve(run, by=account("leader"), at=day("2026-01-01")).state == "approved"


def test_a_figure_that_changed_after_scoring_is_not_published_as_it_was():
    third_quarter()
    approved = actions.approve(score(), by=account("leader"), at=day("2025-10-16"))
    entry = Entry("investment", "bing", "2025Q3", "54")
    correct(entry, reason="银行回单补充", by=account("desk"), at=day("2025-10-17"))
    with pytest.raises(Refused) as refused:
        actions.mark_published(approved, by=account("leader"), at=day("2025-10-20"))
    assert refused.value.code == "figures-changed"
    again = actions.approve(score(on="2025-10-18"), by=account("leader"), at=day("2025-10-19"))
    published = actions.mark_published(again, by=account("leader"), at=day("2025-10-20"))
    assert published.state == "published"
