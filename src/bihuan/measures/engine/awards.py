"""Awards given by others: reading a table of them, and counting streaks."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator
from io import StringIO

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.observations import Award, Streak

LEVELS = ("province", "city", "district")
COLUMNS = (
    "award", "level", "title_zh", "title_en", "unit", "period", "position",
    "published_by", "published_on", "place", "quote",
)  # fmt: skip

AWARD_COLUMNS = Message(
    "award-columns",
    Text(
        en="the table of awards has other columns than those expected",
        zh="获奖名单的列与要求不符",
    ),
    Text(en="write these columns: {columns}", zh="请按以下列填写：{columns}"),
)
AWARD_LINE = Message(
    "award-line",
    Text(en='line {line}: "{text}" is no {column}', zh="第 {line} 行：“{text}”不是有效的 {column}"),
    Text(
        en="fill every column but the quote; level is province, city or district",
        zh="除 quote 外各列均须填写；level 为 province、city 或 district",
    ),
)


def read_awards(content: bytes) -> tuple[Award, ...]:
    """Return the awards in a CSV table (UTF-8); refuses the first line that cannot be one."""
    table = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    if tuple(table.fieldnames or ()) != COLUMNS:
        raise Refused(AWARD_COLUMNS, columns=", ".join(COLUMNS))
    return tuple(_award(row, line) for line, row in enumerate(table, 2))


def streak(periods: Container[str], last: str) -> Streak | None:
    """Return the run of periods held without a gap that ends with `last`; None if not held then."""
    if last not in periods:
        return None
    run = [last, *_back_from(last, periods)]
    return Streak(len(run), run[-1], last)


def _back_from(period: str, held: Container[str]) -> Iterator[str]:
    before = str(Period.parse(period).previous())
    while before in held:
        yield before
        before = str(Period.parse(before).previous())


def _award(row: dict[str, str | None], line: int) -> Award:
    for column in COLUMNS:
        text = row[column] or ""
        if not _fits(column, text):
            raise Refused(AWARD_LINE, line=line, text=text, column=column)
    said = {column: row[column] or "" for column in COLUMNS}
    return Award(
        award=said["award"],
        level=said["level"],
        unit=said["unit"],
        period=said["period"],
        position=int(said["position"]),
        title=Text(en=said["title_en"], zh=said["title_zh"]),
        published_by=said["published_by"],
        published_on=said["published_on"],
        place=said["place"],
        quote=said["quote"],
    )


def _fits(column: str, text: str) -> bool:
    match column:
        case "quote":
            return True
        case "level":
            return text in LEVELS
        case "position":
            return text.isascii() and text.isdigit()
        case "period":
            return _is_period(text)
    return bool(text.strip())


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except Refused:
        return False
    return True
