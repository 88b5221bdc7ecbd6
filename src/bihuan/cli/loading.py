"""The command `load`: the figures, awards and citations that a pack brings along."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from bihuan.calendars.queries import Period
from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.mechanism_files import PackPath, district_of, owner_of, pack_to_store
from bihuan.cli.options import AsJson
from bihuan.cli.printing import as_data, bar, line
from bihuan.intake.actions import import_file
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.measures.outside import load_awards, load_citations
from bihuan.mechanisms.packs import Pack
from bihuan.mechanisms.queries import enacted_digest
from bihuan.schemes.tables import COLUMNS

NO_DATA = Message(
    "pack-without-data",
    Text(en="the pack {name} brings no data", zh="机制包 {name} 没有附带数据"),
    Text(
        en="put tables (.csv or .xlsx) into its folder data, or import a file: bihuan import FILE",
        zh="请在其 data 目录中放入 .csv 或 .xlsx 表格，或导入单个文件：bihuan import 文件",
    ),
)

NOT_APPLIED = Message(
    "pack-not-applied",
    Text(en="the pack {pack} is not in force in {origin}", zh="机制包 {pack} 在 {origin} 尚未生效"),
    Text(
        en="put it in force first: bihuan apply {written}",
        zh="请先使其生效：bihuan apply {written}",
    ),
)
ONLY_TO_TRY = Message(
    "pack-to-try",
    Text(
        en="{file} is a table to try schemes on, with units of its own; it is not loaded",
        zh="{file} 是试算用的表，单位由表内自定，不能装入",
    ),
    Text(
        en="score it without a database: bihuan try {pack}/SCHEME {path}",
        zh="请直接试算，无需数据库：bihuan try {pack}/考核办法标识 {path}",
    ),
)

# Columns that a table to try has, and a table to load does not know.
FOR_TRYING = set(COLUMNS) - {"unit", "period", "indicator", "value", "target", "prior"}
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
    chosen = pack_to_store(pack)
    files = _in_order(chosen.folder / "data")
    _refuse_what_is_not_loaded(chosen, files)
    _refuse_before_apply(chosen, written=pack)
    by = owner_of(chosen)
    told = []
    for file, receipt in _load(files, by, DOOR.now, reason):
        told.append({"file": file.name, **receipt.as_data()})
        if not json:
            for said in receipt.lines:
                line(f"{file.name}  {said.said_in(LANGUAGE)}")
    if json:
        as_data(told)


def _refuse_what_is_not_loaded(pack: Pack, files: list[Path]) -> None:
    """Refuse a pack without tables, or with tables that name units of their own for `try`."""
    if not files:
        raise Refused(NO_DATA, name=pack.name)
    for file in files:
        if file.suffix == ".csv" and not FOR_TRYING.isdisjoint(_heads(file)):
            raise Refused(ONLY_TO_TRY, file=file.name, pack=pack.name, path=file)


def _heads(file: Path) -> list[str]:
    if file.name in {AWARDS, CITATIONS}:
        return []
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as table:
        return next(csv.reader(table), [])


def _refuse_before_apply(pack: Pack, *, written: str) -> None:
    """Refuse data whose rules are not in force here: each of its rows would be a mistake."""
    origin = district_of(pack)
    if not all(enacted_digest(origin, mechanism) for mechanism in pack.mechanisms):
        raise Refused(NOT_APPLIED, pack=pack.name, origin=origin, written=written)


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
