"""The demonstration: the invented district Qingxi, a year of its quarters, one published race.

Everything goes through the same actions that people use: a pack is put in force, each quarter's
form is imported by the statistics desk, scored by the assessment desk, approved by the committee.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection

from bihuan.boards import actions as boards
from bihuan.boards.queries import Published, publications
from bihuan.calendars.queries import Period
from bihuan.cli.door import DOOR, LANGUAGE, moment, say
from bihuan.cli.printing import bar, line
from bihuan.cli.showing import show_result
from bihuan.intake.actions import import_file
from bihuan.ledger.queries import origins
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures import actions as measures
from bihuan.measures.observations import Entry
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator, viewer
from bihuan.packs import shipped
from bihuan.schemes import actions, queries

NOT_EMPTIED = Message(
    "demo-not-emptied",
    Text(
        en="--reset empties the embedded database only, never a PostgreSQL one",
        zh="--reset 只清空内嵌数据库，不清空 PostgreSQL",
    ),
    Text(
        en="leave --reset out, or unset BIHUAN_DATABASE_URL",
        zh="请去掉 --reset，或取消 BIHUAN_DATABASE_URL",
    ),
)

ORIGIN = "qingxi"
SCHEME = "investment-race"
FIRST_DAY = date(2024, 7, 1)


def _empty() -> None:
    """Remove the demonstration's database; keys and settings stay."""
    if connection.vendor != "sqlite":
        raise Refused(NOT_EMPTIED)
    connection.close()
    database = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _quarter(form: Path) -> None:
    """Import, score and approve one quarter, each by whoever does it in a district."""
    period = Period.parse(form.stem)
    statistics = viewer(ORIGIN, "statistics", period.last)
    import_file(
        form.read_bytes(),
        form.name,
        period=form.stem,
        by=statistics,
        at=moment(period.last, days=8),
    )
    if form.stem == "2025Q4":
        _adjust(period)
        _correct(period)
    desk = viewer(ORIGIN, "assess", period.last)
    run = actions.score(SCHEME, form.stem, by=desk, at=moment(period.last, days=12))
    committee = viewer(ORIGIN, "committee", period.last)
    actions.approve(run, by=committee, at=moment(period.last, days=16))


def _correct(period: Period) -> None:
    """Correct one figure before the quarter is scored; the old one stays readable."""
    entry = Entry("outside-funds", "shimen", str(period), "1.26")
    statistics = viewer(ORIGIN, "statistics", period.last)
    reason = "补充银行回单3份（示例）"
    measures.correct(entry, reason=reason, by=statistics, at=moment(period.last, days=11))


# Who issues the notice, under which invented number.
NOTICE = boards.Issue(
    Text("Assessment Office of Qingxi District", "清溪区考核办公室"), "清考办〔2026〕3号"
)

# Effect, rule, unit, points and ground of what moved a unit in the last quarter.
ADJUSTMENTS: tuple[tuple[Literal["bonus", "deduction"], str, str, str, str], ...] = (
    ("bonus", "provincial-project", "zhuxi", "1.5", "一个项目列入省重大项目清单（示例）"),
    ("deduction", "data-quality", "yuehu", "0.5", "一个项目投资额报送有误，已更正（示例）"),
)


def _adjust(period: Period) -> None:
    """Record the quarter's bonus and deduction, each with its ground."""
    desk = viewer(ORIGIN, "assess", period.last)
    for effect, rule, unit, points, reason in ADJUSTMENTS:
        actions.adjust(
            SCHEME, effect=effect, rule=rule, unit=unit, period=str(period),
            points=points, reason=reason, by=desk, at=moment(period.last, days=9),
        )  # fmt: skip


def _fill() -> None:
    pack = read_pack(shipped(ORIGIN))
    apply_pack(pack, by=operator(ORIGIN), at=moment(FIRST_DAY))
    forms = sorted((shipped(ORIGIN) / "data").glob("20??Q?.*"))
    with bar(say("quarters", "季度")) as report:
        for done, form in enumerate(forms, start=1):
            _quarter(form)
            report(done, len(forms))
    last = Period.parse(forms[-1].stem)
    committee = viewer(ORIGIN, "committee", last.last)
    run = queries.latest(committee, SCHEME, forms[-1].stem)
    boards.publish(run, by=committee, at=moment(last.last, days=20), issue=NOTICE)


def _show(published: Published) -> None:
    """Print the ranking, one explanation and the code by which anybody verifies it."""
    reader = viewer(ORIGIN, "auditor", date(2026, 1, 31))
    found = queries.result(queries.latest(reader, SCHEME, published.period))
    show_result(found)
    first = next(row for row in found["rows"] if row["rank"] == 1)
    line()
    line(queries.explain(reader, SCHEME, published.period, first["unit"]).said_in(LANGUAGE))
    line(say(f"Verification code {published.code}", f"核验码 {published.code}"))


def play(*, reset: bool) -> str:
    """Fill the database unless it is filled, print the race, and return the page's path."""
    if reset:
        _empty()
    DOOR.ready()
    if ORIGIN not in origins():
        _fill()
    published = publications(ORIGIN)[0]
    _show(published)
    return published.path
