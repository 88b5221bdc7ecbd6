"""What moved and why, in at most three sentences: for whoever has no time for a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from bihuan.ledger.words import Text
from bihuan.schemes.engine.definition.exact import half_up
from bihuan.schemes.engine.numbers.digits import minus, plain
from bihuan.schemes.engine.reading.comparing import Agreement, Change, Comparison, Moved
from bihuan.schemes.engine.reading.decomposing import Decomposition
from bihuan.schemes.engine.reading.numbers import apportioned, text_of, total_of
from bihuan.schemes.engine.reading.sides import Cause
from bihuan.schemes.engine.result import Words

CAUSE_WORDS: dict[Cause, Text] = {
    "values": Text("its own values", "自身数据"),
    "targets": Text("its targets", "目标"),
    "peers": Text("the other units", "其他单位"),
    "weights": Text("the weights", "权重"),
    "scheme": Text("the scheme", "考核办法"),
}
WITH_TREE = Text("the scheme and its weights", "考核办法及权重")
_ADJUSTED = Text("bonuses and deductions", "加减分")
_NAMED = 2  # so many indicators are named
_WHO = 3  # so many units are named

Told = tuple[Text, ...]


def signed(number: Fraction, decimals: int) -> str:
    """Return a number half up with its sign, as it is printed; zero has none."""
    scaled = half_up(number * int(10**decimals))
    text = plain(scaled, decimals, decimals) or "0"
    return f"+{text}" if scaled > 0 else minus(text)


def cause_words(cause: Cause, found: Decomposition) -> Text:
    """Return what a cause is called; weights that go with their tree are named beside it."""
    return WITH_TREE if cause == "scheme" and not found.weights_apart else CAUSE_WORDS[cause]


def why(found: Decomposition, shown: int) -> Told:
    """Return why a unit's total and rank changed: the move, the causes, and through what."""
    third = _through(found, shown)
    return (_move(found, shown), _causes(found, shown), *((third,) if third else ()))


def _move(found: Decomposition, shown: int) -> Text:
    unit = found.unit
    was, now = unit.total_before or Fraction(0), unit.total_after or Fraction(0)
    if found.before.period == found.after.period:
        said = Text("{moved}: {was} points before, {now} now ({by}).",
                    "{moved}：原{was}分，现{now}分（{by}）。")  # fmt: skip
    else:
        said = Text("{moved}: {was} points in {then}, {now} in {since} ({by}).",
                    "{moved}：{then}{was}分，{since}{now}分（{by}）。")  # fmt: skip
    return said.fill(
        moved=_moved(unit, found.size),
        was=minus(text_of(was, shown)),
        now=minus(text_of(now, shown)),
        then=_text(found.before.period_title),
        since=_text(found.after.period_title),
        by=signed(now - was, shown),
    )


def _moved(unit: Moved, size: int | None = None) -> Text:
    """Return how the rank of a unit moved; with the size of its group, where that is given."""
    if unit.up is None:
        said = Text("{unit} is ranked {now}{of} in another group now",
                    "{unit}现在另一组位列第{now}名{of}")  # fmt: skip
    elif unit.up > 0:
        said = Text("{unit} rose from {was} to {now}{of}", "{unit}由第{was}名升至第{now}名{of}")
    elif unit.up < 0:
        said = Text("{unit} fell from {was} to {now}{of}", "{unit}由第{was}名降至第{now}名{of}")
    else:
        said = Text("{unit} stayed at {now}{of}", "{unit}保持第{now}名{of}")
    of = Text(" of {size}", "（共{size}个）").fill(size=size) if size else Text("", "")
    return said.fill(
        unit=_text(unit.title), was=unit.rank_before or "–", now=unit.rank_after or "–", of=of
    )


