"""What an author may write in an `Indicator`: the meaning of one number per unit and period."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.loops.engine.rates import By, Middle, Rate
from bihuan.mechanisms.spec import Number, Slug, Title, Written

Every = Literal["month", "quarter", "half_year", "year"]


class Plausible(Written):
    """Bounds outside which a value is flagged for a person to look at (never refused for that).

    Args:
        min, max: bounds of the value in the indicator's unit of measure.
        change: largest change against the value of the year before, in percent of it.
        check: CEL over ``value``, ``target``, ``prior``, ``unit`` and the values named in `beside`
            (their hyphens written ``_``), true where the value agrees with itself and with them;
            `because` says in words what a false result means.
        beside: indicators of the same unit and period that `check` looks at. While one of the
            values it needs is missing, nothing is flagged.
        expected: CEL over the same names, giving the number that the figures beside it lead to;
            a value that fails `check` is printed with it.
    """

    min: Number | None = None
    max: Number | None = None
    change: Number | None = None
    check: str = Field(default="", max_length=2000)
    beside: tuple[Slug, ...] = Field(default=(), strict=False)
    because: Title | None = None
    expected: str = Field(default="", max_length=2000)


class Derived(Written):
    """Where a value comes from that nobody enters: what is counted from the matters of a loop.

    Args:
        loop: the loop whose matters are counted.
        rate: which rate, in percent; or the median or 90th percentile of the working days taken.
        by: what puts a matter into a period: when it was opened, dispatched, due, or closed.
        class_: only matters of this class and of those below it.
        stage: of `reached`, the stage that is asked for.
    """

    loop: Slug
    rate: Rate | Middle
    by: By = "dispatched"
    class_: Slug | None = Field(default=None, alias="class")
    stage: Slug | None = None


class IndicatorSpec(Written):
    """One indicator. It carries no weight: a scheme's leaf refers to it with method and weight.

    Args:
        every: its period type.
        unit_of_measure: as printed, e.g. ``万元``, ``%``, ``个``; `measures` knows conversions
            such as 1 亿元 = 10,000 万元.
        decimals: decimals at which values are kept and scored; amounts in 万元, not 元.
        direction: which way is better.
        source_unit: slug of the office that supplies and verifies the value.
        asks: what is entered beside the value.
        verified_by_second: a second person must verify a value before it counts.
        meaning: the exact statistical meaning (指标口径).
        derived: it is counted from a loop, and nobody can enter it.
    """

    every: Every
    unit_of_measure: str = Field(min_length=1, max_length=20)
    decimals: int = Field(default=2, ge=0, le=6)
    direction: Literal["higher", "lower", "target_band"] = "higher"
    source_unit: Slug | None = None
    asks: tuple[Literal["target", "prior"], ...] = Field(default=(), strict=False)
    verified_by_second: bool = False
    meaning: Title | None = None
    plausible: Plausible | None = None
    derived: Derived | None = None
