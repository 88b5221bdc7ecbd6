"""Steps in the life of a record, as facts tell them, and the record that they make.

Every step but the first changes what the one before it left. A step may be corrected by a later
fact; the record is then made anew of all its steps, each as it was last told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bihuan.ledger import queries as ledger
from bihuan.ledger.facts import Fact
from bihuan.orgs import queries as orgs
from bihuan.registers import concealing, versions
from bihuan.registers.engine.masks import mask
from bihuan.registers.engine.values import comparable, from_text
from bihuan.registers.hashing import hashed
from bihuan.registers.models import NO_ROW, StepRow
from bihuan.registers.spec import AnyField
from bihuan.registers.standing import Personal, Standing

EXPIRED = "registers.expired@1"

# A longer personal text is a story, which nobody searches for by equality.
_HASHED = 200


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a record.

    Args:
        begins: it is the first one.
        unit: the unit whose record it is from then on; empty if that does not change.
        values: the fields that it sets, those that are emptied as None.
        private: the personal fields that it sets, each with the name under which its fact keeps it.
        clear: what they say, as far as it was not erased (see `with_clear`).
        ended: the day on which the record ends by it.
        masked: its personal values are shown forms, of which the whole was erased.
    """

    origin: str
    register: str
    record: str
    fact: str
    row: int
    recorded: datetime
    mechanism: str
    begins: bool
    unit: str
    values: Mapping[str, Any]
    private: Mapping[str, str]
    ended: date | None = None
    clear: Mapping[str, str] = field(default_factory=dict)
    masked: bool = False

    def taken(self, before: Standing) -> Standing:
        """Return the record after this step."""
        data = {**before.data, **self.values}
        personal = {**before.personal}
        for name in self.private:
            personal.pop(name, None)
        for name, value in self.values.items():
            if value is None:
                personal.pop(name, None)
        personal |= self._personal()
        return replace(
            before,
            unit=self.unit or before.unit,
            data={name: value for name, value in data.items() if value is not None},
            personal=personal,
            ended=self.ended or before.ended,
            changed=self.recorded,
        )

    def _personal(self) -> dict[str, Personal]:
        # What was erased since is not there any more, and the record says nothing of it.
        by_name = versions.indexed(self.mechanism).by_name if self.clear else {}
        return {name: self._told(by_name[name], text) for name, text in self.clear.items()}

    def _told(self, asked: AnyField, text: str) -> Personal:
        if self.masked:
            return Personal(mask=text, hash="", fact=self.fact, row=self.row)
        form = asked.mask or ("name" if asked.type == "person" else "hidden")
        words = from_text(asked, text)
        if isinstance(words, dict):
            words = words.get("words", "")
        return Personal(
            mask=mask(words if isinstance(words, str) else "", form),
            hash=hashed(self.origin, comparable(asked, text)) if len(text) <= _HASHED else "",
            fact=self.fact,
            row=self.row,
        )


def step_of(fact: Fact, number: int = NO_ROW, row: Mapping[str, Any] | None = None) -> Step:
    """Return the step that a fact tells, or a row of a bulk fact."""
    told = {**fact.data, **(row or {})}
    if row is None:
        private = {name: name for name in fact.private}
    else:
        private = {name: f"{number}/{name}" for name in row.get("private", {})}
    return Step(
        origin=fact.origin,
        register=told["register"],
        record=told["record"],
        fact=fact.id,
        row=number,
        recorded=fact.recorded,
        mechanism=told.get("mechanism", fact.mechanism),
        begins=told.get("begins", False),
        unit=told.get("unit", ""),
        values=told.get("values", {}),
        private=private,
        ended=date.fromisoformat(told["ended"]) if "ended" in told else None,
        masked=fact.kind == EXPIRED,
    )


def with_clear(steps: Sequence[Step]) -> list[Step]:
    """Return steps with what their personal fields say, looked up all at once."""
    places = [(step.fact, kept) for step in steps for kept in step.private.values()]
    held = concealing.held(steps[0].origin, places) if places else {}
    return [
        replace(
            step,
            clear={
                name: held[step.fact, kept]
                for name, kept in step.private.items()
                if (step.fact, kept) in held
            },
        )
        if step.private
        else step
        for step in steps
    ]


def begun(step: Step) -> Standing:
    """Return a record as its first step makes it."""
    nothing = Standing(
        origin=step.origin,
        id=step.record,
        register=step.register,
        unit=step.unit,
        recorded=step.recorded,
        changed=step.recorded,
        fact=step.fact,
        row=step.row,
    )
    return step.taken(nothing)


def folded(record: Standing) -> Standing:
    """Return a record made anew of all its steps, each as it was last told."""
    first, *later = with_clear(last_told(record))
    made = begun(replace(first, register=record.register))
    for step in later:
        made = step.taken(made)
    # The first step may have been told anew, and the record began all the same when it did.
    return replace(made, recorded=record.recorded, fact=record.fact, row=record.row)


def last_told(record: Standing) -> list[Step]:
    """Return the steps that count, in order, each as the last correction tells it."""
    rows = StepRow.objects.filter(origin=record.origin, record=record.id).order_by("n")
    places = {1: (record.fact, record.row)}
    where = {1: 1}
    for row in rows:
        # A correction takes the place of what it corrects, which may be a correction itself.
        where[row.n] = where[row.of] if row.of else row.n
        places[where[row.n]] = (row.fact, row.row)
    return [_step_at(record.origin, *places[n]) for n in sorted(places)]


def every_step(record: Standing) -> list[Step]:
    """Return every step that was ever told of a record, corrected ones too, in order."""
    rows = StepRow.objects.filter(origin=record.origin, record=record.id).order_by("n")
    places = [(record.fact, record.row), *((row.fact, row.row) for row in rows)]
    return [_step_at(record.origin, *each) for each in places]


def _step_at(origin: str, fact_id: str, row: int) -> Step:
    fact = ledger.fact(fact_id, orgs.operator(origin))
    if row == NO_ROW:
        return step_of(fact)
    return step_of(fact, row, ledger.bulk_row(fact_id, row))
