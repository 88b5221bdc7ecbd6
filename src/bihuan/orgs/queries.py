"""Questions about units and accounts.

Names of units are public within their origin; accounts and grants are seen by the
operator, by auditors, and by those who hold a role over the unit concerned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_
from typing import cast

from django.db import connection
from django.db.models import Max, Q, QuerySet

from bihuan.ledger.viewer import Grant, Role, Viewer
from bihuan.ledger.words import Message, Refused, Text
from bihuan.orgs.engine.names import Directory
from bihuan.orgs.models import AccountRow, GrantRow, GroupRow, UnitRow
from bihuan.orgs.units import Account, Code, Group, Holding, Unit

ACCOUNT_UNKNOWN = Message(
    "account-unknown",
    Text(en='no account "{account}" on {on}', zh="{on}没有账号“{account}”"),
    Text(
        en="see the accounts of the organisation file, or leave the account out to act as operator",
        zh="请查看组织文件中的账号；不指定账号时按系统管理员办理",
    ),
)


def operator(origin: str) -> Viewer:
    """Return the account that runs the machine; it stands before any organisation is in force."""
    grants = (Grant("operator", f"/{origin}/"),)
    return Viewer(origin=origin, actor="operator", person="operator", grants=grants)


def viewer(origin: str, account: str, on: date) -> Viewer:
    """Return who an account is on a day: its person, and the roles it holds that day."""
    if account == "operator":
        return operator(origin)
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNT, [on, on, on, on, origin, account, origin, on])
        held = cursor.fetchall()
    if not held:
        raise Refused(ACCOUNT_UNKNOWN, account=account, on=on)
    # A role over a unit that has ended covers nothing.
    grants = tuple(Grant(cast("Role", role), path) for _, role, path in held if path is not None)
    return Viewer(origin=origin, actor=account, person=held[0][0], grants=grants)


# Plain SQL, and one question: whoever asks or acts is looked up first.
_ACCOUNT = """
SELECT a.person, g.role, u.path FROM orgs_accountrow a
LEFT JOIN orgs_grantrow g ON g.origin = a.origin AND g.effective = a.effective
  AND g.account = a.slug AND g.since <= %s AND g.until >= %s
LEFT JOIN orgs_unitrow u ON u.origin = g.origin AND u.effective = g.effective
  AND u.slug = g.unit AND u.since <= %s AND u.until >= %s
WHERE a.origin = %s AND a.slug = %s AND a.effective =
  (SELECT MAX(effective) FROM orgs_unitrow WHERE origin = %s AND effective <= %s)
ORDER BY g.role, g.unit
"""


def units(viewer: Viewer, on: date) -> tuple[Unit, ...]:
    """Return the units that stand on a day, in the order of the organisation file."""
    return _units(viewer.origin, on)


def unit(viewer: Viewer, slug: str, on: date) -> Unit:
    """Return one unit by its slug; refuses what does not stand on that day."""
    return directory(viewer, on).resolve(slug)


def path(origin: str, slug: str, on: date) -> str:
    """Return the path of a unit that stands on a day, by its slug alone; empty if none does.

    For acts that ask it each time: one row is read, not the whole directory.
    """
    return _paths(origin, on, " AND slug = %s", [slug]).get(slug, "")


def paths_ever(origin: str, slugs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return every path that these units have in any version, by slug."""
    rows = UnitRow.objects.filter(origin=origin, slug__in=set(slugs)).distinct()
    found: dict[str, list[str]] = {}
    for slug, at in rows.values_list("slug", "path"):
        found.setdefault(slug, []).append(at)
    return {slug: tuple(sorted(each)) for slug, each in found.items()}


def titles(origin: str, on: date) -> dict[str, Text]:
    """Return the titles of all units of the version in force on a day, ended ones too, by slug."""
    rows = _rows(origin, on).values_list("slug", "title_en", "title_zh")
    return {slug: Text(en=en, zh=zh) for slug, en, zh in rows}


def resolve(viewer: Viewer, written_name: str, on: date) -> Unit:
    """Return the unit that a written name means; see `Directory` for many names at once."""
    return directory(viewer, on).resolve(written_name)


def directory(viewer: Viewer, on: date) -> Directory:
    """Return the names of all units that stand on a day."""
    rows = _rows(viewer.origin, on)
    known = [_unit(row, on) for row in rows]
    standing = [unit for unit in known if unit.stands_on(on)]
    return Directory(standing, on, [unit for unit in known if not unit.stands_on(on)])


def groups(viewer: Viewer, on: date | None = None) -> tuple[Group, ...]:
    """Return the peer groups of the version in force on a day (by default of the last one)."""
    effective = _in_force(viewer.origin, on or date.max)
    rows = GroupRow.objects.filter(origin=viewer.origin, effective=effective).order_by("order")
    return tuple(Group(row.name, Text(en=row.title_en, zh=row.title_zh)) for row in rows)


