"""Bonuses, deductions and vetoes: dated facts that move a total beside its indicators."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.mechanisms.spec import Number, Slug, Title, Written


class Adjustment(Written):
    """A bonus or a deduction: dated facts with sources, each named by this rule.

    Args:
        kind: bonus adds, deduction takes away; facts carry positive points.
        most: the most this rule may move a unit in one period.
        once: the same fact id counts once, under the rule that moves it most (就高不重复).
    """

    name: Slug
    title: Title
    kind: Literal["bonus", "deduction"]
    most: Number | None = None
    once: bool = True


class Basis(Written):
    """The approved list on which a veto stands: document and entry (domain rules 4.4)."""

    document: str = Field(min_length=1, max_length=200)
    entry: str = Field(min_length=1, max_length=200)


class Veto(Written):
    """A listed event that sets the total to zero, caps the tier, or bars from awards.

    Without a `basis` the engine refuses it.
    """

    name: Slug
    title: Title
    basis: Basis | None = None
    effect: Literal["zero", "cap_tier", "bar_award"] = "bar_award"
    tier: Slug | None = None
