"""Counting an indicator from the matters of a loop, for one period, as they stand now.

One bulk fact holds what is stated of each unit and, beneath it, each matter that counts, so that
the bundle of a published result lets an outsider count again. A later count replaces an earlier
one, with its reason; what it said before stays readable. A result that was computed before is
not touched: it is found not to rest on the present figures, and is computed anew or left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.calendars.queries import CHINA
from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.ledger.writing import hold, writing
from bihuan.loops import counting, files
from bihuan.measures import queries
from bihuan.measures.checking import MAY_NOT_ENTER, OFFICES, PERIOD_AHEAD, Checker
from bihuan.measures.engine import derived as engine
from bihuan.measures.observations import Declared
from bihuan.measures.refusals import REASON_NEEDED
from bihuan.measures.spec import Derived
from bihuan.orgs import queries as orgs

DERIVED = "measures.derived@1"
# As the other actions on values, so that two never decide on one value at once.
_VALUES = "values"

NOT_DERIVED = Message(
    "not-derived",
    Text(
        en="{indicator} is entered, not counted from a loop",
        zh="“{indicator}”由人工填报，不从流程中统计",
    ),
    Text(
        en="enter its values, or declare what it is counted from (derived)",
        zh="请填报数据，或在指标文件中用 derived 写明统计来源",
    ),
)
ENTERED_ALREADY = Message(
    "entered-already",
    Text(
        en="{indicator} has values for {period} that were entered; they are not counted over",
        zh="“{indicator}”在 {period} 已有人工填报的数据，不能用统计结果覆盖",
    ),
    Text(
        en="count from the first period without entered values, or withdraw those with a reason",
        zh="请从没有人工数据的考核期起统计，或说明原因后先撤回原数据",
    ),
)


@dataclass(frozen=True, slots=True)
class Count:
    """What counting did: the fact that stands now, and whether it is new.

    Args:
        units: how many units have a value.
        matters: how many matters were counted.
    """

    fact: Fact
    is_new: bool
    units: int
    matters: int


@dataclass(frozen=True, slots=True)
class Stated:
    """What a count states of one unit; `value` is None where nothing counts."""

    unit: str
    value: str | None
    numerator: str | None
    denominator: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Basis:
    """What a counted value rests on: so many, of how many, and how many a decision left out.

    Args:
        numerator: a plain decimal; of a median or percentile the exact number of days.
        matters: the ids of the matters of the unit; whoever opens one sees what they may.
    """

    fact: str
    rate: str
    loop: str
    numerator: str | None
    denominator: int
    excluded: int
    matters: tuple[str, ...]


def derive(  # noqa: PLR0913 - what is counted, who counts, and why
    indicator: str, period: str, *, by: Viewer, at: datetime, reason: str = "", request: str = ""
) -> Count:
    """Count an indicator for a period and let the values stand.

    Raises:
        Refused: the indicator is entered, or was entered for this period; the viewer is no
            office of the district; the period has not begun; or an earlier count that
            says something else is replaced without a reason.
    """
    if not by.may(*OFFICES, at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_ENTER, unit=by.origin)
    with writing():
        hold(by.origin, _VALUES)
        checker = Checker(by, at)
        declared = checker.declared(indicator, period)
        derived = _derived(declared)
        if checker.period(period).first > at.astimezone(CHINA).date():
            raise Refused(PERIOD_AHEAD, period=period, indicator=declared.title)
        draft = _draft(declared, derived, checker, period)
        rows = _rows(declared, derived, checker, period, at)
        old = _standing(declared, checker, period)
        if old and [row for _, row in ledger_queries.bulk_rows(old.id)] == rows:
            return _count(old, rows, is_new=False)
        if old and not reason.strip():
            raise Refused(REASON_NEEDED)
        whole = Draft(
            **draft,
            supersedes=old.id if old else "",
            reason=reason.strip() if old else "",
            request=request,
        )
        return _count(ledger.record_bulk(whole, rows, by=by, at=at), rows, is_new=True)


def stated(viewer: Viewer, fact: Fact) -> list[Stated]:
    """Return what a count states of the units that the viewer's roles cover, in their order."""
    covered = orgs.slugs_under(viewer)
    return [
        Stated(row["unit"], row["value"], row["numerator"], row["denominator"], row["excluded"])
        for _, row in ledger_queries.bulk_rows(fact.id)
        if "indicator" in row and (covered is None or row["unit"] in covered)
    ]


