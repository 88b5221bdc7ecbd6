"""References from one mechanism to another, and to the things that it names itself."""

from __future__ import annotations

from collections.abc import Iterable

from bihuan.ledger.words import Message, Text
from bihuan.mechanisms.diagnostics import Diagnostic, diagnose
from bihuan.mechanisms.engine.characters import shown
from bihuan.mechanisms.engine.guessing import guess
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Mechanism

UNKNOWN_REFERENCE = Message(
    "unknown-reference",
    Text(en='no {what} is called "{name}"', zh="没有名为“{name}”的{what}"),
    Text(en="those known here: {candidates}", zh="此处可用的有：{candidates}"),
)
NO_CANDIDATES = Text(en="none", zh="无")

_MOST_CANDIDATES = 12


def unknown_reference(
    mechanism: Mechanism, path: Path, name: str, candidates: Iterable[str], *, what: Text
) -> Diagnostic:
    """Return the diagnostic for a name that leads nowhere, with the nearest that does.

    `path` is where the name stands, such as ``("spec", "source_unit")``; `what` says
    what should have the name: an indicator, a unit.
    """
    known = sorted(set(candidates))
    listed = ", ".join(known[:_MOST_CANDIDATES]) + (" …" if len(known) > _MOST_CANDIDATES else "")
    return diagnose(
        UNKNOWN_REFERENCE,
        mechanism.place_of(path),
        guess=guess(name, known),
        name=shown(name, 63),
        what=what,
        candidates=listed or NO_CANDIDATES,
    )
