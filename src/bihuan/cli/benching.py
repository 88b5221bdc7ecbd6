"""The command `bench`: figures as ratios to a floor or a peer measured in the same run."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any, Literal

import typer

from bihuan.cli.door import DOOR, say
from bihuan.cli.options import AsJson
from bihuan.cli.printing import as_data, table
from bihuan.ledger.words import Text

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
            _said(figure.get(key)) for key in ("name", "value", "unit", "ratio", "against", "goal")
        )
        for figure in figures
    )
    table(heads, rows, right=(1, 3))


def _said(value: Any) -> str:
    """Return a value as it stands in the table: words in the language of the door."""
    if isinstance(value, Text):
        return say(value.en, value.zh)
    return "" if value is None else str(value)


def _as_written(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a figure for programs: the same in every language."""
    return {key: value.en if isinstance(value, Text) else value for key, value in figure.items()}


def _measured(what: str, *, full: bool) -> Figures:
    # Benches load NumPy, DuckDB and their peers; no other command should wait for that.
    room = {"score": "schemes", "ledger": "ledger"}[what]
    bench = import_module(f"bihuan.{room}.bench")
    figures: Figures = bench.bench(full=full) if what == "score" else bench.bench()
    return figures


def bench(
    what: Annotated[Literal["score", "ledger"], typer.Argument(help="score | ledger")],
    full: Annotated[
        bool, typer.Option(help=say("Also the largest sizes.", "包括最大规模。"))
    ] = False,
    json: AsJson = False,
) -> None:
    """Measure the engine of scoring or the ledger on this machine."""
    DOOR.json = json
    figures = _measured(what, full=full)
    if json:
        as_data([_as_written(figure) for figure in figures])
    else:
        _show(figures)


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(help=say("Measure speed, as ratios.", "测量性能（以倍数表示）。"))(bench)