def _causes(found: Decomposition, shown: int) -> Text:
    change = found.unit.by or Fraction(0)
    parts = [(cause_words(cause, found), found.of(cause)) for cause in found.causes]
    adjusted = [line for line in found.beside if line.kind not in ("veto", "rounding")]
    parts.append((_ADJUSTED, total_of(line.by for line in adjusted)))
    parts += [(_text(line.title), line.by) for line in found.beside if line not in adjusted]
    whole = Fraction(half_up(change * int(10**shown)), int(10**shown))
    cut = apportioned([amount for _, amount in parts], whole, shown)
    told = [(name, amount) for (name, _), amount in zip(parts, cut, strict=True) if amount]
    if not told:
        return Text("Nothing that counts is different.", "计入得分的各项均无变化。")
    told.sort(key=lambda each: -abs(each[1]))
    said = Text("Of the {by}: {parts}.", "其中{parts}，合计{by}分。")
    return said.fill(
        by=signed(whole, shown),
        parts=_listed(
            Text("{name} {amount}", "{name}{amount}分").fill(
                name=name, amount=signed(amount, shown)
            )
            for name, amount in told
        ),
    )


def _through(found: Decomposition, shown: int) -> Text | None:
    """Return through which indicators it came, and who passed whom; None if there is nothing."""
    lines = sorted(found.effects, key=lambda line: -abs(line.by))[:_NAMED]
    named = [
        Text("{title} ({by})", "“{title}”（{by}分）").fill(
            title=_text(line.title), by=signed(line.by, shown)
        )
        for line in lines
        if half_up(line.by * int(10**shown))
    ]
    pieces = []
    if named:
        said = Text("most came through {named}", "影响最大的是{named}")
        pieces.append(said.fill(named=_listed(named)))
    for who, said in (
        (found.passed_by, Text("passed by {who}", "被{who}超过")),
        (found.passed, Text("it passed {who}", "超过{who}")),
    ):
        if who:
            pieces.append(said.fill(who=_who(who)))
    if not pieces:
        return None
    en = "; ".join(piece.en for piece in pieces)
    return Text(f"{en[0].upper()}{en[1:]}.", f"{'；'.join(piece.zh for piece in pieces)}。")


def _who(titles: tuple[Words, ...]) -> Text:
    named = _listed(_text(title) for title in titles[:_WHO])
    more = len(titles) - _WHO
    if more <= 0:
        return named
    said = Text("{named} and {more} more", "{named}等{all}个单位")
    return said.fill(named=named, more=more, all=len(titles))


def who_moved(found: Comparison, group: Agreement, shown: int) -> Told:
    """Return who moved in a group: how many, who gained most, who lost most, and by what."""
    return tuple(_movers(found, group, shown))


def _movers(found: Comparison, group: Agreement, shown: int) -> Iterator[Text]:
    if not group.moved:
        yield Text("No rank changed ({size} units).", "名次均无变化（{size}个单位）。").fill(
            size=group.units
        )
        return
    alike = Text("", "")
    if group.spearman:
        alike = Text("; Spearman {rho}", "；斯皮尔曼相关系数{rho}").fill(
            rho=minus(group.spearman.text())
        )
    yield Text("{moved} of {size} units changed rank, by {shift} places on average{alike}.",
               "{size}个单位中{moved}个名次有变化，平均变动{shift}位{alike}。").fill(
        moved=group.moved, size=group.units, shift=text_of(group.shift or Fraction(0), 2),
        alike=alike,
    )  # fmt: skip
    units = [unit for unit in found.units if unit.group == group.group and unit.up]
    for sign in (1, -1):
        there = [unit for unit in units if (unit.up or 0) * sign > 0]
        if there:
            yield _mover(max(there, key=lambda unit: abs(unit.up or 0)), sign, shown)


def _mover(unit: Moved, sign: int, shown: int) -> Text:
    lines = [line for line in unit.changes if line.by * sign > 0]
    if not lines:
        said = Text("{moved}, since others changed.", "{moved}，系其他单位变化所致。")
        return said.fill(moved=_moved(unit))
    most: Change = max(lines, key=lambda line: abs(line.by))
    said = Text("{moved}, most of it by {title} ({by}).",
                "{moved}，主要来自“{title}”（{by}分）。")  # fmt: skip
    return said.fill(moved=_moved(unit), title=_text(most.title), by=signed(most.by, shown))


def _text(words: Words) -> Text:
    return Text(en=words["en"], zh=words["zh"])


def _listed(texts: Iterable[Text]) -> Text:
    found = list(texts)
    return Text(", ".join(text.en for text in found), "、".join(text.zh for text in found))
