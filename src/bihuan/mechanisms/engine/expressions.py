"""The expressions of a mechanism, checked where they stand in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bihuan.mechanisms.diagnostics import Diagnostic
from bihuan.mechanisms.engine.cel.checking import check
from bihuan.mechanisms.engine.cel.parsing import parse
from bihuan.mechanisms.engine.cel.problems import CelProblem
from bihuan.mechanisms.engine.cel.types import CelType
from bihuan.mechanisms.engine.inside import place_inside
from bihuan.mechanisms.engine.spots import Path
from bihuan.mechanisms.kinds import Mechanism


def expression_mistakes(
    mechanism: Mechanism,
    path: Path,
    text: str,
    fields: Mapping[str, CelType],
    gives: CelType | None = None,
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the expression at a path, each at its own token.

    `fields` are the names that it may use, `gives` the type that is wanted of it.
    """
    try:
        problems = check(parse(text), fields, gives)
    except CelProblem as problem:
        problems = [problem]
    for found in problems:
        place = place_inside(mechanism, path, text, found.start, found.end)
        yield Diagnostic(found.said, place, found.guess)
