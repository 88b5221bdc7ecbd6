"""The door of the command line: who acts, on which day, in which language."""

from __future__ import annotations

import locale
import os
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.management import call_command
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor

from bihuan.calendars.queries import CHINA
from bihuan.ledger.queries import newest, origins
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Language, Message, Refused, Text
from bihuan.ledger.writing import alone
from bihuan.orgs.queries import operator, viewer

NO_ORIGIN = Message(
    "no-origin",
    Text(en="there is no district here yet", zh="这里还没有任何地区"),
    Text(
        en="apply a pack first: bihuan apply PACK", zh="请先使机制包生效：bihuan apply 机制包目录"
    ),
)
SEVERAL_ORIGINS = Message(
    "several-origins",
    Text(en="several districts are kept here: {names}", zh="这里有多个地区：{names}"),
    Text(en="name one with --origin", zh="请用 --origin 指明其中一个"),
)
UNKNOWN_ORIGIN = Message(
    "unknown-origin",
    Text(en='no district is called "{name}" here', zh="这里没有名为“{name}”的地区"),
    Text(en="known here: {names}", zh="这里已有：{names}"),
)
DATABASE_UNUSABLE = Message(
    "database-unusable",
    Text(en="the database cannot be used: {detail}", zh="数据库无法使用：{detail}"),
    Text(
        en="see that its folder may be written, or that its server answers;"
        " restore a damaged file from a backup",
        zh="请确认其所在目录可写，或数据库服务可以连接；文件损坏的，请用备份恢复",
    ),
)
NOT_LAID_OUT = Message(
    "tables-not-laid-out",
    Text(
        en="the tables are not those of this release, and this role may not lay them out",
        zh="数据库表与本版本不一致，当前数据库角色无权更新",
    ),
    Text(
        en="let the owner of the tables migrate and grant first: see Run it",
        zh="请先由表的所有者执行迁移和授权，见“运行与维护”",
    ),
)
_MAY_NOT = "42501"  # PostgreSQL: insufficient privilege


def _language() -> Language:
    """Return the reader's language: BIHUAN_LANG, else the locale of the terminal."""
    said = os.environ.get("BIHUAN_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    said = said or (locale.getlocale()[0] or "")
    return "zh" if said.lower().startswith("zh") else "en"


LANGUAGE: Language = _language()


def say(en: str, zh: str) -> str:
    """Return the sentence in the reader's language."""
    return zh if LANGUAGE == "zh" else en


def _lay_out() -> None:
    """Run the migrations that are not applied; a role that may not is told who does it."""
    try:
        if _may_be_behind():
            with alone():
                # Looked at again: whoever held the lock before may have done it.
                if _is_behind():
                    call_command("migrate", interactive=False, verbosity=0)
    except MigrationSchemaMissing as error:
        raise Refused(NOT_LAID_OUT) from error
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != _MAY_NOT:
            raise
        raise Refused(NOT_LAID_OUT) from error
    except (DatabaseError, OSError) as error:
        # A file that is no database, a read-only folder, a server that does not answer.
        raise Refused(DATABASE_UNUSABLE, detail=str(error).strip()) from error


def _may_be_behind() -> bool:
    """Tell whether the tables need a look under the lock; looking without it disturbs nobody."""
    try:
        return _is_behind()
    except OperationalError:
        # Another process may be making the database at this moment.
        connection.close()
        return True


def _is_behind() -> bool:
    # The role that works on PostgreSQL cannot migrate, and need not where nothing is new.
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@dataclass
class Door:
    """What the global options said; commands ask it who acts and what day it is.

    `founding` names the district that a pack is about to bring, which has no record yet.
    """

    account: str = ""
    origin_named: str = ""
    today_named: date | None = None
    json: bool = False
    founding: tuple[str, ...] = ()
    _is_ready: bool = field(default=False, repr=False)

    def ready(self) -> None:
        """Lay out a new database, or bring an older one up, before its first use."""
        if not self._is_ready:
            _lay_out()
            self._is_ready = True

    @property
    def origin(self) -> str:
        """The district acted in: named, or the only one there is."""
        self.ready()
        known = (*origins(), *self.founding)
        if not known:
            raise Refused(NO_ORIGIN)
        if self.origin_named and self.origin_named not in known:
            raise Refused(UNKNOWN_ORIGIN, name=self.origin_named, names=", ".join(known))
        if self.origin_named:
            return self.origin_named
        if len(known) > 1:
            raise Refused(SEVERAL_ORIGINS, names=", ".join(known))
        return known[0]

    @property
    def today(self) -> date:
        return self.today_named or datetime.now(CHINA).date()

    @property
    def now(self) -> datetime:
        """The moment of acting; on a named day, that day at the present time of day.

        What was recorded on a named day before comes before it, whatever the clock said then.
        """
        present = datetime.now(CHINA)
        if self.today_named is None:
            return present
        told = datetime.combine(self.today, present.time(), CHINA)
        last = newest(self.origin)
        if last is None or last.astimezone(CHINA).date() != self.today:
            return told
        return max(told, last)

    def viewer(self, account: str = "") -> Viewer:
        """Return who acts: the account named by --as, else the operator of the machine."""
        name = account or self.account
        return viewer(self.origin, name, self.today) if name else operator(self.origin)


def moment(day: date, *, hour: int = 9, days: int = 0) -> datetime:
    """Return a moment of office hours on a day, in the district's time zone."""
    return datetime.combine(day + timedelta(days=days), time(hour), CHINA)


DOOR = Door()
