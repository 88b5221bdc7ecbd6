"""Long-form tables as a person writes them: every row read, every mistake named with its place.

The columns are ``unit, period, indicator, value`` and, where needed, ``target, prior, group,
title``. A column ``row`` tells an observation from a ``rating``, and from a ``bonus``,
``deduction`` or ``veto``, which name their ``rule``, ``points``, ``source`` and, to be counted
once, ``fact``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from bihuan.calendars.engine.periods import KINDS, Period
from bihuan.ledger.words import Message, Refused
from bihuan.measures.engine.numbers import read_number, scale
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place, diagnose
from bihuan.mechanisms.engine.guessing import guess
from bihuan.schemes.engine.resolving.leaves import Measured
from bihuan.schemes.table_words import (
    CELL_EMPTY,
    CELLS_DIFFER,
    COLUMN_MISSING,
    COLUMN_TWICE,
    COLUMN_UNKNOWN,
    ENTRY,
    GROUP_TWICE,
    INDICATOR_UNKNOWN,
    NO_ROWS,
    NO_TABLE,
    PERIOD_OTHER,
    ROW_UNKNOWN,
    RULE_UNKNOWN,
    UNIT_UNKNOWN,
    VALUE_TWICE,
)

NEEDED = ("unit", "period")
COLUMNS = (
    "row", *NEEDED, "indicator", "value", "target", "prior", "group", "title", "rule", "points",
    "source", "fact",
)  # fmt: skip
ROWS = ("observation", "rating", "bonus", "deduction", "veto")
ADJUSTMENTS = ("bonus", "deduction", "veto")
LARGEST = 200_000_000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What a table may speak of: indicators, rules by kind of row, units (any, if empty)."""

    measures: Mapping[str, Measured]
    rules: Mapping[str, tuple[str, ...]]
    units: frozenset[str]
    every: str


