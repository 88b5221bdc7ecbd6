"""An event log as XES (IEEE 1849) has it: a log of traces, a trace of events, each with attributes.

Attributes are held by key, as plain values: `str` is a string, `Id` an id, aware `datetime` a
date, `int`, `Decimal` a float (exact as written), `bool`. A list, a container and a value that has
attributes of its own are `Nested`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

NAME, TIME, TRANSITION = "concept:name", "time:timestamp", "lifecycle:transition"
RESOURCE, ROLE, GROUP = "org:resource", "org:role", "org:group"


class Id(str):
    """The id of something, as against a text."""

    __slots__ = ()


@dataclass(slots=True)
class Nested:
    """A list, a container, or a value with attributes of its own."""

    type: Literal["value", "list", "container"]
    value: Plain | None = None
    inside: list[tuple[str, Value]] = field(default_factory=list)


Plain: TypeAlias = str | Id | datetime | int | Decimal | bool
Value: TypeAlias = Plain | Nested
Attributes: TypeAlias = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Extension:
    """A vocabulary of keys, by its prefix."""

    name: str
    prefix: str
    uri: str


@dataclass(frozen=True, slots=True)
class Classifier:
    """The keys by which events (or traces) are told apart, as the log writes them."""

    name: str
    keys: str
    scope: str = ""


@dataclass(slots=True)
class Trace:
    """What happened to one case."""

    attributes: Attributes = field(default_factory=dict)
    events: list[Attributes] = field(default_factory=list)


@dataclass(slots=True)
class Heading:
    """What a log says before its traces.

    Args:
        globals: attributes that every trace or event has, with their default values, by scope.
        attributes: attributes of the log itself.
        loose: events outside any trace, which XES allows.
    """

    version: str = "1849-2016"
    features: str = ""
    extensions: list[Extension] = field(default_factory=list)
    globals: list[tuple[str, Attributes]] = field(default_factory=list)
    classifiers: list[Classifier] = field(default_factory=list)
    attributes: Attributes = field(default_factory=dict)
    loose: list[Attributes] = field(default_factory=list)


STANDARD_EXTENSIONS = (
    Extension("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    Extension("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    Extension("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    Extension("Time", "time", "http://www.xes-standard.org/time.xesext"),
)
