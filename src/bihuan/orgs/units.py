"""A unit as it stands on a date: what other rooms see of the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bihuan.ledger.words import Text


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a unit, from its first to its last day of validity; None where open."""

    scheme: str
    code: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of an origin.

    Args:
        path: slugs from the root down, ``/qingxi/yunling/``; a subtree is a prefix of it.
        group: peer group, empty if none.
        codes: only those valid on the day asked for.
        seat: longitude and latitude in WGS-84 degrees, as written.
        tile: column and row on the tile map.
        since, until: first and last day; None where open.
        also: other names and misprints under which it is met.
        successors: slugs of the units that took over when it ended.
    """

    slug: str
    kind: str
    title: Text
    short: str = ""
    parent: str = ""
    path: str = ""
    group: str = ""
    codes: tuple[Code, ...] = ()
    seat: tuple[str, str] | None = None
    tile: tuple[int, int] | None = None
    since: date | None = None
    until: date | None = None
    also: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    def stands_on(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Group:
    """A peer group: units ranked only against each other."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True)
class Account:
    """An account of a unit; `person` is the pseudonym of the human behind it."""

    slug: str
    person: str
    unit: str
    title: Text


@dataclass(frozen=True, slots=True)
class Holding:
    """A role held by an account over the subtree of a unit, from its first to its last day."""

    account: str
    role: str
    unit: str
    since: date | None
    until: date | None
