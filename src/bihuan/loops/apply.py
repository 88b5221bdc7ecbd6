"""What the facts of this room do to its tables: each event makes of a matter what `evolve` says.

Nothing is decided here and no calendar is asked: due moments stand in the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from bihuan.ledger import queries as ledger
from bihuan.ledger.applying import applies, projection
from bihuan.ledger.facts import Fact
from bihuan.loops import files, rows, storing
from bihuan.loops.engine.evolving import begin, evolve
from bihuan.loops.engine.keeping import event_from
from bihuan.loops.engine.matter import Event
from bihuan.loops.models import NO_ROW, ActRow, ClockRow, HandlerRow, MatterRow, NumberRow
from bihuan.loops.numbering import read as read_number
from bihuan.loops.rows import Standing

_MATTERS_AT_ONCE = 2_000

projection(MatterRow, HandlerRow, ClockRow, ActRow, NumberRow)


@applies("loops.opened@1")
def opened(fact: Fact) -> None:
    """Let a matter stand, with the number that it was given."""
    event = event_from(fact.data["event"])
    new = _begun(fact.origin, _id(fact), fact.data, event)
    _insert([new], [_act(fact, "", new, event, NO_ROW)])
    _take_numbers(fact.origin, [new])


@applies("loops.acted@1")
def acted(fact: Fact) -> None:
    """Let a matter be what the act makes of it."""
    _change(fact, event_from(fact.data))


@applies("loops.moved@1")
def moved(fact: Fact) -> None:
    """Let a matter go on under another version of its loop."""
    _change(fact, event_from(fact.data))


@applies("loops.imported@1")
def imported(fact: Fact) -> None:
    """Let the matters of a feed or of history stand as their rows make them, in their order."""
    matters = groupby(ledger.bulk_rows(fact.id), key=lambda row: row[1]["matter"])
    for some in _chunks(matters):
        _import(fact, some)


@applies("loops.recounted@1")
def recounted(fact: Fact) -> None:
    """Let clocks end when the calendar that was loaded later says."""
    matters = groupby(ledger.bulk_rows(fact.id), key=lambda row: row[1]["matter"])
    for some in _chunks(matters):
        _import(fact, some)


def _id(fact: Fact) -> str:
    return fact.subject.partition(":")[2]


def _begun(origin: str, matter: str, data: dict[str, Any], event: Event) -> Standing:
    return Standing(origin, begin(matter, data["loop"], event), data["title"])


def standing(origin: str, matter: str) -> Standing | None:
    """Return a matter as its row has it; None if there is none."""
    found = storing.standing(origin, matter)
    return None if found is None else _standing(origin, found)


def standings(origin: str, matters: Iterable[str]) -> dict[str, Standing]:
    """Return many matters as their rows have them, by id."""
    found = storing.standings(origin, matters)
    return {matter: _standing(origin, row) for matter, row in found.items()}


def _standing(origin: str, found: tuple[Any, ...]) -> Standing:
    state, title, dispatched, visited = found
    return Standing(
        origin, rows.read(state), title, storing.moment(dispatched), storing.moment(visited)
    )


def _change(fact: Fact, event: Event) -> None:
    before = standing(fact.origin, _id(fact))
    if before is None:
        raise LookupError(f"{fact.kind}: no matter {fact.subject}")
    after = _after(before, event, fact.id)
    _replace(before, after)
    storing.insert("loops_act", [_act(fact, before.matter.stage, after, event, NO_ROW)])


def _after(before: Standing, event: Event, fact: str) -> Standing:
    loop = files.of_version(event.said.get("version") or before.matter.version)
    return before.after(evolve(before.matter, event, loop, fact=fact), event, loop)


def _replace(before: Standing, after: Standing) -> None:
    was, now = rows.of_matter(before), rows.of_matter(after)
    storing.change("loops_matter", [was], [now])
    storing.change(
        "loops_handler",
        list(rows.of_handlers(before, was)),
        list(rows.of_handlers(after, now)),
    )
    storing.change("loops_clock", list(rows.of_clocks(before)), list(rows.of_clocks(after)))


def _insert(new: Iterable[Standing], acts: Iterable[dict[str, Any]]) -> None:
    each = [(one, rows.of_matter(one)) for one in new]
    storing.insert("loops_matter", (row for _, row in each))
    storing.insert(
        "loops_handler", (part for one, row in each for part in rows.of_handlers(one, row))
    )
    storing.insert("loops_clock", (clock for one, _ in each for clock in rows.of_clocks(one)))
    storing.insert("loops_act", acts)


def _act(fact: Fact, before: str, after: Standing, event: Event, row: int) -> dict[str, Any]:
    told = rows.of_act(fact.origin, before, after.matter, event)
    return {**told, "fact": fact.id, "row": row}


Rows = list[tuple[int, dict[str, Any]]]


def _chunks(
    matters: Iterable[tuple[str, Iterator[tuple[int, dict[str, Any]]]]],
) -> Iterator[dict[str, Rows]]:
    """Yield the rows of so many matters at once; the rows of one matter stand together."""
    chunk: dict[str, Rows] = {}
    for matter, some in matters:
        chunk[matter] = list(some)
        if len(chunk) == _MATTERS_AT_ONCE:
            yield chunk
            chunk = {}
    if chunk:
        yield chunk


def _import(fact: Fact, matters: dict[str, Rows]) -> None:
    old = [matter for matter, told in matters.items() if "loop" not in told[0][1]]
    known = standings(fact.origin, old)
    new, acts = [], []
    for matter, told in matters.items():
        before = after = known.get(matter)
        for number, row in told:
            event = event_from(row["event"])
            stage = after.matter.stage if after else ""
            if after is None:
                after = _begun(fact.origin, matter, row, event)
            else:
                after = _after(after, event, f"{fact.id}/{number}")
            acts.append(_act(fact, stage, after, event, number))
        if after is None:
            continue
        if before is None:
            new.append(after)
        else:
            _replace(before, after)
    _insert(new, acts)
    _take_numbers(fact.origin, new)


def _take_numbers(origin: str, new: Iterable[Standing]) -> None:
    last: dict[tuple[str, int], int] = {}
    for each in new:
        found = read_number(each.matter.number)
        if found:
            key = each.matter.loop, found[0]
            last[key] = max(last.get(key, 0), found[1])
    for (loop, year), number in last.items():
        storing.take_number(origin, loop, year, number)
