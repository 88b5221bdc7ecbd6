"""Which fields of a record a viewer sees whole, which in their shown form, and which not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bihuan.ledger.viewer import Viewer
from bihuan.registers.engine.values import is_personal
from bihuan.registers.scoping import units_seen
from bihuan.registers.spec import AnyField, RegisterSpec


def is_public(field: AnyField) -> bool:
    """Tell whether everybody may see a field of a public register."""
    return field.sensitivity == "public" and not is_personal(field) and not field.rights.read


def sees_whole(field: AnyField, viewer: Viewer, paths: Sequence[str]) -> bool:
    """Tell whether a viewer who sees a record sees this field of it as it was written.

    `paths` are those of the record's unit, and of the unit for which a room above lets it be seen.
    """
    if not any(viewer.sees(path) for path in paths):
        return is_public(field)
    asked = field.rights.read
    return not asked or any(viewer.may(*asked, at=path) for path in paths)


def units_for(
    viewer: Viewer, spec: RegisterSpec, fields: Sequence[AnyField]
) -> tuple[str, ...] | None:
    """Return the units whose records a viewer may look for by these fields; None for all.

    Whoever may not see a field whole cannot learn it by looking for its values either.
    """
    if spec.public and all(is_public(field) for field in fields):
        return None
    found = units_seen(viewer)
    for field in fields:
        if field.rights.read:
            held = tuple(grant for grant in viewer.grants if grant.role in field.rights.read)
            found = _both(found, units_seen(replace(viewer, grants=held)))
    return found


def _both(some: tuple[str, ...] | None, others: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if some is None or others is None:
        return others if some is None else some
    return tuple(sorted(set(some) & set(others)))
