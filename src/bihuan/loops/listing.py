"""One page of a work list: by keys, in the order of an index, within what is seen.

Who sees the whole loop reads the matters in order of `due`. Who sees some units reads, for each of
them, the first of its parts in the same order; the page is the first of those, so a page costs the
same at ten thousand matters and at ten million.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from bihuan.ledger.words import Refused
from bihuan.loops import storing
from bihuan.loops.engine.lights import Light
from bihuan.loops.models import NEVER, MatterRow
from bihuan.loops.refusals import CURSOR_WRONG
from bihuan.loops.sight import Sight
from bihuan.loops.spec.loop import LoopSpec

MOST = 200
_SHOWN = (
    "id", "number", "title", "stage", "is_open", "class_name", "channel", "lead", "due", "warns",
    "provisional", "opened", "round", "record", "n",
)  # fmt: skip
_COLUMNS = ", ".join(f"m.{name}" for name in _SHOWN)


@dataclass(frozen=True, slots=True)
class Clock:
    """An open clock of a matter, as a list shows it."""

    name: str
    unit: str
    light: Light
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One matter of a list; `light` is that of its main clock, grey where nothing runs."""

    id: str
    number: str
    title: str
    stage: str
    is_open: bool
    class_: str
    channel: str
    lead: str
    due: datetime | None
    provisional: bool
    opened: datetime
    round: int
    record: str
    n: int
    light: Light = "grey"
    clocks: tuple[Clock, ...] = ()

    @staticmethod
    def of_row(row: MatterRow, at: datetime) -> Line:
        """Return the line of a row, without clocks."""
        return _line(tuple(getattr(row, name) for name in _SHOWN), at)


