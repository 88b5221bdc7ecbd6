"""The commands of `log`: what an event log tells, and a loop's own log for other tools."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bihuan.cli.door import DOOR, say
from bihuan.cli.options import AsJson, check_place, existing
from bihuan.cli.printing import as_data, line, table

# The most ways, waits and handovers that a terminal shows; --json has all.
_SHOWN = 12
_HOUR = timedelta(hours=1)

Period = Annotated[
    str, typer.Option(metavar="PERIOD", help=say("Matters opened in it.", "期内登记的事项。"))
]
LoopName = Annotated[
    str, typer.Option("--loop", metavar="LOOP", help=say("A loop of here.", "本地闭环的标识。"))
]


def analyse(  # noqa: PLR0913, PLR0917 - one option each
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help=say("XES, or a table.", "XES 文件或表格。")),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=say("How a table is read.", "表格的对照文件。")),
    ] = None,
    loop: LoopName = "",
    period: Period = "",
    every: Annotated[
        Literal["month", "quarter", "year"], typer.Option(help="month | quarter | year")
    ] = "month",
    json: AsJson = False,
) -> None:
    """Tell ways, waits, repeats, handovers and kept limits, in true working time."""
    DOOR.json = json
    if (file is None) == (not loop):
        raise typer.BadParameter(
            say("name a file, or a loop with --loop", "请指定一个文件，或用 --loop 指定闭环")
        )
    if file is not None:
        # Analyses load NumPy; no other command should wait for that.
        files = import_module("bihuan.loops.log_files")
        how = existing(mapping) if mapping else None
        found = files.analyse_file(existing(file), how, every=every, at=DOOR.now)
    else:
        logs = import_module("bihuan.loops.logs")
        found = logs.analyse_loop(DOOR.viewer(), loop, at=DOOR.now, period=period, every=every)
    if json:
        as_data(import_module("bihuan.loops.log_files").as_data(found))
    else:
        _show(found)


def export(
    to: Annotated[Path, typer.Argument(metavar="TO", help=say("File to write.", "输出文件。"))],
    loop: LoopName,
    form: Annotated[
        Literal["xes", "ocel-json", "ocel-sqlite", "csv"],
        typer.Option("--format", help="xes | ocel-json | ocel-sqlite | csv"),
    ] = "xes",
    period: Period = "",
) -> None:
    """Write the log of a loop, as far as the account sees its matters."""
    check_place(to)
    logs = import_module("bihuan.loops.logs")
    try:
        logs.export(DOOR.viewer(), loop, form, to, at=DOOR.now, period=period)
    except (OSError, sqlite3.Error) as error:
        raise typer.BadParameter(say(f"{to} cannot be written", f"无法写入 {to}")) from error
    line(say(f"Written to {to}.", f"已写入 {to}。"))


def _show(found: Any) -> None:
    line(
        say(
            f"{found.cases} cases, {found.events} events",
            f"{found.cases} 件，{found.events} 次操作",
        )
    )
    _ways(found)
    _waits(say("from one to the next", "环节间隔"), found.waits)
    _waits(say("from unit to unit", "单位间流转"), found.handovers)
    _repeats(found)
    _flow(found)
    _kept(found)


def _ways(found: Any) -> None:
    rows = [
        (str(each.cases), _percent(each.cases, found.cases), " → ".join(each.activities))
        for each in found.variants[:_SHOWN]
    ]
    _part(
        say(f"{len(found.variants)} ways", f"共 {len(found.variants)} 种流程"),
        (say("cases", "件数"), say("share", "占比"), say("way", "流程")), rows, right=(0, 1),
    )  # fmt: skip


def _waits(title: str, waits: Iterable[Any]) -> None:
    rows = [
        (each.before, each.after, str(each.count), str(each.median_days), str(each.p90_days),
         _hours(each.median_working), _hours(each.p90_working))
        for each in list(waits)[:_SHOWN]
    ]  # fmt: skip
    heads = (
        say("from", "从"), say("to", "到"), say("times", "次数"),
        say("median, working days", "中位数（工作日）"),
        say("90 %, working days", "90分位（工作日）"),
        say("median, office hours", "中位数（工时）"), say("90 %, office hours", "90分位（工时）"),
    )  # fmt: skip
    _part(title, heads, rows, right=range(2, 7))


def _repeats(found: Any) -> None:
    rows = [
        (each.activity, str(each.cases), str(each.again), str(each.at_once))
        for each in found.repeats[:_SHOWN]
    ]
    heads = (
        say("activity", "操作"), say("cases", "件数"), say("times again", "重复次数"),
        say("of these at once", "其中连续重复"),
    )  # fmt: skip
    _part(say("done again", "重复办理"), heads, rows, right=range(1, 4))


def _flow(found: Any) -> None:
    # Stragglers close for years; the terminal shows the periods in which something began.
    begun = [each for each in found.flow if each.opened][-_SHOWN:]
    rows = [(each.period, str(each.opened), str(each.closed)) for each in begun]
    heads = (say("period", "时期"), say("opened", "新增"), say("closed", "办结"))
    _part(say("begun and ended", "新增与办结"), heads, rows, right=(1, 2))


def _kept(found: Any) -> None:
    rows = [
        (each.unit or "-", _percent(each.on_time, each.judged), str(each.on_time), str(each.late),
         str(each.undecided), str(each.unflagged), str(each.differing))
        for each in found.kept
    ]  # fmt: skip
    heads = (
        say("unit", "单位"), say("on time", "按时率"), say("kept", "按时"), say("late", "逾期"),
        say("not due yet", "未到期"), say("not flagged at the source", "来源未标注"),
        say("flagged otherwise", "与来源标注不同"),
    )  # fmt: skip
    _part(say("limits", "时限"), heads, rows, right=range(1, 7))


def _part(
    title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, right: Iterable[int]
) -> None:
    if rows:
        line()
        line(title)
        table(heads, rows, right=right)


def _percent(count: int, of: int) -> str:
    if not of:
        return "-"
    # Half up, in whole numbers: hundredths of a percent.
    hundredths = (20_000 * count + of) // (2 * of)
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def _hours(span: timedelta) -> str:
    tenths = (20 * span + _HOUR) // (2 * _HOUR)
    return f"{tenths // 10}.{tenths % 10}"


def add_to(app: typer.Typer) -> None:
    """Add the group of commands to the program."""
    log = typer.Typer(no_args_is_help=True)
    log.command(help=say("Tell what an event log tells.", "分析事件日志。"))(analyse)
    log.command(help=say("Write a loop's log for other tools.", "导出闭环的事件日志。"))(export)
    app.add_typer(log, name="log", help=say("Event logs of loops.", "闭环的事件日志。"))
