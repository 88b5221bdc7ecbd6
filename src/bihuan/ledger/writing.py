"""The one door to writing: a lock where the database needs one, and a transaction.

SQLite has one writer at a time. The threads of this process queue on a lock in
memory and processes queue on a lock file beside the database, which is fair and
quick, where SQLite's own waiting is neither. PostgreSQL needs no lock here: the
streams are locked as they are written (``storing.lock``), or before, by `hold`.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from bihuan.ledger import storing
from bihuan.ledger.words import Text

_in_process = threading.RLock()
_depth = 0


@contextmanager
def writing() -> Iterator[None]:
    """Open a transaction in which facts may be recorded; inside another it is a savepoint."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _in_process, _across_processes(), transaction.atomic():
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Be the only process that writes or lays out tables, outside a transaction; others wait."""
    if connection.vendor == "sqlite":
        with _in_process, _across_processes():
            yield
    else:
        with storing.laying_out():
            yield


def hold(origin: str, *streams: str) -> None:
    """Let nobody else write these streams until the transaction ends; asked inside `writing`.

    An action that decides by what stands in a stream holds it first and reads then: on PostgreSQL
    another might decide at the same time otherwise. On SQLite `writing` lets one in at a time.
    """
    storing.lock(origin, streams, ())


@contextmanager
def at_one_moment(origin: str, *streams: str) -> Iterator[None]:
    """Open `writing`, hold these streams, and see the ledger as it stands now until the end.

    Nobody else seals meanwhile: once the log is sealed in here, all that is seen stands in it, and
    its size says exactly what a computation saw. Inside another transaction, on PostgreSQL, what
    others commit meanwhile is seen all the same.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        with writing():
            hold(origin, *streams)
            yield
        return
    with storing.holding(origin, streams), transaction.atomic():
        storing.see_one_moment()
        yield


@contextmanager
def _across_processes() -> Iterator[None]:
    global _depth  # noqa: PLW0603  # guarded by the lock in the process, which the caller holds
    path = _lock_path()
    if _depth or path is None:
        yield
        return
    with path.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        _depth = 1
        try:
            yield
        finally:
            _depth = 0


def _lock_path() -> Path | None:
    """Return the path of the lock file; None for a database in memory, which one process has."""
    name = str(connection.settings_dict["NAME"])
    return None if ":memory:" in name or "mode=memory" in name else Path(f"{name}.lock")


# Releases of SQLite in which a checkpoint that races a second connection can lose commits.
_RACY_SINCE = (3, 7, 0)
_FIXED_IN = (3, 51, 3)
_ALSO_FIXED = {(3, 44): 6, (3, 50): 7}

_RACY = Text(
    en="SQLite {version} has a fault that can lose commits when two connections "
    "checkpoint at once; one writing process is the guard against it. "
    "For several workers use PostgreSQL.",
    zh="SQLite {version} 存在缺陷：两个连接同时做检查点时可能丢失已提交的数据，"
    "目前由单一写入进程防护。需要多个工作进程时，请使用 PostgreSQL。",
)


def warnings_about_sqlite(
    version: tuple[int, int, int] = sqlite3.sqlite_version_info,
) -> tuple[Text, ...]:
    """Return what an operator should know about the SQLite in use; the launcher prints it."""
    if connection.vendor != "sqlite" or not _RACY_SINCE <= version < _FIXED_IN:
        return ()
    if version[2] >= _ALSO_FIXED.get(version[:2], version[2] + 1):
        return ()
    return (_RACY.fill(version=".".join(map(str, version))),)
