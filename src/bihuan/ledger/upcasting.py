"""Old kinds of fact, read as the new: what was recorded stays as it is for ever.

A room that changes the shape of a kind declares the new version and how data of
the old one reads now::

    @upcasts("measures.observed@1", to="measures.observed@2")
    def observed_with_source_office(data: dict[str, Json]) -> dict[str, Json]: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bihuan.ledger.facts import Fact, Json

Upcast = Callable[[dict[str, Json]], dict[str, Json]]

_UPCASTS: dict[str, tuple[str, Upcast]] = {}


def upcasts(old: str, *, to: str) -> Callable[[Upcast], Upcast]:
    """Declare that the function turns data of kind `old` into data of the next version."""
    name, version = old.split("@")
    if to != f"{name}@{int(version) + 1}":
        raise ValueError(f"{old} can only become {name}@{int(version) + 1}")

    def declare(upcast: Upcast) -> Upcast:
        _UPCASTS[old] = (to, upcast)
        return upcast

    return declare


def upcast(fact: Fact) -> Fact:
    """Return the fact as the newest version of its kind; a fact of that version as it is."""
    while step := _UPCASTS.get(fact.kind):
        to, change = step
        fact = replace(fact, kind=to, data=change(fact.data))
    return fact
