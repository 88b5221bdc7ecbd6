"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from bihuan.cli.door import say

AsJson = Annotated[bool, typer.Option("--json", help=say("Print JSON.", "以 JSON 输出。"))]
SchemeName = Annotated[
    str, typer.Argument(metavar="SCHEME", help=say("Name of the scheme.", "考核办法标识。"))
]
PeriodName = Annotated[
    str, typer.Argument(metavar="PERIOD", help=say("Such as 2025Q4.", "考核期，如 2025Q4。"))
]
UnitName = Annotated[
    str, typer.Argument(metavar="UNIT", help=say("Slug or name of the unit.", "单位标识或名称。"))
]
