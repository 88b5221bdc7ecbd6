"""What an enacted `Organisation` does to the tables of this room."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from datetime import date
from typing import Any

from bihuan.ledger.applying import applies, projection
from bihuan.ledger.facts import Fact
from bihuan.ledger.words import Message, Refused, Text
from bihuan.mechanisms import queries as mechanisms
from bihuan.orgs.engine.tree import path
from bihuan.orgs.models import AccountRow, Dated, GrantRow, GroupRow, PostRow, UnitRow
from bihuan.orgs.spec import Code, OrganisationSpec

ROOT_ELSEWHERE = Message(
    "root-elsewhere",
    Text(
        en='the organisation\'s root is "{root}", but it is put in force in "{origin}"',
        zh="组织文件的根单位是“{root}”，却要在“{origin}”生效",
    ),
    Text(
        en="put it in force in its own origin; two origins never share a log",
        zh="请在其自身的根单位下生效；两个根单位不共用账本",
    ),
)

TABLES: tuple[type[Dated], ...] = (UnitRow, GroupRow, PostRow, AccountRow, GrantRow)
projection(*TABLES)


@applies("mechanisms.enacted@1")
def enacted(fact: Fact) -> None:
    """Write the units of a version; the same effective day again replaces that version."""
    if fact.data["kind"] != "Organisation":
        return
    spec: OrganisationSpec = mechanisms.version(fact.data["digest"]).spec
    if spec.root != fact.origin:
        raise Refused(ROOT_ELSEWHERE, root=spec.root, origin=fact.origin)
    version = {"origin": fact.origin, "effective": date.fromisoformat(fact.data["effective"])}
    for table in TABLES:
        table._default_manager.filter(**version).delete()  # noqa: SLF001 - the documented default manager
    _write_units(spec, version)
    _write_people(spec, version)


def _write_units(spec: OrganisationSpec, version: dict[str, Any]) -> None:
    UnitRow.objects.bulk_create(
        UnitRow(
            **version,
            slug=unit.slug,
            since=unit.since or date.min,
            until=unit.until or date.max,
            order=order,
            kind=unit.kind,
            title_zh=unit.title.zh,
            title_en=unit.title.en,
            short=unit.short,
            parent=unit.parent or "",
            path=its_path,
            group=unit.group or "",
            codes=[_code(code) for code in unit.codes],
            seat=[unit.seat.lon84, unit.seat.lat84] if unit.seat else None,
            tile=[unit.tile.col, unit.tile.row] if unit.tile else None,
            also=list(unit.also),
            successors=list(unit.successors),
        )
        for order, (unit, its_path) in enumerate(zip(spec.units, _paths(spec), strict=True))
    )
    GroupRow.objects.bulk_create(
        GroupRow(**version, name=g.name, order=order, title_zh=g.title.zh, title_en=g.title.en)
        for order, g in enumerate(spec.groups)
    )


def _code(code: Code) -> dict[str, str | None]:
    # Named one by one: a key that a later release knows must not change what a rebuild gives.
    return {
        "scheme": code.scheme,
        "code": code.code,
        "since": code.since.isoformat() if code.since else None,
        "until": code.until.isoformat() if code.until else None,
    }


def _paths(spec: OrganisationSpec) -> Iterator[str]:
    """Yield the path of each unit as of the day it begins (a unit may move between its rows)."""
    on: dict[date, dict[str, str]] = {}
    for unit in spec.units:
        day = unit.since or date.min
        if day not in on:
            on[day] = _parents_on(day, spec)
        yield path(unit.slug, ChainMap({unit.slug: unit.parent or ""}, on[day]))


def _parents_on(day: date, spec: OrganisationSpec) -> dict[str, str]:
    """Return the parent of every unit on a day; of a unit that does not stand then, any it had."""
    parents = {other.slug: other.parent or "" for other in spec.units}
    parents.update(
        (other.slug, other.parent or "")
        for other in spec.units
        if (other.since or date.min) <= day <= (other.until or date.max)
    )
    return parents


def _write_people(spec: OrganisationSpec, version: dict[str, Any]) -> None:
    PostRow.objects.bulk_create(
        PostRow(**version, slug=p.slug, unit=p.unit, title_zh=p.title.zh, title_en=p.title.en)
        for p in spec.posts
    )
    AccountRow.objects.bulk_create(
        AccountRow(
            **version, slug=a.slug, person=a.person, unit=a.unit,
            title_zh=a.title.zh, title_en=a.title.en,
        )
        for a in spec.accounts
    )  # fmt: skip
    GrantRow.objects.bulk_create(
        GrantRow(
            **version, account=g.account, role=g.role, unit=g.unit,
            since=g.since or date.min, until=g.until or date.max,
        )
        for g in spec.grants
    )  # fmt: skip
