"""Reading a form that came back: units as rows, figures of indicators as columns."""

from dataclasses import dataclass

from bihuan.calendars.engine.periods import Period
from bihuan.intake.engine.cells import address, column_letters
from bihuan.intake.engine.forms import (
    MARK,
    MISTAKES_HEADING,
    UNIT_KEY,
    Column,
    Mark,
    read_column,
    read_mark,
)
from bihuan.intake.engine.found import HIDDEN_FIGURES, Blank, Found, Row, about
from bihuan.intake.engine.lexicon import Lexicon, figure
from bihuan.intake.engine.sheets import Sheet
from bihuan.ledger.words import Message, Refused, Said, Text
from bihuan.measures.observations import Declared
from bihuan.mechanisms.diagnostics import Diagnostic, Place
from bihuan.orgs.units import Unit

FORM_NOT_READABLE = Message(
    "form-not-readable",
    Text("the hidden keys of the form were changed", "表格中隐藏的识别码已被改动"),
    Text("ask for a new form and copy the figures into it", "请重新索取表格并将数据复制过去"),
)
COLUMN_WITHOUT_KEY = Message(
    "column-without-key",
    Text(
        "column {letters} is not part of the form, so its figures would be lost",
        "{letters} 列不属于该表格，其中的数据不会被读取",
    ),
    Text(
        "move the figures under their heading and clear the column",
        "请将数据移到对应的表头下，并清空该列",
    ),
)
COLUMN_REPEATED = Message(
    "column-repeated",
    Text("{title} stands in two columns", "“{title}”出现在两列中"),
    Text("keep one of the two", "请只保留其中一列"),
)
MEASURE_CHANGED = Message(
    "measure-changed",
    Text(
        "{indicator} is now counted in {now}; this form says {then}",
        "“{indicator}”现按{now}计量，而此表为{then}",
    ),
    Text("ask for a new form", "请重新索取表格"),
)
ROW_WITHOUT_UNIT = Message(
    "row-without-unit",
    Text("row {row} holds figures but names no unit", "第 {row} 行有数据，但没有单位名称"),
    Text("write the name of the unit, or clear the row", "请填写单位名称，或清空该行"),
)
ROW_OF_ANOTHER = Message(
    "row-of-another",
    Text(
        'row {row} was made for {unit}, but the name there is now "{written}"',
        "第 {row} 行原属{unit}，现在的名称却是“{written}”",
    ),
    Text(
        "put the name back, and write the other unit's figures in its own row",
        "请恢复原名称，将另一单位的数据填入其所在行",
    ),
)
OLDER_FORM = Message(
    "older-form",
    Text("the form was made for an earlier version of the scheme", "此表按考核办法的较早版本生成"),
    Text("nothing to do if the figures are right", "数据无误则无需处理"),
)

