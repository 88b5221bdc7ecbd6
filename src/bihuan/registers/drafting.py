"""Drafts of the facts of a record, with all checks done; an action records them.

Asked inside `writing`, since they look at what stands. A room above that moves records (a matter
on its way) gives `over`, the path of the unit for which it lets the account act: its roles count
there as well as over the record's own unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bihuan.calendars.queries import CHINA
from bihuan.ledger import queries as ledger
from bihuan.ledger.facts import Draft, Source
from bihuan.ledger.ids import uuid7
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.ledger.writing import hold
from bihuan.orgs import queries as orgs
from bihuan.registers import checking, concealing, versions
from bihuan.registers.engine.characters import LONGEST
from bihuan.registers.engine.masks import HIDDEN
from bihuan.registers.engine.values import as_text, comparable, is_personal
from bihuan.registers.hashing import has_key, hashed, make_key
from bihuan.registers.models import NO_ROW, KeyRow, RecordRow
from bihuan.registers.refusals import (
    KEY_TAKEN,
    NOTHING_CHANGES,
    PARENT_ITSELF,
    REASON_NEEDED,
    RECORD_ENDED,
    RECORD_UNKNOWN,
)
from bihuan.registers.scoping import scoped
from bihuan.registers.spec import Key
from bihuan.registers.standing import Indexed, Personal, Standing, standing
from bihuan.registers.steps import Step, last_told
from bihuan.registers.versions import Register

RECORDED = "registers.recorded@1"
CHANGED = "registers.changed@1"
ENDED = "registers.ended@1"


@dataclass(frozen=True, slots=True)
class Written:
    """Values as facts carry them: plain ones, and personal ones as the text behind commitments."""

    values: dict[str, Any]
    private: dict[str, str]

    @property
    def names(self) -> set[str]:
        return {*self.values, *self.private}


def recorded(  # noqa: PLR0913 - the record and its envelope
    register: str,
    values: Mapping[str, object],
    *,
    by: Viewer,
    at: datetime,
    unit: str = "",
    over: str = "",
    source: Source | None = None,
    request: str = "",
    reason: str = "",
) -> Draft:
    """Return the draft of a new record; its subject is ``record:`` and the new id.

    `unit` is whose record it is, where no field of the register says so; by default that of who
    records.
    """
    on = china_day(at)
    rules, named = versions.in_force(by, register, on), checking.Named(by, on)
    kept = {
        name: value
        for name, value in checking.read_values(rules, values, named).items()
        if value is not None
    }
    checking.check_required(rules, set(kept))
    owner = kept.get(rules.spec.unit or "") or unit or checking.home(rules, by, named)
    paths = [checking.path_of(named, owner), over]
    checking.check_writer(rules, by, paths, owner)
    checking.check_fields(rules, by, paths, list(kept))
    written = parted(rules, kept, by.origin)
    record = uuid7(at)
    _check_keys(as_it_will_be(rules, by.origin, record, written))
    return Draft(
        kind=RECORDED,
        stream=f"record/{record}",
        subject=f"record:{record}",
        data={
            "register": register,
            "record": record,
            "begins": True,
            "unit": owner,
            "values": written.values,
        },
        private=concealed(rules, by.origin, written),
        source=source,
        mechanism=rules.digest,
        reason=reason,
        request=request,
    )


def changed(  # noqa: PLR0913 - the change and its envelope
    record: str,
    values: Mapping[str, object],
    *,
    by: Viewer,
    at: datetime,
    over: str = "",
    source: Source | None = None,
    request: str = "",
    reason: str = "",
) -> Draft:
    """Return the draft of a change; only what becomes different is in it."""
    stands = held(record, by, over)
    if stands.ended:
        raise Refused(RECORD_ENDED, ended=stands.ended)
    rules, written, unit = _rewritten(stands, values, by=by, on=china_day(at), over=over)
    written = different(stands, written)
    if not written.names:
        raise Refused(NOTHING_CHANGES)
    data = {"register": stands.register, "record": record, "values": written.values}
    return Draft(
        kind=CHANGED,
        stream=f"record/{record}",
        subject=f"record:{record}",
        data=data | ({"unit": unit} if unit != stands.unit else {}),
        private=concealed(rules, by.origin, written),
        source=source,
        mechanism=rules.digest,
        reason=reason,
        request=request,
    )


def ended(record: str, *, reason: str, by: Viewer, at: datetime, request: str = "") -> Draft:
    """Return the draft of a record's end."""
    stands = held(record, by)
    if stands.ended:
        raise Refused(RECORD_ENDED, ended=stands.ended)
    on = china_day(at)
    rules, named = versions.in_force(by, stands.register, on), checking.Named(by, on)
    checking.check_writer(rules, by, [named.path(stands.unit)], stands.unit)
    return Draft(
        kind=ENDED,
        stream=f"record/{record}",
        subject=f"record:{record}",
        data={"register": stands.register, "record": record, "ended": on.isoformat()},
        mechanism=rules.digest,
        reason=needed(reason),
        request=request,
    )


