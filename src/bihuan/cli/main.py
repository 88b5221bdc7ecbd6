"""The command `bihuan`: one door for authors, clerks, auditors and operators.

Exit codes: 0 done, 1 refused by a rule or by bad input, 2 wrong usage, 3 a fault of ours.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from bihuan.calendars.queries import CHINA
from bihuan.cli import (
    analysing,
    benching,
    deadlines,
    deriving,
    event_logs,
    firmness,
    help_words,
    loading,
    mechanism_files,
    proofs,
    reports,
    scoring,
    standing,
    supposing,
)
from bihuan.cli.door import DOOR, say
from bihuan.cli.printing import ERR, refusal, refusal_as_data
from bihuan.ledger.words import Refused

DONE, REFUSED, OUR_FAULT = 0, 1, 3
# What --today may name: from here to a year beyond the machine's own day.
FIRST_DAY, A_YEAR = date(2000, 1, 1), timedelta(days=366)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=say(
        "Bihuan runs a district's mechanisms from files, and proves every published result.",
        "闭环：以文件运行考核机制，公布的每个结果都可核验。",
    ),
)
for commands in (
    mechanism_files,
    loading,
    reports,
    standing,
    deadlines,
    deriving,
    event_logs,
    scoring,
    analysing,
    firmness,
    supposing,
    proofs,
    benching,
):
    commands.add_to(app)


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        day = datetime.strptime(written, "%Y-%m-%d").date()  # noqa: DTZ007  a plain date
    except ValueError as mistake:
        raise typer.BadParameter(
            say(
                f'"{written}" is not a date; write 2025-10-16',
                f"“{written}”不是日期，请写作 2025-10-16",
            )
        ) from mistake
    last = datetime.now(CHINA).date() + A_YEAR
    if not FIRST_DAY <= day <= last:
        # Time never runs back, so a slip that dates far ahead would close the district until then.
        raise typer.BadParameter(
            say(
                f"{day} is no day to act on; take one from {FIRST_DAY} to {last}",
                f"不能以 {day} 办理，请在 {FIRST_DAY} 至 {last} 之间选择",
            )
        )
    return day


@app.callback()
def options(
    account: Annotated[
        str | None, typer.Option("--as", help=say("Act through this account.", "以该账号办理。"))
    ] = None,
    today: Annotated[
        str | None, typer.Option("--today", help=say("Take this day as today.", "以该日为今天。"))
    ] = None,
    origin: Annotated[
        str, typer.Option("--origin", help=say("The district acted in.", "办理所在地区。"))
    ] = "",
) -> None:
    """Say who acts and on which day; the same for every command."""
    if account is not None and not account.strip():
        # An unset variable in a script must not make anybody the operator.
        raise typer.BadParameter(say("--as names no account", "--as 没有写明账号"))
    DOOR.account, DOOR.origin_named, DOOR.today_named = account or "", origin, _day(today)


def _our_fault(fault: Exception) -> int:
    if os.environ.get("BIHUAN_DEBUG") == "true":
        traceback.print_exc()
    sentence = say(
        f"This is a fault of Bihuan, not yours: {type(fault).__name__}. Nothing more was stored. "
        "Run it again with BIHUAN_DEBUG=true and report what it prints.",
        f"这是闭环自身的故障（{type(fault).__name__}），不是您的操作问题，未再保存任何内容。"
        "请设置 BIHUAN_DEBUG=true 重新运行，并反馈输出内容。",
    )
    ERR.print(sentence, markup=False)
    return OUR_FAULT


def run(arguments: list[str] | None = None, program: typer.Typer = app) -> int:
    """Run one command and return its exit code; a refusal is printed, never a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show Chinese still gets its answer, and JSON its escapes.
            stream.reconfigure(errors="backslashreplace")
    try:
        command = typer.main.get_command(program)
        help_words.speak(command)
        command.main(args=arguments, prog_name="bihuan")
    except Refused as refused:
        if DOOR.json:
            refusal_as_data(refused)
        else:
            refusal(refused)
        return REFUSED
    except SystemExit as left:
        # Done, wrong usage (2) or interrupted: typer has said so already.
        return left.code if isinstance(left.code, int) else DONE
    except Exception as fault:  # noqa: BLE001  the last door: say it is ours and leave with 3
        return _our_fault(fault)
    return DONE
