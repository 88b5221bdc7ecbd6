"""Commands to read a result: what drives it, what moved since another, and why one unit did."""

from __future__ import annotations

from typing import Annotated

import typer

from bihuan.cli.door import DOOR, say
from bihuan.cli.options import AsJson, PeriodName, SchemeName
from bihuan.cli.printing import as_data
from bihuan.cli.showing_analyses import show_analyses
from bihuan.cli.showing_changes import show_comparison, show_decomposition, show_decompositions
from bihuan.schemes import readings
from bihuan.schemes.readings import Side

Run = Annotated[
    int | None,
    typer.Option(help=say("Number of the run; else the newest.", "第几次计算；默认最近一次。")),
]


def analyse(  # noqa: PLR0913, PLR0917 - a command has its options
    scheme: SchemeName,
    period: PeriodName,
    group: Annotated[
        list[str] | None,
        typer.Option(
            help=say(
                "Take these groups together; else each is read on its own.",
                "合并分析所列各组；默认逐组分析。",
            )
        ),
    ] = None,
    method: Annotated[
        readings.Method, typer.Option(help=say("Which correlation.", "采用哪种相关系数。"))
    ] = "pearson",
    run: Run = None,
    json: AsJson = False,
) -> None:
    """Print what drives a ranking: effective weights, correlations, alpha, components."""
    DOOR.json = json
    side = Side(scheme, period, run)
    result, found = readings.analyse(DOOR.viewer(), side, groups=group or (), method=method)
    if json:
        as_data(readings.as_data(found))
    else:
        show_analyses(result, found)


def compare(  # noqa: PLR0913, PLR0917 - a command has its options
    scheme: SchemeName,
    period: PeriodName,
    other_period: Annotated[
        str | None,
        typer.Argument(
            metavar="[OTHER]",
            help=say("Compare with this period; else the one before.", "与该期比较；默认与上期。"),
        ),
    ] = None,
    other: Annotated[
        str | None,
        typer.Option(
            "--scheme", help=say("Compare with this scheme's result.", "与该考核办法的结果比较。")
        ),
    ] = None,
    run: Annotated[
        int | None,
        typer.Option(
            help=say(
                "Compare with the run of this number; its period is PERIOD unless named.",
                "与第几次计算比较；未写明对比期的，为同一考核期。",
            )
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Print which ranks moved between two results, and by which contributions."""
    DOOR.json = json
    after = Side(scheme, period)
    same_period = other is not None or run is not None
    at = other_period or (period if same_period else after.before().period)
    result, found = readings.compare(DOOR.viewer(), Side(other or scheme, at, run), after)
    if json:
        as_data(readings.as_data(found))
    else:
        show_comparison(result, found)


def decompose(  # noqa: PLR0913, PLR0917 - a command has its options
    scheme: SchemeName,
    period: PeriodName,
    unit: Annotated[
        str | None,
        typer.Argument(
            metavar="[UNIT]",
            help=say("Slug or name of the unit; else all.", "单位标识或名称；不写则为全部单位。"),
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help=say("Since this period; else the one before.", "自该期以来；默认上期。")),
    ] = None,
    run: Annotated[
        int | None,
        typer.Option(
            help=say(
                "Since the run of this number; its period is PERIOD unless --since names one.",
                "自第几次计算以来；未写 --since 的，为同一考核期。",
            )
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Print why totals changed: by own values, targets, other units, weights and scheme."""
    DOOR.json = json
    after = Side(scheme, period)
    at = since or (period if run is not None else after.before().period)
    viewer, before = DOOR.viewer(), Side(scheme, at, run)
    if unit is not None:
        result, found = readings.decompose(viewer, before, after, unit)
        as_data(readings.as_data(found)) if json else show_decomposition(result, found)
        return
    result, everybody = readings.decompose_all(viewer, before, after)
    as_data(readings.as_data(everybody)) if json else show_decompositions(result, everybody)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(help=say("What drives a ranking.", "分析排名由什么决定。"))(analyse)
    app.command(help=say("What moved between two results.", "比较两次结果。"))(compare)
    app.command(help=say("Why a total changed.", "分解总分变化的原因。"))(decompose)
