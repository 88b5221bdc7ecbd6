"""The result as CSV and as a workbook. No cell of either is active.

Titles are written by others: a text that begins like a formula would run in a
spreadsheet, so in CSV it is led by an apostrophe, and in a workbook every text is
stored as text.
"""

from __future__ import annotations

import csv as csv_format
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import xlsxwriter

from bihuan.boards.engine.board import rows_of
from bihuan.boards.engine.marks import LEGEND, has_marks, mark
from bihuan.ledger.words import Language, Text
from bihuan.measures.unit_names import named

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from bihuan.schemes.engine.result import Result, SourceLine, UnitRow

Cell = str | int | None
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMN_WIDTH = 14

RANKING = Text("Ranking", "名次")
DETAILS = Text("Details", "明细")
RULES = Text("Rules", "依据")
RANKING_HEAD = [
    Text("Group", "分组"), Text("Rank", "名次"), Text("Unit", "单位"), Text("Score", "综合得分"),
    Text("To first", "差第一"), Text("Rank before", "上期名次"), Text("Awards", "奖项"),
    Text("Why", "说明"),
]  # fmt: skip
DETAILS_HEAD = [
    Text("Group", "分组"), Text("Unit", "单位"), Text("Line", "类别"), Text("Name", "项目"),
    Text("Value", "实绩"), Text("Unit of measure", "计量单位"), Text("Target", "目标"),
    Text("Before", "上年同期"), Text("Points", "得分"), Text("Out of", "满分"),
    Text("Adds to total", "计入总分"), Text("Rank among peers", "同类名次"),
    Text("Computed as", "算式"), Text("Source file", "来源文件"), Text("Sheet", "工作表"),
    Text("Cell", "单元格"), Text("Filled in or treated", "插补与离群处理"),
]  # fmt: skip
RULES_HEAD = [Text("What", "事项"), Text("Holds", "取值"), Text("Version", "版本")]
MARKS = Text("Marks", "标注说明")
LINE_LEAF, LINE_ADJUSTMENT = Text("Indicator", "指标"), Text("Adjustment", "加减分")
LINE_REMAINDER, LINE_TOTAL = Text("Remainder", "差额"), Text("Total", "合计")


def csv(result: Result, language: Language) -> bytes:
    """Return every score line as CSV in UTF-8, with the mark by which a spreadsheet knows it."""
    out = io.StringIO()
    writer = csv_format.writer(out, lineterminator="\r\n")
    writer.writerow(head.said_in(language) for head in DETAILS_HEAD)
    writer.writerows([_inert(cell) for cell in line] for line in _details(result, language))
    return out.getvalue().encode("utf-8-sig")


def workbook(result: Result, language: Language) -> bytes:
    """Return ranking, details and rules as sheets of one workbook."""
    out = io.BytesIO()
    quiet = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, quiet) as book:
        book.set_properties({"title": result["title"][language]})
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, head, lines in (
            (RANKING, RANKING_HEAD, _ranking(result, language)),
            (DETAILS, DETAILS_HEAD, _details(result, language)),
            (RULES, RULES_HEAD, _rules(result, language)),
        ):
            sheet = book.add_worksheet(name.said_in(language))
            for column, title in enumerate(head):
                sheet.write_string(0, column, title.said_in(language), bold)
            for row, line in enumerate(lines, start=1):
                for column, cell in enumerate(line):
                    _write(sheet, row, column, cell)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(head) - 1, COLUMN_WIDTH)
    return out.getvalue()


def _write(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    if cell is None:
        return
    text = str(cell)
    if NUMBER.fullmatch(text):
        # A spreadsheet computes in binary; the exact decimals are in the CSV and the JSON.
        sheet.write_number(row, column, float(text))
    else:
        sheet.write_string(row, column, text)


def _inert(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(ACTIVE) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _in_order(result: Result) -> Iterator[tuple[str, UnitRow]]:
    for group in result["groups"]:
        for row in rows_of(result, group["name"]):
            yield group["name"], row


def _group_titles(result: Result, language: Language) -> dict[str, str]:
    return {group["name"]: group["title"][language] for group in result["groups"]}


def _ranking(result: Result, language: Language) -> Iterator[list[Cell]]:
    titles = _group_titles(result, language)
    awards = {award["name"]: award["title"][language] for award in result["awards"]}
    for group, row in _in_order(result):
        between = "、" if language == "zh" else ", "
        held = between.join(awards[name] for name in row["awards"] if name in awards)
        yield [titles[group], row["rank"], row["title"][language], row["total"], row["gap"],
               row["previous_rank"], held, row["sentence"][language]]  # fmt: skip


def _details(result: Result, language: Language) -> Iterator[list[Cell]]:
    titles = _group_titles(result, language)
    for group, row in _in_order(result):
        for line in _lines(row, language):
            yield [titles[group], row["title"][language], *line]


def _lines(row: UnitRow, language: Language) -> Iterator[list[Cell]]:
    for leaf in row["leaves"]:
        yield [LINE_LEAF.said_in(language), leaf["title"][language], leaf["value"],
               named(leaf["unit_of_measure"]).said_in(language), leaf["target"],
               leaf["prior"], leaf["points"], leaf["full"], leaf["contribution"],
               leaf["rank"], leaf["formula"][language],
               *(_place(leaf["source"]) or [None] * 3), mark(leaf, language) or None]  # fmt: skip
    for adjusted in row["adjustments"]:
        yield [LINE_ADJUSTMENT.said_in(language), adjusted["title"][language], adjusted["raw"],
               None, None, None, adjusted["counted"], None, adjusted["counted"], None,
               adjusted["reason"], *_place(adjusted["source"])]  # fmt: skip
    for remainder in row["remainders"]:
        yield [LINE_REMAINDER.said_in(language), remainder["why"][language], *[None] * 6,
               remainder["amount"]]  # fmt: skip
    yield [LINE_TOTAL.said_in(language), row["title"][language], *[None] * 6, row["total"],
           row["rank"]]  # fmt: skip


def _place(source: SourceLine | None) -> list[Cell]:
    return [source["name"], source["sheet"], source["cell"]] if source else []


def _rules(result: Result, language: Language) -> Iterator[list[Cell]]:
    for rule in result["mechanisms"]:
        yield [rule["title"][language], rule["effective"], rule["digest"]]
    for choice in result["choices"]:
        yield [choice["choice"], choice["words"][language], None]
    for outliers in result.get("outliers", ()):
        yield [outliers["title"][language], outliers["words"][language], None]
    if any(has_marks(result, group["name"]) for group in result["groups"]):
        yield [MARKS.said_in(language), LEGEND.said_in(language), None]