def corrected(  # noqa: PLR0913 - the correction and its envelope
    record: str,
    values: Mapping[str, object],
    *,
    reason: str,
    by: Viewer,
    at: datetime,
    source: Source | None = None,
) -> list[Draft]:
    """Return the drafts that correct what was recorded wrongly, one for each step that was wrong.

    A draft restates its step with the right values and supersedes the fact that told it.
    """
    stands = held(record, by)
    rules, written, unit = _rewritten(stands, values, by=by, on=china_day(at))
    written = different(stands, written)
    if not written.names:
        raise Refused(NOTHING_CHANGES)
    told = last_told(stands)
    drafts = []
    for place, step in enumerate(told):
        later = {name for each in told[place + 1 :] for name in (*each.values, *each.private)}
        said = {*step.values, *step.private}
        # A field that no step has told is told by the first.
        wrong = {
            name
            for name in written.names - later
            if name in said or (place == 0 and name not in later)
        }
        if wrong:
            restated = _restated(step, written, wrong)
            drafts.append(replace(restated, source=source, reason=needed(reason)))
    if drafts and unit != stands.unit:
        drafts[0] = replace(drafts[0], data={**drafts[0].data, "unit": unit})
    return [replace(draft, mechanism=rules.digest) for draft in drafts]


def _restated(step: Step, written: Written, wrong: set[str]) -> Draft:
    clear = concealing.held(step.origin, [(step.fact, kept) for kept in step.private.values()])
    private = {
        name: clear[step.fact, kept]
        for name, kept in step.private.items()
        if (step.fact, kept) in clear
    }
    values = {name: value for name, value in step.values.items() if name not in wrong}
    values |= {name: written.values[name] for name in wrong & written.values.keys()}
    private = {name: text for name, text in private.items() if name not in wrong}
    private |= {name: written.private[name] for name in wrong & written.private.keys()}
    by_name = versions.indexed(step.mechanism).by_name
    fact = ledger.fact(step.fact, orgs.operator(step.origin))
    data: dict[str, Any] = {
        "register": step.register, "record": step.record, "values": values,
    }  # fmt: skip
    data |= {"begins": True} if step.begins else {}
    data |= {"unit": step.unit} if step.unit else {}
    bulk = step.row != NO_ROW
    return Draft(
        kind=CHANGED if bulk else fact.kind,
        stream=fact.stream,
        subject=f"record:{step.record}",
        data=data,
        private=concealing.concealed(step.origin, by_name, private),
        supersedes=fact.id,
        supersedes_row=step.row if bulk else None,
    )


def held(record: str, by: Viewer, over: str = "") -> Standing:
    """Return a record that the account may see; another's is not known here.

    With `over`, a room above has found that the account may see it.
    """
    rows = RecordRow.objects.filter(origin=by.origin, id=record)
    row = (rows if over else scoped(rows, by)).first()
    if row is None:
        raise Refused(RECORD_UNKNOWN, record=record[:36])
    return standing(row)


def needed(reason: str) -> str:
    """Return the reason; refuses none."""
    if not reason.strip():
        raise Refused(REASON_NEEDED)
    return reason.strip()


def china_day(at: datetime) -> date:
    """Return the day of a moment in China."""
    return at.astimezone(CHINA).date()


def concealed(rules: Register, origin: str, written: Written) -> dict[str, str]:
    """Return the personal values as the ledger keeps them."""
    by_name = versions.indexed(rules.digest).by_name
    return concealing.concealed(origin, by_name, written.private)


def parted(rules: Register, kept: Mapping[str, Any], origin: str) -> Written:
    """Part personal values from the others; the first of an origin makes its key."""
    personal = {field.name for field in rules.spec.fields if is_personal(field)}
    private = {
        name: as_text(value)
        for name, value in kept.items()
        if name in personal and value is not None
    }
    if private and not has_key(origin):
        _make_first_key(origin)
    return Written({name: kept[name] for name in kept if name not in private}, private)


