"""What is wrong with an indicator that its grammar alone cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bihuan.ledger.words import Message, Text
from bihuan.measures.spec import IndicatorSpec, Plausible
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.cel.types import BOOL, NUMBER, TEXT
from bihuan.mechanisms.engine.expressions import expression_mistakes
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Known, Mechanism

BOUNDS = Message(
    "bounds",
    Text(en="min is above max", zh="min 高于 max"),
    Text(en="exchange the two, or correct one", zh="请将两者对调，或更正其中一个"),
)
FINER = Message(
    "finer-than-kept",
    Text(
        en="{written} has more decimals than the {decimals} that are kept",
        zh="{written} 的小数位数超过所保留的 {decimals} 位",
    ),
    Text(en="shorten the bound, or raise decimals", zh="请缩短界限值，或增大 decimals"),
)
_OFFICE = Text(en="unit", zh="单位")
_INDICATOR = Text(en="indicator", zh="指标")


def check(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong with an indicator among all mechanisms that are known."""
    spec: IndicatorSpec = mechanism.spec
    if spec.source_unit and (organisations := known.get("Organisation")):
        units = {unit.slug for each in organisations.values() for unit in each.spec.units}
        if spec.source_unit not in units:
            path = ("spec", "source_unit")
            yield unknown_reference(mechanism, path, spec.source_unit, units, what=_OFFICE)
    if spec.plausible:
        yield from _plausible(mechanism, spec, spec.plausible, known)


def refers(mechanism: Mechanism) -> Iterator[tuple[str, str]]:
    """Yield the indicators whose values its plausibility looks at."""
    plausible: Plausible | None = mechanism.spec.plausible
    for name in plausible.beside if plausible else ():
        yield "Indicator", name


def _plausible(
    mechanism: Mechanism, spec: IndicatorSpec, plausible: Plausible, known: Known
) -> Iterator[Diagnostic]:
    path: Path = ("spec", "plausible")
    if plausible.min is not None and plausible.max is not None and plausible.min > plausible.max:
        yield diagnose(BOUNDS, mechanism.place_of((*path, "min")))
    for key in ("min", "max"):
        bound: Decimal | None = getattr(plausible, key)
        if bound is not None and _decimals(bound) > spec.decimals:
            place = mechanism.place_of((*path, key))
            yield diagnose(FINER, place, written=format(bound, "f"), decimals=spec.decimals)
    others = known.get("Indicator", {})
    for at, name in enumerate(plausible.beside):
        if name not in others:
            inner = (*path, "beside", at)
            yield unknown_reference(mechanism, inner, name, others, what=_INDICATOR)
    fields = dict.fromkeys(("value", "target", "prior"), NUMBER)
    fields |= {"unit": TEXT}
    fields |= {name.replace("-", "_"): NUMBER for name in plausible.beside}
    for key, written, gives in (
        ("check", plausible.check, BOOL),
        ("expected", plausible.expected, NUMBER),
    ):
        if written:
            yield from expression_mistakes(mechanism, (*path, key), written, fields, gives)


def _decimals(number: Decimal) -> int:
    """Return how many decimals count: 1.50 has one."""
    exponent = number.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
