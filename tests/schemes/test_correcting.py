"""One corrected fact gives, bit for bit, what a run from scratch gives, and touches no more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bihuan.schemes.engine.running.correcting import corrected, scored
from tests.schemes.bench import indicator, observation, resolved, scheme
from tests.schemes.strategies import Case, cases

TAX, ROADS = indicator("tax", 0), indicator("roads", 0)


def run_of(parts, facts, groups, **more):
    return scored(resolved(scheme([TAX, ROADS], parts, **more), facts, groups), facts)


@given(cases(), st.data())
def test_a_corrected_fact_gives_what_a_run_from_scratch_gives(case: Case, data) -> None:
    parameters = resolved(case.scheme, case.facts, case.groups)
    run = scored(parameters, case.facts)
    unit = data.draw(st.sampled_from(sorted(case.groups)))
    name = data.draw(st.sampled_from([one["name"] for one in parameters["indicators"]]))
    value = data.draw(st.none() | st.integers(-500, 4000))
    found = corrected(run, unit, name, {"value": value})
    again = scored(parameters, list(found.run.facts))
    assert found.run.parameters == again.parameters
    assert found.run.scored == again.scored


def two_groups():
    units = {"a": "towns", "b": "towns", "c": "bureaus"}
    facts = [observation(u, of, "50") for u in units for of in (TAX, ROADS)]
    return units, facts


def test_only_the_leaves_that_read_it_and_the_peers_are_scored_again():
    units, facts = two_groups()
    parts = [
        {"indicator": "tax", "method": "minmax_base", "weight": 60},
        {"indicator": "roads", "method": "as_is", "weight": 40},
    ]
    run = run_of(parts, facts, units)
    found = corrected(run, "a", "tax", {"value": 80})
    assert (found.leaves, found.units) == (("tax",), ("a", "b"))
    kept, now = run.scored["units"], found.run.scored["units"]
    assert now["c"] is kept["c"]
    assert now["a"]["leaves"]["roads"] is kept["a"]["leaves"]["roads"]


def test_where_all_are_compared_all_groups_are_scored_again():
    units, facts = two_groups()
    run = run_of(
        [{"indicator": "tax", "method": "zscore", "weight": 60, "over": "all"}], facts, units
    )
    assert corrected(run, "a", "tax", {"value": 80}).units == ("a", "b", "c")


def test_where_weights_come_from_the_data_everything_is_scored_again():
    units, facts = two_groups()
    facts = [{**row, "value": row["value"] + at} for at, row in enumerate(facts)]
    parts = [{"indicator": name, "method": "as_is"} for name in ("tax", "roads")]
    run = run_of(parts, facts, units, root={"combine": "mean", "weigh": {"by": "deviation"}})
    found = corrected(run, "a", "tax", {"value": 80})
    assert found.units == ("a", "b", "c")
    assert found.leaves == ("tax", "roads")


def test_a_value_that_nothing_reads_changes_nothing():
    units, facts = two_groups()
    run = run_of([{"indicator": "tax", "method": "as_is", "weight": 60}], facts, units)
    found = corrected(run, "a", "roads", {"value": 80})
    assert (found.leaves, found.units) == ((), ())
    assert found.run.scored["units"] == run.scored["units"]
