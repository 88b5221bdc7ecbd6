"""Many values at once, straight into the table of values.

Half of the time of an import was once spent in making model objects, so the rows of
a bulk fact travel as tuples. Every statement is fixed; values travel as parameters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from bihuan.ledger import statements
from bihuan.ledger.facts import Fact
from bihuan.ledger.statements import moment, quoted

AT_ONCE = 10_000

COLUMNS = (
    "origin", "period", "indicator", "unit", "value", "target", "prior", "ratings", "fact", "row",
    "document", "sheet", "cell", "feed", "recorded", "first_recorded", "verified",
)  # fmt: skip
_NAMES = quoted(COLUMNS)


def insert(rows: Iterable[tuple[Any, ...]]) -> None:
    """Add new values, in the order of COLUMNS; a value that stands already is a fault."""
    for chunk in statements.chunks(rows, AT_ONCE):
        statements.insert("measures_observation", COLUMNS, chunk)


def archive(fact: Fact, row: int | None = None) -> None:
    """Move what a fact supersedes (one row of it, or all that stand) to the former values."""
    where = 'origin = %s AND fact = %s AND (%s OR "row" = %s)'
    what: list[Any] = [fact.origin, fact.supersedes, row is None, row or 0]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO measures_former ({_NAMES}, replaced_by, replaced, withdrawn)"  # noqa: S608
            f" SELECT {_NAMES}, %s, %s, %s FROM measures_observation WHERE {where}",
            [fact.id, moment(fact.recorded), fact.retracts, *what],
        )
        cursor.execute(f"DELETE FROM measures_observation WHERE {where}", what)  # noqa: S608
