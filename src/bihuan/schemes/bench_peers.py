"""What others take for the same work, and for a smaller one: each a function to be timed.

NumPy and pandas get the same long-form table and do the same in floating point: five families, a
weighted sum, ranks in groups. scikit-criteria and pymcdm have neither long-form facts nor targets,
tiers or groups: they get a matrix of units by criteria ready-made, and scale it between its least
and largest number, weigh it and rank it. None of them is needed for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bihuan.ledger.words import Text
from bihuan.schemes.bench_case import FAMILIES
from bihuan.schemes.engine.running import query
from bihuan.schemes.engine.running.scores import Prepared

Floats = npt.NDArray[np.float64]
Work = Callable[[], Any]

STANDARDS, POINTS = [1e4, 4e4, 8e4, 1.2e5, 1.6e5], [20.0, 40.0, 60.0, 80.0, 100.0]


@dataclass(frozen=True, slots=True)
class Peer:
    """A library, what it does here, and how that is made ready."""

    key: str
    library: str
    does: Text
    make: Callable[[Prepared], Work]

    def made(self, ready: Prepared) -> Work | None:
        """Return what is to be timed; None where the library is not installed."""
        return self.make(ready) if find_spec(self.library) else None


def weights_of(ready: Prepared) -> Floats:
    """Return the weight of each leaf as a share of one."""
    leaves = ready.parameters["sheets"][0]["leaves"]
    return np.array([leaf["weight"] for leaf in leaves], np.float64) / 1e9


def matrix_of(ready: Prepared) -> Floats:
    """Return the values as a matrix of units by criteria."""
    table = ready.facts.table
    found = np.zeros((len(ready.facts.units), len(ready.facts.indicators)))
    found[np.asarray(table["u"]), np.asarray(table["i"])] = np.asarray(table["v"])
    return found


def by_numpy(ready: Prepared) -> Work:
    """Return a function that scores and ranks by NumPy on floating point, written by hand."""
    table, weights = ready.facts.table, weights_of(ready)
    columns = {name: np.asarray(table[name]) for name in "uivtp"}
    # Units by group, so that a group is a slice.
    order = np.argsort(ready.groups, kind="stable")
    groups = ready.groups[order]
    at, index = np.argsort(order), np.arange(len(order))
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    sizes = np.diff(starts, append=len(order))

    def placed(numbers: Floats) -> Floats:
        found = np.zeros((len(weights), len(order)))
        found[columns["i"], at[columns["u"]]] = numbers
        return found

    def places(rows: Floats) -> Any:
        keys = groups * (rows.max() - rows.min() + 1) - rows
        sorting = np.argsort(keys, axis=1)
        keys = np.take_along_axis(keys, sorting, axis=1)
        new = np.ones(keys.shape, np.bool_)
        new[:, 1:] = keys[:, 1:] != keys[:, :-1]
        first = np.maximum.accumulate(np.where(new, index, 0), axis=1)
        found = np.empty(rows.shape, np.int64)
        np.put_along_axis(found, sorting, first, axis=1)
        return found - np.repeat(starts, sizes) + 1

    def work() -> Any:
        v, t, p = (placed(columns[name]) for name in "vtp")
        scores = np.empty_like(v)
        scores[0::5] = np.clip(100 * v[0::5] / t[0::5], 0, 120)
        peers = v[1::5]
        low = np.repeat(np.minimum.reduceat(peers, starts, axis=1), sizes, axis=1)
        high = np.repeat(np.maximum.reduceat(peers, starts, axis=1), sizes, axis=1)
        scores[1::5] = 60 + 40 * (peers - low) / (high - low)
        scores[2::5] = np.clip(100 - 0.2 * (places(v[2::5]) - 1), 0, None)
        growth = 100 * (v[3::5] - p[3::5]) / p[3::5]
        scores[3::5] = np.clip(100 * (1 + 0.02 * (growth - 8)), 0, 120)
        scores[4::5] = np.interp(v[4::5], STANDARDS, POINTS, left=0.0)
        total = np.round(weights @ scores, 2)
        return total[at], places(total[None])[0][at]

    return work


def by_pandas(ready: Prepared) -> Work:
    """Return a function that scores and ranks by pandas, one group of rows for each family."""
    pandas = import_module("pandas")
    table, weights, groups = ready.facts.table, weights_of(ready), ready.groups
    frame = pandas.DataFrame({name: np.asarray(table[name]) for name in "uivtp"})

    def work() -> Any:
        rows = frame.assign(g=groups[frame["u"]], family=frame["i"] % len(FAMILIES))
        parts = dict(list(rows.groupby("family")))
        scored = [parts[0].assign(s=(100 * parts[0]["v"] / parts[0]["t"]).clip(0, 120))]
        peers = parts[1].groupby(["i", "g"])["v"]
        low, high = peers.transform("min"), peers.transform("max")
        scored.append(parts[1].assign(s=60 + 40 * (parts[1]["v"] - low) / (high - low)))
        place = parts[2].groupby(["i", "g"])["v"].rank(method="min", ascending=False)
        scored.append(parts[2].assign(s=(100 - 0.2 * (place - 1)).clip(0)))
        growth = 100 * (parts[3]["v"] - parts[3]["p"]) / parts[3]["p"]
        scored.append(parts[3].assign(s=(100 * (1 + 0.02 * (growth - 8))).clip(0, 120)))
        scored.append(parts[4].assign(s=np.interp(parts[4]["v"], STANDARDS, POINTS, left=0.0)))
        every = pandas.concat(scored)
        every["c"] = every["s"] * weights[every["i"]]
        total = every.groupby("u")["c"].sum().round(2)
        place = total.groupby(groups[total.index]).rank(method="min", ascending=False)
        return total.to_numpy(), place.to_numpy()

    return work


def by_scikit_criteria(ready: Prepared) -> Work:
    """Return a function that scales, weighs and ranks a ready-made matrix by scikit-criteria."""
    skcriteria = import_module("skcriteria")
    simple = import_module("skcriteria.agg.simple")
    scalers = import_module("skcriteria.preprocessing.scalers")
    matrix, weights = matrix_of(ready), weights_of(ready)
    given = skcriteria.mkdm(matrix, [max] * matrix.shape[1], weights=weights)
    scaler, model = scalers.MinMaxScaler(target="matrix"), simple.WeightedSumModel()

    def work() -> Any:
        found = model.evaluate(scaler.transform(given))
        return found.e_.score, found.rank_

    return work


def by_pymcdm(ready: Prepared) -> Work:
    """Return a function that scales, weighs and ranks a ready-made matrix by pymcdm."""
    methods, helpers = import_module("pymcdm.methods"), import_module("pymcdm.helpers")
    scaled = import_module("pymcdm.normalizations").minmax_normalization
    matrix, weights = matrix_of(ready), weights_of(ready)
    types, model = np.ones(matrix.shape[1]), methods.WSM(normalization_function=scaled)

    def work() -> Any:
        score = model(matrix, weights / weights.sum(), types)
        return score, helpers.rrankdata(score)

    return work


def _ready_made(library: str) -> Text:
    return Text(
        f"{library}, matrix ready-made: only min-max, weighted sum, ranks",
        f"{library}（直接给定矩阵）：仅极差标准化、加权求和、排名",
    )


PEERS = (
    Peer("numpy", "numpy",
         Text("NumPy by hand, floating point: the same work", "手写 NumPy（浮点）：同样的工作"),
         by_numpy),
    Peer("pandas", "pandas",
         Text("pandas, floating point: the same work", "pandas（浮点）：同样的工作"), by_pandas),
    Peer("scikit-criteria", "skcriteria", _ready_made("scikit-criteria"), by_scikit_criteria),
    Peer("pymcdm", "pymcdm", _ready_made("pymcdm"), by_pymcdm),
)  # fmt: skip


# The query in floating point

_HALF_UP = re.compile(
    r"\(2 \* (\w+) \+ CASE WHEN \1 < 0 THEN -(\w+) ELSE \2 END\)\s*// \(2 \* \2\)"
)


def in_double(tables: duckdb.DuckDBPyConnection, ready: Prepared) -> Work:
    """Return the query on floating point, as it would be written without care."""
    cursor = query.cursor()
    for name in ("facts", "rules", "pieces", "units"):
        source = tables.table(name).to_arrow_table()
        cursor.register(f"{name}_exact", _floated(source))
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {name}_exact")
    sql = _HALF_UP.sub(r"ROUND(\1 / \2)", query.totals_query(ready))
    sql = sql.replace("AS BIGINT", "AS DOUBLE").replace("AS INTEGER", "AS DOUBLE")
    return lambda: cursor.sql(sql).to_arrow_table()


def _floated(table: pa.Table) -> pa.Table:
    """Return the table with its 64-bit numbers as floating point."""
    return table.cast(
        pa.schema(
            [
                (field.name, pa.float64() if field.type == pa.int64() else field.type)
                for field in table.schema
            ]
        ),
        safe=False,
    )