def accounts(viewer: Viewer, on: date) -> tuple[Account, ...]:
    """Return the accounts of the units that the viewer has a role over."""
    seen = _slugs_seen(viewer, on)
    rows = AccountRow.objects.filter(
        origin=viewer.origin, effective=_in_force(viewer.origin, on), unit__in=seen
    ).order_by("slug")
    return tuple(
        Account(row.slug, row.person, row.unit, Text(en=row.title_en, zh=row.title_zh))
        for row in rows
    )


def grants(viewer: Viewer, on: date) -> tuple[Holding, ...]:
    """Return the roles in force over the units that the viewer has a role over."""
    rows = GrantRow.objects.filter(
        origin=viewer.origin,
        effective=_in_force(viewer.origin, on),
        unit__in=_slugs_seen(viewer, on),
        since__lte=on,
        until__gte=on,
    ).order_by("account", "role", "unit")
    return tuple(
        Holding(row.account, row.role, row.unit, _open(row.since), _open(row.until)) for row in rows
    )


def slugs_under(viewer: Viewer) -> QuerySet[UnitRow, str] | None:
    """Return the slugs of all units, of any time, that the viewer's roles cover.

    For other rooms to scope their rows by; None means every unit of the origin.
    """
    if viewer.sees(f"/{viewer.origin}/"):
        return None
    rows = UnitRow.objects.filter(origin=viewer.origin)
    if not viewer.subtrees:
        return rows.none().values_list("slug", flat=True)
    covered = reduce(or_, (Q(path__startswith=subtree) for subtree in viewer.subtrees))
    return rows.filter(covered).values_list("slug", flat=True)


def paths(origin: str, on: date) -> dict[str, str]:
    """Return the paths of the units that stand on a day, by slug: for engines of higher rooms."""
    return _paths(origin, on)


def _paths(origin: str, on: date, where: str = "", values: Iterable[str] = ()) -> dict[str, str]:
    # Plain SQL: every act of a matter asks it. `where` is one of our own conditions.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slug, path FROM orgs_unitrow WHERE origin = %s AND effective ="  # noqa: S608
            " (SELECT MAX(effective) FROM orgs_unitrow WHERE origin = %s AND effective <= %s)"
            f" AND since <= %s AND until >= %s{where}",
            [origin, origin, on, on, on, *values],
        )
        return dict(cursor.fetchall())


def homes(origin: str, persons: Collection[str], on: date) -> tuple[str, ...]:
    """Return the units to which the accounts of these persons belong on a day."""
    marks = ", ".join(["%s"] * len(persons))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unit FROM orgs_accountrow WHERE origin = %s AND effective ="  # noqa: S608
            " (SELECT MAX(effective) FROM orgs_unitrow WHERE origin = %s AND effective <= %s)"
            f" AND person IN ({marks}) ORDER BY unit",
            [origin, origin, on, *persons],
        )
        return tuple(unit for (unit,) in cursor.fetchall())


def _in_force(origin: str, on: date) -> date:
    """Return the effective day of the version that rules on a day; the first day ever if none."""
    found = UnitRow.objects.filter(origin=origin, effective__lte=on)
    return found.aggregate(last=Max("effective"))["last"] or date.min


def _rows(origin: str, on: date) -> QuerySet[UnitRow]:
    return UnitRow.objects.filter(origin=origin, effective=_in_force(origin, on)).order_by("order")


def _units(origin: str, on: date) -> tuple[Unit, ...]:
    return tuple(_unit(row, on) for row in _rows(origin, on).filter(since__lte=on, until__gte=on))


def _slugs_seen(viewer: Viewer, on: date) -> list[str]:
    all_seen = viewer.may("operator", "auditor", at=f"/{viewer.origin}/")
    return [unit.slug for unit in _units(viewer.origin, on) if all_seen or viewer.sees(unit.path)]


def _open(day: date) -> date | None:
    return None if day in {date.min, date.max} else day


def _unit(row: UnitRow, on: date) -> Unit:
    return Unit(
        slug=row.slug,
        kind=row.kind,
        title=Text(en=row.title_en, zh=row.title_zh),
        short=row.short,
        parent=row.parent,
        path=row.path,
        group=row.group,
        codes=_codes(row, on),
        seat=(row.seat[0], row.seat[1]) if row.seat else None,
        tile=(row.tile[0], row.tile[1]) if row.tile else None,
        since=_open(row.since),
        until=_open(row.until),
        also=tuple(row.also),
        successors=tuple(row.successors),
    )


def _codes(row: UnitRow, on: date) -> tuple[Code, ...]:
    """Return the codes valid on the day; of a unit that has ended, those of its last day."""
    day = min(max(on, row.since), row.until)
    codes = tuple(
        Code(
            scheme=code["scheme"],
            code=code["code"],
            since=code["since"] and date.fromisoformat(code["since"]),
            until=code["until"] and date.fromisoformat(code["until"]),
        )
        for code in row.codes
    )
    return tuple(
        code for code in codes if (code.since or date.min) <= day <= (code.until or date.max)
    )
