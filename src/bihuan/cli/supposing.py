"""The command `what-if`: other weights, targets, methods, keys or values, tried and not kept."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.options import AsJson, PeriodName, SchemeName, check_place, save
from bihuan.cli.printing import as_data, line, table
from bihuan.cli.showing import words
from bihuan.mechanisms.planning import differences
from bihuan.schemes import readings
from bihuan.schemes.queries import Result
from bihuan.schemes.supposing import Supposed
from bihuan.schemes.what_if import WhatIf, what_if

Pairs = list[str] | None


def _pairs(written: Pairs, option: str) -> dict[str, str]:
    """Return what was written as NAME=VALUE; anything else is wrong usage."""
    found = {}
    for each in written or ():
        name, sign, value = each.partition("=")
        if not sign or not name.strip():
            raise typer.BadParameter(
                say(
                    f'{option}: write NAME=VALUE, not "{each}"',
                    f"{option}：请写作 名称=取值，而不是“{each}”",
                )
            )
        if name.strip() in found:
            raise typer.BadParameter(
                say(f"{option}: {name.strip()} is given twice", f"{option}：{name.strip()} 重复")
            )
        found[name.strip()] = value.strip()
    return found


def _values(written: Pairs) -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], str | None] = {}
    for name, value in _pairs(written, "--value").items():
        unit, sign, indicator = name.partition(":")
        if not sign:
            raise typer.BadParameter(
                say(f'--value: write UNIT:INDICATOR=NUMBER, not "{name}"',
                    f"--value：请写作 单位:指标=数值，而不是“{name}”")
            )  # fmt: skip
        found[unit, indicator] = value or None
    return found


def _option(en: str, zh: str) -> object:
    return typer.Option(help=say(en, zh))


def try_otherwise(  # noqa: PLR0913, PLR0917 - a command has its options
    scheme: SchemeName,
    period: PeriodName,
    weight: Annotated[
        Pairs,
        _option(
            "Another weight: PART=NUMBER, such as size/tax=35; as often as needed.",
            "变动权重：计分项=数值，如 size/tax=35，可多次使用。",
        ),
    ] = None,
    target: Annotated[
        Pairs, _option("One target for all units: PART=NUMBER.", "统一目标值：计分项=数值。")
    ] = None,
    method: Annotated[
        Pairs,
        _option(
            "Another method: PART=WORD, such as tax=zscore; .=geometric for the total.",
            "变动方法：计分项=方法，如 tax=zscore；总分写作 .=geometric。",
        ),
    ] = None,
    set_: Annotated[
        Pairs,
        typer.Option(
            "--set",
            help=say(
                "Any other key: PART:KEY=VALUE, such as tax:cap=1.5 or spec:rank.style=dense.",
                "其他键：计分项:键=取值，如 tax:cap=1.5、spec:rank.style=dense。",
            ),
        ),
    ] = None,
    value: Annotated[
        Pairs,
        _option(
            "Another figure: UNIT:INDICATOR=NUMBER; nothing after = takes it away.",
            "变动数据：单位:指标=数值；等号后留空即去掉。",
        ),
    ] = None,
    since: Annotated[
        str,
        _option("Every period from this one on, such as 2025Q1.", "从该期起逐期测算，如 2025Q1。"),
    ] = "",
    save_as: Annotated[
        Path | None,
        typer.Option(
            "--save", help=say("Write the draft scheme here.", "将考核办法草案存到此处。")
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Print what other choices would change; nothing is stored or published."""
    DOOR.json = json
    supposed = Supposed(
        weights=_pairs(weight, "--weight"),
        targets=_pairs(target, "--target"),
        methods=_pairs(method, "--method"),
        keys=_pairs(set_, "--set"),
        values=_values(value),
    )
    if save_as is not None:
        check_place(save_as)
    ruling, other, tried = what_if(DOOR.viewer(), scheme, period, supposed, since=since)
    changed = differences(ruling, other)
    if json:
        as_data(
            {
                "differences": [
                    {"path": each.path, "before": each.before, "after": each.after}
                    for each in changed
                ],
                "periods": [one.as_data() for one in tried],
            }
        )
    else:
        _show(ruling.title.said_in(LANGUAGE), [each.text.said_in(LANGUAGE) for each in changed],
              supposed, tried)  # fmt: skip
    if save_as is not None:
        save(save_as, other.text)
        if not json:
            line(
                say(
                    f"The draft is {save_as}. See it with bihuan plan before it is put in force.",
                    f"草案已存为 {save_as}。生效前请用 bihuan plan 查看差异。",
                )
            )


def _show(title: str, differences: list[str], supposed: Supposed, tried: Iterable[WhatIf]) -> None:
    line(title)
    for each in differences:
        line(each)
    for (unit, indicator), written in supposed.values.items():
        line(f"    {unit} {indicator} → {written or say('(nothing)', '（无）')}")
    for one in tried:
        _show_period(one)
        _show_others(one)
    line()
    line(say("Nothing was stored or published.", "以上为测算，未保存、未公布任何内容。"))


def _show_period(one: WhatIf) -> None:
    shown = one.after["parameters"]["rounding"]["shown"]
    awards = {award["name"]: words(award["title"]) for award in one.after["awards"]}
    held = {name: {row["unit"]: row["awards"] for row in of["rows"]} for name, of in _both(one)}
    for group in one.comparison.groups:
        line()
        shift = "–" if group.shift is None else readings.text_of(group.shift, 2)
        line(
            f"{words(one.after['period_title'])}  {words(group.title)}  "
            + say(f"mean shift of rank {shift}", f"名次平均变动{shift}位")
        )
        table(
            (say("unit", "单位"), say("rank", "名次"), say("total", "综合得分"), "±",
             say("awards", "奖项")),
            (
                (
                    words(unit.title),
                    _arrow(unit.rank_before, unit.rank_after),
                    _arrow(_text(unit.total_before, shown), _text(unit.total_after, shown)),
                    _signed(unit.by, shown),
                    _won(awards, held["before"].get(unit.unit, []), held["after"][unit.unit]),
                )
                for unit in one.comparison.units
                if unit.group == group.group
            ),
            right=(1, 2, 3),
        )  # fmt: skip


def _show_others(one: WhatIf) -> None:
    """Name the units that take part in one of the two only."""
    for units, result, head in (
        (one.comparison.left, one.before, say("Would take no part: ", "不再参评：")),
        (one.comparison.joined, one.after, say("Would take part too: ", "新增参评：")),
    ):
        titles = {row["unit"]: words(row["title"]) for row in result["rows"]}
        if units:
            line(head + say(", ", "、").join(titles[unit] for unit in units))


def _both(one: WhatIf) -> tuple[tuple[str, Result], tuple[str, Result]]:
    return ("before", one.before), ("after", one.after)


def _arrow(before: object, after: object) -> str:
    was, now = ("–" if one is None else str(one) for one in (before, after))
    return now if was == now else f"{was} → {now}"


def _text(total: Fraction | None, shown: int) -> str | None:
    return None if total is None else readings.text_of(total, shown).replace("-", "−")


def _signed(by: Fraction | None, shown: int) -> str:
    return "" if not by else readings.signed(by, shown)


def _won(titles: dict[str, str], before: list[str], after: list[str]) -> str:
    gained = [f"+{titles.get(name, name)}" for name in after if name not in before]
    lost = [f"−{titles.get(name, name)}" for name in before if name not in after]
    return " ".join(gained + lost)


def add_to(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("what-if", help=say("Try other choices; nothing is stored.", "假设测算，不保存。"))(
        try_otherwise
    )
