"""The shape of a result: what a run of a scheme gives, and what is published.

A result is plain JSON. Numbers are exact decimals as text (``"97.32"``), so that no reader
rounds them; words are ``{"zh": ..., "en": ...}``. Everything a page, a notice, a bundle or a
verifier needs about one run stands in it; nothing here is computed a second time by its readers.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class Words(TypedDict):
    """One text in both languages."""

    zh: str
    en: str


class SourceLine(TypedDict):
    """Where a value was read: fact (and row of a bulk fact), document digest, name and cell."""

    fact: str
    row: int | None
    document: str
    name: str
    sheet: str
    cell: str


class LeafLine(TypedDict):
    """One leaf of one unit: the formula in numbers, and what it adds to the total.

    `path` joins the names from the root (``size/investment``). `taken` is what was scored after
    growth or completion was taken. `points` are on the leaf's own scale, of `full`; `contribution`
    is what it adds to the total and `most` the most it could add. `rank` of `of` is its place in
    the group (by completion where a target is to be met, else by `taken`); `low` and `high` are
    the group's extremes of `taken`. `points` is empty where nothing could be scored. `formula` is
    the sum in numbers. `goal` is the best level reached by the rank, if the leaf has such levels.
    `missing` names the rule applied to a missing value, empty if there was one. `imputed` and
    `treated` name what filled it in or brought it in, empty if nothing did, and `before` is the
    number taken before it was treated or transformed: each only where the leaf has such a rule.
    """

    path: str
    name: str
    title: Words
    indicator: str
    method: str
    unit_of_measure: str
    value: str | None
    target: str | None
    prior: str | None
    taken: str | None
    points: str
    full: str
    contribution: str
    most: str
    rank: int | None
    of: int
    low: str | None
    high: str | None
    formula: Words
    goal: Words | None
    missing: str
    flags: list[str]
    source: SourceLine | None
    imputed: NotRequired[str]
    treated: NotRequired[str]
    before: NotRequired[str | None]


class NodeLine(TypedDict):
    """One inner node of one unit: its score on its own scale and what it adds to the total.

    `penalties` names those that hold, where the node has any.
    """

    path: str
    title: Words
    combine: str
    score: str
    contribution: str
    penalties: NotRequired[list[str]]


class RemainderLine(TypedDict):
    """What rounding or a non-linear node leaves between the parts and the whole."""

    path: str
    why: Words
    amount: str


class AdjustmentLine(TypedDict):
    """A bonus or deduction as counted: `raw` as entered, `counted` after ceilings, both signed.

    `why` says what reduced it; empty words if nothing did.
    """

    rule: str
    title: Words
    kind: str
    raw: str
    counted: str
    why: Words
    reason: str
    source: SourceLine | None


class VetoLine(TypedDict):
    """A veto that struck a unit, with its approved list entry and decision."""

    name: str
    title: Words
    effect: str
    basis: str
    source: SourceLine | None


class UnitRow(TypedDict):
    """One unit's result. contributions + adjustments + remainders = total, exactly.

    `total` is None (and `rank` None) where a missing value blocks the unit. `tied` is true where
    the rank is shared and the tie chain left it so. `previous_rank` is the last period's, if any.
    `sentence` says why this place, in one sentence.
    """

    unit: str
    title: Words
    short: str
    group: str
    rank: int | None
    tied: bool
    previous_rank: int | None
    total: str | None
    exact: str | None
    gap: str | None
    leaves: list[LeafLine]
    nodes: list[NodeLine]
    adjustments: list[AdjustmentLine]
    vetoes: list[VetoLine]
    remainders: list[RemainderLine]
    tier: str
    awards: list[str]
    sentence: Words


class Winner(TypedDict):
    """One winner of an award: streak counts consecutive periods held, this one included."""

    unit: str
    title: Words
    rank: int | None
    previous_rank: int | None
    total: str | None
    streak: int
    since: str


class AwardGroup(TypedDict):
    """An award in one group: k places, and its winners, best first.

    `unresolved` are tied at the line and left to a committee; `left` held the award in the last
    period and do not hold it now.
    """

    group: str
    title: Words
    k: int
    winners: list[Winner]
    unresolved: list[str]
    left: list[str]


class AwardLine(TypedDict):
    """An award with its winners by group; `kind` is assessment_incentive or commendation."""

    name: str
    title: Words
    look: str
    kind: str
    groups: list[AwardGroup]


class GroupLine(TypedDict):
    """A group ranked on its own."""

    name: str
    title: Words
    size: int


class IndicatorLine(TypedDict):
    """A leaf as a column: for legends, tables and what-if.

    `weight` is what it is out of, in points of the total; `groups` are those that it is for.
    """

    path: str
    title: Words
    indicator: str
    unit_of_measure: str
    decimals: int
    weight: str
    groups: list[str]
    source_unit: Words | None


class Choice(TypedDict):
    """A choice of domain rules 4.1: what holds, and whether it was stated or is the default."""

    choice: str
    value: str
    stated: bool
    words: Words


class Ruled(TypedDict):
    """A mechanism version that made the result."""

    kind: str
    name: str
    title: Words
    digest: str
    effective: str


class Band(TypedDict):
    """The 5th, 50th and 95th percent of a unit's places under the weights that were drawn."""

    unit: str
    low: int
    median: int
    high: int


