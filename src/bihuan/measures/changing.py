"""Who may change a figure that stands: the unit what it entered itself, an office what is under it.

What an office supplied, a clerk of the unit that it is about cannot set right in its own favour
(domain rules, section 1.2: the lead office verifies values).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bihuan.ledger.words import Message, Text
from bihuan.measures import queries
from bihuan.measures.checking import ENTERS, OFFICES, Checker
from bihuan.measures.observations import Change

_OF_UNITS: frozenset[str] = frozenset({*ENTERS} - {*OFFICES})

MAY_NOT_CHANGE = Message(
    "may-not-change",
    Text(
        en="an office recorded {indicator} of {unit} for {period}; this account may not change it",
        zh="{unit}的“{indicator}”（{period}）由主管单位登记，该账号无权更改",
    ),
    Text(
        en="ask the office that supplies the figure to correct it",
        zh="请报请数据来源单位更正",
    ),
)


def is_anothers(
    checker: Checker, indicator: str, unit: str, period: str, figures: Iterable[str]
) -> bool:
    """Tell whether one of these figures of a value was set by an office, and the account is none.

    `figures` are of ``value``, ``target``, ``prior`` and ``ratings``. What an office set stays the
    office's when a unit fills in the figure beside it.
    """
    if checker.by.may(*OFFICES, at=checker.standing_path(unit, period)):
        return False
    steps = queries.history(checker.whole, indicator, unit, period)
    return any(not _OF_UNITS.issuperset(_set_as(steps, name).split(",")) for name in figures)


def _set_as(steps: Sequence[Change], figure: str) -> str:
    """Return the roles in which a figure was set to what it says now."""
    *former, last = steps
    roles = last.role
    # Marks come all at once, so whoever recorded last set them.
    for step in reversed(former if figure != "ratings" else []):
        if step.withdrawn or getattr(step, figure) != getattr(last, figure):
            break
        roles = step.role
    return roles
