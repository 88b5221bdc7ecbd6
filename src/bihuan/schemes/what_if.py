"""What if: the same figures scored as the scheme says and as a draft says, set side by side.

Nothing is kept and nothing that was published changes. Who works in the district tries a draft on
what is recorded; anybody may try one on what was published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.queries import sealed_size
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.engine.numbers import read_number
from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.packs import check, known
from bihuan.mechanisms.planning import Difference, differences
from bihuan.mechanisms.queries import all_in_force, in_force, version
from bihuan.schemes.engine import reference
from bihuan.schemes.engine.earlier import looked_at
from bihuan.schemes.engine.reading.comparing import Comparison, compare
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.result import Result
from bihuan.schemes.engine.run import Names, run
from bihuan.schemes.gathering import gather
from bihuan.schemes.queries import INSIDE
from bihuan.schemes.refusals import NO_RUN
from bihuan.schemes.supposing import Supposed, draft

NO_SUCH_VALUE = Message(
    "what-if-value",
    Text(
        en='"{unit}" or "{indicator}" takes no part in {scheme} of {period}',
        zh="{period} 的 {scheme} 中没有单位“{unit}”或指标“{indicator}”",
    ),
    Text(en="name a unit and an indicator of the result", zh="请写明参评单位和考核指标的标识"),
)
TOO_MANY_UNITS = Message(
    "what-if-large",
    Text(
        en="a result of {units} units is not tried here; up to {most} are",
        zh="该结果有 {units} 家单位，此处只测算不超过 {most} 家的结果",
    ),
    Text(
        en="run bihuan what-if where the data is kept", zh="请在数据所在的机器上运行 bihuan what-if"
    ),
)
PAST_NOT_PUBLISHED = Message(
    "what-if-past",
    Text(
        en="the draft looks at earlier periods that were not published with this result",
        zh="草案需要用到往期数据，而本结果未公布这些数据",
    ),
    Text(
        en="run bihuan what-if where the data is kept, or suppose something else",
        zh="请在数据所在的机器上运行 bihuan what-if，或改作其他假设",
    ),
)
# A page answers at once, whoever asks.
MOST_UNITS = 500
NO_TRIALS = {"replicates": 0, "within": 0, "seed": 1, "largest": 0}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One period, tried: the result as it is, as it would be, and the two side by side."""

    before: Result
    after: Result
    comparison: Comparison

    def as_data(self) -> dict[str, Any]:
        """Return ranks, totals and awards before and after, for programs."""
        was, now = ({row["unit"]: row for row in of["rows"]} for of in (self.before, self.after))
        return {
            "period": self.after["period"],
            "units": [
                {
                    "unit": unit,
                    "title": row["title"],
                    "group": row["group"],
                    **{
                        name: {"before": was[unit][name] if unit in was else None,
                               "after": row[name]}
                        for name in ("rank", "total", "awards")
                    },
                }
                for unit, row in now.items()
            ],
        }  # fmt: skip


def difference(scheme: Mechanism, of: Mechanism) -> tuple[Difference, ...]:
    """Return what a draft says otherwise than the scheme."""
    return differences(scheme, of)


def what_if(
    viewer: Viewer, scheme: str, period: str, supposed: Supposed, *, since: str = ""
) -> tuple[Mechanism, Mechanism, tuple[WhatIf, ...]]:
    """Return the scheme in force, its draft, and each period tried, the oldest first.

    Args:
        viewer: who works in the district.
        scheme: its name.
        period: the last period tried.
        supposed: what is to be otherwise; values are of `period` alone.
        since: the first period tried; `period` alone if left out.

    Raises:
        Refused: as `draft` and `gathering.gather`; a value names who takes no part.
        Findings: the draft is no scheme that could be put in force.
    """
    if not viewer.may(*INSIDE):
        raise Refused(NO_RUN, scheme=scheme, period=period)
    last = Period.parse(period)
    ruling = in_force(viewer, "Scheme", scheme, last.last)
    other = draft(ruling, supposed)
    _refuse_mistakes(viewer, other, last)
    tried = [
        _tried(viewer, scheme, each, other, supposed.values if each == last else {})
        for each in _periods(Period.parse(since) if since else last, last)
    ]
    return ruling, other, tuple(tried)


def _refuse_mistakes(viewer: Viewer, other: Mechanism, period: Period) -> None:
    """Refuse a draft that could not be put in force beside what rules."""
    rules = [
        rule
        for kind in ("Organisation", "Indicator", "Scheme")
        for rule in all_in_force(viewer, kind, period.last)
        if (rule.kind, rule.name) != (other.kind, other.name)
    ]
    found = check(other, known([*rules, other]))
    if found:
        raise Findings(found)


