"""What changed between two results in a terminal: sentences first, then the tables."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from bihuan.cli.door import LANGUAGE, say
from bihuan.cli.printing import line, table
from bihuan.cli.showing import words
from bihuan.schemes import readings
from bihuan.schemes.queries import Result
from bihuan.schemes.readings import Agreement, Comparison, Decomposition, Moved, Ran, Told

_COMMA = say(", ", "、")
_NONE = "–"
_CHANGES = 2  # of what moved a unit, so much is shown
_FINER = 2  # decimals more than points are shown to, where they must be seen to add up


def show_comparison(result: Result, found: Comparison) -> None:
    """Print two results side by side: for each group who moved, how alike, and by what."""
    line(_between(found.before, found.after))
    for group in found.groups:
        if group.units:
            _group(found, group, readings.shown(result))
    for units, said in (
        (found.joined, say("only in the later result", "仅在后一结果中")),
        (found.left, say("only in the earlier result", "仅在前一结果中")),
        (_unranked(found), say("not ranked in both", "未能比较名次")),
    ):
        if units:
            line(f"! {said}{say(': ', '：')}{_COMMA.join(units)}")


def _between(before: Ran, after: Ran) -> str:
    """Return the two results that are compared, with their versions where those differ."""
    differ = before.version != after.version
    return " → ".join(_ran(ran, versioned=differ) for ran in (before, after))


def _ran(ran: Ran, *, versioned: bool) -> str:
    version = say(f" (version {ran.version[:12]})", f"（版本 {ran.version[:12]}）")
    return f"{words(ran.title)} {words(ran.period_title)}" + (version if versioned else "")


def _unranked(found: Comparison) -> list[str]:
    return [words(unit.title) for unit in found.units if unit.up is None]


def _group(found: Comparison, group: Agreement, shown: int) -> None:
    line()
    line(f"{words(group.title)}  {group.units}")
    _tell(readings.who_moved(found, group, shown))
    if group.moved and group.kendall:
        tau = group.kendall.text().replace("-", "−")
        line(say(f"Kendall {tau}.", f"肯德尔相关系数{tau}。"))
    heads = (say("unit", "单位"), say("before", "原名次"), say("now", "现名次"),
             say("moved", "变动"), say("total before", "原总分"), say("now", "现总分"),
             say("by", "增减"), say("most by", "主要来自"))  # fmt: skip
    units = (unit for unit in found.units if unit.group == group.group)
    table(heads, (_unit(unit, shown) for unit in units), right=range(1, 7))


def _tell(told: Told) -> None:
    for sentence in told:
        line(sentence.said_in(LANGUAGE))


def _unit(unit: Moved, shown: int) -> tuple[str, ...]:
    changes = sorted((each for each in unit.changes if each.by), key=lambda each: -abs(each.by))
    most = (f"{words(each.title)} {readings.signed(each.by, shown)}" for each in changes[:_CHANGES])
    return (
        words(unit.title),
        str(unit.rank_before or _NONE),
        str(unit.rank_after or _NONE),
        _moved(unit.up),
        _points(unit.total_before, shown),
        _points(unit.total_after, shown),
        _NONE if unit.by is None else readings.signed(unit.by, shown),
        _COMMA.join(most),
    )


def _moved(up: int | None) -> str:
    if up is None:
        return _NONE
    return f"▲ {up}" if up > 0 else f"▼ {-up}" if up < 0 else "·"


def _points(number: Fraction | None, shown: int) -> str:
    return _NONE if number is None else readings.text_of(number, shown).replace("-", "−")


def show_decomposition(result: Result, found: Decomposition) -> None:
    """Print why one unit's total changed: in sentences, then by indicator and cause."""
    decimals = readings.shown(result)
    _tell(readings.why(found, decimals))
    line()
    decimals += _FINER
    names = [readings.cause_words(cause, found).said_in(LANGUAGE) for cause in found.causes]
    rows = [
        (
            words(effects.title),
            *(readings.signed(effects.by_cause[cause], decimals) for cause in found.causes),
            readings.signed(effects.by, decimals),
        )
        for effects in found.effects
    ]
    empty = ("",) * len(found.causes)
    rows += [
        (words(beside.title), *empty, readings.signed(beside.by, decimals))
        for beside in found.beside
    ]
    sums = (readings.signed(found.of(cause), decimals) for cause in found.causes)
    by = readings.signed(found.unit.by or Fraction(0), decimals)
    rows.append((say("together", "合计"), *sums, by))
    heads = (say("through", "途径"), *names, say("together", "合计"))
    table(heads, rows, right=range(1, len(heads)))


def show_decompositions(result: Result, found: Iterable[Decomposition]) -> None:
    """Print why each unit's total changed, by cause."""
    everybody = list(found)
    if not everybody:
        line(say("No unit has a total in both.", "没有单位在两期均有总分。"))
        return
    first, decimals = everybody[0], readings.shown(result)
    causes = [cause for cause in readings.CAUSES if any(cause in each.causes for each in everybody)]
    names = [readings.cause_words(cause, first).said_in(LANGUAGE) for cause in causes]
    heads = (say("unit", "单位"), say("before", "原名次"), say("now", "现名次"),
             say("by", "增减"), *names, say("other lines", "其他"))  # fmt: skip
    rows = [
        (
            words(each.unit.title),
            str(each.unit.rank_before or _NONE),
            str(each.unit.rank_after or _NONE),
            readings.signed(each.unit.by or Fraction(0), decimals),
            *(readings.signed(each.of(cause), decimals) for cause in causes),
            readings.signed(sum((line.by for line in each.beside), Fraction(0)), decimals),
        )
        for each in everybody
    ]
    line(_between(first.before, first.after))
    line()
    table(heads, rows, right=range(1, len(heads)))
