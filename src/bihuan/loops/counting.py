"""What rates are counted from: one row for each matter of a period, without a person in it.

For rooms above, which publish the rows as they are: not scoped to a viewer. A matter that was
merged into another is not counted, since the other one is. A matter that ended otherwise than
it should (not accepted, outside duty) is left out of every rate by the act that ended it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import orjson

from bihuan.calendars.engine.workdays import day_of
from bihuan.calendars.queries import CHINA, working_days_between
from bihuan.loops import files
from bihuan.loops.engine.rates import RATES, By, Counted, Grades
from bihuan.loops.models import NEVER, ActRow, ClockRow, MatterRow

_AT_ONCE = 500
_COLUMNS: dict[By, str] = {
    "opened": "opened",
    "dispatched": "dispatched_at",
    "closed": "closed",
}


class _Clock(NamedTuple):
    started: datetime
    due: datetime
    state: str


def counted(  # noqa: PLR0913 - which matters, and as they stand when
    origin: str,
    loop: str,
    first: date,
    last: date,
    *,
    by: By,
    at: datetime,
    class_: str = "",
    stage: str = "",
) -> list[Counted]:
    """Return the matters of a period, both days included, in order of unit and id.

    Args:
        origin: whose matters.
        loop: of which loop.
        first: the first day of the period, in Chinese time.
        last: its last day.
        by: what must lie in the period. Of `due` it is the end of the main clock that was
            started last, so that a matter counts once, however often it was reopened.
        at: what falls due later is not due yet.
        class_: only this class and those below it.
        stage: the stage of `reached`.
    """
    begin = datetime.combine(first, time.min, CHINA)
    end = datetime.combine(last + timedelta(days=1), time.min, CHINA)
    rows = MatterRow.objects.filter(origin=origin, loop=loop, merged_into="")
    found: list[Counted] = []
    if by == "due":
        ids = _falling_due(origin, begin, end)
    else:
        moment = {f"{_COLUMNS[by]}__gte": begin, f"{_COLUMNS[by]}__lt": end}
        ids = iter(list(rows.filter(**moment).values_list("id", flat=True)))
    while some := list(islice(ids, _AT_ONCE)):
        matters = [row for row in rows.filter(id__in=some) if _is_of(row, class_)]
        found += _counted(matters, stage, begin, end, by=by, at=at)
    return sorted(found, key=lambda each: (each.unit, each.matter))


def grades(version: str) -> Grades:
    """Return which grades of a return visit count as satisfied under a version of a loop."""
    rates = files.of_version(version).rates
    return Grades(frozenset(rates.satisfied), rates.basic or "")


def _falling_due(origin: str, begin: datetime, end: datetime) -> Iterator[str]:
    clocks = ClockRow.objects.filter(
        origin=origin, is_open__in=(True, False), due__gte=begin, due__lt=end
    )
    return iter(sorted(set(clocks.values_list("matter", flat=True))))


def _counted(  # noqa: PLR0913 - as above
    matters: list[MatterRow],
    stage: str,
    begin: datetime,
    end: datetime,
    *,
    by: By,
    at: datetime,
) -> Iterator[Counted]:
    clocks = _main_clocks(matters)
    reached = _reached(matters, stage) if stage else frozenset()
    ended = _ended(row for row in matters if row.ended == "other")
    for row in matters:
        clock = clocks.get(row.id)
        if by != "due" or (clock and begin <= clock.due < end):
            yield _row(row, clock, min(end, at), ended.get(row.id), reached=row.id in reached)


def _row(
    row: MatterRow, clock: _Clock | None, until: datetime, ended: int | None, *, reached: bool
) -> Counted:
    state = orjson.loads(row.state)
    excluded: dict[str, int] = dict(state.get("excluded", {}))
    if ended is not None:
        excluded = dict.fromkeys((*RATES, "days"), ended) | excluded
    return Counted(
        matter=row.id,
        unit=row.lead or row.raised_by,
        class_=row.class_name,
        dispatched=row.dispatched_at != NEVER,
        contacted_in_time=row.contacted_in_time is True,
        visited=row.visited_at != NEVER,
        solved=row.solved is True,
        grade=row.grade,
        due=clock is not None and (clock.state in {"met", "missed"} or clock.due < until),
        closed=row.ended == "closed",
        on_time=row.on_time is True,
        reopened=row.reopened > 0,
        returned=row.returns > 0,
        reached=reached,
        days=_days(row),
        excluded=excluded,
    )


def _days(row: MatterRow) -> int | None:
    if row.ended != "closed" or NEVER in {row.dispatched_at, row.closed}:
        return None
    return working_days_between(day_of(row.dispatched_at), day_of(row.closed)).days


def _main_clocks(matters: list[MatterRow]) -> dict[str, _Clock]:
    """Return the main clock of each matter that was started last."""
    names = {row.id: files.main_clock(row.version) for row in matters}
    found: dict[str, _Clock] = {}
    clocks = ClockRow.objects.filter(matter__in=list(names)).exclude(state="cancelled")
    for clock in clocks:
        main = names[clock.matter]
        new = _Clock(clock.started, clock.due, clock.state)
        old = found.get(clock.matter)
        if main and clock.name == main.name and (old is None or new > old):
            found[clock.matter] = new
    return found


def _reached(matters: list[MatterRow], stage: str) -> frozenset[str]:
    been = ActRow.objects.filter(matter__in=[row.id for row in matters], stage_to=stage)
    return frozenset(been.values_list("matter", flat=True))


def _ended(matters: Iterable[MatterRow]) -> dict[str, int]:
    """Return the number of the act by which each of these ended."""
    stages = {row.id: row.stage for row in matters}
    acts = ActRow.objects.filter(matter__in=list(stages)).order_by("n")
    found: dict[str, int] = {}
    for act in acts.values_list("matter", "n", "stage_from", "stage_to"):
        matter, n, before, after = act
        if after == stages[matter] != before:
            found[matter] = n
    return found


def _is_of(row: MatterRow, class_: str) -> bool:
    return not class_ or class_ in _lineage(row.version, row.class_name)


@lru_cache(maxsize=1024)
def _lineage(version: str, class_: str) -> frozenset[str]:
    """Return a class with those above it."""
    above = {each.name: each.parent for each in files.of_version(version).classes}
    found: set[str] = set()
    now: str | None = class_
    while now and now not in found:
        found.add(now)
        now = above.get(now)
    return frozenset(found)
