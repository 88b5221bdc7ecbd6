"""What if, for anybody: a published result tried under other choices.

Only what was published is used, and nothing is kept. Whoever asks is answered at once or told that
the trial is too large: nobody outside may keep the machine busy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.packs import check, known
from bihuan.mechanisms.queries import version
from bihuan.schemes.engine.resolve import resolve
from bihuan.schemes.engine.resolving.earlier import looked_at
from bihuan.schemes.engine.result import Result, Words
from bihuan.schemes.engine.running.trial import Stood, trial
from bihuan.schemes.engine.running.work import work
from bihuan.schemes.supposing import Supposed, draft
from bihuan.schemes.what_if import altered_rows, refuse_unread

TOO_MUCH = Message(
    "what-if-large",
    Text(
        en="this trial is too large to be answered at once: {what} {size}, at most {most}",
        zh="测算量过大，无法即时给出结果：{what} {size}，至多 {most}",
    ),
    Text(
        en="run bihuan what-if where the data is kept; it has no such limit",
        zh="请在数据所在的机器上运行 bihuan what-if，不受此限",
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
OTHER_UNITS = Message(
    "what-if-units",
    Text(
        en="who takes part, and in which group, cannot be tried on a published result",
        zh="已公布的结果不能改变参评单位和分组后测算",
    ),
    Text(
        en="leave contestants as they are, or run bihuan what-if where the data is kept",
        zh="请勿改动 contestants，或在数据所在的机器上运行 bihuan what-if",
    ),
)
UNITS = Text("units", "单位数")
CHARACTERS = Text("characters of the scheme and of what is typed", "办法与填写内容的字符数")
WORK = Text("values to score, weighed by their methods", "折算计分量")
MOST_UNITS = 500
# A scheme of some two hundred indicators.
MOST_CHARACTERS = 40_000
# Some two thirds of a second on an idle machine (see `engine.work`): 500 units by 60 indicators.
MOST_WORK = 60_000


@dataclass(frozen=True, slots=True)
class PublicTrial:
    """A published result, and where each unit would stand.

    `awards` are the titles of the awards of both, by name.
    """

    before: Result
    after: list[Stood]
    awards: dict[str, Words]

    def as_data(self) -> dict[str, Any]:
        """Return ranks, totals and awards before and after, for programs."""
        was = {row["unit"]: row for row in self.before["rows"]}
        units = []
        for now in self.after:
            row: dict[str, Any] = dict(was[now["unit"]])
            moved = {
                name: {"before": row[name], "after": after}
                for name, after in dict(now).items()
                if name in ("rank", "total", "awards")
            }
            units.append({name: row[name] for name in ("unit", "title", "group")} | moved)
        return {"period": self.before["period"], "units": units}


def of_published(result: Result, supposed: Supposed) -> tuple[Mechanism, Mechanism, PublicTrial]:
    """Return the scheme of a published result, its draft, and the result tried with it.

    Raises:
        Refused: as `draft`; the trial is too large, a value names who takes no part or what is
            not read, or the draft needs what was not published.
        Findings: the draft is no scheme that could be put in force.
    """
    refuse_more_units(result)
    rules = [version(ruled["digest"]) for ruled in result["mechanisms"]]
    ruling = next(rule for rule in rules if rule.kind == "Scheme")
    _refuse_more(CHARACTERS, len(ruling.text) + supposed.characters, MOST_CHARACTERS)
    other = draft(ruling, supposed)
    if _who(other) != _who(ruling):
        raise Refused(OTHER_UNITS)
    indicators = {rule.name: rule for rule in rules if rule.kind == "Indicator"}
    found = check(other, known([*indicators.values(), other]))
    if found:
        raise Findings(found)
    parameters = _parameters(result, other, indicators)
    facts = altered_rows(result, result["facts"], supposed.values)
    refuse_unread(result, parameters, supposed.values)
    _refuse_more(WORK, work(parameters), MOST_WORK)
    history = [
        {"unit": unit, **place} for unit, places in result["history"].items() for place in places
    ]
    after = trial(parameters, facts, history)
    titles = {award["name"]: award["title"] for award in (*parameters["awards"], *result["awards"])}
    return ruling, other, PublicTrial(result, after, titles)


def refuse_more_units(result: Result) -> None:
    """Refuse a result of more units than are tried at once, whatever is supposed."""
    _refuse_more(UNITS, len(result["rows"]), MOST_UNITS)


def _refuse_more(what: Text, size: int, most: int) -> None:
    if size > most:
        raise Refused(TOO_MUCH, what=what, size=f"{size:,}", most=f"{most:,}")


def _who(scheme: Mechanism) -> list[tuple[Any, ...]]:
    """Return who takes part, whatever the groups are called to readers."""
    return [
        tuple(value for name, value in group if name != "title")
        for group in scheme.spec.contestants
    ]


def _parameters(
    result: Result, other: Mechanism, indicators: Mapping[str, Mechanism]
) -> dict[str, Any]:
    """Return the draft resolved for the units of the result; refuses a past that is not there."""
    contestants = dict(result["parameters"]["contestants"])
    parameters = resolve(other, indicators, contestants, Period.parse(result["period"]))
    published = looked_at(result["parameters"])
    for indicator, periods in looked_at(parameters).items():
        if not set(periods) <= set(published.get(indicator, ())):
            raise Refused(PAST_NOT_PUBLISHED)
    return parameters
