"""The kinds of mechanism, each registered by the room that holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from bihuan.ledger.viewer import Viewer
from bihuan.ledger.words import Text
from bihuan.mechanisms.diagnostics import Diagnostic, Place
from bihuan.mechanisms.spec import Metadata


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One file that was read without a mistake.

    Args:
        kind, metadata, spec: what was written; `spec` is the model of the kind.
        text: the bytes of the file, kept so that a reader sees what the author wrote.
        digest: SHA-256 (hex) of the canonical JSON of apiVersion, kind, metadata and spec:
            comments and layout do not change it.
        file: its path as given.
        place_of: the place of a path such as ``("spec", "score", "parts", 0, "weight")``;
            an unknown path gives the nearest known parent.
    """

    kind: str
    metadata: Metadata
    spec: Any
    text: bytes
    digest: str
    file: str
    place_of: Callable[[tuple[str | int, ...]], Place] = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        return self.metadata.name

    @property
    def title(self) -> Text:
        return self.metadata.title.text


# All mechanisms that can be referred to while checking: {kind: {name: Mechanism}}.
Known = Mapping[str, Mapping[str, Mechanism]]


def _no_checks(mechanism: Mechanism, known: Known) -> Iterable[Diagnostic]:  # noqa: ARG001
    return ()


def _no_references(mechanism: Mechanism) -> Iterable[tuple[str, str]]:  # noqa: ARG001
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mechanism, as its room registers it.

    Args:
        spec: the model of what an author may write.
        check: what is wrong with a mechanism among all others that are known.
        refers: the mechanisms (kind and name) that a mechanism refers to.
    """

    name: str
    title: Text
    spec: type[BaseModel]
    check: Callable[[Mechanism, Known], Iterable[Diagnostic]] = _no_checks
    refers: Callable[[Mechanism], Iterable[tuple[str, str]]] = _no_references


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; called once from the ``apps.py`` of its room."""
    _KINDS[kind.name] = kind


# What a changed mechanism touches of what stands, in words: asked of the rooms that keep it.
Touched = Callable[[Mechanism, Viewer], Iterable[Text]]

_TOUCHED: dict[str, list[Touched]] = {}


def tells_what_changes(kind: str, touched: Touched) -> None:
    """Let a room say what a change of such a mechanism touches, for a plan to tell."""
    tellers = _TOUCHED.setdefault(kind, [])
    if touched not in tellers:
        tellers.append(touched)


def touched_by(mechanism: Mechanism, viewer: Viewer) -> tuple[Text, ...]:
    """Return what putting a mechanism in force touches of what stands, as all rooms say."""
    return tuple(
        said for teller in _TOUCHED.get(mechanism.kind, ()) for said in teller(mechanism, viewer)
    )


def kinds() -> Mapping[str, Kind]:
    """Return the registered kinds by name."""
    return _KINDS
