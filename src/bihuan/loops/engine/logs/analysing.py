"""What an event log tells: ways, waits, repeats, handovers, throughput and keeping of limits.

It tells of units, never of persons. A median and a ninth decile are waits that occurred: the
smallest that so many of all do not exceed (nearest rank).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import numpy as np

from bihuan.loops.engine.logs.columns import EPOCH, MICROSECOND, NEVER, Columns, Integers
from bihuan.loops.engine.logs.working import WorkTime

Every = Literal["month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way that cases went, activity by activity."""

    activities: tuple[str, ...]
    cases: int


@dataclass(frozen=True, slots=True)
class Wait:
    """How long it took from one thing to the next: in working days, working and natural time."""

    before: str
    after: str
    count: int
    median_days: int
    p90_days: int
    median_working: timedelta
    p90_working: timedelta
    median: timedelta
    p90: timedelta


@dataclass(frozen=True, slots=True)
class Repeated:
    """An activity that came again: in how many cases, how often, and how often at once."""

    activity: str
    cases: int
    again: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Flow:
    """How many cases began and ended in a period."""

    period: str
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Kept:
    """How many cases a unit kept the limit of; `undecided` are open and not yet due.

    `unflagged` are left out since the source says nothing of them; `differing` are those of which
    the source says otherwise than the rule.
    """

    unit: str
    on_time: int
    late: int
    undecided: int = 0
    unflagged: int = 0
    differing: int = 0

    @property
    def judged(self) -> int:
        return self.on_time + self.late


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that is told of a log."""

    cases: int
    events: int
    variants: tuple[Variant, ...]
    waits: tuple[Wait, ...]
    repeats: tuple[Repeated, ...]
    handovers: tuple[Wait, ...]
    flow: tuple[Flow, ...]
    kept: tuple[Kept, ...]


def analyse(columns: Columns, work: WorkTime, *, every: Every = "month", at: int) -> Analysis:
    """Return what the log tells; `at` is the moment at which open cases are late or not yet."""
    if not len(columns.case):
        return Analysis(len(columns.cases), 0, (), (), (), (), (), _kept(columns, at))
    follows = columns.case[1:] == columns.case[:-1]
    one, other = columns.activity[:-1][follows], columns.activity[1:][follows]
    times = columns.time[:-1][follows], columns.time[1:][follows]
    units = columns.unit[:-1][follows], columns.unit[1:][follows]
    handed = (units[0] != units[1]) & _named(columns, units[0]) & _named(columns, units[1])
    spans = _Spans(times, work)
    return Analysis(
        len(columns.cases),
        len(columns.case),
        _variants(columns),
        spans.waits(one, other, columns.activities),
        _repeats(columns),
        spans.waits(units[0], units[1], columns.units, handed),
        _flow(columns, work, every),
        _kept(columns, at),
    )


def _named(columns: Columns, units: Integers) -> Any:
    return np.array([bool(each) for each in columns.units], dtype=bool)[units]


def _variants(columns: Columns) -> tuple[Variant, ...]:
    starts = np.flatnonzero(np.diff(columns.case, prepend=-1)).tolist()
    ends = [*starts[1:], len(columns.case)]
    # The bytes of a case's activities are one key, whatever their number.
    numbers = columns.activity.astype(np.int32)
    raw = numbers.tobytes()
    ways = Counter(raw[4 * a : 4 * b] for a, b in zip(starts, ends, strict=True) if b > a)
    found = [
        Variant(tuple(columns.activities[each] for each in np.frombuffer(way, np.int32)), count)
        for way, count in ways.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.cases, each.activities)))


class _Spans:
    """The time from each event to the next of its case."""

    def __init__(self, times: tuple[Integers, Integers], work: WorkTime) -> None:
        self.natural = times[1] - times[0]
        self.days, self.working = work.between(*times)

    def waits(
        self, one: Integers, other: Integers, names: list[str], which: Any = None
    ) -> tuple[Wait, ...]:
        """Return the waits from the one to the other, the most time in all first."""
        which = np.ones(one.shape, bool) if which is None else which
        at = np.flatnonzero(which)
        pair = one[at] * len(names) + other[at]
        order = np.argsort(pair, kind="stable")
        pairs, starts = np.unique(pair[order], return_index=True)
        groups = np.split(at[order], starts[1:]) if pairs.size else []
        found = [
            self._wait(names[number // len(names)], names[number % len(names)], group)
            for number, group in zip(pairs.tolist(), groups, strict=True)
        ]
        return tuple(
            sorted(found, key=lambda each: (-each.median_working * each.count, each.before,
                                            each.after))
        )  # fmt: skip

    def _wait(self, before: str, after: str, group: Integers) -> Wait:
        days, working = self.days[group], self.working[group]
        natural = self.natural[group]
        return Wait(
            before, after, len(group),
            _nearest(days, 50), _nearest(days, 90),
            _nearest(working, 50) * MICROSECOND, _nearest(working, 90) * MICROSECOND,
            _nearest(natural, 50) * MICROSECOND, _nearest(natural, 90) * MICROSECOND,
        )  # fmt: skip


def _nearest(values: Integers, percent: int) -> int:
    rank = -(-len(values) * percent // 100) - 1
    return int(np.partition(values, rank)[rank])


def _repeats(columns: Columns) -> tuple[Repeated, ...]:
    count = len(columns.activities)
    keys, times = np.unique(columns.case * count + columns.activity, return_counts=True)
    again = times > 1
    of = keys[again] % max(count, 1)
    cases = np.bincount(of, minlength=count)
    more = np.zeros(count, dtype=np.int64)
    np.add.at(more, of, times[again] - 1)
    same = (columns.case[1:] == columns.case[:-1]) & (columns.activity[1:] == columns.activity[:-1])
    at_once = np.bincount(columns.activity[1:][same], minlength=count)
    found = [
        Repeated(name, int(cases[number]), int(more[number]), int(at_once[number]))
        for number, name in enumerate(columns.activities)
        if cases[number]
    ]
    return tuple(sorted(found, key=lambda each: (-each.again, each.activity)))


def _flow(columns: Columns, work: WorkTime, every: Every) -> tuple[Flow, ...]:
    starts = np.flatnonzero(np.diff(columns.case, prepend=-1))
    opened = _by_period(work.local(columns.time[starts]), every)
    closed = _by_period(work.local(columns.closed[columns.closed != NEVER]), every)
    return tuple(Flow(each, opened[each], closed[each]) for each in sorted(opened | closed))


def _by_period(local: Integers, every: Every) -> Counter[str]:
    days, counts = np.unique(local // (timedelta(days=1) // MICROSECOND), return_counts=True)
    found: Counter[str] = Counter()
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        on = (EPOCH + timedelta(days=day)).date()
        name = {
            "month": f"{on:%Y-%m}",
            "quarter": f"{on.year}Q{(on.month + 2) // 3}",
            "year": f"{on.year}",
        }[every]
        found[name] += count
    return found


def on_time(columns: Columns, at: int) -> Integers:
    """Return of each case 1 if it kept its limit, 0 if it did not, -1 while that is open.

    A case without a limit is on time; one that is closed by its due moment is; one that is closed
    later, or open past it, is late.
    """
    if columns.kept is not None:
        return columns.kept
    is_open = columns.closed == NEVER
    kept = (columns.due == NEVER) | (~is_open & (columns.closed <= columns.due))
    waiting = is_open & ~kept & (columns.due >= at)
    return np.where(waiting, -1, kept).astype(np.int64)


def _kept(columns: Columns, at: int) -> tuple[Kept, ...]:
    if columns.kept is None and not (columns.due != NEVER).any():
        return ()
    told = on_time(columns, at)
    official = told if columns.official is None else columns.official
    flagged = np.ones(told.shape, bool) if columns.official is None else official >= 0
    found = []
    for number, name in enumerate(columns.units):
        own = columns.unit_of_case == number
        rule, said = told[own & flagged], official[own & flagged]
        if own.any():
            found.append(
                Kept(
                    name,
                    int((rule == 1).sum()),
                    int((rule == 0).sum()),
                    int((rule == -1).sum()),
                    int((own & ~flagged).sum()),
                    int((rule != said).sum()),
                )
            )
    return tuple(sorted(found, key=lambda each: each.unit))
