"""How totals are rounded and become ranks, and which values come too late."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bihuan.mechanisms.spec import Slug, Written
from bihuan.schemes.spec.common import Decimals


class Rounding(Written):
    """Decimals, half up: of the total, and of what is shown."""

    total: Decimals = 2
    shown: Decimals = 2


class TieStep(Written):
    """One step of the tie chain: exactly one of its keys."""

    score: str | None = None
    value: Slug | None = None
    last_rank: Literal[True] | None = None


class Ranking(Written):
    """How totals become ranks.

    Args:
        order: rank on the rounded total, or on the exact one (then round).
        chain: breaks ties between equal totals before ranks are given; a tie that it leaves
            is shown as a tie.
    """

    style: Literal["competition", "dense"] = "competition"
    order: Literal["round_then_rank", "rank_then_round"] = "round_then_rank"
    chain: tuple[TieStep, ...] = Field(default=(), strict=False)


class Late(Written):
    """Values first recorded after the cut-off: `days` after the period's last day."""

    days: Annotated[int, Field(ge=0, le=366)]
    rule: Literal["accept", "treat_as_missing"] = "treat_as_missing"
