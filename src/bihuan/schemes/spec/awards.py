"""Who wins an award, and the tiers that totals fall into."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bihuan.mechanisms.spec import Number, Slug, Title, Written


class Take(Written):
    """Who wins an award in a group: exactly one of top, share, formula, threshold.

    Args:
        top: the first k; `share`: the first ceil(share times n).
        formula: CEL over n giving k, such as ``ceil(0.25 * n)``.
        threshold: all with at least this total; with `first`, only the first k of them.
        rise: the k that rose most ranks since the last period.
    """

    top: Annotated[int, Field(ge=1, le=9999)] | None = None
    share: Number | None = None
    formula: str = ""
    threshold: Number | None = None
    first: Annotated[int, Field(ge=1, le=9999)] | None = None
    rise: Annotated[int, Field(ge=1, le=9999)] | None = None


class GroupTake(Take):
    """A quota for one contest group."""

    group: Slug


class Award(Written):
    """An award; recorded as an assessment incentive, not a commendation, unless approved.

    Args:
        take: who wins in each group; `quotas` override it per group.
        at_line: a tie across the line: all in, by the tie chain then all in, or left to the
            committee (shown as unresolved).
        look: how a page shows it.
        approval: number of the approval, if it is a commendation.
    """

    name: Slug
    title: Title
    look: Literal["gold", "flag", "plain"] = "plain"
    groups: tuple[Slug, ...] = Field(default=(), strict=False)
    take: Take | None = None
    quotas: tuple[GroupTake, ...] = Field(default=(), strict=False)
    at_line: Literal["all_in", "tie_break", "committee"] = "tie_break"
    not_with: tuple[Slug, ...] = Field(default=(), strict=False)
    approval: str = ""


class Tier(Written):
    """A grade by total: at least `least`, and at most the share of the group."""

    name: Slug
    title: Title
    least: Number
    share: Number | None = None
