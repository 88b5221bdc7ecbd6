"""The demonstration: the invented district Qingxi, a year of its quarters, one published race.

Everything goes through the same actions that people use: a pack is put in force, each quarter's
form is imported by the statistics desk, scored by the assessment desk, approved by the committee.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connections

from bihuan.boards import actions as boards
from bihuan.boards.queries import Published, publications
from bihuan.calendars.queries import Period
from bihuan.cli.door import DOOR, LANGUAGE, moment, say
from bihuan.cli.printing import bar, line
from bihuan.cli.showing import show_result
from bihuan.intake.actions import import_file
from bihuan.ledger.queries import origins
from bihuan.measures import actions as measures
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator, viewer
from bihuan.packs import shipped
from bihuan.schemes import actions, queries

ORIGIN = "qingxi"
SCHEME = "investment-race"
FIRST_DAY = date(2024, 7, 1)


def _empty() -> None:
    """Remove the demonstration's database; keys and settings stay."""
    connections.close_all()
    database = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _quarter(form: Path) -> None:
    """Import, score and approve one quarter, each by whoever does it in a district."""
    period = Period.parse(form.stem)
    statistics = viewer(ORIGIN, "statistics", period.last)
    import_file(form, form.name, period=form.stem, by=statistics, at=moment(period.last, days=8))
    if form.stem == "2025Q4":
        _adjust(period)
    desk = viewer(ORIGIN, "assess", period.last)
    run = actions.score(SCHEME, form.stem, by=desk, at=moment(period.last, days=12))
    committee = viewer(ORIGIN, "committee", period.last)
    actions.approve(run, by=committee, at=moment(period.last, days=16))


def _adjust(period: Period) -> None:
    """Record the quarter's bonus and deduction, and one correction that a town asked for."""
    desk = viewer(ORIGIN, "assess", period.last)
    at = moment(period.last, days=9)
    measures.adjust(
        scheme=SCHEME, effect="bonus", rule="provincial-project", unit="zhuxi", period=str(period), points="1.5",
        reason="竹溪乡一个项目列入省重大项目清单（示例）", by=desk, at=at,
    )  # fmt: skip
    measures.adjust(
        scheme=SCHEME, effect="deduction", rule="data-quality", unit="yuehu", period=str(period), points="0.5",
        reason="月湖街道一个项目投资额报送有误，已更正（示例）", by=desk, at=at,
    )  # fmt: skip


def _fill() -> None:
    pack = read_pack(shipped(ORIGIN))
    apply_pack(pack, by=operator(ORIGIN), at=moment(FIRST_DAY))
    forms = sorted((shipped(ORIGIN) / "data").glob("20*.*"))
    with bar(say("quarters", "季度")) as report:
        for done, form in enumerate(forms, start=1):
            _quarter(form)
            report(done, len(forms))
    last = Period.parse(forms[-1].stem)
    committee = viewer(ORIGIN, "committee", last.last)
    run = queries.latest(committee, SCHEME, forms[-1].stem)
    boards.publish(run, by=committee, at=moment(last.last, days=20))


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
