"""Mistakes in words, and a table handed back with a last column that says them."""

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from bihuan.intake.engine.cells import inert, literal
from bihuan.intake.engine.forms import MARK, MISTAKES_HEADING
from bihuan.intake.engine.table import open_table


class Mistake(NamedTuple):
    """A mistake in words, at its place."""

    sheet: str
    cell: str
    line: int
    says: str
    help: str


def mark_table(content: bytes, mistakes: Iterable[Mistake]) -> bytes:
    """Return the CSV file with a last column that says what is wrong in each row."""
    table = open_table(content)
    rows = list(table.rows())
    heading = _heading_line(rows)
    earlier = next(fields for line, fields in rows if line == heading)
    # The column of an earlier round gives way to that of this one.
    width = next(
        (at for at, field in enumerate(earlier) if field.startswith(MISTAKES_HEADING)),
        max(len(fields) for _, fields in rows),
    )
    said: dict[int, list[str]] = {}
    for each in mistakes:
        told = " ".join(filter(None, (each.cell, each.says, each.help)))
        said.setdefault(each.line or heading, []).append(told)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=table.delimiter, lineterminator="\r\n")
    for line, fields in rows:
        kept = [inert(literal(field)) for field in fields[:width]]
        told = " | ".join(said.get(line, []))
        last = f"{MISTAKES_HEADING} {told}".strip() if line == heading else inert(told)
        writer.writerow([*kept, *[""] * (width - len(kept)), last])
    return out.getvalue().encode(table.encoding)


def _heading_line(rows: list[tuple[int, list[str]]]) -> int:
    """Return the line of the keys of a form, or of the headings of a long table."""
    marked = (line for line, fields in rows if any(field.startswith(MARK) for field in fields))
    return next(marked, rows[0][0])
