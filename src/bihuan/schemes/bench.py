"""What scoring costs, each figure as a ratio to a floor or a peer measured in the same run.

The facts are invented: long-form rows in random order in a table, for a scheme of five method
families in a tree of three levels. Times are the best of several, in milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa

from bihuan.schemes.bench_case import FAMILIES, ready
from bihuan.schemes.engine import query, whatif
from bihuan.schemes.engine.many import fits
from bihuan.schemes.engine.scores import Prepared, Scores, by_numpy, prepare

SUM_BY_UNIT = "SELECT u, SUM(v) AS v, SUM(t) AS t, SUM(p) AS p FROM facts GROUP BY u"
THREE_SUMS = "SELECT SUM(v) AS v, SUM(t) AS t, SUM(p) AS p FROM facts"


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to hold for one size: milliseconds, and times a plain sum by unit."""

    units: int
    indicators: int
    milliseconds: int
    times: int
    rounds: int


SIZES = (Goal(100, 60, 10, 20, 9), Goal(3_000, 60, 30, 20, 7), Goal(40_000, 60, 200, 12, 5))
MONTHS = 12
LARGE = Goal(600_000, 30, 2_200, 7, 2)

Figure = dict[str, Any]


def bench(*, full: bool = False) -> list[Figure]:
    """Return the figures; `full` adds the largest size and a year (about 5 GB, three minutes)."""
    sizes = (*SIZES, LARGE) if full else SIZES
    figures = [figure for goal in sizes for figure in _measured(goal)]
    return [*figures, *_year()] if full else figures


def _year() -> Iterator[Figure]:
    """Measure a year of the country: 28.8 million facts, scored month after month."""
    case = _Case(SIZES[-1])
    try:
        yield case.year()
    finally:
        case.cursor.close()


def _measured(goal: Goal) -> Iterator[Figure]:
    case = _Case(goal)
    try:
        yield from case.figures()
    finally:
        case.cursor.close()


