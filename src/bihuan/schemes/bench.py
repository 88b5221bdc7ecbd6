"""What scoring costs, each figure as a ratio to a floor or a peer measured in the same run.

The facts are invented: long-form rows in random order in a table in memory, for a scheme of five
method families in a tree of three levels. Times are the best of several, in milliseconds. A run
is measured whole: what the numbers lie between, the rules that follow from it, points of every
leaf, totals and ranks.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from bihuan.ledger.words import Text
from bihuan.schemes.bench_case import ready
from bihuan.schemes.bench_peers import PEERS, in_double
from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.definition.awards import conclude
from bihuan.schemes.engine.robust.bands import bands, replicates
from bihuan.schemes.engine.robust.field import Field
from bihuan.schemes.engine.robust.robustness import robustness
from bihuan.schemes.engine.robust.sensitivity import sensitivity
from bihuan.schemes.engine.running import many, query, whatif
from bihuan.schemes.engine.running.facts import extents
from bihuan.schemes.engine.running.scores import Prepared, Scores, prepare

SUM_BY_UNIT = "SELECT u, SUM(v) AS v, SUM(t) AS t, SUM(p) AS p FROM facts GROUP BY u"
THREE_SUMS = "SELECT SUM(v) AS v, SUM(t) AS t, SUM(p) AS p FROM facts"
SETS_OF_WEIGHTS = 1_000
QUARTER = 250_000  # each weight is drawn within so many millionths of its own
MONTHS = 12
MEGABYTE = 2**20

BY_UNIT = Text("sum by unit", "按单位求和")
BY_MONTH = Text("sum by unit and month", "按单位和月份求和")
RUN = Text("score and rank", "计分并排名")
QUERY = Text("the query", "查询")
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to hold for one size: milliseconds of each answer, and times a plain sum by unit.

    `rounds` is how often each is tried.
    """

    units: int
    indicators: int
    rounds: int
    run: int
    times: int
    contributions: int = 0
    bands: int = 0
    corrected: int = 0
    other: int = 0


SIZES = (
    Goal(100, 60, 9, run=10, times=20, contributions=12, bands=10, corrected=10, other=1),
    Goal(3_000, 60, 7, run=30, times=20, contributions=38, bands=250, corrected=10, other=2),
    Goal(40_000, 60, 5, run=200, times=12, contributions=250, bands=5_000, corrected=30, other=15),
)
LARGE = Goal(600_000, 30, 2, run=2_200, times=7)

Figure = dict[str, Any]


def bench(*, full: bool = False) -> list[Figure]:
    """Return the figures; `full` adds the largest size and a year (about 5 GB, three minutes)."""
    sizes = (*SIZES, LARGE) if full else SIZES
    figures = [figure for goal in sizes for figure in measured(goal)]
    return [*figures, *_year()] if full else figures


def _year() -> Iterator[Figure]:
    """Measure a year of the country: 28.8 million facts, scored month after month."""
    case = Case(SIZES[-1])
    try:
        yield case.year()
    finally:
        case.cursor.close()


def measured(goal: Goal) -> Iterator[Figure]:
    """Yield the figures of one size."""
    case = Case(goal)
    try:
        if goal.units < LARGE.units:
            yield from case.floors()
            yield from case.in_double()
            yield from case.answers()
            yield from case.firmness()
            yield from case.peers()
        else:
            yield case.memory()
            yield from case.floors()
    finally:
        case.cursor.close()


def field_of(kept: whatif.Kept) -> Field:
    """Return a run that is kept as matrices as what other weights are tried on."""
    rows = {rule.path: row for row, rule in enumerate(kept.rules)}
    units = kept.ready.facts.units
    return Field(
        sheet=kept.ready.parameters["sheets"][0],
        units=units,
        others=(),
        groups=kept.ready.groups,
        points={path: kept.points[row] for path, row in rows.items()},
        there={path: kept.there[row] for path, row in rows.items()},
        given={},
        penalties=frozenset(),
        moved=np.zeros(len(units), np.int64),
        struck=np.zeros(len(units), np.bool_),
    )


