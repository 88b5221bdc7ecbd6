"""The command `bench`: figures as ratios to a floor or a peer measured in the same run."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from bihuan.cli.door import DOOR, say
from bihuan.cli.options import AsJson
from bihuan.cli.printing import as_data, table
from bihuan.ledger import bench as ledger_bench
from bihuan.schemes import bench as schemes_bench

Figures = list[dict[str, Any]]


def _show(figures: Figures) -> None:
    heads = (
        say("what", "项目"),
        say("value", "数值"),
        say("unit", "单位"),
        say("ratio", "倍数"),
        say("against", "相对于"),
        say("goal", "目标"),
    )
    rows = (
        tuple(
            "" if figure.get(key) is None else str(figure[key])
            for key in ("name", "value", "unit", "ratio", "against", "goal")
        )
        for figure in figures
    )
    table(heads, rows, right=(1, 3))


def bench(
    what: Annotated[Literal["score", "ledger"], typer.Argument(help="score | ledger")],
    full: Annotated[
        bool, typer.Option(help=say("Also the largest sizes.", "包括最大规模。"))
    ] = False,
    json: AsJson = False,
) -> None:
    """Measure the engine of scoring or the ledger on this machine."""
    DOOR.json = json
    figures = schemes_bench.bench(full=full) if what == "score" else ledger_bench.bench()
    if json:
        as_data(figures)
    else:
        _show(figures)


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(help=say("Measure speed, as ratios.", "测量性能（以倍数表示）。"))(bench)
