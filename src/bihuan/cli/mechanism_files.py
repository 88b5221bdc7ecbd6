"""Commands for the authors of mechanisms: check, explain-code, plan, apply, try."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bihuan.cli.door import DOOR, LANGUAGE, say
from bihuan.cli.options import AsJson
from bihuan.cli.printing import as_data, line
from bihuan.cli.showing import show_result
from bihuan.ledger.viewer import Viewer
from bihuan.mechanisms import actions, queries
from bihuan.mechanisms.diagnostics import Findings
from bihuan.mechanisms.packs import Pack, read_file, read_pack
from bihuan.packs import shipped
from bihuan.schemes.trying import try_scheme

PackPath = Annotated[
    str,
    typer.Argument(
        metavar="PACK",
        help=say(
            "A pack folder, or the name of one that ships.", "机制包目录，或随附机制包的名称。"
        ),
    ),
]


def pack_named(named: str) -> Pack:
    """Return a pack by its folder or, if it ships, by its name."""
    return read_pack(shipped(named))


def pack_to_store(named: str) -> Pack:
    """Return a pack that is to be put in force or loaded; one with mistakes stores nothing."""
    try:
        return pack_named(named)
    except Findings as found:
        raise Findings(found.diagnostics, storing=True) from found


def district_of(pack: Pack) -> str:
    """Return the district that a pack is for: as named by --origin, else the one it organises."""
    DOOR.ready()
    roots = [m.spec.root for m in pack.mechanisms if m.kind == "Organisation"]
    if roots:
        DOOR.origin_named = DOOR.origin_named or roots[0]
        DOOR.founding = (roots[0],)
    return DOOR.origin


def owner_of(pack: Pack) -> Viewer:
    """Return who puts a pack in force: as named by --as, else the operator of its district."""
    district_of(pack)
    return DOOR.viewer()


def check(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help=say(
                "A file, a pack folder, or the name of a pack that ships.",
                "机制文件、机制包目录，或随附机制包的名称。",
            ),
        ),
    ],
    json: AsJson = False,
) -> None:
    """Read mechanism files and print every mistake, with its place and what to do."""
    DOOR.json = json
    named = shipped(path)
    files = read_pack(named).mechanisms if named.is_dir() else (read_file(named),)
    if json:
        as_data([{"kind": m.kind, "name": m.name, "digest": m.digest} for m in files])
        return
    for mechanism in files:
        line(f"{mechanism.kind} {mechanism.name}  {mechanism.title.said_in(LANGUAGE)}")
    line(say(f"{len(files)} read without a mistake.", f"共 {len(files)} 份，未发现错误。"))


def explain_code(
    code: Annotated[str, typer.Argument(help=say("Such as unknown-key.", "如 unknown-key。"))],
) -> None:
    """Print what an error code means, with an example and the fix."""
    line(queries.explain_code(code))


def plan(pack: PackPath, json: AsJson = False) -> None:
    """Print what applying a pack would change; stores nothing."""
    DOOR.json = json
    chosen = pack_named(pack)
    changes = queries.plan(chosen, owner_of(chosen))
    if json:
        as_data([change.as_data() for change in changes])
        return
    for change in changes:
        line(change.text.said_in(LANGUAGE))


def apply(pack: PackPath, json: AsJson = False) -> None:
    """Put the files of a pack in force; unchanged files record nothing."""
    DOOR.json = json
    chosen = pack_to_store(pack)
    facts = actions.apply_pack(chosen, by=owner_of(chosen), at=DOOR.now)
    if json:
        as_data([{"fact": fact.id, "subject": fact.subject} for fact in facts])
        return
    for fact in facts:
        line(f"{fact.subject}  {fact.data['effective']}")
    line(say(f"{len(facts)} put in force.", f"共 {len(facts)} 份机制生效。"))


def attempt(
    scheme: Annotated[
        str,
        typer.Argument(
            metavar="SCHEME", help=say("A scheme file or a pack.", "考核办法文件或机制包。")
        ),
    ],
    data: Annotated[Path, typer.Argument(help=say("Long-form CSV.", "长表 CSV 数据。"))],
    period: Annotated[
        str,
        typer.Option(
            help=say("The period; default the last in the data.", "考核期，默认取数据中最后一期。")
        ),
    ] = "",
    json: AsJson = False,
) -> None:
    """Run a scheme on a table without a database: scores, ranks, awards, contributions."""
    DOOR.json = json
    found = try_scheme(shipped(scheme), data, period or None)
    if json:
        as_data(found)
    else:
        show_result(found, contributions=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command(help=say("Check mechanism files.", "检查机制文件。"))(check)
    app.command("explain-code", help=say("Explain an error code.", "解释错误代码。"))(explain_code)
    app.command(help=say("Show what a pack would change.", "查看机制包将带来的变化。"))(plan)
    app.command(help=say("Put a pack in force.", "使机制包生效。"))(apply)
    app.command("try", help=say("Try a scheme on a table.", "用一张表试算考核办法。"))(attempt)
