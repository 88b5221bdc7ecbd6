"""Commands of proof: verify a bundle or the log, rebuild the tables, seal, sign a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bihuan.boards.verifying import verify as verify_bundle
from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.options import AsJson, contents, existing
from bihuan.cli.printing import as_data, line
from bihuan.ledger import rebuilding, sealing, verifying
from bihuan.ledger.queries import origins
from bihuan.ledger.reports import Report

REFUSED = 1


def verify(
    bundle: Annotated[
        Path | None,
        typer.Argument(
            help=say(
                "A bundle; without it, the whole log here.", "核验包；不写则核验本机全部账本。"
            )
        ),
    ] = None,
    head: Annotated[
        Path | None,
        typer.Option(
            help=say(
                "A checkpoint kept elsewhere; the log here must go on from it.",
                "外部留存的检查点；本机账本须由其延续而来。",
            )
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Verify a published bundle offline, or everything recorded here."""
    DOOR.json = json
    report = verify_bundle(existing(bundle)) if bundle else _verify_log(head)
    if json:
        as_data(report.as_data())
    else:
        for said in report.lines:
            line(said.said_in(LANGUAGE))
    if not report.good:
        raise typer.Exit(REFUSED)


def _verify_log(head: Path | None) -> Report:
    pinned = contents(head).decode("utf-8", "replace") if head else ""
    return verifying.verify(DOOR.origin, pinned=pinned)


def rebuild(
    check: Annotated[
        bool, typer.Option(help=say("Compare only; change nothing.", "只比对，不改动。"))
    ] = False,
    json: AsJson = False,
) -> None:
    """Replay every fact through the code that applies it, and compare every table."""
    DOOR.json = json
    DOOR.ready()
    if not check:
        # What somebody wrote into the log must not be written into the tables as well.
        for origin in origins():
            _tell(verifying.verify(origin), json=json, only_if_bad=True)
    _tell(rebuilding.rebuild(check=check), json=json)


def _tell(report: Report, *, json: bool, only_if_bad: bool = False) -> None:
    """Print a report, and leave with 1 if something is wrong."""
    if report.good and only_if_bad:
        return
    if json:
        as_data(report.as_data())
    else:
        for said in report.lines:
            line(said.said_in(LANGUAGE))
    if not report.good:
        raise typer.Exit(REFUSED)


def seal(json: AsJson = False) -> None:
    """Seal what was recorded and sign a checkpoint."""
    DOOR.json = json
    size = sealing.seal(DOOR.origin)
    note = sealing.checkpoint(DOOR.origin, at=DOOR.now)
    if json:
        as_data({"size": size, "checkpoint": note})
        return
    line(note)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(help=say("Verify a bundle, or the log here.", "核验公布的结果或本机账本。"))(verify)
    app.command(help=say("Replay the log and compare every table.", "由账本重建各表并比对。"))(
        rebuild
    )
    app.command(help=say("Seal and sign a checkpoint.", "封存账本并签发检查点。"))(seal)
