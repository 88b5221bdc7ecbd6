"""The events of one worksheet, turned into rows of typed cells."""

from collections.abc import Callable
from typing import Any

from bihuan.intake.engine.archive import damaged
from bihuan.intake.engine.cells import address, row_and_column
from bihuan.intake.engine.streaming import CELL_TOO_LONG, MAX_TEXT, SHEET_TOO_BIG
from bihuan.intake.engine.styles import Styles
from bihuan.ledger.words import Message, Refused, Text

MAX_ROWS = 50_000
MAX_COLUMNS = 2_000
MAX_CELLS = 400_000
MAX_AREAS = 20_000
# No name or number is longer; more is cut, since nobody reads it as one. Tables with words in them
# are read with another limit.
KEPT = 400
MAX_KEPT = 40_000_000

FAR_CELL = Message(
    "far-cell",
    Text(
        "sheet {sheet} has something in {cell}, outside any form "
        "(at most {rows} rows, {columns} columns)",
        "工作表“{sheet}”的 {cell} 有内容，远在表格之外（最多 {rows} 行、{columns} 列）",
    ),
    Text(
        "press Ctrl+End to find it, delete it, and save; send a longer table as CSV",
        "按 Ctrl+End 找到该单元格，删除后保存；更长的数据请改用 CSV",
    ),
)

_CELLS = Text("cells with content", "有内容的单元格")
_CHARACTERS = Text("characters", "字符")
_AREAS = Text("merged or hidden areas", "合并或隐藏区域")

Emit = Callable[[list[Any]], None]
_TRUE = {"1", "true", "on"}
_KINDS = {"n", "s", "str", "inlineStr", "b", "e", "d"}


def index_of(text: str) -> int:
    """Read the number of a shared string; a negative one would count from the end."""
    if not text.isdecimal():
        raise damaged()
    return int(text)


class Collected:
    """Text collected between two tags, within Excel's own limit on a cell."""

    def __init__(self, part: str, kept: int = KEPT) -> None:
        self._part = part
        self._kept = kept
        self._pieces: list[str] = []
        self._length = 0

    def add(self, text: str) -> None:
        self._length += len(text)
        if self._length > MAX_TEXT:
            raise Refused(CELL_TOO_LONG, part=self._part, most=MAX_TEXT)
        self._pieces.append(text)

    def taken(self) -> str:
        """Return what was collected, and begin anew."""
        if not self._pieces:
            return ""
        text = "".join(self._pieces)[: self._kept]
        self._pieces.clear()
        self._length = 0
        return text


class Allowance:
    """How many cells and characters the sheets may still hand on together."""

    def __init__(self) -> None:
        self._cells = MAX_CELLS
        self._characters = MAX_KEPT

    def take(self, sheet: str, text: str) -> None:
        self._cells -= 1
        self._characters -= len(text)
        if self._cells < 0:
            raise Refused(SHEET_TOO_BIG, part=sheet, most=MAX_CELLS, what=_CELLS)
        if self._characters < 0:
            raise Refused(SHEET_TOO_BIG, part=sheet, most=MAX_KEPT, what=_CHARACTERS)


