from dataclasses import replace

import pytest
from django.db import connection

from bihuan.boards import actions as boards
from bihuan.boards import queries
from bihuan.boards.verifying import verify
from bihuan.ledger import rebuilding, triggers, verifying
from bihuan.ledger.models import Document
from bihuan.ledger.queries import facts
from bihuan.ledger.viewer import Grant, Viewer
from bihuan.ledger.words import Refused
from bihuan.orgs.queries import operator
from bihuan.schemes import actions as schemes
from bihuan.schemes import queries as runs
from tests.boards import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quarter")]


@pytest.fixture
def quarter():
    """The fourth quarter is reported."""
    cast.enact()
    cast.report("2025Q4")


def refused(code, action, *args, **kwargs):
    with pytest.raises(Refused) as found:
        action(*args, **kwargs)
    assert found.value.code == code


def test_publishing_freezes_the_very_bytes_whose_digest_is_the_code():
    run = cast.approved()
    done = boards.publish(run, by=cast.who("committee"), at=cast.at("2025Q4", 20))
    assert done.digest == run.digest
    assert done.code.replace(" ", "").lower() == run.digest[:12]
    assert (done.version, done.state) == (1, "published")
    assert queries.publications("qingxi") == (done,)
    assert queries.by_code(done.code.lower()) == done
    assert queries.result(done)["rows"][0]["rank"] == 1


def test_whoever_prepared_a_result_cannot_publish_it():
    run = cast.approved()
    by = cast.who("assess")
    refused("same-person", boards.publish, run, by=by, at=cast.at("2025Q4", 20))
    assert queries.publications("qingxi") == ()


def test_a_result_that_nobody_approved_cannot_be_published():
    run = schemes.score(cast.SCHEME, "2025Q4", by=cast.who("assess"), at=cast.at("2025Q4", 12))
    by = cast.who("committee")
    refused("no-such-step", boards.publish, run, by=by, at=cast.at("2025Q4", 20))


def test_a_clerk_cannot_publish_and_an_auditor_changes_nothing():
    run = cast.approved()
    for account in ("yunling-clerk", "auditor"):
        by = cast.who(account)
        refused("not-your-role", boards.publish, run, by=by, at=cast.at("2025Q4", 20))


def test_a_committee_of_one_town_cannot_publish_nor_withdraw():
    run = cast.approved()
    town = Viewer("qingxi", "town", "p-town", (Grant("committee", "/qingxi/yunling/"),))
    refused("not-your-role", boards.publish, run, by=town, at=cast.at("2025Q4", 20))
    done = boards.publish(run, by=cast.who("committee"), at=cast.at("2025Q4", 20))
    refused("not-your-role", boards.withdraw, done, reason="–", by=town, at=cast.at("2025Q4", 21))


@pytest.mark.parametrize("key", ["result", "board", "manifest", "bundle"])
def test_the_log_does_not_verify_without_a_document_of_a_publication(key):
    run = cast.approved()
    boards.publish(run, by=cast.who("committee"), at=cast.at("2025Q4", 20))
    of_kind = "boards.bundled@1" if key == "bundle" else "boards.published@1"
    (fact,) = facts(operator("qingxi"), kind=of_kind)
    for statement in triggers.removal(connection.vendor):
        connection.cursor().execute(statement)
    Document.objects.filter(digest=fact.data[key]).delete()
    codes = {problem.code for problem in verifying.verify("qingxi").problems}
    assert "ledger-document-missing" in codes


def test_the_same_result_is_not_published_twice():
    run, by = cast.approved(), cast.who("committee")
    boards.publish(run, by=by, at=cast.at("2025Q4", 20))
    refused("already-published", boards.publish, run, by=by, at=cast.at("2025Q4", 21))


def test_a_corrected_result_is_a_new_version_and_the_old_one_stays(tmp_path):
    first = cast.published()
    before = queries.result_bytes(first)
    cast.correct("2.60", days=21)
    second = cast.published(days=22)
    assert (second.version, second.state) == (2, "published")
    old = queries.publication("qingxi", cast.SCHEME, "2025Q4", 1)
    assert old.state == "superseded"
    assert queries.result_bytes(old) == before
    assert queries.publication("qingxi", cast.SCHEME, "2025Q4") == second
    assert queries.publications("qingxi") == (second,)
    correction = queries.board(second)["corrections"][-1]
    assert (correction["before"], correction["after"]) == ("1.26", "2.60")
    for one in (old, second):
        path = tmp_path / f"v{one.version}.zip"
        path.write_bytes(queries.bundle(one))
        assert verify(path).good


