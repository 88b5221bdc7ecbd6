"""Reading a file that a stranger sent: judged first, opened in a child process, under limits."""

import json
import subprocess
import sys
from typing import Any

from bihuan.intake.engine import child
from bihuan.intake.engine.archive import open_workbook
from bihuan.intake.engine.cells import address
from bihuan.intake.engine.sheets import Sheet
from bihuan.intake.engine.values import Cell
from bihuan.intake.engine.worksheet import MAX_COLUMNS, MAX_ROWS
from bihuan.ledger.words import MESSAGES, Message, Refused, Text

WALL_SECONDS = 60
MAX_MERGED_ROWS = 200_000

WORKBOOK_TOO_HEAVY = Message(
    "workbook-too-heavy",
    Text(
        "reading the workbook takes more memory or time than is given to it",
        "读取该工作簿超出了内存或时间限制",
    ),
    Text(
        "copy the figures into the form that was handed out, or send them as CSV",
        "请把数据复制到下发的表格中，或改用 CSV 发送",
    ),
)


class ChildFailed(RuntimeError):
    """The child ended by a fault of its own; its traceback is the message."""


def read_workbook(content: bytes) -> list[Sheet]:
    """Return the sheets of a workbook, or refuse it; nothing in it can harm this process."""
    return _read(content)


def read_words(content: bytes) -> list[Sheet]:
    """Return the sheets of a workbook with its texts whole, as `read_workbook` else."""
    return _read(content, child.WHOLE)


def _read(content: bytes, *how: str) -> list[Sheet]:
    # The directory is judged here too: a bomb needs no process of its own to be refused.
    open_workbook(content).close()
    return _sheets(run("child", content, *how, seconds=WALL_SECONDS))


def run(module: str, content: bytes, *how: str, seconds: int) -> bytes:
    """Let a child process answer the bytes, or raise its refusal."""
    command = [sys.executable, "-P", "-m", f"bihuan.intake.engine.{module}", *how]
    try:
        ended = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(WORKBOOK_TOO_HEAVY) from error
    if ended.returncode == child.REFUSED:
        raise _refusal(json.loads(ended.stdout.splitlines()[-1]))
    # A negative code is a signal: the child went past its limits and was ended for it.
    if ended.returncode < 0 or ended.returncode == child.OUT_OF_MEMORY:
        raise Refused(WORKBOOK_TOO_HEAVY)
    if ended.returncode:
        raise ChildFailed(ended.stderr.decode("utf-8", "replace"))
    return ended.stdout


def _refusal(line: list[Any]) -> Refused:
    _, code, parameters = line
    filled = {k: Text(*v[1:]) if isinstance(v, list) else v for k, v in parameters.items()}
    return Refused(MESSAGES[code], **filled)


def _sheets(answer: bytes) -> list[Sheet]:
    sheets: list[Sheet] = []
    for line in answer.splitlines():
        match json.loads(line):
            case ["sheet", name, state]:
                sheets.append(Sheet(name, hidden=state != "visible"))
            case ["row", row, hidden, cells]:
                _add_row(sheets[-1], row, hidden, cells)
            case ["end", hidden_columns, merged]:
                _add_areas(sheets[-1], hidden_columns, merged)
    return sheets


def _add_row(sheet: Sheet, row: int, hidden: bool, cells: list[list[Any]]) -> None:
    if hidden:
        sheet.hidden_rows.add(row)
    for column, *cell in cells:
        sheet.cells[row, column] = Cell(*cell)


def _add_areas(sheet: Sheet, hidden_columns: list[list[int]], merged: list[list[int]]) -> None:
    for first, last in hidden_columns:
        sheet.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))
    left_over = MAX_MERGED_ROWS
    for top, left, bottom, right in merged:
        rows = range(top, min(bottom, MAX_ROWS) + 1)
        left_over -= len(rows)
        if left_over < 0:
            raise Refused(WORKBOOK_TOO_HEAVY)
        area = f"{address(top, left)}:{address(bottom, right)}"
        for row in rows:
            sheet.merged.setdefault(row, []).append((left, right, area))
