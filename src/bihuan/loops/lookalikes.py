"""Earlier matters that a new one looks like: proposed to a clerk, never merged by the machine.

Alike is what has equal fields within so many days (a telephone number is compared by its keyed
hash and never shown), or whose words share enough pairs of characters. The register finds the
candidates by its indexes; only those few are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.ledger.words import Text
from bihuan.loops import rows
from bihuan.loops.asking import Actor, Record
from bihuan.loops.finding import seen
from bihuan.loops.models import MatterRow
from bihuan.loops.spec.loop import LoopSpec
from bihuan.loops.spec.parts import Duplicates, Same
from bihuan.registers import queries as registers
from bihuan.registers import versions
from bihuan.registers.spec import RegisterSpec

CLASS = "class"
_MOST = 20

SAME = Text(en="the same {fields}", zh="{fields}相同")
SIMILAR = Text(en="similar words", zh="内容相近")
_CLASS = Text(en="class", zh="类别")


@dataclass(frozen=True, slots=True)
class Alike:
    """An earlier matter that looks like the new one, and why."""

    id: str
    number: str
    title: str
    stage: str
    why: Text


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at: a record that is about to become a matter of a loop."""

    actor: Actor
    loop: str
    rules: LoopSpec
    record: Record
    written: Mapping[str, object]
    class_: str
    at: datetime


def of_new(new: Looked) -> tuple[Alike, ...]:
    """Return the earlier matters of a loop that look like a new record, newest first.

    Each is there once, with all the reasons; of what the clerk may not see nothing is proposed.
    """
    rule = new.rules.duplicates
    if rule is None:
        return ()
    why: dict[str, list[tuple[Text, bool]]] = {}
    for record, reason, of_class in _candidates(new, rule):
        why.setdefault(record, []).append((reason, of_class))
    named = MatterRow.objects.filter(
        origin=new.actor.by.origin, loop=new.loop, record__in=list(why)
    ).order_by("-id")
    found = []
    for row in named:
        reasons = [
            reason
            for reason, of_class in why[row.record]
            if not of_class or row.class_name == new.class_
        ]
        if reasons and seen(new.actor.sight, rows.read(row.state)):
            found.append(Alike(row.id, row.number, row.title, row.stage, _joined(reasons)))
    return tuple(found[:_MOST])


def _candidates(new: Looked, rule: Duplicates) -> Iterator[tuple[str, Text, bool]]:
    """Yield records that are alike, why, and whether the class must be the same."""
    since = new.at - timedelta(days=rule.days)
    register = versions.newest(new.actor.by.origin, new.rules.register_).spec
    for same in rule.same:
        yield from _equal(new, same, register, since)
    words = new.record.values.get(rule.text) if rule.text else None
    if isinstance(words, str):
        found = registers.resembling(
            new.actor.by.origin,
            new.rules.register_,
            words,
            since=since,
            least=rule.likeness,
            limit=_MOST,
        )
        yield from ((record, SIMILAR, False) for record in found)


def _equal(
    new: Looked, same: Same, register: RegisterSpec, since: datetime
) -> Iterator[tuple[str, Text, bool]]:
    names = [name for name in same.fields if name != CLASS]
    of_class = CLASS in same.fields
    if of_class and not new.class_:
        return
    found = registers.lookalikes(
        new.actor.by,
        new.rules.register_,
        new.written,
        same=names,
        since=since,
        at=new.at,
        limit=_MOST,
    )
    titles = {each.name: each.title.text for each in register.fields} | {CLASS: _CLASS}
    told = [titles[name] for name in same.fields]
    fields = Text(en=", ".join(each.en for each in told), zh="、".join(each.zh for each in told))
    yield from ((record, SAME.fill(fields=fields), of_class) for record in found)


def _joined(reasons: list[Text]) -> Text:
    kept = list(dict.fromkeys(reasons))
    return Text(en="; ".join(each.en for each in kept), zh="；".join(each.zh for each in kept))
