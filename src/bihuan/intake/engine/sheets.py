"""Sheets as they were read, and what stands in a cell as a person would have typed it."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bihuan.intake.engine.formulas import Formulas, is_near
from bihuan.intake.engine.values import BLANK, Cell, decimal_near, number_of, plain
from bihuan.ledger.words import Message, Refused, Text
from bihuan.registers.engine.typed import NUMBER_NOT_FINITE

FORMULA_WITHOUT_VALUE = Message(
    "formula-without-value",
    Text(
        'the formula "={formula}" has no result in the file', "公式“={formula}”在文件中没有计算结果"
    ),
    Text(
        "open the file in Excel or WPS and save it, or write the number",
        "请用 Excel 或 WPS 打开后保存，或直接填写数字",
    ),
)
FORMULA_LIES = Message(
    "formula-lies",
    Text(
        'the formula "={formula}" gives {computed}, but the file says {stored}',
        "公式“={formula}”应得 {computed}，而文件中存的是 {stored}",
    ),
    Text(
        "recalculate (F9) and save, or write the number", "请重新计算（F9）后保存，或直接填写数字"
    ),
)
CELL_MERGED = Message(
    "cell-merged",
    Text("the cell is merged with others ({area})", "该单元格与其他单元格合并（{area}）"),
    Text("unmerge it and write one number for each cell", "请取消合并，一格填一个数"),
)
FORMAT_SCALES = Message(
    "format-scales",
    Text(
        "the cell holds {stored}, but its format shows it divided by thousands",
        "单元格存的是 {stored}，但其格式按缩小后的数显示",
    ),
    Text("set the format to a plain number and write the value", "请改为普通数值格式后重新填写"),
)

_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001  # a cell names no zone
_SECONDS = 24 * 60 * 60
_LAST_SERIAL = 2_958_465


@dataclass(slots=True)
class Sheet:
    """One sheet of a workbook, or a whole CSV file. Rows and columns count from 1.

    Args:
        merged: for each row, the first and last column of its merged areas, and the area.
        lines: for a CSV file, the line on which each row ends.
    """

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    _formulas: Formulas | None = None

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column), BLANK)

    def text(self, row: int, column: int) -> str:
        """Return a cell as text: a name, a heading, a key."""
        return self.cell(row, column).text.strip()

    def is_blank(self, row: int, column: int) -> bool:
        cell = self.cell(row, column)
        return cell.formula is None and not cell.text.strip()

    def entry(self, row: int, column: int) -> str:
        """Return what stands in a cell as if a person had typed it there; "" if nothing does.

        Booleans, errors and dates come out as their text, which no reader of numbers takes.
        """
        for first, last, area in self.merged.get(row, ()):
            if first <= column <= last:
                raise Refused(CELL_MERGED, area=area)
        cell = self.cell(row, column)
        if cell.formula is not None:
            return _typed(self._recomputed(row, column, cell), cell)
        match cell.kind:
            case "b":
                return "TRUE" if cell.text == "1" else "FALSE"
            case "n" if cell.text:
                return _typed(number_of(cell), cell)
        return cell.text

    def _recomputed(self, row: int, column: int, cell: Cell) -> Decimal:
        formula = cell.formula or ""
        if not cell.text:
            raise Refused(FORMULA_WITHOUT_VALUE, formula=formula)
        if cell.kind == "e":
            raise Refused(NUMBER_NOT_FINITE, text=cell.text)
        self._formulas = self._formulas or Formulas(self.cell)
        computed = self._formulas.value(row, column)
        stored = number_of(cell) if cell.kind == "n" else None
        if stored is None or not is_near(computed, Fraction(stored)):
            shown = plain(decimal_near(computed))
            raise Refused(FORMULA_LIES, formula=formula, computed=shown, stored=cell.text)
        return decimal_near(computed)


def _typed(number: Decimal, cell: Cell) -> str:
    match cell.look:
        case "percent":
            return f"{plain(number * 100)}%"
        case "date" if 0 < number <= _LAST_SERIAL:
            return _moment(number)
        case "scaled":
            raise Refused(FORMAT_SCALES, stored=plain(number))
    return plain(number)


def _moment(number: Decimal) -> str:
    """Return a day as it is written, with its time if it has one, to the second."""
    seconds = int((number * _SECONDS).to_integral_value(ROUND_HALF_UP))
    moment = _FIRST_DAY + timedelta(seconds=seconds)
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ")
