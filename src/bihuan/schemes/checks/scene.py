"""What the checks of a scheme look at: its tree with places, and all that it may refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bihuan.ledger.words import Message, Text
from bihuan.measures.spec import IndicatorSpec
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Known, Mechanism
from bihuan.orgs.spec import OrganisationSpec
from bihuan.schemes.spec.leaves import Leaf
from bihuan.schemes.spec.nodes import Node, Root
from bihuan.schemes.spec.scheme import SchemeSpec

INDICATOR = Text(en="indicator", zh="指标")
UNIT = Text(en="unit", zh="单位")
PEER_GROUP = Text(en="peer group", zh="同类组")
CONTEST_GROUP = Text(en="contest group", zh="参赛组")
PART = Text(en="part of the score", zh="计分项")


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf or node of the tree, where it stands, and what combines it."""

    path: Path
    spec: Leaf | Node
    parent: Node | Root

    @property
    def name(self) -> str:
        if isinstance(self.spec, Node):
            return self.spec.name
        return self.spec.name or self.spec.indicator


@dataclass(frozen=True, slots=True)
class Scene:
    """A scheme among all mechanisms that are known.

    Args:
        units, peers: slugs of the known organisations; None while no organisation is known,
            since a pack of schemes alone names units that only its data has.
    """

    mechanism: Mechanism
    indicators: Mapping[str, IndicatorSpec]
    units: frozenset[str] | None
    peers: frozenset[str] | None
    parts: tuple[Part, ...] = field(default=())

    @property
    def spec(self) -> SchemeSpec:
        return cast("SchemeSpec", self.mechanism.spec)

    @property
    def groups(self) -> frozenset[str]:
        return frozenset(group.name for group in self.spec.contestants)

    def say(self, message: Message, path: Path, **parameters: Any) -> Diagnostic:
        """Return a diagnostic at a path of the file."""
        return diagnose(message, self.mechanism.place_of(path), **parameters)

    @property
    def leaves(self) -> Iterator[tuple[Path, Leaf, Part]]:
        for part in self.parts:
            if isinstance(part.spec, Leaf):
                yield part.path, part.spec, part


def scene(mechanism: Mechanism, known: Known) -> Scene:
    """Return what the checks of a scheme look at."""
    spec: SchemeSpec = mechanism.spec
    indicators: dict[str, IndicatorSpec] = {
        name: other.spec for name, other in known.get("Indicator", {}).items()
    }
    indicators.update((own.name, own) for own in spec.indicators)
    organisations: list[OrganisationSpec] = [
        other.spec for other in known.get("Organisation", {}).values()
    ]
    units = frozenset(unit.slug for each in organisations for unit in each.units)
    peers = frozenset(group.name for each in organisations for group in each.groups)
    return Scene(
        mechanism,
        indicators,
        units if organisations else None,
        peers if organisations else None,
        tuple(_parts(spec.score, ("spec", "score"))),
    )


def _parts(parent: Node | Root, path: Path) -> Iterator[Part]:
    for at, spec in enumerate(parent.parts):
        inner = (*path, "parts", at)
        yield Part(inner, spec, parent)
        if isinstance(spec, Node):
            yield from _parts(spec, inner)
