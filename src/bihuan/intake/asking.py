"""What a form asks and what a file may say: rules in force, units, indicators, what stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bihuan.calendars.engine.periods import Period
from bihuan.intake.engine.forms import Form
from bihuan.intake.engine.lexicon import Lexicon
from bihuan.ledger.viewer import Viewer
from bihuan.measures import queries as measures
from bihuan.measures.checking import Checker
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.queries import in_force
from bihuan.orgs import queries as orgs
from bihuan.schemes.gathering import indicator_names, who_takes_part
from bihuan.schemes.spec import PanelMean, SchemeSpec


def form_of(viewer: Viewer, scheme: str, period: Period) -> Form:
    """Return the form of a scheme: its units that the viewer may see, and what stands for them."""
    mechanism = in_force(viewer, "Scheme", scheme, period.last)
    everybody = orgs.units(viewer, period.last)
    taking_part = who_takes_part(mechanism.spec, everybody)
    declared = measures.indicators(viewer, str(period))
    names = [name for name in entered(mechanism.spec) if name in declared]
    standing = measures.observations(viewer, names, [str(period)])
    return Form(
        scheme=scheme,
        title=mechanism.title,
        digest=mechanism.digest,
        period=period,
        units=tuple(u for u in everybody if u.slug in taking_part and viewer.sees(u.path)),
        indicators=tuple(declared[name] for name in names),
        offices={unit.slug: unit.title for unit in everybody},
        standing={(value.indicator, value.unit): value for value in standing},
    )


def entered(spec: SchemeSpec) -> tuple[str, ...]:
    """Return the indicators of a scheme whose values are entered in forms.

    A panel's marks come rater by rater, and no cell of a form can hold them.
    """
    judged = {leaf.indicator for leaf in _leaves(spec.score.parts) if isinstance(leaf, PanelMean)}
    return tuple(name for name in indicator_names(spec) if name not in judged)


def _leaves(parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        if hasattr(part, "parts"):
            yield from _leaves(part.parts)
        else:
            yield part


def lexicon_for(viewer: Viewer, scheme: Mechanism | None, period: Period | None) -> Lexicon:
    """Return what the names in a file mean for whoever sends it."""
    checker = Checker(viewer)
    return Lexicon(
        lambda asked: orgs.directory(viewer, asked.last),
        lambda named: measures.indicators(viewer, named),
        admit=checker.unit_path,
        declare=checker.declared,
        scheme=scheme.title if scheme else None,
        only=frozenset(entered(scheme.spec)) if scheme else frozenset(),
        period=period,
    )


def scheme_of(viewer: Viewer, name: str, period: Period | None) -> Mechanism | None:
    """Return the scheme of a file in force in its period, or None if it names none."""
    return in_force(viewer, "Scheme", name, period.last) if name and period else None
