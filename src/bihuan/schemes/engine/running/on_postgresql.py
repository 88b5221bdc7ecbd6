"""The same query on PostgreSQL: facts and rules go into temporary tables of one connection.

Nothing stays there, and the working role needs no more than the right to temporary tables, which
every role has by default.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import adbc_driver_postgresql.dbapi
from adbc_driver_manager import Error, OperationalError

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.running.query_tables import answered, small_tables
from bihuan.schemes.engine.running.query_text import QueryText
from bihuan.schemes.engine.running.scores import Prepared, Scores

UNUSABLE = Message(
    "postgresql-unusable",
    Text(
        en="PostgreSQL cannot be used for scoring: {detail}",
        zh="无法使用 PostgreSQL 计算：{detail}",
    ),
    Text(
        en="see that the server answers at {server} and that the role may make temporary tables",
        zh="请确认 {server} 上的服务器可以连接，且该角色有权建立临时表",
    ),
)
# Seconds until a server that does not answer is given up.
PATIENCE = 5
_MAY_NOT = "42501"  # insufficient privilege


def by_postgresql(ready: Prepared, url: str) -> Scores:
    """Return the scores by the query on the server of a URL."""
    with _connected(url) as cursor:
        for name, table in {"facts": ready.facts.table, **small_tables(ready)}.items():
            cursor.adbc_ingest(name, table, mode="create", temporary=True)
            cursor.execute(f"ANALYZE {name}")
        cursor.execute(QueryText("postgresql").asked(ready))
        return answered(ready, cursor.fetch_arrow_table(), "postgresql")


def reach(url: str) -> None:
    """Refuse a server that does not answer, or where temporary tables may not be made."""
    with _connected(url) as cursor:
        cursor.execute("CREATE TEMPORARY TABLE reached (u INTEGER)")


@contextmanager
def _connected(url: str) -> Iterator[Any]:
    """Give a cursor; what is done with it is never committed."""
    patient = url
    if "connect_timeout" not in url:
        patient += f"{'&' if urlsplit(url).query else '?'}connect_timeout={PATIENCE}"
    try:
        with (
            adbc_driver_postgresql.dbapi.connect(patient) as opened,
            opened.cursor() as cursor,
        ):
            yield cursor
    except Error as error:
        if not (isinstance(error, OperationalError) or error.sqlstate == _MAY_NOT):
            raise
        # The first line without the driver's own words: "... failed: FATAL: no such role".
        detail = str(error).strip().splitlines()[0].rpartition("failed: ")[2]
        server = urlsplit(url).hostname or "localhost"
        raise Refused(UNUSABLE, detail=detail, server=server) from error
