"""What follows from a published result: a matter is opened for each unit that it is about."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.mechanisms.spec import Number, Slug, Title, Written


class Opens(Written):
    """The matter that is opened.

    Args:
        loop: in which loop.
        class_: of which class.
        text: the field of its register that says what it is about.
        unit: the field of its register that names the unit.
    """

    loop: Slug
    class_: Slug | None = Field(default=None, alias="class")
    text: Slug
    unit: Slug | None = None


class Reaction(Written):
    """When a published result opens a matter; it is internal, and no public page lists it.

    Args:
        when: ``last_of_group``: units on the last place of a group of two and more;
            ``below``: units whose total, or value of an indicator, is below `least`.
        of: the indicator that `below` looks at; the total, if none is named.
        least: the bound of `below`; who reaches it is not concerned.
    """

    name: Slug
    title: Title
    when: Literal["last_of_group", "below"]
    of: Slug | None = None
    least: Number | None = None
    opens: Opens
