"""Finding one matter: by its id, or by the number that people read."""

from __future__ import annotations

from bihuan.ledger.words import Refused
from bihuan.loops import files
from bihuan.loops.asking import Actor
from bihuan.loops.engine.matter import Matter
from bihuan.loops.models import MatterRow
from bihuan.loops.refusals import MATTER_UNKNOWN
from bihuan.loops.sight import Sight

# As many signs as an id has, and more than any number.
_ID = 36


def id_of(actor: Actor, written: str) -> str:
    """Return the id of the matter that is meant; two loops may give out the same number.

    Then the first that is seen is meant; whoever means the other names its id.
    """
    rows = MatterRow.objects.filter(origin=actor.by.origin)
    if len(written) == _ID:
        return written
    numbered = rows.filter(number=written.strip().upper()).order_by("loop")
    found = numbered.values_list("id", flat=True).first()
    if found is None:
        raise Refused(MATTER_UNKNOWN, matter=written[:63])
    return found


def seen(sight: Sight, matter: Matter) -> bool:
    """Tell whether a matter is there for somebody."""
    return sight.sees(matter, files.of_version(matter.version))
