"""Where the keys and values of a file stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bihuan.mechanisms.diagnostics import Diagnostic, Place

# The way to a value from the top of its file: keys, and positions in lists.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters on one line, counted from 1; `end` is the column after the last."""

    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one value stands, and its key if it has one."""

    key: Span | None
    value: Span
    is_scalar: bool

    @property
    def shown(self) -> Span:
        """The span that a message about the value points at."""
        return self.value if self.is_scalar or self.key is None else self.key


@dataclass(slots=True)
class Document:
    """A YAML document: its data, the spot of every path, and what is wrong with it.

    Paths in `refused` already have their diagnostic: whatever else is said about them is an echo.
    """

    file: str
    lines: list[str]
    data: Any = None
    spots: dict[Path, Spot] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    refused: set[Path] = field(default_factory=set)

    def place(self, span: Span) -> Place:
        """Return the place of a span, with its line."""
        source = self.lines[span.line - 1] if span.line <= len(self.lines) else ""
        return Place(self.file, span.line, span.column, span.end, source=source)

    def spot(self, path: Path) -> Spot:
        """Return the spot of a path, or of its nearest parent that was written."""
        while path and path not in self.spots:
            path = path[:-1]
        return self.spots.get(path) or Spot(None, Span(1, 1, 2), is_scalar=False)

    def place_of(self, path: Path) -> Place:
        """Return the place that a message about the value at a path points at."""
        return self.place(self.spot(path).shown)
