"""The Excel form of a scheme and period, as it is handed to a clerk.

One sheet for each office that supplies figures; units as rows, indicators as groups of
columns. A cell is white if the indicator is asked of the unit, else hatched; a unit of which a
sheet asks nothing is not on it. Whatever is recorded already stands in it, so that sending it
back untouched changes nothing.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count, groupby
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from bihuan.intake.engine.cells import address
from bihuan.intake.engine.example import write_example, write_help
from bihuan.intake.engine.forms import UNIT_KEY, WORDS, Form, What, asked, column_key
from bihuan.intake.engine.looks import Looks
from bihuan.ledger.words import Language, Text
from bihuan.measures.engine.numbers import decimal_of
from bihuan.measures.observations import Declared
from bihuan.orgs.units import Unit

TITLE_ROW, HINT_ROW, HEADING_ROW, FIGURE_ROW, KEY_ROW, FIRST_ROW = range(6)
SLUGS, NAMES, FIRST_COLUMN = range(3)

_FORM = Text("{title}, {period}: figures", "{title} {period} 填报表")
_BY = Text("{form} ({office})", "{form}（{office}）")
_UNIT = Text("Unit", "单位")
_HINT = Text(
    "Fill the white cells only, one number each; hatched cells do not concern the unit. "
    "Blank means no statement; zero is 0. Do not add, hide or merge rows and columns.",
    "只填白色单元格，一格一个数；斜线单元格不涉及该单位。不填表示未报，确为零的填 0。"
    "请勿增删、隐藏、合并行列。",
)
_HEADING = Text("{title} ({measure})", "{title}（{measure}）")
_PROMPT = Text(
    "in {measure}, at most {decimals} decimals", "单位：{measure}，最多 {decimals} 位小数"
)
_UNUSUAL = Text("Unusual value", "数值异常")
_OUTSIDE = Text(
    "{title} is usually {bounds}. Keep it only if it is right.",
    "“{title}”通常{bounds}，确认无误再保留。",
)
_BETWEEN = Text("between {low} and {high}", "在 {low} 至 {high} 之间")
_AT_LEAST = Text("at least {low}", "不低于 {low}")
_AT_MOST = Text("at most {high}", "不高于 {high}")
_FIGURES = Text("Figures", "填报")
_PAGES = Text("Page &P of &N", "第 &P 页，共 &N 页")
_LONGEST_SHEET_NAME = 31

# Widths in characters, heights in points.
_LEAST_NAME, _MOST_NAME, _FIGURE_WIDTH, _ANY_WIDTH = 18, 34, 16, 8.43
_ROW_HEIGHT = 20
# What an upright sheet of A4 holds without being made smaller; a table may be narrower, and the
# title above it needs the room all the same.
_UPRIGHT = 98
_MARGIN = 0.5
_A4 = 9


def write_template(form: Form, *, language: Language = "zh") -> bytes:
    """Return the workbook of a form."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        # The clock has no say in the bytes: the same form is the same file.
        day = form.period.first
        book.set_properties({"created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001
        looks = Looks(book)
        for name, (office, indicators) in zip(
            _names(form, language), form.by_office().items(), strict=True
        ):
            _Sheet(book.add_worksheet(name), form, indicators, looks, language).write(office)
        write_example(book, form, looks, language)
        write_help(book, looks)
    return out.getvalue()


def _names(form: Form, language: Language) -> Iterator[str]:
    """Yield the names of the sheets: the office, without what Excel forbids in a name."""
    taken: set[str] = set()
    for office in form.by_office():
        title = form.offices.get(office, _FIGURES).said_in(language)
        plain = "".join(c for c in title if c not in "[]:*?/\\'")[: _LONGEST_SHEET_NAME - 3]
        name = plain if plain and plain not in taken else f"{plain} {len(taken) + 1}"
        taken.add(name)
        yield name


class _Sheet:
    """One sheet of the form, written from the top."""

    def __init__(
        self, sheet: Any, form: Form, indicators: list[Declared], looks: Looks, language: Language
    ) -> None:
        self._sheet = sheet
        self._form = form
        self._looks = looks
        self._language = language
        self._units = [
            unit for unit in form.units if any(form.asks(each, unit) for each in indicators)
        ]
        self._columns = [
            (FIRST_COLUMN + n, indicator, what)
            for n, (indicator, what) in enumerate((i, w) for i in indicators for w in asked(i))
        ]

    def write(self, office: str) -> None:
        self._write_head(office)
        for column, indicator, what in self._columns:
            self._write_keys(column, indicator, what)
            self._write_validation(column, indicator, what)
        for row, unit in enumerate(self._units, FIRST_ROW):
            self._sheet.set_row(row, _ROW_HEIGHT)
            self._sheet.write_string(row, SLUGS, unit.slug, self._looks.key)
            self._sheet.write_string(row, NAMES, self._said(unit.title), self._looks.name)
            for column, indicator, what in self._columns:
                self._write_figure(row, column, indicator, what, unit)
        self._set_up()

    def _said(self, text: Text) -> str:
        return text.said_in(self._language)

    def _write_head(self, office: str) -> None:
        title = _FORM.fill(title=self._form.title, period=self._form.period.title)
        if office in self._form.offices:
            title = _BY.fill(form=title, office=self._form.offices[office])
        for row, text, look in (
            (TITLE_ROW, title, self._looks.title),
            (HINT_ROW, _HINT, self._looks.hint),
        ):
            self._sheet.merge_range(row, NAMES, row, self._edge, self._said(text), look)
        self._sheet.write_string(KEY_ROW, SLUGS, self._form.mark, self._looks.key)
        self._sheet.write_string(KEY_ROW, NAMES, UNIT_KEY, self._looks.key)
        self._sheet.merge_range(
            HEADING_ROW, NAMES, FIGURE_ROW, NAMES, self._said(_UNIT), self._looks.heading
        )
        at = FIRST_COLUMN
        for indicator in dict.fromkeys(indicator.name for _, indicator, _ in self._columns):
            at = self._write_heading(
                at, next(i for _, i, _ in self._columns if i.name == indicator)
            )

    def _write_heading(self, first: int, indicator: Declared) -> int:
        """Write the heading over an indicator's columns; return the column after it."""
        last = first + len(asked(indicator)) - 1
        heading = self._said(
            _HEADING.fill(title=indicator.title, measure=indicator.spec.unit_of_measure)
        )
        if last > first:
            self._sheet.merge_range(
                HEADING_ROW, first, HEADING_ROW, last, heading, self._looks.heading
            )
        else:
            self._sheet.write_string(HEADING_ROW, first, heading, self._looks.heading)
        if meaning := indicator.spec.meaning:
            self._sheet.write_comment(HEADING_ROW, first, self._said(meaning.text))
        return last + 1

    def _write_keys(self, column: int, indicator: Declared, what: What) -> None:
        self._sheet.write_string(FIGURE_ROW, column, self._said(WORDS[what]), self._looks.heading)
        self._sheet.write_string(KEY_ROW, column, column_key(indicator, what), self._looks.key)
        self._sheet.set_column(column, column, _FIGURE_WIDTH)

    def _write_figure(
        self, row: int, column: int, indicator: Declared, what: What, unit: Unit
    ) -> None:
        if not self._form.asks(indicator, unit):
            self._sheet.write_blank(row, column, None, self._looks.not_asked)
            return
        look = self._looks.figure(indicator)
        known = self._form.standing.get((indicator.name, unit.slug))
        scaled = getattr(known, what) if known else None
        if scaled is None:
            self._sheet.write_blank(row, column, None, look)
        else:
            self._sheet.write_number(row, column, decimal_of(scaled, indicator.spec.decimals), look)

    def _write_validation(self, column: int, indicator: Declared, what: What) -> None:
        spec = indicator.spec
        prompt = _PROMPT.fill(measure=spec.unit_of_measure, decimals=spec.decimals)
        rule: dict[str, Any] = {
            "validate": "any",
            "input_title": self._said(WORDS[what])[:32],
            "input_message": self._said(prompt)[:255],
        }
        if what == "value":
            rule |= self._bounds(indicator)
        runs = list(_runs(self._rows_asked(indicator)))
        first, last = runs[0]
        rule["other_cells"] = [[top, column, bottom, column] for top, bottom in runs[1:]]
        self._sheet.data_validation(first, column, last, column, rule)

    def _rows_asked(self, indicator: Declared) -> Iterator[int]:
        for row, unit in enumerate(self._units, FIRST_ROW):
            if self._form.asks(indicator, unit):
                yield row

    def _bounds(self, indicator: Declared) -> dict[str, Any]:
        """Return the rule that warns of an unusual value, and lets a clerk keep it."""
        plausible = indicator.spec.plausible
        if plausible is None or (plausible.min is None and plausible.max is None):
            return {}
        low, high = plausible.min, plausible.max
        rule: dict[str, Any] = {"validate": "decimal", "error_type": "warning"}
        if low is not None and high is not None:
            rule |= {
                "criteria": "between",
                "minimum": format(low, "f"),
                "maximum": format(high, "f"),
            }
            bounds = _BETWEEN.fill(low=low, high=high)
        elif low is not None:
            rule |= {"criteria": ">=", "value": format(low, "f")}
            bounds = _AT_LEAST.fill(low=low)
        else:
            rule |= {"criteria": "<=", "value": format(high or 0, "f")}
            bounds = _AT_MOST.fill(high=high)
        said = self._said(_OUTSIDE.fill(title=indicator.title, bounds=bounds))
        return rule | {"error_title": self._said(_UNUSUAL), "error_message": said[:255]}

    def _set_up(self) -> None:
        """Hide the keys, lock what is not to be filled, and prepare the page for printing."""
        sheet = self._sheet
        sheet.set_column(SLUGS, SLUGS, 8, None, {"hidden": True})
        sheet.set_column(NAMES, NAMES, self._name_width)
        sheet.set_row(TITLE_ROW, 26)
        sheet.set_row(HINT_ROW, 30)
        sheet.set_row(HEADING_ROW, 42)
        sheet.set_row(KEY_ROW, None, None, {"hidden": True})
        sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True})
        self._set_up_page()

    def _set_up_page(self) -> None:
        sheet = self._sheet
        if self._width > _UPRIGHT:
            sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(_MARGIN, _MARGIN, _MARGIN, 2 * _MARGIN)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW, FIGURE_ROW)
        sheet.set_footer(f"&C{self._said(_PAGES)}")
        bottom = FIRST_ROW + len(self._units)
        sheet.print_area(f"{address(1, NAMES + 1)}:{address(bottom, self._edge + 1)}")

    @property
    def _name_width(self) -> int:
        longest = max((_width(self._said(unit.title)) for unit in self._units), default=0)
        return min(max(_LEAST_NAME, longest + 3), _MOST_NAME)

    @property
    def _width(self) -> int:
        return self._name_width + _FIGURE_WIDTH * len(self._columns)

    @property
    def _edge(self) -> int:
        """The last column of the page: that of the table, or farther right to hold the title."""
        empty = max(0, ceil((_UPRIGHT - self._width - _FIGURE_WIDTH) / _ANY_WIDTH))
        return FIRST_COLUMN + len(self._columns) - 1 + empty


def _width(text: str) -> int:
    """Return how many letters wide a text is; a Chinese character takes the room of two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of rows that follow one another."""
    for _, run in groupby(zip(rows, count(), strict=False), lambda pair: pair[0] - pair[1]):
        its = [row for row, _ in run]
        yield its[0], its[-1]
