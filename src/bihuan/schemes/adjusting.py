"""The grounds of a bonus, deduction or veto: a rule of the scheme, and a unit that takes part."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Refused, Text
from bihuan.measures.actions import Effect, points_of
from bihuan.mechanisms.engine.guessing import guess
from bihuan.mechanisms.kinds import Mechanism
from bihuan.mechanisms.queries import in_force
from bihuan.orgs import queries as orgs
from bihuan.schemes.gathering import require_kind, who_takes_part
from bihuan.schemes.refusals import (
    EFFECTS,
    NO_UNIT_IN_RUN,
    POINTS_ABOVE_MOST,
    RULE_UNKNOWN,
    VETO_WITH_POINTS,
)
from bihuan.schemes.spec.adjustments import Adjustment, Veto
from bihuan.schemes.spec.scheme import SchemeSpec


def refuse_without_ground(  # noqa: PLR0913 - the event, as it is recorded
    viewer: Viewer,
    name: str,
    *,
    effect: Effect,
    rule: str,
    unit: str,
    period: str,
    points: str | Decimal | None,
) -> None:
    """Refuse what the scheme in force on the period's last day does not know or does not allow."""
    about = Period.parse(period)
    scheme = in_force(viewer, "Scheme", name, about.last)
    require_kind(scheme, about)
    found = _rule(scheme, effect, rule)
    taking_part = who_takes_part(scheme.spec, orgs.units(viewer, about.last))
    if unit not in taking_part:
        units = ", ".join(sorted(taking_part))
        raise Refused(NO_UNIT_IN_RUN, unit=unit, scheme=name, period=period, units=units)
    if isinstance(found, Adjustment):
        _refuse_above_most(found, points)
    elif points is not None:
        raise Refused(VETO_WITH_POINTS, rule=found.title.text)


def _rule(scheme: Mechanism, effect: Effect, name: str) -> Adjustment | Veto:
    known = {rule.name: rule for rule in _rules(scheme.spec, effect)}
    if name in known:
        return known[name]
    near = guess(name, list(known))
    listed = Text(", ".join(known) or "none", "、".join(known) or "无")
    if near:
        listed = Text(f'{listed.en} (did you mean "{near}"?)', f"{listed.zh}（是不是“{near}”？）")
    raise Refused(
        RULE_UNKNOWN, scheme=scheme.title, effect=EFFECTS[effect], rule=name, candidates=listed
    )


def _rules(spec: SchemeSpec, effect: Effect) -> Sequence[Adjustment | Veto]:
    if effect == "veto":
        return spec.vetoes
    return [rule for rule in spec.adjustments if rule.kind == effect]


def _refuse_above_most(rule: Adjustment, points: str | Decimal | None) -> None:
    """Refuse one event beyond what its rule may move; several are capped when they are scored."""
    if rule.most is not None and Decimal(points_of(points)) > rule.most:
        raise Refused(POINTS_ABOVE_MOST, rule=rule.title.text, points=points, most=f"{rule.most:f}")
