"""The names that a gate may use beside the fields of the record, and what they are of a matter."""

from __future__ import annotations

from collections.abc import Mapping

from bihuan.loops.engine.matter import Event, Matter
from bihuan.mechanisms.engine.cel.types import BOOL, NUMBER, TEXT, CelType

# Facts of the matter, as the reference page lists them.
FACTS: Mapping[str, CelType] = {
    "stage": TEXT,
    "class": TEXT,
    "channel": TEXT,
    "round": NUMBER,
    "returns": NUMBER,
    "extensions": NUMBER,
    "open_items": NUMBER,
    "items": NUMBER,
    "unfinished": NUMBER,
    "visits": NUMBER,
    "solved": BOOL,
    "grade": TEXT,
    "reply": TEXT,
    "supervisions": NUMBER,
    "unanswered": NUMBER,
    "agreed": BOOL,
    "confidential": BOOL,
    "merged": NUMBER,
}


def facts_of(matter: Matter) -> dict[str, object]:
    """Return the facts of a matter that a gate may look at."""
    visits = [each for each in matter.visits if each.reached]
    concluded = [each for each in matter.sittings if each.passed is not None]
    this_round = [each for each in matter.clocks if each.round == matter.round]
    return {
        "stage": matter.stage,
        "class": matter.class_,
        "channel": matter.channel,
        "round": matter.round,
        "returns": len(matter.objections),
        "extensions": sum(len(each.extensions) for each in this_round),
        "open_items": matter.open_children,
        "items": len(matter.children),
        "unfinished": sum(not each.lead and each.done is None for each in matter.handlers),
        "visits": len(matter.visits),
        "solved": visits[-1].solved if visits else None,
        "grade": visits[-1].grade if visits else "",
        "reply": matter.reply,
        "supervisions": len(matter.supervisions),
        "unanswered": sum(each.answered is None for each in matter.supervisions),
        "agreed": concluded[-1].passed if concluded else None,
        "confidential": matter.confidential,
        "merged": len(matter.merged),
    }


def as_name(field: str) -> str:
    """Return a field's name as an expression writes it, where a hyphen would subtract."""
    return field.replace("-", "_")


def did_by(did: Mapping[str, tuple[str, ...]], event: Event) -> dict[str, tuple[str, ...]]:
    """Return who played which duty, with the persons of an event.

    Beside the duty it keeps who dispatched and who objected, under a name that no duty has:
    neither of them adjudicates, whatever duties the loop's file declares.
    """
    found = dict(did)
    parts = (event.duty, f"does:{event.does}" if event.does in {"dispatch", "object"} else "")
    for part in parts:
        if part:
            found[part] = tuple(sorted({*found.get(part, ()), *event.persons}))
    return found