_Swap = TypedDict("_Swap", {"from": str | None, "to": str | None})


class SwapLine(_Swap):
    """The smallest change of one weight that puts `below` level with the unit above it.

    `path` is the part whose weight goes `from` so many percent of the total `to` so many (of its
    node, where the scheme is not one weighted sum), the others giving way in proportion. It is
    None where no change of a single weight does.
    """

    above: str
    below: str
    path: str | None


class LeftOut(TypedDict):
    """The ranks of all units when one indicator is left out and the others take its points over."""

    path: str
    ranks: dict[str, int]


class Robustness(TypedDict):
    """How firmly the ranks stand.

    `replicates` times all weights were drawn between 1 less `within` and 1 plus `within` times
    their own, from the `seed` (see `robust.draws`). `held` are nodes whose scores stayed as they
    are, because weights do not move them or one trial takes too long; where the root is among
    them, its units have no bands. Ranks are those before the tie chain.
    """

    seed: int
    replicates: int
    within: str
    bands: list[Band]
    swaps: list[SwapLine]
    left_out: list[LeftOut]
    held: list[str]


class ShareLine(TypedDict):
    """The share of one part in its node."""

    path: str
    title: Words
    share: str


class MeasureLine(TypedDict):
    """A number on the way to the weights: of the part at `path`, or of the node where it is empty.

    `at` is the factor or eigenvalue that it is about, from 1; 0 for none.
    """

    name: str
    path: str
    at: int
    value: str
    words: Words


class OwnShares(TypedDict):
    """The shares of one unit, in the order of the parts."""

    unit: str
    shares: list[str]


class WeighingLine(TypedDict):
    """Where the shares of a node's parts came from, for the groups named.

    `units` is how many had all parts and led to the shares; 0 where no score was asked. `left` are
    the parts without weight, since they tell no units apart. `own` stands where each unit has its
    own shares; `parts` are then their means. `words` say it in one line.
    """

    path: str
    title: Words
    by: str
    groups: list[str]
    units: int
    parts: list[ShareLine]
    measures: list[MeasureLine]
    left: list[str]
    own: NotRequired[list[OwnShares]]
    words: Words


_Treatment = TypedDict("_Treatment", {"from": str | None, "to": str | None})


class TreatmentLine(_Treatment):
    """One value that was not scored as it came: `kind` is imputed, winsorised, log or box_cox.

    It went `from` one number `to` another by the `rule` of its leaf; an imputed one was none.
    """

    path: str
    unit: str
    kind: str
    rule: str


class OutlierLine(TypedDict):
    """What was found and done about outliers among the `count` values of one leaf in some groups.

    `outcome` is few, constant, kept, treated, outlying or impossible (see `values.treated`); `kind`
    what was done, empty if nothing was. Skewness and kurtosis are those of samples, before and
    after; None where they are not defined.
    """

    path: str
    title: Words
    groups: list[str]
    count: int
    outcome: str
    kind: str
    moved: int
    exponent: str | None
    skewness: str | None
    kurtosis: str | None
    skewness_after: str | None
    kurtosis_after: str | None
    words: Words


class Result(TypedDict):
    """One run. `blocked` lists units without total.

    `as_of` is the size to which the log was sealed when the figures were read, at one moment: all
    that the log held then was seen, and nothing that came later. `facts` says which figures
    counted, each with its fact.

    `parameters` are the resolved integers from which the ranking can be computed again, `facts`
    the long-form rows they are applied to (see docs/decisions); `history` gives earlier
    ``{"period", "group", "rank", "total", "awards"}`` by unit, oldest first, without awards that
    were taken back since. `robustness` is None where nothing was tried; earlier releases lack it.
    `weighing` stands where some weights came from elsewhere than the scheme's `weight` keys,
    `treatments` and `outliers` where the scheme fills in or treats values.
    """

    v: int
    origin: str
    scheme: str
    title: Words
    period: str
    period_title: Words
    as_of: int
    mechanisms: list[Ruled]
    choices: list[Choice]
    groups: list[GroupLine]
    indicators: list[IndicatorLine]
    rows: list[UnitRow]
    awards: list[AwardLine]
    blocked: list[str]
    warnings: list[Words]
    history: dict[str, list[dict[str, Any]]]
    robustness: NotRequired[Robustness | None]
    weighing: NotRequired[list[WeighingLine]]
    treatments: NotRequired[list[TreatmentLine]]
    outliers: NotRequired[list[OutlierLine]]
    parameters: dict[str, Any]
    facts: list[dict[str, Any]]
