"""The kinds of matter: a tree, each with the fields that it asks and the unit that it goes to."""

from __future__ import annotations

from pydantic import Field

from bihuan.mechanisms.spec import Slug, Title, Written


class ClassSpec(Written):
    """One class of matters.

    Args:
        parent: the class above; fields and unit are inherited.
        code: its code in a published classification, such as GB/T 39666.
        asks: fields of the register that a matter of this class must have.
        unit: the unit that it goes to by default.
        keywords: words that let a clerk find the class; the machine only proposes.
        open: the class may be used for new matters.
        listed: it stands in the public catalogue of services (Open311).
    """

    name: Slug
    title: Title
    parent: Slug | None = None
    code: str = Field(default="", max_length=40)
    description: Title | None = None
    asks: tuple[Slug, ...] = Field(default=(), strict=False)
    unit: Slug | None = None
    keywords: tuple[str, ...] = Field(default=(), strict=False)
    open: bool = True
    listed: bool = False
