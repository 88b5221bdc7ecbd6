"""The command `load`: the figures, awards and citations that a pack brings along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from bihuan.calendars.queries import Period
from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.mechanism_files import PackPath, owner_of, pack_named
from bihuan.cli.options import AsJson
from bihuan.cli.printing import as_data, bar, line
from bihuan.intake.actions import import_file
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.outside import load_awards, load_citations

NO_DATA = Message(
    "pack-without-data",
    Text(en="the pack {name} brings no data", zh="机制包 {name} 没有附带数据"),
    Text(
        en="put tables (.csv or .xlsx) into its folder data, or import a file: bihuan import FILE",
        zh="请在其 data 目录中放入 .csv 或 .xlsx 表格，或导入单个文件：bihuan import 文件",
    ),
)

AWARDS, CITATIONS = "awards.csv", "citations.csv"


class Receipt(Protocol):
    """What a file changed, in sentences and as data."""

    @property
    def lines(self) -> tuple[Text, ...]: ...

    def as_data(self) -> dict[str, Any]: ...


def load(
    pack: PackPath,
    reason: Annotated[
        str, typer.Option(help=say("Why, if recorded content changes.", "已登记内容变动时的原因。"))
    ] = "",
    json: AsJson = False,
) -> None:
    """Import the tables of a pack: figures, awards that others published, and where both stand."""
    DOOR.json = json
    chosen = pack_named(pack)
    by = owner_of(chosen)
    files = _in_order(chosen.folder / "data")
    if not files:
        raise Refused(NO_DATA, name=chosen.name)
    told = []
    for file, receipt in _load(files, by, DOOR.now, reason):
        told.append({"file": file.name, **receipt.as_data()})
        if not json:
            for said in receipt.lines:
                line(f"{file.name}  {said.said_in(LANGUAGE)}")
    if json:
        as_data(told)


def _in_order(folder: Path) -> list[Path]:
    """Return figures by name first: a citation is of a figure that stands."""
    files = sorted(file for file in folder.glob("*") if file.suffix in {".csv", ".xlsx"})
    last = (AWARDS, CITATIONS)
    return sorted(files, key=lambda file: last.index(file.name) if file.name in last else -1)


def _load(
    files: list[Path], by: Viewer, at: datetime, reason: str
) -> Iterator[tuple[Path, Receipt]]:
    for file in files:
        content = file.read_bytes()
        if file.name == AWARDS:
            yield file, load_awards(content, file.name, by=by, at=at, reason=reason)
        elif file.name == CITATIONS:
            yield file, load_citations(content, file.name, by=by, at=at, reason=reason)
        else:
            yield file, _figures(file, content, by, at, reason)


def _figures(file: Path, content: bytes, by: Viewer, at: datetime, reason: str) -> Receipt:
    with bar(file.name) as report:
        return import_file(
            content, file.name, period=_period(file.stem), by=by, at=at, reason=reason,
            progress=report,
        )  # fmt: skip


def _period(stem: str) -> str:
    """Return the period that a file is named after; empty if its rows name theirs."""
    try:
        return str(Period.parse(stem))
    except Refused:
        return ""


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(help=say("Load the data of a pack.", "装入机制包附带的数据。"))(load)
