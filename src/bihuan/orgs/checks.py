"""What is wrong with an organisation that its grammar alone cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.references import unknown_reference
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Known, Mechanism
from bihuan.orgs.engine.names import plain
from bihuan.orgs.engine.tree import in_circle
from bihuan.orgs.spec import OrganisationSpec, UnitSpec

ONE_ORGANISATION = Message(
    "one-organisation",
    Text(
        en="a pack holds one organisation; {others} stands beside it",
        zh="一个机制包只有一个组织文件，此外还有 {others}",
    ),
    Text(
        en="put the units in one file; a later version has the same name and its own effective day",
        zh="请把单位写在同一文件中；新版本用同一名称，另定生效日期",
    ),
)
ROOT_HAS_PARENT = Message(
    "root-has-parent",
    Text(en="the root unit has a parent", zh="根单位不应有上级"),
    Text(
        en="remove the parent, or name the unit above as root",
        zh="请删去 parent，或将其上级设为根单位",
    ),
)
PARENT_MISSING = Message(
    "parent-missing",
    Text(
        en='unit "{unit}" has no parent and is not the root',
        zh="单位“{unit}”没有上级，又不是根单位",
    ),
    Text(en="write its parent", zh="请写明其上级单位"),
)
PARENT_CIRCLE = Message(
    "parent-circle",
    Text(en='the way up from "{unit}" never reaches the root', zh="从“{unit}”逐级向上到不了根单位"),
    Text(
        en="look at the parents on the way; two of them name each other",
        zh="请检查各级上级，其中有互为上级的",
    ),
)
UNIT_TWICE = Message(
    "unit-twice",
    Text(
        en='unit "{unit}" is written twice for the same time', zh="单位“{unit}”在同一时期写了两次"
    ),
    Text(
        en="remove one, or end the first the day before the second begins",
        zh="请删去一处，或让前一处在后一处开始的前一天结束",
    ),
)
NAME_TWICE = Message(
    "name-twice",
    Text(en='"{name}" also names the unit "{other}"', zh="“{name}”同时也是单位“{other}”的名称"),
    Text(
        en="a form that says only this could mean either; write a name of its own",
        zh="填报时无法区分两个单位，请另写一个名称",
    ),
)
CODE_TWICE = Message(
    "code-twice",
    Text(en='the code {code} also belongs to "{other}"', zh="代码 {code} 同时属于“{other}”"),
    Text(
        en="correct one of the two, or give the code its dates",
        zh="请更正其中一个，或为代码写明起止日期",
    ),
)
TILE_TWICE = Message(
    "tile-twice",
    Text(
        en='"{other}" stands on the tile {col}, {row} already',
        zh="第 {col} 列第 {row} 行的方格已有“{other}”",
    ),
    Text(en="choose a free tile", zh="请选用空着的方格"),
)
ENDS_BEFORE = Message(
    "ends-before",
    Text(en="until is before since", zh="until 早于 since"),
    Text(
        en="since is the first day and until the last; exchange the two, or correct one",
        zh="since 为首日，until 为末日；请对调或更正其一",
    ),
)
ENTRY_TWICE = Message(
    "entry-twice",
    Text(en='"{name}" is written twice', zh="“{name}”写了两次"),
    Text(en="remove one, or give it another name", zh="请删去一处，或另起名称"),
)
ACCOUNT_RESERVED = Message(
    "account-reserved",
    Text(
        en='"{name}" is the name of an account that the program has itself',
        zh="“{name}”是系统自带账号的名称",
    ),
    Text(
        en="give the account or person another name; its grants would never take effect",
        zh="请为账号或人员另取标识，否则其授权不会生效",
    ),
)

# Who acts without an account: the operator of the machine, and an anonymous reader.
_RESERVED = frozenset({"operator", "public"})

_UNIT = Text(en="unit", zh="单位")
_GROUP = Text(en="group", zh="分组")
_ACCOUNT = Text(en="account", zh="账号")

Claim = tuple[Path, UnitSpec]


class _Dated(Protocol):
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...


def check(mechanism: Mechanism, known: Known) -> Iterator[Diagnostic]:
    """Yield what is wrong with an organisation among all mechanisms that are known."""
    spec: OrganisationSpec = mechanism.spec
    others = sorted(set(known.get("Organisation", {})) - {mechanism.name})
    if others:
        place = mechanism.place_of(("metadata", "name"))
        yield diagnose(ONE_ORGANISATION, place, others=", ".join(others))
    yield from _tree(mechanism, spec)
    yield from _dates(mechanism, spec)
    yield from _claims(mechanism, spec)
    yield from _units_named(mechanism, spec)
    yield from _people(mechanism, spec)


def _tree(mechanism: Mechanism, spec: OrganisationSpec) -> Iterator[Diagnostic]:
    slugs = {unit.slug for unit in spec.units}
    # A root with a parent is told once, and not as a circle too.
    parents = {unit.slug: unit.parent or "" for unit in spec.units} | {spec.root: ""}
    if spec.root not in slugs:
        yield unknown_reference(mechanism, ("spec", "root"), spec.root, slugs, what=_UNIT)
        return
    for at, unit in enumerate(spec.units):
        place = mechanism.place_of(("spec", "units", at, "parent"))
        if unit.slug == spec.root:
            if unit.parent:
                yield diagnose(ROOT_HAS_PARENT, place)
        elif unit.parent is None:
            yield diagnose(PARENT_MISSING, place, unit=unit.slug)
        elif unit.parent in slugs and in_circle(unit.slug, parents):
            yield diagnose(PARENT_CIRCLE, place, unit=unit.slug)


def _dates(mechanism: Mechanism, spec: OrganisationSpec) -> Iterator[Diagnostic]:
    dated: list[tuple[Path, _Dated]] = [
        *((("spec", "units", at), unit) for at, unit in enumerate(spec.units)),
        *((("spec", "grants", at), grant) for at, grant in enumerate(spec.grants)),
        *(
            (("spec", "units", at, "codes", n), code)
            for at, unit in enumerate(spec.units)
            for n, code in enumerate(unit.codes)
        ),
    ]
    for path, each in dated:
        if each.since and each.until and each.until < each.since:
            yield diagnose(ENDS_BEFORE, mechanism.place_of((*path, "until")))


def _claims(mechanism: Mechanism, spec: OrganisationSpec) -> Iterator[Diagnostic]:
    """Yield what two units claim at the same time: a slug, a name, a code, a tile."""
    slugs, names = _Claims(), _Claims()
    codes, tiles = _Claims(), _Claims()
    for at, unit in enumerate(spec.units):
        path = ("spec", "units", at)
        if slugs.other(unit.slug, unit, same_slug=True):
            yield diagnose(UNIT_TWICE, mechanism.place_of((*path, "slug")), unit=unit.slug)
            continue
        for inner, name in _names(unit):
            if other := names.other(plain(name), unit):
                place = mechanism.place_of((*path, *inner))
                yield diagnose(NAME_TWICE, place, name=name, other=other.slug)
        for n, code in enumerate(unit.codes):
            if other := codes.other(f"{code.scheme} {code.code}", unit, code):
                place = mechanism.place_of((*path, "codes", n, "code"))
                yield diagnose(CODE_TWICE, place, code=code.code, other=other.slug)
        tile = unit.tile
        if tile and (other := tiles.other(f"{tile.col} {tile.row}", unit)):
            place = mechanism.place_of((*path, "tile"))
            yield diagnose(TILE_TWICE, place, col=tile.col, row=tile.row, other=other.slug)


class _Claims:
    """Who claims what, and when."""

    def __init__(self) -> None:
        self._claimed: dict[str, list[tuple[UnitSpec, _Dated]]] = {}

    def other(
        self, what: str, unit: UnitSpec, dated: _Dated | None = None, *, same_slug: bool = False
    ) -> UnitSpec | None:
        """Note a claim; return another unit that makes it at the same time, if there is one."""
        claims = self._claimed.setdefault(what, [])
        found = next(
            (
                other
                for other, when in claims
                if (same_slug or other.slug != unit.slug)
                and _overlap(other, unit)
                and _overlap(when, dated or unit)
            ),
            None,
        )
        claims.append((unit, dated or unit))
        return found


def _overlap(one: _Dated, other: _Dated) -> bool:
    begins = max(one.since or date.min, other.since or date.min)
    return begins <= min(one.until or date.max, other.until or date.max)


def _names(unit: UnitSpec) -> Iterator[tuple[Path, str]]:
    yield ("title", "zh"), unit.title.zh
    yield ("title", "en"), unit.title.en
    if unit.short:
        yield ("short",), unit.short
    for at, name in enumerate(unit.also):
        yield ("also", at), name


def _units_named(mechanism: Mechanism, spec: OrganisationSpec) -> Iterator[Diagnostic]:
    groups = {group.name for group in spec.groups}
    yield from _twice(mechanism, "groups", "name", (group.name for group in spec.groups))
    for at, unit in enumerate(spec.units):
        path = ("spec", "units", at)
        if unit.group and unit.group not in groups:
            inner = (*path, "group")
            yield unknown_reference(mechanism, inner, unit.group, groups, what=_GROUP)
        named: list[tuple[Path, str]] = [
            ((*path, "successors", n), slug) for n, slug in enumerate(unit.successors)
        ]
        if unit.parent:
            named.append(((*path, "parent"), unit.parent))
        yield from _unknown_units(mechanism, spec, named)


def _people(mechanism: Mechanism, spec: OrganisationSpec) -> Iterator[Diagnostic]:
    accounts = {account.slug for account in spec.accounts}
    yield from _twice(mechanism, "accounts", "slug", (each.slug for each in spec.accounts))
    for at, account in enumerate(spec.accounts):
        for key in ("slug", "person"):
            if (name := getattr(account, key)) in _RESERVED:
                place = mechanism.place_of(("spec", "accounts", at, key))
                yield diagnose(ACCOUNT_RESERVED, place, name=name)
    yield from _twice(mechanism, "posts", "slug", (each.slug for each in spec.posts))
    for part in ("posts", "accounts", "grants"):
        named: list[tuple[Path, str]] = [
            (("spec", part, at, "unit"), each.unit) for at, each in enumerate(getattr(spec, part))
        ]
        yield from _unknown_units(mechanism, spec, named)
    for at, grant in enumerate(spec.grants):
        if grant.account not in accounts:
            path = ("spec", "grants", at, "account")
            yield unknown_reference(mechanism, path, grant.account, accounts, what=_ACCOUNT)
    held = (f"{g.account} {g.role} {g.unit} {g.since or ''}".strip() for g in spec.grants)
    yield from _twice(mechanism, "grants", "account", held)


def _unknown_units(
    mechanism: Mechanism, spec: OrganisationSpec, named: Iterable[tuple[Path, str]]
) -> Iterator[Diagnostic]:
    slugs = {unit.slug for unit in spec.units}
    for path, slug in named:
        if slug not in slugs:
            yield unknown_reference(mechanism, path, slug, slugs, what=_UNIT)


def _twice(mechanism: Mechanism, part: str, key: str, names: Iterable[str]) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for at, name in enumerate(names):
        if name in seen:
            yield diagnose(ENTRY_TWICE, mechanism.place_of(("spec", part, at, key)), name=name)
        seen.add(name)
