"""Counting all open limits anew after a holiday notice was loaded: one fact, each change told why.

A limit that was told to people is changed by a fact and by nothing else: the rows say what each
clock was, what it is now, and which days moved it. Matters that nothing moves are not named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection

from bihuan.calendars.notices import calendar
from bihuan.ledger import actions as ledger
from bihuan.ledger.facts import Draft, Fact
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused
from bihuan.ledger.writing import hold, writing
from bihuan.loops import files
from bihuan.loops.apply import standings
from bihuan.loops.engine.keeping import as_data
from bihuan.loops.engine.matter import ClockChange, Event, Matter
from bihuan.loops.engine.recounting import Moved
from bihuan.loops.engine.recounting import recount as recounted
from bihuan.loops.refusals import MAY_NOT_RECOUNT

RECOUNTED = "loops.recounted@1"
_AT_ONCE = 500


def recount(
    *, by: Viewer, at: datetime, progress: Callable[[int], None] = lambda _: None
) -> Fact | None:
    """Let every open clock end when the calendar that is loaded now says; None if nothing moves."""
    if not by.may("operator", at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_RECOUNT)
    with writing():
        rows = _rows(by.origin, at)
        first = next(rows, None)
        if first is None:
            return None
        draft = Draft(
            kind=RECOUNTED,
            stream="recounts",
            subject=f"origin:{by.origin}",
            data={"years": sorted(calendar().years)},
        )
        return ledger.record_bulk(draft, chain([first], rows), by=by, at=at, progress=progress)


def _rows(origin: str, at: datetime) -> Iterator[dict[str, Any]]:
    for ids in _open(origin):
        hold(origin, *(f"matter/{each}" for each in ids))
        found = standings(origin, ids)
        for each in ids:
            if row := _row(found[each].matter, at):
                yield row


def _row(matter: Matter, at: datetime) -> dict[str, Any] | None:
    """Return what the calendar changes of a matter, None if nothing."""
    rules = {each.name: each for each in files.of_version(matter.version).clocks}
    moved = [
        found
        for each in matter.clocks
        if each.name in rules and (found := recounted(each, rules[each.name], calendar()))
    ]
    if not moved:
        return None
    event = Event(
        n=matter.n,
        act="",
        does="recount",
        at=at,
        stage=matter.stage,
        persons=(),
        duty="",
        unit="",
        clocks=tuple(ClockChange("recount", each.after) for each in moved),
    )
    return {"matter": matter.id, "event": as_data(event), "moved": [_told(one) for one in moved]}


def _told(moved: Moved) -> dict[str, str]:
    return {
        "clock": moved.before.name,
        "unit": moved.before.unit,
        "before": moved.before.day.isoformat(),
        "after": moved.after.day.isoformat(),
        "en": moved.why.en,
        "zh": moved.why.zh,
    }


def _open(origin: str) -> Iterator[list[str]]:
    """Yield the ids of matters with open clocks, some at once, in order of id."""
    after = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT matter FROM loops_clock"
                " WHERE origin = %s AND matter > %s AND is_open ORDER BY matter LIMIT %s",
                [origin, after, _AT_ONCE],
            )
            ids = [matter for (matter,) in cursor.fetchall()]
        if not ids:
            return
        yield ids
        after = ids[-1]
