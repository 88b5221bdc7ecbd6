"""All checks of a loop's file, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.loops.checks.conditions import conditions
from bihuan.loops.checks.duplicates import duplicates
from bihuan.loops.checks.duties import duties
from bihuan.loops.checks.names import references, twice
from bihuan.loops.checks.needs import needs
from bihuan.loops.checks.ways import ways
from bihuan.loops.spec.loop import LoopSpec
from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.kinds import Known, Mechanism


def check(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong with a loop among all mechanisms that are known.

    The ways through it are judged only where all names lead somewhere: else one typing mistake
    would be told again as a stage that is not reached.
    """
    wrong = [*twice(mechanism), *references(mechanism, known)]
    yield from wrong
    yield from conditions(mechanism, known)
    if wrong:
        return
    lacking = list(needs(mechanism))
    yield from lacking
    yield from duties(mechanism, known)
    yield from duplicates(mechanism, known)
    if not lacking:
        yield from ways(mechanism)


def refers(mechanism: Mechanism) -> Iterator[tuple[str, str]]:
    """Yield the register that it moves, and the loop in which its items are opened."""
    spec: LoopSpec = mechanism.spec
    yield "Register", spec.register_
    if spec.items and spec.items != mechanism.name:
        yield "Loop", spec.items
