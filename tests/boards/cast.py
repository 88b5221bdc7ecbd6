"""A small invented district at work: two quarters imported, scored, approved, published."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bihuan.boards import actions as boards
from bihuan.ledger.actions import keep
from bihuan.ledger.words import Text
from bihuan.measures import actions as measures
from bihuan.measures.observations import Entry
from bihuan.mechanisms.actions import apply_pack
from bihuan.mechanisms.packs import read_pack
from bihuan.orgs.queries import operator, viewer
from bihuan.schemes import actions as schemes

ORIGIN = "qingxi"
SCHEME = "race"
PACK = Path(__file__).parent / "pack"
ZONE = ZoneInfo("Asia/Shanghai")
LAST_DAY = {"2025Q3": date(2025, 9, 30), "2025Q4": date(2025, 12, 31)}
ISSUE = boards.Issue(Text("Assessment Office of Qingxi", "清溪区考核办公室"), "清考办〔2026〕3号")


def at(period, days):
    """Return nine o'clock so many days after the end of a period."""
    last = LAST_DAY[period]
    return datetime(last.year, last.month, last.day, 9, tzinfo=ZONE) + timedelta(days=days)


def who(account, period="2025Q4"):
    return viewer(ORIGIN, account, LAST_DAY[period])


# unit: growth, funds, target of funds, projects; a bureau has no growth.
FIGURES = {
    "2025Q3": {
        "yunling": ("21.5", "1.90", "2.40", "8"), "baishi": ("22.0", "2.10", "1.90", "9"),
        "shuangqiao": ("20.3", "2.50", "2.60", "9"), "shimen": ("15.0", "1.02", "1.30", "5"),
        "zhuxi": ("11.2", "0.70", "1.10", "4"), "yuehu": ("13.1", "1.75", "1.80", "6"),
        "fagai": ("", "3.10", "3.00", "5"), "zhujian": ("", "2.20", "2.60", "7"),
        "jiaotou": ("", "4.10", "4.00", "6"),
    },
    "2025Q4": {
        "yunling": ("24.6", "2.31", "2.77", "9"), "baishi": ("22.1", "2.02", "1.72", "10"),
        "shuangqiao": ("19.8", "2.64", "2.70", "9"), "shimen": ("21.5", "1.26", "1.40", "7"),
        "zhuxi": ("23.9", "1.12", "1.20", "6"), "yuehu": ("13.8", "2.10", "2.00", "7"),
        "fagai": ("", "3.60", "3.00", "6"), "zhujian": ("", "2.90", "2.60", "8"),
        "jiaotou": ("", "4.00", "4.00", "6"),
    },
}  # fmt: skip


def enact():
    """Put the pack of the district in force."""
    early = datetime(2025, 7, 1, tzinfo=ZONE)
    apply_pack(read_pack(PACK), by=operator(ORIGIN), at=early)


def rows_of(period):
    """Yield the rows of a quarter's form, as an import hands them over."""
    for line, (unit, figures) in enumerate(FIGURES[period].items(), start=4):
        growth, funds, target, projects = figures
        for column, indicator, value in (
            ("C", "growth", growth), ("D", "funds", funds), ("F", "projects", projects),
        ):  # fmt: skip
            if value:
                row = {"unit": unit, "period": period, "indicator": indicator, "value": value,
                       "sheet": "填报表", "cell": f"{column}{line}"}  # fmt: skip
                yield {**row, "target": target} if indicator == "funds" else row


def report(period, days=8):
    """Import the figures of a quarter as one document."""
    document = keep(period.encode(), name=f"清溪区{period}.xlsx", type="application/xlsx")
    measures.import_observations(
        rows_of(period), document=document, by=who("statistics", period), at=at(period, days)
    )


def adjust(period="2025Q4"):
    """Record a bonus, a deduction and one correction."""
    desk = who("assess", period)
    for effect, rule, unit, points, reason in (
        ("bonus", "major", "zhuxi", "1.5", "一个项目列入省重大项目清单"),
        ("deduction", "quality", "yuehu", "0.5", "一个项目投资额报送有误"),
    ):
        measures.adjust(
            scheme=SCHEME, effect=effect, rule=rule, unit=unit, period=period, points=points,
            reason=reason, by=desk, at=at(period, 9),
        )  # fmt: skip
    correct("1.29", period)


def correct(value, period="2025Q4", days=9):
    """Correct what Shimen reported of funds from outside."""
    entry = Entry("funds", "shimen", period, value=value)
    measures.correct(
        entry, reason="补充银行回单 1 份", by=who("statistics", period), at=at(period, days)
    )


def approved(period="2025Q4", days=12):
    """Score a quarter and have the committee approve it."""
    run = schemes.score(SCHEME, period, by=who("assess", period), at=at(period, days))
    return schemes.approve(run, by=who("committee", period), at=at(period, days + 4))


def published(period="2025Q4", days=12):
    """Score, approve and publish a quarter."""
    run = approved(period, days)
    return boards.publish(run, by=who("committee", period), at=at(period, days + 8), issue=ISSUE)


def two_quarters():
    """Publish two quarters of the district; returns the later publication."""
    enact()
    report("2025Q3")
    published("2025Q3")
    report("2025Q4")
    adjust()
    return published()
