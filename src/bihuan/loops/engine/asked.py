"""What somebody asks to do: who, when, with which words, fields and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bihuan.ledger.viewer import Grant


@dataclass(frozen=True, slots=True)
class Brought:
    """A piece of evidence that comes with the act; `type` is its media type."""

    kind: str
    digest: str
    type: str = ""
    made: datetime | None = None
    place: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """The matter that a merge or a repetition names."""

    id: str
    loop: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """All that the rules look at beside the matter itself; the engine reads nothing else.

    Args:
        at: when it happened; `now`: when it is entered.
        persons: pseudonyms of who acts, and of those for whom a deputy acts. Empty: the system.
        homes: slugs of the units to which these persons belong.
        grants: the roles held by who acts (of a deputy, those of the person deputised for too).
        units: the paths of all units that stand, by slug.
        unit: the unit for which it is done, where the person may act for several.
        values: the fields of the record as they are after the act, without personal values.
        given: the fields that the act sets; personal ones too, by name only.
        other: the matter that is named, if one is.
    """

    at: datetime
    now: datetime
    persons: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    evidence: tuple[Brought, ...] = ()
    reason: str = ""
    other: Other | None = None
