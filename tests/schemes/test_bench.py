"""The bench measures what it says: every engine and the peer do the same work."""

from __future__ import annotations

import numpy as np

from bihuan.schemes import bench
from bihuan.schemes.bench import Goal
from bihuan.schemes.bench_case import ready as invented
from bihuan.schemes.engine.query import by_query
from bihuan.schemes.engine.scores import by_numpy

SMALL = Goal(units=30, indicators=12, milliseconds=10, times=20, rounds=1)


def test_every_figure_says_what_it_is_and_what_it_is_measured_against() -> None:
    figures = list(bench._measured(SMALL))  # noqa: SLF001 (a size that is measured in a moment)
    assert len(figures) > 8
    for figure in figures:
        assert figure.keys() == {"name", "value", "unit", "ratio", "against", "goal"}
        assert (figure["ratio"] is None) == (figure["against"] == "")


def test_the_engines_and_the_peer_give_the_same_totals_and_places() -> None:
    ready = invented(450, 12)
    ours, peer = by_query(ready), bench._pandas(ready)()  # noqa: SLF001
    assert ours.exact == by_numpy(ready).exact
    totals = np.array(ours.total, np.float64) / 1e6
    assert np.abs(totals - peer["total"].to_numpy()).max() < 0.011
    same = np.array(ours.place) == peer["place"].to_numpy()
    assert same.mean() > 0.9  # floating point puts a few units elsewhere
