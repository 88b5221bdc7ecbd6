"""One query on DuckDB for all that is linear: the points of every leaf, totals and ranks.

The text stands in ``query.sql`` (see query_text.py); this is what runs it.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from bihuan.schemes.engine.running.query_tables import answered, small_tables
from bihuan.schemes.engine.running.query_text import QueryText
from bihuan.schemes.engine.running.scores import Prepared, Scores

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT = QueryText("duckdb")


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return a database in memory that reads no file and loads no extension."""
    return duckdb.connect(
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "python_enable_replacements": "false",
        }
    )


def cursor() -> duckdb.DuckDBPyConnection:
    """Return a cursor of its own tables."""
    return _database().cursor()


@contextmanager
def loaded(ready: Prepared) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a cursor that has the tables of a run, as views over Arrow."""
    own = cursor()
    try:
        own.register("facts", ready.facts.table)
        register(own, ready)
        yield own
    finally:
        own.close()


def register(cursor: duckdb.DuckDBPyConnection, ready: Prepared) -> None:
    """Put all but the facts into tables: a table is planned faster than a view over Arrow."""
    for name, table in small_tables(ready).items():
        cursor.register("given", table)
        cursor.execute(_TEXT.section("table", name=name))
        cursor.unregister("given")


def by_query(ready: Prepared) -> Scores:
    """Return the scores by the query."""
    with loaded(ready) as cursor:
        return totals(cursor, ready)


def with_contributions(ready: Prepared) -> tuple[Scores, pa.Table]:
    """Return the scores, and what every leaf adds to them (see contributions.py)."""
    paths: list[str] = []
    first = np.zeros(len(ready.facts.units), np.int64)
    for sheet, members in zip(ready.parameters["sheets"], ready.members, strict=True):
        first[members] = len(paths)
        paths += [leaf["path"] for leaf in sheet["leaves"]]
    with loaded(ready) as own:
        keep(own, ready)
        scores = totals(own, ready, from_kept=True)
        found = own.table("contributions").to_arrow_table()
    u, leaf = np.asarray(found["u"]), np.asarray(found["leaf"])
    table = pa.table(
        {
            "unit": pa.DictionaryArray.from_arrays(pa.array(u), pa.array(ready.facts.units)),
            "path": pa.DictionaryArray.from_arrays(pa.array(first[u] + leaf), pa.array(paths)),
            "points": found["points"],
            "contribution": found["contribution"],
        }
    )
    return scores, table


def keep(cursor: duckdb.DuckDBPyConnection, ready: Prepared) -> None:
    """Store all contributions in the table `contributions`."""
    kept = _TEXT.contributions(ready, kept=True)
    cursor.execute(_TEXT.section("store", contributions=kept))


def totals(
    cursor: duckdb.DuckDBPyConnection, ready: Prepared, *, from_kept: bool = False
) -> Scores:
    """Return the scores from the tables of a cursor, or from the contributions kept there."""
    found = cursor.sql(totals_query(ready, from_kept=from_kept)).to_arrow_table()
    return answered(ready, found, "sql")


def totals_query(ready: Prepared, *, from_kept: bool = False) -> str:
    """Return the text of the whole query of a run."""
    if from_kept and ready.plain:
        return _TEXT.totals(ready, "SELECT u, blocks, contribution FROM contributions")
    return _TEXT.asked(ready)
