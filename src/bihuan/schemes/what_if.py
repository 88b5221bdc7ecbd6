"""What if: the same figures scored as the scheme says and as a draft says, set side by side.

For who works in the district, on what is recorded there. Nothing is kept and nothing that was
published changes. What anybody may try stands in `public_what_if`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.queries import sealed_size
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.engine.numbers import read_number
from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.packs import check, known
from bihuan.mechanisms.queries import all_in_force, in_force
from bihuan.schemes.engine.definition import reference
from bihuan.schemes.engine.reading.comparing import Comparison, compare
from bihuan.schemes.engine.reading.numbers import text_of as text_of_number
from bihuan.schemes.engine.result import Result, Words
from bihuan.schemes.engine.running.correcting import reads
from bihuan.schemes.gathering import gather
from bihuan.schemes.queries import INSIDE
from bihuan.schemes.refusals import NO_RUN
from bihuan.schemes.supposing import Supposed, draft

NO_SUCH_VALUE = Message(
    "what-if-value",
    Text(
        en='"{unit}" or "{indicator}" takes no part in {scheme} of {period}',
        zh="{scheme}（{period}）中没有单位“{unit}”或指标“{indicator}”",
    ),
    Text(en="name a unit and an indicator of the result", zh="请写明参评单位和考核指标的标识"),
)
NO_SUCH_SINCE = Message(
    "what-if-since",
    Text(en="{since} is no period before {period}", zh="{since} 不是 {period} 之前的同类考核期"),
    Text(
        en="name a period of the same kind that is not later",
        zh="请写明同类且不晚于该期的考核期",
    ),
)
NO_SUCH_READER = Message(
    "what-if-unread",
    Text(
        en="nothing in {scheme} reads {indicator} of {unit}",
        zh="“{indicator}”不计入{unit}在{scheme}中的得分",
    ),
    Text(
        en="suppose a figure that its group is scored by",
        zh="请改填该单位所在分组计分所用的指标",
    ),
)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One period, tried: the result as it is, as it would be, and the two side by side."""

    before: Result
    after: Result
    comparison: Comparison

    def as_data(self) -> dict[str, Any]:
        """Return ranks, totals and awards before and after, for programs.

        `groups` say how far ranks moved; `joined` and `left` take part in one of the two only.
        """
        was, now = ({row["unit"]: row for row in of["rows"]} for of in (self.before, self.after))
        groups = [
            {
                "group": one.group,
                "shift": None if one.shift is None else text_of_number(one.shift, 4),
                "moved": one.moved,
                "furthest": one.furthest,
            }
            for one in self.comparison.groups
        ]
        return {
            "period": self.after["period"],
            "groups": groups,
            "joined": list(self.comparison.joined),
            "left": list(self.comparison.left),
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
    first = Period.parse(since) if since else last
    if first.kind != last.kind or first > last:
        raise Refused(NO_SUCH_SINCE, since=since, period=period)
    ruling = in_force(viewer, "Scheme", scheme, last.last)
    other = draft(ruling, supposed)
    _refuse_mistakes(viewer, other, last)
    tried = [
        _tried(viewer, scheme, each, other, supposed.values if each == last else {})
        for each in _periods(first, last)
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
    trying = partial(gather, as_of=as_of, score=reference.score, firmness=False)
    before = trying(viewer, scheme, str(period)).result

    def altered(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return altered_rows(before, facts, values)

    after = trying(viewer, scheme, str(period), draft=other, altered=altered).result
    refuse_unread(before, after["parameters"], values)
    return WhatIf(before, after, compare(before, after))


def altered_rows(
    result: Result, facts: list[dict[str, Any]], values: Mapping[tuple[str, str], str | None]
) -> list[dict[str, Any]]:
    """Return the rows with the supposed values in place of those recorded.

    Raises:
        Refused: a value names who takes no part, or is no number.
    """
    rules = {one["name"]: one for one in result["parameters"]["indicators"]}
    units = {row["unit"] for row in result["rows"]}
    supposed = {}
    for (unit, indicator), written in values.items():
        if unit not in units or indicator not in rules:
            raise Refused(
                NO_SUCH_VALUE, unit=unit, indicator=indicator, scheme=text_of(result["title"]),
                period=text_of(result["period_title"]),
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


def refuse_unread(
    result: Result, parameters: dict[str, Any], values: Iterable[tuple[str, str]]
) -> None:
    """Refuse a supposed value that nothing reads: a trial in which it changed nothing would lie.

    Args:
        result: as it is, for the names.
        parameters: of the draft.
        values: those supposed, by unit and indicator.
    """
    named = {row["unit"]: text_of(row["title"]) for row in result["rows"]}
    titles = {one["name"]: text_of(one["title"]) for one in parameters["indicators"]}
    groups = dict(parameters["contestants"])
    sheets = {group["name"]: parameters["sheets"][group["sheet"]] for group in parameters["groups"]}
    ties = {tie["indicator"] for tie in parameters["ties"] if tie["by"] == "value"}
    for unit, indicator in values:
        mine = sheets[groups[unit]]["leaves"]
        read = any(reads(leaf, indicator) and unit not in leaf["not_applicable"] for leaf in mine)
        if not (read or indicator in ties or _is_yardstick(parameters, unit, indicator)):
            raise Refused(
                NO_SUCH_READER, scheme=text_of(parameters["scheme"]["title"]),
                indicator=titles.get(indicator, indicator), unit=named[unit],
            )  # fmt: skip


def _is_yardstick(parameters: dict[str, Any], unit: str, indicator: str) -> bool:
    """Return whether units of some group are compared with this one by the indicator."""
    leaves = (leaf for sheet in parameters["sheets"] for leaf in sheet["leaves"])
    return any(leaf["params"].get("unit") == unit and reads(leaf, indicator) for leaf in leaves)


def text_of(words: Words) -> Text:
    """Return words of a result as a text."""
    return Text(en=words["en"], zh=words["zh"])


def _row(unit: str, indicator: str, value: int | None) -> dict[str, Any]:
    whose = {"row": "observation", "unit": unit, "indicator": indicator, "value": value}
    return {
        **whose, "target": None, "prior": None, "late": False, "flags": [], "source": None,
    }  # fmt: skip
