"""A CSV file as lines of fields: encoding and delimiter are found out, not asked for."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.intake.engine.cells import literal
from bihuan.intake.engine.sheets import Sheet
from bihuan.intake.engine.values import Cell
from bihuan.intake.engine.worksheet import MAX_CELLS, MAX_COLUMNS
from bihuan.ledger.words import Message, Refused, Text

MAX_LINES = 5_000_000
_LONGEST_FIELD = 32_767
_FULL_WIDTH_COMMA = "，"
_DELIMITERS = (",", "\t", ";", _FULL_WIDTH_COMMA)
_HEAD = 20

ENCODING_UNKNOWN = Message(
    "encoding-unknown",
    Text(
        "the text is neither UTF-8 nor GB18030, as line {line} shows",
        "文件编码既不是 UTF-8 也不是 GB18030（见第 {line} 行）",
    ),
    Text("save it as “CSV UTF-8” and send it again", "请另存为“CSV UTF-8”后重新发送"),
)
TABLE_BROKEN = Message(
    "table-broken",
    Text("from line {line} on the fields cannot be told apart", "从第 {line} 行起无法区分各列"),
    Text(
        "look for a quotation mark that is not closed, and save the file again",
        "请检查该行附近是否有未成对的引号，并重新保存",
    ),
)
TABLE_TOO_LONG = Message(
    "table-too-long",
    Text(
        "the table is larger than is read at once; see line {line}",
        "表格超出一次读取的上限（见第 {line} 行）",
    ),
    Text("split it into several files", "请拆分为多个文件"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """The text of a CSV file, with how it was written."""

    content: bytes
    encoding: str
    delimiter: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the fields of each row that is not blank, with the line on which it ends."""
        text = io.TextIOWrapper(io.BytesIO(self.content), self.encoding, newline="")
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        try:
            for fields in reader:
                if any(fields):
                    yield reader.line_num, fields
                if reader.line_num > MAX_LINES:
                    raise Refused(TABLE_TOO_LONG, line=MAX_LINES)
        except csv.Error as error:
            raise Refused(TABLE_BROKEN, line=reader.line_num) from error


def open_table(content: bytes) -> Table:
    """Find out how a CSV file was written."""
    csv.field_size_limit(_LONGEST_FIELD)
    encoding = _encoding(content)
    head = content[: 1 << 16].decode(encoding, errors="ignore").splitlines()[:_HEAD]
    return Table(content, encoding, _delimiter(head))


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _chinese(content)
    return "utf-8-sig"


def _chinese(content: bytes) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(ENCODING_UNKNOWN, line=line) from error
    return "gb18030"


def _delimiter(head: list[str]) -> str:
    """Return the delimiter that parts the first line that holds one into most fields."""
    for line in head:
        counts = {mark: line.count(mark) for mark in _DELIMITERS}
        best = max(_DELIMITERS, key=lambda mark: counts[mark])
        if counts[best]:
            return best
    return ","


def as_sheet(table: Table, name: str = "") -> Sheet:
    """Return the whole table as a sheet, for a form that was saved as CSV."""
    sheet = Sheet(name)
    for row, (line, fields) in enumerate(table.rows(), 1):
        if len(fields) > MAX_COLUMNS or len(sheet.cells) > MAX_CELLS:
            raise Refused(TABLE_TOO_LONG, line=line)
        sheet.lines[row] = line
        for column, field in enumerate(fields, 1):
            if field:
                sheet.cells[row, column] = Cell("s", literal(field))
    return sheet
