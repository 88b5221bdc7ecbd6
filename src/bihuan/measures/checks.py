"""What is wrong with an indicator that its grammar alone cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bihuan.ledger.words import Message, Text
from bihuan.loops.engine.rates import RATES
from bihuan.loops.spec.loop import LoopSpec
from bihuan.measures.spec import Derived, IndicatorSpec, Plausible
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
STAGE_OF_REACHED = Message(
    "stage-of-reached",
    Text(
        en='"stage" belongs to the rate "reached", and to no other',
        zh="stage 与 reached（到达率）须同时填写，其他比率不填 stage",
    ),
    Text(
        en="name the stage that is asked for, or leave it out",
        zh="请填写所统计的环节，或删去 stage",
    ),
)
DERIVED_ASKS = Message(
    "derived-asks",
    Text(en="a counted indicator asks for nothing", zh="自动统计的指标不需填报"),
    Text(
        en="leave out asks and verified_by_second, or enter the value by hand",
        zh="请删去 asks 和 verified_by_second，或改为人工填报",
    ),
)
DERIVED_UNIT = Message(
    "derived-unit",
    Text(
        en="a rate is counted in percent, not in {unit}",
        zh="比率以 % 统计，不能用“{unit}”",
    ),
    Text(en='write unit_of_measure: "%"', zh='请写 unit_of_measure: "%"'),
)
_LOOP = Text(en="loop", zh="流程")
_CLASS = Text(en="class", zh="类别")
_STAGE = Text(en="stage", zh="环节")
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
    if spec.derived:
        yield from _derived(mechanism, spec, spec.derived, known)


def refers(mechanism: Mechanism) -> Iterator[tuple[str, str]]:
    """Yield the indicators whose values its plausibility looks at, and the loop it counts."""
    if mechanism.spec.derived:
        yield "Loop", mechanism.spec.derived.loop
    plausible: Plausible | None = mechanism.spec.plausible
    for name in plausible.beside if plausible else ():
        yield "Indicator", name


def _derived(
    mechanism: Mechanism, spec: IndicatorSpec, derived: Derived, known: Known
) -> Iterator[Diagnostic]:
    path: Path = ("spec", "derived")
    for key in ("asks", "verified_by_second"):
        if getattr(spec, key):
            yield diagnose(DERIVED_ASKS, mechanism.place_of(("spec", key)))
    if derived.rate in RATES and spec.unit_of_measure != "%":
        place = mechanism.place_of(("spec", "unit_of_measure"))
        yield diagnose(DERIVED_UNIT, place, unit=spec.unit_of_measure)
    if bool(derived.stage) != (derived.rate == "reached"):
        key = "stage" if derived.stage else "rate"
        yield diagnose(STAGE_OF_REACHED, mechanism.place_of((*path, key)))
    loops = known.get("Loop", {})
    if derived.loop not in loops:
        yield unknown_reference(mechanism, (*path, "loop"), derived.loop, loops, what=_LOOP)
        return
    loop: LoopSpec = loops[derived.loop].spec
    for key, named, have, what in (
        ("class", derived.class_, {each.name for each in loop.classes}, _CLASS),
        ("stage", derived.stage, {each.name for each in loop.stages}, _STAGE),
    ):
        if named and named not in have:
            yield unknown_reference(mechanism, (*path, key), named, have, what=what)


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
