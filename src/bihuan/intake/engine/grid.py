"""A table with headings, in a sheet or in CSV, as rows that are asked for by heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bihuan.intake.engine.cells import address, literal
from bihuan.intake.engine.found import HIDDEN_FIGURES
from bihuan.intake.engine.sheets import Sheet
from bihuan.intake.engine.table import Table
from bihuan.ledger.words import Refused, Text
from bihuan.mechanisms.diagnostics import Place
from bihuan.orgs.engine.names import plain

_ROW = Text("row {row}", "第 {row} 行")
_SHEET = Text("the sheet", "工作表")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the headings of a table stand, and the column of each, by its plain name."""

    row: int
    columns: Mapping[str, int]
    written: Mapping[int, str]

    @staticmethod
    def of(row: int, written: Mapping[int, str]) -> Heading:
        """Return the headings of a row; of two that are alike the first counts."""
        columns: dict[str, int] = {}
        for at, text in sorted(written.items()):
            if name := plain(text):
                columns.setdefault(name, at)
        return Heading(row, columns, {at: text for at, text in written.items() if plain(text)})

    def column(self, names: Iterable[str]) -> int | None:
        """Return the column with one of these headings."""
        return next((self.columns[name] for name in names if name in self.columns), None)


class Row:
    """One row of a table; `entry` is what stands in a column as a person would have typed it."""

    def entry(self, column: int) -> str:
        raise NotImplementedError

    def place(self, column: int) -> Place:
        raise NotImplementedError

    def check(self) -> None:
        """Refuse a row that is hidden: nobody who looked at the table has seen it."""


class SheetRow(Row):
    """A row of a sheet."""

    __slots__ = ("_file", "_row", "_sheet")

    def __init__(self, sheet: Sheet, row: int, file: str) -> None:
        self._sheet, self._row, self._file = sheet, row, file

    def entry(self, column: int) -> str:
        return self._sheet.entry(self._row, column).strip()

    def place(self, column: int) -> Place:
        return Place(self._file, sheet=self._sheet.name, cell=address(self._row, column))

    def check(self) -> None:
        if self._sheet.hidden:
            raise Refused(HIDDEN_FIGURES, what=_SHEET)
        if self._row in self._sheet.hidden_rows:
            raise Refused(HIDDEN_FIGURES, what=_ROW.fill(row=self._row))


class TableRow(Row):
    """A row of a CSV file."""

    __slots__ = ("_fields", "_file", "_line")

    def __init__(self, fields: list[str], line: int, file: str) -> None:
        self._fields, self._line, self._file = fields, line, file

    def entry(self, column: int) -> str:
        return literal(self._fields[column]).strip() if column < len(self._fields) else ""

    def place(self, column: int) -> Place:  # noqa: ARG002  # a line is as near as CSV comes
        return Place(self._file, line=self._line)


def sheet_headings(sheet: Sheet, row: int | None, most: int) -> Iterator[Heading]:
    """Yield the rows of a sheet that may be its headings: the named one, or each of the first."""
    rows: dict[int, dict[int, str]] = {}
    for (at, column), cell in sheet.cells.items():
        if at == row or (row is None and at <= most):
            rows.setdefault(at, {})[column] = cell.text
    for at in sorted(rows):
        yield Heading.of(at, rows[at])


def sheet_rows(sheet: Sheet, heading: Heading, file: str) -> Iterator[Row]:
    """Yield the rows below the headings."""
    for row in sorted({row for row, _ in sheet.cells if row > heading.row}):
        yield SheetRow(sheet, row, file)


def table_headings(table: Table, row: int | None, most: int) -> Iterator[Heading]:
    """Yield the rows of a CSV file that may be its headings."""
    for number, (_, fields) in enumerate(table.rows(), 1):
        if number > (row or most):
            return
        if row in {None, number}:
            yield Heading.of(number, {at: literal(text) for at, text in enumerate(fields)})


def table_rows(table: Table, heading: Heading, file: str) -> Iterator[Row]:
    """Yield the rows below the headings."""
    for number, (line, fields) in enumerate(table.rows(), 1):
        if number > heading.row:
            yield TableRow(fields, line, file)
