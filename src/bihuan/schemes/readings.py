"""What others may ask of results beyond the results themselves: what drives them, what moved, why.

Like results before publication, for the district's own people; who may not see a run is told that
there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.calendars.engine.periods import Period
from bihuan.ledger.viewer import Viewer
from bihuan.schemes import queries
from bihuan.schemes.engine.reading import analysing, comparing, decomposing
from bihuan.schemes.engine.reading.alpha import Alpha
from bihuan.schemes.engine.reading.analysing import Analysis
from bihuan.schemes.engine.reading.as_data import as_data
from bihuan.schemes.engine.reading.comparing import Agreement, Comparison, Moved, Ran
from bihuan.schemes.engine.reading.components import Components
from bihuan.schemes.engine.reading.correlating import Method, Pair
from bihuan.schemes.engine.reading.decomposing import Decomposition
from bihuan.schemes.engine.reading.effective import Weight
from bihuan.schemes.engine.reading.numbers import Coefficient, apportioned, text_of
from bihuan.schemes.engine.reading.sides import CAUSES, Cause
from bihuan.schemes.engine.reading.telling import Told, cause_words, signed, who_moved, why
from bihuan.schemes.engine.result import Result

# The shapes are for doors too, which do not reach into an engine.
__all__ = [
    "CAUSES",
    "Agreement",
    "Alpha",
    "Analysis",
    "Cause",
    "Coefficient",
    "Comparison",
    "Components",
    "Decomposition",
    "Method",
    "Moved",
    "Pair",
    "Ran",
    "Side",
    "Told",
    "Weight",
    "analyse",
    "apportioned",
    "as_data",
    "cause_words",
    "compare",
    "decompose",
    "decompose_all",
    "shown",
    "signed",
    "text_of",
    "who_moved",
    "why",
]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two results: by default the newest of a scheme and period that was not revoked."""

    scheme: str
    period: str
    number: int | None = None

    def before(self) -> Side:
        """Return the newest result of the period before."""
        return Side(self.scheme, str(Period.parse(self.period).previous()))


def read(viewer: Viewer, side: Side) -> Result:
    """Return a result as it was kept; refuses `no-run` and `run-unknown`."""
    if side.number is None:
        return queries.result(queries.latest(viewer, side.scheme, side.period))
    run = queries.numbered(viewer, side.scheme, side.period, side.number)
    return queries.result(run)


def analyse(
    viewer: Viewer, side: Side, *, groups: Sequence[str] = (), method: Method = "pearson"
) -> tuple[Result, list[Analysis]]:
    """Return a result with its analysis: each group on its own, or those named taken together."""
    found = read(viewer, side)
    return found, analysing.analyse(found, groups, method)


def compare(viewer: Viewer, before: Side, after: Side) -> tuple[Result, Comparison]:
    """Return the later of two results, with what is different in it."""
    later = read(viewer, after)
    return later, comparing.compare(read(viewer, before), later)


def decompose(viewer: Viewer, before: Side, after: Side, unit: str) -> tuple[Result, Decomposition]:
    """Return the later of two results, and why a unit's total is another in it.

    The unit is named by slug or title; refuses `no-unit-in-run` and `no-total-to-decompose`.
    """
    earlier, later = read(viewer, before), read(viewer, after)
    slug = queries.row(later, unit)["unit"]
    queries.row(earlier, slug)
    return later, decomposing.decompose(earlier, later, slug)


def decompose_all(viewer: Viewer, before: Side, after: Side) -> tuple[Result, list[Decomposition]]:
    """Return the later of two results, and why each unit's total is another in it."""
    earlier, later = read(viewer, before), read(viewer, after)
    return later, decomposing.decompose_all(earlier, later)


def shown(of: Result) -> int:
    """Return to how many decimals points are shown."""
    decimals: int = of["parameters"]["rounding"]["shown"]
    return decimals
