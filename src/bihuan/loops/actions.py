"""Raising a matter, and doing something to it: check, record, apply, in one transaction.

An act holds the stream of its matter before it reads, so that of two who claim the same matter
the second sees the first, and is told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bihuan.calendars.notices import calendar
from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.batches import REQUEST_REUSED
from bihuan.ledger.facts import Draft, Evidence, Fact, Source
from bihuan.ledger.ids import uuid7
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused
from bihuan.ledger.writing import hold, writing
from bihuan.loops import asking, files, following, lookalikes, numbering, receipts
from bihuan.loops.apply import standing
from bihuan.loops.asking import Actor
from bihuan.loops.engine.asked import Brought, Other
from bihuan.loops.engine.deciding import Raising, act_of, decide, opening
from bihuan.loops.engine.evolving import evolve
from bihuan.loops.engine.keeping import as_data
from bihuan.loops.engine.matter import Event, Matter
from bihuan.loops.engine.refusals import CLAIMED
from bihuan.loops.finding import id_of, seen
from bihuan.loops.following import Following
from bihuan.loops.lookalikes import Alike, Looked
from bihuan.loops.models import MatterRow
from bihuan.loops.refusals import MATTER_UNKNOWN
from bihuan.loops.rows import Standing

OPENED = "loops.opened@1"
ACTED = "loops.acted@1"

__all__ = ["ACTED", "OPENED", "Brought", "Raised", "act", "raise_matter"]


@dataclass(frozen=True, slots=True)
class Raised:
    """A new matter: its id and number, the code of its receipt, and earlier ones that look alike.

    The clerk decides whether one of these is the same; nothing is merged by itself.
    """

    id: str
    number: str
    code: str
    lookalikes: tuple[Alike, ...] = ()


def raise_matter(  # noqa: PLR0913 - the matter, how it came, and who brings it
    loop: str,
    values: Mapping[str, object],
    *,
    by: Viewer,
    at: datetime,
    happened: datetime | None = None,
    channel: str = "",
    class_: str = "",
    confidential: bool = False,
    concerns: str = "",
    parent: str = "",
    unit: str = "",
    evidence: Iterable[Brought] = (),
    request: str = "",
    source: Source | None = None,
) -> Raised:
    """Open a matter in a loop, with a record of its register; the same request opens it once.

    `concerns` is the unit or person that it is about, who then sees nothing of it: by default the
    unit that the loop's `reported` field names. `parent` is the matter whose part it is, which is
    told; `unit` is the unit that raises it, where the account belongs to several.
    """
    with writing():
        if done := _repeated(request, OPENED, by):
            return _again(done)
        actor = asking.actor(by, at)
        mechanism = files.in_force(by, loop, actor.on)
        rules = mechanism.spec
        above = _standing(actor, parent) if parent else None
        asked = replace(actor.asked(at=at, happened=happened), evidence=tuple(evidence), reason="")
        asked = replace(asked, unit=unit or asked.unit)
        over = _raised_over(actor, rules.register_, unit)
        record = asking.new_record(
            actor, rules.register_, values, at=at, unit=unit, source=source, over=over
        )
        assert record.draft is not None  # noqa: S101  # a new record always has one
        reported = concerns or (_word(record.values.get(rules.reported)) if rules.reported else "")
        asked = replace(asked, values=record.values, given=record.given)
        alike = lookalikes.of_new(Looked(actor, loop, rules, record, values, class_, asked.at))
        year = numbering.year_of(asked.at)
        matter = uuid7(at)
        _hold(by.origin, numbering.stream(loop, year), matter, above)
        above = _standing(actor, above.matter.id) if above else None
        number = numbering.write(rules.number, year, numbering.last(by.origin, loop, year) + 1)
        raising = Raising(
            number=number,
            record=record.id,
            version=mechanism.digest,
            channel=channel,
            class_=class_,
            confidential=confidential,
            concerns=reported,
            parent=above.matter.id if above else "",
        )
        event = opening(rules, raising, asked, calendar())
        receipts.ready(by.origin)
        opened = following.opened(loop, matter, record.title, event, mechanism.digest)
        drafts = [record.draft, replace(opened, request=request, source=source)]
        if above:
            drafts.append(following.told(above.matter, matter, "opened", asked))
        ledger.record_many(drafts, by=by, at=at)
        return Raised(matter, number, receipts.code(by.origin, matter), alike)


def act(  # noqa: PLR0913 - the act, what it says, and who does it
    matter: str,
    name: str,
    said: Mapping[str, Any] | None = None,
    *,
    by: Viewer,
    at: datetime,
    happened: datetime | None = None,
    values: Mapping[str, object] | None = None,
    evidence: Iterable[Brought] = (),
    reason: str = "",
    unit: str = "",
    request: str = "",
) -> Fact:
    """Do one act of a matter's loop; refuses with the reason what may not be done now.

    The matter is named by its id or number. `said` is what the act is told, by its word (see
    ``engine/inputs.py``), `values` the fields of the record that it sets, `happened` when it
    happened if that is not now, `unit` for whom it is done where the account acts for several.
    """
    with writing():
        if done := _repeated(request, ACTED, by):
            return done
        acting = Acting(asking.actor(by, at), at)
        drafts = acting.drafts(
            matter,
            name,
            said or {},
            happened=happened,
            values=values or {},
            evidence=tuple(evidence),
            reason=reason,
            unit=unit,
        )
        first = next(place for place, draft in enumerate(drafts) if draft.kind == ACTED)
        drafts[first] = replace(drafts[first], request=request)
        return ledger.record_many(drafts, by=by, at=at)[first]


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts, on one matter or on many; asked inside `writing`."""

    actor: Actor
    at: datetime

    def drafts(  # noqa: PLR0913 - as `act`
        self,
        matter: str,
        name: str,
        said: Mapping[str, Any],
        *,
        happened: datetime | None = None,
        values: Mapping[str, object] | None = None,
        evidence: tuple[Brought, ...] = (),
        reason: str = "",
        unit: str = "",
        before: Standing | None = None,
    ) -> list[Draft]:
        """Return the drafts of an act and of what follows from it, all checks done.

        `before` is the matter as it stands, if its stream is held already.
        """
        origin = self.actor.by.origin
        other = _named(self.actor, said)
        if before is None:
            found = id_of(self.actor, matter)
            hold(origin, *(f"matter/{each}" for each in {found, other.id if other else found}))
            before = _standing(self.actor, found, claims=name)
            other = _named(self.actor, said)
        rules = files.of_version(before.matter.version)
        asked = self.actor.asked(at=self.at, happened=happened)
        record = asking.changed_record(
            self.actor,
            before.matter.record,
            rules.register_,
            values or {},
            at=self.at,
            unit=before.matter.lead or before.matter.raised_by,
            reason=reason,
        )
        asked = replace(
            asked,
            said=said,
            values=record.values,
            given=record.given,
            evidence=evidence,
            reason=reason,
            unit=unit or asked.unit,
            other=other,
        )
        event = decide(rules, before.matter, act_of(rules, name), asked, calendar())
        own = _acted(before.matter, event, evidence)
        changed = [record.draft] if record.draft else []
        after = evolve(before.matter, event, rules)
        more = Following(self.actor, before.matter, after, event, asked, self.at)
        return [*changed, own, *more.drafts()]