class _Case:
    """One size: its scheme, its facts in a table, and what is measured on them."""

    def __init__(self, goal: Goal) -> None:
        self.goal = goal
        self.name = f"{goal.units:,} x {goal.indicators}"
        self.ready = ready(goal.units, goal.indicators)
        self.cursor = query.cursor()
        query.register(self.cursor, self.ready)
        self.cursor.register("arrow", self.ready.facts.table)
        self.cursor.execute("CREATE OR REPLACE TEMP TABLE facts AS SELECT * FROM arrow")

    def best(self, *works: Callable[[], object], rounds: int = 0) -> list[float]:
        """Return the shortest time of each of several works done in turn, in milliseconds."""
        times: list[list[float]] = [[] for _ in works]
        for _ in range(rounds or self.goal.rounds):
            for work, its in zip(works, times, strict=True):
                began = perf_counter()
                work()
                its.append(perf_counter() - began)
        return [1000 * min(its) for its in times]

    def figure(
        self, what: str, value: float, *, over: float | None = None, to: str = "", goal: str = ""
    ) -> Figure:
        return {
            "name": f"{self.name}: {what}",
            "value": round(value, 3 if value < 1 else 1),
            "unit": "ms",
            "ratio": None if over is None else round(value / over, 3 if value < over else 2),
            "against": to,
            "goal": goal,
        }

    def asked(self, sql: str) -> pa.Table:
        return self.cursor.sql(sql).to_arrow_table()

    def figures(self) -> Iterator[Figure]:
        goal, small = self.goal, fits(self.ready)
        three, floor, totals, kept, double, auto, making = self.best(
            lambda: self.asked(THREE_SUMS),
            lambda: self.asked(SUM_BY_UNIT),
            self.totals,
            self.with_contributions,
            self.in_double(),
            self.by_numpy if small else lambda: None,
            self.prepared,
        )
        yield self.figure("three sums", three)
        yield self.figure("plain sum by unit", floor)
        within = f"{goal.milliseconds:,} ms, at most {goal.times} times"
        if small:
            what = "score and rank (auto: NumPy)"
            yield self.figure(what, auto, over=floor, to="sum by unit", goal=within)
        what = "score and rank by the query" if small else "score and rank (auto: the query)"
        goal_of_query = "" if small else within
        yield self.figure(what, totals, over=floor, to="sum by unit", goal=goal_of_query)
        what, to = "+ all contributions stored", "totals alone"
        yield self.figure(what, kept, over=totals, to=to, goal="at most 1.25")
        what, to = "exact integers", "the same in DOUBLE"
        yield self.figure(what, totals, over=double, to=to, goal="at most 1.3")
        yield self.figure("making ready", making)
        if goal.units < LARGE.units:
            yield from self.peers(totals)
            yield from self.answers(totals)

    def year(self) -> Figure:
        def months(work: Callable[[], object]) -> float:
            return sum(self.best(work, rounds=1)[0] for _ in range(MONTHS))

        floor = months(lambda: self.asked(SUM_BY_UNIT))
        spent = months(self.prepared) + months(self.totals)
        what = f"a year, {MONTHS} months one after another"
        to, goal = "sum by unit and month", "6,000 ms, at most 9 times"
        return self.figure(what, spent, over=floor, to=to, goal=goal)

    def by_numpy(self) -> Scores:
        return by_numpy(self.ready)

    def totals(self) -> Scores:
        return query.totals(self.cursor, self.ready)

    def with_contributions(self) -> Scores:
        query.keep(self.cursor, self.ready)
        return query.totals(self.cursor, self.ready, from_kept=True)

    def prepared(self) -> Prepared:
        return prepare(self.ready.parameters, self.ready.facts, [])

    def in_double(self) -> Callable[[], pa.Table]:
        """Return the same query on floating point, as it would be written without care."""
        cursor = query.cursor()
        for name in ("facts", "rules", "pieces", "units"):
            source = self.cursor.table(name).to_arrow_table()
            cursor.register(f"{name}_exact", _floated(source))
            cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {name}_exact")
        sql = _HALF_UP.sub(r"ROUND(\1 / \2)", query.totals_query(self.ready))
        sql = sql.replace("AS BIGINT", "AS DOUBLE").replace("AS INTEGER", "AS DOUBLE")
        return lambda: cursor.sql(sql).to_arrow_table()

    def peers(self, totals: float) -> Iterator[Figure]:
        """Measure pandas doing the same, where it is installed."""
        if find_spec("pandas") is None:
            return
        work = _pandas(self.ready)
        rounds = 2 if self.goal.units > SIZES[1].units else 0
        [spent] = self.best(work, rounds=rounds)
        yield self.figure("pandas, DOUBLE", spent, over=totals, to="score and rank by the query")

    def answers(self, totals: float) -> Iterator[Figure]:
        """Measure other weights, rank bands and one corrected fact."""
        kept = whatif.keep(self.ready)
        weights = {rule.path: weight for rule, weight in zip(kept.rules, kept.weights, strict=True)}
        goals = {100: "1 ms, at most 1/10", 40_000: "15 ms, at most 1/10"}
        [spent] = self.best(lambda: whatif.other_weights(kept, weights))
        goal = goals.get(self.goal.units, "at most 1/10")
        yield self.figure("what-if with ranks", spent, over=totals, to="full run", goal=goal)
        bands = {100: "10 ms", 3_000: "250 ms"}.get(self.goal.units)
        if bands:
            many = np.random.default_rng(1).integers(0, 3 * 10**7, (1_000, len(kept.rules)))
            [spent] = self.best(lambda: whatif.rank_bands(kept, many), rounds=3)
            yield self.figure("1,000 weight replicates with rank bands", spent, goal=bands)
        unit, indicator = self.ready.facts.units[7], self.ready.facts.indicators[1]
        [spent] = self.best(lambda: whatif.corrected(kept, unit, indicator, {"value": 123_456}))
        goals = {3_000: "10 ms", 40_000: "30 ms, at most 1/5"}
        goal = goals.get(self.goal.units, "")
        yield self.figure("one corrected fact", spent, over=totals, to="full run", goal=goal)


# The same in floating point

_HALF_UP = re.compile(
    r"\(2 \* (\w+) \+ CASE WHEN \1 < 0 THEN -(\w+) ELSE \2 END\)\s*// \(2 \* \2\)"
)


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


def _pandas(ready: Prepared) -> Callable[[], Any]:
    """Return a function that scores and ranks by pandas, one group of rows for each family."""
    pandas = import_module("pandas")
    table = ready.facts.table
    frame = pandas.DataFrame({name: np.asarray(table[name]) for name in "uivtp"})
    weights = np.array(
        [leaf["weight"] for leaf in ready.parameters["sheets"][0]["leaves"]], np.float64
    ) / 1e9  # fmt: skip
    groups = ready.groups
    standards, points = [1e4, 4e4, 8e4, 1.2e5, 1.6e5], [20.0, 40.0, 60.0, 80.0, 100.0]

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
        scored.append(parts[4].assign(s=np.interp(parts[4]["v"], standards, points, left=0.0)))
        every = pandas.concat(scored)
        every["c"] = every["s"] * weights[every["i"]]
        total = every.groupby("u")["c"].sum().round(2).to_frame("total")
        total["g"] = groups[total.index]
        total["place"] = total.groupby("g")["total"].rank(method="min", ascending=False)
        return total

    return work
