"""Commands for whoever reports figures: the Excel form, its import, corrections."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bihuan.calendars.queries import Period
from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.options import AsJson, PeriodName, SchemeName, UnitName
from bihuan.cli.printing import as_data, bar, line
from bihuan.intake import actions as intake
from bihuan.measures import actions as measures
from bihuan.measures.observations import Entry
from bihuan.mechanisms.diagnostics import Findings
from bihuan.orgs.queries import resolve
from bihuan.schemes import actions as schemes

Reason = Annotated[str, typer.Option(help=say("Why; needed if values change.", "原因；数据有变动时必填。"))]


def template(
    scheme: SchemeName,
    period: PeriodName,
    out: Annotated[Path | None, typer.Option(help=say("Where to write it.", "保存位置。"))] = None,
) -> None:
    """Write the Excel form of a scheme and period."""
    path = out or Path(f"{scheme}-{period}.xlsx")
    path.write_bytes(intake.template(scheme, period, by=DOOR.viewer()))
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
    content = file.read_bytes() if file.exists() else _missing(file)
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


def _missing(file: Path) -> bytes:
    raise typer.BadParameter(say(f"there is no file {file}", f"没有文件 {file}"))


def _hand_back(file: Path, content: bytes, found: Findings, marked: Path | None) -> None:
    """Write the sender's own file with the wrong cells coloured and commented."""
    back = intake.mark(content, file.name, found.diagnostics)
    if back is None:
        return
    path = marked or file.with_name(f"{file.stem}-{say('marked', '待改')}{file.suffix}")
    path.write_bytes(back)
    line(say(f"The file with its mistakes marked: {path}", f"已标出错误的文件：{path}"))


def correct(  # noqa: PLR0913, PLR0917 - a command has its options
    indicator: Annotated[str, typer.Argument(help=say("Name of the indicator.", "指标标识。"))],
    unit: UnitName,
    period: PeriodName,
    value: Annotated[str, typer.Argument(help=say("The right value.", "更正后的数值。"))],
    reason: Reason = "",
    json: AsJson = False,
) -> None:
    """Correct one value; the old one stays readable."""
    DOOR.json = json
    viewer = DOOR.viewer()
    slug = resolve(viewer, unit, Period.parse(period).last).slug
    entry = Entry(indicator, slug, period, value)
    fact = measures.correct(entry, reason=reason, by=viewer, at=DOOR.now)
    if json:
        as_data({"fact": fact.id, "supersedes": fact.supersedes})
        return
    line(
        say(
            f"Corrected; the old value stays readable. Fact {fact.id}",
            f"已更正，原值仍可查。记录编号 {fact.id}",
        )
    )


def adjust(  # noqa: PLR0913, PLR0917 - a command has its options
    effect: Annotated[
        Literal["bonus", "deduction", "veto"], typer.Argument(help="bonus | deduction | veto")
    ],
    scheme: SchemeName,
    rule: Annotated[str, typer.Argument(help=say("Name of the rule.", "规则标识。"))],
    unit: UnitName,
    period: PeriodName,
    points: Annotated[
        str, typer.Option(help=say("Points, for all but a veto.", "分值，一票否决不填。"))
    ] = "",
    reason: Reason = "",
    json: AsJson = False,
) -> None:
    """Record a bonus, a deduction or a veto under a rule of a scheme."""
    DOOR.json = json
    viewer = DOOR.viewer()
    slug = resolve(viewer, unit, Period.parse(period).last).slug
    fact = schemes.adjust(
        scheme, effect=effect, rule=rule, unit=slug, period=period, points=points or None,
        reason=reason, by=viewer, at=DOOR.now,
    )  # fmt: skip
    if json:
        as_data({"fact": fact.id})
        return
    line(say(f"Recorded. Fact {fact.id}", f"已登记。记录编号 {fact.id}"))


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(help=say("Write the Excel form of a period.", "生成一期填报表。"))(template)
    app.command("import", help=say("Import a form or table.", "导入填报表或数据表。"))(bring_in)
    app.command(help=say("Correct one value.", "更正一项数据。"))(correct)
    adjusting = say("Record a bonus, deduction or veto.", "登记加分、扣分或一票否决。")
    app.command(help=adjusting)(adjust)
