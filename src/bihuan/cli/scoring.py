"""Commands for the assessment office: score, explain, approve, publish, withdraw."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bihuan.boards import actions as boards
from bihuan.boards.queries import publication
from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.options import AsJson, PeriodName, SchemeName, UnitName, check_place, save
from bihuan.cli.printing import as_data, line
from bihuan.cli.showing import show_result
from bihuan.schemes import actions, queries

_ENGINES = {"numpy": "NumPy", "sql": "DuckDB", "postgresql": "PostgreSQL", "spark": "Spark"}


def score(
    scheme: SchemeName,
    period: PeriodName,
    engine: Annotated[
        str,
        typer.Option(
            help=say("What computes the scores again, as a check.", "用哪个引擎再算一遍以核对。")
        ),
    ] = "auto",
    json: AsJson = False,
) -> None:
    """Run a scheme for a period and print the ranking."""
    DOOR.json = json
    run = actions.score(scheme, period, by=DOOR.viewer(), at=DOOR.now, engine=engine)
    found = queries.result(run)
    if json:
        as_data(found)
        return
    show_result(found)
    line()
    line(
        say(
            f"Run {run.number}, trial, from {run.as_of} sealed facts.",
            f"第 {run.number} 次计算（试算），依据账本前 {run.as_of} 条记录。",
        )
    )
    # Only the kind is named: an address may hold a password.
    if checked := _ENGINES.get(engine.replace(" ", ":").partition(":")[0]):
        line(
            say(
                f"Checked by {checked}: the same to the last digit.",
                f"已用 {checked} 复算，分毫不差。",
            )
        )


def explain(scheme: SchemeName, period: PeriodName, unit: UnitName, json: AsJson = False) -> None:
    """Print how a unit's score came about, down to the source cells."""
    DOOR.json = json
    viewer = DOOR.viewer()
    if json:
        as_data(queries.row(queries.result(queries.latest(viewer, scheme, period)), unit))
        return
    line(queries.explain(viewer, scheme, period, unit).said_in(LANGUAGE))


def approve(scheme: SchemeName, period: PeriodName, json: AsJson = False) -> None:
    """Approve the newest run of a period; a second person does it."""
    DOOR.json = json
    viewer = DOOR.viewer()
    run = actions.approve(queries.latest(viewer, scheme, period), by=viewer, at=DOOR.now)
    if json:
        as_data({"run": run.key, "state": run.state})
        return
    line(say(f"Run {run.number} is approved.", f"第 {run.number} 次计算结果已审定。"))


def publish(
    scheme: SchemeName,
    period: PeriodName,
    out: Annotated[
        Path | None, typer.Option(help=say("Also write the bundle here.", "另存核验包到此处。"))
    ] = None,
    json: AsJson = False,
) -> None:
    """Publish the approved run: page, notice, poster, and the bundle anybody can verify."""
    DOOR.json = json
    if out is not None:
        check_place(out)
    viewer = DOOR.viewer()
    published = boards.publish(queries.latest(viewer, scheme, period), by=viewer, at=DOOR.now)
    if json:
        as_data({"code": published.code, "version": published.version, "page": published.path})
    else:
        line(
            say(
                f"Published, version {published.version}: {published.path}",
                f"已公布，第 {published.version} 版：{published.path}",
            )
        )
        line(say(f"Verification code {published.code}", f"核验码 {published.code}"))
    if out is not None:
        save(out, boards.bundle(published))


def withdraw(
    scheme: SchemeName,
    period: PeriodName,
    reason: Annotated[
        str, typer.Option(help=say("Why; it is published.", "撤回原因，将公开。"))
    ] = "",
    json: AsJson = False,
) -> None:
    """Withdraw the result in force; it stays readable, with the reason on it."""
    DOOR.json = json
    viewer = DOOR.viewer()
    newest = publication(viewer.origin, scheme, period)
    withdrawn = boards.withdraw(newest, reason=reason, by=viewer, at=DOOR.now)
    if json:
        as_data({"version": withdrawn.version, "state": withdrawn.state, "page": withdrawn.path})
        return
    line(
        say(
            f"Version {withdrawn.version} is withdrawn; it stays readable, with the reason on it.",
            f"第 {withdrawn.version} 版已撤回，仍可查阅，并注明原因。",
        )
    )


def revoke(  # noqa: PLR0913, PLR0917 - a command has its options
    scheme: SchemeName,
    period: PeriodName,
    award: Annotated[str, typer.Argument(help=say("Name of the award.", "奖项标识。"))],
    unit: UnitName,
    decision: Annotated[str, typer.Option(help=say("Number of the decision.", "决定文号。"))],
    reason: Annotated[str, typer.Option(help=say("Why.", "撤销原因。"))],
    json: AsJson = False,
) -> None:
    """Take an award back by a decision; score and publish the period again afterwards."""
    DOOR.json = json
    viewer = DOOR.viewer()
    fact = actions.revoke_award(
        scheme, period, award=award, unit=unit, decision_no=decision, reason=reason,
        by=viewer, at=DOOR.now,
    )  # fmt: skip
    if json:
        as_data({"fact": fact.id, "subject": fact.subject})
        return
    line(
        say(
            "The award is taken back. Score, approve and publish the period again.",
            "奖项已撤销，请重新计算、审定并公布本期结果。",
        )
    )


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(help=say("Run a scheme for a period.", "计算一期考核。"))(score)
    app.command(help=say("Explain a unit's score.", "说明某单位得分的来由。"))(explain)
    app.command(help=say("Approve the newest run.", "审定最近一次计算结果。"))(approve)
    app.command(help=say("Publish an approved result.", "公布已审定的结果。"))(publish)
    app.command(help=say("Withdraw a published result.", "撤回已公布的结果。"))(withdraw)
    app.command("revoke-award", help=say("Take an award back.", "撤销奖项。"))(revoke)
