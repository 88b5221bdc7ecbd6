"""The whole check of a scheme, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.kinds import Known, Mechanism
from bihuan.schemes.checks.combining import combining
from bihuan.schemes.checks.leaves import leaves
from bihuan.schemes.checks.names import names
from bihuan.schemes.checks.normalising import normalising
from bihuan.schemes.checks.numbers import numbers
from bihuan.schemes.checks.reactions import reactions
from bihuan.schemes.checks.rules import rules
from bihuan.schemes.checks.scene import scene
from bihuan.schemes.checks.values import values
from bihuan.schemes.checks.weights import weights


def check(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong with a scheme among all mechanisms that are known."""
    seen = scene(mechanism, known)
    for find in (names, leaves, normalising, numbers, rules, values, weights, combining):
        yield from find(seen)
    yield from reactions(seen, known)


def refers(mechanism: Mechanism) -> Iterator[tuple[str, str]]:
    """Yield the indicators that a scheme scores, and the loops in which it opens matters."""
    for reaction in mechanism.spec.reactions:
        yield "Loop", reaction.opens.loop
    for _, leaf, _ in scene(mechanism, {}).leaves:
        yield "Indicator", leaf.indicator
        if leaf.denominator is not None:
            yield "Indicator", leaf.denominator.indicator
