"""The bench measures what it says: every engine and every peer does the work that is named."""

from __future__ import annotations

import numpy as np
import pytest

from bihuan.ledger.words import Text
from bihuan.schemes import bench_peers as peers
from bihuan.schemes.bench import Case, Goal, measured
from bihuan.schemes.bench_case import ready as invented
from bihuan.schemes.engine.running.query import by_query

SMALL = Goal(units=30, indicators=12, rounds=1, run=10, times=20)


def test_every_figure_says_what_it_is_and_what_it_is_measured_against() -> None:
    figures = list(measured(SMALL))
    keys = [figure["key"] for figure in figures]
    assert len(set(keys)) == len(keys)
    assert {"30x12.scan", "30x12.score", "30x12.contributions", "30x12.bands"} <= set(keys)
    for figure in figures:
        assert set(figure) == {"key", "name", "value", "unit", "ratio", "against", "goal"}
        assert (figure["ratio"] is None) == (figure["against"].en == "")
        for words in (figure["name"], figure["against"], figure["goal"]):
            assert bool(words.en) == bool(words.zh)


def test_the_whole_run_starts_from_the_bare_table_and_gives_the_same_scores() -> None:
    case = Case(SMALL)
    ours = by_query(case.ready)
    assert case.whole().exact == ours.exact
    found, contributions = case.with_contributions()
    assert found.exact == ours.exact
    assert len(contributions) == 30 * 12


@pytest.mark.parametrize("peer", [peers.by_numpy, peers.by_pandas])
def test_a_peer_that_does_the_same_work_gives_the_same_totals_and_places(peer) -> None:
    ready = invented(450, 12)
    ours, (total, place) = by_query(ready), peer(ready)()
    assert np.abs(np.array(ours.total, np.float64) / 1e6 - total).max() < 0.011
    assert (np.array(ours.place) == place).mean() > 0.9  # floating point puts a few elsewhere


@pytest.mark.parametrize("peer", [peers.by_scikit_criteria, peers.by_pymcdm])
def test_a_peer_with_a_ready_made_matrix_scales_weighs_and_ranks_it(peer) -> None:
    ready = invented(50, 12)
    matrix, weights = peers.matrix_of(ready), peers.weights_of(ready)
    low, high = matrix.min(axis=0), matrix.max(axis=0)
    expected = (matrix - low) / (high - low) @ (weights / weights.sum())
    score, rank = peer(ready)()
    assert np.abs(score / score.sum() - expected / expected.sum()).max() < 1e-9
    assert np.array_equal(np.argsort(rank), np.argsort(-expected))


def test_a_peer_that_is_not_installed_has_a_line_that_says_so() -> None:
    absent = peers.Peer("none", "no_such_library", Text("a peer", "同类软件"), peers.by_numpy)
    assert absent.made(invented(30, 12)) is None