@dataclass(frozen=True, slots=True)
class Page:
    """Some matters, and the key by which the next page begins; empty on the last one."""

    lines: tuple[Line, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for."""

    loop: str
    lead: str = ""
    stage: str = ""
    class_: str = ""
    light: str = ""
    after: str = ""
    limit: int = 50


def page(sight: Sight, rules: LoopSpec, wanted: Wanted, at: datetime) -> Page:
    """Return one page, with the lights of all open clocks."""
    limit = max(1, min(wanted.limit, MOST))
    scan = _Scan(sight, rules, wanted, at)
    found = scan.rows(limit + 1)
    lines = [_line(row, at) for row in found[:limit]]
    clocks = _clocks(sight.viewer.origin, [line.id for line in lines], at)
    after = _cursor(found[limit - 1]) if len(found) > limit else ""
    return Page(tuple(replace(line, clocks=clocks.get(line.id, ())) for line in lines), after)


@dataclass(frozen=True, slots=True)
class _Scan:
    sight: Sight
    rules: LoopSpec
    wanted: Wanted
    at: datetime

    def rows(self, limit: int) -> list[tuple[Any, ...]]:
        stage = self.wanted.stage
        if self.sight.sees_all(self.rules) or self.sight.sees_pool(self.rules, stage):
            return self._whole(limit)
        units = sorted(self.sight.units or ())
        if self.wanted.lead:
            # A part as lead is as good as any: who sees the unit reads its matters alone.
            units = [unit for unit in units if unit == self.wanted.lead] or units
        return self._of_units(units, limit) if units else []

    def _whole(self, limit: int) -> list[tuple[Any, ...]]:
        where, values = self._where("m")
        return self._run(
            f"SELECT {_COLUMNS} FROM loops_matter m WHERE {where}"  # noqa: S608  # fixed words
            " ORDER BY m.due, m.id LIMIT %s",
            [*values, limit],
        )

    def _of_units(self, units: list[str], limit: int) -> list[tuple[Any, ...]]:
        where, values = self._where("h", key="matter")
        one = (
            f"SELECT * FROM (SELECT {_COLUMNS} FROM loops_handler h"  # noqa: S608  # fixed words
            f" JOIN loops_matter m ON m.id = h.matter WHERE h.unit = %s AND {where}"
            " ORDER BY h.due, h.matter LIMIT %s) part"
        )
        all_values: list[Any] = []
        for unit in units:
            # A unit may have two parts in one matter, so twice as many rows hold a whole page.
            all_values += [unit, *values, 2 * limit]
        # UNION leaves out what is equal: a matter that several of the units see.
        return self._run(
            " UNION ".join([one] * len(units)) + f" ORDER BY {_DUE}, {_ID} LIMIT %s",
            [*all_values, limit],
        )

    def _where(self, table: str, *, key: str = "id") -> tuple[str, list[Any]]:
        """Return the conditions, over the table whose index gives the order."""
        wanted = self.wanted
        parts: list[str] = []
        values: list[Any] = []

        def add(condition: str, *told: Any) -> None:
            parts.append(condition)
            values.extend(storing.adapted(each) for each in told)

        add(f"{table}.origin = %s AND {table}.loop = %s", self.sight.viewer.origin, wanted.loop)
        if wanted.stage:
            add(f"{table}.stage = %s", wanted.stage)
        else:
            add(f"{table}.is_open = %s", True)
        if wanted.lead:
            add("m.lead = %s", wanted.lead)
        if wanted.class_:
            add("m.class_name = %s", wanted.class_)
        self._add_light(add, table)
        hidden = sorted(self.sight.hidden)
        if hidden:
            add(f"m.concerns NOT IN ({', '.join(['%s'] * len(hidden))})", *hidden)
        if wanted.after:
            add(f"({table}.due, {table}.{key}) > (%s, %s)", *_read_cursor(wanted.after))
        return " AND ".join(parts), values

    def _add_light(self, add: Any, table: str) -> None:
        match self.wanted.light:
            case "red":
                add(f"{table}.due < %s", self.at)
            case "yellow":
                add(f"{table}.due >= %s AND m.warns <= %s", self.at, self.at)
            case "green":
                add(f"{table}.due >= %s AND {table}.due < %s", self.at, NEVER)
                add("m.warns > %s", self.at)

    def _run(self, statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


_ID, _DUE = _SHOWN.index("id") + 1, _SHOWN.index("due") + 1


def _line(row: tuple[Any, ...], at: datetime) -> Line:
    told = dict(zip(_SHOWN, row, strict=True))
    due, warns = storing.moment(told["due"]), storing.moment(told["warns"])
    runs = due != NEVER and bool(told["is_open"])
    return Line(
        id=told["id"],
        number=told["number"],
        title=told["title"],
        stage=told["stage"],
        is_open=bool(told["is_open"]),
        class_=told["class_name"],
        channel=told["channel"],
        lead=told["lead"],
        due=due if runs else None,
        provisional=bool(told["provisional"]),
        opened=storing.moment(told["opened"]),
        round=told["round"],
        record=told["record"],
        n=told["n"],
        light=shade(warns, due, at) if runs else "grey",
    )


def shade(warns: datetime, due: datetime, at: datetime) -> Light:
    """Return the light of a clock that runs, by comparing moments."""
    if due < at:
        return "red"
    return "yellow" if warns <= at else "green"


def _clocks(origin: str, matters: list[str], at: datetime) -> dict[str, tuple[Clock, ...]]:
    if not matters:
        return {}
    found: dict[str, list[Clock]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT matter, name, unit, warns, due FROM loops_clock"  # noqa: S608  # marks only
            f" WHERE origin = %s AND matter IN ({', '.join(['%s'] * len(matters))}) AND is_open"
            " ORDER BY matter, due, name, unit",
            [origin, *matters],
        )
        for matter, name, unit, warns, due in cursor.fetchall():
            ends = storing.moment(due)
            color = shade(storing.moment(warns), ends, at)
            clock = Clock(name, unit, color, None if ends == NEVER else ends)
            found.setdefault(matter, []).append(clock)
    return {matter: tuple(clocks) for matter, clocks in found.items()}


def _cursor(row: tuple[Any, ...]) -> str:
    due = storing.moment(row[_DUE - 1]).isoformat()
    return urlsafe_b64encode(f"{due} {row[_ID - 1]}".encode()).decode().rstrip("=")


def _read_cursor(written: str) -> Iterator[Any]:
    try:
        plain = urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode()
        due, _, matter = plain.partition(" ")
        yield datetime.fromisoformat(due)
        yield matter
    except ValueError:
        raise Refused(CURSOR_WRONG) from None
