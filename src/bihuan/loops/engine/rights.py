"""Who may play which duty in a matter, and for which unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bihuan.ledger.words import Refused, Text
from bihuan.loops.engine.asked import Asked
from bihuan.loops.engine.conflicts import conflict
from bihuan.loops.engine.matter import Matter
from bihuan.loops.engine.refusals import ACT_CONFLICT, ACT_NOT_YOURS, ACT_REPORTED
from bihuan.loops.spec.acts import Act
from bihuan.loops.spec.duties import Duty, Over
from bihuan.loops.spec.loop import LoopSpec

_RAISE = Text(en="Raise", zh="登记")
DID = {
    "does:dispatch": Text(en="who dispatched it", zh="派发人"),
    "does:object": Text(en="who objected", zh="提出异议人"),
}


def player(loop: LoopSpec, matter: Matter, act: Act, asked: Asked) -> tuple[Duty, str]:
    """Return the duty under which the persons may do the act, and the unit they do it for.

    The first duty of the act that fits; refuses with the duties that could, or with the conflict.
    """
    if is_reported(matter.concerns, asked):
        raise Refused(ACT_REPORTED)
    duties = {each.name: each for each in loop.duties}
    against: tuple[str, Duty] | None = None
    for name in act.by:
        duty = duties[name]
        unit = holds(duty, matter, act, asked)
        if unit is None:
            continue
        did = conflict(loop, matter, duty.name, act.does, asked.persons)
        if not did:
            return duty, unit
        against = against or (did, duty)
    if against:
        did, duty = against
        told = DID[did] if did in DID else duties[did].title.text
        raise Refused(ACT_CONFLICT, did=told, duty=duty.title.text)
    titles = listed(duties[name].title.text for name in act.by)
    raise Refused(ACT_NOT_YOURS, act=act.title.text, duties=titles)


def raiser(loop: LoopSpec, asked: Asked, concerns: str) -> tuple[Duty, str]:
    """Return the duty under which a matter is raised, and the unit that raises it.

    Whoever is reported raises nothing about itself; anybody else who may raise does.
    """
    if is_reported(concerns, asked):
        raise Refused(ACT_REPORTED)
    duties = {each.name: each for each in loop.duties}
    units = [asked.unit] if asked.unit else list(asked.homes)
    for name in loop.raises:
        duty = duties[name]
        candidates = _raising(duty, units, asked)
        for unit in candidates:
            path = asked.units.get(unit)
            if path and _held(duty, path, asked):
                return duty, unit
    titles = listed(duties[name].title.text for name in loop.raises)
    raise Refused(ACT_NOT_YOURS, act=_RAISE, duties=titles)


def _raising(duty: Duty, units: list[str], asked: Asked) -> list[str]:
    if duty.unit:
        return [duty.unit]
    return _roots(asked) if duty.over == "district" else units


def _roots(asked: Asked) -> list[str]:
    return [unit for unit, path in asked.units.items() if path.count("/") == 2]  # noqa: PLR2004


def holds(duty: Duty, matter: Matter, act: Act, asked: Asked) -> str | None:
    """Return the unit for which the duty is held by who asks, None if it is not."""
    if not asked.persons or (duty.third_party and _handles(matter, asked)):
        return None
    for unit in _over(duty, matter, act, asked):
        path = asked.units.get(unit)
        if path and _held(duty, path, asked):
            return unit
    return None


def _held(duty: Duty, path: str, asked: Asked) -> bool:
    """Tell whether a role is held over the path; an office is its own, not of those above it."""
    roles = [each for each in asked.grants if each.role in duty.roles]
    if duty.unit:
        return any(each.subtree == path for each in roles)
    return any(path.startswith(each.subtree) for each in roles)


def _over(duty: Duty, matter: Matter, act: Act, asked: Asked) -> list[str]:
    """Return the units over which the duty may be held, that which was asked for first."""
    if duty.unit:
        return [duty.unit]
    if act.does == "claim":
        return [asked.unit] if asked.unit else list(asked.homes)
    found = _OVER[duty.over](matter, asked)
    return sorted(found, key=lambda unit: unit != asked.unit) if asked.unit else found


def _leads(matter: Matter, asked: Asked) -> list[str]:  # noqa: ARG001 - one shape for all
    return [each.unit for each in matter.handlers if each.lead]


def _co_handlers(matter: Matter, asked: Asked) -> list[str]:  # noqa: ARG001
    return [each.unit for each in matter.handlers if not each.lead]


_OVER: dict[Over, Callable[[Matter, Asked], list[str]]] = {
    "district": lambda matter, asked: _roots(asked),  # noqa: ARG005
    "raiser": lambda matter, asked: [matter.raised_by],  # noqa: ARG005
    "lead": _leads,
    "co_handler": _co_handlers,
    "handlers": lambda matter, asked: [*_leads(matter, asked), *_co_handlers(matter, asked)],
    "above_lead": lambda matter, asked: [
        above for unit in _leads(matter, asked) if (above := _above(unit, asked))
    ],
    "member": lambda matter, asked: [  # noqa: ARG005
        unit for each in matter.sittings[-1:] for unit in each.members
    ],
}


def _above(unit: str, asked: Asked) -> str:
    path = asked.units.get(unit, "")
    above = path.rstrip("/").rpartition("/")[0] + "/"
    return above.rstrip("/").rpartition("/")[2] if above != "/" else ""


def _handles(matter: Matter, asked: Asked) -> bool:
    """Tell whether one of the persons belongs to a unit that handles, or to one below it."""
    return any(
        is_within(home, each.unit, asked) for home in asked.homes for each in matter.handlers
    )


def is_reported(concerns: str, asked: Asked) -> bool:
    """Tell whether who asks is the person that is reported, or belongs to the unit that is."""
    if not concerns:
        return False
    if concerns in asked.persons:
        return True
    return any(is_within(home, concerns, asked) for home in asked.homes)


def is_within(unit: str, other: str, asked: Asked) -> bool:
    """Tell whether a unit is another one or stands below it; the root holds only itself."""
    path, above = asked.units.get(unit, ""), asked.units.get(other, "")
    if unit == other:
        return True
    return bool(above) and above.count("/") > 2 and path.startswith(above)  # noqa: PLR2004


def listed(texts: Iterator[Text] | list[Text]) -> Text:
    """Return names one after the other, as each language separates them."""
    kept = list(texts)
    return Text(en="; ".join(each.en for each in kept), zh="；".join(each.zh for each in kept))