def test_a_withdrawn_result_stays_readable_with_its_reason():
    done = cast.published()
    by = cast.who("committee")
    gone = boards.withdraw(done, reason="数据有误", by=by, at=cast.at("2025Q4", 30))
    assert (gone.state, gone.reason) == ("withdrawn", "数据有误")
    assert queries.publications("qingxi") == ()
    assert queries.result(gone) == queries.result(done)
    (run,) = runs.runs(by)
    assert run.state == "revoked"
    refused("no-run", runs.latest, by, cast.SCHEME, "2025Q4")
    refused("publication-not-in-force", boards.withdraw, gone, reason="数据有误", by=by,
            at=cast.at("2025Q4", 31))  # fmt: skip


def test_what_was_withdrawn_is_no_neighbour_and_makes_no_streak():
    cast.report("2025Q3", days=102)
    before, by = cast.published("2025Q3", days=104), cast.who("committee")
    boards.withdraw(before, reason="数据有误", by=by, at=cast.at("2025Q4", 20))
    done = cast.published(days=21)
    assert queries.neighbours(done) == (None, None)
    assert queries.neighbours(before) == (None, done)
    result = queries.result(done)
    assert result["history"] == {}
    assert {row["previous_rank"] for row in result["rows"]} == {None}


def test_neighbours_are_of_the_same_kind_of_period():
    cast.report("2025Q3", days=102)
    before, done = cast.published("2025Q3", days=104), cast.published(days=21)
    assert queries.neighbours(done) == (before, None)
    year = replace(done, period="2026")
    assert queries.neighbours(year) == (None, None)


def test_nothing_published_stands_on_a_run_that_was_taken_back():
    done, by = cast.published(), cast.who("committee")
    run = runs.published(by, cast.SCHEME, "2025Q4")
    schemes.revoke_run(run, reason="数据有误", by=by, at=cast.at("2025Q4", 22))
    now = queries.publication("qingxi", cast.SCHEME, "2025Q4")
    assert (now.key, now.state, now.reason) == (done.key, "withdrawn", "数据有误")
    again = {"reason": "数据有误", "by": by, "at": cast.at("2025Q4", 23)}
    refused("publication-not-in-force", boards.withdraw, now, **again)
    assert rebuilding.rebuild(check=True).good


def test_a_newer_trial_does_not_keep_a_result_from_being_withdrawn():
    done, by = cast.published(), cast.who("committee")
    schemes.score(cast.SCHEME, "2025Q4", by=cast.who("assess"), at=cast.at("2025Q4", 21))
    boards.withdraw(done, reason="数据有误", by=by, at=cast.at("2025Q4", 22))
    assert [run.state for run in runs.runs(by)] == ["trial", "revoked"]


def test_whoever_prepared_a_result_cannot_withdraw_it():
    done, at = cast.published(), cast.at("2025Q4", 30)
    refused("same-person", boards.withdraw, done, reason="有误", by=cast.who("assess"), at=at)
    assert queries.publications("qingxi") == (done,)


def test_a_withdrawal_states_a_reason_and_needs_a_publisher():
    done = cast.published()
    at = cast.at("2025Q4", 30)
    committee, clerk = cast.who("committee"), cast.who("yunling-clerk")
    refused("withdrawal-needs-reason", boards.withdraw, done, reason=" ", by=committee, at=at)
    refused("not-your-role", boards.withdraw, done, reason="有误", by=clerk, at=at)


def test_what_is_not_published_is_refused():
    refused("not-published", queries.publication, "qingxi", cast.SCHEME, "2025Q4")
    done = cast.published()
    refused("not-published", queries.publication, "qingxi", cast.SCHEME, "2025Q4", 2)
    refused("not-published", queries.publication, "linjiang", cast.SCHEME, "2025Q4")
    assert queries.publications("linjiang") == ()
    assert queries.origins() == (done.origin,)


def test_an_award_taken_back_leaves_the_next_version_and_its_proof_holds(tmp_path):
    first = cast.published()
    holder = queries.result(first)["awards"][0]["groups"][0]["winners"][0]["unit"]
    schemes.revoke_award(
        cast.SCHEME, "2025Q4", award="golden-ox", unit=holder, decision_no="清纪决〔2026〕1号",
        reason="数据不实", by=cast.who("committee"), at=cast.at("2025Q4", 21),
    )  # fmt: skip
    second = cast.published(days=22)
    winners = queries.result(second)["awards"][0]["groups"][0]["winners"]
    assert holder not in {winner["unit"] for winner in winners}
    path = tmp_path / "revoked.zip"
    path.write_bytes(queries.bundle(second))
    assert verify(path).good


def test_a_rebuild_gives_the_same_publications():
    cast.adjust()
    cast.published()
    cast.correct("2.60", days=21)
    second = cast.published(days=22)
    boards.withdraw(second, reason="数据有误", by=cast.who("committee"), at=cast.at("2025Q4", 31))
    assert rebuilding.rebuild(check=True).good


def test_the_bundle_is_named_by_a_fact_of_its_own():
    done = cast.published()
    found = list(facts(operator("qingxi"), kind="boards.bundled"))
    assert [fact.data["bundle"] for fact in found] == [done.bundle]
