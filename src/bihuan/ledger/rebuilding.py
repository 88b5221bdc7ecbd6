"""Rebuilding: every table must be what its facts make it.

All facts are replayed through the very functions that applied them, in one
transaction over the tables that rooms declared with `projection`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from bihuan.ledger import queries, storing
from bihuan.ledger.applying import appliers, projections
from bihuan.ledger.facts import Fact
from bihuan.ledger.reports import Report
from bihuan.ledger.upcasting import upcast
from bihuan.ledger.words import Message, Refused, Said, Text
from bihuan.ledger.writing import writing

REBUILT = Text(
    en="{tables} tables rebuilt from {facts} records are equal to the live ones",
    zh="由 {facts} 条记录重建的 {tables} 张表与现有数据完全一致",
)
REBUILT_DIFFERENT = Text(
    en="{count} of {tables} tables rebuilt from {facts} records differ from the live ones",
    zh="由 {facts} 条记录重建的 {tables} 张表中，有 {count} 张与现有数据不一致",
)
TABLE_DIFFERS = Message(
    "table-differs",
    Text(
        en="table {table}: {lost} rows follow from no record, {missing} rows are missing",
        zh="表 {table}：{lost} 行没有对应记录，缺少 {missing} 行",
    ),
    Text(
        en="somebody wrote to the table beside the records; bihuan rebuild restores it",
        zh="有人绕过记录直接改表；请运行 bihuan rebuild 恢复",
    ),
)

NOT_REPLAYED = Message(
    "ledger-not-replayed",
    Text(
        en="the records cannot be replayed after {done} of them: {detail}",
        zh="重放到第 {done} 条记录后无法继续：{detail}",
    ),
    Text(
        en="nothing was changed; run bihuan verify, which names the damaged record",
        zh="未作任何改动；请运行 bihuan verify，查明受损的记录",
    ),
)


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    columns: str

    @property
    def before(self) -> str:
        return f"before_{self.name}"


def rebuild(*, check: bool, progress: Callable[[int], None] = lambda _: None) -> Report:
    """Replay all facts and compare; with `check` the tables stay as they were.

    Raises:
        Refused: a record is damaged, so that nothing can be said about the tables.
    """
    tables = [_table(model) for model in projections()]
    with writing():
        storing.lock_everything()
        for table in tables:
            _put_aside(table)
        for table in reversed(tables):
            _run(f"DELETE FROM {table.name}")  # noqa: S608  # a table of ours
        facts = _replay(progress)
        problems = [said for table in tables if (said := _difference(table))]
        for table in tables:
            _run(f"DROP TABLE {table.before}")
        transaction.set_rollback(check)
    return _report(facts, tables, problems)


def _report(facts: int, tables: Sequence[_Table], problems: Sequence[Said]) -> Report:
    figures = {"facts": facts, "tables": len(tables)}
    summary = REBUILT_DIFFERENT if problems else REBUILT
    return Report(summary.fill(count=len(problems), **figures), figures, tuple(problems))


def _table(model: type[Model]) -> _Table:
    meta = model._meta  # noqa: SLF001  # Django's own API
    columns = (field.column for field in meta.local_concrete_fields if field.column)
    return _Table(str(meta.db_table), ", ".join(map(connection.ops.quote_name, columns)))


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _put_aside(table: _Table) -> None:
    _run(f"CREATE TEMPORARY TABLE {table.before} AS SELECT {table.columns} FROM {table.name}")  # noqa: S608


def _replay(progress: Callable[[int], None]) -> int:
    done = 0
    try:
        for origin in queries.origins():
            for recorded in queries.log(origin):
                _apply(recorded)
                done += 1
                progress(done)
    except (ArithmeticError, DatabaseError, LookupError, ObjectDoesNotExist, TypeError,
            ValueError) as error:  # fmt: skip
        # What was changed behind the triggers can hold anything.
        detail = f"{type(error).__name__}: {error}"
        raise Refused(NOT_REPLAYED, done=done, detail=detail) from error
    return done


def _apply(recorded: Fact) -> None:
    fact = upcast(recorded)
    for apply in appliers(fact.kind):
        apply(fact)


def _difference(table: _Table) -> Said | None:
    lost = _count_except(table, table.before, table.name)
    missing = _count_except(table, table.name, table.before)
    if not lost and not missing:
        return None
    return Said(TABLE_DIFFERS, {"table": table.name, "lost": lost, "missing": missing})


def _count_except(table: _Table, left: str, right: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM (SELECT {table.columns} FROM {left}"  # noqa: S608  # ours
            f" EXCEPT SELECT {table.columns} FROM {right}) AS only_left"
        )
        (count,) = cursor.fetchone()
    return int(count)
