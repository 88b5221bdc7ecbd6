"""What may happen to a value before it is scored: divided, filled in, treated, transformed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bihuan.mechanisms.spec import Number, Slug, Written

# What stands in for a missing value: of the unit's group (`group_*`, `worst_of_group`), of all
# that take part, or of the unit's own earlier periods (`previous`, `linear`; never a later one).
# What cannot be filled in falls to `missing`.
Impute = Literal[
    "none", "zero", "mean", "median", "group_mean", "group_median", "previous", "linear",
    "worst_of_group",
]  # fmt: skip


class Denominator(Written):
    """A denominator: the value counts per head, per mu, per yuan of another indicator.

    Args:
        indicator: by whose value the value is divided, and by whose prior the prior value; the
            target is written per unit of it already. Zero or less leaves no value.
        times: what is counted per, such as 10000 for "per 10,000 persons".
    """

    indicator: Slug
    times: Number = Field(default=1, validate_default=True)


class Transform(Written):
    """A function of the taken number before units are compared.

    What the number is compared with (posts, tables, standards, a band) goes through the same
    function.

    Args:
        by: natural or decimal logarithm, or the power `exponent` (above zero).
        plus: added first, so that ``log(x + 1)`` can be said. Where the function has no answer
            (the logarithm of zero or less, the power of less than zero), there is no value.
    """

    by: Literal["log", "log10", "power"]
    plus: Number = Field(default=0, validate_default=True)
    exponent: Number = Field(default="0.5", validate_default=True)


class Treat(Written):
    """Outliers brought in, where the taken numbers are both skewed and peaked.

    The rule of the Joint Research Centre (COIN Tool): treated where the absolute skewness is above
    `skewness` and the kurtosis above `kurtosis`. Both are those of a sample (SKEW and KURT of a
    spreadsheet); kurtosis is counted from that of the normal distribution.

    Args:
        by: `winsorise` sets the farthest value to the next one while the rule is met, `most`
            values at most; `log` and `box_cox` transform all values at once.
        then: of the values as they were, where after `winsorise` the rule is still met.
    """

    by: Literal["none", "winsorise", "log", "box_cox"] = "winsorise"
    skewness: Number = Field(default=2, validate_default=True)
    kurtosis: Number = Field(default="3.5", validate_default=True)
    most: Annotated[int, Field(ge=1, le=999)] = 5
    then: Literal["none", "log", "box_cox"] = "none"
