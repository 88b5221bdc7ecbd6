"""Commands for whoever reports figures: the Excel form and its import."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.options import AsJson, PeriodName, Reason, SchemeName, contents, save
from bihuan.cli.printing import ERR, as_data, bar, line
from bihuan.intake import actions as intake
from bihuan.mechanisms.diagnostics import Findings
from bihuan.packs import HERE as PACKS


def template(
    scheme: SchemeName,
    period: PeriodName,
    out: Annotated[Path | None, typer.Option(help=say("Where to write it.", "保存位置。"))] = None,
) -> None:
    """Write the Excel form of a scheme and period."""
    path = out or Path(f"{scheme}-{period}.xlsx")
    save(path, intake.template(scheme, period, by=DOOR.viewer()))
    line(str(path))


def bring_in(  # noqa: PLR0913, PLR0917 - a command has its options
    file: Annotated[Path, typer.Argument(help=say("An xlsx or CSV file.", "xlsx 或 CSV 文件。"))],
    period: Annotated[
        str, typer.Option(help=say("Its period, if it names none.", "文件未写明时的考核期。"))
    ] = "",
    keep_clean: Annotated[
        bool, typer.Option(help=say("Store the clean rows even so.", "仍保存无误的行。"))
    ] = False,
    marked: Annotated[
        Path | None,
        typer.Option(help=say("Where the file with marked cells goes.", "标红后的文件保存位置。")),
    ] = None,
    reason: Reason = "",
    json: AsJson = False,
) -> None:
    """Read a filled form or a table; every mistake at once, each at its cell."""
    DOOR.json = json
    content = contents(file)
    try:
        with bar(say("rows", "行")) as report:
            receipt = intake.import_file(
                content, file.name, period=period, by=DOOR.viewer(), at=DOOR.now,
                keep_clean=keep_clean, reason=reason, progress=report,
            )  # fmt: skip
    except Findings as found:
        _hand_back(file, content, found, marked)
        raise
    if json:
        as_data(receipt.as_data())
        return
    for said in receipt.lines:
        line(said.said_in(LANGUAGE))


def _hand_back(file: Path, content: bytes, found: Findings, marked: Path | None) -> None:
    """Write the sender's own file with the wrong cells coloured and commented."""
    back = intake.mark(content, file.name, found.diagnostics)
    if back is None:
        return
    name = f"{file.stem}-{say('marked', '待改')}{file.suffix}"
    path = marked or _folder_beside(file) / name
    save(path, back)
    sentence = say(f"The file with its mistakes marked: {path}", f"已标出错误的文件：{path}")
    (ERR.print if DOOR.json else line)(sentence)


def _folder_beside(file: Path) -> Path:
    """Return the folder of a file, or the current one where nothing should or can be written."""
    folder = file.resolve().parent
    if folder.is_relative_to(PACKS.resolve()) or not os.access(folder, os.W_OK):
        return Path()
    return file.parent


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(help=say("Write the Excel form of a period.", "生成一期填报表。"))(template)
    app.command("import", help=say("Import a form or table.", "导入填报表或数据表。"))(bring_in)
