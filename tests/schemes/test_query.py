"""The query, the matrices and the plain reference agree to the last digit on every scheme."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.definition.reference import score
from bihuan.schemes.engine.running import engines, many, query
from bihuan.schemes.engine.running.engines import EnginesDisagree
from bihuan.schemes.engine.running.facts import FactTable, from_rows, from_table
from bihuan.schemes.engine.running.many import of_group, scores, with_contributions
from bihuan.schemes.engine.running.query import by_query
from bihuan.schemes.engine.running.scores import Prepared, Scores, by_numpy, prepare
from tests.schemes.bench import indicator, observation, resolved, scheme
from tests.schemes.everywhere import SCHEMES
from tests.schemes.strategies import Case, cases

LINEAR = (
    "completion", "completion_step", "target_or_nothing", "rank_step", "rank_linear",
    "efficacy_tier", "growth_vs_ref", "progress", "as_is", "per_event", "minmax_base", "deduct",
    "goalposts", "banded", "target_range", "categorical", "raw",
)  # fmt: skip
TAX = indicator("tax", asks=["target", "prior"])


def without_chain(case: Case) -> dict[str, Any]:
    """Return the parameters; the chain of ties is followed after the scores (see awards)."""
    return {**resolved(case.scheme, case.facts, case.groups), "ties": []}


def made_ready(case: Case) -> Prepared:
    parameters = without_chain(case)
    return prepare(parameters, from_rows(parameters, case.facts))


def agrees(found: Scores, parameters: dict[str, Any], facts: list[dict[str, Any]]) -> None:
    """Assert that scores, totals and ranks are those of the reference."""
    scored = score(parameters, facts)
    concluded = conclude(parameters, facts, scored)["units"]
    its = [
        (scored["units"][unit]["exact"], concluded[unit]["total"], concluded[unit]["rank"])
        for unit in found.units
    ]
    assert list(zip(found.exact, found.total, found.place, strict=True)) == its


@given(cases())
@settings(max_examples=SCHEMES)
def test_query_and_matrices_give_the_scores_totals_and_ranks_of_the_reference(case: Case) -> None:
    ready = made_ready(case)
    for found in (by_numpy(ready), by_query(ready)):
        agrees(found, ready.parameters, case.facts)


@given(cases(methods=LINEAR, combines=("sum", "mean"), plain=True))
def test_a_plain_scheme_is_scored_by_the_query_without_the_reference(case: Case) -> None:
    ready = made_ready(case)
    leaves = {
        leaf["path"]: leaf for sheet in ready.parameters["sheets"] for leaf in sheet["leaves"]
    }
    assert all(leaves[path]["params"]["only_above_target"] for path, _ in ready.why)
    for found in (by_numpy(ready), by_query(ready)):
        agrees(found, ready.parameters, case.facts)


@given(cases(), st.data())
def test_the_order_of_rows_does_not_matter_to_the_query(case: Case, data: st.DataObject) -> None:
    parameters = without_chain(case)
    shuffled = data.draw(st.permutations(case.facts))
    agrees(
        scores(parameters, from_rows(parameters, shuffled), engine="sql"), parameters, case.facts
    )


@given(cases(methods=LINEAR, combines=("sum", "mean"), plain=True))
def test_kept_contributions_add_up_to_the_score_exactly(case: Case) -> None:
    ready = made_ready(case)
    scored = score(ready.parameters, case.facts)["units"]
    exact = {unit: its["exact"] for unit, its in scored.items()}
    for engine in ("numpy", "sql"):
        found, table = with_contributions(ready, engine)
        assert dict(zip(found.units, found.exact, strict=True)) == exact
        sums = dict.fromkeys(scored, 0)
        for line in table.to_pylist():
            leaf = scored[line["unit"]]["leaves"][line["path"]]
            assert line["points"] == leaf["points"]
            sums[line["unit"]] += line["contribution"]
        if ready.plain:
            assert sums == exact


@given(cases())
def test_facts_from_a_store_give_what_the_same_facts_give_as_rows(case: Case) -> None:
    parameters = without_chain(case)
    table = as_arrow(case.facts)
    others = [row for row in case.facts if row["row"] in ("bonus", "deduction", "veto")]
    judged = any(row["row"] == "rating" for row in case.facts)
    if not judged:
        found = scores(parameters, from_table(parameters, table), others=others, engine="numpy")
        agrees(found, parameters, case.facts)


def as_arrow(facts: list[dict[str, Any]]) -> pa.Table:
    rows = [row for row in facts if row["row"] == "observation"]
    columns: dict[str, Any] = {
        name: pa.array([row[name] for row in rows], pa.string()) for name in ("unit", "indicator")
    }
    for name in ("value", "target", "prior"):
        columns[name] = pa.array([row[name] for row in rows], pa.int64())
    columns["late"] = pa.array([row["late"] for row in rows], pa.bool_())
    return pa.table(columns)


def completion_of(value: str, target: str = "100") -> tuple[Prepared, list[dict[str, Any]]]:
    written = scheme([TAX], [{"indicator": "tax", "method": "completion", "weight": "100"}])
    facts = [
        observation("yunling", TAX, value, target),
        observation("huatang", TAX, "90", "100"),
    ]
    parameters = resolved(written, facts)
    return prepare(parameters, from_rows(parameters, facts)), facts


@pytest.mark.parametrize("value", ["99999999999999", "99999999999999999999", "-99999999999999"])
def test_a_number_beyond_64_bits_is_scored_by_the_reference_and_said_so(value: str) -> None:
    ready, facts = completion_of(value, "50000000000000")
    assert ready.why == (("tax", "too large"),)
    for found in (by_numpy(ready), by_query(ready)):
        agrees(found, ready.parameters, facts)
        assert found.kept == (("tax", "too large"),)


def test_the_largest_number_that_fits_is_scored_by_the_query() -> None:
    ready, facts = completion_of("400000000", "350000000")
    assert not ready.why
    agrees(by_query(ready), ready.parameters, facts)


def test_scores_beyond_64_bits_are_added_up_by_python() -> None:
    written = scheme(
        [TAX],
        [{"indicator": "tax", "method": "completion", "weight": "900000", "uncapped": True}],
    )
    facts = [observation("yunling", TAX, "90000", "0.01"), observation("huatang", TAX, "1", "1")]
    parameters = resolved(written, facts)
    ready = prepare(parameters, from_rows(parameters, facts))
    for found in (by_numpy(ready), by_query(ready)):
        agrees(found, parameters, facts)
    assert max(exact or 0 for exact in by_query(ready).exact) > 2**63


def test_two_values_for_one_place_are_a_mistake() -> None:
    ready, facts = completion_of("80")
    with pytest.raises(ValueError, match="two values"):
        from_rows(ready.parameters, [*facts, facts[0]])
    with pytest.raises(ValueError, match="two values"):
        from_table(ready.parameters, as_arrow([*facts, facts[0]]))


@given(cases())
def test_a_checked_score_is_that_of_the_reference(case: Case) -> None:
    parameters = resolved(case.scheme, case.facts, case.groups)
    for engine in ("auto", "sql"):
        assert engines.score(parameters, case.facts, engine=engine) == score(parameters, case.facts)


def test_engines_that_disagree_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ready, facts = completion_of("80")
    table = query.by_query(ready)
    wrong = Scores(table.units, [1, 2], table.total_column, table.place_column, "sql")
    monkeypatch.setattr(many, "by_query", lambda _: wrong)
    with pytest.raises(EnginesDisagree):
        engines.score(ready.parameters, facts, engine="sql")


@given(cases())
def test_one_group_of_a_large_run_is_explained_as_in_the_whole(case: Case) -> None:
    parameters = resolved(case.scheme, case.facts, case.groups)
    table: FactTable = from_rows(parameters, case.facts)
    unit = table.units[0]
    whole = score(parameters, case.facts)["units"]
    assert of_group(parameters, table, unit)["units"][unit] == whole[unit]


def test_engines_are_loaded_only_where_a_run_is_scored() -> None:
    """A process that only serves pages holds no DuckDB (it costs some 50 MB)."""
    program = (
        "import sys, bihuan.schemes.engine.running.engines as e; "
        "print(any(name in sys.modules for name in ('duckdb', 'pyarrow', 'numpy')))"
    )
    said = subprocess.run(  # noqa: S603 (our own interpreter and text)
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"


def test_the_query_holds_to_what_other_databases_understand_too() -> None:
    text = (
        (files("bihuan.schemes.engine.running") / "query.sql").read_text(encoding="utf-8").upper()
    )
    code = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    for word in ("HUGEINT", "ARG_MAX", "QUALIFY", "EXCLUDE", "ANY_VALUE", "DOUBLE", "DECIMAL"):
        assert word not in code