def _acted(matter: Matter, event: Event, evidence: tuple[Brought, ...]) -> Draft:
    return Draft(
        kind=ACTED,
        stream=f"matter/{matter.id}",
        subject=f"matter:{matter.id}",
        data=as_data(event),
        evidence=tuple(Evidence(each.digest, 0, each.type) for each in evidence),
        mechanism=matter.version,
        reason=event.reason,
    )


def _standing(actor: Actor, matter: str, *, claims: str = "") -> Standing:
    """Return a matter that the account sees; another's is not there.

    Who comes second to a pool is told who claimed the matter, as if it were still seen.
    """
    found = standing(actor.by.origin, matter)
    if found is None or found.matter.concerns in actor.sight.hidden - {""}:
        raise Refused(MATTER_UNKNOWN, matter=matter[:63])
    rules = files.of_version(found.matter.version)
    act = next((each for each in rules.acts if each.name == claims), None)
    if act and actor.sight.may_claim(rules, act):
        if found.matter.lead:
            raise Refused(CLAIMED, lead=found.matter.lead)
    elif not seen(actor.sight, found.matter):
        raise Refused(MATTER_UNKNOWN, matter=matter[:63])
    return found


def _named(actor: Actor, said: Mapping[str, Any]) -> Other | None:
    """Return the other matter that an act names, if the account sees it."""
    written = said.get("into") or said.get("of")
    if not isinstance(written, str):
        return None
    try:
        found = _standing(actor, id_of(actor, written))
    except Refused:
        return None
    return Other(found.matter.id, found.matter.loop, found.matter.closed is None)


def _hold(origin: str, numbers: str, matter: str, above: Standing | None) -> None:
    streams = [numbers, f"matter/{matter}"]
    hold(origin, *streams, *([f"matter/{above.matter.id}"] if above else []))


def _raised_over(actor: Actor, register: str, unit: str) -> tuple[Viewer, str] | None:
    """Return how the record of a matter is written by who raises it for a unit of theirs."""
    raised_by = unit or actor.by.on_behalf or next(iter(actor.sight.homes), "")
    if raised_by not in actor.sight.paths:
        return None
    return actor.may_write(register, raised_by)


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _repeated(request: str, kind: str, by: Viewer) -> Fact | None:
    """Return the fact that the request made before; refuses one that was another act."""
    done = ledger_queries.by_request(request, by) if request else None
    if done and (done.kind, done.person) != (kind, by.person):
        raise Refused(REQUEST_REUSED, request=request)
    return done


def _again(done: Fact) -> Raised:
    matter = done.subject.partition(":")[2]
    number = MatterRow.objects.values_list("number", flat=True).get(id=matter, origin=done.origin)
    return Raised(matter, number, receipts.code(done.origin, matter))
