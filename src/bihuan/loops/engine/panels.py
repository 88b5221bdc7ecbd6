"""Joint reviews: who sits, who has spoken, and whether it passes. Silence is never consent."""

from __future__ import annotations

from decimal import Decimal

from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.matter import Matter, Sitting
from bihuan.loops.engine.refusals import NOT_IN_PANEL
from bihuan.loops.spec.parts import Panel

_TOO_MANY = Text(en="at most {most} members may be added", zh="最多可增加 {most} 个成员单位")
_TOO_FEW = Text(
    en="it has {count} of {needed} members", zh="应有 {needed} 个成员单位，现有 {count} 个"
)
_NOT_CALLED = Text(en="it has not been called", zh="尚未召集")
_STILL_OPEN = Text(en="the last one has not concluded", zh="上一次会商尚未作出结论")
_NO_MEMBER = Text(en="{unit} does not sit on it", zh="{unit} 不是成员单位")
_SAID = Text(en="{unit} has given its opinion", zh="{unit} 已发表意见")
_QUORUM = Text(
    en="{count} opinion(s); {quorum} are needed", zh="已发表意见 {count} 家，须有 {quorum} 家"
)
_UNCONDITIONAL = Text(
    en="only agreement on conditions has conditions", zh="仅“有条件同意”可以附条件"
)
_CONDITIONS = Text(en="name the conditions of the agreement", zh="请写明所附条件")


def _refused(panel: Panel, why: Text) -> Refused:
    return Refused(NOT_IN_PANEL, panel=panel.title.text, why=why)


def members(panel: Panel, matter: Matter, added: tuple[str, ...]) -> tuple[str, ...]:
    """Return who sits on the panel that is being called."""
    if any(each.panel == panel.name and each.passed is None for each in matter.sittings):
        raise _refused(panel, _STILL_OPEN)
    found = tuple(dict.fromkeys((*panel.fixed, *added)))
    # Counts stand in for rosters that are not published: members are entered, never invented.
    fixed = max(panel.fixed_count or 0, len(panel.fixed))
    extended = max(panel.extended_count or 0, len(panel.extended))
    least = max(fixed, panel.quorum)
    if len(found) < least:
        raise _refused(panel, _TOO_FEW.fill(count=len(found), needed=least))
    most = fixed + extended + panel.on_demand
    others = [each for each in found if each not in panel.extended]
    if len(found) > most or len(others) > most - len(panel.extended):
        raise _refused(panel, _TOO_MANY.fill(most=most - len(panel.fixed)))
    return found


def sitting(panel: Panel, matter: Matter) -> Sitting:
    """Return the calling of the panel that has not concluded."""
    for each in reversed(matter.sittings):
        if each.panel == panel.name and each.passed is None:
            return each
    raise _refused(panel, _NOT_CALLED)


def check_opinion(
    panel: Panel, matter: Matter, unit: str, verdict: str, conditions: tuple[str, ...]
) -> Sitting:
    """Return the sitting in which a unit may speak now; once, and only as a member."""
    found = sitting(panel, matter)
    if unit not in found.members:
        raise _refused(panel, _NO_MEMBER.fill(unit=unit))
    if any(each.unit == unit for each in found.opinions):
        raise _refused(panel, _SAID.fill(unit=unit))
    on_conditions = verdict == "agree_on_conditions"
    if on_conditions and not conditions:
        raise _refused(panel, _CONDITIONS)
    if conditions and not on_conditions:
        raise _refused(panel, _UNCONDITIONAL)
    return found


def verdict(panel: Panel, matter: Matter) -> tuple[Sitting, bool]:
    """Return the sitting that concludes, and whether it passes.

    The share is of all members: who said nothing did not agree. Without a share all must agree.
    """
    found = sitting(panel, matter)
    if len(found.opinions) < panel.quorum:
        raise _refused(panel, _QUORUM.fill(count=len(found.opinions), quorum=panel.quorum))
    agreed = sum(each.verdict != "refuse" for each in found.opinions)
    share = Decimal(100) if panel.passes is None else panel.passes
    return found, Decimal(agreed) * 100 >= share * len(found.members)


def conditions(found: Sitting) -> list[dict[str, str]]:
    """Return the conditions that were set, each with its unit; they become items."""
    return [
        {"unit": each.unit, "text": condition}
        for each in found.opinions
        for condition in each.conditions
    ]
