"""All that is read of one result by group: what drives its ranking, and what hangs together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.schemes.engine.reading.alpha import Alpha, alphas
from bihuan.schemes.engine.reading.components import Components, all_components
from bihuan.schemes.engine.reading.correlating import Method, Pair, between, of_leaves, within
from bihuan.schemes.engine.reading.effective import Effective, effective
from bihuan.schemes.engine.reading.sample import Sample, sample, samples
from bihuan.schemes.engine.result import Result


@dataclass(frozen=True)
class Analysis:
    """What is read of the units of one sample.

    `between` are parts with the nodes above them, `within` parts of one node, `leaves` any two
    leaves.
    """

    sample: Sample
    effective: Effective
    between: tuple[Pair, ...]
    within: tuple[Pair, ...]
    leaves: tuple[Pair, ...]
    alphas: tuple[Alpha, ...]
    components: tuple[Components, ...]


def analyse(
    result: Result, groups: Sequence[str] = (), method: Method = "pearson"
) -> list[Analysis]:
    """Return the analysis of each group on its own, or of the groups named, taken together."""
    chosen = [sample(result, groups)] if groups else samples(result)
    return [_analysis(result, each, method) for each in chosen]


def _analysis(result: Result, of: Sample, method: Method) -> Analysis:
    return Analysis(
        sample=of,
        effective=effective(result, of),
        between=tuple(between(of, method)),
        within=tuple(within(of, method)),
        leaves=tuple(of_leaves(of, method)),
        alphas=tuple(alphas(of)),
        components=tuple(all_components(of)),
    )