class Worksheet:
    """The events of one worksheet, turned into rows as they close."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        name: str,
        part: str,
        strings: list[str],
        styles: Styles,
        allowance: Allowance,
        emit: Emit,
        kept: int = KEPT,
    ) -> None:
        self.hidden_columns: list[list[int]] = []
        self.merged: list[list[int]] = []
        self._name = name
        self._strings = strings
        self._styles = styles
        self._allowance = allowance
        self._emit = emit
        self._row, self._column, self._written = 0, 0, ""
        self._hidden, self._hidden_by_default = False, False
        self._cells: list[list[Any]] = []
        self._type, self._style = "n", ""
        self._value, self._formula = Collected(part, kept), Collected(part)
        self._formula_of: dict[str, str] = {}
        self._shared: dict[str, tuple[str, int, int]] = {}
        self._in = ""
        self._aside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "c":
                self._start_cell(attributes)
            case "v" | "t":
                self._in = "" if self._aside else "v"
            case "f":
                self._in = "f"
                self._formula_of = {"t": "normal", **attributes}
            case "row":
                self._start_row(attributes)
            case "rPh":
                self._aside = True
            case "col" | "mergeCell" | "sheetFormatPr":
                self._start_area(tag, attributes)

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._row + 1))
        if row <= self._row:
            raise damaged()
        self._row, self._column, self._written, self._cells = row, 0, "", []
        flat = "ht" in attributes and float(attributes["ht"]) == 0
        default = "1" if self._hidden_by_default and "ht" not in attributes else ""
        self._hidden = flat or attributes.get("hidden", default) in _TRUE

    def _start_cell(self, attributes: dict[str, str]) -> None:
        # Most cells of a form are blank: where they are is only worked out if somebody asks.
        self._written = attributes.get("r") or address(self._row, self._place()[1] + 1)
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula_of = {}
        self._value.taken()

    def _place(self) -> tuple[int, int]:
        """Return row and column of the cell last begun; column 0 before the first of a row."""
        place = row_and_column(self._written) if self._written else (self._row, 0)
        if place is None:
            raise damaged()
        return place

    def _start_area(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.merged) + len(self.hidden_columns) > MAX_AREAS:
            raise Refused(SHEET_TOO_BIG, part=self._name, most=MAX_AREAS, what=_AREAS)
        if tag == "sheetFormatPr":
            self._hidden_by_default = attributes.get("zeroHeight", "") in _TRUE
        elif tag == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            corners = row_and_column(first), row_and_column(last or first)
            if corners[0] is None or corners[1] is None:
                raise damaged()
            self.merged.append([*corners[0], *corners[1]])
        elif attributes.get("hidden", "") in _TRUE or float(attributes.get("width", 9)) == 0:
            self.hidden_columns.append([int(attributes["min"]), int(attributes["max"])])

    def add(self, text: str) -> None:
        if self._in == "v":
            self._value.add(text)
        elif self._in == "f":
            self._formula.add(text)

    def end(self, tag: str) -> None:
        match tag:
            case "v" | "t" | "f":
                self._in = ""
            case "rPh":
                self._aside = False
            case "c":
                self._end_cell()
            case "row" if self._cells:
                self._emit(["row", self._row, self._hidden, self._cells])

    def _end_cell(self) -> None:
        text = self._value.taken()
        if not text and not self._formula_of:
            return
        row, column = self._place()
        # A second cell at the same place, or one in a row that is not its own, is read
        # differently by different readers: the file lies to somebody.
        if row != self._row or column <= self._column:
            raise damaged()
        self._column = column
        if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
            place = address(self._row, self._column)
            raise Refused(
                FAR_CELL, sheet=self._name, cell=place, rows=MAX_ROWS, columns=MAX_COLUMNS
            )
        if self._type not in _KINDS:
            raise damaged()
        if self._type == "s" and text:
            text = self._strings[index_of(text)]
        self._allowance.take(self._name, text)
        kind = "s" if self._type in {"s", "str", "inlineStr"} else self._type
        look = self._styles.look(self._style) if kind == "n" else ""
        self._cells.append([self._column, kind, text, look, *self._formula_here()])

    def _formula_here(self) -> tuple[str | None, int, int]:
        """Return the formula and how far it was filled from the cell where it is written."""
        if not self._formula_of:
            return None, 0, 0
        text, how = self._formula.taken(), self._formula_of["t"]
        if how == "shared":
            key = self._formula_of.get("si", "")
            if text:
                self._shared[key] = (text, self._row, self._column)
            text, row, column = self._shared.get(key, ("", self._row, self._column))
            return text, self._row - row, self._column - column
        # Braces around array formulas and data tables: nobody takes them for simple ones.
        return (text if how == "normal" else f"{{{text}}}"), 0, 0
