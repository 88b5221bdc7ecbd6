"""The command that counts an indicator from the matters of a loop."""

from __future__ import annotations

import typer

from bihuan.cli.door import DOOR, say
from bihuan.cli.options import AsJson, IndicatorName, PeriodName, Reason
from bihuan.cli.printing import as_data, line, table
from bihuan.measures import deriving


def derive(
    indicator: IndicatorName, period: PeriodName, reason: Reason = "", json: AsJson = False
) -> None:
    """Count an indicator for a period; an earlier count stays readable."""
    DOOR.json = json
    count = deriving.derive(indicator, period, by=DOOR.viewer(), at=DOOR.now, reason=reason)
    stated = deriving.stated(DOOR.viewer(), count.fact)
    if json:
        units = [
            {"unit": each.unit, "value": each.value, "numerator": each.numerator,
             "denominator": each.denominator, "excluded": each.excluded}
            for each in stated
        ]  # fmt: skip
        as_data({"fact": count.fact.id, "new": count.is_new, "matters": count.matters,
                 "units": units})  # fmt: skip
        return
    if not count.is_new:
        line(say("Nothing changed since the last count.", "与上次统计结果相同，未作更改。"))
    line(say(f"{count.matters} matters counted.", f"共统计 {count.matters} 件。"))
    heads = [
        say("unit", "单位"),
        say("value", "数值"),
        say("counts", "分子"),
        say("of", "分母"),
        say("left out by decision", "经决定不计入"),
    ]
    table(
        heads,
        [
            (each.unit, each.value or "-", each.numerator or "-", str(each.denominator),
             str(each.excluded))
            for each in stated
        ],
        right=range(1, 5),
    )  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(help=say("Count an indicator from a loop.", "从流程中统计一项指标。"))(derive)
