"""Can the duties of a loop be kept apart, and is there somebody for each?"""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.ledger.words import Message, Text
from bihuan.loops.spec.duties import Duty
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.kinds import Known, Mechanism
from bihuan.orgs.spec import OrganisationSpec

CONFLICT_ITSELF = Message(
    "conflict-with-itself",
    Text(en='"{duty}" cannot be kept apart from itself', zh="“{duty}”不能与自身回避"),
    Text(en="name two duties", zh="请写两个不同的职责"),
)
CONFLICT_ON_ONE_ACT = Message(
    "conflict-on-one-act",
    Text(
        en='"{act}" is for "{one}" and "{other}", which are to be kept apart',
        zh="“{act}”同时由“{one}”和“{other}”办理，而两者应当分离",
    ),
    Text(en="leave the act to one of the two", zh="请只交由其中一个职责办理"),
)
DUTY_NOBODY = Message(
    "duty-nobody",
    Text(en='nobody in the organisation can act as "{duty}"', zh="组织文件中无人可担任“{duty}”"),
    Text(
        en="grant one of its roles over the unit, or name another unit",
        zh="请在该单位授予相应角色，或另写单位",
    ),
)
CONFLICT_NOBODY = Message(
    "conflict-nobody",
    Text(
        en='one person alone would act as "{one}" and as "{other}"',
        zh="“{one}”与“{other}”只有同一人可以担任",
    ),
    Text(
        en="let a second person hold one of the two, or drop the conflict",
        zh="请增加一名可担任其中一项的人员，或取消该回避规定",
    ),
)
# One person must not do both of what these acts do and what is kept apart from it.
_APART = frozenset({"close", "visit", "adjudicate"})


def duties(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong with the duties and their conflicts."""
    spec: LoopSpec = mechanism.spec
    pairs = [each.duties for each in spec.conflicts]
    for at, (one, other) in enumerate(pairs):
        if one == other:
            place = mechanism.place_of(("spec", "conflicts", at, "duties"))
            yield diagnose(CONFLICT_ITSELF, place, duty=one)
    for at, act in enumerate(spec.acts):
        for one, other in pairs:
            if act.does in _APART and {one, other} <= set(act.by) and one != other:
                place = mechanism.place_of(("spec", "acts", at, "by"))
                yield diagnose(CONFLICT_ON_ONE_ACT, place, act=act.name, one=one, other=other)
    for organisation in known.get("Organisation", {}).values():
        # An organisation without accounts is not staffed yet; nobody can be missing in it.
        if organisation.spec.accounts:
            yield from _staffed(mechanism, spec, organisation.spec)


def _staffed(
    mechanism: Mechanism, spec: LoopSpec, organisation: OrganisationSpec
) -> Iterator[Diagnostic]:
    """Yield the offices that nobody holds, and pairs for which there is one person only."""
    held = {each.name: _holders(each, organisation) for each in spec.duties}
    for at, duty in enumerate(spec.duties):
        if held[duty.name] == set():
            place = mechanism.place_of(("spec", "duties", at, "name"))
            yield diagnose(DUTY_NOBODY, place, duty=duty.name)
    for at, conflict in enumerate(spec.conflicts):
        one, other = conflict.duties
        first, second = held[one], held[other]
        if first and second and len(first | second) == 1:
            place = mechanism.place_of(("spec", "conflicts", at, "duties"))
            yield diagnose(CONFLICT_NOBODY, place, one=one, other=other)


def _holders(duty: Duty, organisation: OrganisationSpec) -> set[str] | None:
    """Return the persons who may play a duty; None where that depends on the matter."""
    if duty.unit is None and duty.over != "district":
        return None
    unit = duty.unit or organisation.root
    people = {each.slug: each.person for each in organisation.accounts}
    return {
        people[each.account]
        for each in organisation.grants
        if each.role in duty.roles and each.unit == unit and each.account in people
    }
