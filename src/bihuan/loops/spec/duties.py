"""Who does what to a matter, and which two duties one person may not both do."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.ledger.viewer import Role
from bihuan.mechanisms.spec import Slug, Title, Written

Over = Literal["district", "lead", "co_handler", "handlers", "above_lead", "raiser", "member"]


class Duty(Written):
    """A part that somebody plays in a matter.

    Args:
        roles: the roles that may play it.
        over: over which unit the role must be held: the whole district, the lead unit, a
            co-handler, either of the two, the unit above the lead, the unit that raised the
            matter, or a unit that sits on the panel.
        unit: instead of `over`, one office that does it, such as the hotline centre.
        third_party: done by people outside the units that handle: never by a person of the lead
            or a co-handler, whatever roles they hold.
    """

    name: Slug
    title: Title
    roles: tuple[Role, ...] = Field(strict=False, min_length=1)
    over: Over = "district"
    unit: Slug | None = None
    third_party: bool = False


class Conflict(Written):
    """Two duties that no person does on the same matter, deputies included."""

    duties: tuple[Slug, Slug] = Field(strict=False)
    basis: str = Field(default="", max_length=200)