_MARK_ROWS = 20
_ROW = Text("row {row}", "第 {row} 行")
_COLUMN = Text("column {column}", "{column} 列")
_SHEET = Text('the sheet "{sheet}"', "工作表“{sheet}”")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sheet with the place and content of its mark."""

    sheet: Sheet
    row: int
    column: int
    mark: Mark


def find_mark(sheet: Sheet) -> Marked | None:
    """Return the sheet with its mark, or None if it is no form; refuses a mark that was changed."""
    for (row, column), cell in sheet.cells.items():
        if row <= _MARK_ROWS and cell.text.startswith(MARK):
            mark = read_mark(cell.text.strip())
            if mark is None or mark.version != "1":
                raise Refused(FORM_NOT_READABLE)
            return Marked(sheet, row, column, mark)
    return None


def read_wide(marked: Marked, lexicon: Lexicon, found: Found, *, digest: str = "") -> None:
    """Read the figures of one form sheet into `found`; `digest` is of the scheme in force."""
    _Reading(marked, lexicon, found).read(digest)


class _Reading:
    """One form sheet on its way into rows."""

    def __init__(self, marked: Marked, lexicon: Lexicon, found: Found) -> None:
        self._marked = marked
        self._sheet = marked.sheet
        self._lexicon = lexicon
        self._found = found
        self._names = marked.column
        self._own: set[int] = {marked.column}
        self._columns: dict[int, tuple[Declared, Column]] = {}
        self._reported: set[str] = set()

    def read(self, digest: str) -> None:
        try:
            period = self._lexicon.period(self._marked.mark.period)
        except Refused as refusal:
            # All sheets of a form are of one period: said once is enough.
            if refusal.said not in (mistake.said for mistake in self._found.mistakes):
                self._found.wrong(self._place(self._marked.row, self._marked.column), refusal)
            return
        if digest and not digest.startswith(self._marked.mark.digest):
            place = self._place(self._marked.row, self._marked.column)
            self._found.notes.append(Diagnostic(Said(OLDER_FORM), place))
        self._read_columns(period)
        for row, columns in self._rows().items():
            self._read_row(row, columns, period)

    def _place(self, row: int, column: int) -> Place:
        line = self._sheet.lines.get(row, 0)
        return self._found.place(sheet=self._sheet.name, cell=address(row, column), line=line)

    def _rows(self) -> dict[int, list[int]]:
        """Return the columns that hold something, for each row below the keys."""
        rows: dict[int, list[int]] = {}
        for row, column in sorted(self._sheet.cells):
            if row > self._marked.row and not self._sheet.is_blank(row, column):
                rows.setdefault(row, []).append(column)
        return rows

    def _read_columns(self, period: Period) -> None:
        """Read the keys of the columns; one that is wrong is reported, and nothing below it."""
        keys = sorted(column for row, column in self._sheet.cells if row == self._marked.row)
        for column in keys:
            text = self._sheet.text(self._marked.row, column)
            if text == UNIT_KEY:
                self._names = column
            if text == UNIT_KEY or text.startswith(MISTAKES_HEADING):
                self._own.add(column)
            elif text and column != self._marked.column:
                self._own.add(column)
                try:
                    self._columns[column] = self._read_column(text, period)
                except Refused as refusal:
                    self._found.wrong(self._place(self._marked.row, column), refusal)

    def _read_column(self, text: str, period: Period) -> tuple[Declared, Column]:
        key = read_column(text)
        if key is None:
            raise Refused(FORM_NOT_READABLE)
        indicator = self._lexicon.indicator(key.name, period)
        measure = indicator.spec.unit_of_measure
        if measure != key.measure:
            raise Refused(MEASURE_CHANGED, indicator=indicator.title, now=measure, then=key.measure)
        if any(
            (key.name, key.what) == (other.name, other.what) for _, other in self._columns.values()
        ):
            raise Refused(COLUMN_REPEATED, title=indicator.title)
        return indicator, key

    def _read_row(self, row: int, columns: list[int], period: Period) -> None:
        for column in columns:
            if column not in self._own:
                self._report(row, column, COLUMN_WITHOUT_KEY, letters=column_letters(column))
        filled = [column for column in columns if column in self._columns]
        seen = [column for column in filled if not self._hides(row, column)]
        unit = self._unit(row, filled, period) if filled else None
        of: dict[str, list[int]] = {}
        for column in filled:
            of.setdefault(self._columns[column][0].name, []).append(column)
        for same in of.values():
            # One bad figure spoils those of its indicator: what belongs together stays together.
            if (
                unit is None
                or not set(same) <= set(seen)
                or not self._read_figures(row, same, unit, period)
            ):
                self._found.left_out += 1
        self._note_blanks(row, unit or self._unit_by_key(row, period), period)

    def _unit_by_key(self, row: int, period: Period) -> Unit | None:
        """Return the unit that a row without a figure was made for, if the sender may enter it."""
        key = self._sheet.text(row, self._marked.column)
        try:
            return self._lexicon.unit(key, period) if key else None
        except Refused:
            return None

    def _note_blanks(self, row: int, unit: Unit | None, period: Period) -> None:
        """Note the cells of a unit in which no figure stands, where the scheme asks for one."""
        if unit is None:
            return
        for column, (indicator, key) in self._columns.items():
            if self._is_empty(row, column) and self._lexicon.concerns(indicator, unit):
                blank = Blank(key.name, unit.slug, str(period), key.what, self._place(row, column))
                self._found.blank(blank, unit.title, indicator)

    def _is_empty(self, row: int, column: int) -> bool:
        try:
            return not self._sheet.entry(row, column).strip()
        except Refused:
            return False

    def _hides(self, row: int, column: int) -> bool:
        """Tell whether a person does not see the figure; report each row and column once."""
        if self._sheet.hidden:
            self._report(row, column, HIDDEN_FIGURES, what=_SHEET.fill(sheet=self._sheet.name))
        elif row in self._sheet.hidden_rows:
            self._report(row, column, HIDDEN_FIGURES, what=_ROW.fill(row=row))
        elif column in self._sheet.hidden_columns:
            self._report(
                row, column, HIDDEN_FIGURES, what=_COLUMN.fill(column=column_letters(column))
            )
        else:
            return False
        return True

    def _report(self, row: int, column: int, message: Message, **parameters: Text | str) -> None:
        said = Said(message, parameters)
        if said.text.en not in self._reported:
            self._reported.add(said.text.en)
            self._found.wrong(self._place(row, column), said)

    def _unit(self, row: int, filled: list[int], period: Period) -> Unit | None:
        try:
            return self._read_unit(row, period)
        except Refused as refusal:
            named = self._names if self._sheet.text(row, self._names) else filled[0]
            self._found.wrong(self._place(row, named), refusal)
            return None

    def _read_unit(self, row: int, period: Period) -> Unit:
        """Return the unit of a row; its hidden key and the name that people see must agree."""
        key = self._sheet.text(row, self._marked.column)
        name = self._sheet.text(row, self._names)
        if not key and not name:
            raise Refused(ROW_WITHOUT_UNIT, row=row)
        unit = self._lexicon.unit(key or name, period)
        if key and name and self._lexicon.unit(name, period) != unit:
            raise Refused(ROW_OF_ANOTHER, row=row, unit=unit.title, written=name)
        return unit

    def _is_asked(self, row: int, columns: list[int], indicator: Declared, unit: Unit) -> bool:
        """Tell whether the scheme asks a unit for an indicator; report each cell if it does not."""
        try:
            self._lexicon.check_concern(indicator, unit)
        except Refused as refusal:
            for column in columns:
                self._found.wrong(self._place(row, column), refusal)
            return False
        return True

    def _read_figures(self, row: int, columns: list[int], unit: Unit, period: Period) -> bool:
        """Take the figures of one indicator in one row; false if one of them is wrong."""
        figures: dict[str, str | None] = {}
        indicator = self._columns[columns[0]][0]
        right = self._is_asked(row, columns, indicator, unit)
        for column in columns if right else ():
            try:
                figures[self._columns[column][1].what] = figure(
                    self._sheet.entry(row, column), indicator
                )
            except Refused as refusal:
                self._found.wrong(self._place(row, column), refusal, about(unit.title, indicator))
                right = False
        if not right or not any(figures.values()):
            return right
        cell, line = address(row, columns[0]), self._sheet.lines.get(row, 0)
        values = (figures.get("value"), figures.get("target"), figures.get("prior"))
        taken = Row(indicator.name, unit.slug, str(period), *values, self._sheet.name, cell, line)
        return self._found.add(taken, unit.title, indicator)
