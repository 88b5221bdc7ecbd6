"""The sender's own workbook, with every mistake marked where it stands.

Runs in the child process: a second reader opens the file here, and only
after the first one found no harm in it.
"""

import io
from collections.abc import Iterable
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from bihuan.intake.engine.cells import row_and_column
from bihuan.intake.engine.forms import MISTAKES_SHEET
from bihuan.intake.engine.mistakes import Mistake

AUTHOR = "Bihuan 闭环"
_RED = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")
_NONE = PatternFill()
_HEADINGS = ("工作表 sheet", "单元格 cell", "错误 mistake", "办法 what to do")
_WIDTH, _HEIGHT = 320, 110


def mark_workbook(content: bytes, mistakes: Iterable[Mistake]) -> bytes:
    """Return the workbook with the wrong cells coloured, commented, and listed on a last sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    _clear(book)
    listed = list(mistakes)
    for sheet, cell, said in _by_cell(listed):
        if sheet in book.sheetnames and row_and_column(cell):
            _mark(book[sheet], cell, said)
    _list(book, listed)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _by_cell(mistakes: list[Mistake]) -> Iterable[tuple[str, str, str]]:
    said: dict[tuple[str, str], list[str]] = {}
    for each in mistakes:
        if each.cell:
            said.setdefault((each.sheet, each.cell), []).append(f"{each.says}\n{each.help}".strip())
    for (sheet, cell), texts in said.items():
        yield sheet, cell, "\n\n".join(texts)


def _clear(book: Any) -> None:
    """Take away the marks of an earlier round, so that what was mended looks mended."""
    if MISTAKES_SHEET in book.sheetnames:
        del book[MISTAKES_SHEET]
    for sheet in book.worksheets:
        for cell in list(sheet._cells.values()):  # noqa: SLF001  # iterating rows would fill the gaps
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = _NONE


def _mark(sheet: Any, cell: str, said: str) -> None:
    row, column = row_and_column(cell) or (1, 1)
    # Of a merged area only the first cell can carry a comment.
    for area in sheet.merged_cells.ranges:
        if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
            row, column = area.min_row, area.min_col
    marked = sheet.cell(row, column)
    marked.fill = _RED
    marked.comment = Comment(said, AUTHOR, width=_WIDTH, height=_HEIGHT)


def _list(book: Any, mistakes: list[Mistake]) -> None:
    sheet = book.create_sheet(MISTAKES_SHEET)
    sheet.append(_HEADINGS)
    for each in mistakes:
        place = each.cell or (f"L{each.line}" if each.line else "")
        sheet.append([each.sheet, place, each.says, each.help])
    # A text that begins like a formula stays a text.
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    for column, width in zip("ABCD", (18, 10, 60, 60), strict=True):
        sheet.column_dimensions[column].width = width
