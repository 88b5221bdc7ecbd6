"""Who may ask what drives a ranking, and which runs are looked at."""

from __future__ import annotations

import pytest

from bihuan.ledger.words import Refused
from bihuan.orgs.queries import operator
from bihuan.schemes import actions, readings
from bihuan.schemes.readings import Side
from tests.schemes.cast_of_runs import ORIGIN, account, day, put_in_force, report

pytestmark = pytest.mark.django_db
NOW = Side("race", "2025Q3")


@pytest.fixture(autouse=True)
def two_quarters(tmp_path):
    put_in_force(tmp_path)
    for period, on, values in (
        ("2025Q2", "2025-07-10", {"jia": ("90", "100"), "yi": ("80", "100"), "bing": ("70", "90")}),
        ("2025Q3", "2025-10-10", {"jia": ("70", "100"), "yi": ("80", "100"), "bing": ("70", "70")}),
    ):
        report(period, on, **values)
        actions.score("race", period, by=operator(ORIGIN), at=day(on))


def refusal(ask) -> str:
    with pytest.raises(Refused) as refused:
        ask()
    return refused.value.code


def test_the_desk_reads_what_drives_the_ranking():
    result, found = readings.analyse(account("desk"), NOW)
    assert [analysis.sample.groups for analysis in found] == [("towns",)]
    assert result["period"] == "2025Q3"


def test_a_result_is_compared_with_that_of_the_period_before():
    _, found = readings.compare(account("desk"), NOW.before(), NOW)
    assert (found.before.period, found.after.period) == ("2025Q2", "2025Q3")
    assert {unit.unit: unit.up for unit in found.units} == {"jia": -2, "yi": 0, "bing": 2}


def test_a_run_is_named_by_its_number():
    second = actions.score("race", "2025Q3", by=operator(ORIGIN), at=day("2025-10-12"))
    before = Side("race", "2025Q3", second.number - 1)
    _, found = readings.compare(account("desk"), before, NOW)
    assert not any(unit.up for unit in found.units)
    ask = Side("race", "2025Q3", 99)
    assert refusal(lambda: readings.analyse(account("desk"), ask)) == "run-unknown"


def test_a_unit_is_decomposed_by_its_title_too():
    _, found = readings.decompose(account("desk"), NOW.before(), NOW, "丙镇")
    assert (found.of("targets") > 0, found.of("peers")) == (True, 0)
    assert found.passed[0]["en"] == "Yi"
    ask = (account("desk"), NOW.before(), NOW)
    assert refusal(lambda: readings.decompose(*ask, "nowhere")) == "no-unit-in-run"
    assert len(readings.decompose_all(*ask)[1]) == 3


def test_who_may_not_see_a_run_reads_nothing_of_it():
    stranger = operator("elsewhere")
    assert refusal(lambda: readings.analyse(stranger, NOW)) == "no-run"
    assert refusal(lambda: readings.compare(stranger, NOW.before(), NOW)) == "no-run"
    assert refusal(lambda: readings.decompose(stranger, NOW.before(), NOW, "jia")) == "no-run"
