"""The query, the matrices and the plain reference agree to the last digit on every scheme."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.schemes.engine import facts as facts_module
from bihuan.schemes.engine.awards import conclude
from bihuan.schemes.engine.facts import from_rows, from_table
from bihuan.schemes.engine.query import by_query, contributions
from bihuan.schemes.engine.reference import score
from bihuan.schemes.engine.scores import Prepared, Scores, by_numpy, prepare
from tests.schemes.bench import PERIOD, indicator, observation, resolved, scheme
from tests.schemes.strategies import Case, cases

LINEAR = (
    "completion", "completion_step", "target_or_nothing", "rank_step", "rank_linear",
    "efficacy_tier", "growth_vs_ref", "progress", "as_is", "per_event", "minmax_base", "deduct",
)  # fmt: skip


def ready_and_expected(case: Case) -> tuple[Prepared, dict[str, Any], dict[str, Any]]:
    parameters = resolved(case.scheme, case.facts, case.groups)
    parameters = {**parameters, "ties": []}  # the chain is followed after the scores
    scored = score(parameters, case.facts)
    ready = prepare(parameters, from_rows(parameters, case.facts))
    return ready, scored["units"], conclude(parameters, case.facts, scored)["units"]


def agrees(found: Scores, scored: dict[str, Any], concluded: dict[str, Any]) -> None:
    assert dict(zip(found.units, found.exact, strict=True)) == {
        unit: its["exact"] for unit, its in scored.items()
    }
    assert dict(zip(found.units, found.total, strict=True)) == {
        unit: its["total"] for unit, its in concluded.items()
    }
    assert dict(zip(found.units, found.place, strict=True)) == {
        unit: its["rank"] for unit, its in concluded.items()
    }


@given(cases())
def test_query_and_matrices_give_the_scores_totals_and_ranks_of_the_reference(case: Case) -> None:
    ready, scored, concluded = ready_and_expected(case)
    agrees(by_numpy(ready), scored, concluded)
    agrees(by_query(ready), scored, concluded)


@given(cases(methods=LINEAR, combines=("sum", "mean"), plain=True))
def test_a_plain_scheme_is_scored_by_the_query_alone(case: Case) -> None:
    ready, scored, concluded = ready_and_expected(case)
    agrees(by_numpy(ready), scored, concluded)
    agrees(by_query(ready), scored, concluded)


@given(cases(methods=LINEAR, combines=("sum", "mean"), plain=True))
def test_kept_contributions_add_up_to_the_score_exactly(case: Case) -> None:
    ready, scored, _ = ready_and_expected(case)
    if not ready.plain:
        return
    sums = dict.fromkeys(scored, 0)
    for line in contributions(ready).to_pylist():
        leaf = scored[line["unit"]]["leaves"][line["path"]]
        assert line["points"] == leaf["points"]
        sums[line["unit"]] += line["contribution"]
    assert sums == {unit: its["exact"] for unit, its in scored.items()}
