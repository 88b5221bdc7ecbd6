"""Which records a viewer may see: those of the units that its roles cover."""

from __future__ import annotations

from django.db.models import QuerySet

from bihuan.ledger.viewer import Viewer
from bihuan.orgs import queries as orgs
from bihuan.registers.models import RecordRow


def scoped(rows: QuerySet[RecordRow], viewer: Viewer) -> QuerySet[RecordRow]:
    """Return the records of the viewer's origin whose unit its roles cover."""
    rows = rows.filter(origin=viewer.origin)
    covered = orgs.slugs_under(viewer)
    return rows if covered is None else rows.filter(unit__in=covered)


def units_seen(viewer: Viewer) -> tuple[str, ...] | None:
    """Return the units whose records a viewer sees, in order; None for all of the origin."""
    covered = orgs.slugs_under(viewer)
    return None if covered is None else tuple(sorted(set(covered)))
