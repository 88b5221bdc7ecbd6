"""Random walks over any loop: many accounts try whatever its file knows, and the laws must hold.

A walk needs no database: it asks the pure engine, as the actions do, and keeps the matter as JSON
after each step. `Walk.step` takes one choice; what is refused must be refused with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bihuan.calendars.engine.workdays import WorkingCalendar
from bihuan.ledger.viewer import Grant
from bihuan.ledger.words import Refused
from bihuan.loops.engine import clocks, inputs
from bihuan.loops.engine.asked import Asked, Brought, Other
from bihuan.loops.engine.deciding import Raising, decide, noting, opening
from bihuan.loops.engine.evolving import begin, ends, evolve
from bihuan.loops.engine.keeping import as_data, event_from, matter_from
from bihuan.loops.engine.matter import Event, Matter
from bihuan.loops.engine.notices import words
from bihuan.loops.spec.acts import Act
from bihuan.loops.spec.loop import LoopSpec
from bihuan.orgs.spec import OrganisationSpec
from bihuan.registers.spec import RegisterSpec


@dataclass(frozen=True)
class Person:
    """An account: who stands behind it, where it belongs, what it holds."""

    name: str
    home: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Cast:
    """The units of an organisation by path, and its accounts."""

    units: dict[str, str]
    people: tuple[Person, ...]


def cast_of(organisation: OrganisationSpec) -> Cast:
    """Return the units and accounts that an organisation file names."""
    parents = {each.slug: each.parent for each in organisation.units}

    def path(slug: str) -> str:
        above = parents[slug]
        return (path(above) if above else "/") + slug + "/"

    units = {slug: path(slug) for slug in parents}
    held: dict[str, list[Grant]] = {}
    for grant in organisation.grants:
        held.setdefault(grant.account, []).append(Grant(grant.role, units[grant.unit]))
    people = tuple(
        Person(each.person, each.unit, tuple(held.get(each.slug, ())))
        for each in organisation.accounts
    )
    return Cast(units, people)


def some_values(register: RegisterSpec, random: Random) -> dict[str, object]:
    """Return invented values for the fields of a register; now and then one is missing."""
    return {
        each.name: _some_value(each, random)
        for each in register.fields
        if each.sensitivity in {"public", "internal"} and random.random() < 0.95
    }


def _some_value(each: Any, random: Random) -> object:
    match each.type:
        case "enum":
            return random.choice(each.choices).name
        case "yes_no":
            return random.random() < 0.9
        case "money" | "quantity":
            return random.randrange(1000)
        case "list":
            return ("a",)
        case "date" | "moment":
            return None
    return "invented"


@dataclass
class Walk:
    """One matter on its way, and all that was done to it."""

    loop: LoopSpec
    register: RegisterSpec
    cast: Cast
    calendar: WorkingCalendar
    random: Random
    now: datetime
    matter: Matter = field(init=False)
    opened: Event = field(init=False)
    events: list[Event] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = some_values(self.register, self.random)
        for person in self._shuffled():
            try:
                raising = Raising("X1", "record-1", "v1", class_=self._class())
                event = opening(self.loop, raising, self._asked(person), self.calendar)
            except Refused as refusal:
                self.refused.append(refusal)
                continue
            self.opened = event_from(as_data(event))
            self.matter = begin("m1", "a-loop", event)
            return
        raise AssertionError("nobody can raise a matter")

    def _class(self) -> str:
        open_ones = [each.name for each in self.loop.classes if each.open]
        return self.random.choice([*open_ones, ""])

    def _shuffled(self) -> list[Person]:
        return self.random.sample(self.cast.people, len(self.cast.people))

    def step(self) -> Event | None:
        """Let somebody do something; returns None where nothing that was tried was allowed."""
        self.now += timedelta(minutes=self.random.choice([1, 30, 600, 3000, 20_000]))
        acts = [act for act in self.loop.acts if self.matter.stage in self.stages(act)]
        for act in sorted(acts, key=self._inclination):
            event = self.attempt(act)
            if event:
                return event
        return None

    def _inclination(self, act: Act) -> float:
        """Return how early an act is tried: ends come late, so that walks are long."""
        to = act.to or self.matter.stage
        early_end = ends(self.loop, to) == "other" or act.does == "close"
        return self.random.random() + 0.9 * early_end + 0.4 * (to == self.matter.stage)

    def stages(self, act: Act) -> tuple[str, ...]:
        return act.from_ or tuple(each.name for each in self.loop.stages if not each.ends)

    def attempt(self, act: Act) -> Event | None:
        """Let those try who hold a role of the act, in an order of chance."""
        roles = {role for duty in self.loop.duties if duty.name in act.by for role in duty.roles}
        for person in self._shuffled():
            if not any(grant.role in roles for grant in person.grants):
                continue
            try:
                event = decide(self.loop, self.matter, act, self._asked(person, act), self.calendar)
            except Refused as refusal:
                self.refused.append(refusal)
                continue
            self.take(event)
            return event
        return None

    def take(self, event: Event) -> None:
        """Apply an event, and hold what is true of each step."""
        kept = event_from(as_data(event))
        assert kept == event
        before, after = self.matter, evolve(self.matter, kept, self.loop, fact=f"f{event.n}")
        assert evolve(before, event, self.loop, fact=f"f{event.n}") == after
        assert matter_from(as_data(after)) == after
        hold_laws(self.loop, before, after, event, self.calendar)
        self.matter = after
        self.events.append(event)
        if event.does == "split":
            person = self.cast.people[0]
            self.take(noting(self.matter, f"c{event.n}", "opened", self._asked(person)))
        elif self.matter.open_children and self.random.random() < 0.5:
            child = self.matter.children[-1]
            person = self.cast.people[0]
            self.take(noting(self.matter, child, "ended", self._asked(person)))

    def _asked(self, person: Person, act: Act | None = None) -> Asked:
        asked = Asked(
            at=self.now,
            now=self.now,
            persons=(person.name,),
            homes=(person.home,),
            grants=person.grants,
            units=self.cast.units,
            values=self.values,
            reason=self.random.choice(["invented", "invented", ""]),
        )
        if act is None:
            return replace(asked, given=frozenset(each.name for each in self.register.fields))
        said = self._said(act)
        is_open = act.does == "merge"
        return replace(
            asked,
            said=said,
            unit=str(said.get("unit", "")) if act.does == "opine" else "",
            given=frozenset(ask.field for ask in act.asks),
            evidence=tuple(self._brought(act)),
            other=Other("m2", "a-loop", is_open) if act.does in {"merge", "repeat"} else None,
        )

    def _brought(self, act: Act) -> Iterator[Brought]:
        wanted = {rule.kind: rule.at_least for rule in act.evidence}
        if act.does == "attach" and self.loop.evidence:
            wanted = {self.loop.evidence[0].name: 1}
        types = {each.name: each.types for each in self.loop.evidence}
        for kind, count in wanted.items():
            for at in range(count - (self.random.random() < 0.2)):
                yield Brought(
                    kind,
                    f"{self.matter.n}-{kind}-{at}",
                    (types[kind] or ("text/plain",))[0],
                    self.now,
                    ("118.9", "28.9"),
                )

    def _said(self, act: Act) -> dict[str, Any]:
        pick, units = self.random.choice, sorted(self.cast.units)
        sitting = self.matter.sittings[-1] if self.matter.sittings else None
        running = [each.name for each in self.matter.clocks if each.state in clocks.OPEN]
        waiting = [each.n for each in self.matter.supervisions if each.answered is None]
        rule = self.loop.supervision
        reached, solved = pick([True, True, False]), pick([True, False])
        grades = [each.name for each in self.loop.rates.grades]
        visited: dict[str, Any] = {"reached": reached}
        if reached:
            visited |= {"solved": solved, "grade": pick(grades) if grades else ""}
        panel = next((each for each in self.loop.panels if each.name == act.panel), None)
        seats = max(panel.quorum, panel.fixed_count or 0) if panel else 0
        words: dict[str, dict[str, Any]] = {
            "classify": {"class": self._class() or "none"},
            "dispatch": {"lead": pick(units), "co": self.random.sample(units, 2)},
            "adjudicate": {"upheld": solved, "lead": pick(units)},
            "contact": {"reached": reached},
            "progress": {"text": "invented"},
            "reply": {"text": "invented"},
            "extend": {"clock": pick(running) if running else "none", "count": 1},
            "supervise": {
                "level": pick(rule.levels).name if rule else "",
                "ground": pick(rule.grounds).name if rule else "",
            },
            "answer": {"supervision": pick(waiting) if waiting else 1, "outcome": "invented"},
            "split": {"title": "invented", "lead": pick(units)},
            "convene": {"members": self.random.sample(units, min(seats, len(units)))},
            "opine": {"unit": pick(sitting.members) if sitting else "none", "verdict": "agree"},
            "visit": visited,
            "reopen": {"because": 0},
            "merge": {"into": "m2"},
            "repeat": {"of": "m2"},
            "exclude": {"rate": pick(inputs.RATES)},
            "transfer": {"unit": "invented", "district": "invented"},
        }
        return words.get(act.does, {})


def hold_laws(
    loop: LoopSpec, before: Matter, after: Matter, event: Event, calendar: WorkingCalendar
) -> None:
    """Assert what is true of every step of every loop."""
    acts = {each.name: each for each in loop.acts}
    act = acts.get(event.act)
    for rule in act.evidence if act else ():
        pieces = {each.digest for each in after.evidence if each.kind == rule.kind}
        assert len(pieces) >= rule.at_least
    for one, other in ((each.duties) for each in loop.conflicts):
        both = set(after.did.get(one, ())) & set(after.did.get(other, ()))
        assert not both, f"{both} acted as {one} and {other}"
    adjudicated = set(event.persons) if event.does == "adjudicate" else set()
    assert not adjudicated & {*before.did.get("does:dispatch", ())}
    was, now = ends(loop, before.stage), ends(loop, after.stage)
    if was is None and now == "other":
        assert not [each for each in after.clocks if each.state in clocks.OPEN]
        for each in after.clocks:
            clock = next(one for one in loop.clocks if one.name == each.name)
            assert not list(words(clock, each, calendar))
    if after.round > before.round:
        kept = [each for each in after.clocks if each.round <= before.round]
        assert len(kept) >= len(before.clocks)
    for each in before.clocks:
        if each.state not in clocks.OPEN:
            assert each in after.clocks
    assert after.final or not before.final
