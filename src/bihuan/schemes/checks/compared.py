"""The numbers of a leaf that are compared with what it takes, and so stand at its decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bihuan.mechanisms.engine.spots import Path
from bihuan.schemes.spec.leaves import Leaf
from bihuan.schemes.spec.normalising import Banded, Categorical, FixedBase, Goalposts, TargetRange

_KEYS = ("reference", "out_of")
_TABLES = ("band", "standards")
_OF = {
    Goalposts: ("low", "high"),
    TargetRange: ("zero_below", "low", "high", "zero_above"),
    FixedBase: ("base",),
}


def compared(leaf: Leaf) -> Iterator[tuple[Path, Decimal]]:
    """Yield each such number with its place in the leaf."""
    for key in (*_KEYS, *_OF.get(type(leaf), ())):
        number = getattr(leaf, key, None)
        if isinstance(number, Decimal):
            yield (key,), number
    for key in _TABLES:
        for name, number in getattr(leaf, key, None) or ():
            yield (key, name), number
    if isinstance(leaf, Banded):
        yield from ((("table", at, "at"), row.at) for at, row in enumerate(leaf.table))
    if isinstance(leaf, Categorical) and leaf.of == "value":
        yield from ((("steps", at, "least"), step.least) for at, step in enumerate(leaf.steps))
