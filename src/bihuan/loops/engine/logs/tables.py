"""Reading a table by a mapping file: event by event, or a case to a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO
from zoneinfo import ZoneInfo

from bihuan.ledger.words import Message, Refused, Text
from bihuan.loops.engine.logs.columns import Columns, Gathering, microseconds
from bihuan.loops.engine.logs.mapping import Mapping
from bihuan.loops.engine.logs.refusals import BAD_CELL, NO_COLUMN, UNREADABLE
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place, diagnose
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.guessing import guess

_MOST_SAID = 50
_TIME = Text(en="time", zh="时间")
_FLAG = Text(en="word for on time or late", zh="表示按期或逾期的词")


def columns_of(file: IO[bytes], mapping: Mapping, name: str) -> Columns:
    """Return the event log that a table holds, or raise what is wrong with its cells."""
    return _Table(mapping, name).columns(file)


class _Table:
    def __init__(self, mapping: Mapping, name: str) -> None:
        self.mapping, self.name = mapping, name
        self.found: list[Diagnostic] = []
        self.line = 1
        self.zone = ZoneInfo(mapping.timezone)
        self.gathered = Gathering(frozenset(mapping.closes))

    def columns(self, file: IO[bytes]) -> Columns:
        encoding = "utf-8-sig" if self.mapping.encoding == "utf-8" else self.mapping.encoding
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            rows = csv.reader(text, delimiter=self.mapping.delimiter, strict=True)
            take = self._taker(next(rows, []))
            for row in rows:
                self.line = rows.line_num
                if row:
                    take(row)
        except (csv.Error, UnicodeDecodeError) as error:
            why = Text(en=f"line {self.line}: {error}", zh=f"第{self.line}行：{error}")
            raise Refused(UNREADABLE, why=why) from error
        finally:
            text.detach()
        if self.found:
            raise Findings(tuple(self.found))
        return self.gathered.columns()

    def _taker(self, heads: list[str]) -> Callable[[list[str]], None]:
        at = {head.strip(): index for index, head in enumerate(heads)}
        for column in self.mapping.columns:
            if column not in at:
                told = {"column": column, "columns": shown(", ".join(at), 200)}
                self._say(NO_COLUMN, line=1, near=guess(column, at), **told)
        if self.found:
            raise Findings(tuple(self.found))
        self.at, self.width = at, len(heads)
        return self._take_case if self.mapping.events else self._take_event

    def _cell(self, row: list[str], column: str | None) -> str:
        return row[self.at[column]].strip() if column and self.at[column] < len(row) else ""

    def _take_event(self, row: list[str]) -> None:
        mapping = self.mapping
        time = self._time(row, mapping.time)
        if time is None:
            if not self._cell(row, mapping.time):
                self._say(BAD_CELL, column=mapping.time, written="", wanted=_TIME)
            return
        case, unit = self._cell(row, mapping.case), self._cell(row, mapping.group)
        self.gathered.add(case, self._cell(row, mapping.activity), unit, microseconds(time))
        self._know(row, case, None)

    def _take_case(self, row: list[str]) -> None:
        case, unit = self._cell(row, self.mapping.case), self._cell(row, self.mapping.group)
        for each in self.mapping.events:
            time = self._time(row, each.time)
            if time is not None:
                self.gathered.add(case, each.activity, unit, microseconds(time))
        self._know(row, case, unit)

    def _know(self, row: list[str], case: str, unit: str | None) -> None:
        due, official = self._time(row, self.mapping.due), self._official(row)
        if due is not None or unit is not None or official is not None:
            self.gathered.know(case, due=due, unit=unit, official=official)

    def _official(self, row: list[str]) -> int | None:
        said = self.mapping.official
        written = self._cell(row, said.column) if said else ""
        if said is None or not written:
            return None
        if written not in {said.on_time, said.late}:
            self._say(BAD_CELL, column=said.column, written=shown(written, 40), wanted=_FLAG)
            return None
        return int(written == said.on_time)

    def _time(self, row: list[str], column: str | None) -> datetime | None:
        written = self._cell(row, column)
        if not written:
            return None
        try:
            time = self._parsed(written)
        except ValueError:
            self._say(BAD_CELL, column=column, written=shown(written, 40), wanted=_TIME)
            return None
        return time.astimezone(UTC)

    def _parsed(self, written: str) -> datetime:
        form = self.mapping.times
        # A time without a zone is given that of the mapping in the next line.
        time = datetime.strptime(written, form) if form else datetime.fromisoformat(written)  # noqa: DTZ007
        return time if time.tzinfo else time.replace(tzinfo=self.zone)

    def _say(self, message: Message, *, line: int = 0, near: str = "", **told: object) -> None:
        place = Place(self.name, line or self.line)
        self.found.append(diagnose(message, place, guess=near, **told))
        if len(self.found) >= _MOST_SAID:
            raise Findings(tuple(self.found))


def rows_of(columns: Columns) -> Iterator[tuple[str, str, str, int]]:
    """Yield each event: case, activity, unit and moment."""
    for case, activity, unit, time in zip(
        columns.case.tolist(), columns.activity.tolist(), columns.unit.tolist(),
        columns.time.tolist(), strict=True,
    ):  # fmt: skip
        yield columns.cases[case], columns.activities[activity], columns.units[unit], time
