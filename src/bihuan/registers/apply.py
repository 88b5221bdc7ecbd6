"""What the facts of this room, and enacted registers, do to its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bihuan.ledger import queries as ledger
from bihuan.ledger.applying import applies, projection
from bihuan.ledger.facts import Fact
from bihuan.ledger.statements import chunks
from bihuan.registers import tables, versions
from bihuan.registers.enacting import enact
from bihuan.registers.models import (
    NO_ROW,
    FilterRow,
    KeyRow,
    RecordRow,
    RegisterRow,
    StepRow,
)
from bihuan.registers.standing import standing
from bihuan.registers.steps import EXPIRED, Step, begun, folded, step_of, with_clear

projection(RegisterRow, RecordRow, StepRow, FilterRow, KeyRow)


@applies("mechanisms.enacted@1")
def enacted(fact: Fact) -> None:
    """Let records be found as the version that was enacted last asks."""
    if fact.data["kind"] == "Register":
        enact(fact)


@applies("registers.recorded@1")
def recorded(fact: Fact) -> None:
    """Add a record, or let it stand as its first step is told anew."""
    (step,) = with_clear([step_of(fact)])
    if fact.supersedes:
        _take(step, fact)
    else:
        tables.insert(versions.found_by(step.origin, step.register), [begun(step)])


@applies("registers.changed@1")
def changed(fact: Fact) -> None:
    """Let a record stand as it is after a change, or after a step of it was corrected."""
    (step,) = with_clear([step_of(fact)])
    _take(step, fact)


@applies("registers.ended@1")
def ended(fact: Fact) -> None:
    """Let a record end: it is no longer filtered, and its keys are free."""
    (step,) = with_clear([step_of(fact)])
    _take(step, fact)


@applies(EXPIRED)
def expired(fact: Fact) -> None:
    """Let personal values that are past their time go, or leave their shown forms."""
    for some in chunks(ledger.bulk_rows(fact.id), tables.AT_ONCE):
        for step in with_clear([step_of(fact, number, row) for number, row in some]):
            _take(step, fact)


@applies("registers.imported@1")
def imported(fact: Fact) -> None:
    """Add the new records of a bulk fact, and take the steps of those that stood before."""
    by = versions.found_by(fact.origin, fact.data["register"])
    later: list[Step] = []
    for some in chunks(ledger.bulk_rows(fact.id), tables.AT_ONCE):
        steps = with_clear([step_of(fact, number, row) for number, row in some])
        tables.insert(by, [begun(step) for step in steps if step.begins])
        later += [step for step in steps if not step.begins]
    for step in later:
        _take(step, fact)


@applies("ledger.erased@1")
def erased(fact: Fact) -> None:
    """Forget the shown forms and hashes of the values that were erased."""
    origin, gone = fact.origin, fact.data["fact"]
    if fact.subject.startswith("record:"):
        record = fact.subject.removeprefix("record:")
        _forget(origin, {record: set(fact.data["fields"])}, gone, NO_ROW)
        return
    for name in fact.data["fields"]:
        row, parted, field = name.partition("/")
        if parted and row.isdecimal():
            record = ledger.bulk_row(gone, int(row)).get("record", "")
            _forget(origin, {record: {field}}, gone, int(row))


def _take(step: Step, fact: Fact) -> None:
    row = RecordRow.objects.get(origin=step.origin, id=step.record)
    before = standing(row)
    n = before.n + 1
    corrected = _corrected(step, fact) if fact.supersedes else 0
    tables.insert_steps([(step.origin, step.record, n, corrected, step.fact, step.row)])
    after = folded(before) if corrected else step.taken(before)
    after = replace(after, n=n, changed=fact.recorded)
    tables.update(versions.found_by(before.origin, before.register), before, after)


def _corrected(step: Step, fact: Fact) -> int:
    """Return the number of the step that the fact corrects."""
    row = NO_ROW if fact.supersedes_row is None else fact.supersedes_row
    steps = StepRow.objects.filter(origin=step.origin, record=step.record)
    found = steps.filter(fact=fact.supersedes, row=row).values_list("n", flat=True).first()
    return 1 if found is None else found


def _forget(origin: str, fields: Mapping[str, set[str]], fact: str, row: int) -> None:
    for record, names in fields.items():
        held = RecordRow.objects.filter(origin=origin, id=record).first()
        if held is None:
            continue
        before = standing(held)
        left = {
            name: said
            for name, said in before.personal.items()
            if not (name in names and (said["fact"], said["row"]) == (fact, row))
        }
        after = replace(before, personal=left)
        if left != before.personal:
            tables.update(versions.found_by(origin, before.register), before, after)
