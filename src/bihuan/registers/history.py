"""What was done to a record, step by step, as its facts tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bihuan.ledger import queries as ledger
from bihuan.ledger.facts import Fact, Source
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Text
from bihuan.orgs import queries as orgs
from bihuan.registers import versions
from bihuan.registers.engine.showing import Names, in_words
from bihuan.registers.engine.values import is_personal
from bihuan.registers.models import NO_ROW, RecordRow, StepRow
from bihuan.registers.rights import sees_whole
from bihuan.registers.seeing import titles
from bihuan.registers.spec import AnyField
from bihuan.registers.steps import step_of

PERSONAL = Text(en="(personal)", zh="（个人信息）")
EMPTIED = Text(en="(emptied)", zh="（清空）")


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a record.

    Args:
        does: ``recorded``, ``changed``, ``ended``, ``imported`` or ``expired``.
        values: the fields that it set, in words; of personal ones only that they were set.
        role: the roles in which it was done.
        of: the number of the step that it corrects; 0 if it corrects none.
        stands: no later step corrects it.
    """

    n: int
    does: str
    at: datetime
    values: Mapping[str, Text]
    role: str
    reason: str
    source: Source | None
    fact: str
    row: int | None
    of: int
    stands: bool
    ended: date | None


def history_of(viewer: Viewer, record: RecordRow) -> list[Change]:
    """Return the steps of a record, first to last, as the viewer may see them."""
    rows = list(StepRow.objects.filter(origin=record.origin, record=record.id).order_by("n"))
    corrected = {row.of for row in rows}
    paths = orgs.paths_ever(viewer.origin, [record.unit]).get(record.unit, ())
    by = versions.found_by(viewer.origin, record.register).by_name
    whole = {name: each for name, each in by.items() if sees_whole(each, viewer, paths)}
    places = [(1, 0, record.fact, record.row)]
    places += [(row.n, row.of, row.fact, row.row) for row in rows]
    return [_change(viewer, whole, place, stands=place[0] not in corrected) for place in places]


def _change(
    viewer: Viewer,
    whole: Mapping[str, AnyField],
    place: tuple[int, int, str, int],
    *,
    stands: bool,
) -> Change:
    n, of, fact_id, row = place
    fact = ledger.fact(fact_id, orgs.operator(viewer.origin))
    return Change(
        n=n,
        does=fact.kind.partition(".")[2].partition("@")[0],
        at=fact.recorded,
        values=_values(viewer, whole, fact, row),
        role=fact.act_as,
        reason=fact.reason,
        source=fact.source,
        fact=fact.id,
        row=None if row == NO_ROW else row,
        of=of,
        stands=stands,
        ended=step_of(fact).ended if row == NO_ROW else None,
    )


def _values(viewer: Viewer, whole: Mapping[str, AnyField], fact: Fact, row: int) -> dict[str, Text]:
    step = step_of(fact) if row == NO_ROW else step_of(fact, row, ledger.bulk_row(fact.id, row))
    referred = {
        kept
        for name, kept in step.values.items()
        if name in whole and whole[name].type == "reference" and kept
    }
    names = Names(orgs.titles(viewer.origin, date.max), titles(viewer.origin, referred))
    told = {
        name: EMPTIED if kept is None else in_words(whole[name], kept, names)
        for name, kept in step.values.items()
        if name in whole and not is_personal(whole[name])
    }
    return told | {name: PERSONAL for name in step.private if name in whole}
