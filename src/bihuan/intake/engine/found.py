"""What was found in a file: rows fit to be recorded, mistakes at their places, and notes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from bihuan.intake.engine.cells import row_and_column
from bihuan.intake.engine.forms import What
from bihuan.ledger.words import Message, Refused, Said, Text
from bihuan.measures.observations import Declared
from bihuan.mechanisms.diagnostics import Diagnostic, Place, diagnose

# A file with more mistakes than this has one mistake, repeated.
MOST_MISTAKES = 1_000
# A long table may have a column that is blank throughout; a form never has as many cells.
MOST_BLANKS = 100_000

MORE_MISTAKES = Message(
    "more-mistakes",
    Text("{count} more mistakes are not listed", "另有 {count} 处错误未列出"),
    Text("mend those listed and send the file again", "请先改正已列出的错误后重新发送"),
)
ROW_REPEATED = Message(
    "row-repeated",
    Text(
        "{unit}, {indicator}, {period} already stands in {first}",
        "{unit}的“{indicator}”（{period}）已在 {first} 填过",
    ),
    Text("keep one of the two", "请只保留其中一处"),
)
HIDDEN_FIGURES = Message(
    "hidden-figures",
    Text("{what} is hidden but holds figures", "{what}已隐藏，但其中有数据"),
    Text("show it and check the figures, or delete them", "请取消隐藏并核对数据，或将其删除"),
)


class Row(NamedTuple):
    """The figures of one indicator, unit and period, as plain decimals, with their place."""

    indicator: str
    unit: str
    period: str
    value: str | None
    target: str | None
    prior: str | None
    sheet: str
    cell: str
    line: int

    def figure(self, what: What) -> str | None:
        return (self.value, self.target, self.prior)[("value", "target", "prior").index(what)]


class Blank(NamedTuple):
    """A cell for one figure of an indicator, unit and period in which nothing stands."""

    indicator: str
    unit: str
    period: str
    what: What
    place: Place


@dataclass(frozen=True, slots=True)
class CellDiagnostic(Diagnostic):
    """A mistake in one figure; its text names the unit and the indicator, since a cell does not."""

    about: Text = field(kw_only=True)

    @property
    def text(self) -> Text:
        said = self.said.text
        return Text(en=f"{self.about.en}: {said.en}", zh=f"{self.about.zh}：{said.zh}")


_ABOUT = Text("{unit}, {indicator}", "{unit}“{indicator}”")


def about(unit: Text, indicator: Declared) -> Text:
    """Return how a figure is called in a message."""
    return _ABOUT.fill(unit=unit, indicator=indicator.title)


@dataclass(slots=True)
class Found:
    """What reading a file brought to light, in the order of the file.

    Args:
        units, indicators: titles and rules of what the rows are about.
        blanks: cells for figures in which nothing stands, as many as are looked at.
        left_out: rows with a mistake.
        unlisted: mistakes beyond those listed.
    """

    file: str
    units: dict[str, Text] = field(default_factory=dict)
    indicators: dict[tuple[str, str], Declared] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    mistakes: list[Diagnostic] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    left_out: int = 0
    unlisted: int = 0
    _places: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def place(self, *, sheet: str = "", cell: str = "", line: int = 0) -> Place:
        return Place(self.file, line=line, sheet=sheet, cell=cell)

    def wrong(self, place: Place, refusal: Refused | Said, of: Text | None = None) -> None:
        """Note a mistake; one beyond the limit is only counted."""
        said = refusal.said if isinstance(refusal, Refused) else refusal
        if len(self.mistakes) >= MOST_MISTAKES:
            self.unlisted += 1
        elif of:
            self.mistakes.append(CellDiagnostic(said, place, about=of))
        else:
            self.mistakes.append(Diagnostic(said, place))

    def add(self, row: Row, unit: Text, indicator: Declared) -> bool:
        """Take a row, unless the same unit, indicator and period came before."""
        key = (row.indicator, row.period)
        rows = self._places.get(key)
        if rows is None:
            rows = self._places[key] = {}
            self.indicators[key] = indicator
        self.units[row.unit] = unit
        if row.unit in rows:
            first = self.rows[rows[row.unit]]
            said = Said(
                ROW_REPEATED,
                {
                    "unit": unit,
                    "indicator": indicator.title,
                    "period": row.period,
                    "first": where(first),
                },
            )
            self.wrong(self.place(sheet=row.sheet, cell=row.cell, line=row.line), said)
            return False
        rows[row.unit] = len(self.rows)
        self.rows.append(row)
        return True

    def blank(self, blank: Blank, unit: Text, indicator: Declared) -> None:
        """Note a cell in which no figure stands, though there is room for one."""
        if len(self.blanks) < MOST_BLANKS:
            self.units[blank.unit] = unit
            self.indicators.setdefault((blank.indicator, blank.period), indicator)
            self.blanks.append(blank)

    def keep(self, fit: Callable[[Row], bool]) -> None:
        """Leave out the rows that are not fit."""
        kept = [row for row in self.rows if fit(row)]
        self.left_out += len(self.rows) - len(kept)
        self.rows = kept

    def all_mistakes(self) -> tuple[Diagnostic, ...]:
        """Return the mistakes in the order of the file; the last counts those not listed."""
        sheets = dict.fromkeys(each.place.sheet for each in self.mistakes)
        order = {name: at for at, name in enumerate(sheets)}

        def position(mistake: Diagnostic) -> tuple[int, int, int]:
            place = mistake.place
            row, column = row_and_column(place.cell) or (place.line, 0)
            return order[place.sheet], row, column

        listed = tuple(sorted(self.mistakes, key=position))
        if not self.unlisted:
            return listed
        return (*listed, diagnose(MORE_MISTAKES, Place(self.file), count=self.unlisted))


def where(row: Row) -> str:
    """Return the place of a row on one line."""
    if row.sheet:
        return f"{row.sheet}!{row.cell}"
    return f"L{row.line}" if row.line else row.cell
