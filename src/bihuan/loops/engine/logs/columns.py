"""An event log in columns, as the analysis takes it: one entry to an event, sorted by case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bihuan.loops.engine.logs.model import GROUP, NAME, TIME, Trace

Integers: TypeAlias = NDArray[np.int64]
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = np.iinfo(np.int64).min


def microseconds(moment: datetime | None) -> int:
    """Return a moment as microseconds since 1970 in UTC; none is NEVER."""
    return int(NEVER) if moment is None else (moment - EPOCH) // MICROSECOND


@dataclass(frozen=True)
class Columns:
    """The events of a log, by case and then by time; events at one moment keep their order.

    Args:
        case, activity, unit: numbers of each event's case, activity and unit in the lists below.
        time: microseconds since 1970 in UTC.
        due, closed: of each case, NEVER if it has none.
        unit_of_case: the unit that answers for the case.
        official: of each case 1 on time, 0 late, -1 if the source says nothing; or None.
        kept: of each case 1 on time, 0 late, -1 while that is open, where the log counts its
            limits itself (with pauses and extensions); or None.
    """

    cases: list[str]
    activities: list[str]
    units: list[str]
    case: Integers
    activity: Integers
    unit: Integers
    time: Integers
    due: Integers
    closed: Integers
    unit_of_case: Integers
    official: Integers | None = None
    kept: Integers | None = None


@dataclass
class Gathering:
    """Takes events and cases one by one, in any order, and makes columns of them."""

    closes: frozenset[str] = frozenset()
    cases: dict[str, int] = field(default_factory=dict)
    activities: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    rows: tuple[list[int], list[int], list[int], list[int]] = field(
        default_factory=lambda: ([], [], [], [])
    )
    due: dict[int, int] = field(default_factory=dict)
    closed: dict[int, int] = field(default_factory=dict)
    answers: dict[int, int] = field(default_factory=dict)
    official: dict[int, int] = field(default_factory=dict)
    kept: dict[int, int] = field(default_factory=dict)

    def add(self, case: str, activity: str, unit: str, time: int) -> None:
        """Take one event."""
        cases, activities, units = self.cases, self.activities, self.units
        number = cases.setdefault(case, len(cases))
        by_case, by_activity, by_unit, by_time = self.rows
        by_case.append(number)
        by_activity.append(activities.setdefault(activity, len(activities)))
        by_unit.append(units.setdefault(unit, len(units)))
        by_time.append(time)
        if activity in self.closes:
            self.closed[number] = max(time, self.closed.get(number, time))

    def know(  # noqa: PLR0913 - what is known of a case, each by its name
        self, case: str, *, due: datetime | None = None, unit: str | None = None,
        closed: datetime | None = None, official: int | None = None,
        kept: int | None = None,
    ) -> None:  # fmt: skip
        """Take what is known of a case as a whole."""
        number = self.cases.setdefault(case, len(self.cases))
        if due is not None:
            self.due[number] = microseconds(due)
        if closed is not None:
            self.closed[number] = microseconds(closed)
        if unit is not None:
            self.answers[number] = self.units.setdefault(unit, len(self.units))
        if official is not None:
            self.official[number] = official
        if kept is not None:
            self.kept[number] = kept

    def columns(self) -> Columns:
        """Return all that was taken, sorted."""
        case, activity, unit, time = (np.array(each, dtype=np.int64) for each in self.rows)
        order = np.lexsort((time, case))  # stable: events at one moment keep their order
        case, activity, unit, time = case[order], activity[order], unit[order], time[order]
        answers = self._by_case({}, -1)
        answers[case] = unit  # of many, the last event's unit stands
        for number, its_unit in self.answers.items():
            answers[number] = its_unit
        return Columns(
            list(self.cases), list(self.activities), list(self.units),
            case, activity, unit, time,
            self._by_case(self.due, int(NEVER)), self._by_case(self.closed, int(NEVER)), answers,
            self._by_case(self.official, -1) if self.official else None,
            self._by_case(self.kept, -1) if self.kept else None,
        )  # fmt: skip

    def _by_case(self, known: dict[int, int], else_: int) -> Integers:
        values = np.full(len(self.cases), else_, dtype=np.int64)
        if known:
            values[list(known)] = list(known.values())
        return values


def of_traces(traces: Iterable[Trace], closes: Iterable[str] = ()) -> Columns:
    """Return the columns of traces; events without a name or a time tell nothing here."""
    gathered = Gathering(frozenset(closes))
    for number, trace in enumerate(traces, 1):
        case = str(trace.attributes.get(NAME, f"#{number}"))
        for event in trace.events:
            time: Any = event.get(TIME)
            if isinstance(time, datetime) and NAME in event:
                unit = str(event.get(GROUP, ""))
                gathered.add(case, str(event[NAME]), unit, microseconds(time))
    return gathered.columns()
