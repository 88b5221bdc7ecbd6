"""Are the conditions of a loop written right: names that exist, types that agree?"""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.loops.engine.names import FACTS, as_name
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.cel.types import BOOL
from bihuan.mechanisms.engine.expressions import expression_mistakes
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Known, Mechanism
from bihuan.registers.engine.values import fields


def conditions(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong with its conditions, each at its own token."""
    spec: LoopSpec = mechanism.spec
    register = known.get("Register", {}).get(spec.register_)
    if register is None:
        return
    names = {**FACTS, **{as_name(name): of for name, of in fields(register.spec).items()}}
    for path, written in _written(spec):
        yield from expression_mistakes(mechanism, ("spec", *path), written, names, BOOL)


def _written(spec: LoopSpec) -> Iterator[tuple[Path, str]]:
    for at, clock in enumerate(spec.clocks):
        for place, limit in enumerate(clock.limits):
            if limit.when:
                yield ("clocks", at, "limits", place, "when"), limit.when
    if spec.visit and spec.visit.always:
        yield ("visit", "always"), spec.visit.always
    for at, act in enumerate(spec.acts):
        for place, gate in enumerate(act.needs):
            yield ("acts", at, "needs", place, "when"), gate.when
