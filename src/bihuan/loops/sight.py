"""Which matters a viewer sees: those of the units that the viewer has a role over.

A unit has to do with a matter that it leads, helps with, raised, or sits on a panel of. An office
that a loop's file names for a duty sees every matter of the loop; what waits in a pool is seen by
whoever may claim it. The unit or person that a matter is about sees nothing of it, whatever their
roles: what is not seen is not there, and no answer tells the two apart.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bihuan.ledger.viewer import Viewer
from bihuan.loops.engine.matter import Matter
from bihuan.loops.spec.acts import Act
from bihuan.loops.spec.loop import LoopSpec
from bihuan.orgs import queries as orgs

# They ask about what is public, or about their own matters by number and code.
_OUTSIDE = frozenset({"citizen", "enterprise_user", "public"})


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees on a day.

    Args:
        units: the units whose matters are seen; None for all of the origin.
        hidden: what a matter must not be about: the persons, their units, and those above them.
    """

    viewer: Viewer
    units: frozenset[str] | None
    hidden: frozenset[str]
    homes: tuple[str, ...]
    paths: dict[str, str]

    def sees(self, matter: Matter, loop: LoopSpec) -> bool:
        """Tell whether a matter is there for the viewer."""
        if matter.concerns and matter.concerns in self.hidden:
            return False
        if self.sees_all(loop) or self.sees_pool(loop, matter.stage):
            return True
        return not self._seen(matter).isdisjoint(self.units or ())

    def sees_pool(self, loop: LoopSpec, stage: str) -> bool:
        """Tell whether what waits at a stage is seen, since the viewer may claim it."""
        pools = {each.name for each in loop.stages if each.pool}
        return stage in pools and any(
            self.may_claim(loop, act) for act in loop.acts if not act.from_ or stage in act.from_
        )

    def may_claim(self, loop: LoopSpec, act: Act) -> bool:
        """Tell whether it is an act of claiming that the viewer's roles allow."""
        if act.does != "claim":
            return False
        roles = {role for duty in loop.duties if duty.name in act.by for role in duty.roles}
        return any(grant.role in roles for grant in self.viewer.grants)

    def sees_all(self, loop: LoopSpec) -> bool:
        """Tell whether every matter of a loop is seen."""
        return self.units is None or any(
            self._plays(duty.roles, self.paths.get(duty.unit, ""))
            for duty in loop.duties
            if duty.unit
        )

    def sees_reporter(self, matter: Matter) -> bool:
        """Tell whether who raised the matter is shown: of a confidential one, only to its unit."""
        if not matter.confidential:
            return True
        path = self.paths.get(matter.raised_by, "")
        return bool(path) and any(grant.subtree == path for grant in self.viewer.grants)

    def _plays(self, roles: Collection[str], path: str) -> bool:
        return any(
            grant.role in roles and grant.subtree == path for grant in self.viewer.grants if path
        )

    def _seen(self, matter: Matter) -> set[str]:
        members = {unit for sitting in matter.sittings for unit in sitting.members}
        return {matter.raised_by, *(each.unit for each in matter.handlers), *members}


def of(viewer: Viewer, on: date) -> Sight:
    """Return what somebody sees on a day."""
    paths = orgs.paths(viewer.origin, on)
    persons = persons_of(viewer, paths)
    homes = orgs.homes(viewer.origin, persons, on)
    inside = [grant.subtree for grant in viewer.grants if grant.role not in _OUTSIDE]
    root = f"/{viewer.origin}/"
    everything = any(root.startswith(subtree) for subtree in inside)
    units = frozenset(
        slug for slug, path in paths.items() if any(path.startswith(each) for each in inside)
    )
    return Sight(
        viewer=viewer,
        units=None if everything else units,
        hidden=frozenset(persons) | _hidden(homes, paths),
        homes=homes,
        paths=paths,
    )


def persons_of(viewer: Viewer, paths: dict[str, str]) -> tuple[str, ...]:
    """Return who acts, and the person for whom a deputy acts; a unit is acted for by itself."""
    others = [viewer.on_behalf] if viewer.on_behalf and viewer.on_behalf not in paths else []
    return tuple(sorted({viewer.person, *others}))


def _hidden(homes: Collection[str], paths: dict[str, str]) -> frozenset[str]:
    """Return the units of which these are a part: themselves and those above, the root left out.

    A report about the district itself is hidden from who belongs to it directly.
    """
    found = set(homes)
    for home in homes:
        above = paths.get(home, "").strip("/").split("/")
        found |= set(above[1:])
    return frozenset(found)
