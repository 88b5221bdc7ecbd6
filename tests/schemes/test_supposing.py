"""What if: drafts are checked like files, the same figures are scored twice, nothing is kept."""

from __future__ import annotations

import pytest

from bihuan.ledger.queries import facts
from bihuan.ledger.viewer import public
from bihuan.ledger.words import Refused
from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.drafting import drafted, value_of
from bihuan.mechanisms.planning import differences
from bihuan.mechanisms.queries import in_force
from bihuan.mechanisms.reading import read
from bihuan.orgs.queries import operator
from bihuan.schemes import actions, queries
from bihuan.schemes.supposing import Supposed, draft
from bihuan.schemes.what_if import what_if
from tests.schemes.cast_of_runs import ORIGIN, SCHEME, account, day, put_in_force, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _district(tmp_path):
    put_in_force(tmp_path)
    report("2025Q2", "2025-07-08", jia=("50", "100"), yi=("80", "80"), bing=("45", "60"))
    report("2025Q3", "2025-10-08", jia=("115", "100"), yi=("80", "80"), bing=("45", "60"))


def suppose(period="2025Q3", since="", by=None, **otherwise):
    viewer = by or operator(ORIGIN)
    return what_if(viewer, "race", period, Supposed(**otherwise), since=since)


def places(result):
    return {row["unit"]: (row["rank"], row["total"]) for row in result["rows"]}


def refused(code, **otherwise):
    with pytest.raises(Refused) as found:
        suppose(**otherwise)
    assert found.value.code == code


def test_another_method_is_scored_on_the_same_figures():
    _, _, (one,) = suppose(methods={"investment": "target_or_nothing"})
    assert places(one.before) == {"jia": (1, "115.00"), "yi": (2, "100.00"), "bing": (3, "75.00")}
    assert places(one.after) == {"jia": (1, "100.00"), "yi": (1, "100.00"), "bing": (3, "0.00")}


def test_keys_that_the_new_method_has_not_are_dropped_from_the_draft():
    ruling, other, _ = suppose(methods={"investment": "target_or_nothing"})
    assert {each.path: each.after for each in differences(ruling, other)} == {
        "spec.score.parts.investment.method": "target_or_nothing",
        "spec.score.parts.investment.cap": None,
    }


def test_another_target_another_key_and_another_figure_count():
    _, _, (one,) = suppose(targets={"investment": "50"}, keys={"investment:cap": "3"})
    assert places(one.after)["jia"] == (1, "230.00")
    _, _, (one,) = suppose(values={("bing", "investment"): "60"})
    assert places(one.after)["bing"] == (2, "100.00")


def test_a_figure_taken_away_is_missing():
    _, _, (one,) = suppose(values={("bing", "investment"): None})
    assert one.after["blocked"] == ["bing"]


def test_a_figure_for_a_unit_that_sent_none_counts():
    report("2025Q4", "2026-01-08", jia=("50", "100"), yi=("80", "80"))
    _, _, (one,) = suppose(period="2025Q4", values={("bing", "investment"): "60"})
    assert one.before["blocked"] == ["bing"]
    assert one.after["blocked"] == ["bing"]  # it has a figure now, and still no target


def test_every_period_since_one_is_tried():
    _, _, tried = suppose(since="2025Q2", weights={"investment": "50"})
    assert [one.after["period"] for one in tried] == ["2025Q2", "2025Q3"]
    assert places(tried[0].after)["jia"] == (3, "25.00")


def test_nothing_is_kept_and_no_run_is_made():
    actions.score("race", "2025Q3", by=account("desk"), at=day("2025-10-12"))
    before = list(facts(operator(ORIGIN)))
    suppose(weights={"investment": "50"})
    assert list(facts(operator(ORIGIN))) == before
    assert len(queries.runs(operator(ORIGIN))) == 1


def test_who_does_not_work_in_the_district_tries_nothing():
    refused("no-run", by=public(ORIGIN), weights={"investment": "50"})


def test_nothing_otherwise_an_unknown_part_and_an_unknown_unit_are_refused():
    refused("what-if-nothing")
    refused("what-if-part", weights={"invesment": "50"})
    refused("what-if-value", values={("nowhere", "investment"): "5"})
    refused("what-if-value", values={("jia", "nothing"): "5"})


def test_a_place_that_is_none_and_a_value_that_is_none_are_refused():
    refused("draft-place", keys={"spec:score.parts.9.weight": "5"})
    refused("draft-place", keys={"spec:every.more": "5"})
    refused("draft-value", weights={"investment": "{a: "})
    refused("draft-value", weights={"investment": "1e999"})
    refused("draft-value", weights={"investment": ".nan"})
    refused("draft-value", weights={"investment": "[" * 3000})
    refused("draft-value", weights={"investment": "[" * 1900})


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"investment:cup": "1"}, "unknown-key"),
        ({"investment:weight": "heavy"}, "bad-number"),
        ({"spec:every": "fortnight"}, "not-one-of"),
        ({"investment:indicator": "nothing"}, "unknown-reference"),
    ],
)
def test_a_draft_is_checked_as_every_file_is(keys, code):
    with pytest.raises(Findings) as found:
        suppose(keys=keys)
    assert code in {each.code for each in found.value.diagnostics}


def test_a_draft_that_is_saved_reads_as_a_file_and_keeps_comments():
    ruling = read(b"# why\n" + SCHEME.strip().encode() + b"  # why not\n", "race.yaml")
    other = draft(ruling, Supposed(weights={"investment": "40"}))
    text = other.text.decode()
    assert text.startswith("# why\n")
    assert "# why not" in text
    assert read(other.text, "again.yaml").digest == other.digest != ruling.digest


def test_a_draft_with_no_change_is_the_file_itself():
    ruling = in_force(operator(ORIGIN), "Scheme", "race", day("2025-10-12").date())
    assert drafted(ruling, [], file="same.yaml").digest == ruling.digest


def test_values_are_read_as_they_would_stand_in_the_file():
    assert value_of("35") == 35
    assert value_of("{low: 1, high: 2}") == {"low": 1, "high": 2}
