"""What happens to a leaf's values before they are scored, as whole numbers in its parameters.

Each key stands only where the leaf uses it::

    denominator   {indicator, decimals, times: [num, den]}   decimals of that indicator
    impute        word
    treat         {by, skewness, kurtosis: micro, most, then}
    transform     {by, plus: [num, den], exponent: micro}

What a value is compared with goes through the same function: posts, tables, standards and bands
are written in the unit of the value, and stand transformed in the parameters.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bihuan.ledger.words import Message, Refused, Text
from bihuan.schemes.engine.definition.values import transformed
from bihuan.schemes.engine.numbers.integers import micro
from bihuan.schemes.spec.leaves import (
    AsIs,
    Completion,
    CompletionStep,
    Deduct,
    EfficacyTier,
    Formula,
    GrowthVsRef,
    Leaf,
    LevelGrowthMix,
    MinmaxBase,
    PanelMean,
    PerEvent,
    Progress,
    RankLinear,
    RankStep,
    TallyRate,
    TargetOrNothing,
)
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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bihuan.schemes.engine.resolving.leaves import Measured
    from bihuan.schemes.spec.scheme import SchemeSpec
    from bihuan.schemes.spec.values import Transform, Treat

Json = dict[str, Any]

# Several numbers of a unit make these, not one value.
OF_MANY = (PanelMean, TallyRate)
# These look at the order of values or at whether a target is met, not at how large they are.
OF_ORDER = (RankStep, RankLinear, Percentile, Borda, TargetOrNothing)
# These compare how large the values of units are, on no scale of their own.
AMONG_VALUES = (MinmaxBase, LevelGrowthMix, Zscore, Distance, AboveMean)
# Posts, tables, standards: what a value is compared with is transformed as it is.
ALONG_POSTS = (Goalposts, Banded, TargetRange, EfficacyTier, Categorical)
TREATED = (
    *AMONG_VALUES, *ALONG_POSTS, Raw, Formula, Completion, CompletionStep, Progress, GrowthVsRef,
    AsIs, Deduct, PerEvent, FixedBase,
)  # fmt: skip
TRANSFORMED = (*AMONG_VALUES, *ALONG_POSTS, Cyclical, Raw, Formula)

POST_OUTSIDE = Message(
    "post-outside",
    Text(
        en="{by} has no answer for {number}, with which values are compared here",
        zh="此处与数值比较的 {number} 无法进行 {by} 变换",
    ),
    Text(
        en="logarithms ask for more than zero and powers for zero or more; change the number, or "
        "write plus",
        zh="取对数须大于零，乘方须不小于零；请更改该数，或写明 plus",
    ),
)
POSTS_ALIKE = Message(
    "posts-alike",
    Text(
        en="after {by} some of the numbers that values are compared with are equal",
        zh="经 {by} 变换后，用于比较的数值中有相同的",
    ),
    Text(
        en="write numbers that lie further apart, or more take_decimals",
        zh="请拉开这些数值的距离，或增加 take_decimals",
    ),
)


def is_treated(leaf: Leaf) -> bool:
    """Return whether outliers of the leaf can be brought in: its method asks how large values are.

    A category by percentile looks at their order alone.
    """
    return isinstance(leaf, TREATED) and getattr(leaf, "of", "value") == "value"


def is_transformed(leaf: Leaf) -> bool:
    """Return whether a function of the leaf's value has a meaning for its method."""
    return isinstance(leaf, TRANSFORMED) and getattr(leaf, "of", "value") == "value"


def treat_of(leaf: Leaf, spec: SchemeSpec) -> Treat | None:
    """Return how outliers are treated; the scheme's word is for methods that compare values."""
    if leaf.treat is not None:
        return leaf.treat if leaf.treat.by != "none" and is_treated(leaf) else None
    whole = spec.treat
    return whole if whole.by != "none" and isinstance(leaf, AMONG_VALUES) else None


def values_of(leaf: Leaf, spec: SchemeSpec, measures: Mapping[str, Measured]) -> Json:
    """Return what happens to the leaf's values; nothing where nothing does.

    Args:
        leaf: as written.
        spec: its scheme, whose `impute` and `treat` hold where the leaf has none.
        measures: the indicators that the scheme refers to.
    """
    found: Json = {}
    if isinstance(leaf, OF_MANY):
        return found
    if leaf.denominator is not None:
        name = leaf.denominator.indicator
        found["denominator"] = {
            "indicator": name,
            "decimals": measures[name].spec.decimals,
            "times": _ratio(leaf.denominator.times),
        }
    impute = leaf.impute or spec.impute
    if impute != "none":
        found["impute"] = impute
    if treat := treat_of(leaf, spec):
        found["treat"] = {
            "by": treat.by,
            "skewness": micro(treat.skewness),
            "kurtosis": micro(treat.kurtosis),
            "most": treat.most,
            "then": treat.then,
        }
    if leaf.transform is not None and is_transformed(leaf):
        found["transform"] = transform_of(leaf.transform)
    return found


def transform_of(transform: Transform) -> Json:
    """Return a function of the value as whole numbers."""
    return {
        "by": transform.by,
        "plus": _ratio(transform.plus),
        "exponent": micro(transform.exponent),
    }


def _ratio(number: Decimal) -> list[int]:
    return list(Fraction(number).as_integer_ratio())


def needs_a_quotient(leaf: Leaf, treat: Treat | None) -> bool:
    """Return whether what is scored is finer than the value: a quotient or a logarithm."""
    by_function = treat is not None and {treat.by, treat.then} & {"log", "box_cox"}
    return leaf.denominator is not None or leaf.transform is not None or bool(by_function)


def along(leaf: Leaf, params: Json, transform: Json, kept: int) -> Json:
    """Return the integers of the method with its posts transformed as the values are."""
    if isinstance(leaf, Banded | Categorical):
        key = "table" if isinstance(leaf, Banded) else "steps"
        ats = _posts(transform, [at for at, _ in params[key]], kept)
        shares = (share for _, share in params[key])
        return {**params, key: [list(pair) for pair in zip(ats, shares, strict=True)]}
    if isinstance(leaf, EfficacyTier):
        return {**params, "standards": _posts(transform, params["standards"], kept)}
    names = _POSTS.get(type(leaf), ())
    posts = _posts(transform, [params[name] for name in names], kept)
    return {**params, **dict(zip(names, posts, strict=True))}


_POSTS: dict[type[Leaf], tuple[str, ...]] = {
    Goalposts: ("low", "high"),
    TargetRange: ("zero_below", "low", "high", "zero_above"),
}


def band_along(band: list[int] | None, transform: Json, kept: int) -> list[int] | None:
    """Return a band transformed as the values are."""
    return band and _posts(transform, band, kept)


def _posts(transform: Json, numbers: list[int], kept: int) -> list[int]:
    """Return numbers transformed; refuses one without an answer, and two that become equal."""
    found = []
    for number in numbers:
        post = transformed(transform, number, kept)
        if post is None:
            written = format(Decimal(number).scaleb(-kept), "f")
            raise Refused(POST_OUTSIDE, by=transform["by"], number=written)
        found.append(post)
    if len(set(found)) < len(set(numbers)):
        raise Refused(POSTS_ALIKE, by=transform["by"])
    return found
