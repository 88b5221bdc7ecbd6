"""Putting mechanisms in force."""

from __future__ import annotations

from datetime import datetime

from bihuan.ledger import actions as ledger
from bihuan.ledger.facts import Draft, Fact
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.ledger.writing import hold, writing
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.packs import Pack
from bihuan.mechanisms.queries import enacted_digest

MAY_NOT_ENACT = Message(
    "may-not-enact",
    Text(en="this account may not put mechanisms in force", zh="该账号无权使机制生效"),
    Text(en="ask the operator of the district", zh="请联系本区系统管理员"),
)


def apply_pack(pack: Pack, *, by: Viewer, at: datetime) -> list[Fact]:
    """Put the new and changed files of a pack in force; an unchanged file records nothing."""
    if not by.may("operator", at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_ENACT)
    with writing():
        # Of two who apply the same pack at once, the second finds nothing new.
        hold(by.origin, *map(_stream_of, pack.mechanisms))
        changed = [
            each for each in pack.mechanisms if enacted_digest(by.origin, each) != each.digest
        ]
        # The organisation first: other rooms may look up its units when the rest is applied.
        changed.sort(key=lambda each: each.kind != "Organisation")
        return [_enact(each, by=by, at=at) for each in changed]


def _stream_of(mechanism: Mechanism) -> str:
    return f"mechanisms/{mechanism.kind}/{mechanism.name}"


def _enact(mechanism: Mechanism, *, by: Viewer, at: datetime) -> Fact:
    document = ledger.keep(mechanism.text, name=mechanism.file, type="application/yaml")
    draft = Draft(
        kind="mechanisms.enacted@1",
        stream=_stream_of(mechanism),
        subject=f"mechanism:{mechanism.kind}/{mechanism.name}",
        data={
            "kind": mechanism.kind,
            "name": mechanism.name,
            "digest": mechanism.digest,
            "document": document,
            "effective": mechanism.metadata.effective.isoformat(),
        },
        valid=(mechanism.metadata.effective, None),
    )
    return ledger.record(draft, by=by, at=at)