@dataclass(slots=True)
class Table:
    """The rows of a table by period, with the group and the printed name of each unit."""

    digest: str
    rows: dict[Period, list[dict[str, Any]]] = field(default_factory=dict)
    groups: dict[Period, dict[str, str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def periods(self) -> list[Period]:
        """The periods in order: by their last month, then by their first."""
        return sorted(self.rows, key=lambda period: (period.last_index, period.index))


def read_table(path: Path, known: Known) -> Table:
    """Return the rows of a table.

    Raises:
        Findings: all mistakes of the table, in the order of its lines.
    """
    reading = _Reading(path, known)
    table = reading.table()
    if reading.said:
        raise Findings(tuple(reading.said))
    return table


def _content(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size <= LARGEST:
            return path.read_bytes()
    except OSError:
        pass
    raise Findings((diagnose(NO_TABLE, Place(str(path)), most=f"{LARGEST:,}"),))


class _Reading:
    """One table while it is read."""

    def __init__(self, path: Path, known: Known) -> None:
        content = _content(path)
        self.file, self.known = path.name, known
        self.said: list[Diagnostic] = []
        self.read = Table(sha256(content).hexdigest())
        self.text = self._decoded(content)
        self.heads: list[str] = []
        self.lines: dict[tuple[Any, ...], int] = {}

    def _decoded(self, content: bytes) -> str:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return text
        raise Findings((diagnose(NO_TABLE, Place(self.file), most=f"{LARGEST:,}"),))

    def table(self) -> Table:
        lines = self.text.replace("\r\n", "\n").split("\n")
        for line, cells in self._records():
            source = lines[line - 1] if line <= len(lines) else ""
            if not self.heads:
                self._head(_Row(self.file, line, source, cells, ()))
                if self.said:
                    break
            elif len(cells) != len(self.heads):
                place = Place(self.file, line, 1, len(source) + 1, source=source)
                self._say(CELLS_DIFFER, place, found=len(cells), expected=len(self.heads))
            elif any(cell.strip() for cell in cells):
                self._row(_Row(self.file, line, source, cells, tuple(self.heads)))
        if not self.said and not self.read.rows:
            self._say(NO_ROWS, Place(self.file))
        return self.read

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each record that is not empty, with the line on which it begins."""
        reader = csv.reader(StringIO(self.text), strict=True)
        line = 1
        try:
            for cells in reader:
                if cells:
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error:
            # An open quote, or a cell of more than 128 KiB.
            self._say(CELLS_DIFFER, Place(self.file, line), found="?", expected=len(self.heads))

    def _say(self, message: Message, place: Place, *, guessed: str = "", **said: Any) -> None:
        self.said.append(diagnose(message, place, guess=guessed, **said))

    def _head(self, row: _Row) -> None:
        self.heads = [cell.strip() for cell in row.cells]
        for at, head in enumerate(self.heads):
            place = row.at(at)
            if head not in COLUMNS:
                said = {"column": head[:40], "allowed": ", ".join(COLUMNS)}
                self._say(COLUMN_UNKNOWN, place, guessed=guess(head[:40], COLUMNS), **said)
            elif head in self.heads[:at]:
                self._say(COLUMN_TWICE, place, column=head)
        for column in NEEDED:
            if column not in self.heads:
                self._say(COLUMN_MISSING, row.at(0), column=column)

    def _row(self, row: _Row) -> None:
        kind = row["row"] or "observation"
        if kind not in ROWS:
            self._say(ROW_UNKNOWN, row.place("row"), guessed=guess(kind[:40], ROWS), row=kind[:40])
            return
        unit, period = self._unit(row), self._period(row)
        found = self._adjustment(row, kind) if kind in ADJUSTMENTS else self._measured(row, kind)
        if unit and period and found is not None:
            self._keep(row, period, {"row": kind, "unit": unit, **found})

    def _keep(self, row: _Row, period: Period, found: dict[str, Any]) -> None:
        unit = found["unit"]
        if found["row"] == "observation" and not self._first(
            row, VALUE_TWICE, "indicator", (unit, period, found["indicator"]),
            unit=unit, period=str(period), indicator=found["indicator"],
        ):  # fmt: skip
            return
        if row["group"]:
            groups = self.read.groups.setdefault(period, {})
            other = groups.setdefault(unit, row["group"])
            if other != row["group"]:
                at = self.lines[unit, period, "group"]
                self._say(GROUP_TWICE, row.place("group"), unit=unit, other=other, line=at)
            self.lines.setdefault((unit, period, "group"), row.line)
        if row["title"]:
            self.read.titles.setdefault(unit, row["title"])
        found["source"] = {
            "fact": "", "row": None, "document": self.read.digest, "name": self.file,
            "sheet": "", "cell": f"L{row.line}",
        }  # fmt: skip
        self.read.rows.setdefault(period, []).append(found)

    def _first(
        self, row: _Row, message: Message, column: str, key: tuple[Any, ...], **said: Any
    ) -> bool:
        line = self.lines.setdefault(key, row.line)
        if line != row.line:
            self._say(message, row.place(column), line=line, **said)
        return line == row.line

    def _unit(self, row: _Row) -> str:
        unit = row["unit"]
        if not unit:
            self._say(CELL_EMPTY, row.place("unit"), column="unit")
        elif len(unit) > LONGEST_NAME or (self.known.units and unit not in self.known.units):
            guessed = guess(unit[:LONGEST_NAME], sorted(self.known.units))
            self._say(UNIT_UNKNOWN, row.place("unit"), guessed=guessed, unit=unit[:40])
            return ""
        return unit

    def _period(self, row: _Row) -> Period | None:
        if not row["period"]:
            self._say(CELL_EMPTY, row.place("period"), column="period")
            return None
        try:
            period = Period.parse(row["period"])
        except Refused as refused:
            self.said.append(Diagnostic(refused.said, row.place("period")))
            return None
        if period.kind not in (self.known.every, "cumulative"):
            every = KINDS[self.known.every]
            self._say(PERIOD_OTHER, row.place("period"), every=every, period=str(period))
            return None
        return period

    def _measured(self, row: _Row, kind: str) -> dict[str, Any] | None:
        name = row["indicator"]
        if not name:
            self._say(CELL_EMPTY, row.place("indicator"), column="indicator")
            return None
        measured = self.known.measures.get(name)
        if measured is None:
            allowed = list(self.known.measures)
            said = {"indicator": name[:40], "allowed": ", ".join(allowed)}
            place = row.place("indicator")
            self._say(INDICATOR_UNKNOWN, place, guessed=guess(name[:40], allowed), **said)
            return None
        numbers = {
            column: self._number(row, column, measured)
            for column in (("value",) if kind == "rating" else ("value", "target", "prior"))
        }
        if kind == "rating" and numbers["value"] is None:
            self._say(CELL_EMPTY, row.place("value"), column="value")
            return None
        late = {} if kind == "rating" else {"late": False}
        return {"indicator": name, **numbers, **late}

    def _number(self, row: _Row, column: str, measured: Measured) -> int | None:
        if not row[column]:
            return None
        spec = measured.spec
        try:
            return read_number(row[column], spec.unit_of_measure, spec.decimals)
        except Refused as refused:
            self.said.append(Diagnostic(refused.said, row.place(column)))
            return None

    def _adjustment(self, row: _Row, kind: str) -> dict[str, Any] | None:
        allowed = self.known.rules.get(kind, ())
        rule = row["rule"]
        if rule not in allowed:
            said = {"row": ENTRY[kind], "rule": rule[:40], "allowed": ", ".join(allowed) or "—"}
            self._say(RULE_UNKNOWN, row.place("rule"), guessed=guess(rule[:40], allowed), **said)
            return None
        points = 0
        if kind != "veto":
            if not row["points"]:
                self._say(CELL_EMPTY, row.place("points"), column="points")
                return None
            try:
                points = scale(row["points"], 6)
            except Refused as refused:
                self.said.append(Diagnostic(refused.said, row.place("points")))
                return None
        fact = row["fact"] or f"L{row.line}"
        return {"rule": rule, "points": points, "fact": fact, "reason": row["source"]}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table; a cell is asked for by its column, stripped."""

    file: str
    line: int
    source: str
    cells: Sequence[str]
    heads: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        if column not in self.heads:
            return ""
        return self.cells[self.heads.index(column)].strip()

    def place(self, column: str) -> Place:
        return self.at(self.heads.index(column) if column in self.heads else 0)

    def at(self, cell: int) -> Place:
        """Return the place of a cell: its columns, where no quotes hide them."""
        if '"' in self.source or ",".join(self.cells) != self.source:
            return Place(self.file, self.line, 1, len(self.source) + 1, source=self.source)
        start = sum(len(before) + 1 for before in self.cells[:cell]) + 1
        end = start + max(len(self.cells[cell]), 1)
        return Place(self.file, self.line, start, end, source=self.source)
