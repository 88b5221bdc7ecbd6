"""What is in force, what a pack would change, and what an error code means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from django.db import connection, models

from bihuan.ledger import queries as ledger
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms.engine.guessing import guess
from bihuan.mechanisms.kinds import Mechanism, touched_by
from bihuan.mechanisms.models import MechanismVersion
from bihuan.mechanisms.packs import Pack
from bihuan.mechanisms.pages import page_of
from bihuan.mechanisms.planning import Change, change_of
from bihuan.mechanisms.reading import read

NOT_IN_FORCE = Message(
    "not-in-force",
    Text(
        en='no {kind} "{name}" is in force on {on}',
        zh="{on} 没有生效的 {kind}“{name}”",
    ),
    Text(en="in force on that day: {candidates}", zh="当日生效的有：{candidates}"),
)
NONE = Text(en="none", zh="无")
NO_VERSION = Message(
    "no-version",
    Text(en="no mechanism has the digest {digest}", zh="没有摘要为 {digest} 的机制版本"),
    Text(en="look at the digest that the result names", zh="请核对结果中写明的摘要"),
)


def version(digest: str) -> Mechanism:
    """Return the version with a digest; whoever knows it from a result may read it."""
    row = MechanismVersion.objects.filter(digest=digest).order_by("n", "fact").first()
    if row is None:
        raise Refused(NO_VERSION, digest=digest[:64])
    return _opened(row.document, f"{row.kind}/{row.name}")


@lru_cache(maxsize=512)
def _opened(document: str, file: str) -> Mechanism:
    """Return the mechanism in a kept file; its digest fixes it, so that it may be remembered."""
    return read(ledger.document(document), file)


def in_force(viewer: Viewer, kind: str, name: str, on: date) -> Mechanism:
    """Return the version of a mechanism that rules on a day.

    Plain SQL: whatever is done to a record or a matter asks it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document FROM mechanisms_version WHERE origin = %s AND kind = %s"
            " AND name = %s AND effective <= %s ORDER BY effective DESC, n DESC LIMIT 1",
            [viewer.origin, kind, name, on],
        )
        found = cursor.fetchone()
    if found is None:
        raise _not_in_force(viewer, kind, name, on)
    return _opened(found[0], f"{kind}/{name}")


def all_in_force(viewer: Viewer, kind: str, on: date) -> tuple[Mechanism, ...]:
    """Return the versions of all mechanisms of a kind that rule on a day, by name."""
    ruling = {row.name: row for row in _rows(viewer.origin, kind, on)}
    return tuple(_opened(ruling[name].document, f"{kind}/{name}") for name in sorted(ruling))


def history(viewer: Viewer, kind: str, name: str) -> tuple[Mechanism, ...]:
    """Return every version ever put in force, in the order in which it was."""
    rows = MechanismVersion.objects.filter(origin=viewer.origin, kind=kind, name=name)
    return tuple(_opened(row.document, f"{kind}/{name}") for row in rows.order_by("n"))


def plan(pack: Pack, viewer: Viewer) -> tuple[Change, ...]:
    """Return what applying a pack would change, file by file; nothing is stored."""
    changes = (
        change_of(each, _before(viewer.origin, each), pack.mechanisms) for each in pack.mechanisms
    )
    return tuple(
        replace(each, stands=touched_by(each.mechanism, viewer))
        if each.state == "changed"
        else each
        for each in changes
    )


def enacted_digest(origin: str, mechanism: Mechanism) -> str:
    """Return the digest last enacted for the mechanism and its effective day, or ""."""
    row = (
        MechanismVersion.objects.filter(
            origin=origin,
            kind=mechanism.kind,
            name=mechanism.name,
            effective=mechanism.metadata.effective,
        )
        .order_by("n")
        .last()
    )
    return row.digest if row else ""


def explain_code(code: str) -> str:
    """Return the page on an error code, as Markdown."""
    return page_of(code)


def _rows(origin: str, kind: str, on: date) -> models.QuerySet[MechanismVersion]:
    """Return the versions that have begun by a day, so that the last of each name rules."""
    return MechanismVersion.objects.filter(origin=origin, kind=kind, effective__lte=on).order_by(
        "effective", "n"
    )


def _before(origin: str, mechanism: Mechanism) -> Mechanism | None:
    """Return the version that rules on the mechanism's first day as things stand."""
    rows = _rows(origin, mechanism.kind, mechanism.metadata.effective)
    row = rows.filter(name=mechanism.name).last()
    return _opened(row.document, f"{row.kind}/{row.name}") if row else None


def _not_in_force(viewer: Viewer, kind: str, name: str, on: date) -> Refused:
    names = sorted({row.name for row in _rows(viewer.origin, kind, on)})
    listed: Text = Text(", ".join(names), "、".join(names)) if names else NONE
    if near := guess(name, names):
        listed = Text(
            en=f'{listed.en} (did you mean "{near}"?)', zh=f"{listed.zh}（是不是“{near}”？）"
        )
    return Refused(NOT_IN_FORCE, kind=kind, name=name, on=on.isoformat(), candidates=listed)