def basis(viewer: Viewer, indicator: str, unit: str, period: str) -> Basis | None:
    """Return what a counted value rests on; None where none stands that the viewer may see."""
    value = queries.current(viewer, indicator, unit, period)
    fact = ledger_queries.fact(value.fact, Checker(viewer).whole) if value else None
    if fact is None or fact.kind != DERIVED:
        return None
    rows = [row for _, row in ledger_queries.bulk_rows(fact.id) if row["unit"] == unit]
    stated = next(row for row in rows if "indicator" in row)
    return Basis(
        fact=fact.id,
        rate=fact.data["rate"],
        loop=fact.data["loop"],
        numerator=stated["numerator"],
        denominator=stated["denominator"],
        excluded=stated["excluded"],
        matters=tuple(row["matter"] for row in rows if "matter" in row),
    )


def _derived(declared: Declared) -> Derived:
    if declared.spec.derived is None:
        raise Refused(NOT_DERIVED, indicator=declared.title)
    return declared.spec.derived


def _loop(derived: Derived, checker: Checker, period: str) -> str:
    """Return the digest of the version of the loop in force at the end of the period."""
    return files.in_force(checker.whole, derived.loop, checker.period(period).last).digest


def _draft(declared: Declared, derived: Derived, checker: Checker, period: str) -> dict[str, Any]:
    grades = counting.grades(_loop(derived, checker, period))
    return {
        "kind": DERIVED,
        "stream": f"derived/{declared.name}/{period}",
        "subject": f"indicator:{declared.name}",
        "data": {
            "indicator": declared.name,
            "period": period,
            "loop": derived.loop,
            "rate": derived.rate,
            "by": derived.by,
            "class": derived.class_ or "",
            "stage": derived.stage or "",
            "satisfied": sorted(grades.satisfied),
            "basic": grades.basic,
            "decimals": declared.spec.decimals,
        },
        "source": Source(feed=f"loop:{derived.loop}"),
        "mechanism": declared.digest,
    }


def _rows(
    declared: Declared, derived: Derived, checker: Checker, period: str, at: datetime
) -> list[dict[str, Any]]:
    days = checker.period(period)
    counted = counting.counted(
        checker.by.origin, derived.loop, days.first, days.last, by=derived.by, at=at,
        class_=derived.class_ or "", stage=derived.stage or "",
    )  # fmt: skip
    return engine.rows(
        counted, derived.rate, counting.grades(_loop(derived, checker, period)),
        indicator=declared.name, period=period, decimals=declared.spec.decimals,
    )  # fmt: skip


def _standing(declared: Declared, checker: Checker, period: str) -> Fact | None:
    """Return the count that stands; refuses where values were entered."""
    values = queries.observations(checker.whole, [declared.name], [period])
    stream = f"derived/{declared.name}/{period}"
    counts = list(ledger_queries.facts(checker.whole, kind="measures.derived", stream=stream))
    if {value.fact for value in values} - {fact.id for fact in counts}:
        raise Refused(ENTERED_ALREADY, indicator=declared.title, period=period)
    return counts[-1] if counts else None


def _count(fact: Fact, rows: list[dict[str, Any]], *, is_new: bool) -> Count:
    return Count(fact, is_new, sum(_has_value(rows)), sum("matter" in row for row in rows))


def _has_value(rows: list[dict[str, Any]]) -> Iterator[bool]:
    return (row.get("value") is not None for row in rows)
