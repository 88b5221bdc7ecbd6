"""An expression after parsing: a tree whose nodes know their place in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: number, text, true, false or null; and a date once its text was read."""

    start: int
    end: int
    value: Decimal | str | bool | date | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record; `a.b` is the field of that dotted name."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list written out."""

    start: int
    end: int
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with its operands: ``!`` and ``-`` take one or two, ``?:`` takes three."""

    start: int
    end: int
    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments. A receiver, as in ``name.contains("镇")``, comes first."""

    start: int
    end: int
    name: str
    name_start: int
    parts: tuple[Node, ...]
    has_receiver: bool

    @property
    def name_end(self) -> int:
        return self.name_start + len(self.name)


Node: TypeAlias = Constant | Field | Items | Operation | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression with the text it was read from."""

    text: str
    root: Node

    @property
    def names(self) -> frozenset[str]:
        """The fields that it reads."""
        return frozenset(node.name for node in walk(self.root) if isinstance(node, Field))

    def at(self, node: Node) -> str:
        """Return the text of a node."""
        return self.text[node.start : node.end]


def parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below, in the order of the text."""
    return () if isinstance(node, Constant | Field) else node.parts


def walk(root: Node) -> Iterator[Node]:
    """Yield every node once, without recursion."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(parts(node))


def height(root: Node) -> int:
    """Return the number of levels, found without recursion."""
    level, levels = [root], 0
    while level:
        levels += 1
        level = [part for node in level for part in parts(node)]
    return levels
