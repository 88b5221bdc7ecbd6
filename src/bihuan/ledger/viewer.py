"""Who asks or acts: every query begins with a viewer, every action ends in one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bihuan.ledger.words import Text

# Roles of a district (domain rules, section 1.2). "operator" runs the machine: packs, sealing.
Role = Literal[
    "clerk", "unit_head", "lead_office", "assess_office", "deputy_leader", "committee",
    "auditor", "deputy_to_congress", "citizen", "enterprise_user", "public", "operator",
]  # fmt: skip

ROLES: dict[Role, Text] = {
    "clerk": Text("a clerk", "经办人"),
    "unit_head": Text("a head of unit", "单位负责人"),
    "lead_office": Text("the lead office", "牵头单位"),
    "assess_office": Text("the assessment office", "考核办"),
    "deputy_leader": Text("a leader in charge", "分管领导"),
    "committee": Text("the committee", "考核委员会"),
    "auditor": Text("an auditor", "审计"),
    "deputy_to_congress": Text("a deputy to the congress", "人大代表"),
    "citizen": Text("a resident", "群众"),
    "enterprise_user": Text("an enterprise", "企业"),
    "public": Text("the public", "公众"),
    "operator": Text("the operator", "系统管理员"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a subtree of units. The path is materialised: ``/qingxi/yunling/``."""

    role: Role
    subtree: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person (or program) acting through one account in one origin.

    Args:
        origin: the root unit whose log is written and read; two origins never meet.
        actor: pseudonym of the account.
        person: pseudonym of the human behind it, for the separation of duties.
        grants: what the account holds on the day of acting.
        on_behalf: unit or person acted for, empty if none.
    """

    origin: str
    actor: str
    person: str
    grants: tuple[Grant, ...] = ()
    on_behalf: str = ""

    def may(self, *roles: Role, at: str = "") -> bool:
        """Tell whether one of the roles is held over the unit path `at` (anywhere, if empty)."""
        return any(g.role in roles and at.startswith(g.subtree if at else "") for g in self.grants)

    def sees(self, path: str) -> bool:
        return any(path.startswith(grant.subtree) for grant in self.grants)

    @property
    def subtrees(self) -> tuple[str, ...]:
        """The unit paths whose records this viewer may see; empty for the public."""
        return tuple(sorted({grant.subtree for grant in self.grants}))

    @property
    def act_as(self) -> str:
        """The roles held, as the envelope records them."""
        return ",".join(sorted({grant.role for grant in self.grants}))


def public(origin: str) -> Viewer:
    """Return the viewer of an anonymous reader: sees what is published, may do nothing."""
    return Viewer(origin=origin, actor="public", person="public")