def _periods(first: Period, last: Period) -> list[Period]:
    found = [last]
    while found[-1] > first:
        found.append(found[-1].previous())
    return found[::-1]


def _tried(
    viewer: Viewer,
    scheme: str,
    period: Period,
    other: Mechanism,
    values: Mapping[tuple[str, str], str | None],
) -> WhatIf:
    as_of = sealed_size(viewer.origin)
    # One engine will do: a trial stands nowhere, and what is in force is checked when it is scored.
    before = gather(viewer, scheme, str(period), as_of=as_of, score=reference.score).result

    def altered(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return _altered(before, facts, values)

    after = gather(
        viewer, scheme, str(period), as_of=as_of, score=reference.score, draft=other,
        altered=altered,
    ).result  # fmt: skip
    return WhatIf(before, after, compare(before, after))


def _altered(
    result: Result, facts: list[dict[str, Any]], values: Mapping[tuple[str, str], str | None]
) -> list[dict[str, Any]]:
    """Return the rows with the supposed values in place of those recorded."""
    rules = {one["name"]: one for one in result["parameters"]["indicators"]}
    units = {row["unit"] for row in result["rows"]}
    supposed = {}
    for (unit, indicator), written in values.items():
        if unit not in units or indicator not in rules:
            raise Refused(
                NO_SUCH_VALUE, unit=unit, indicator=indicator, scheme=result["scheme"],
                period=result["period"],
            )  # fmt: skip
        rule = rules[indicator]
        number = None
        if written is not None:
            number = read_number(written, rule["unit_of_measure"], rule["decimals"])
        supposed[unit, indicator] = number
    kept = []
    for row in facts:
        place = (row.get("unit"), row.get("indicator"))
        if row["row"] == "observation" and place in supposed:
            kept.append({**row, "value": supposed.pop(place), "late": False, "source": None})
        else:
            kept.append(row)
    return kept + [_row(unit, indicator, value) for (unit, indicator), value in supposed.items()]


def _row(unit: str, indicator: str, value: int | None) -> dict[str, Any]:
    whose = {"row": "observation", "unit": unit, "indicator": indicator, "value": value}
    return {
        **whose, "target": None, "prior": None, "late": False, "flags": [], "source": None,
    }  # fmt: skip


def of_published(result: Result, supposed: Supposed) -> tuple[Mechanism, Mechanism, WhatIf]:
    """Return the scheme of a published result, its draft, and the result tried with it.

    Only what was published with the result is used, so that anybody may ask.

    Raises:
        Refused: as `draft`; the result has more than 500 units, a value names who takes no part,
            or the draft needs figures that were not published.
        Findings: the draft is no scheme that could be put in force.
    """
    if len(result["rows"]) > MOST_UNITS:
        raise Refused(TOO_MANY_UNITS, units=len(result["rows"]), most=MOST_UNITS)
    rules = [version(ruled["digest"]) for ruled in result["mechanisms"]]
    ruling = next(rule for rule in rules if rule.kind == "Scheme")
    other = draft(ruling, supposed)
    indicators = {rule.name: rule for rule in rules if rule.kind == "Indicator"}
    found = check(other, known([*indicators.values(), other]))
    if found:
        raise Findings(found)
    after = _again(result, other, indicators, supposed.values)
    return ruling, other, WhatIf(result, after, compare(result, after))


def _again(
    result: Result,
    other: Mechanism,
    indicators: Mapping[str, Mechanism],
    values: Mapping[tuple[str, str], str | None],
) -> Result:
    contestants = dict(result["parameters"]["contestants"])
    parameters = resolve(other, indicators, contestants, Period.parse(result["period"]))
    published = looked_at(result["parameters"])
    for indicator, periods in looked_at(parameters).items():
        if not set(periods) <= set(published.get(indicator, ())):
            raise Refused(PAST_NOT_PUBLISHED)
    rows = [row for row in result["facts"] if row["row"] != "revoked"]
    history = [
        {"unit": unit, **place} for unit, places in result["history"].items() for place in places
    ]
    titles = {
        row["unit"]: (Text(en=row["title"]["en"], zh=row["title"]["zh"]), row["short"])
        for row in result["rows"]
    }
    return run(
        {**parameters, "robustness": NO_TRIALS},
        _altered(result, rows, values),
        history,
        names=Names(units=titles),
        origin=result["origin"],
        as_of=result["as_of"],
        mechanisms=(other, *indicators.values()),
        revoked=[(row["award"], row["unit"]) for row in result["facts"] if row["row"] == "revoked"],
        score=reference.score,
    )