def within(milliseconds: int, times: int = 0) -> Text:
    """Return a goal of so many milliseconds, and of so many times what is compared with."""
    said = Text(f"{milliseconds:,} ms", f"{milliseconds:,} 毫秒")
    if times:
        said = Text(f"{said.en}, at most {times} times", f"{said.zh}，至多 {times} 倍")
    return said


# Rankings that Sobol' indices are made from.
EVALUATIONS = 5_000


class Case:
    """One size: its scheme, its facts in a table, and what is measured on them."""

    def __init__(self, goal: Goal) -> None:
        self.goal = goal
        self.ready = ready(goal.units, goal.indicators)
        self.run = 0.0

    @cached_property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A database that has the tables of the case; the large case is first run without it."""
        cursor = query.cursor()
        query.register(cursor, self.ready)
        cursor.register("arrow", self.ready.facts.table)
        cursor.execute("CREATE OR REPLACE TEMP TABLE facts AS SELECT * FROM arrow")
        return cursor

    def best(self, *works: Callable[[], object], rounds: int = 0) -> list[float]:
        """Return the shortest time of each of several works done in turn, in milliseconds."""
        times: list[list[float]] = [[] for _ in works]
        for _ in range(rounds or self.goal.rounds):
            for work, its in zip(works, times, strict=True):
                began = perf_counter()
                work()
                its.append(perf_counter() - began)
        return [1000 * min(its) for its in times]

    def figure(  # noqa: PLR0913 (a line of a table)
        self,
        key: str,
        what: Text,
        value: float | None,
        *,
        over: float | None = None,
        to: Text = NOTHING,
        goal: Text = NOTHING,
        unit: str = "ms",
    ) -> Figure:
        """Return a line: its stable key, its words, what was measured, and beside what."""
        size = f"{self.goal.units:,} x {self.goal.indicators}"
        ratio = None if over is None or value is None else value / over
        return {
            "key": f"{self.goal.units}x{self.goal.indicators}.{key}",
            "name": Text(f"{size}: {what.en}", f"{size}：{what.zh}"),
            "value": None if value is None else round(value, 3 if value < 1 else 1),
            "unit": "" if value is None else unit,
            "ratio": None if ratio is None else round(ratio, 3 if ratio < 1 else 2),
            "against": NOTHING if ratio is None else to,
            "goal": goal,
        }

    def asked(self, sql: str) -> pa.Table:
        return self.cursor.sql(sql).to_arrow_table()

    # What is measured

    def made_ready(self) -> Prepared:
        """Return the scheme made ready on the table as it stands: nothing is known of its facts."""
        table = self.ready.facts.table
        return prepare(self.ready.parameters, replace(self.ready.facts, extents=extents(table)), [])

    def whole(self) -> Scores:
        return many.of_prepared(self.made_ready())

    def with_contributions(self) -> tuple[Scores, pa.Table]:
        return many.with_contributions(self.made_ready())

    def totals(self) -> Scores:
        return query.totals(self.cursor, self.ready)

    def floors(self) -> Iterator[Figure]:
        """Measure the run beside plain sums of the same columns."""
        goal = self.goal
        three, floor, self.run, kept, totals, making = self.best(
            lambda: self.asked(THREE_SUMS),
            lambda: self.asked(SUM_BY_UNIT),
            self.whole,
            self.with_contributions,
            self.totals,
            self.made_ready,
        )
        scan = Text("a plain scan: three columns summed", "单纯扫描：三列求和")
        yield self.figure("scan", scan, three)
        by_unit = Text("the same summed by unit", "三列按单位求和")
        yield self.figure("sum-by-unit", by_unit, floor)
        goal_of_run = within(goal.run, goal.times)
        yield self.figure("score", RUN, self.run, over=floor, to=BY_UNIT, goal=goal_of_run)
        what = Text("of it, making ready", "其中：准备")
        yield self.figure("ready", what, making, over=self.run, to=RUN)
        what = Text("with every contribution stored", "并保存每项贡献")
        aim = within(goal.contributions) if goal.contributions else NOTHING
        yield self.figure("contributions", what, kept, over=self.run, to=RUN, goal=aim)
        what = Text("the query alone, on DuckDB", "单独执行查询（DuckDB）")
        yield self.figure("query", what, totals, over=floor, to=BY_UNIT)

    def in_double(self) -> Iterator[Figure]:
        """Measure the query beside itself on floating point."""
        exact, double = self.best(self.totals, in_double(self.cursor, self.ready))
        what = Text("the query on floating point", "浮点数查询")
        yield self.figure("query-in-double", what, double, over=exact, to=QUERY)

    def answers(self) -> Iterator[Figure]:
        """Measure other weights, rank bands and one corrected fact."""
        goal, kept = self.goal, whatif.keep(self.ready)
        weights = {rule.path: weight for rule, weight in zip(kept.rules, kept.weights, strict=True)}
        unit, indicator = self.ready.facts.units[7], self.ready.facts.indicators[1]
        other, corrected = self.best(
            lambda: whatif.other_weights(kept, weights),
            lambda: whatif.corrected(kept, unit, indicator, {"value": 123_456}),
        )
        what = Text("what-if on weights, with ranks", "调整权重并重新排名")
        yield self.figure("what-if", what, other, over=self.run, to=RUN, goal=within(goal.other))
        what = Text("one corrected fact", "更正一条数据")
        aim = within(goal.corrected)
        yield self.figure("corrected", what, corrected, over=self.run, to=RUN, goal=aim)
        field = field_of(kept)
        ranking, decimals = kept.ready.parameters["ranking"], 2
        [spent] = self.best(
            lambda: bands(field, replicates(field, 1, SETS_OF_WEIGHTS, QUARTER), ranking, decimals),
            rounds=2,
        )
        what = Text(f"{SETS_OF_WEIGHTS:,} weight replicates with rank bands",
                    f"{SETS_OF_WEIGHTS:,} 组权重的名次区间")  # fmt: skip
        yield self.figure("bands", what, spent, over=self.run, to=RUN, goal=within(goal.bands))

    def firmness(self) -> Iterator[Figure]:
        """Measure what every run of up to 3,000 units tries by itself, and Sobol' indices."""
        if self.goal.units > SIZES[1].units:
            return
        rows = self.ready.facts.rows_of(frozenset(self.ready.facts.indicators))
        parameters = self.ready.parameters
        scored = reference.score(parameters, rows)
        concluded = conclude(parameters, rows, scored)
        [firm] = self.best(lambda: robustness(parameters, rows, scored, concluded), rounds=2)
        what = Text("bands, swaps, ranks without each indicator", "名次带、持平权重、去掉一项指标")
        yield self.figure("firmness", what, firm, over=self.run, to=RUN)
        if self.goal.units == SIZES[0].units:
            [spent] = self.best(
                lambda: sensitivity(parameters, rows, evaluations=EVALUATIONS), rounds=2
            )
            what = Text(
                f"Sobol' indices, {EVALUATIONS:,} rankings", f"Sobol 指数，试算 {EVALUATIONS:,} 次"
            )
            yield self.figure("sobol", what, spent, over=self.run, to=RUN, goal=within(1_000))

    def peers(self) -> Iterator[Figure]:
        """Measure what others take, where they are installed."""
        rounds = 2 if self.goal.units > SIZES[1].units else 0
        for peer in PEERS:
            work = peer.made(self.ready)
            if work is None:
                missing = Text(f"{peer.does.en}: not installed", f"{peer.does.zh}：未安装")
                yield self.figure(peer.key, missing, None)
            else:
                [spent] = self.best(work, rounds=rounds)
                yield self.figure(peer.key, peer.does, spent, over=self.run, to=RUN)

    def memory(self) -> Figure:
        """Run once, and return the most memory that this process has taken, its facts included."""
        self.whole()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
        what = Text("peak memory, facts and a run", "内存峰值（含数据和一次计算）")
        return self.figure("memory", what, peak, goal=Text("4,096 MB", "4,096 MB"), unit="MB")

    def year(self) -> Figure:
        def months(work: Callable[[], object]) -> float:
            return sum(self.best(work, rounds=1)[0] for _ in range(MONTHS))

        floor, spent = months(lambda: self.asked(SUM_BY_UNIT)), months(self.whole)
        what = Text(f"a year, {MONTHS} months one after another", f"全年：{MONTHS}个月逐月计算")
        goal = within(6_000, 9)
        return self.figure("year", what, spent, over=floor, to=BY_MONTH, goal=goal)
