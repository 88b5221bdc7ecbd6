"""Reading a small table of what others published: named columns, each with what may stand in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.diagnostics import Diagnostic, Findings, Place, diagnose

LISTING_COLUMNS = Message(
    "listing-columns",
    Text(
        en="the table is not UTF-8 text with the columns expected",
        zh="表格不是 UTF-8 文本，或列与要求不符",
    ),
    Text(en="write these columns: {columns}", zh="请按以下列填写：{columns}"),
)
LISTING_LINE = Message(
    "listing-line",
    Text(en='"{text}" is no {column}', zh="“{text}”不是有效的 {column}"),
    Text(en="write {rule}", zh="应填写{rule}"),
)

# What is printed of a wrong cell.
_SHOWN = 60
_SLUG = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_DAY = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-\d\d)?)?", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """What may stand in a column, and how a person is told."""

    fits: Callable[[str], bool]
    rule: Text


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a listing, with its number in the file."""

    number: int
    says: dict[str, str]

    @property
    def place(self) -> str:
        """The line as a source names it."""
        return f"L{self.number}"


def read_listing(content: bytes, name: str, columns: Mapping[str, Column]) -> tuple[Line, ...]:
    """Return the lines of a CSV table (UTF-8); raises `Findings` with every cell that is wrong."""
    try:
        lines = tuple(_lines(content, name, columns))
    except (UnicodeDecodeError, csv.Error) as mistake:
        raise _other_columns(name, columns) from mistake
    if found := [mistake for line in lines for mistake in _mistakes(line, name, columns)]:
        raise Findings(tuple(found), storing=True)
    return lines


def words(most: int, *, least: int = 1) -> Column:
    """Return a column of plain words; `least` 0 lets it stay empty."""
    return Column(
        lambda text: least <= len(text.strip()) and len(text) <= most and text.isprintable(),
        Text(
            en=f"plain words of {least} to {most} characters", zh=f"{least} 至 {most} 个字符的文字"
        ),
    )


def one_of(*choices: str) -> Column:
    """Return a column that names one of a few things."""
    return Column(
        lambda text: text in choices, Text(en=", ".join(choices), zh="、".join(choices) + " 之一")
    )


SLUG = Column(
    lambda text: _SLUG.fullmatch(text) is not None,
    Text(en="a name of a-z, 0-9, - and _", zh="由 a-z、0-9、- 和 _ 组成的标识"),
)
NUMBER = Column(
    lambda text: _NUMBER.fullmatch(text) is not None,
    Text(en="a whole number from 1", zh="从 1 起的整数"),
)
PERIOD = Column(
    lambda text: _parses(Period.parse, text),
    Text(en="a period such as 2023Q2", zh="考核期，如 2023Q2"),
)
# A monthly paper, or one whose day is not known, is named by its month.
DAY = Column(
    lambda text: (
        _DAY.fullmatch(text) is not None
        and (len(text) != len("2023-08-22") or _parses(date.fromisoformat, text))
    ),
    Text(
        en="a date such as 2023-08-22, 2023-08 or 2023", zh="日期，如 2023-08-22、2023-08 或 2023"
    ),
)


def _lines(content: bytes, name: str, columns: Mapping[str, Column]) -> Iterator[Line]:
    table = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    if next(table, None) != list(columns):
        raise _other_columns(name, columns)
    for cells in table:
        if cells and len(cells) != len(columns):
            raise _other_columns(name, columns, table.line_num)
        if cells:
            yield Line(table.line_num, dict(zip(columns, cells, strict=True)))


def _other_columns(name: str, columns: Mapping[str, Column], line: int = 1) -> Findings:
    said = diagnose(LISTING_COLUMNS, Place(name, line=line), columns=",".join(columns))
    return Findings((said,), storing=True)


def _mistakes(line: Line, name: str, columns: Mapping[str, Column]) -> Iterator[Diagnostic]:
    for column, text in line.says.items():
        if not columns[column].fits(text):
            yield diagnose(
                LISTING_LINE, Place(name, line=line.number),
                text=_shown(text), column=column, rule=columns[column].rule,
            )  # fmt: skip


def _shown(text: str) -> str:
    return "".join(
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:_SHOWN]
    )


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except (Refused, ValueError):
        return False
    return True
