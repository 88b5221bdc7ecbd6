"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
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
IndicatorName = Annotated[
    str, typer.Argument(metavar="INDICATOR", help=say("Name of the indicator.", "指标标识。"))
]
Reason = Annotated[
    str, typer.Option(help=say("Why; needed if a value changes.", "原因；数据有变动时必填。"))
]


def existing(file: Path) -> Path:
    """Return a file or folder that is there; naming none is wrong usage."""
    if not file.exists():
        raise typer.BadParameter(say(f"there is no file {file}", f"没有文件 {file}"))
    return file


def contents(file: Path) -> bytes:
    """Return the bytes of a file that is there; naming a folder is wrong usage."""
    try:
        return existing(file).read_bytes()
    except OSError as error:
        raise typer.BadParameter(say(f"{file} cannot be read", f"无法读取 {file}")) from error


def check_place(path: Path) -> None:
    """Refuse a place that takes no file, before anything is done that a file should follow."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise typer.BadParameter(say(f"{path} cannot be written", f"无法写入 {path}"))


def save(path: Path, content: bytes) -> None:
    """Write a file where a person asked for it; a place that takes none is wrong usage."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(say(f"{path} cannot be written", f"无法写入 {path}")) from error
