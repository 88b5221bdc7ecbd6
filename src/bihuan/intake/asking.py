"""What a form asks and what a file may say: rules in force, units, indicators, what stands."""

from __future__ import annotations

from bihuan.calendars.engine.periods import Period
from bihuan.intake.engine.forms import Form
from bihuan.intake.engine.lexicon import Lexicon
from bihuan.ledger.viewer import Viewer
from bihuan.measures import queries as measures
from bihuan.measures.checking import Checker
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.queries import in_force
from bihuan.orgs import queries as orgs
from bihuan.schemes.engine.resolving.branches import leaves_written
from bihuan.schemes.gathering import concerned, indicator_names, require_kind, who_takes_part
from bihuan.schemes.spec.leaves import PanelMean
from bihuan.schemes.spec.scheme import SchemeSpec


def form_of(viewer: Viewer, scheme: str, period: Period) -> Form:
    """Return the form of a scheme: its units that the viewer may see, and what stands for them."""
    mechanism = in_force(viewer, "Scheme", scheme, period.last)
    require_kind(mechanism, period)
    everybody = orgs.units(viewer, period.last)
    taking_part = who_takes_part(mechanism.spec, everybody)
    declared = measures.indicators(viewer, str(period))
    # What is counted from a loop is asked of nobody.
    names = [
        name
        for name in entered(mechanism.spec)
        if name in declared and declared[name].spec.derived is None
    ]
    standing = measures.observations(viewer, names, [str(period)])
    return Form(
        scheme=scheme,
        title=mechanism.title,
        digest=mechanism.digest,
        period=period,
        units=tuple(u for u in everybody if u.slug in taking_part and viewer.sees(u.path)),
        indicators=tuple(declared[name] for name in names),
        concerned=concerned(mechanism.spec, taking_part),
        offices={unit.slug: unit.title for unit in everybody},
        standing={(value.indicator, value.unit): value for value in standing},
    )


def entered(spec: SchemeSpec) -> tuple[str, ...]:
    """Return the indicators of a scheme whose values are entered in forms.

    A panel's marks come rater by rater, and no cell of a form can hold them.
    """
    judged = {leaf.indicator for leaf in leaves_written(spec.score) if isinstance(leaf, PanelMean)}
    return tuple(name for name in indicator_names(spec) if name not in judged)


def lexicon_for(
    viewer: Viewer, scheme: Mechanism | None, wanted: Period | None, about: Period | None
) -> Lexicon:
    """Return what the names in a file mean for whoever sends it.

    Args:
        viewer: who sends it.
        scheme: the scheme that the file is of, if it is of one.
        wanted: the period asked for, if one is.
        about: that one, or else the period that the file names.
    """
    checker = Checker(viewer)
    return Lexicon(
        lambda asked: orgs.directory(viewer, asked.last),
        lambda named: measures.indicators(viewer, named),
        admit=checker.unit_path,
        declare=checker.declared,
        scheme=scheme.title if scheme else None,
        only=frozenset(entered(scheme.spec)) if scheme else frozenset(),
        concerned=_concerned(viewer, scheme, about) if scheme and about else {},
        period=wanted,
    )


def _concerned(viewer: Viewer, scheme: Mechanism, period: Period) -> dict[str, frozenset[str]]:
    taking_part = who_takes_part(scheme.spec, orgs.units(viewer, period.last))
    return concerned(scheme.spec, taking_part)


def scheme_of(viewer: Viewer, name: str, period: Period | None) -> Mechanism | None:
    """Return the scheme of a file in force in its period, or None if it names none."""
    return in_force(viewer, "Scheme", name, period.last) if name and period else None
