"""Many matters at once, of a feed or of history: one fact, whose rows are events of matters.

The rows come in the order of matter and number; each first row opens its matter. What happened
elsewhere is taken as it is told: rights and gates were another system's, so nobody here is said
to have done it, and the fact names the document it was read from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bihuan.ledger import actions as ledger
from bihuan.ledger import queries as ledger_queries
from bihuan.ledger.facts import Draft, Fact, Source
from bihuan.ledger.viewer import Role, Viewer
from bihuan.ledger.words import Refused
from bihuan.ledger.writing import hold, writing
from bihuan.loops import asking, files, receipts
from bihuan.loops.engine.keeping import as_data
from bihuan.loops.engine.matter import Event
from bihuan.loops.refusals import EVENTS_OUT_OF_ORDER, MAY_NOT_IMPORT

IMPORTED = "loops.imported@1"
IMPORTS: tuple[Role, ...] = ("operator", "lead_office")


@dataclass(frozen=True, slots=True)
class Imported:
    """One event of one matter; `title` is of its first event, and holds no personal value."""

    matter: str
    event: Event
    title: str = ""


def import_events(  # noqa: PLR0913 - the events, their document, and who brings them
    loop: str,
    events: Iterable[Imported],
    *,
    document: str,
    by: Viewer,
    at: datetime,
    request: str = "",
    progress: Callable[[int], None] = lambda _: None,
) -> Fact:
    """Record the events of new matters as one fact; all or nothing.

    The opening event of each says its number, record and version (see ``evolving.begin``); the
    records were imported before. `progress` hears how many rows were stored so far.
    """
    if not by.may(*IMPORTS, at=f"/{by.origin}/"):
        raise Refused(MAY_NOT_IMPORT)
    with writing():
        if request and (done := ledger_queries.by_request(request, by)):
            return done
        mechanism = files.in_force(by, loop, asking.actor(by, at).on)
        hold(by.origin, f"imports/{loop}")
        draft = Draft(
            kind=IMPORTED,
            stream=f"matters/{loop}",
            subject=f"document:{document}",
            data={"loop": loop, "document": document},
            source=Source(document=document),
            mechanism=mechanism.digest,
            request=request,
        )
        receipts.ready(by.origin)
        return ledger.record_bulk(draft, _rows(loop, events), by=by, at=at, progress=progress)


def _rows(loop: str, events: Iterable[Imported]) -> Iterator[dict[str, Any]]:
    matter, n = "", 0
    seen: set[str] = set()
    for row, each in enumerate(events):
        begins = each.event.does == "open"
        if begins:
            right = each.matter not in seen and each.event.n == 1
        else:
            right = each.matter == matter and each.event.n == n + 1
        if not right:
            raise Refused(EVENTS_OUT_OF_ORDER, row=row + 1)
        matter, n = each.matter, each.event.n
        seen.add(matter)
        told = {"matter": matter, "event": as_data(each.event)}
        yield told | ({"loop": loop, "title": each.title[:200]} if begins else {})
