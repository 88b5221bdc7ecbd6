"""Which code applies which kind of fact.

A room declares in its ``apply.py`` what a kind of fact does to its tables::

    @applies("measures.observed@1")
    def observed(fact: Fact) -> None: ...

Several rooms may apply the same kind; lower rooms go first, in the order of
`LEVELS`, where the ledger is the lowest. `rebuild` empties the tables declared with
`projection` and replays every fact through these very functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bihuan.ledger.facts import Fact

if TYPE_CHECKING:
    from django.db.models import Model

Applier = Callable[[Fact], None]

LEVELS = {
    "ledger": 0, "mechanisms": 1, "orgs": 2, "calendars": 2, "registers": 3, "loops": 4,
    "benefits": 4, "measures": 5, "schemes": 6, "intake": 7, "boards": 7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    room: str
    apply: Applier


_APPLIERS: dict[str, list[_Entry]] = {}
_PROJECTIONS: list[type[Model]] = []
_DOCUMENTS: dict[str, tuple[str, ...]] = {}


def applies(kind: str) -> Callable[[Applier], Applier]:
    """Declare that the decorated function applies facts of `kind` (``room.verb@1``)."""

    def declare(apply: Applier) -> Applier:
        room = apply.__module__.split(".")[1]
        entries = _APPLIERS.setdefault(kind, [])
        entries.append(_Entry(room, apply))
        entries.sort(key=lambda entry: LEVELS[entry.room])
        return apply

    return declare


def projection(*models: type[Model]) -> None:
    """Declare tables that only `apply` writes; children after the tables they refer to."""
    _PROJECTIONS.extend(model for model in models if model not in _PROJECTIONS)


def projections() -> tuple[type[Model], ...]:
    """Return the declared tables in the order of their declaration."""
    return tuple(_PROJECTIONS)


def names_documents(kind: str, *keys: str) -> None:
    """Declare under which keys of its data a kind of fact names the digest of a kept document."""
    _DOCUMENTS[kind] = keys


def documents_of(kind: str) -> tuple[str, ...]:
    """Return the keys under which facts of `kind` name documents, beside their source."""
    return _DOCUMENTS.get(kind, ())


def appliers(kind: str) -> tuple[Applier, ...]:
    """Return the functions that apply `kind`, lower rooms first; KeyError for an unknown kind."""
    return tuple(entry.apply for entry in _APPLIERS[kind])