def _make_first_key(origin: str) -> None:
    # A lost key is not replaced: values recorded under it would not be found any more.
    if not RecordRow.objects.filter(origin=origin).exclude(personal={}).exists():
        make_key(origin)


def _rewritten(
    stands: Standing, values: Mapping[str, object], *, by: Viewer, on: date, over: str = ""
) -> tuple[Register, Written, str]:
    """Return the rules, the values as facts carry them, and whose record it is with them."""
    rules, named = versions.in_force(by, stands.register, on), checking.Named(by, on)
    kept = checking.read_values(rules, values, named)
    # What a later version asks for need not be there yet, but nothing needed is emptied.
    emptied = {name for name, value in kept.items() if value is None}
    checking.check_required(rules, {field.name for field in rules.spec.fields} - emptied)
    unit = kept.get(rules.spec.unit or "") or stands.unit
    for owner in dict.fromkeys((stands.unit, unit)):
        # Whoever gives a record to another unit may write for both, or acts for one above.
        paths = [named.path(owner), over]
        checking.check_writer(rules, by, paths, owner)
        checking.check_fields(rules, by, paths, list(kept))
    written = parted(rules, kept, by.origin)
    _check_keys(as_it_will_be(rules, by.origin, stands.id, written, stands))
    return rules, written, unit


def different(stands: Standing, written: Written) -> Written:
    """Leave out what the record says already."""
    values = {
        name: value
        for name, value in written.values.items()
        if value != stands.data.get(name) or (value is None and name in stands.personal)
    }
    places = {
        name: (said["fact"], name if said["row"] == NO_ROW else f"{said['row']}/{name}")
        for name, said in stands.personal.items()
        if name in written.private
    }
    clear = concealing.held(stands.origin, places.values())
    private = {
        name: text
        for name, text in written.private.items()
        if name not in places or clear.get(places[name]) != text
    }
    return Written(values, private)


def as_it_will_be(
    rules: Register, origin: str, record: str, written: Written, before: Standing | None = None
) -> Standing:
    """Return a record as it would stand, to ask for its keys; nothing else is true of it."""
    data = {**(before.data if before else {}), **written.values}
    personal = {**(before.personal if before else {})}
    by_name = versions.indexed(rules.digest).by_name
    for name, text in written.private.items():
        told = hashed(origin, comparable(by_name[name], text))
        personal[name] = Personal(mask="", hash=told, fact="", row=NO_ROW)
    nothing = datetime.min  # noqa: DTZ901  # no moment is asked of it
    return Standing(
        origin=origin,
        id=record,
        register=rules.name,
        unit="",
        recorded=nothing,
        changed=nothing,
        data={name: value for name, value in data.items() if value is not None},
        personal={name: said for name, said in personal.items() if name not in written.values},
    )


def _check_keys(record: Standing) -> None:
    """Refuse a record whose key another has; until the transaction ends nobody else takes it."""
    by = versions.found_by(record.origin, record.register)
    keys = by.keys(record)
    hold(record.origin, *(f"key/{record.register}/{key}" for key in keys))
    rows = KeyRow.objects.filter(origin=record.origin, register=record.register, key__in=list(keys))
    taken = rows.exclude(record=record.id).values_list("key", flat=True).first() if keys else None
    if taken is not None:
        raise key_taken(by, record, keys[taken])
    _check_parent(record, by.parent(record))


def key_taken(by: Indexed, record: Standing, key: Key) -> Refused:
    """Return the refusal of a record whose key another has; a personal value is not repeated."""
    fields = [by.by_name[name] for name in key.fields]
    titles = [field.title for field in fields]
    values = [
        HIDDEN if is_personal(field) else as_text(record.data[field.name])[:LONGEST]
        for field in fields
    ]
    named = Text(
        en=", ".join(title.en for title in titles), zh="、".join(title.zh for title in titles)
    )
    return Refused(KEY_TAKEN, fields=named, values=", ".join(values))


def _check_parent(record: Standing, parent: str) -> None:
    seen = {record.id}
    while parent:
        if parent in seen:
            raise Refused(PARENT_ITSELF)
        seen.add(parent)
        above = RecordRow.objects.filter(origin=record.origin, id=parent)
        parent = above.values_list("parent", flat=True).first() or ""
