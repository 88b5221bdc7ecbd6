"""How the parts of a node become one score, and what may lessen it afterwards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bihuan.mechanisms.spec import Number, Slug, Title, Written

# One unit by itself: the first four lines. Units against each other, in their group: the last two.
Combine = Literal[
    "sum", "mean", "geometric", "harmonic", "median", "min", "max", "formula",
    "generalised", "product", "owa", "mazziotta_pareto",
    "copeland", "kemeny", "topsis", "vikor", "promethee", "moora", "spotis", "electre",
]  # fmt: skip
COMPARING = frozenset(
    {"copeland", "kemeny", "topsis", "vikor", "promethee", "moora", "spotis", "electre"}
)


class Bounds(Written):
    """The worst and the best score of a part that SPOTIS measures from."""

    part: Slug
    low: Number
    high: Number


class Preference(Written):
    """How a difference between two units becomes a preference (PROMETHEE).

    Args:
        shape: usual, u_shape, v_shape, level, linear or gaussian (Brans and Vincke 1985).
        indifference, preference, deviation: q, p and s, in the scores' own points.
        parts: those it holds for; all if left out.
    """

    shape: Literal["usual", "u_shape", "v_shape", "level", "linear", "gaussian"] = "usual"
    indifference: Number = Field(default=0, validate_default=True)
    preference: Number = Field(default=0, validate_default=True)
    deviation: Number = Field(default=0, validate_default=True)
    parts: tuple[Slug, ...] = Field(default=(), strict=False)


class Using(Written):
    """The numbers that a way of combining needs; each belongs to the ways named.

    Args:
        exponent: of the generalised mean; 0 is the geometric one.
        order: of `owa`: shares by place, the best part first; they add up to 1.
        penalty: of `mazziotta_pareto`: minus where high scores are good, plus where they are bad;
            default minus.
        scale: of `topsis`, `moora` and `electre`: how parts are made comparable; default vector.
        strategy: of `vikor`: the share v of group utility against individual regret; default 0.5.
        preferences: of `promethee`; a part that none is for has `usual`.
        bounds: of `spotis`; of a part that is not listed: 0 and 100.
        concordance, discordance: of `electre`: the thresholds of outranking; default the means
            over all pairs.
        exact: of `kemeny`: the most units for which all orders are searched; default 8.
    """

    exponent: Annotated[Number, Field(ge=-100, le=100)] | None = None
    order: tuple[Number, ...] = Field(default=(), strict=False)
    penalty: Literal["minus", "plus"] | None = None
    scale: Literal["vector", "minmax", "sum", "max", "none"] | None = None
    strategy: Number | None = None
    preferences: tuple[Preference, ...] = Field(default=(), strict=False)
    bounds: tuple[Bounds, ...] = Field(default=(), strict=False)
    concordance: Number | None = None
    discordance: Number | None = None
    exact: int | None = Field(default=None, ge=2, le=12)


class Penalty(Written):
    """What is taken from the rounded score of a node where a condition on it or its parts holds.

    Args:
        when: CEL over ``score``, as it is before any penalty, and the parts' names (``-`` written
            as ``_``).
        times: the score is multiplied by this and rounded again; `less`: so much is taken off.
            Exactly one of the two.
    """

    name: Slug
    title: Title
    when: str = Field(min_length=1, max_length=2000)
    times: Number | None = None
    less: Number | None = None
