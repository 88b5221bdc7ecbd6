"""Two duties that no person does on the same matter: of the file, and of fairness itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bihuan.loops.engine.matter import Matter
from bihuan.loops.spec.acts import Does
from bihuan.loops.spec.loop import LoopSpec

# Who dispatched a matter or objected to it does not adjudicate the objection.
_NOT_THE_SAME: dict[str, tuple[str, ...]] = {"adjudicate": ("does:dispatch", "does:object")}


def against(loop: LoopSpec, duty: str) -> Iterator[str]:
    """Yield the duties that exclude a duty by the loop's file."""
    for each in loop.conflicts:
        if duty in each.duties:
            one, other = each.duties
            yield other if duty == one else one


def conflict(
    loop: LoopSpec, matter: Matter, duty: str, does: Does, persons: Iterable[str]
) -> str | None:
    """Return what one of the persons did that excludes the duty, None if nothing.

    The persons are who acts and all for whom a deputy acts: neither cures the other's part.
    """
    asked = set(persons)
    for did in (*_NOT_THE_SAME.get(does, ()), *against(loop, duty)):
        if asked & set(matter.did.get(did, ())):
            return did
    return None
