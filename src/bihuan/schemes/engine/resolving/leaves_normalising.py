"""The integers of the methods that compare with posts, with peers or with the past.

Points, factors and shares of a weight are micro::

    goalposts          low, high (at take_decimals), base, capped
    zscore             middle, spread, sample: bool (whether the deviation is that of a sample)
    percentile         count: below | below_or_equal | middle
    borda
    distance           to: leader | mean | unit, unit, form: ratio | difference
    categorical        of: value | percentile, steps [[least, share], ...], the easiest first; least
                       at take_decimals, or micro of a percentile
    above_mean         within, above, around, below
    cyclical           middle, spread
    banded             table [[at (at take_decimals), share], ...] ascending, ends: bool
    target_range       zero_below, low, high, zero_above (at take_decimals)
    fixed_base         base (at take_decimals; null: the prior value), period: "" or of the base
    raw                per
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bihuan.schemes.engine.numbers.integers import micro, scaled
from bihuan.schemes.engine.resolving.leaves_values import treat_of
from bihuan.schemes.spec.leaves import Leaf, MinmaxBase, RankLinear, RankStep
from bihuan.schemes.spec.normalising import (
    AboveMean,
    Banded,
    Borda,
    Categorical,
    Cyclical,
    Distance,
    FixedBase,
    Goalposts,
    Percentile,
    Raw,
    TargetRange,
    Zscore,
)
from bihuan.schemes.spec.scheme import SchemeSpec

AMONG_PEERS = (
    MinmaxBase, RankStep, RankLinear, Zscore, Percentile, Borda, Distance, AboveMean,
)  # fmt: skip


def among_peers(leaf: Leaf) -> bool:
    """Return whether the method compares a unit with its peers."""
    by_percentile = isinstance(leaf, Categorical) and leaf.of == "percentile"
    return by_percentile or isinstance(leaf, AMONG_PEERS)


def over_of(leaf: Leaf, spec: SchemeSpec) -> str:
    """Return whom the leaf compares a unit with, by its own word or the scheme's."""
    return leaf.over or spec.over


def panel_of(leaf: Leaf, spec: SchemeSpec) -> int:
    """Return how many earlier periods the leaf pools, by its own word or the scheme's."""
    return spec.panel if leaf.panel is None else leaf.panel


def compared_with(leaf: Leaf, spec: SchemeSpec) -> dict[str, Any]:
    """Return `over` and `panel` where the leaf looks at others and they say more than its group."""
    looks = among_peers(leaf) or treat_of(leaf, spec) is not None
    panel = panel_of(leaf, spec) if looks or isinstance(leaf, Cyclical) else 0
    over = over_of(leaf, spec) if looks else "group"
    return {
        **({"over": over} if over != "group" else {}),
        **({"panel": panel} if panel else {}),
    }


def _goalposts(leaf: Goalposts, _full: int, kept: int, _: object) -> dict[str, Any]:
    return {
        "low": scaled(leaf.low, kept),
        "high": scaled(leaf.high, kept),
        "base": micro(leaf.base),
        "capped": not leaf.uncapped,
    }


def _zscore(leaf: Zscore, _full: int, _kept: int, _: object) -> dict[str, Any]:
    return {
        "middle": micro(leaf.middle),
        "spread": micro(leaf.spread),
        "sample": leaf.deviation == "sample",
    }


def _percentile(leaf: Percentile, _full: int, _kept: int, _: object) -> dict[str, Any]:
    return {"count": leaf.count}


def _distance(leaf: Distance, _full: int, _kept: int, _: object) -> dict[str, Any]:
    return {"to": leaf.to, "unit": leaf.unit or "", "form": leaf.form}


def _categorical(leaf: Categorical, _full: int, kept: int, _: object) -> dict[str, Any]:
    of_value = leaf.of == "value"
    steps = [
        [scaled(step.least, kept) if of_value else micro(step.least), micro(step.share)]
        for step in leaf.steps
    ]
    # What asks for more earns more: a file in which it does not is refused.
    return {"of": leaf.of, "steps": sorted(steps, key=lambda step: step[1])}


def _above_mean(leaf: AboveMean, _full: int, _kept: int, _: object) -> dict[str, Any]:
    return {name: micro(getattr(leaf, name)) for name in ("within", "above", "around", "below")}


def _cyclical(leaf: Cyclical, _full: int, _kept: int, _: object) -> dict[str, Any]:
    return {"middle": micro(leaf.middle), "spread": micro(leaf.spread)}


def _banded(leaf: Banded, _full: int, kept: int, _: object) -> dict[str, Any]:
    return {
        "table": [[scaled(row.at, kept), micro(row.share)] for row in leaf.table],
        "ends": leaf.outside == "ends",
    }


def _target_range(leaf: TargetRange, _full: int, kept: int, _: object) -> dict[str, Any]:
    names = ("zero_below", "low", "high", "zero_above")
    return {name: scaled(getattr(leaf, name), kept) for name in names}


def _fixed_base(leaf: FixedBase, _full: int, kept: int, _: object) -> dict[str, Any]:
    base = scaled(leaf.base, kept) if isinstance(leaf.base, Decimal) else None
    return {"base": base, "period": leaf.base_period or ""}


def _raw(leaf: Raw, _full: int, _kept: int, _: object) -> dict[str, Any]:
    return {"per": micro(leaf.times)}


NORMALISING_PARAMS: dict[type[Leaf], Callable[..., dict[str, Any]]] = {
    Goalposts: _goalposts,
    Zscore: _zscore,
    Percentile: _percentile,
    Distance: _distance,
    Categorical: _categorical,
    AboveMean: _above_mean,
    Cyclical: _cyclical,
    Banded: _banded,
    TargetRange: _target_range,
    FixedBase: _fixed_base,
    Raw: _raw,
}
