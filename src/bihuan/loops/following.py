"""What follows from an act in other matters: sub-matters are opened, and matters are told.

All of it is recorded with the act, in one transaction. A sub-matter is opened by the right of the
act that parts it off; whoever may do that act needs no right to raise matters of the other loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from bihuan.calendars.notices import calendar
from bihuan.ledger.facts import Draft
from bihuan.ledger.ids import uuid7
from bihuan.ledger.viewer import Grant
from bihuan.ledger.writing import hold
from bihuan.loops import asking, files, numbering
from bihuan.loops.apply import standing
from bihuan.loops.asking import Actor, Record
from bihuan.loops.engine.asked import Asked
from bihuan.loops.engine.deciding import Raising, noting, opening
from bihuan.loops.engine.evolving import ends
from bihuan.loops.engine.keeping import as_data
from bihuan.loops.engine.matter import Event, Matter
from bihuan.loops.spec.loop import LoopSpec
from bihuan.registers import versions
from bihuan.registers.models import RecordRow

Became = Literal["opened", "ended", "reopened", "merged"]


def opened(loop: str, matter: str, title: str, event: Event, version: str) -> Draft:
    """Return the draft that opens a matter."""
    return Draft(
        kind="loops.opened@1",
        stream=f"matter/{matter}",
        subject=f"matter:{matter}",
        data={"loop": loop, "title": title, "event": as_data(event)},
        mechanism=version,
        reason=event.reason,
    )


def told(matter: Matter, other: str, became: Became, asked: Asked) -> Draft:
    """Return the draft by which a matter learns of its part, or of one merged into it."""
    event = noting(matter, other, became, asked)
    return Draft(
        kind="loops.acted@1",
        stream=f"matter/{matter.id}",
        subject=f"matter:{matter.id}",
        data=as_data(event),
        mechanism=matter.version,
    )


@dataclass(frozen=True, slots=True)
class Following:
    """An act that was decided: the matter before and after it, who did it, and when."""

    actor: Actor
    before: Matter
    after: Matter
    event: Event
    asked: Asked
    at: datetime

    def drafts(self) -> list[Draft]:
        """Return the drafts of what follows from the act in other matters."""
        return [*self._parts(), *self._words()]

    def _words(self) -> Iterator[Draft]:
        """Yield word to the parent, and to the matter that this one was merged into."""
        told_so_far: dict[str, Matter] = {}
        for to, became in self._news():
            if to not in told_so_far:
                hold(self.actor.by.origin, f"matter/{to}")
                found = standing(self.actor.by.origin, to)
                if found is None:
                    continue
                told_so_far[to] = found.matter
            other = told_so_far[to]
            yield told(other, self.before.id, became, self.asked)
            told_so_far[to] = replace(other, n=other.n + 1)

    def _news(self) -> Iterator[tuple[str, Became]]:
        rules = files.of_version(self.before.version)
        was, now = ends(rules, self.before.stage), ends(rules, self.after.stage)
        if self.before.parent and (was is None) != (now is None):
            yield self.before.parent, "reopened" if now is None else "ended"
        if self.event.does == "merge":
            yield self.event.said["into"], "merged"

    def _parts(self) -> Iterator[Draft]:
        """Yield what opens the parts that a splitting or the conditions of a panel make."""
        items: list[dict[str, str]] = self.event.said.get("items", [])
        if self.event.does == "split":
            items = [{"text": self.event.said["title"], "unit": self.event.said.get("lead", "")}]
        parent = self.after
        for place, item in enumerate(items):
            drafts, matter = self._part(item, place)
            yield from drafts
            yield told(parent, matter, "opened", self.asked)
            parent = replace(parent, n=parent.n + 1)

    def _part(self, item: dict[str, str], place: int) -> tuple[list[Draft], str]:
        loop = files.of_version(self.before.version).items or self.before.loop
        mechanism = files.in_force(self.actor.by, loop, self.actor.on)
        rules: LoopSpec = mechanism.spec
        record = self._record(rules, item)
        origin, year = self.actor.by.origin, numbering.year_of(self.asked.at)
        hold(origin, numbering.stream(loop, year))
        running = numbering.last(origin, loop, year) + 1 + place
        raising = Raising(
            number=numbering.write(rules.number, year, running),
            record=record.id,
            version=mechanism.digest,
            confidential=self.before.confidential,
            concerns=self.before.concerns,
            parent=self.before.id,
        )
        begun = opening(rules, raising, self._raises(rules, record), calendar())
        matter = uuid7(self.at)
        draft = opened(loop, matter, record.title, begun, mechanism.digest)
        return [each for each in (record.draft, draft) if each], matter

    @property
    def _unit(self) -> str:
        known = self.event.unit in self.actor.sight.paths
        return self.event.unit if known else self.before.raised_by

    def _record(self, rules: LoopSpec, item: dict[str, str]) -> Record:
        """Return the record of a part: its subject, its unit, and what its register needs.

        Personal values are never copied: who handles the part finds them with its parent.
        """
        register = versions.in_force(self.actor.by, rules.register_, self.actor.on).spec
        values: dict[str, Any] = {register.shown: item["text"]}
        if register.unit:
            values[register.unit] = item["unit"] or self._unit
        rows = RecordRow.objects.filter(origin=self.actor.by.origin, id=self.before.record)
        row = rows.values_list("register", "data").first()
        if row and row[0] == rules.register_:
            needed = {each.name for each in register.fields if each.required}
            values = {name: row[1][name] for name in needed if name in row[1]} | values
        over = self.actor.may_write(rules.register_, self._unit)
        return asking.new_record(
            self.actor, rules.register_, values, at=self.at, unit=self._unit, over=over
        )

    def _raises(self, rules: LoopSpec, record: Record) -> Asked:
        """Return the question of a part's raising, with the right that the act gives."""
        asked, unit = self.asked, self._unit
        lent = tuple(
            Grant(role, path)
            for duty in rules.duties
            if duty.name in rules.raises and (path := asked.units.get(duty.unit or unit, ""))
            for role in duty.roles
        )
        return replace(
            asked,
            said={},
            evidence=(),
            values=record.values,
            given=record.given,
            unit=unit,
            grants=(*asked.grants, *lent),
        )
