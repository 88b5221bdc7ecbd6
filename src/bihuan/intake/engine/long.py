"""Reading a long table: a row for each unit, period and indicator, in a workbook or in CSV."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bihuan.calendars.engine.periods import Period
from bihuan.intake.engine.cells import address, literal
from bihuan.intake.engine.forms import FIGURES, MISTAKES_HEADING
from bihuan.intake.engine.found import HIDDEN_FIGURES, Blank, Found, Row, about
from bihuan.intake.engine.lexicon import Lexicon, figure
from bihuan.intake.engine.sheets import Sheet
from bihuan.intake.engine.table import Table
from bihuan.ledger.words import Message, Refused, Said, Text
from bihuan.measures.observations import Declared
from bihuan.mechanisms.diagnostics import Place
from bihuan.mechanisms.engine.guessing import guess
from bihuan.orgs.engine.names import plain
from bihuan.orgs.units import Unit

HEADING_UNKNOWN = Message(
    "heading-unknown",
    Text('the column "{heading}" is not known', "无法识别“{heading}”列"),
    Text(
        "use unit, period, indicator, value, target, prior; remove other columns",
        "请使用 单位、考核期、指标、实绩、目标、上年同期，并删除其他列",
    ),
)
HEADING_MISSPELT = Message(
    "heading-misspelt",
    Text('the column "{heading}" is not known', "无法识别“{heading}”列"),
    Text('did you mean "{guess}"?', "是不是“{guess}”？"),
)
HEADING_MISSING = Message(
    "heading-missing",
    Text('there is no column "{heading}"', "缺少“{heading}”列"),
    Text(
        "a long table has the columns unit, period, indicator, value",
        "长表须有 单位、考核期、指标、实绩 各列",
    ),
)
HEADING_TWICE = Message(
    "heading-twice",
    Text('the column "{heading}" stands twice', "“{heading}”列出现两次"),
    Text("keep one of the two", "请只保留其中一列"),
)
NOT_A_FORM = Message(
    "not-a-form",
    Text("this is neither a form of ours nor a long table", "这不是下发的表格，也不是规定的长表"),
    Text(
        "ask for the form and fill it, or send the columns unit, period, indicator, value",
        "请索取表格填写，或发送含 单位、考核期、指标、实绩 各列的长表",
    ),
)

_NAMES: dict[str, tuple[str, ...]] = {
    "unit": ("单位", "单位名称", "填报单位", "乡镇"),
    "period": ("考核期", "时期", "期间"),
    "indicator": ("指标", "指标名称"),
    "value": ("实绩", "数值", "完成数", "实际值", "本期实绩"),
    "target": ("目标", "目标数", "目标值"),
    "prior": ("上年同期", "上年同期数", "同期数", "基数"),
}
_SAID = {
    "unit": Text("unit", "单位"),
    "period": Text("period", "考核期"),
    "indicator": Text("indicator", "指标"),
    "value": Text("value", "实绩"),
}
_MEANS = {plain(name): key for key, names in _NAMES.items() for name in (key, *names)}
_HEAD_ROWS = 10
_ENOUGH = 2
_LONGEST = 60
_STEP = 20_000
_NOWHERE = 1 << 30
_ROW = Text("row {row}", "第 {row} 行")


def is_heading(fields: Iterable[str]) -> bool:
    """Tell whether a row is the heading of a long table."""
    known = {_MEANS.get(plain(field)) for field in fields} - {None}
    return "unit" in known and len(known) >= _ENOUGH


def find_heading(sheet: Sheet) -> int:
    """Return the row of a sheet that is the heading of a long table, or 0."""
    rows: dict[int, list[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row <= _HEAD_ROWS:
            rows.setdefault(row, []).append(cell.text)
    return min((row for row, texts in rows.items() if is_heading(texts)), default=0)


def read_long_sheet(sheet: Sheet, lexicon: Lexicon, found: Found) -> None:
    """Read a sheet that holds a long table."""
    heading = find_heading(sheet)
    written = {column: sheet.text(row, column) for row, column in sheet.cells if row == heading}
    columns, mistakes = _columns(written, period_given=lexicon.wanted is not None)
    for at, said in mistakes:
        found.wrong(found.place(sheet=sheet.name, cell=address(heading, at)), said)
    if mistakes:
        return
    reading = _Reading(lexicon, found)
    for row in sorted({row for row, column in sheet.cells if row > heading}):
        reading.take(_SheetRow(sheet, row, columns, found))


def read_long_table(
    table: Table, lexicon: Lexicon, found: Found, progress: Callable[[int], None]
) -> None:
    """Read a CSV file that holds a long table; `progress` hears how many rows were read."""
    rows = table.rows()
    line, heading = next(rows)
    columns, mistakes = _columns(dict(enumerate(heading)), period_given=lexicon.wanted is not None)
    for _, said in mistakes:
        found.wrong(found.place(line=line), said)
    if mistakes:
        return
    reading = _Reading(lexicon, found)
    number = 0
    for number, (line, fields) in enumerate(rows, 1):
        reading.take(_TableRow(fields, line, columns, found))
        if number % _STEP == 0:
            progress(number)
    progress(number)


def _columns(
    written: Mapping[int, str], *, period_given: bool
) -> tuple[dict[str, int], list[tuple[int, Said]]]:
    """Return which column holds what, and the headings that are unknown, repeated or missing."""
    columns: dict[str, int] = {}
    mistakes: list[tuple[int, Said]] = []
    for at, text in sorted(written.items()):
        name = plain(text)
        key = _MEANS.get(name)
        if not name or name.startswith(plain(MISTAKES_HEADING)):
            continue
        if key is None:
            mistakes.append((at, _unknown(text.strip()[:_LONGEST])))
        elif key in columns:
            mistakes.append((at, Said(HEADING_TWICE, {"heading": text.strip()})))
        else:
            columns[key] = at
    needed = ["unit", "indicator", *([] if period_given else ["period"])]
    missing = [key for key in needed if key not in columns]
    missing += [] if set(columns) & set(FIGURES) else ["value"]
    first = min(written, default=1)
    mistakes += [(first, Said(HEADING_MISSING, {"heading": _SAID[key]})) for key in missing]
    return columns, mistakes


def _unknown(heading: str) -> Said:
    near = guess(plain(heading), _MEANS)
    if near:
        return Said(HEADING_MISSPELT, {"heading": heading, "guess": near})
    return Said(HEADING_UNKNOWN, {"heading": heading})


@dataclass(slots=True)
class _TableRow:
    """A row of a CSV file."""

    fields: list[str]
    line: int
    columns: Mapping[str, int]
    found: Found
    sheet: str = ""
    cell: str = ""

    def entry(self, key: str) -> str:
        at = self.columns.get(key, _NOWHERE)
        return literal(self.fields[at]).strip() if at < len(self.fields) else ""

    def place(self, _: str = "") -> Place:
        return self.found.place(line=self.line)

    @property
    def hidden(self) -> Text | None:
        return None


@dataclass(slots=True)
class _SheetRow:
    """A row of a sheet."""

    of: Sheet
    row: int
    columns: Mapping[str, int]
    found: Found
    line: int = 0

    @property
    def sheet(self) -> str:
        return self.of.name

    @property
    def cell(self) -> str:
        return address(self.row, next(self.columns[key] for key in FIGURES if key in self.columns))

    def entry(self, key: str) -> str:
        return self.of.entry(self.row, self.columns[key]).strip() if key in self.columns else ""

    def place(self, key: str = "") -> Place:
        column = self.columns.get(key) or min(self.columns.values())
        return self.found.place(sheet=self.of.name, cell=address(self.row, column))

    @property
    def hidden(self) -> Text | None:
        hidden = self.of.hidden or self.row in self.of.hidden_rows
        return _ROW.fill(row=self.row) if hidden else None


class _Reading:
    """A long table on its way into rows."""

    def __init__(self, lexicon: Lexicon, found: Found) -> None:
        self._lexicon = lexicon
        self._found = found
        # Most rows repeat the words of rows before them.
        self._known: dict[tuple[str, str], tuple[Period, str, Declared]] = {}
        self._units: dict[tuple[str, str], Unit] = {}

    def take(self, row: _TableRow | _SheetRow) -> None:
        """Take one row, or note everything that is wrong with it."""
        if row.hidden:
            self._found.wrong(row.place(), Said(HIDDEN_FIGURES, {"what": row.hidden}))
            self._found.left_out += 1
            return
        before = len(self._found.mistakes) + self._found.unlisted
        head = self._head(row)
        if head:
            self._take_figures(row, *head)
        if len(self._found.mistakes) + self._found.unlisted > before:
            self._found.left_out += 1

    def _head(self, row: _TableRow | _SheetRow) -> tuple[Unit, str, Declared] | None:
        """Return the unit, period and indicator of a row, if all three are known."""
        period = self._asked(row, "period")
        indicator = self._asked(row, "indicator")
        unit = self._asked(row, "unit")
        if period is None or indicator is None or unit is None:
            return None
        known, standing = self._known.get((indicator, period)), self._units.get((unit, period))
        if known is None or standing is None:
            return self._learn(row, unit, period, indicator)
        return standing, known[1], known[2]

    def _asked(self, row: _TableRow | _SheetRow, key: str) -> str | None:
        try:
            return row.entry(key)
        except Refused as refusal:
            self._found.wrong(row.place(key), refusal)
            return None

    def _learn(
        self, row: _TableRow | _SheetRow, unit: str, period: str, indicator: str
    ) -> tuple[Unit, str, Declared] | None:
        """Ask for the words of a row that did not stand in the rows before it."""
        try:
            meant = self._lexicon.period(period)
        except Refused as refusal:
            self._found.wrong(row.place("period"), refusal)
            return None
        try:
            declared = self._lexicon.indicator(indicator, meant)
        except Refused as refusal:
            self._found.wrong(row.place("indicator"), refusal)
            declared = None
        try:
            standing = self._units[unit, period] = self._lexicon.unit(unit, meant)
        except Refused as refusal:
            self._found.wrong(row.place("unit"), refusal)
            return None
        if declared is None:
            return None
        self._known[indicator, period] = (meant, str(meant), declared)
        return standing, str(meant), declared

    def _take_figures(
        self, row: _TableRow | _SheetRow, unit: Unit, period: str, indicator: Declared
    ) -> None:
        try:
            self._lexicon.check_concern(indicator, unit)
        except Refused as refusal:
            self._found.wrong(row.place("value"), refusal)
            return
        figures: list[str | None] = []
        for key in FIGURES:
            try:
                figures.append(figure(row.entry(key), indicator))
            except Refused as refusal:
                self._found.wrong(row.place(key), refusal, about(unit.title, indicator))
        if len(figures) < len(FIGURES):
            return
        for key, written in zip(FIGURES, figures, strict=True):
            if written is None and key in row.columns:
                blank = Blank(indicator.name, unit.slug, period, key, row.place(key))
                self._found.blank(blank, unit.title, indicator)
        if not any(figures):
            return
        value, target, prior = figures
        taken = Row(
            indicator.name, unit.slug, period, value, target, prior, row.sheet, row.cell, row.line
        )
        self._found.add(taken, unit.title, indicator)
