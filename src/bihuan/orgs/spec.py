"""What an author may write in an `Organisation`: units, groups, posts and grants."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bihuan.ledger.viewer import Role
from bihuan.mechanisms.spec import Day, Slug, Title, Written

# domain rules 1.1
OrgKind = Literal[
    "party_committee", "government", "peoples_congress", "cppcc", "discipline", "department",
    "subdistrict", "town", "township", "sub_office", "village", "community", "soe", "institution",
    "platform", "task_force", "enterprise", "person",
    "province", "city", "district", "county",
]  # fmt: skip


class Code(Written):
    """A code of a unit in one coding scheme, with the dates on which it is valid."""

    scheme: Literal["division", "social_credit", "local"] = "division"
    code: str = Field(pattern=r"^[0-9A-Z]{1,32}$", examples=["330803101"])
    since: Day | None = None
    until: Day | None = None


class Seat(Written):
    """The seat of a unit in WGS-84 degrees, as decimal strings; never mixed with GCJ-02."""

    lon84: str = Field(pattern=r"^-?\d{1,3}\.\d{1,7}$", examples=["118.8688"])
    lat84: str = Field(pattern=r"^-?\d{1,2}\.\d{1,7}$", examples=["28.9700"])


class Tile(Written):
    """The square of a unit on the tile map of its district."""

    col: int = Field(ge=0, le=99)
    row: int = Field(ge=0, le=99)


class UnitSpec(Written):
    """A unit.

    Args:
        kind: what body it is.
        parent: the unit above it; only the root has none.
        also: other names and misprints under which an import may meet it.
        since, until: its first and its last day; open where left out.
        successors: who takes over when it ends.
    """

    slug: Slug
    kind: OrgKind
    title: Title
    short: str = Field(default="", max_length=200)
    parent: Slug | None = None
    group: Slug | None = None
    also: tuple[str, ...] = Field(default=(), strict=False)
    codes: tuple[Code, ...] = Field(default=(), strict=False)
    seat: Seat | None = None
    tile: Tile | None = None
    since: Day | None = None
    until: Day | None = None
    successors: tuple[Slug, ...] = Field(default=(), strict=False)


class GroupSpec(Written):
    """A peer group: units ranked only against each other."""

    name: Slug
    title: Title


class GrantSpec(Written):
    """A role held by an account over a unit's subtree, from the first day to the last."""

    account: Slug
    role: Role
    unit: Slug
    since: Day | None = None
    until: Day | None = None


class AccountSpec(Written):
    """An account and the pseudonym of the person behind it (never a name)."""

    slug: Slug
    person: Slug
    unit: Slug
    title: Title


class PostSpec(Written):
    """A post of a unit."""

    slug: Slug
    unit: Slug
    title: Title


class OrganisationSpec(Written):
    """The district itself. The root unit is the origin: its own log, its own key."""

    root: Slug
    groups: tuple[GroupSpec, ...] = Field(default=(), strict=False)
    units: tuple[UnitSpec, ...] = Field(strict=False, min_length=1)
    posts: tuple[PostSpec, ...] = Field(default=(), strict=False)
    accounts: tuple[AccountSpec, ...] = Field(default=(), strict=False)
    grants: tuple[GrantSpec, ...] = Field(default=(), strict=False)
